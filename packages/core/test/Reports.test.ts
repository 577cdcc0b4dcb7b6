import * as Reports from "@aculab-cloud/core/Reports"
import type { Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { refused } from "./refused.js"
import { fieldsOf, inVirtualTime, present, withCloud } from "./support.js"

const moment = (text: string) => DateTime.makeUnsafe(text)
const period = { from: moment("2013-05-01T13:00:00Z"), to: moment("2013-05-03T13:00:00Z") }
const answer = (simulator: Simulator, ...bodies: ReadonlyArray<unknown>) => {
  for (const body of bodies) simulator.faults.next({ kind: "response", response: () => Response.json(body) })
}

describe("Reports.start", () => {
  it.effect("starts a report with a form in a POST, and answers its name", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const name = yield* Reports.start({ kind: "adr", ...period })
        expect(name).toBe("1-2-0_you@example.com_adr_2013-05-01_13:00:00_2013-05-03_13:00:00.csv")
        expect(simulator.reports.get(name)).toMatchObject({ kind: "adr", state: "in progress" })
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.url).toBe("https://ws-1-2-0.aculabcloud.net/report_start")
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
        expect(fieldsOf(request.text)).toEqual({
          report: "adr",
          from: "2013-05-01_13:00:00",
          to: "2013-05-03_13:00:00"
        })
      })
    )
  )

  it.effect.each(["adr", "cdr", "fdr", "msg", "err", "csr"] as const)("knows the kind %s", (kind) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const name = yield* Reports.start({ kind, ...period })
        expect(simulator.reports.get(name)).toMatchObject({ kind })
      })
    )
  )

  it.effect("sends now for the end when there is none, each time that it runs", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const started = Reports.start({ kind: "msg", from: moment("2026-01-01T00:00:00Z"), to: undefined })
        yield* TestClock.setTime(moment("2026-01-01T10:20:30.900Z").epochMilliseconds)
        yield* started
        yield* TestClock.adjust("1 minute")
        yield* started
        expect(simulator.requests.map(({ text }) => fieldsOf(text).to)).toEqual([
          "2026-01-01_10:20:30",
          "2026-01-01_10:21:30"
        ])
      })
    )
  )

  it.effect("reads moments in any zone", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const from = DateTime.makeZonedUnsafe("2013-05-01T13:00:00Z", { timeZone: "America/New_York" })
        yield* Reports.start({ kind: "adr", from, to: period.to })
        expect(fieldsOf(present(simulator.requests[0]).text).from).toBe("2013-05-01_13:00:00")
      })
    )
  )

  it.effect("is not started again after HTTP 503, and says where to look", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "status", status: 503, when: "after" })
        const error = yield* Effect.flip(Reports.start({ kind: "adr", ...period }))
        expect(error).toMatchObject({ outcome: "unknown", reason: { _tag: "Unavailable" } })
        expect(error.advice).toMatch(/Reports\.progress and Reports\.list/)
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )

  it.effect.each([{}, { filename: "" }, [], "name"])("does not understand the answer %j", (body) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, body)
        const error = yield* Effect.flip(Reports.start({ kind: "adr", ...period }))
        expect(error).toMatchObject({ outcome: "unknown", reason: { _tag: "UnexpectedResponse" } })
      })
    )
  )

  it.effect("refuses another kind, and names every problem at once", () =>
    refused(
      Reports.start({ kind: "ADR", from: "in May" } as unknown as Reports.StartOptions),
      ["kind", /one of adr, cdr, fdr, msg, err, csr/],
      ["from", /must be a DateTime, a Date/]
    )
  )
  it.effect("refuses a period that ends before it begins", () =>
    refused(Reports.start({ kind: "adr", from: period.to, to: period.from }), [
      "to",
      /must not be before from/
    ])
  )
  it.effect("refuses a period that begins in the future when it ends now", () =>
    refused(Reports.start({ kind: "adr", from: moment("2013-05-01") }), ["to", /must not be before from/])
  )
  it.effect("refuses null, which is not the same as absent, and other options", () =>
    refused(
      Reports.start({
        kind: "adr",
        from: period.from,
        to: null,
        format: "csv"
      } as unknown as Reports.StartOptions),
      ["format", /is not a field/],
      ["to", /must be a DateTime, a Date/]
    )
  )
  it.effect("refuses to work without options", () =>
    refused(
      Reports.start(undefined as unknown as Reports.StartOptions),
      ["kind", /is required/],
      ["from", /is required/]
    )
  )
})

describe("Reports.progress", () => {
  it.effect("asks without parameters, and tells the numbers as numbers", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const name = yield* Reports.start({ kind: "adr", ...period })
        yield* Effect.promise(() => simulator.clock.advance(5000))
        simulator.clearRequests()
        const [report] = yield* Reports.progress()
        expect(report).toMatchObject({ name, percentage: 50, other: {} })
        expect(report?.records).toBeGreaterThan(0)
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.url).toBe("https://ws-1-2-0.aculabcloud.net/report_progress")
        expect(request.authorized).toBe(true)
        expect(request.text).toBe("")
      })
    )
  )

  it.effect.each([
    { progress: "42%" as unknown, percentage: 42 as number | undefined },
    { progress: "42", percentage: 42 },
    { progress: " 42.5 % ", percentage: 42.5 },
    { progress: 42.5, percentage: 42.5 },
    { progress: "0", percentage: 0 },
    { progress: "100%", percentage: 100 },
    { progress: "soon", percentage: undefined },
    { progress: null, percentage: undefined },
    { progress: undefined, percentage: undefined }
  ])("reads the progress $progress", ({ progress, percentage }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, { "a.csv": { record: "7", progress, kind: "adr" } })
        expect(yield* Reports.progress()).toEqual([
          {
            name: "a.csv",
            records: 7,
            ...(percentage === undefined ? {} : { percentage }),
            other: { kind: "adr" }
          }
        ])
      })
    )
  )

  it.effect.each([{}, []])("answers nothing to %j", (body) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, body)
        expect(yield* Reports.progress()).toEqual([])
      })
    )
  )
})

describe("Reports.list", () => {
  it.effect.each(["text", "number"] as const)("lists what is complete, with the size as %s", (reportSize) =>
    withCloud(
      (simulator) =>
        Effect.gen(function* () {
          const name = yield* Reports.start({ kind: "adr", ...period })
          expect(yield* Reports.list()).toEqual([])
          yield* Effect.promise(() => simulator.clock.advance(10_000))
          simulator.clearRequests()
          const [report] = yield* Reports.list()
          expect(report).toEqual({
            name,
            modifiedAt: moment("2026-01-01T00:00:10Z"),
            size: simulator.reports.get(name)?.bytes?.length,
            other: {}
          })
          const request = present(simulator.requests[0])
          expect(request.method).toBe("POST")
          expect(request.path).toBe("/report_list")
          expect(request.authorized).toBe(true)
          expect(request.text).toBe("")
        }),
      { forms: { reportSize } }
    )
  )

  it.effect("keeps fields that it does not know, and takes nothing for nothing", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, { "a.csv": { modified: 1493141823, size: "9", expires: "soon" } }, [])
        expect(yield* Reports.list()).toEqual([
          { name: "a.csv", modifiedAt: moment("2017-04-25T17:37:03Z"), size: 9, other: { expires: "soon" } }
        ])
        expect(yield* Reports.list()).toEqual([])
      })
    )
  )
})

describe.each([
  { operation: "Reports.cancel", act: Reports.cancel, path: "/report_cancel" },
  { operation: "Reports.remove", act: Reports.remove, path: "/report_delete" }
])("$operation", ({ act, path }) => {
  const name = "1-2-0_bill.blogs@acompany.com_adr_2013-05-01_13:00:00_2013-05-03_13:00:00.csv"

  it.effect("names the report in a form in a POST, and ignores the body of the answer", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "response", response: () => new Response("done") })
        expect(yield* act(name)).toBeUndefined()
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.url).toBe(`https://ws-1-2-0.aculabcloud.net${path}`)
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
        expect(fieldsOf(request.text)).toEqual({ filename: name })
      })
    )
  )

  it.effect("fails as not found when there is no such report", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(act(name))
        expect(error).toMatchObject({ outcome: "rejected", reason: { _tag: "NotFound", status: 404 } })
      })
    )
  )

  it.effect("is repeated after HTTP 503", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "status", status: 503 })
        simulator.faults.next({ kind: "response", response: () => new Response(null, { status: 204 }) })
        yield* inVirtualTime(act(name))
        expect(simulator.requests).toHaveLength(2)
      })
    )
  )

  it.effect("refuses an empty name", () => refused(act(""), ["name", /must not be empty/]))
})

describe("Reports.cancel and Reports.remove", () => {
  it.effect("end a report in progress, and a complete one", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const cancelled = yield* Reports.start({ kind: "adr", ...period })
        yield* Reports.cancel(cancelled)
        expect(simulator.reports.get(cancelled)).toBeUndefined()
        const removed = yield* Reports.start({ kind: "cdr", ...period })
        yield* Effect.promise(() => simulator.clock.advance(10_000))
        yield* Reports.remove(removed)
        expect(simulator.reports.list()).toEqual([])
      })
    )
  )
})
