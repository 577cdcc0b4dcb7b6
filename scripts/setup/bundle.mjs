// @ts-check
// Bundles the commands, so that they start in a fraction of the time: one file for what every run needs, and chunks for
// what only some do. They lie beside the modules in dist/, where `../package.json` is the package's own, and end in .mjs,
// which the exports map leads nowhere to.
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { filesBelow, fingerprint, isRemembered, remember } from "./fingerprint.mjs"
import { inRoot } from "./paths.mjs"
import { Failure } from "./run.mjs"

/** Each command, the package that has it, and the packages whose code ends up in it. */
const commands = [
  { name: "aculab-cloud", owner: "cli-demo", parts: ["core", "node", "simulator", "cli-demo"] },
  { name: "aculab-cloud-simulator", owner: "simulator", parts: ["simulator"] }
]

/** Makes the bundles whose code has changed, from the packages as they are built. */
export async function bundleCommands() {
  const done = []
  for (const command of commands) {
    const wanted = inputs(command)
    if (isRemembered(`bundle-${command.name}`, wanted) && existsSync(fileOf(command))) continue
    await bundle(command)
    remember(`bundle-${command.name}`, wanted)
    done.push(command.name)
  }
  return done
}

/** @typedef {(typeof commands)[number]} Command */

/** @param {Command} command */
const distOf = ({ owner }) => inRoot("packages", owner, "dist")

/** @param {Command} command */
const fileOf = (command) => join(distOf(command), `${command.name}.mjs`)

/** The code, what is installed, and this file. @param {Command} command */
const inputs = ({ parts }) =>
  fingerprint([
    inRoot("scripts", "setup", "bundle.mjs"),
    inRoot("pnpm-lock.yaml"),
    ...parts.flatMap((name) =>
      filesBelow(inRoot("packages", name, "src")).filter((file) => file.endsWith(".ts"))
    )
  ])

// Packages in CommonJS call `require` for what Node has built in, and a module has none.
const banner = `import { createRequire as createRequireOfBundle } from "node:module"
const require = createRequireOfBundle(import.meta.url)`

/** @param {Command} command */
async function bundle(command) {
  // Loaded here: this file is loaded before anything is installed.
  const { build } = await import("esbuild")
  const dist = distOf(command)
  const { errors, metafile } = await build({
    entryPoints: { [command.name]: join(dist, "main.js") },
    outdir: dist,
    absWorkingDir: inRoot(),
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22.19",
    outExtension: { ".js": ".mjs" },
    chunkNames: `${command.name}-[name]-[hash]`,
    banner: { js: banner },
    // Not minified: it starts no sooner for it, and a stack trace can be read without a map.
    minify: false,
    // Licences are kept as a whole, in a file of their own.
    legalComments: "none",
    metafile: true,
    logLevel: "silent"
  }).catch((/** @type {import("esbuild").BuildFailure} */ failure) => ({ ...failure, metafile: undefined }))
  if (metafile === undefined) {
    const output = (errors ?? []).map(({ text, location }) => `${location?.file ?? ""}: ${text}`).join("\n")
    throw new Failure(`esbuild could not bundle ${command.name}.`, output)
  }
  removeOthers(dist, Object.keys(metafile.outputs))
  const inside = Object.values(metafile.outputs).flatMap(({ inputs: files }) => Object.keys(files))
  writeFileSync(join(dist, `${command.name}.licences.txt`), licencesOf(inside))
}

/** Removes chunks of earlier bundles: nothing else in dist ends in .mjs. @param {string} dist @param {string[]} written */
function removeOthers(dist, written) {
  const kept = new Set(written.map((file) => inRoot(file)))
  for (const name of readdirSync(dist)) {
    if (name.endsWith(".mjs") && !kept.has(join(dist, name))) rmSync(join(dist, name))
  }
}

/** What the authors of bundled packages ask to be kept. @param {string[]} files */
function licencesOf(files) {
  const folders = new Set(files.flatMap((file) => packageOf(file) ?? []))
  const sections = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
    const text = file === undefined ? "" : `\n\n${readFileSync(join(folder, file), "utf8").trim()}`
    return { name, text: `${name} ${version} (${license})${text}` }
  })
  const sorted = sections.sort((one, other) => (one.name < other.name ? -1 : 1)).map(({ text }) => text)
  return `The command holds code of these packages.\n\n${sorted.join(`\n\n${"-".repeat(80)}\n\n`)}\n`
}

/** The folder of the installed package that a file belongs to; none for a file of our own. @param {string} file */
function packageOf(file) {
  const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]
  return found === undefined ? undefined : realpathSync(inRoot(found))
}
