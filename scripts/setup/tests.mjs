// @ts-check
// Runs vitest and brings home the numbers.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { emptyTally, tallyFile } from "../vitest/tally.mjs"
import { bin, cacheFolder } from "./paths.mjs"
import { show } from "./run.mjs"

/** @typedef {import("../vitest/tally.mjs").Tally} Tally */

/** Tells vitest.workspace.ts to leave out the Chromium projects. */
const skipBrowser = "ACULAB_SKIP_BROWSER"

/**
 * Runs the tests that `filters`, vitest's own arguments, select, and gives the numbers of each project.
 * @param {readonly string[]} filters @param {string | undefined} chromium
 * @returns {Promise<Record<string, Tally>>}
 */
export async function runTests(filters, chromium) {
  const file = join(cacheFolder, "tally.json")
  mkdirSync(cacheFolder, { recursive: true })
  rmSync(file, { force: true })
  const env = {
    [tallyFile]: file,
    ...(chromium === undefined ? { [skipBrowser]: "1" } : { CHROMIUM_PATH: chromium })
  }
  const reporters = ["--reporter=default", "--reporter=./scripts/vitest/tally.mjs"]
  const args = ["run", "--config", "vitest.workspace.ts", ...reporters, ...filters]
  const code = await show(bin("vitest"), args, { env })
  /** @type {Record<string, Tally>} */
  const projects = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {}
  const sum = total(projects)
  // A run in which nothing was tested is a failure, and so is whatever else vitest calls one.
  if (sum.passed + sum.failed === 0) projects["no test ran"] = { ...emptyTally(), failed: 1 }
  else if (code !== 0 && sum.failed === 0)
    projects[`vitest (exit code ${code})`] = { ...emptyTally(), failed: 1 }
  return projects
}

/** @param {Record<string, Tally>} parts */
export function total(parts) {
  const sum = emptyTally()
  for (const part of Object.values(parts)) {
    sum.passed += part.passed
    sum.failed += part.failed
    sum.skipped += part.skipped
  }
  return sum
}
