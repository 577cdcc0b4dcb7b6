// @ts-check
// Finds a Chromium for the browser tests, and installs Debian's where that is possible.
import { installFromDebian, isProgram, onPath } from "./debian.mjs"
import { Failure } from "./run.mjs"

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
const onMacOs = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"

/** The path of a Chromium; installs one if there is none. Throws a `Failure` where that cannot be done. */
export async function provideChromium() {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    if (isProgram(named)) return named
    throw new Failure("CHROMIUM_PATH does not name a program.")
  }
  return find() ?? (await installChromium())
}

const find = () =>
  names.map(onPath).find((path) => path !== undefined) ?? (isProgram(onMacOs) ? onMacOs : undefined)

async function installChromium() {
  const how = "Install Chromium (on Debian: apt-get install chromium), or set CHROMIUM_PATH to one."
  await installFromDebian(["chromium"], "Chromium", how)
  const installed = find()
  if (installed === undefined) throw new Failure(`Debian's chromium is installed but not found. ${how}`)
  return installed
}
