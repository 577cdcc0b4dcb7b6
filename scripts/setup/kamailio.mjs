// @ts-check
// Sees to the SIP registrar that the tests of real calls go through: Debian's kamailio, with secure WebSockets.
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { installFromDebian, onPath } from "./debian.mjs"

/** openssl makes the certificate that it shows. */
const packages = ["kamailio", "kamailio-websocket-modules", "kamailio-tls-modules", "openssl"]

/** Throws a `Failure` where it is not there and cannot be installed. */
export async function provideKamailio() {
  if (isInstalled()) return "found"
  await installFromDebian(packages, "kamailio", `On Debian: apt-get install ${packages.join(" ")}`)
  return "installed"
}

const isInstalled = () =>
  onPath("kamailio") !== undefined &&
  onPath("openssl") !== undefined &&
  ["tls.so", "websocket.so"].every((name) => moduleFolders().some((folder) => existsSync(join(folder, name))))

/** `/usr/lib/x86_64-linux-gnu/kamailio/modules`, say. */
function moduleFolders() {
  try {
    const names = readdirSync("/usr/lib").map((name) => join("/usr/lib", name, "kamailio", "modules"))
    return ["/usr/lib/kamailio/modules", ...names]
  } catch {
    return []
  }
}
