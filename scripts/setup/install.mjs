// @ts-check
// Puts node_modules in place, with pnpm fetched by npm: a machine needs no more than Node and npm.
import { existsSync, readFileSync } from "node:fs"
import { basename, dirname } from "node:path"
import { filesBelow, fingerprint, isRemembered, remember } from "./fingerprint.mjs"
import { bin, inRoot } from "./paths.mjs"
import { capture, Failure } from "./run.mjs"

export const pnpm = "pnpm@12.21.0"

/** Set while pnpm runs for us, so that the root's `prepare` script leaves the build to the next step. */
export const insideSetup = "ACULAB_CLOUD_SETUP"

export async function install() {
  const wanted = inputs()
  if (isRemembered("install", wanted) && (await hasWantedNode())) return "unchanged"
  await download()
  if (!(await hasWantedNode()))
    throw new Failure(`${bin("node")} does not run here. Remove node_modules and try again.`)
  remember("install", wanted)
  return "dependencies in place"
}

/** All that decides what an install does; commands too, because pnpm links those that it finds. */
function inputs() {
  const all = filesBelow(inRoot())
  const manifests = all.filter((file) => basename(file) === "package.json")
  const commands = all.filter((file) => basename(dirname(file)) === "bin").map((file) => basename(file))
  const fixed = [inRoot("pnpm-lock.yaml"), inRoot("pnpm-workspace.yaml")]
  return fingerprint([...fixed, ...manifests], pnpm, process.platform, process.arch, ...commands)
}

async function hasWantedNode() {
  if (!existsSync(bin("node"))) return false
  const wanted = JSON.parse(readFileSync(inRoot("package.json"), "utf8")).devDependencies.node
  const { code, output } = await capture(bin("node"), ["--version"])
  return code === 0 && output.trim() === `v${wanted}`
}

async function download() {
  let { code, output } = await runPnpm()
  // A registry has its hiccups: once more, as long as the fault is not in our own files.
  if (code !== 0 && !output.includes("ERR_PNPM_OUTDATED_LOCKFILE")) ({ code, output } = await runPnpm())
  if (code !== 0) throw new Failure(advice(output), withoutNoise(output))
}

async function runPnpm() {
  const env = {
    [insideSetup]: "1",
    // Keeps pnpm from asking questions that nobody can answer.
    CI: "true",
    // Milliseconds between npm's own tries. By default a machine without a network waits for more than a minute.
    npm_config_fetch_retry_mintimeout: "1000",
    npm_config_fetch_retry_maxtimeout: "5000"
  }
  const outcome = await capture("npx", ["-y", pnpm, "install", "--frozen-lockfile"], { env })
  if (outcome.output === "spawn npx ENOENT")
    throw new Failure("npx was not found. Install Node 20 or newer together with npm, and try again.")
  return outcome
}

/** @param {string} output */
function advice(output) {
  if (output.includes("ERR_PNPM_OUTDATED_LOCKFILE"))
    return `pnpm-lock.yaml does not fit the package.json files. Run: npx ${pnpm} install`
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|META_FETCH_FAIL/.test(output))
    return "The npm registry could not be reached. Check the network (and proxy), and try again."
  return "pnpm could not install the dependencies; it was tried twice."
}

/** pnpm itself runs on the system's older Node and says so for every package. @param {string} output */
const withoutNoise = (output) =>
  output
    .split("\n")
    .filter((line) => !/unsupported engine/i.test(line))
    .join("\n")
