/**
 * A row of the result file: what became of a line. The file is a log: a line has a row when it is tried and one when
 * the outcome is known, and the last one counts.
 */
import * as Effect from "effect/Effect"
import * as Csv from "effect/encoding/Csv"
import * as Stream from "effect/Stream"
import { harmless } from "../output.js"

/** `trying` is written before the request is made: where it is the last word, the message may have been sent. */
export type Outcome = "trying" | "sent" | "rejected" | "not-sent" | "unknown"

export interface ResultRow {
  readonly line: number
  readonly to: string
  readonly outcome: Outcome
  readonly references: ReadonlyArray<string>
  /** What went wrong, and what to do. */
  readonly advice: string
  readonly fingerprint: string
}

const columns = ["line", "to", "outcome", "references", "advice", "fingerprint"] as const

const outcomes: ReadonlyArray<string> = ["trying", "sent", "rejected", "not-sent", "unknown"]

const isOutcome = (word: string | undefined): word is Outcome => word !== undefined && outcomes.includes(word)

export const headerText = `${columns.join(",")}\n`

/** A row as text. Line ends and the like are shown, so that a row is one line of the file. */
export const rowText = ({ line, to, outcome, references, advice, fingerprint }: ResultRow): string =>
  `${[String(line), to, outcome, references.join(" "), advice, fingerprint].map(cellOf).join(",")}\n`

const cellOf = (text: string): string => {
  // A spreadsheet takes what begins like this for a formula, and some of it comes from elsewhere.
  const plain = harmless(/^[=+\-@]/.test(text) ? `'${text}` : text)
  return /[",]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

/** What is known of each line. A last row without its end was never finished: what it was about had not begun. */
export const rowsOf = (text: string): Effect.Effect<ReadonlyMap<number, ResultRow>, "not-results"> => {
  const rows = new Map<number, ResultRow>()
  if (!text.startsWith(headerText)) return Effect.fail("not-results")
  const finished = text.slice(headerText.length, text.lastIndexOf("\n") + 1)
  return Stream.make(finished).pipe(
    Stream.pipeThroughChannelOrFail(Csv.decodeString()),
    Stream.mapError((): "not-results" => "not-results"),
    Stream.runForEach(([line, to, outcome, references, advice, fingerprint]) => {
      const number = Number(line)
      if (!Number.isSafeInteger(number) || !isOutcome(outcome) || fingerprint === undefined) {
        return Effect.fail<"not-results">("not-results")
      }
      rows.set(number, {
        line: number,
        to: to ?? "",
        outcome,
        references: references === undefined || references === "" ? [] : references.split(" "),
        advice: advice ?? "",
        fingerprint
      })
      return Effect.void
    }),
    Effect.as(rows)
  )
}

/** The whole file again, with one row for each line, in the order of the lines. */
export const tidied = (rows: ReadonlyMap<number, ResultRow>): string =>
  headerText +
  [...rows.values()]
    .sort((one, other) => one.line - other.line)
    .map(rowText)
    .join("")
