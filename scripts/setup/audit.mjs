// @ts-check
// `npm run audit`: the licences of what users install, and what the registry knows of vulnerabilities in it.
import { pnpm } from "./install.mjs"
import { bin } from "./paths.mjs"
import { capture, show } from "./run.mjs"

/** Both, whatever the first one says. @returns {Promise<number>} */
export async function audit() {
  const licences = await show(bin("vitest"), [
    ...["run", "--config", "vitest.workspace.ts", "--project", "workspace", "licences"]
  ])
  const vulnerabilities = await askRegistry()
  return licences === 0 && vulnerabilities ? 0 : 1
}

/** Not to be answered is no good news: it is said, and a failure under CI. */
async function askRegistry() {
  const { code, output } = await capture("npx", ["-y", pnpm, "audit", "--prod"])
  if (/ERR_PNPM_AUDIT|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|META_FETCH_FAIL/.test(output)) {
    process.stdout.write("NOT AUDITED: the registry gives no answer to a question about vulnerabilities.\n")
    return process.env.CI === undefined || process.env.CI === "" || process.env.CI === "false"
  }
  process.stdout.write(output)
  return code === 0
}
