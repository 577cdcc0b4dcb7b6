// @ts-check
// Measures everything, one thing after the other, and writes what was found. See README.md.
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import * as batch from "./measures/batch.mjs"
import * as bundles from "./measures/bundles.mjs"
import * as calls from "./measures/calls.mjs"
import * as decode from "./measures/decode.mjs"
import * as imports from "./measures/imports.mjs"
import * as lookups from "./measures/lookups.mjs"
import * as sends from "./measures/sends.mjs"
import * as transfers from "./measures/transfers.mjs"
import * as voice from "./measures/voice.mjs"
import { load } from "./support/machine.mjs"
import { stopAll } from "./support/processes.mjs"
import { writeReport } from "./support/report.mjs"
import { asText, resultsOf } from "./support/results.mjs"
import { missing } from "./support/rows.mjs"
import { line } from "./support/table.mjs"

// What matters most comes first: on a slow or busy machine the time may be over before the rest.
const all = [lookups, bundles, sends, calls, decode, batch, voice, imports, transfers]

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    results: { type: "string" }
  }
})
const unknown = values.only.filter((name) => !all.some((measurement) => measurement.name === name))
if (unknown.length > 0) {
  throw new RangeError(`--only is one of ${all.map(({ name }) => name).join(", ")}`)
}
const chosen = values.only.length === 0 ? all : all.filter(({ name }) => values.only.includes(name))

/** @param {string} path */
const inBench = (path) => fileURLToPath(new URL(path, import.meta.url))
const say = (/** @type {string} */ text) => process.stdout.write(`${text}\n`)

const when = new Date()
const start = performance.now()
const longest = values.quick ? 57_000 : 570_000
const signal = AbortSignal.timeout(longest)
const before = load()
const rows = []
let complete = true

for (const { name, measure } of chosen) {
  const tell = (/** @type {string} */ text) => {
    const seconds = Math.round((performance.now() - start) / 1000)
    say(`${String(seconds).padStart(3)} s  ${name}: ${text}`)
  }
  try {
    const found = await measure({ quick: values.quick, signal, say: tell })
    for (const row of found) tell(line(row))
    rows.push(...found)
  } catch (error) {
    complete = false
    const why = signal.aborted ? "the time was over" : String(error)
    tell(why)
    rows.push(missing(name, name, why))
  } finally {
    stopAll()
  }
}

const results = resultsOf({
  when,
  milliseconds: performance.now() - start,
  quick: values.quick,
  complete,
  load: { before, after: load() },
  rows
})
// What is for the record is a whole run alone.
const isRecord = !values.quick && values.only.length === 0 && values.results === undefined
const file = values.results ?? inBench(isRecord ? "results/latest.json" : "results/quick.json")
mkdirSync(dirname(file), { recursive: true })
writeFileSync(file, asText(results))
say(`wrote ${relative(inBench(".."), file)}`)
if (isRecord) say(`wrote ${relative(inBench(".."), writeReport(results))}`)
process.exitCode = complete ? 0 : 1
