// @ts-check
// Builds dist/ of every package: JavaScript with tsup, the commands with esbuild, declarations with tsc.
import { existsSync, readdirSync, rmSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join, relative } from "node:path"
import { bundleCommands } from "./bundle.mjs"
import { filesBelow, fingerprint, isRemembered, remember } from "./fingerprint.mjs"
import { bin, inRoot, packages } from "./paths.mjs"
import { capture, Failure } from "./run.mjs"

/** Builds the JavaScript of those packages whose sources changed, and the commands. */
export async function buildJavaScript() {
  const changed = packages
    .map((name) => ({ name, wanted: inputs(name) }))
    .filter(({ name, wanted }) => !isRemembered(`build-${name}`, wanted) || isIncomplete(name))
  const queue = changed.values()
  const worker = async () => {
    for (const { name, wanted } of queue) {
      await buildPackage(name)
      remember(`build-${name}`, wanted)
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: availableParallelism() }, worker))
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason
  const built = [...changed.map(({ name }) => name), ...(await bundleCommands())]
  return built.length === 0 ? "unchanged" : built.join(", ")
}

/** Emits the declarations; tsc finds out by itself what changed. */
export async function buildDeclarations() {
  const { code, output } = await capture(bin("tsc"), [
    "-b",
    "--pretty",
    "false",
    ...packages.map((name) => `packages/${name}`)
  ])
  if (code !== 0) throw new Failure("The packages have type errors.", output)
  return "declarations"
}

/** @param {string} name */
function inputs(name) {
  const settings = [inRoot("package.json"), inRoot("tsup.config.ts"), inRoot("tsconfig.base.json")]
  const own = [inRoot("packages", name, "package.json"), inRoot("packages", name, "tsconfig.json")]
  return fingerprint([...settings, ...own, ...sources(name)])
}

/** @param {string} name */
const sources = (name) =>
  filesBelow(inRoot("packages", name, "src")).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".d.ts")
  )

/** The names, without endings, that dist holds when it is complete. @param {string} name */
const modules = (name) =>
  sources(name).map((file) => relative(inRoot("packages", name, "src"), file).slice(0, -".ts".length))

/** @param {string} name */
const isIncomplete = (name) =>
  modules(name).some((module) => !existsSync(inRoot("packages", name, "dist", `${module}.js`)))

/** @param {string} name */
async function buildPackage(name) {
  const cwd = inRoot("packages", name)
  const { code, output } = await capture(bin("tsup"), ["--config", "../../tsup.config.ts"], { cwd })
  if (code !== 0) throw new Failure(`tsup could not build packages/${name}.`, output)
  removeStale(name)
}

/** Removes what earlier builds made of sources that are gone. @param {string} name */
function removeStale(name) {
  const dist = inRoot("packages", name, "dist")
  const wanted = new Set(modules(name))
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(js|d\.ts)(\.map)?$/.test(entry.name)) continue
    const file = join(entry.parentPath, entry.name)
    const module = relative(dist, file).replace(/\.(js|d\.ts)(\.map)?$/, "")
    if (!wanted.has(module)) rmSync(file)
  }
}
