import * as ApplicationStatus from "@aculab-cloud/core/ApplicationStatus"
import { type AnswerForms, defaultServices } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { fieldsOf, from, inVirtualTime, present, withCloud } from "./support.js"

const answering = (body: unknown) => ({ kind: "response", response: () => Response.json(body) }) as const
const id = "06e122c3364cc74c.787379"

const read = (body: unknown) =>
  withCloud((simulator) => {
    simulator.faults.next(answering(body))
    return ApplicationStatus.get(id)
  })

describe("ApplicationStatus.get", () => {
  it.effect("asks with the account's credentials, and gets nothing while there is nothing", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const application = simulator.applications.receiveCall({ from })
        expect(yield* ApplicationStatus.get(application.id)).toBeUndefined()
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.url).toBe("https://ws-1-2-0.aculabcloud.net/application_status")
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
        expect(fieldsOf(request.text)).toEqual({ application_instance_id: application.id })
      })
    )
  )

  it.effect.each<{ form: AnswerForms["applicationRecords"] }>([{ form: "array" }, { form: "object" }])(
    "reads what became of an application, with its records in an $form",
    ({ form }) =>
      withCloud(
        (simulator) =>
          Effect.gen(function* () {
            const application = simulator.applications.receiveCall({ from })
            simulator.applications.addFeature(application.id, { feature: "speech" })
            simulator.applications.addError(application.id, { text: "one" })
            simulator.applications.addError(application.id, { text: "two" })
            simulator.applications.makeStatusReady(application.id)
            const status = present(yield* ApplicationStatus.get(application.id))
            expect(status.adr.applicationInstanceId).toBe(application.id)
            expect(DateTime.formatIso(present(status.adr.startTime))).toBe("2026-01-01T00:00:00.000Z")
            expect(status.adr.fax).toBe(false)
            expect(typeof status.adr.platformCost).toBe("number")
            expect(status.cdrs).toHaveLength(1)
            expect(status.fdrs).toMatchObject([{ feature: "speech" }])
            expect(status.errs).toMatchObject([{ text: "one" }, { text: "two" }])
            expect(simulator.applications.get(application.id)?.service).toBe(defaultServices.inbound.name)
          }),
        { forms: { applicationRecords: form } }
      )
  )

  it.effect("reads every documented field of the application data record (doc 13)", () =>
    Effect.gen(function* () {
      const status = present(
        yield* read({
          adr: {
            application_instance_id: id,
            application_name: "reminder",
            start_time: 1493141823.25,
            start_datetime: "2017-04-25_17:37:03",
            stop_time: 1493141835.75,
            stop_datetime: "2017-04-25_17:37:15",
            duration: 12.5,
            tts_seconds: 3.5,
            tts_unit_cost: 0.01,
            extra_channel_count: 2,
            fax: "true",
            platform_cost: 0.02,
            extra_cost: 0.03,
            pstn_cost: 0.04,
            tts_cost: 0.05,
            status: 0
          },
          cdrs: [],
          errs: []
        })
      )
      const { startTime, stopTime, ...adr } = status.adr
      expect(DateTime.formatIso(present(startTime))).toBe("2017-04-25T17:37:03.250Z")
      expect(DateTime.formatIso(present(stopTime))).toBe("2017-04-25T17:37:15.750Z")
      expect(adr).toEqual({
        applicationInstanceId: id,
        applicationName: "reminder",
        duration: 12.5,
        ttsSeconds: 3.5,
        ttsUnitCost: 0.01,
        extraChannelCount: 2,
        fax: true,
        platformCost: 0.02,
        extraCost: 0.03,
        pstnCost: 0.04,
        ttsCost: 0.05,
        other: { status: 0 }
      })
      expect(status).toMatchObject({ cdrs: [], fdrs: [], errs: [], other: {} })
    })
  )

  it.effect("reads times from the texts, and numbers and flags in either form", () =>
    Effect.gen(function* () {
      const status = present(
        yield* read({
          adr: { start_datetime: "2017-04-25_17:37:03", duration: "12.5", fax: false, costs_valid: "TRUE" }
        })
      )
      expect(DateTime.formatIso(present(status.adr.startTime))).toBe("2017-04-25T17:37:03.000Z")
      expect(status.adr).toMatchObject({ duration: 12.5, fax: false, costsValid: true, other: {} })
    })
  )

  it.effect("keeps what it cannot read among the others, and does not fail", () =>
    Effect.gen(function* () {
      const odd = { start_time: "soon", duration: "long", fax: "perhaps", pstn_cost: { usd: 1 }, x: [1] }
      const status = present(yield* read({ adr: { ...odd, application_name: null }, jobs: 5 }))
      expect(status).toEqual({ adr: { other: odd }, cdrs: [], fdrs: [], errs: [], other: { jobs: 5 } })
    })
  )

  it.effect.each([
    { name: "an array", cdrs: [{ a: 1 }, { a: 2 }] as unknown, records: [{ a: 1 }, { a: 2 }] as unknown },
    { name: "an object by index", cdrs: { 0: { a: 1 }, 1: { a: 2 } }, records: [{ a: 1 }, { a: 2 }] },
    {
      name: "an object by name",
      cdrs: { first: { a: 1 }, second: { key: "own" } },
      records: [{ key: "first", a: 1 }, { key: "own" }]
    },
    { name: "one record alone", cdrs: { a: 1, b: { c: 2 } }, records: [{ a: 1, b: { c: 2 } }] },
    { name: "texts", cdrs: ["x", 5], records: [{ value: "x" }, { value: 5 }] },
    { name: "an empty object", cdrs: {}, records: [] },
    { name: "null", cdrs: null, records: [] }
  ])("makes a list of records from $name", ({ cdrs, records }) =>
    Effect.gen(function* () {
      const status = present(yield* read({ adr: { x: 1 }, cdrs }))
      expect(status.cdrs).toEqual(records)
    })
  )

  it.effect.each([{}, { adr: {}, cdrs: [], errs: [] }, { adr: null }])(
    "takes %j for a status that is not available",
    (body) => Effect.map(read(body), (status) => expect(status).toBeUndefined())
  )

  it.effect("refuses an empty id", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(ApplicationStatus.get(""))
        expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "applicationInstanceId" })
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )

  it.effect("does not take an array for a status", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(answering(["x"]))
        const error = yield* Effect.flip(ApplicationStatus.get(id))
        expect(error.reason._tag).toBe("UnexpectedResponse")
      })
    )
  )

  it.effect("is repeated after 503", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "status", status: 503 })
        expect(yield* inVirtualTime(ApplicationStatus.get(id))).toBeUndefined()
        expect(simulator.requests).toHaveLength(2)
      })
    )
  )
})

describe("ApplicationStatus.await", () => {
  it.effect("asks until the status is available", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const application = simulator.applications.receiveCall({ from })
        const status = yield* inVirtualTime(ApplicationStatus.await(application.id), {
          alongside: simulator.clock.advance
        })
        expect(status.adr.applicationInstanceId).toBe(application.id)
        expect(simulator.count("/application_status")).toBeGreaterThan(2)
      })
    )
  )

  it.effect("asks first when the status is expected", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const application = simulator.applications.receiveCall({ from })
        const eta = DateTime.add(yield* DateTime.now, { seconds: 15 })
        yield* inVirtualTime(ApplicationStatus.await(application.id, { eta }), {
          alongside: simulator.clock.advance
        })
        expect(simulator.count("/application_status")).toBe(1)
      })
    )
  )

  it.effect.each([
    { name: "is over", seconds: -1000, patience: "1 minute", waits: 0 },
    { name: "is far off", seconds: 1e9, patience: "1 minute", waits: 60_000 }
  ] as const)("does not trust an expectation that $name", ({ seconds, patience, waits }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(answering({ adr: { x: 1 } }))
        const start = yield* Clock.currentTimeMillis
        const eta = DateTime.add(yield* DateTime.now, { seconds })
        yield* inVirtualTime(ApplicationStatus.await(id, { eta, patience }))
        expect((yield* Clock.currentTimeMillis) - start).toBe(waits)
      })
    )
  )

  it.effect("asks as the schedule says, and gives up when the patience is over", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const error = yield* inVirtualTime(
          Effect.flip(
            ApplicationStatus.await(id, { patience: "30 seconds", schedule: Schedule.spaced("10 seconds") })
          )
        )
        expect(error.operation).toBe("ApplicationStatus.await")
        expect(error.reason).toMatchObject({ _tag: "Timeout", limit: "follow" })
        expect(simulator.requests).toHaveLength(3)
      })
    )
  )

  it.effect("gives up when the schedule ends", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(ApplicationStatus.await(id, { schedule: Schedule.recurs(2) }))
        expect(error.operation).toBe("ApplicationStatus.await")
        expect(error.reason).toMatchObject({ _tag: "Timeout", limit: "follow" })
        expect(simulator.requests).toHaveLength(3)
      })
    )
  )

  it.effect("fails with what a question fails with", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(ApplicationStatus.await(""))
        expect(error.operation).toBe("ApplicationStatus.get")
        expect(error.reason._tag).toBe("InvalidInput")
      })
    )
  )
})

describe("ApplicationStatus.channelTypeDescription", () => {
  it.each([
    ["p", "primary channel"],
    ["x", "extra channel"],
    ["ca", "ca"],
    ["cv", "cv"],
    ["constructor", "constructor"],
    ["", ""]
  ])("says of %j: %j", (abbreviation, words) => {
    expect(ApplicationStatus.channelTypeDescription(abbreviation)).toBe(words)
  })
})

describe("ApplicationStatus.format", () => {
  it("does not let what the cloud sends look like lines of its own", () => {
    const text = ApplicationStatus.format({
      adr: { applicationName: "a\n  total cost: 0\u001b[2J", other: { "x\ny": 1 } },
      cdrs: [],
      fdrs: [],
      errs: [],
      other: {}
    })
    expect(text.split("\n")).toEqual(["application", "  application name: a   total cost: 0 [2J", "  x y: 1"])
  })

  it("writes a block for the application and one for each record", () => {
    const text = ApplicationStatus.format({
      adr: {
        applicationInstanceId: id,
        startTime: DateTime.makeUnsafe("2026-01-01T00:00:00Z"),
        ttsUnitCost: 0.01,
        fax: false,
        other: { return_code: 0 }
      },
      cdrs: [{ channel_type: "p" }, { channel_type: "x", legs: [1, 2] }],
      fdrs: [],
      errs: [{ text: "busy" }],
      other: { more: null }
    })
    expect(text.split("\n")).toEqual([
      "application",
      `  application instance id: ${id}`,
      "  start time: 2026-01-01 00:00:00.000 UTC",
      "  tts unit cost: 0.01",
      "  fax: false",
      "  return code: 0",
      "call 1 of 2",
      "  channel type: p",
      "call 2 of 2",
      "  channel type: x",
      "  legs: [1,2]",
      "error",
      "  text: busy",
      "other",
      "  more: null"
    ])
  })
})
