/** A file of comma-separated values with a header: its columns, and its lines one after the other. */
import * as Effect from "effect/Effect"
import * as Csv from "effect/encoding/Csv"
import * as Stream from "effect/Stream"

/** Something that is wrong with the file: where, and the rule. */
export interface Problem {
  readonly field: string
  readonly rule: string
}

export interface Line {
  /** Where it begins in the file: 1 is the header. */
  readonly number: number
  readonly cells: ReadonlyArray<string>
}

export interface Sheet {
  readonly columns: ReadonlyArray<string>
  /** All lines below the header but empty ones. They are read anew each time, so that they never are in memory at once. */
  readonly lines: Stream.Stream<Line, Csv.CsvError>
}

/** Reads the header. */
export const sheetOf = Effect.fnUntraced(function* (
  text: string
): Effect.fn.Return<Sheet, ReadonlyArray<Problem>> {
  const all = linesOf(text)
  const header = yield* Stream.runHead(Stream.take(all, 1)).pipe(Effect.mapError((error) => [syntax(error)]))
  const columns = header._tag === "None" ? [] : header.value.cells.map(columnName)
  // A spreadsheet may write columns that it has lost: they have no name.
  const named = columns.filter((name) => name !== "")
  const problems = [
    ...(named.length === 0 ? ["the file is empty: its first line must name the columns"] : []),
    ...(new Set(named).size < named.length ? ["two columns have the same name"] : [])
  ]
  if (problems.length > 0) return yield* Effect.fail(problems.map((rule) => ({ field: "line 1", rule })))
  return {
    columns,
    lines: all.pipe(
      Stream.drop(1),
      Stream.filter(({ cells }) => cells.some((cell) => cell.trim() !== ""))
    )
  }
})

/** Names of columns as they are compared: `Sender ID` is `sender-id`. */
export const columnName = (cell: string): string =>
  cell
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, "-")

/** A problem of the text is told with its place, never with the text. */
export const syntax = ({ line, message }: Csv.CsvError): Problem => ({
  field: `line ${line}`,
  rule: `is not CSV: ${message}`
})

const pieceLength = 65_536

function* piecesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; start += pieceLength) yield text.slice(start, start + pieceLength)
}

const linesOf = (text: string): Stream.Stream<Line, Csv.CsvError> =>
  Stream.suspend(() => Stream.fromIterable(piecesOf(text), { chunkSize: 1 })).pipe(
    Stream.pipeThroughChannelOrFail(Csv.decodeString({ delimiter: delimiterOf(text) })),
    Stream.mapAccum(
      () => 1,
      (number, cells): readonly [number, ReadonlyArray<Line>] => [
        number + 1 + cells.reduce((sum, cell) => sum + lineEndsIn(cell), 0),
        [{ number, cells }]
      ]
    )
  )

const lineEndsIn = (cell: string): number => cell.match(/\r\n|\r|\n/g)?.length ?? 0

/** Spreadsheets write semicolons where the comma is for decimals. */
const delimiterOf = (text: string): string => {
  const header = /^[^\r\n]*/.exec(text)?.[0] ?? ""
  return header.includes(";") && !header.includes(",") ? ";" : ","
}
