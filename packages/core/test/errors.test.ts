/** Answers that are not what an operation wants, in the forms that shared/wire documents or expects. */
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as CloudError from "@aculab-cloud/core/CloudError"
import * as Messages from "@aculab-cloud/core/Messages"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { from, present, to, withCloud } from "./support.js"

const answering = (body: BodyInit | null, init?: ResponseInit) =>
  withCloud((simulator) => {
    simulator.faults.next({ kind: "response", response: () => new Response(body, init) })
    return Effect.flip(CallPolicy.with(Messages.query(["r1"]), CallPolicy.none))
  })

const documented = {
  error: {
    code: "0405",
    text: "human readable text",
    details: ["first", "second"],
    datetime: "2021-01-15_08:56:24",
    link: "https://www.aculab.com/cloud/web-services/web-service-errors?error=0405"
  },
  request: { url: "/voice_biometrics/v1/user/register", datetime: "2021-01-15_08:56:23" }
}

describe("the documented error body", () => {
  it.effect("gives its code, text, details and link", () =>
    Effect.gen(function* () {
      const error = yield* answering(JSON.stringify(documented), { status: 400 })
      expect(error.outcome).toBe("rejected")
      expect(error.reason).toMatchObject({
        _tag: "Rejected",
        status: 400,
        code: "0405",
        text: "human readable text",
        details: ["first", "second"],
        link: "https://www.aculab.com/cloud/web-services/web-service-errors?error=0405"
      })
      expect(error.message).toContain("an invalid, lapsed or unidentified token")
    })
  )

  it.effect.each([
    {
      name: "details as one text, as the table says",
      details: "only one" as unknown,
      expected: ["only one"]
    },
    { name: "details as an array, as the example says", details: ["one", "two"], expected: ["one", "two"] },
    { name: "no details", details: undefined, expected: [] },
    { name: "details that are neither", details: [{ a: 1 }, 5, null, "text"], expected: ["text"] }
  ])("takes $name", ({ details, expected }) =>
    Effect.gen(function* () {
      const error = yield* answering(JSON.stringify({ error: { ...documented.error, details } }), {
        status: 400
      })
      expect(error.reason).toMatchObject({ _tag: "Rejected", details: expected })
    })
  )

  it.effect.each(["HTTP 400", "400 Bad Request", "0002", "9999"])("takes the code %j", (code) =>
    Effect.gen(function* () {
      const error = yield* answering(JSON.stringify({ error: { code, text: "x" } }), { status: 400 })
      expect(error.reason).toMatchObject({ code })
    })
  )

  it.effect("takes a code that is a number", () =>
    Effect.gen(function* () {
      const error = yield* answering('{"error":{"code":405}}', { status: 400 })
      expect(error.reason).toMatchObject({ code: "405", text: "" })
    })
  )
})

describe("any other error body", () => {
  it.effect.each([
    { name: "the earlier example with its unquoted code", body: '{"error":{"code": HTTP 400, "text": "x"}}' },
    { name: "XML", body: '<?xml version="1.0"?><error><code>0001</code></error>' },
    { name: "HTML", body: "<html><body><h1>Bad Gateway</h1></body></html>" },
    { name: "plain text", body: "no" },
    { name: "JSON cut off", body: '{"error":{"code":"00' },
    { name: "JSON that is an array", body: "[1]" },
    { name: "JSON null", body: "null" },
    { name: "an error that is a text", body: '{"error":"no"}' }
  ])("becomes a typed error with an excerpt: $name", ({ body }) =>
    Effect.gen(function* () {
      const error = yield* answering(body, { status: 400, headers: { "content-type": "text/plain" } })
      expect(error.reason).toMatchObject({ _tag: "Rejected", status: 400, text: body, details: [] })
    })
  )

  it.effect("becomes a typed error when it is empty", () =>
    Effect.gen(function* () {
      const error = yield* answering(null, { status: 404 })
      expect(error.reason).toMatchObject({ _tag: "NotFound", status: 404, text: "" })
      expect(error.message).toBe("Messages.query: not found (HTTP 404) [rejected]")
    })
  )

  it.effect("is cut to 500 characters, and the rest of a long one is not read", () =>
    Effect.gen(function* () {
      let pulled = 0
      const endless = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          pulled++
          controller.enqueue(new TextEncoder().encode("x".repeat(10_000)))
        }
      })
      const error = yield* answering(endless, { status: 500 })
      expect(error.reason).toMatchObject({ _tag: "Unavailable", text: `${"x".repeat(500)}…` })
      expect(pulled).toBeLessThan(20)
    })
  )

  it.effect("does not go wrong on bytes that are not UTF-8", () =>
    Effect.gen(function* () {
      const error = yield* answering(new Uint8Array([0xff, 0xfe, 0x00]), { status: 400 })
      expect(error.reason._tag).toBe("Rejected")
    })
  )

  it.effect.each([
    { status: 401, tag: "Unauthorized" },
    { status: 403, tag: "Unauthorized" },
    { status: 404, tag: "NotFound" },
    { status: 409, tag: "Rejected" },
    { status: 429, tag: "RateLimited" },
    { status: 408, tag: "Unavailable" },
    { status: 500, tag: "Unavailable" },
    { status: 599, tag: "Unavailable" }
  ])("is told by its status: $status is $tag", ({ status, tag }) =>
    Effect.gen(function* () {
      const error = yield* answering("x", { status })
      expect(error.reason._tag).toBe(tag)
      expect(error.outcome).toBe(tag === "Unavailable" ? "unknown" : "rejected")
    })
  )
})

describe("an answer with a good status that is not understood", () => {
  it.effect.each([
    { name: "empty", body: "", problem: /it is empty/ },
    { name: "HTML", body: "<html></html>", problem: /not JSON/ },
    { name: "JSON cut off", body: '{"r1":{"sta', problem: /not JSON/ },
    { name: "JSON of another shape", body: "[]", problem: /must be object/ },
    { name: "a status that is a number", body: '{"r1":{"status":1}}', problem: /r1\.status: must be string/ },
    { name: "a status that is missing", body: '{"r1":{}}', problem: /r1\.status: is required/ },
    { name: "null", body: "null", problem: /must be object/ },
    {
      name: "an impossible date",
      body: '{"r1":{"status":"sent","timestamp":"2021-02-30_00:00:00"}}',
      problem: /date-time/
    }
  ])("keeps what is known: $name", ({ body, problem }) =>
    Effect.gen(function* () {
      const error = yield* answering(body, { status: 200, headers: { "content-type": "text/html" } })
      expect(error.outcome).toBe("unknown")
      expect(error.reason).toMatchObject({
        _tag: "UnexpectedResponse",
        status: 200,
        contentType: "text/html",
        excerpt: body
      })
      expect(error.message).toMatch(problem)
    })
  )

  it.effect("is refused when it is a send without references", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "response", response: () => Response.json([]) })
        const error = yield* Effect.flip(Messages.send({ to, from, content: "x" }))
        expect(error.outcome).toBe("unknown")
        expect(error.reason._tag).toBe("UnexpectedResponse")
        expect(error.advice).toBeDefined()
      })
    )
  )

  it.effect("never follows a redirect, with or without another host", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        for (const location of ["https://evil.example.com/msg_query", "/msg_query"]) {
          simulator.faults.next({ kind: "redirect", location, status: 307 })
          const error = yield* Effect.flip(Messages.query(["r1"]))
          expect(error.reason).toMatchObject({ _tag: "UnexpectedResponse" })
          expect(error.message).toContain("redirect")
        }
        expect(simulator.requests.map(({ url }) => new URL(url).host)).toEqual([
          "ws-1-2-0.aculabcloud.net",
          "ws-1-2-0.aculabcloud.net"
        ])
      })
    )
  )
})

describe("CloudError", () => {
  it.effect("can be encoded as JSON and read back", () =>
    Effect.gen(function* () {
      const error = yield* answering(JSON.stringify(documented), {
        status: 429,
        headers: { "retry-after": "3" }
      })
      const codec = Schema.toCodecJson(CloudError.CloudError)
      const json: unknown = JSON.parse(JSON.stringify(Schema.encodeSync(codec)(error)))
      const back = Schema.decodeUnknownSync(codec)(json)
      expect(CloudError.isCloudError(back)).toBe(true)
      expect(back.reason).toEqual(error.reason)
      expect(back.message).toBe(error.message)
    })
  )

  it.effect("can be caught by its reason", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const field = yield* Messages.send({ to: "x", from, content: "x" }).pipe(
          Effect.as("sent"),
          Effect.catchReason("CloudError", "InvalidInput", (reason) => Effect.succeed(reason.field))
        )
        expect(field).toBe("to")
      })
    )
  )

  it("is an Error with a name, a message and a stack", () => {
    const error = new CloudError.CloudError({
      operation: "Messages.query",
      outcome: "not-sent",
      repeat: "read",
      reason: new CloudError.InvalidInput({ field: "a", rule: "b", issues: [{ field: "a", rule: "b" }] })
    })
    expect(error).toBeInstanceOf(Error)
    expect(error.name).toBe("CloudError")
    expect(error.message).toBe("Messages.query: a: b [not-sent]")
    expect(present(error.stack)).toContain("errors.test")
  })
})
