// @ts-check
// A vitest reporter that counts: it writes how many tests of each project passed, failed and were skipped.
import { writeFileSync } from "node:fs"

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/** The environment variable that names the file to write. */
export const tallyFile = "ACULAB_CLOUD_TALLY_FILE"

/** @returns {Tally} */
export const emptyTally = () => ({ passed: 0, failed: 0, skipped: 0 })

export default class TallyReporter {
  /**
   * @param {readonly import("vitest/node").TestModule[]} testModules
   * @param {readonly unknown[]} unhandledErrors errors outside of any test: each counts as a failure
   */
  onTestRunEnd(testModules, unhandledErrors) {
    /** @type {Record<string, Tally>} */
    const projects = {}
    for (const module of testModules) {
      const tally = projects[module.project.name] ?? emptyTally()
      projects[module.project.name] = tally
      for (const test of module.children.allTests()) tally[outcome(test)] += 1
      // A file that cannot be loaded, or a hook that fails, shows in no test.
      tally.failed += module.errors().length
      for (const suite of module.children.allSuites()) tally.failed += suite.errors().length
    }
    if (unhandledErrors.length > 0)
      projects["outside of any test"] = { ...emptyTally(), failed: unhandledErrors.length }
    const file = process.env[tallyFile]
    if (file !== undefined) writeFileSync(file, JSON.stringify(projects))
  }
}

/** @param {import("vitest/node").TestCase} test @returns {keyof Tally} */
function outcome(test) {
  const { state } = test.result()
  // "pending" at the end of a run: the test was started or queued and never came to an end.
  return state === "pending" ? "failed" : state
}
