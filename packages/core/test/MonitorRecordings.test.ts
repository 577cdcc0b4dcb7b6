import * as MonitorRecordings from "@aculab-cloud/core/MonitorRecordings"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { refused } from "./refused.js"
import { fieldsOf, inVirtualTime, present, withCloud } from "./support.js"

const applicationInstanceId = "0123456789abcdef.12345"

describe("MonitorRecordings.list", () => {
  it.effect("lists what was recorded for one instance", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const { name, bytes } = simulator.recordings.add({ applicationInstanceId, seconds: 2 })
        simulator.recordings.add({ applicationInstanceId: "another.1" })
        const recordings = yield* MonitorRecordings.list(applicationInstanceId)
        expect(recordings).toMatchObject([{ name, size: bytes.length, other: {} }])
        expect(DateTime.formatIso(present(recordings[0]).createdAt)).toBe("2026-01-01T00:00:00.000Z")
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.url).toBe("https://ws-1-2-0.aculabcloud.net/monitor_list")
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
        expect(fieldsOf(request.text)).toEqual({ application_instance_id: applicationInstanceId })
      })
    )
  )

  // shared/wire/numbers-conferences-reports-services.md, 2.1: the example of Aculab's page.
  it.effect("reads the documented example", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const name = "2014-05-14/0123456789abcdef.12345.6543/150994965_NRCH_NORMAL(200).wav"
        simulator.faults.next({
          kind: "response",
          response: () => Response.json({ [name]: { created_date: "2014-05-14_00:02:09", size: 1202290 } })
        })
        const [recording] = yield* MonitorRecordings.list(applicationInstanceId)
        expect(recording).toEqual({
          name,
          createdAt: DateTime.makeUnsafe("2014-05-14T00:02:09Z"),
          size: 1202290,
          other: {}
        })
      })
    )
  )

  it.effect.each([{}, []])("answers nothing to %j", (body) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "response", response: () => Response.json(body) })
        expect(yield* MonitorRecordings.list("no such instance")).toEqual([])
      })
    )
  )

  it.effect("takes a size as text, seconds since 1970, and fields that it does not know", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({
          kind: "response",
          response: () => Response.json({ "a.wav": { created_date: 1400025729, size: "17", codec: "pcm" } })
        })
        expect(yield* MonitorRecordings.list(applicationInstanceId)).toEqual([
          {
            name: "a.wav",
            createdAt: DateTime.makeUnsafe("2014-05-14T00:02:09Z"),
            size: 17,
            other: { codec: "pcm" }
          }
        ])
      })
    )
  )

  it.effect("does not understand a recording without a date", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "response", response: () => Response.json({ "a.wav": { size: 17 } }) })
        const error = yield* Effect.flip(MonitorRecordings.list(applicationInstanceId))
        expect(error.reason._tag).toBe("UnexpectedResponse")
      })
    )
  )

  it.effect("asks again after HTTP 503", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "status", status: 503 })
        expect(yield* inVirtualTime(MonitorRecordings.list(applicationInstanceId))).toEqual([])
        expect(simulator.requests).toHaveLength(2)
      })
    )
  )

  it.effect("refuses an empty id, and one that is no text", () =>
    Effect.gen(function* () {
      yield* refused(MonitorRecordings.list(""), ["applicationInstanceId", /must not be empty/])
      yield* refused(MonitorRecordings.list(7 as unknown as string), [
        "applicationInstanceId",
        /must be string/
      ])
    })
  )
})
