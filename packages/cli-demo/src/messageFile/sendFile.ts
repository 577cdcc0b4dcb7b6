/** `aculab-cloud messages send --file`: from the file to the end of the result file. */
import type { BatchResult, Rate } from "@aculab-cloud/core/MessageBatch"
import * as Messages from "@aculab-cloud/core/Messages"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Stream from "effect/Stream"
import { Json, withCloud } from "../cloud.js"
import { confirm } from "../confirm.js"
import { type Failure, fail, fromCloudError, report } from "../failure.js"
import { print, printError, printJson } from "../output.js"
import { spinning } from "../spinner.js"
import { stoppable } from "../stopping.js"
import { textOfFile } from "../textInput.js"
import { type Counts, countsText, makeBoard, nothing, numberOf } from "./board.js"
import type { Defaults } from "./columns.js"
import { countDue, earlierRows, isDue, type Rows, settled } from "./earlier.js"
import { lock } from "./lock.js"
import { failureOf, lineOf, type Place, rowOf, stoppedBy, untriedRow } from "./outcome.js"
import { digitsOf, type Plan, type Planned, planOf } from "./plan.js"
import { refusedFor } from "./problems.js"
import { openResults, type ResultFile, replaceResults } from "./resultFile.js"
import { type ResultRow, rowsOf, tidied } from "./resultRow.js"

const operation = "Messages.send"

export interface FileRun {
  readonly file: string
  readonly results: string
  readonly resume: boolean
  readonly repeatUnknown: boolean
  readonly yes: boolean
  readonly concurrency: number | undefined
  readonly rate: Rate | undefined
  readonly defaults: Defaults
}

export const sendFile = Effect.fnUntraced(function* (run: FileRun) {
  const text = yield* textOfFile({ operation, field: "--file" }, run.file)
  const plan = yield* refusedFor(run.file, planOf(text, run.defaults))
  yield* lock(run.results)
  const earlier = yield* earlierRows(run.results, run.resume)
  const due = yield* refusedFor(run.file, countDue(plan, earlier, run.repeatUnknown))
  if (due > 0) yield* confirm(question(plan, due), run)
  // What was being tried is unknown now, and the file says so before anything else is written.
  if (run.resume) yield* replaceResults(run.results, tidied(earlier))
  const { counts, refused } =
    due > 0
      ? yield* withCloud(sendDue(run, plan, earlier, due))
      : { counts: countsOf(earlier), refused: undefined }
  const told = yield* Effect.exit(
    (yield* Json)
      ? printJson({ results: run.results, counts })
      : print(`${countsText(counts).join(", ")}. Results: ${run.results}`)
  )
  const failure = failureOf(counts, run.results, refused)
  if (failure !== undefined) return yield* fail(failure)
  // Only where all was sent it matters that nobody reads it.
  yield* told
}, Effect.scoped)

const question = ({ count, repeated, unused }: Plan, due: number): string =>
  [
    `This sends ${numberOf(due)} ${due === 1 ? "message" : "messages"}, which cost money.`,
    ...(due < count
      ? [`${numberOf(count - due)} of the file's lines were sent before, or may have been.`]
      : []),
    ...(repeated.length > 0
      ? [`${numberOf(repeated.length)} lines say the same as one before, the first in line ${repeated[0]}.`]
      : []),
    ...(unused.length > 0 ? [`Not used: ${unused.join(", ")}.`] : [])
  ].join(" ")

/** Sends what is due, and leaves a result file with one row for each line, however it ends. */
const sendDue = Effect.fnUntraced(function* (run: FileRun, plan: Plan, earlier: Rows, due: number) {
  const json = yield* Json
  const doing = `Sending ${run.file}`
  const board = yield* makeBoard(doing, due)
  const file = yield* openResults(run.results, run.resume ? "existing" : "new")
  let counts: Counts = nothing
  let refused: Failure | undefined

  const tell = Effect.fnUntraced(function* (result: BatchResult<Place>) {
    const row = yield* noted(file, result)
    if (row === undefined) return
    board.note(result.outcome)
    if (result.outcome === "rejected" && result.error.reason._tag === "Unauthorized") {
      refused ??= fromCloudError(result.error)
    }
    // Who stops reading does not stop the run: the rows are in the file.
    if (json) yield* Effect.ignore(printJson(toJson(row)))
    else if (result.outcome !== "sent") yield* Effect.ignore(print(lineOf(row)))
  })

  const send = (stop: Effect.Effect<void>) =>
    Messages.sendAll(Stream.map(Stream.filter(plan.lines, isDue(earlier, run.repeatUnknown)), messageOf), {
      concurrency: run.concurrency,
      rate: run.rate,
      stop,
      beforeSend: ({ key }) =>
        key === undefined ? Effect.void : file.add(tryingRow(key), { durable: true }),
      onAbandoned: (result) => Effect.ignore(noted(file, result))
    }).pipe(Stream.runForEach(tell))

  const finish = Effect.map(finishedRows(run.results, plan), (rows) => {
    counts = countsOf(rows)
  })
  yield* stoppable({
    // What is lost of this is told by the rows that are there.
    run: (stop) => Effect.ensuring(send(stop), Effect.ignore(finish)),
    onStop: json
      ? Effect.void
      : printError("Stopping: waiting for the messages under way. Once more: do not wait.")
  }).pipe(
    spinning(doing, board.text),
    Effect.onInterrupt(() => Effect.suspend(() => report(stoppedBy(counts, run.results), json)))
  )
  return { counts, refused }
})

/** Writes a result down, and gives its row. A row is written to its end, whatever happens meanwhile. */
const noted = (file: ResultFile, result: BatchResult<Place>) => {
  if (result.key === undefined) return Effect.succeed(undefined)
  const row = rowOf(result.key, result)
  return Effect.as(file.add(row), row)
}

const placeOf = ({ line, options, fingerprint }: Planned): Place => ({
  line,
  to: digitsOf(options.to),
  fingerprint
})

const messageOf = (planned: Planned): Messages.BatchMessage<Place> => ({
  ...planned.options,
  key: placeOf(planned)
})

const tryingRow = (place: Place): ResultRow => ({ ...place, outcome: "trying", references: [], advice: "" })

const toJson = ({ line, to, outcome, references, advice }: ResultRow) => ({
  line,
  to,
  outcome,
  ...(outcome === "sent" ? { references } : { advice })
})

/** Gives the file one row for each line, in their order. */
const finishedRows = Effect.fnUntraced(function* (path: string, plan: Plan) {
  const files = yield* FileSystem.FileSystem
  const rows = new Map(settled(yield* rowsOf(yield* files.readFileString(path))))
  yield* Stream.runForEach(plan.lines, (planned) =>
    Effect.sync(() => {
      if (!rows.has(planned.line)) rows.set(planned.line, untriedRow(placeOf(planned)))
    })
  )
  yield* replaceResults(path, tidied(rows))
  return rows
})

const countsOf = (rows: Rows): Counts => {
  const counts = { ...nothing }
  for (const { outcome } of rows.values()) if (outcome !== "trying") counts[outcome] += 1
  return counts
}
