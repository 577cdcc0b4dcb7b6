import * as Files from "@aculab-cloud/core/Files"
import type { Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { refused } from "./refused.js"
import { fieldsOf, inVirtualTime, present, withCloud } from "./support.js"

const bytes = new Uint8Array([1, 2, 3])
const store = (simulator: Simulator, ...names: ReadonlyArray<string>) => {
  for (const name of names) simulator.files.put({ filetype: "media", name, bytes })
}
const answer = (simulator: Simulator, ...bodies: ReadonlyArray<unknown>) => {
  for (const body of bodies) simulator.faults.next({ kind: "response", response: () => Response.json(body) })
}
const moment = (text: string) => DateTime.makeUnsafe(text)
const file = { modified: 1493141823, size: 1, encrypted: false, expiry_date: null }
const name = ({ name }: { readonly name: string }) => name

describe("Files.listPage", () => {
  it.effect("asks for a page of a store as a form in a POST, with the account's credentials", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator, "a.wav", "greetings/b.wav", "greetings/c.wav", "greetings/d.wav")
        const page = yield* Files.listPage({
          fileType: "media",
          name: "greetings/*",
          from: moment("2025-12-31T23:59:59.900Z"),
          to: moment("2026-01-02T01:00:00+01:00"),
          pageSize: 2,
          startAfter: "greetings/b.wav"
        })
        expect(page.files.map(name)).toEqual(["greetings/c.wav", "greetings/d.wav"])
        expect(page).not.toHaveProperty("startAfter")
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.url).toBe("https://ws-1-2-0.aculabcloud.net/file_list")
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
        expect(fieldsOf(request.text)).toEqual({
          filetype: "media",
          filename: "greetings/*",
          from: "2025-12-31_23:59:59",
          to: "2026-01-02_00:00:00",
          max_count: "2",
          startafter: "greetings/b.wav"
        })
      })
    )
  )

  it.effect.each([
    { fileType: "media", wire: "media" },
    { fileType: "messageMedia", wire: "msg_media" },
    { fileType: "restLogs", wire: "rest" }
  ] as const)(
    "calls $fileType what the wire calls $wire, and leaves out what is undefined",
    ({ fileType, wire }) =>
      withCloud((simulator) =>
        Effect.gen(function* () {
          expect(yield* Files.listPage({ fileType, name: undefined })).toEqual({ files: [] })
          expect(fieldsOf(present(simulator.requests[0]).text)).toEqual({ filetype: wire })
        })
      )
  )

  it.effect("tells what a file is, and the cursor of the next page", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.files.put({ filetype: "media", name: "a.wav", bytes, encrypted: true, keepFor: 60_000 })
        store(simulator, "b.wav")
        const page = yield* Files.listPage({ fileType: "media", pageSize: 1 })
        expect(page.startAfter).toBe("a.wav")
        const file = present(page.files[0])
        expect(file).toMatchObject({ name: "a.wav", size: 3, encrypted: true, other: {} })
        expect(DateTime.formatIso(file.modifiedAt)).toBe("2026-01-01T00:00:00.000Z")
        expect(DateTime.formatIso(present(file.expiresAt))).toBe("2026-01-01T00:01:00.000Z")
        const rest = yield* Files.listPage({ fileType: "media", startAfter: page.startAfter })
        expect(rest.files.map(name)).toEqual(["b.wav"])
        expect(rest.files[0]).not.toHaveProperty("expiresAt")
      })
    )
  )

  it.effect.each([
    { name: "the cloud's form", modified: "2017-04-25_17:37:03" as unknown },
    { name: "seconds since 1970", modified: 1493141823 },
    { name: "seconds since 1970 as text", modified: "1493141823" },
    { name: "ISO 8601", modified: "2017-04-25T17:37:03Z" }
  ])("reads times in $name", ({ modified }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, { "a.wav": { modified, size: 1, encrypted: false, expiry_date: modified } })
        const file = present((yield* Files.listPage({ fileType: "media" })).files[0])
        expect(DateTime.formatIso(file.modifiedAt)).toBe("2017-04-25T17:37:03.000Z")
        expect(DateTime.formatIso(present(file.expiresAt))).toBe("2017-04-25T17:37:03.000Z")
      })
    )
  )

  it.effect.each([null, "", undefined])("takes the expiry date %j for never", (expiry_date) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, { "a.wav": { modified: 1493141823, size: "17", encrypted: "True", expiry_date } })
        const file = present((yield* Files.listPage({ fileType: "media" })).files[0])
        expect(file).not.toHaveProperty("expiresAt")
        expect(file).toMatchObject({ size: 17, encrypted: true })
      })
    )
  )

  it.effect("keeps fields that it does not know, and needs no word on encryption", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, {
          "cat.png": { modified: 1493141823, size: 1, contenttype: "image/png", owner: { id: 0 } }
        })
        const { files } = yield* Files.listPage({ fileType: "messageMedia" })
        expect(files[0]).toMatchObject({
          encrypted: false,
          other: { contenttype: "image/png", owner: { id: 0 } }
        })
      })
    )
  )

  it.effect.each([
    { says: "its own name", startafter: "b.wav" as unknown, next: "b.wav" as string | undefined },
    { says: "true", startafter: true, next: "b.wav" },
    { says: "a number", startafter: 1, next: "b.wav" },
    { says: "null", startafter: null, next: undefined },
    { says: "false", startafter: false, next: undefined },
    { says: "nothing", startafter: "", next: undefined }
  ])("reads a cursor that says $says", ({ startafter, next }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, { "a.wav": file, "b.wav": { ...file, startafter } })
        const page = yield* Files.listPage({ fileType: "media" })
        expect(page.startAfter).toBe(next)
        expect(page.files.map(({ other }) => other)).toEqual([{}, {}])
      })
    )
  )

  it.effect("takes an array of files, and an empty one, as well", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, [{ name: "a.wav", ...file }], [])
        expect((yield* Files.listPage({ fileType: "media" })).files).toMatchObject([
          { name: "a.wav", other: {} }
        ])
        expect(yield* Files.listPage({ fileType: "media" })).toEqual({ files: [] })
      })
    )
  )

  it.effect("is not confused by names of JavaScript's own", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const body = `{"__proto__": ${JSON.stringify(file)}, "constructor": ${JSON.stringify(file)}}`
        simulator.faults.next({ kind: "response", response: () => new Response(body) })
        const page = yield* Files.listPage({ fileType: "restLogs" })
        expect(page.files.map(name)).toEqual(["__proto__", "constructor"])
      })
    )
  )

  it.effect.each([
    { name: "an array without names", body: [{ size: 1 }] as unknown },
    { name: "a file without a size", body: { "a.wav": { modified: 1493141823 } } },
    { name: "a date that does not exist", body: { "a.wav": { ...file, modified: "2026-02-31_00:00:00" } } },
    { name: "a text", body: "a.wav" }
  ])("does not understand $name", ({ body }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, body)
        const error = yield* Effect.flip(Files.listPage({ fileType: "media" }))
        expect(error).toMatchObject({ operation: "Files.list", reason: { _tag: "UnexpectedResponse" } })
      })
    )
  )

  it.effect.each(["media", "messageMedia"] as const)(
    "takes any name that the store %s can hold",
    (fileType) =>
      withCloud((simulator) =>
        Effect.gen(function* () {
          const names = ["a.wav", "A-9_z@x:y/b.wav", "dir/*", "*", "no-extension"]
          for (const name of names) yield* Files.listPage({ fileType, name })
          expect(simulator.requests.map(({ text }) => fieldsOf(text).filename)).toEqual(names)
        })
      )
  )

  it.effect.each([
    { name: "", rule: /must not be empty/ },
    { name: "a b.wav", rule: /letters a-z and A-Z/ },
    { name: "grüße.wav", rule: /letters a-z and A-Z/ },
    { name: "a,b.wav", rule: /letters a-z and A-Z/ },
    { name: "a\\b.wav", rule: /letters a-z and A-Z/ },
    { name: "a\nb.wav", rule: /letters a-z and A-Z/ },
    { name: "../a.wav", rule: /must not hold \.\./ },
    { name: "a..wav", rule: /must not hold \.\./ },
    { name: "a//b.wav", rule: /must not hold \.\. or \/\// },
    { name: "a/./b.wav", rule: /or \/\.\// },
    { name: "a*b.wav", rule: /\* but at its end/ },
    { name: "*.wav", rule: /\* but at its end/ },
    { name: "a**", rule: /\* but at its end/ }
  ])("refuses the name $name", ({ name, rule }) =>
    refused(Files.listPage({ fileType: "media", name }), ["name", rule])
  )

  it.effect("takes almost any name of a log file, of which no rules are known", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, {})
        yield* Files.listPage({ fileType: "restLogs", name: "2026-01-01/Grüße (200)..log*" })
        expect(fieldsOf(present(simulator.requests[0]).text).filename).toBe("2026-01-01/Grüße (200)..log*")
      })
    )
  )
  it.effect("refuses control characters and a * in the middle there too", () =>
    refused(
      Files.listPage({ fileType: "restLogs", name: "a*\nb" }),
      ["name", /\* but at its end/],
      ["name", /control characters/]
    )
  )
  it.effect("refuses the wire's words for the stores, and a prototype's", () =>
    Effect.gen(function* () {
      for (const fileType of ["msg_media", "rest", "toString"]) {
        const options = { fileType } as unknown as Files.ListOptions
        yield* refused(Files.listPage(options), ["fileType", /one of media, messageMedia, restLogs/])
      }
    })
  )
  it.effect.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses the page size %d", (pageSize) =>
    refused(Files.listPage({ fileType: "media", pageSize }), ["pageSize", /whole number of 1 or more/])
  )
  it.effect("refuses an empty cursor", () =>
    refused(Files.listPage({ fileType: "media", startAfter: "" }), ["startAfter", /must not be empty/])
  )
  it.effect("refuses a period that ends before it begins", () =>
    refused(Files.listPage({ fileType: "media", from: moment("2026-01-02"), to: moment("2026-01-01") }), [
      "to",
      /must not be before from/
    ])
  )
  it.effect("refuses moments that there are not, and options that it does not know", () =>
    refused(
      Files.listPage({ fileType: "media", from: "2026-02-30", maxCount: 1 } as unknown as Files.ListOptions),
      ["maxCount", /is not a field/],
      ["from", /must be a DateTime, a Date/]
    )
  )
  it.effect("refuses to work without options", () =>
    Effect.gen(function* () {
      const nothing = undefined as unknown as Files.ListOptions
      yield* refused(Files.listPage(nothing), ["fileType", /is required/])
      yield* refused(Stream.runDrain(Files.list(nothing)), ["fileType", /is required/])
    })
  )
})

describe("Files.list", () => {
  it.effect("tells all files, page after page", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator, "a.wav", "b.wav", "c.wav", "d/e.wav", "f.wav")
        const files = yield* Stream.runCollect(Files.list({ fileType: "media", name: "*", pageSize: 2 }))
        expect(files.map(name)).toEqual(["a.wav", "b.wav", "c.wav", "d/e.wav", "f.wav"])
        expect(simulator.requests.map(({ text }) => fieldsOf(text))).toEqual([
          { filetype: "media", max_count: "2", filename: "*" },
          { filetype: "media", max_count: "2", filename: "*", startafter: "b.wav" },
          { filetype: "media", max_count: "2", filename: "*", startafter: "d/e.wav" }
        ])
      })
    )
  )

  it.effect("reads a cloud that writes times as seconds and marks the cursor with true", () =>
    withCloud(
      (simulator) =>
        Effect.gen(function* () {
          store(simulator, "a.wav", "b.wav", "c.wav")
          const files = yield* Stream.runCollect(Files.list({ fileType: "media", pageSize: 2 }))
          expect(files.map(name)).toEqual(["a.wav", "b.wav", "c.wav"])
          expect(DateTime.formatIso(present(files[0]).modifiedAt)).toBe("2026-01-01T00:00:00.000Z")
        }),
      { forms: { fileTimes: "seconds", fileCursor: "true" } }
    )
  )

  it.effect("asks for no page that nobody takes files of, and for none before it runs", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator, "a.wav", "b.wav", "c.wav", "d.wav")
        const files = Files.list({ fileType: "media", pageSize: 2 })
        expect(simulator.requests).toHaveLength(0)
        expect((yield* Stream.runCollect(Stream.take(files, 2))).map(name)).toEqual(["a.wav", "b.wav"])
        expect(simulator.requests).toHaveLength(1)
        expect((yield* Stream.runCollect(Stream.take(files, 3))).map(name)).toEqual([
          "a.wav",
          "b.wav",
          "c.wav"
        ])
        expect(simulator.requests).toHaveLength(3)
      })
    )
  )

  it.effect("starts where it is told to", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator, "a.wav", "b.wav", "c.wav")
        const files = Files.list({ fileType: "media", pageSize: 1, startAfter: "a.wav" })
        expect((yield* Stream.runCollect(files)).map(name)).toEqual(["b.wav", "c.wav"])
      })
    )
  )

  it.effect("goes on after a page without files", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(
          simulator,
          { folders: [], files: [], startafter: "m" },
          { files: [{ name: "n.wav", ...file }] }
        )
        const entries = yield* Stream.runCollect(Files.folder({ fileType: "media" }))
        expect(entries.map(name)).toEqual(["n.wav"])
      })
    )
  )

  const circles: ReadonlyArray<{ circle: string; cursors: ReadonlyArray<string>; told: number }> = [
    { circle: "stands still", cursors: ["a.wav", "a.wav"], told: 1 },
    { circle: "comes back after a while", cursors: ["a.wav", "b.wav", "a.wav"], told: 2 }
  ]
  it.effect.each(circles)("fails when the cursor $circle, without telling files twice", ({ cursors, told }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, ...cursors.map((name) => ({ [name]: { ...file, startafter: name } })))
        const files: Array<string> = []
        const error = yield* Files.list({ fileType: "media" }).pipe(
          Stream.runForEach(({ name }) => Effect.sync(() => files.push(name))),
          Effect.flip
        )
        expect(error).toMatchObject({
          operation: "Files.list",
          reason: { _tag: "UnexpectedResponse", status: 200 }
        })
        expect(error.message).toMatch(/cursor does not move/)
        expect(files).toHaveLength(told)
        expect(simulator.requests).toHaveLength(cursors.length)
      })
    )
  )

  it.effect("fails when the first cursor is the one that it was given", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, { "a.wav": { ...file, startafter: true } })
        const files = Files.list({ fileType: "media", startAfter: "a.wav" })
        const error = yield* Effect.flip(Stream.runDrain(files))
        expect(error.reason._tag).toBe("UnexpectedResponse")
      })
    )
  )

  it.effect("runs from the start each time", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator, "a.wav", "b.wav")
        const files = Files.list({ fileType: "media", pageSize: 1 })
        yield* Stream.runDrain(files)
        expect(yield* Stream.runCollect(files)).toHaveLength(2)
      })
    )
  )

  it.effect("fails with what a page fails with, and reads a page again after HTTP 503", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "html", path: "/file_list" })
        const error = yield* Effect.flip(Stream.runDrain(Files.list({ fileType: "media" })))
        expect(error).toMatchObject({ operation: "Files.list", reason: { _tag: "UnexpectedResponse" } })
        simulator.clearRequests()
        simulator.faults.next({ kind: "status", status: 503 })
        yield* inVirtualTime(Stream.runDrain(Files.list({ fileType: "media" })))
        expect(simulator.requests).toHaveLength(2)
      })
    )
  )
})
