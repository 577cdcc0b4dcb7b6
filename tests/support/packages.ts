import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("../..", import.meta.url))

export const packageNames = ["core", "node", "browser", "simulator", "cli-demo"] as const
export type PackageName = (typeof packageNames)[number]

/** The part of a package.json that the tests look at. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: unknown
  /** Names of the package's own, and the file that each is under a condition. */
  readonly imports?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

export const manifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))

/** The modules of a package, as `Messages` or `internal/wire`, by its sources. */
export function modules(name: PackageName): ReadonlyArray<string> {
  const folder = join(root, "packages", name, "src")
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts"))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).slice(0, -".ts".length))
    .sort()
}

export const isInternal = (module: string) => module.startsWith("internal/")

/**
 * The names of all packages that come along when the one in `folder` is installed: dependencies of any depth, and
 * the peers that package managers install unasked.
 */
export const installedWith = (folder: string): ReadonlySet<string> =>
  new Set(installed(folder).map(({ name }) => name))

/** A package that comes along: where it is, unless it is an optional one that this machine has no use for. */
export interface Installed {
  readonly name: string
  readonly folder: string | undefined
}

/** The same with their places. A name stands there once for each version. */
export function installed(folder: string): ReadonlyArray<Installed> {
  const found = new Map<string, Installed>()
  const seen = new Set<string>()
  const visit = (current: string) => {
    if (seen.has(current)) return
    seen.add(current)
    for (const name of required(manifest(current))) {
      const next = locate(current, name)
      found.set(next ?? name, { name, folder: next })
      if (next !== undefined) visit(next)
    }
  }
  visit(realpathSync(folder))
  return [...found.values()]
}

function required(manifest: Manifest): ReadonlyArray<string> {
  const peers = Object.keys(manifest.peerDependencies ?? {})
  return [
    ...Object.keys(manifest.dependencies ?? {}),
    ...Object.keys(manifest.optionalDependencies ?? {}),
    ...peers.filter((name) => manifest.peerDependenciesMeta?.[name]?.optional !== true)
  ]
}

/** Where Node finds a package from a folder, by its rule: the nearest node_modules upwards that holds it. */
function locate(from: string, name: string): string | undefined {
  const candidate = join(from, "node_modules", name)
  if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate)
  return dirname(from) === from ? undefined : locate(dirname(from), name)
}
