/** Downloads that go well, of each kind, and what they look like on the wire. */
import * as Files from "@aculab-cloud/core/Files"
import * as MonitorRecordings from "@aculab-cloud/core/MonitorRecordings"
import * as Reports from "@aculab-cloud/core/Reports"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { refused } from "./refused.js"
import { fieldsOf, present, withCloud } from "./support.js"

const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251)
const picture = { fileType: "messageMedia", name: "pets/cat.jpg" } as const

describe("Files.open and Files.download", () => {
  it.effect("ask with a form in a POST, with the account's credentials", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.files.put({ filetype: "msg_media", name: picture.name, bytes, contentType: "image/jpeg" })
        const download = yield* Files.open(picture)
        expect(download).toMatchObject({ length: bytes.length, contentType: "image/jpeg" })
        expect(yield* Stream.mkUint8Array(download.bytes)).toEqual(bytes)
        expect(yield* Stream.mkUint8Array(Files.download(picture))).toEqual(bytes)
        expect(simulator.requests).toHaveLength(2)
        for (const request of simulator.requests) {
          expect(request.method).toBe("POST")
          expect(request.url).toBe("https://ws-1-2-0.aculabcloud.net/file_get")
          expect(request.authorized).toBe(true)
          expect(request.username).toBe("1-2-0/you@example.com")
          expect(fieldsOf(request.text)).toEqual({ filetype: "msg_media", filename: "pets/cat.jpg" })
        }
      }).pipe(Effect.scoped)
    )
  )

  it.effect("send nothing before they are run, and once each time", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.files.put({ filetype: "rest", name: "logs/2026-01-01.txt", bytes })
        const download = Files.download({ fileType: "restLogs", name: "logs/2026-01-01.txt" })
        expect(simulator.requests).toHaveLength(0)
        yield* Stream.runDrain(download)
        yield* Stream.runDrain(download)
        expect(simulator.requests).toHaveLength(2)
      })
    )
  )

  it.effect("know no length where there is none, and none of what is compressed", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const chunks = () =>
          new ReadableStream({
            pull: (controller) => {
              controller.enqueue(bytes)
              controller.close()
            }
          })
        const headers = [
          {},
          { "content-length": "5", "content-encoding": "gzip" },
          { "content-length": "many" }
        ]
        for (const each of headers) {
          simulator.faults.next({
            kind: "response",
            response: () => new Response(chunks(), { headers: each })
          })
          const download = yield* Files.open(picture)
          expect(download.length).toBeUndefined()
          expect(yield* Stream.mkUint8Array(download.bytes)).toEqual(bytes)
        }
      }).pipe(Effect.scoped)
    )
  )

  it.effect.each([null, ""])("give an empty file for the body %j", (body) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({
          kind: "response",
          response: () => new Response(body, { headers: { "content-length": "0" } })
        })
        expect(yield* Stream.mkUint8Array(Files.download(picture))).toEqual(new Uint8Array())
      })
    )
  )

  it.effect("fail as not found when there is no such file", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const expected = {
          operation: "Files.download",
          outcome: "rejected",
          reason: { _tag: "NotFound", status: 404 }
        }
        expect(yield* Effect.flip(Effect.scoped(Files.open(picture)))).toMatchObject(expected)
        expect(yield* Effect.flip(Stream.runDrain(Files.download(picture)))).toMatchObject(expected)
        expect(simulator.requests).toHaveLength(2)
      })
    )
  )

  it.effect("refuse names that no file can have, before anything is sent", () =>
    Effect.gen(function* () {
      const open = (name: string) => Effect.scoped(Files.open({ fileType: "media", name }))
      yield* refused(open("greetings/*"), ["name", /must not hold a \*/])
      yield* refused(open("../a.wav"), ["name", /must not hold \.\./])
      yield* refused(open(""), ["name", /must not be empty/])
      yield* refused(Effect.scoped(Files.open({ fileType: "restLogs", name: "a\0" })), ["name", /control/])
      yield* refused(Effect.scoped(Files.open({ fileType: "x" as "media", name: "a" })), [
        "fileType",
        /one of/
      ])
    })
  )
})

describe("MonitorRecordings.open and MonitorRecordings.download", () => {
  it.effect("take the name as it is", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const name = "2014-05-14/0123456789abcdef.12345.6543/150994965_NRCH_NORMAL(200).wav"
        const recording = simulator.recordings.add({ applicationInstanceId: "0123456789abcdef.12345", name })
        const download = yield* MonitorRecordings.open(name)
        expect(download.length).toBe(recording.bytes.length)
        expect(yield* Stream.mkUint8Array(download.bytes)).toEqual(recording.bytes)
        expect(yield* Stream.mkUint8Array(MonitorRecordings.download(name))).toEqual(recording.bytes)
        const request = present(simulator.requests[0])
        expect([request.method, request.path]).toEqual(["POST", "/monitor_get"])
        expect(fieldsOf(request.text)).toEqual({ filename: name })
        const error = yield* Effect.flip(Stream.runDrain(MonitorRecordings.download("no.wav")))
        expect(error).toMatchObject({ operation: "MonitorRecordings.download", reason: { _tag: "NotFound" } })
      }).pipe(Effect.scoped)
    )
  )

  it.effect("refuse an empty name", () =>
    refused(Effect.scoped(MonitorRecordings.open("")), ["name", /must not be empty/])
  )
})

describe("Reports.open and Reports.download", () => {
  it.effect("give the file of a complete report", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.reports.addRow("cdr", { Caller: 'Zoë, or "Z"' })
        const name = yield* Reports.start({
          kind: "cdr",
          from: DateTime.makeUnsafe("2025-12-31T00:00:00Z"),
          to: DateTime.makeUnsafe("2026-01-02T00:00:00Z")
        }).pipe(Effect.tap(() => Effect.promise(() => simulator.clock.advance(10_000))))
        const file = present(simulator.reports.get(name)?.bytes)
        const download = yield* Reports.open(name)
        expect(download.length).toBe(file.length)
        expect(yield* Stream.mkUint8Array(download.bytes)).toEqual(file)
        expect(yield* Stream.mkUint8Array(Reports.download(name))).toEqual(file)
        const request = present(simulator.requests[1])
        expect([request.method, request.path]).toEqual(["POST", "/report_get"])
        expect(fieldsOf(request.text)).toEqual({ filename: name })
        const error = yield* Effect.flip(Stream.runDrain(Reports.rows("no.csv")))
        expect(error).toMatchObject({ operation: "Reports.download", reason: { _tag: "NotFound" } })
      }).pipe(Effect.scoped)
    )
  )

  it.effect("refuse an empty name", () =>
    refused(Effect.scoped(Reports.open("")), ["name", /must not be empty/])
  )
})
