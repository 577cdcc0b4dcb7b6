// @ts-check
// The results for programs: bench/results/latest.json.
import { readFileSync } from "node:fs"
import { machine } from "./machine.mjs"
import { rounded } from "./statistics.mjs"

/**
 * @param {{ when: Date, milliseconds: number, quick: boolean, complete: boolean,
 *   load: { before: number | null, after: number | null }, rows: readonly import("./rows.mjs").Row[] }} run
 */
export const resultsOf = ({ when, milliseconds, quick, complete, load, rows }) => ({
  what: "the SDK for Aculab Cloud beside what people would use instead: see docs/performance.md",
  when: when.toISOString(),
  seconds: rounded(milliseconds / 1000) ?? 0,
  quick,
  complete,
  machine: machine(),
  load,
  /** @type {Record<string, string>} */
  peers: JSON.parse(readFileSync(new URL("../peers/package.json", import.meta.url), "utf8")).dependencies,
  rows
})

/** As the formatter of the workspace writes JSON: a pair of numbers stays on its line. @param {unknown} results */
export const asText = (results) =>
  `${JSON.stringify(results, undefined, 2).replace(/\[\s+(\S+),\s+(\S+)\s+\]/g, "[$1, $2]")}\n`
