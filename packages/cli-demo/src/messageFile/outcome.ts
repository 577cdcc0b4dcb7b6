/** What a run says of its messages: a row, a line on the screen, and how the command ends. */
import type { BatchResult } from "@aculab-cloud/core/MessageBatch"
import { type Failure, fromCloudError } from "../failure.js"
import { dim, red, type Words, yellow } from "../output.js"
import { type Counts, countsText, numberOf, sumOf } from "./board.js"
import type { ResultRow } from "./resultRow.js"

/** What a message of the file is told apart by. */
export interface Place {
  readonly line: number
  readonly to: string
  readonly fingerprint: string
}

const notTried = "The run ended before its turn."

/** The row of a result. */
export const rowOf = (place: Place, result: BatchResult<Place>): ResultRow => {
  const base = { ...place, outcome: result.outcome }
  if (result.outcome === "sent") return { ...base, references: result.references, advice: "" }
  const { message, advice } = result.error === undefined ? {} : fromCloudError(result.error)
  const words =
    result.outcome === "unknown"
      ? [message ?? "interrupted while it was under way", advice ?? result.advice]
      : [message ?? notTried, advice]
  return { ...base, references: [], advice: words.filter((text) => text !== undefined).join(". ") }
}

/** The row of a line that nothing is known of, because it was never tried. */
export const untriedRow = (place: Place): ResultRow => ({
  ...place,
  outcome: "not-sent",
  references: [],
  advice: notTried
})

/** The row of a line that was being tried when a run ended without a word. */
export const interruptedRow = (row: ResultRow, advice: string): ResultRow =>
  row.outcome === "trying" ? { ...row, outcome: "unknown", advice: `the run was cut off. ${advice}` } : row

/** For people: what is not as it should be. */
export const lineOf = ({ line, to, outcome, advice }: ResultRow): Words => {
  const style = outcome === "rejected" ? red : outcome === "unknown" ? yellow : dim
  return [style(outcome.padEnd(10)), `line ${line}  ${to}  ${advice}`]
}

/** Why not all is as it should be, or `undefined` when it is. */
export const failureOf = (
  counts: Counts,
  path: string,
  refused: Failure | undefined
): Failure | undefined => {
  const failed = sumOf(counts) - counts.sent
  if (failed === 0) return undefined
  const goOn = "The same command with --resume tries again what was rejected or not sent"
  const base: Omit<Failure, "outcome" | "exit"> = {
    operation: "Messages.send",
    reason: { _tag: "SomeNotSent", ...counts },
    message: `${numberOf(failed)} of ${numberOf(sumOf(counts))} lines are not known to be sent: ${countsText(counts).join(", ")}`,
    consequence: `What became of each line is in ${path}.`,
    advice: `${goOn}.`
  }
  if (counts.unknown > 0) {
    const check = "What is unknown may have been sent: check it. With --repeat-unknown it is sent again, too"
    return { ...base, outcome: "unknown", advice: `${goOn}. ${check}.`, exit: "unknown" }
  }
  if (refused !== undefined) {
    return {
      ...base,
      outcome: "rejected",
      message: refused.message,
      advice: refused.advice,
      exit: "credentials"
    }
  }
  return counts.rejected > 0
    ? { ...base, outcome: "rejected", exit: "rejected" }
    : { ...base, outcome: "not-sent", exit: "unavailable" }
}

/** After Ctrl-C: what is known, and how to go on. */
export const stoppedBy = (counts: Counts, path: string): Failure => ({
  operation: "Messages.send",
  outcome: counts.unknown > 0 ? "unknown" : "rejected",
  reason: { _tag: "Interrupted", ...counts },
  message: `interrupted: ${countsText(counts).join(", ")}`,
  consequence: `What became of each line is in ${path}.`,
  advice: "The same command with --resume goes on.",
  exit: "interrupted"
})
