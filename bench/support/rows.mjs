// @ts-check
// What a measurement finds: rows of the table.
import { median, paired, rounded, spreadOf } from "./statistics.mjs"

/**
 * @typedef {object} Target
 * @property {"ratio" | "median"} of
 * @property {"least" | "most"} at
 * @property {number} value
 */

/**
 * @typedef {object} Row
 * @property {string} measure The measurement that it belongs to.
 * @property {string} name What was measured, and whose.
 * @property {string} unit
 * @property {number | null} median
 * @property {readonly [number | null, number | null]} [spread] The smallest and the largest of the median's rounds.
 * @property {{ name: string, median: number | null }} [reference]
 * @property {number | null} [ratio] The median over the rounds of the share of the reference.
 * @property {readonly [number | null, number | null]} [ratioSpread]
 * @property {Target} [target]
 * @property {boolean} [met]
 * @property {string} [note]
 */

/** @param {readonly [number, number]} spread @returns {[number | null, number | null]} */
const both = ([low, high]) => [rounded(low), rounded(high)]

/**
 * A row of numbers of several rounds, beside those of a reference in the same rounds.
 * @param {{ measure: string, name: string, unit: string, values: readonly number[], note?: string, target?: Target,
 *   reference?: { name: string, values: readonly number[] } }} parts
 * @returns {Row}
 */
export const rowOf = ({ measure, name, unit, values, reference, target, note }) => {
  const against = reference === undefined ? undefined : paired(values, reference.values)
  /** @type {Row} */
  const row = {
    measure,
    name,
    unit,
    median: rounded(median(values)),
    ...(values.length > 1 ? { spread: both(spreadOf(values)) } : {}),
    ...(reference === undefined || against === undefined
      ? {}
      : {
          reference: { name: reference.name, median: rounded(median(reference.values)) },
          ratio: rounded(against.ratio),
          ...(values.length > 1 ? { ratioSpread: both(against.spread) } : {})
        }),
    ...(note === undefined ? {} : { note })
  }
  return target === undefined ? row : { ...row, target, met: isMet(target, median(values), against?.ratio) }
}

/** @param {Target} target @param {number} value @param {number | undefined} ratio */
const isMet = ({ of, at, value: bound }, value, ratio) => {
  const measured = of === "median" ? value : ratio
  if (measured === undefined || Number.isNaN(measured)) return false
  return at === "least" ? measured >= bound : measured <= bound
}

/** A row that could not be measured says why. @param {string} measure @param {string} name @param {string} note @returns {Row} */
export const missing = (measure, name, note) => ({ measure, name, unit: "", median: null, note })

/** @param {number} value @returns {Target} */
export const ratioAtLeast = (value) => ({ of: "ratio", at: "least", value })
/** @param {number} value @returns {Target} */
export const ratioAtMost = (value) => ({ of: "ratio", at: "most", value })
/** @param {number} value @returns {Target} */
export const atMost = (value) => ({ of: "median", at: "most", value })
