/** What an earlier run has left: which lines are done, and whether the file still says what it said then. */

import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Stream from "effect/Stream"
import { interrupted, invalidInput } from "../failure.js"
import { textOfFile } from "../textInput.js"
import { interruptedRow } from "./outcome.js"
import type { Plan, Planned } from "./plan.js"
import { type ResultRow, rowsOf } from "./resultRow.js"
import type { Problem } from "./sheet.js"

const operation = "Messages.send"

export type Rows = ReadonlyMap<number, ResultRow>

/** The rows of the result file. Without `--resume` there must be no such file. */
export const earlierRows = Effect.fnUntraced(function* (path: string, resume: boolean) {
  const files = yield* FileSystem.FileSystem
  const refuse = (rule: string) => invalidInput(operation, [{ field: "--results", rule }])
  if (!resume) {
    const found = yield* Effect.orElseSucceed(files.exists(path), () => false)
    if (found) return yield* refuse(`${path} exists already: --resume goes on with it`)
    const none: Rows = new Map()
    return none
  }
  const text = yield* textOfFile({ operation, field: "--results" }, path)
  const rows = yield* Effect.mapError(rowsOf(text), () => refuse(`${path} is not a result file`))
  return settled(rows)
})

/** What was being tried when a run ended without a word may have been sent. */
export const settled = (rows: Rows): Rows => {
  const advice = interrupted(operation).advice ?? ""
  return new Map([...rows].map(([line, row]) => [line, interruptedRow(row, advice)]))
}

const mayBeSent = ({ outcome }: ResultRow): boolean => outcome === "sent" || outcome === "unknown"

/** Whether a line is to be sent now. */
export const isDue =
  (rows: Rows, repeatUnknown: boolean) =>
  ({ line }: Planned): boolean => {
    const row = rows.get(line)
    return row === undefined || !mayBeSent(row) || (repeatUnknown && row.outcome === "unknown")
  }

/** How many lines are due. Fails when a line that may have been sent is not the same any more. */
export const countDue = Effect.fnUntraced(function* (plan: Plan, rows: Rows, repeatUnknown: boolean) {
  const due = isDue(rows, repeatUnknown)
  const missing = new Map([...rows].filter(([, row]) => mayBeSent(row)))
  const problems: Array<Problem> = []
  let count = 0
  yield* Stream.runForEach(plan.lines, (planned) =>
    Effect.sync(() => {
      const row = missing.get(planned.line)
      missing.delete(planned.line)
      if (due(planned)) count += 1
      if (row !== undefined && row.fingerprint !== planned.fingerprint) {
        problems.push({
          field: `line ${planned.line}`,
          rule: `does not say what it said when it was ${row.outcome}`
        })
      }
    })
  )
  for (const { line, outcome } of missing.values()) {
    problems.push({ field: `line ${line}`, rule: `is gone, and was ${outcome}` })
  }
  return problems.length > 0 ? yield* Effect.fail<ReadonlyArray<Problem>>(problems) : count
})
