/** Tables: drawn on a terminal, aligned columns without a frame everywhere else. */
import CliTable from "cli-table3"
import { displayWidth } from "effect/cli/CliOutput"
import * as Effect from "effect/Effect"
import * as Terminal from "effect/Terminal"
import { bold, hasColour, isTerminal, render, type Words, write } from "./output.js"

/** A column, and what it shows of a row. A column with nothing in any row is left out. */
export interface Column<Row> {
  readonly title: string
  readonly of: (row: Row) => Words | undefined
}

export const printTable = Effect.fnUntraced(function* <Row>(
  rows: ReadonlyArray<Row>,
  columns: ReadonlyArray<Column<Row>>
) {
  const colour = yield* hasColour("stdout")
  const shown = columns.filter((column) => rows.some((row) => column.of(row) !== undefined))
  const head = shown.map(({ title }) => render(bold(title), colour))
  const cells = rows.map((row) => shown.map(({ of }) => render(of(row) ?? "", colour)))
  const lines = (yield* isTerminal("stdout"))
    ? fitting(head, cells, yield* Terminal.Terminal.use((terminal) => terminal.columns))
    : draw({ head, rows: cells, framed: false })
  yield* write("stdout", `${lines.join("\n")}\n`)
})

/** What the cloud says beyond what is documented: a column for each of its names, in its words. */
export const otherColumns = (
  rows: ReadonlyArray<{ readonly other: Readonly<Record<string, unknown>> }>
): ReadonlyArray<Column<{ readonly other: Readonly<Record<string, unknown>> }>> =>
  [...new Set(rows.flatMap(({ other }) => Object.keys(other)))].map((title) => ({
    title,
    of: ({ other }) => (Object.hasOwn(other, title) ? inWords(other[title]) : undefined)
  }))

/** A value of the cloud's that nobody has described: a text as it is, everything else as JSON. */
export const inWords = (value: unknown): string | undefined => {
  if (value === null || value === undefined || value === "") return undefined
  return typeof value === "string" ? value : JSON.stringify(value)
}

type Cells = ReadonlyArray<string>

/** A framed table, or one below the other when the terminal is too narrow for columns. */
const fitting = (head: Cells, rows: ReadonlyArray<Cells>, width: number): ReadonlyArray<string> => {
  const table = draw({ head, rows, framed: true })
  if (displayWidth(table[0] ?? "") <= width) return table
  return rows.flatMap((row, index) => [
    ...(index > 0 ? [""] : []),
    ...draw({
      rows: row.map((cell, column) => [head[column] ?? "", cell]).filter(([, cell]) => cell !== ""),
      framed: false
    })
  ])
}

const draw = (table: {
  readonly head?: Cells
  readonly rows: ReadonlyArray<Cells>
  readonly framed: boolean
}): ReadonlyArray<string> => {
  const { head = [], rows, framed } = table
  const drawn = new CliTable({
    head: [...head],
    // Its own colours ask the process, not the terminal that is written to.
    style: {
      head: [],
      border: [],
      compact: true,
      ...(framed ? {} : { "padding-left": 0, "padding-right": 2 })
    },
    ...(framed ? {} : { chars: frameless })
  })
  for (const row of rows) drawn.push([...row])
  return drawn
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
}

const frameless = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: ""
}
