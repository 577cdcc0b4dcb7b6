/** What each published package brings along, with its licence: docs/licences.md. */
import { join } from "node:path"
import { type Installed, installed, manifest, packageNames, root } from "./packages.js"

/**
 * The licences that may come along (SPDX): they ask for no more than that their words stay with the code. One that is not
 * here needs somebody who reads it.
 */
export const permissive = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "Unlicense"
])

export interface Licensed {
  readonly name: string
  readonly version: string
  /** As the package says it; empty where it says nothing. */
  readonly licence: string
}

const licensed = ({ name, folder }: Installed): Licensed => {
  if (folder === undefined) return { name, version: "not installed here", licence: "" }
  const { version, license } = manifest(folder)
  return { name, version, licence: typeof license === "string" ? license : "" }
}

const byName = (a: Licensed, b: Licensed): number =>
  `${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1

/** What others have made, of what is installed with a package of ours. */
export const licencesOf = (name: string): ReadonlyArray<Licensed> =>
  installed(join(root, "packages", name))
    .filter((each) => !each.name.startsWith("@aculab-cloud/"))
    .map(licensed)
    .sort(byName)

/** Optional peers: who wants what they are for installs them. */
export const optionalPeersOf = (name: string): ReadonlyArray<string> =>
  Object.entries(manifest(join(root, "packages", name)).peerDependenciesMeta ?? {}).flatMap(
    ([peer, { optional }]) => (optional === true ? [peer] : [])
  )

const table = (rows: ReadonlyArray<Licensed>): string =>
  [
    "| package | version | licence |",
    "| --- | --- | --- |",
    ...rows.map(({ name, version, licence }) => `| \`${name}\` | ${version} | ${licence} |`)
  ].join("\n")

const section = (name: string): string => {
  const rows = licencesOf(name)
  const peers = optionalPeersOf(name).map((peer) => `\`${peer}\``)
  const others = peers.length === 0 ? "" : ` Optional, and not installed with it: ${peers.join(", ")}.`
  return `## @aculab-cloud/${name}

${rows.length === 1 ? "One package" : `${rows.length} packages`} of others.${others}

${table(rows)}
`
}

export const licencesPage = (): string => `# Licences

What an install of each package brings along: dependencies of any depth and the peers that must be there, in the versions that
this workspace has been tested with. The packages themselves are under the MIT licence. \`npm test -- licences -u\` writes this
page; a licence that is unknown, or asks for more than to be kept with the code, fails that test. \`npm run audit\` runs it, and
asks the registry for known vulnerabilities.

${packageNames.map(section).join("\n")}`
