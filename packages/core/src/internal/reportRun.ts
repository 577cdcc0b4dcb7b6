/**
 * A report from its start to its end.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { CloudError, NotFound } from "../CloudError.js"
import type { CompletedReport, ReportEvent, ReportName, ReportProgress } from "../Report.js"
import { type FollowOptions, follow, patienceFor } from "./follow.js"

interface Run<R> extends FollowOptions {
  readonly cancelWhenStopped?: boolean | undefined
  readonly start: Effect.Effect<ReportName, CloudError, R>
  readonly progress: Effect.Effect<ReadonlyArray<ReportProgress>, CloudError, R>
  readonly list: Effect.Effect<ReadonlyArray<CompletedReport>, CloudError, R>
  readonly cancel: (name: ReportName) => Effect.Effect<void, CloudError, R>
}

/** Nothing is seen of the report: not yet, or not any more. */
type Missing = { readonly type: "missing"; readonly name: ReportName }

// What is new may take a moment until it is seen everywhere; what is gone stays away.
const looksUntilGone = 3

export const followReport = <R>(run: Run<R>): Stream.Stream<ReportEvent, CloudError, R> =>
  Stream.unwrap(
    Effect.map(Effect.andThen(patienceFor("Reports.run", run), run.start), (name) => {
      const started: ReportEvent = { type: "started", name }
      let ready = false
      const events = Stream.concat(Stream.succeed(started), changes(run, name)).pipe(
        Stream.tap((event) => Effect.sync(() => (ready = event.type === "ready")))
      )
      return run.cancelWhenStopped === true
        ? Stream.onExit(events, () => (ready ? Effect.void : cancelAside(run, name)))
        : events
    })
  )

// In a fiber of its own: here, at the end of a stream, nothing can be interrupted, not even
// by the time limits of the call.
const cancelAside = <R>(run: Run<R>, name: ReportName): Effect.Effect<void, never, R> =>
  Effect.asVoid(Effect.flatMap(Effect.forkDetach(run.cancel(name)), Fiber.await))

const changes = <R>(run: Run<R>, name: ReportName): Stream.Stream<ReportEvent, CloudError, R> => {
  let missed = 0
  const look = Effect.gen(function* () {
    const event = yield* whereIs(run, name)
    missed = event.type === "missing" ? missed + 1 : 0
    return missed === looksUntilGone ? yield* gone(name) : [event]
  })
  return follow([name], {
    schedule: run.schedule,
    patience: run.patience,
    operation: "Reports.run",
    ask: () => look,
    keyOf: (event) => event.name,
    stateOf: (event) =>
      event.type === "progress" ? `${event.records} records, ${event.percentage} %` : event.type,
    isDone: (event) => event.type === "ready"
  }).pipe(Stream.filter((event) => event.type !== "missing"))
}

// In this order: what completes between the two questions is still found.
const whereIs = <R>(run: Run<R>, name: ReportName): Effect.Effect<ReportEvent | Missing, CloudError, R> =>
  Effect.gen(function* () {
    const progress = (yield* run.progress).find((report) => report.name === name)
    if (progress !== undefined) return { type: "progress", ...progress }
    const report = (yield* run.list).find((report) => report.name === name)
    return report === undefined ? { type: "missing", name } : { type: "ready", ...report }
  })

// As when the patience is over: the questions were answered, and did nothing.
const gone = (name: ReportName): Effect.Effect<never, CloudError> =>
  Effect.fail(
    new CloudError({
      operation: "Reports.run",
      outcome: "rejected",
      repeat: "read",
      reason: new NotFound({
        status: 200,
        text: `the report ${name} is neither in progress nor complete; it may have been cancelled or removed`,
        details: []
      })
    })
  )
