// @ts-check
// `npm run bench`: installs what the measurements need, builds the packages, and measures. Runs on the system's Node.
import { existsSync, readFileSync } from "node:fs"
import { buildJavaScript } from "../scripts/setup/build.mjs"
import { fingerprint, isRemembered, remember } from "../scripts/setup/fingerprint.mjs"
import { install } from "../scripts/setup/install.mjs"
import { bin, inRoot } from "../scripts/setup/paths.mjs"
import { capture, Failure, handOver } from "../scripts/setup/run.mjs"
import { step } from "../scripts/setup/step.mjs"

const peersFolder = inRoot("bench", "peers")

/** The peers, in a folder of their own outside of the workspace: nobody else installs them. */
async function installPeers() {
  const lock = inRoot("bench", "peers", "package-lock.json")
  const wanted = fingerprint([lock])
  if (isRemembered("bench-peers", wanted) && existsSync(inRoot("bench", "peers", "node_modules")))
    return "unchanged"
  const names = Object.keys(
    JSON.parse(readFileSync(inRoot("bench", "peers", "package.json"), "utf8")).dependencies
  )
  const { code, output } = await capture("npm", ["ci", "--ignore-scripts"], { cwd: peersFolder })
  if (code !== 0) throw new Failure("npm could not install the peers of the measurements.", output)
  remember("bench-peers", wanted)
  return names.join(", ")
}

const steps = [
  () => step("install", install),
  () => step("build", buildJavaScript),
  () => step("peers", installPeers)
]

/** Runs the steps until one fails. */
const prepared = async () => {
  for (const run of steps) if (!(await run())) return false
  return true
}

process.exitCode = (await prepared())
  ? await handOver(bin("node"), [inRoot("bench", "main.mjs"), ...process.argv.slice(2)])
  : 1
