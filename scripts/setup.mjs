// @ts-check
// The workspace's commands. Each does all the set-up that it needs, on a machine with no more than Node 20 and npm,
// so everything under scripts/setup keeps to what Node 20 has built in.
import { existsSync } from "node:fs"
import { audit } from "./setup/audit.mjs"
import { buildDeclarations, buildJavaScript } from "./setup/build.mjs"
import { lint, types } from "./setup/checks.mjs"
import { gate } from "./setup/gate.mjs"
import { insideSetup, install } from "./setup/install.mjs"
import { packPackages } from "./setup/pack.mjs"
import { bin, inRoot } from "./setup/paths.mjs"
import { handOver } from "./setup/run.mjs"
import { buildSite, installSiteTools } from "./setup/site.mjs"
import { step } from "./setup/step.mjs"

/** What each step is called on the terminal. */
const steps = {
  install: () => step("install", install),
  javaScript: () => step("build", buildJavaScript),
  declarations: () => step("types", buildDeclarations),
  lint: () => step("lint", lint),
  types: () => step("types", types),
  pack: () => step("pack", packPackages),
  siteTools: () => step("typedoc", installSiteTools),
  site: () => step("site", buildSite)
}

/** Each command gets the arguments after its name. @type {Record<string, (args: string[]) => Promise<number>>} */
const commands = {
  // Declarations are left out: the demo does not need them, and no type error should keep it from running.
  demo: async (args) => {
    if (!(await inTurn(steps.install, steps.javaScript))) return 1
    return handOver(bin("node"), [inRoot("packages", "cli-demo", "bin", "aculab-cloud.mjs"), "demo", ...args])
  },
  test: gate,
  build: async () => exitCode(await inTurn(steps.install, steps.javaScript, steps.declarations)),
  check: async () => exitCode(await inTurn(steps.install, steps.javaScript, steps.lint, steps.types)),
  pack: async () => exitCode(await inTurn(steps.install, steps.javaScript, steps.declarations, steps.pack)),
  docs: async () => exitCode(await inTurn(steps.install, steps.siteTools, steps.site)),
  audit: async () => ((await inTurn(steps.install)) ? audit() : 1),
  soak: async (args) => {
    if (!(await inTurn(steps.install, steps.javaScript))) return 1
    const program = [
      "--import",
      inRoot("tests", "support", "typescript.ts"),
      inRoot("tests", "soak", "main.ts")
    ]
    return handOver(bin("node"), [...program, ...args])
  },
  prepare: afterInstall
}

/** After a developer's own `pnpm install`: half-written code must not make the install fail. */
async function afterInstall() {
  const withoutTools = !existsSync(bin("tsup"))
  if (process.env[insideSetup] !== undefined || withoutTools) return 0
  const built = await inTurn(steps.javaScript, steps.declarations)
  if (!built) process.stdout.write("The packages are not built. Repair the above, then: npm run build\n")
  return 0
}

/** Runs steps until one fails. @param {(() => Promise<boolean>)[]} these */
async function inTurn(...these) {
  for (const run of these) if (!(await run())) return false
  return true
}

/** @param {boolean} succeeded */
const exitCode = (succeeded) => (succeeded ? 0 : 1)

const [name = "", ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
if (command === undefined) {
  process.stderr.write(`Usage: node scripts/setup.mjs ${Object.keys(commands).join(" | ")}\n`)
  process.exitCode = 2
} else {
  process.exitCode = await command(args)
}
