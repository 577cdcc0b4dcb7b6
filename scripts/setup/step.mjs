// @ts-check
// What a person sees: one line for each step, with the time that it took.
import { Failure } from "./run.mjs"

/**
 * Runs one step, prints its line, and says whether it went well. `work` gives a few words about what it did, or
 * throws a `Failure`, whose output is printed in full.
 * @param {string} name @param {() => Promise<string>} work
 */
export async function step(name, work) {
  const started = performance.now()
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`
  process.stdout.write(`${name.padEnd(9)} `)
  try {
    const note = await work()
    process.stdout.write(`${note} (${seconds()})\n`)
    return true
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    process.stdout.write(`FAILED (${seconds()})\n`)
    const output = error.output.trimEnd()
    process.stdout.write(`${output === "" ? "" : `${output}\n`}${error.message}\n`)
    return false
  }
}
