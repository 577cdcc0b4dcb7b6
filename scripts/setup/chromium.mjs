// @ts-check
// Finds a Chromium for the browser tests, and installs Debian's where that is possible.
import { accessSync, constants, statSync } from "node:fs"
import { delimiter, join } from "node:path"
import { capture, Failure } from "./run.mjs"

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
const onMacOs = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"

/** The path of a Chromium; installs one if there is none. Throws a `Failure` where that cannot be done. */
export async function provideChromium() {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    if (isProgram(named)) return named
    throw new Failure("CHROMIUM_PATH does not name a program.")
  }
  return find() ?? (await installFromDebian())
}

const find = () =>
  names.map(onPath).find((path) => path !== undefined) ?? (isProgram(onMacOs) ? onMacOs : undefined)

/** @param {string} name @returns {string | undefined} */
const onPath = (name) =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isProgram)

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

async function installFromDebian() {
  const how = "Install Chromium (on Debian: apt-get install chromium), or set CHROMIUM_PATH to one."
  if (onPath("apt-get") === undefined) throw new Failure(`There is no Chromium here. ${how}`)
  if (process.getuid?.() !== 0)
    throw new Failure(`There is no Chromium here, and only root can install it. ${how}`)
  let outcome = await aptGet()
  if (outcome.code !== 0) outcome = await aptGet()
  if (outcome.code !== 0)
    throw new Failure(`apt-get could not install Chromium; it was tried twice. ${how}`, outcome.output)
  const installed = find()
  if (installed === undefined) throw new Failure(`Debian's chromium is installed but not found. ${how}`)
  return installed
}

/** A fresh machine may be busy with updates of its own. */
const waitForLock = ["-o", "DPkg::Lock::Timeout=120"]

async function aptGet() {
  const env = { DEBIAN_FRONTEND: "noninteractive" }
  const update = await capture("apt-get", ["-qq", ...waitForLock, "update"], { env })
  if (update.code !== 0) return update
  return capture("apt-get", ["-qq", ...waitForLock, "install", "-y", "--no-install-recommends", "chromium"], {
    env
  })
}
