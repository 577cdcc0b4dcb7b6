import * as MessageUpdates from "@aculab-cloud/core/MessageUpdates"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { present } from "./support.js"

/** Recorded in 2017 by a program of a third party: shared/wire, messages, 4.5. */
const recorded = `{"status": "received", "direction": "receive", "from": "15554499760", "msg_ref": "36e1766e_2.1493141823.12345",
 "timestamp": "2017-04-25_17:37:03", "content": "Test4", "to": "15558130969", "aculab_msg_err": "000", "type": "sms"}`

const minimal = { msg_ref: "r1", status: "sent", direction: "send", to: "1", from: "2" }

const url = "https://example.com/status"
const post = (body: BodyInit, headers?: HeadersInit) =>
  new Request(url, { method: "POST", body, ...(headers === undefined ? {} : { headers }) })

describe("MessageUpdates.fromJson", () => {
  it.effect("reads the recorded update", () =>
    Effect.gen(function* () {
      const { updatedAt, ...update } = yield* MessageUpdates.fromJson(recorded)
      expect(DateTime.formatIso(present(updatedAt))).toBe("2017-04-25T17:37:03.000Z")
      expect(update).toEqual({
        reference: "36e1766e_2.1493141823.12345",
        state: "received",
        direction: "receive",
        from: "15554499760",
        to: "15558130969",
        type: "sms",
        content: "Test4",
        errorCode: "000",
        other: {}
      })
    })
  )

  it.effect.each([
    ["failed", undefined],
    ["failed ()", ""],
    ["failed (no route (SS7))", "no route (SS7)"],
    // Cut off by whoever is between, or with more behind it: it has failed all the same.
    ["failed (absent subscr", "absent subscr"],
    ["failed (absent) again", "absent) again"]
  ] as const)("knows a failure by what is in front of the first bracket: %s", ([status, failureReason]) =>
    Effect.gen(function* () {
      const update = yield* MessageUpdates.fromJson(JSON.stringify({ ...minimal, status }))
      expect(update.state).toBe("failed")
      expect(update.failureReason).toBe(failureReason)
    })
  )

  it.effect("takes null for a field that is not there", () =>
    Effect.gen(function* () {
      const nothing = { content: null, msg_media: null, multipart_uid: null, multipart_count: null }
      const update = yield* MessageUpdates.fromJson(
        JSON.stringify({ ...minimal, timestamp: null, ...nothing })
      )
      expect(update).toEqual(yield* MessageUpdates.fromJson(JSON.stringify(minimal)))
    })
  )

  it.effect("splits the reason from a failure, and reads parts and media", () =>
    Effect.gen(function* () {
      const update = yield* MessageUpdates.fromJson(
        JSON.stringify({
          ...minimal,
          status: "failed (absent subscriber)",
          multipart_uid: "u",
          multipart_pos: 2,
          multipart_count: 3,
          msg_media: ["a.png", "b.png"],
          content: "",
          carrier: "X"
        })
      )
      expect(update).toMatchObject({
        state: "failed",
        failureReason: "absent subscriber",
        part: { uid: "u", position: 2, count: 3 },
        media: ["a.png", "b.png"],
        content: "",
        other: { carrier: "X" }
      })
    })
  )

  it.effect.each([
    { name: "nothing", body: "" },
    { name: "an array", body: "[]" },
    { name: "null", body: "null" },
    { name: "a text", body: '"x"' },
    { name: "JSON cut off", body: recorded.slice(0, 50) },
    { name: "an object without a reference", body: '{"status":"sent"}' },
    { name: "a reference that is a number", body: JSON.stringify({ ...minimal, msg_ref: 1 }) },
    { name: "an empty reference", body: JSON.stringify({ ...minimal, msg_ref: "" }) },
    { name: "an impossible part", body: JSON.stringify({ ...minimal, multipart_pos: "x" }) }
  ])("refuses $name", ({ body }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(MessageUpdates.fromJson(body))
      expect(error._tag).toBe("InvalidUpdate")
      expect(error.problem).toBe("malformed")
    })
  )
})

describe("MessageUpdates.fromRequest", () => {
  it.effect.each([
    { name: "JSON without a content type", request: () => post(new TextEncoder().encode(recorded)) },
    { name: "JSON as JSON", request: () => post(recorded, { "content-type": "application/json" }) },
    {
      name: "JSON said to be a form",
      request: () => post(recorded, { "content-type": "application/x-www-form-urlencoded" })
    },
    { name: "a form", request: () => post(new URLSearchParams(fields(recorded))) },
    {
      name: "a GET with query fields",
      request: () => new Request(`${url}?${new URLSearchParams(fields(recorded))}`)
    },
    {
      name: "a GET with JSON in one field",
      request: () => new Request(`${url}?${new URLSearchParams({ status: recorded })}`)
    }
  ])("reads $name", ({ request }) =>
    Effect.gen(function* () {
      const update = yield* MessageUpdates.fromRequest(request())
      expect(update).toMatchObject({
        reference: "36e1766e_2.1493141823.12345",
        content: "Test4",
        state: "received"
      })
    })
  )

  it.effect("takes empty fields of a query for absent where no text can stand, and for texts elsewhere", () =>
    Effect.gen(function* () {
      const absent = { timestamp: "", multipart_uid: "", multipart_pos: "", multipart_count: "" }
      const query = new URLSearchParams({ ...minimal, ...absent, content: "" })
      const update = yield* MessageUpdates.fromFields(query)
      expect(update).toEqual({ ...(yield* MessageUpdates.fromFields(minimal)), content: "" })
    })
  )

  it.effect("reads media names that come as a field each", () =>
    Effect.gen(function* () {
      const query = new URLSearchParams(minimal)
      for (const name of ["a,1.png", "b.png"]) query.append("msg_media", name)
      for (const request of [
        new Request(`${url}?${query}`),
        new Request(url, { method: "POST", body: query })
      ]) {
        expect((yield* MessageUpdates.fromRequest(request)).media).toEqual(["a,1.png", "b.png"])
      }
    })
  )

  it.effect.each(["a.png,b.png", '["a.png","b.png"]'])("reads media names from a query: %s", (media) =>
    Effect.gen(function* () {
      const query = new URLSearchParams({
        ...minimal,
        msg_media: media,
        multipart_uid: "u",
        multipart_pos: "1",
        multipart_count: "2"
      })
      const update = yield* MessageUpdates.fromRequest(new Request(`${url}?${query}`))
      expect(update.media).toEqual(["a.png", "b.png"])
      expect(update.part).toEqual({ uid: "u", position: 1, count: 2 })
    })
  )

  const credentials = { username: "clöud", password: Redacted.make("p:ä ss") }
  const basic = (text: string) => `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(text)))}`

  it.effect.each([
    { name: "Basic", header: basic("clöud:p:ä ss") },
    { name: "basic in small letters", header: basic("clöud:p:ä ss").replace("Basic", "basic") }
  ])("believes the right credentials: $name", ({ header }) =>
    Effect.asVoid(MessageUpdates.fromRequest(post(recorded, { authorization: header }), { credentials }))
  )

  it.effect.each([
    { name: "none", header: undefined },
    { name: "an empty header", header: "" },
    { name: "another password", header: basic("clöud:p:ä sS") },
    { name: "a password cut short", header: basic("clöud:p:ä s") },
    { name: "a longer password", header: basic("clöud:p:ä ss ") },
    { name: "another user", header: basic("cloud:p:ä ss") },
    { name: "another scheme", header: "Bearer abc" },
    { name: "no base64", header: "Basic %%%" }
  ])("refuses $name before the body is read", ({ header }) =>
    Effect.gen(function* () {
      const request = post(recorded, header === undefined ? {} : { authorization: header })
      const error = yield* Effect.flip(MessageUpdates.fromRequest(request, { credentials }))
      expect(error.problem).toBe("credentials")
      expect(request.bodyUsed).toBe(false)
    })
  )

  it.effect("believes nobody when the password was forgotten", () =>
    Effect.gen(function* () {
      const request = post(recorded, { authorization: basic("clöud:") })
      const forgotten = { username: "clöud", password: "" }
      const error = yield* Effect.flip(MessageUpdates.fromRequest(request, { credentials: forgotten }))
      expect(error.problem).toBe("credentials")
    })
  )

  it.effect.each(["PUT", "DELETE", "HEAD", "OPTIONS"])("refuses %s", (method) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(MessageUpdates.fromRequest(new Request(url, { method })))
      expect(error.problem).toBe("method")
    })
  )

  it.effect("refuses a long body without reading all of it", () =>
    Effect.gen(function* () {
      const pulls = { count: 0, cancelled: false }
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          pulls.count++
          controller.enqueue(new Uint8Array(1000))
        },
        cancel: () => {
          pulls.cancelled = true
        }
      })
      // A browser makes no request with a stream for a body, but a server gets one.
      const request = new Request(url, { method: "POST", body: "x" })
      Object.defineProperty(request, "body", { value: body })
      const error = yield* Effect.flip(MessageUpdates.fromRequest(request, { maxBodyBytes: 5000 }))
      expect(error.problem).toBe("too-long")
      expect(pulls.count).toBeLessThan(10)
      expect(pulls.cancelled).toBe(true)
    })
  )

  it.effect("takes a body of exactly the limit", () =>
    Effect.asVoid(
      MessageUpdates.fromRequest(post(recorded), { maxBodyBytes: new TextEncoder().encode(recorded).length })
    )
  )

  it.effect("refuses bytes that are not UTF-8", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(MessageUpdates.fromRequest(post(new Uint8Array([0x7b, 0xff, 0x7d]))))
      expect(error.problem).toBe("unreadable")
    })
  )

  it.effect.each([
    { name: "has read", take: (request: Request) => request.text() },
    { name: "is reading", take: async (request: Request) => void request.body?.getReader() }
  ])("says so when somebody $name the body before", ({ take }) =>
    Effect.gen(function* () {
      const request = post(recorded)
      yield* Effect.promise(() => take(request))
      const error = yield* Effect.flip(MessageUpdates.fromRequest(request))
      expect(error.problem).toBe("unreadable")
      expect(error.message).toMatch(/has been read already/)
    })
  )
})

describe("MessageUpdates.fromFields", () => {
  it.effect("reads a FormData", () =>
    Effect.gen(function* () {
      const form = new FormData()
      for (const [name, value] of Object.entries(minimal)) form.set(name, value)
      expect(yield* MessageUpdates.fromFields(form)).toMatchObject({ reference: "r1", state: "sent" })
    })
  )

  it.effect("keeps what is named like JavaScript's own as data", () =>
    Effect.gen(function* () {
      const update = yield* MessageUpdates.fromJson(
        `{"__proto__": {"polluted": true}, "constructor": "x", ${JSON.stringify(minimal).slice(1)}`
      )
      expect(Object.hasOwn(update.other, "constructor")).toBe(true)
      expect("polluted" in {}).toBe(false)
      expect("polluted" in update).toBe(false)
    })
  )
})

function fields(json: string): Record<string, string> {
  return JSON.parse(json)
}
