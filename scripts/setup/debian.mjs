// @ts-check
// Debian's packages: programs that tests need and npm does not bring.
import { accessSync, constants, statSync } from "node:fs"
import { delimiter, join } from "node:path"
import { capture, Failure } from "./run.mjs"

/**
 * Installs packages. Throws a `Failure` where that cannot be done: `what` is what they bring, for people, and `how`
 * tells them what to do instead.
 * @param {readonly string[]} packages @param {string} what @param {string} how
 */
export async function installFromDebian(packages, what, how) {
  if (onPath("apt-get") === undefined) throw new Failure(`There is no ${what} here. ${how}`)
  if (process.getuid?.() !== 0)
    throw new Failure(`There is no ${what} here, and only root can install it. ${how}`)
  let outcome = await aptGet(packages)
  if (outcome.code !== 0) outcome = await aptGet(packages)
  if (outcome.code !== 0)
    throw new Failure(`apt-get could not install ${what}; it was tried twice. ${how}`, outcome.output)
}

/** A fresh machine may be busy with updates of its own. */
const waitForLock = ["-o", "DPkg::Lock::Timeout=120"]

/** @param {readonly string[]} packages */
async function aptGet(packages) {
  const env = { DEBIAN_FRONTEND: "noninteractive" }
  const update = await capture("apt-get", ["-qq", ...waitForLock, "update"], { env })
  if (update.code !== 0) return update
  const install = ["install", "-y", "--no-install-recommends", ...packages]
  return capture("apt-get", ["-qq", ...waitForLock, ...install], { env })
}

/** Where a program is. Debian keeps servers where only root's PATH leads. @param {string} name */
export const onPath = (name) =>
  [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"]
    .map((folder) => join(folder, name))
    .find(isProgram)

/** @param {string} path */
export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
