import * as Reports from "@aculab-cloud/core/Reports"
import type { ManualClock, Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { refused } from "./refused.js"
import { inVirtualTime, withCloud } from "./support.js"

const report = {
  kind: "adr",
  from: DateTime.makeUnsafe("2013-05-01T13:00:00Z"),
  to: DateTime.makeUnsafe("2013-05-03T13:00:00Z")
} as const
const name = "1-2-0_you@example.com_adr_2013-05-01_13:00:00_2013-05-03_13:00:00.csv"
const everySecond = { schedule: Schedule.spaced("1 second") }
const types = Stream.map(({ type }: Reports.ReportEvent) => type)
const withTime = (simulator: Simulator<ManualClock>) => ({ alongside: simulator.clock.advance })

/** What the cloud answers to the questions for one path, in this order. */
const answer = (simulator: Simulator, path: string, ...bodies: ReadonlyArray<unknown>) => {
  for (const body of bodies) {
    simulator.faults.next({ path, kind: "response", response: () => Response.json(body) })
  }
}

describe("Reports.run", () => {
  it.effect("tells that the report is started, how far it is, and that it is ready", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const events = yield* inVirtualTime(Stream.runCollect(Reports.run(report)), withTime(simulator))
        expect(events[0]).toEqual({ type: "started", name })
        expect(events.at(-1)).toMatchObject({
          type: "ready",
          name,
          size: simulator.reports.get(name)?.bytes?.length
        })
        const between = events.slice(1, -1)
        expect(between.length).toBeGreaterThan(1)
        const percentages = between.map((event) => (event.type === "progress" ? event.percentage : undefined))
        expect(percentages).toEqual([...percentages].sort((a, b) => (a ?? 0) - (b ?? 0)))
        expect(new Set(percentages).size).toBe(between.length)
        expect(simulator.count("/report_start")).toBe(1)
        expect(simulator.count("/report_cancel")).toBe(0)
      })
    )
  )

  it.effect("tells the numbers of each change, once", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const at = (record: number, progress: string) => ({
          [name]: { record, progress },
          other: { record: 1 }
        })
        answer(simulator, "/report_progress", at(0, "0%"), at(0, "0%"), at(5, "0%"), at(5, "50%"), {})
        answer(simulator, "/report_list", { [name]: { modified: "2026-01-01_00:00:00", size: "10" } })
        const events = yield* inVirtualTime(Stream.runCollect(Reports.run(report, everySecond)))
        expect(events).toEqual([
          { type: "started", name },
          { type: "progress", name, records: 0, percentage: 0, other: {} },
          { type: "progress", name, records: 5, percentage: 0, other: {} },
          { type: "progress", name, records: 5, percentage: 50, other: {} },
          {
            type: "ready",
            name,
            modifiedAt: DateTime.makeUnsafe("2026-01-01T00:00:00Z"),
            size: 10,
            other: {}
          }
        ])
        expect(simulator.count("/report_list")).toBe(1)
      })
    )
  )

  it.effect("finds a report that completes between the two questions", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, "/report_progress", {})
        answer(simulator, "/report_list", { [name]: { modified: "2026-01-01_00:00:00", size: "10" } })
        expect(yield* Stream.runCollect(types(Reports.run(report)))).toEqual(["started", "ready"])
      })
    )
  )

  it.effect("waits for a report that is not seen at once", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, "/report_progress", {}, {})
        answer(simulator, "/report_list", {}, {})
        const events = yield* inVirtualTime(
          Stream.runCollect(types(Reports.run(report))),
          withTime(simulator)
        )
        expect(events.slice(0, 2)).toEqual(["started", "progress"])
        expect(events.at(-1)).toBe("ready")
      })
    )
  )

  it.effect("fails when the report is neither in progress nor complete any more", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const run = Reports.run(report, everySecond).pipe(
          Stream.tap((event) => (event.type === "progress" ? Reports.cancel(name) : Effect.void)),
          types
        )
        const seen: Array<string> = []
        const error = yield* inVirtualTime(
          Effect.flip(Stream.runForEach(run, (type) => Effect.sync(() => seen.push(type))))
        )
        expect(error).toMatchObject({
          operation: "Reports.run",
          outcome: "rejected",
          reason: { _tag: "NotFound", status: 200 }
        })
        expect(error.message).toMatch(/is neither in progress nor complete/)
        expect(seen).toEqual(["started", "progress"])
        expect(simulator.count("/report_progress")).toBe(4)
      })
    )
  )

  it.effect("gives up when the patience is over", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const run = Reports.run(report, { patience: "1 minute" })
        const error = yield* inVirtualTime(Effect.flip(Stream.runDrain(run)))
        expect(error).toMatchObject({
          operation: "Reports.run",
          reason: { _tag: "Timeout", limit: "follow" }
        })
        expect(simulator.reports.get(name)).toMatchObject({ state: "in progress" })
      })
    )
  )

  it.effect("starts nothing before it runs, and once for each run", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const run = Reports.run(report)
        expect(simulator.requests).toHaveLength(0)
        expect(yield* Stream.runCollect(types(Stream.take(run, 1)))).toEqual(["started"])
        expect(simulator.requests.map(({ path }) => path)).toEqual(["/report_start"])
        yield* Stream.runDrain(Stream.take(run, 1))
        expect(simulator.count("/report_start")).toBe(2)
      })
    )
  )

  it.effect("refuses what a start refuses, and fails with what a question fails with", () =>
    Effect.gen(function* () {
      const backwards = { ...report, from: report.to, to: report.from }
      yield* refused(Stream.runDrain(Reports.run(backwards)), ["to", /must not be before from/])
      const error = yield* withCloud((simulator) => {
        simulator.faults.next({ path: "/report_progress", kind: "html" })
        return Effect.flip(Stream.runDrain(Reports.run(report)))
      })
      expect(error).toMatchObject({ operation: "Reports.progress", reason: { _tag: "UnexpectedResponse" } })
    })
  )
})

describe("A run of a report that is stopped", () => {
  const interrupted = (simulator: Simulator<ManualClock>, following: Reports.RunOptions) =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Stream.runDrain(Reports.run(report, following)))
      yield* inVirtualTime(Effect.sleep("3 seconds"), withTime(simulator))
      yield* inVirtualTime(Fiber.interrupt(fiber))
    })

  it.effect("leaves the report to the cloud, which goes on", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* interrupted(simulator, {})
        expect(simulator.count("/report_cancel")).toBe(0)
        expect(simulator.reports.get(name)).toMatchObject({ state: "in progress" })
      })
    )
  )

  it.effect("cancels the report when asked to: interrupted", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* interrupted(simulator, { cancelWhenStopped: true })
        expect(simulator.count("/report_cancel")).toBe(1)
        expect(simulator.reports.get(name)).toBeUndefined()
      })
    )
  )

  it.effect("cancels the report when asked to: the consumer has enough", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* Stream.runDrain(Stream.take(Reports.run(report, { cancelWhenStopped: true }), 2))
        expect(simulator.reports.get(name)).toBeUndefined()
      })
    )
  )

  it.effect("cancels the report when asked to: the patience is over", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const run = Reports.run(report, { cancelWhenStopped: true, patience: "10 seconds" })
        const error = yield* inVirtualTime(Effect.flip(Stream.runDrain(run)))
        expect(error.reason._tag).toBe("Timeout")
        expect(simulator.reports.get(name)).toBeUndefined()
      })
    )
  )

  it.effect("cancels nothing that is ready", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const run = Stream.runDrain(Reports.run(report, { cancelWhenStopped: true }))
        yield* inVirtualTime(run, withTime(simulator))
        expect(simulator.count("/report_cancel")).toBe(0)
        expect(simulator.reports.get(name)).toMatchObject({ state: "completed" })
      })
    )
  )

  it.effect("ends also when the cancellation fails, or gets no answer", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ path: "/report_cancel", kind: "stall", times: 10 })
        yield* interrupted(simulator, { cancelWhenStopped: true })
        expect(simulator.count("/report_cancel")).toBeGreaterThan(0)
        simulator.faults.clear()
        simulator.faults.next({ path: "/report_cancel", kind: "status", status: 400 })
        yield* Stream.runDrain(Stream.take(Reports.run(report, { cancelWhenStopped: true }), 1))
        expect(simulator.reports.get(name)).toMatchObject({ state: "in progress" })
      })
    )
  )
})
