// @ts-check
// `npm test`: everything that must hold before a change lands. Every part runs, whatever became of the one before,
// and the last line of output sums them up.
import { buildJavaScript } from "./build.mjs"
import { lint, types } from "./checks.mjs"
import { provideChromium } from "./chromium.mjs"
import { install } from "./install.mjs"
import { provideKamailio } from "./kamailio.mjs"
import { step } from "./step.mjs"
import { runTests, total } from "./tests.mjs"

/** @typedef {import("./tests.mjs").Tally} Tally */

const passed = { passed: 1, failed: 0, skipped: 0 }
const failed = { passed: 0, failed: 1, skipped: 0 }
const skipped = { passed: 0, failed: 0, skipped: 1 }

/** @param {readonly string[]} filters vitest's arguments: parts of file names, say @returns {Promise<number>} */
export async function gate(filters) {
  /** @type {Record<string, Tally>} */
  const results = {}
  if (!(await step("install", install))) return conclude({ install: failed })
  const chromium = await findChromium(results)
  // The tests that need it say themselves that they are skipped, and fail under CI.
  await step("kamailio", provideKamailio)
  if (!(await step("build", buildJavaScript))) results.build = failed
  results.lint = (await step("lint", lint)) ? passed : failed
  results.types = (await step("types", types)) ? passed : failed
  Object.assign(results, await runTests(filters, chromium))
  return conclude(results)
}

/**
 * The path of a Chromium. Having none is a failure under CI; elsewhere it is said and counted as skipped.
 * @param {Record<string, Tally>} results
 */
async function findChromium(results) {
  /** @type {string | undefined} */
  let chromium
  const found = await step("chromium", async () => (chromium = await provideChromium()))
  if (found) return chromium
  const inCi = process.env.CI !== undefined && process.env.CI !== "" && process.env.CI !== "false"
  if (inCi) results["no Chromium, so no test ran in it"] = failed
  else {
    results["SKIPPED: ALL TESTS IN CHROMIUM"] = skipped
    process.stdout.write("SKIPPING ALL TESTS IN CHROMIUM. The rest goes on.\n")
  }
  return undefined
}

/** Prints the numbers and gives the exit code. @param {Record<string, Tally>} results */
function conclude(results) {
  const line = (/** @type {Tally} */ { passed, failed, skipped }) =>
    `${passed} passed, ${failed} failed, ${skipped} skipped`
  const width = Math.max(...Object.keys(results).map((name) => name.length))
  for (const [name, part] of Object.entries(results))
    process.stdout.write(`${name.padEnd(width)}  ${line(part)}\n`)
  const sum = total(results)
  process.stdout.write(`${line(sum)}\n`)
  return sum.failed === 0 ? 0 : 1
}
