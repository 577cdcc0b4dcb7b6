// @ts-check
// Rows as text: on the terminal and in Markdown.

/** @typedef {import("./rows.mjs").Row} Row */

/** @param {number | null | undefined} number */
export const words = (number) =>
  number === null || number === undefined ? "?" : number.toLocaleString("en", { maximumSignificantDigits: 3 })

/** @param {readonly [number | null, number | null] | undefined} spread */
const range = (spread) => (spread === undefined ? "" : ` (${words(spread[0])} to ${words(spread[1])})`)

/** @param {Row} row */
const targetOf = ({ target, met }) => {
  if (target === undefined) return ""
  return `${target.of === "ratio" ? "ratio " : ""}${target.at === "least" ? "at least" : "at most"} ${words(target.value)}: ${met === true ? "met" : "**missed**"}`
}

/** The cells of a row. @param {Row} row */
const cellsOf = (row) =>
  row.median === null && row.note !== undefined
    ? [row.name, `not measured: ${row.note}`, "", "", ""]
    : [
        row.name,
        `${words(row.median)} ${row.unit}${range(row.spread)}`,
        row.reference === undefined ? "" : `${row.reference.name}: ${words(row.reference.median)}`,
        row.ratio === undefined ? "" : `${words(row.ratio)}${range(row.ratioSpread)}`,
        targetOf(row)
      ]

const head = ["what", "median", "reference", "ratio", "target"]

/** @param {readonly Row[]} rows */
export const markdown = (rows) =>
  [head, head.map(() => "---"), ...rows.map(cellsOf)]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n")

/** One line for a row, for a terminal. @param {Row} row */
export const line = (row) =>
  cellsOf(row)
    .map((cell) => cell.replaceAll("**", ""))
    .filter((cell) => cell !== "")
    .join("; ")
