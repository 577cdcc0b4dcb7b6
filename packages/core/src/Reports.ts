/**
 * Reports of what an account did and what it cost: start one, see how far it is, list what
 * is complete, download it, read its rows.
 *
 * A report is a file of comma-separated values that the cloud makes in its own time. It can
 * be removed when it is complete, and cancelled before (D).
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import { CloudAccount } from "./CloudAccount.js"
import type * as CloudDateTime from "./CloudDateTime.js"
import type { CloudError } from "./CloudError.js"
import type { Download } from "./Download.js"
import {
  byName,
  moment,
  nonEmptyText,
  open as openAnswer,
  otherThan,
  wholeNumber
} from "./internal/answers.js"
import { call, type Requirements } from "./internal/call.js"
import * as Endpoint from "./internal/endpoint.js"
import type { FollowOptions } from "./internal/follow.js"
import { periodProblems } from "./internal/period.js"
import { decoderOf } from "./internal/reader.js"
import { rowsOf } from "./internal/reportRows.js"
import { followReport } from "./internal/reportRun.js"
import { download as downloadFrom, openDownload } from "./internal/transferDownload.js"
import * as Wire from "./internal/wire.js"
import type { CompletedReport, ReportEvent, ReportKind, ReportName, ReportProgress } from "./Report.js"
import type { ReportRow } from "./ReportRow.js"

export type { Download } from "./Download.js"
export type { CompletedReport, ReportEvent, ReportKind, ReportName, ReportProgress } from "./Report.js"
export type { ApplicationDataRow, ReportRow, TextRow } from "./ReportRow.js"

/**
 * Which report, and of which time.
 *
 * @category options
 * @since 0.1.0
 */
export interface StartOptions {
  /** What the report is about (D). See {@link ReportKind}. */
  readonly kind: ReportKind
  /** Where its period begins, such as a `Date` (D). Travels to the second. */
  readonly from: CloudDateTime.Input
  /** Where its period ends: not before `from` (D). Travels to the second. Default: now, by effect's clock. */
  readonly to?: CloudDateTime.Input | undefined
}

const startEndpoint = /*#__PURE__*/ Endpoint.define<
  Required<StartOptions>,
  { readonly filename: ReportName },
  CloudAccount
>(() => ({
  operation: "Reports.start",
  wrapper: [52],
  method: "POST",
  path: "/report_start",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "once",
  whenUnknown:
    "The report may have been started: look for it in Reports.progress and Reports.list before starting it again",
  parameters: {
    kind: Endpoint.required("report", "D", Wire.choice(["adr", "cdr", "fdr", "msg", "err", "csr"])),
    from: Endpoint.required("from", "D", Wire.moment),
    to: Endpoint.required("to", "D", Wire.moment)
  },
  rules: periodProblems,
  responseMark: "D",
  response: Schema.Struct({ filename: nonEmptyText() })
}))

/**
 * Starts a report. Succeeds with its name as soon as the cloud has begun.
 *
 * **When to use**
 *
 * Use it to start a report and come back for it later. {@link run} starts one and waits.
 *
 * **Details**
 *
 * It never starts a second report by itself; after the outcome `unknown`, look for the
 * first. A report of the same kind and period has the same name (D): what the cloud does
 * with the older one is not documented.
 *
 * **Example** (Start a report of calls)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Reports from "@aculab-cloud/core/Reports"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const started = Reports.start({
 *   kind: "cdr",
 *   from: new Date("2026-01-01T00:00:00Z"),
 *   to: "2026-01-08"
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(started))
 * // => 1-2-0_you@example.com_cdr_2026-01-01_00:00:00_2026-01-08_00:00:00.csv
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const start = (options: StartOptions): Effect.Effect<ReportName, CloudError, Requirements> =>
  Effect.flatMap(DateTime.now, (now) =>
    Effect.map(
      // The newest documentation wants the end always (D).
      call(
        startEndpoint,
        options?.to === undefined ? { ...options, to: now } : { ...options, to: options.to }
      ),
      ({ filename }) => filename
    )
  )

const wireProgress = () =>
  byName(openAnswer({ record: wholeNumber(), progress: Schema.optional(Schema.Unknown) }))

const progressEndpoint = /*#__PURE__*/ Endpoint.define<
  object,
  ReturnType<typeof wireProgress>["Type"],
  CloudAccount
>(() => ({
  operation: "Reports.progress",
  wrapper: [53],
  method: "POST",
  path: "/report_progress",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "read",
  parameters: {},
  responseMark: "S",
  response: wireProgress()
}))

/**
 * Looks up how far the reports are that the cloud works on. A report that is complete is
 * not among them: see {@link list}.
 *
 * **Example** (Which reports of chargeable services is the cloud working on?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Reports from "@aculab-cloud/core/Reports"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const reports = Reports.progress().pipe(
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * const ofServices = (await Effect.runPromise(reports)).filter(({ name }) => name.includes("_csr_"))
 * console.log(ofServices.map(({ name, percentage }) => `${name}: ${percentage} %`))
 * // => []
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const progress = (): Effect.Effect<ReadonlyArray<ReportProgress>, CloudError, Requirements> =>
  Effect.map(call(progressEndpoint, {}), (reports) =>
    Object.entries(reports).map(([name, wire]) => ({
      name,
      records: wire.record,
      ...percentageOf(wire.progress),
      other: otherThan(["name", "record", "progress"], wire)
    }))
  )

// A text (S). Whether it ends with % is not known.
const percentageOf = (progress: unknown): { readonly percentage?: number } => {
  const digits = /^\s*(\d+(?:\.\d+)?)\s*%?\s*$/.exec(String(progress))?.[1]
  return digits === undefined ? {} : { percentage: Number(digits) }
}

const wireReports = () => byName(openAnswer({ modified: moment(), size: wholeNumber() }))

const listEndpoint = /*#__PURE__*/ Endpoint.define<
  object,
  ReturnType<typeof wireReports>["Type"],
  CloudAccount
>(() => ({
  operation: "Reports.list",
  wrapper: [54],
  method: "POST",
  path: "/report_list",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "read",
  parameters: {},
  responseMark: "S",
  response: wireReports(),
  decoder: decoderOf
}))

/**
 * Lists the reports that are complete.
 *
 * **Example** (Which reports of chargeable services are there?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Reports from "@aculab-cloud/core/Reports"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const reports = Reports.list().pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * const ofServices = (await Effect.runPromise(reports)).filter(({ name }) => name.includes("_csr_"))
 * console.log(ofServices.map(({ name, size }) => `${name}: ${size} bytes`))
 * // => []
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const list = (): Effect.Effect<ReadonlyArray<CompletedReport>, CloudError, Requirements> =>
  Effect.map(call(listEndpoint, {}), (reports) =>
    Object.entries(reports).map(([name, wire]) => ({
      name,
      modifiedAt: wire.modified,
      size: wire.size,
      other: otherThan(["name", "modified", "size"], wire)
    }))
  )

interface Named {
  readonly name: ReportName
}

const nameParameter = () => Endpoint.required("filename", "I", Wire.nonEmptyText)

const downloadEndpoint = /*#__PURE__*/ Endpoint.define<Named, void, CloudAccount>(() => ({
  operation: "Reports.download",
  wrapper: [55],
  method: "POST",
  path: "/report_get",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "read",
  parameters: { name: nameParameter() },
  responseMark: "S",
  response: Schema.Void,
  ignoresBody: true
}))

/**
 * Opens a report that is complete. Succeeds when the cloud begins to answer: with its length,
 * where the cloud says it, and with its bytes as a stream.
 *
 * **Details**
 *
 * As `Files.open`. In errors the operation is named `Reports.download`. Errors worth telling
 * apart: `NotFound` (no such report, I). What the cloud answers for a report that it still works
 * on is not documented.
 *
 * **Example** (How large is it?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Reports from "@aculab-cloud/core/Reports"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const size = Reports.open("no such report.csv").pipe(
 *   Effect.map(({ length }) => `${length} bytes`),
 *   Effect.catchReason("CloudError", "NotFound", () => Effect.succeed("there is none")),
 *   Effect.scoped,
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(size))
 * // => there is none
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const open = (name: ReportName): Effect.Effect<Download, CloudError, Requirements | Scope.Scope> =>
  openDownload(downloadEndpoint, { name })

/**
 * Downloads a report: a stream of the bytes of its file, as `Files.download`.
 *
 * **When to use**
 *
 * Use it to keep the file. {@link rows} reads what is in it.
 *
 * **Example** (Make a report and download it)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Reports from "@aculab-cloud/core/Reports"
 * import * as DateTime from "effect/DateTime"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Schedule from "effect/Schedule"
 * import * as Stream from "effect/Stream"
 *
 * const report = {
 *   kind: "adr",
 *   from: DateTime.makeUnsafe("2026-01-02T00:00:00Z"),
 *   to: DateTime.makeUnsafe("2026-01-03T00:00:00Z")
 * } as const
 *
 * const text = Reports.run(report, { schedule: Schedule.spaced("50 millis") }).pipe(
 *   Stream.filter(({ type }) => type === "ready"),
 *   Stream.flatMap(({ name }) => Reports.download(name)),
 *   Stream.decodeText,
 *   Stream.mkString,
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log((await Effect.runPromise(text)).slice(0, 19))
 * // => Date_Time of record
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const download = (name: ReportName): Stream.Stream<Uint8Array, CloudError, Requirements> =>
  downloadFrom(downloadEndpoint, { name })

/**
 * Reads a report that is complete: a stream of its rows, while it is downloaded.
 *
 * **Details**
 *
 * What a row is, its header says. Rows of `adr` reports have typed fields; of the other kinds no
 * column is documented, and theirs are texts under their headers. A report without rows, or
 * without anything, is an empty stream.
 *
 * Fails as {@link download}, and with `UnexpectedResponse` at the first line that is not CSV, has
 * more or fewer cells than the header, or is longer than a million characters.
 *
 * **Example** (What did a day cost?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Reports from "@aculab-cloud/core/Reports"
 * import * as DateTime from "effect/DateTime"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Schedule from "effect/Schedule"
 * import * as Stream from "effect/Stream"
 *
 * const report = {
 *   kind: "adr",
 *   from: DateTime.makeUnsafe("2026-01-03T00:00:00Z"),
 *   to: DateTime.makeUnsafe("2026-01-04T00:00:00Z")
 * } as const
 *
 * const total = Reports.run(report, { schedule: Schedule.spaced("50 millis") }).pipe(
 *   Stream.filter(({ type }) => type === "ready"),
 *   Stream.flatMap(({ name }) => Reports.rows(name)),
 *   Stream.runFold(() => 0, (sum, row) => sum + (row.type === "adr" ? (row.totalCost ?? 0) : 0)),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log((await Effect.runPromise(total)) > 0)
 * // => true
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const rows = (name: ReportName): Stream.Stream<ReportRow, CloudError, Requirements> =>
  rowsOf(download(name))

const cancelEndpoint = /*#__PURE__*/ Endpoint.define<Named, void, CloudAccount>(() => ({
  operation: "Reports.cancel",
  wrapper: [56],
  method: "POST",
  path: "/report_cancel",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "again",
  parameters: { name: nameParameter() },
  responseMark: "S",
  response: Schema.Void,
  ignoresBody: true
}))

/**
 * Cancels a report that the cloud works on. What it answers when the report is complete
 * already is not documented.
 *
 * **Example** (Never mind)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Reports from "@aculab-cloud/core/Reports"
 * import * as DateTime from "effect/DateTime"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   const name = yield* Reports.start({ kind: "err", from: DateTime.makeUnsafe("2025-01-01T00:00:00Z") })
 *   yield* Reports.cancel(name)
 *   return (yield* Reports.progress()).some((report) => report.name === name)
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => false
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancel = (name: ReportName): Effect.Effect<void, CloudError, Requirements> =>
  call(cancelEndpoint, { name })

const removeEndpoint = /*#__PURE__*/ Endpoint.define<Named, void, CloudAccount>(() => ({
  operation: "Reports.remove",
  wrapper: [57],
  method: "POST",
  path: "/report_delete",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "again",
  parameters: { name: nameParameter() },
  responseMark: "S",
  response: Schema.Void,
  ignoresBody: true
}))

/**
 * Removes a report that is complete, for good.
 *
 * **Details**
 *
 * Errors worth telling apart: `NotFound` (no such report, I).
 *
 * **Example** (Remove a report that may be gone)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Reports from "@aculab-cloud/core/Reports"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const removed = Reports.remove("no such report.csv").pipe(
 *   Effect.as("removed"),
 *   Effect.catchReason("CloudError", "NotFound", () => Effect.succeed("there is none")),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(removed))
 * // => there is none
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const remove = (name: ReportName): Effect.Effect<void, CloudError, Requirements> =>
  call(removeEndpoint, { name })

/**
 * Which report, of which time, and how long it is waited for.
 *
 * @category options
 * @since 0.1.0
 */
export interface RunOptions extends FollowOptions {
  /**
   * Whether the report is cancelled at the cloud when the stream ends before it is ready: because it
   * was interrupted, its consumer had enough, or it failed. The end waits for the cloud's answer, within
   * the limits of the `CallPolicy`; a cancellation that fails is passed over.
   * Default: `false`, the cloud goes on, and the report will be in {@link list}.
   */
  readonly cancelWhenStopped?: boolean | undefined
}

/**
 * Starts a report and follows it until it is ready: a stream of what happens to it.
 *
 * **Details**
 *
 * Each run of the stream starts a report. Asks at once, then as `schedule` says, and tells
 * each change once. Ends with `ready`, or fails: with `NotFound` when the report is neither
 * in progress nor complete three times in a row (somebody cancelled or removed it, or the
 * cloud gave up), with `Timeout` when the patience is over. Reports of long periods may
 * need more patience than its 10 minutes.
 *
 * To stop listening does not stop the report, unless `cancelWhenStopped` says so. A report
 * of the same kind and period that is complete already has the same name (D), and counts
 * as ready.
 *
 * **Example** (Make a report and wait for it)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Reports from "@aculab-cloud/core/Reports"
 * import * as DateTime from "effect/DateTime"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Schedule from "effect/Schedule"
 * import * as Stream from "effect/Stream"
 *
 * const report = {
 *   kind: "adr",
 *   from: DateTime.makeUnsafe("2026-01-01T00:00:00Z"),
 *   to: DateTime.makeUnsafe("2026-01-02T00:00:00Z")
 * } as const
 *
 * const last = Reports.run(report, { schedule: Schedule.spaced("50 millis") }).pipe(
 *   Stream.runCollect,
 *   Effect.map((events) => events.at(-1)),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * const event = await Effect.runPromise(last)
 * console.log(event?.type, event?.name)
 * // => ready 1-2-0_you@example.com_adr_2026-01-01_00:00:00_2026-01-02_00:00:00.csv
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const run = (
  options: StartOptions,
  following?: RunOptions
): Stream.Stream<ReportEvent, CloudError, Requirements> =>
  followReport({ ...following, start: start(options), progress: progress(), list: list(), cancel })

/**
 * The operations of this module as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [
  startEndpoint,
  progressEndpoint,
  listEndpoint,
  downloadEndpoint,
  cancelEndpoint,
  removeEndpoint
] as const
