/** A chart in the terminal: bars of block characters. Elsewhere the same as columns, for other programs. */
import { displayWidth } from "effect/cli/CliOutput"
import * as Effect from "effect/Effect"
import * as Terminal from "effect/Terminal"
import { bold, cyan, dim, isTerminal, print, type Words } from "../../output.js"
import { printTable } from "../../table.js"
import { amountOf, type Chart, costOf, notesOf, titleOf } from "./chart.js"

export const printChart = Effect.fnUntraced(function* (chart: Chart) {
  if (!(yield* isTerminal("stdout"))) {
    if (chart.bars.length === 0) return yield* print(...notesOf(chart))
    return yield* printTable(chart.bars, [
      { title: chart.unit, of: ({ label }) => label },
      { title: chart.things, of: ({ count }) => String(count) },
      { title: "cost", of: ({ cost }) => (chart.sums.cost === undefined ? undefined : costOf(cost ?? 0)) }
    ])
  }
  const columns = yield* Terminal.Terminal.use((terminal) => terminal.columns)
  yield* print(bold(titleOf(chart)), dim(chart.name), ...linesOf(chart, columns), ...notesOf(chart))
})

const leastBar = 5
const mostBar = 80

const linesOf = (chart: Chart, columns: number): ReadonlyArray<Words> => {
  const amounts = chart.bars.map(({ value }) => amountOf(chart, value))
  const width = Math.max(...amounts.map(displayWidth))
  const highest = Math.max(...chart.bars.map(({ value }) => value))
  const [{ label } = { label: "" }] = chart.bars
  const room = Math.min(mostBar, Math.max(leastBar, columns - label.length - width - 5))
  return chart.bars.map(({ label, value }, index): Words => {
    const bar = barOf(highest <= 0 ? 0 : value / highest, room)
    return [`${label}  ${(amounts[index] ?? "").padStart(width)}`, ...(bar === "" ? [] : ["  ", cyan(bar)])]
  })
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

/** What is more than nothing is seen. */
const barOf = (share: number, width: number): string => {
  if (share <= 0) return ""
  const parts = Math.max(1, Math.round(share * width * 8))
  return "█".repeat(Math.floor(parts / 8)) + (eighths[parts % 8] ?? "")
}
