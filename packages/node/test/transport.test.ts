import { createReadStream, mkdtempSync, openAsBlob, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buffer } from "node:stream/consumers"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import type { HttpClientError } from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Stream from "effect/Stream"
import * as NodeTransport from "../src/NodeTransport.js"
import { answering, codeOf, webServer } from "./transportSupport.js"

/** Answers with what it got, as JSON. */
const echo = answering(({ method, url, headers, rawHeaders }, body) =>
  JSON.stringify({ method, url, headers, rawHeaders, body: body.toString("latin1") })
)

interface Echo {
  readonly headers: Record<string, string>
  readonly body: string
}

/** Posts a body and tells what arrived. */
const post = (body: HttpBody.HttpBody, headers: Record<string, string> = {}) =>
  Effect.gen(function* () {
    const { host } = yield* echo
    const request = HttpClientRequest.post(`http://${host}/`).pipe(
      HttpClientRequest.setBody(body),
      HttpClientRequest.setHeaders(headers)
    )
    const response = yield* HttpClient.execute(request)
    const received: Echo = JSON.parse(yield* response.text)
    return received
  })

const bytes = (text: string) => new TextEncoder().encode(text)

it.layer(NodeTransport.layer)("a request", (it) => {
  it.effect("is sent as it is, with nothing added but where it goes", () =>
    Effect.gen(function* () {
      const { host } = yield* echo
      const request = HttpClientRequest.post(`http://${host}/msg_send?a=1`, {
        headers: { authorization: "Basic abc", "x-two": "a, b" },
        urlParams: { to: "+44 1908", ü: "é&" },
        hash: "part"
      }).pipe(HttpClientRequest.bodyUrlParams({ text: "½ price" }))
      const response = yield* HttpClient.execute(request)
      expect(yield* response.json).toMatchObject({
        method: "POST",
        url: "/msg_send?a=1&to=%2B44+1908&%C3%BC=%C3%A9%26",
        rawHeaders: [
          ...["host", host, "connection", "keep-alive"],
          ...["authorization", "Basic abc", "x-two", "a, b"],
          ...["content-type", "application/x-www-form-urlencoded", "content-length", "17"]
        ],
        body: "text=%C2%BD+price"
      })
    }).pipe(Effect.provideService(HttpClient.TracerDisabledWhen, () => true))
  )

  it.effect.each(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"] as const)("can be a %s", (method) =>
    Effect.gen(function* () {
      const { host } = yield* webServer((request, response) => {
        response.setHeader("x-method", request.method ?? "").end()
      })
      const response = yield* HttpClient.execute(HttpClientRequest.make(method)(`http://${host}/`))
      expect(response.headers["x-method"]).toBe(method)
    })
  )

  it.effect("for an upgrade is refused before anything is sent", () =>
    Effect.gen(function* () {
      const server = yield* echo
      const request = HttpClientRequest.get(`http://${server.host}/`, { headers: { upgrade: "websocket" } })
      const error = yield* Effect.flip(HttpClient.execute(request))
      expect(error.reason._tag).toBe("TransportError")
      expect(error.message).toContain("does not upgrade")
      expect(server.opened()).toBe(0)
    })
  )

  it.effect("with a header that HTTP does not allow fails, and costs the pool no connection", () =>
    Effect.gen(function* () {
      const { host } = yield* echo
      const client = yield* NodeTransport.make({ connections: 1 })
      const bad = client.get(`http://${host}/`, { headers: { "x-bad": "a\r\nb" } })
      for (let attempt = 0; attempt < 3; attempt++) {
        const error = yield* Effect.flip(bad)
        expect(codeOf(error)).toBe("UND_ERR_INVALID_ARG")
        expect(error.reason).toMatchObject({ _tag: "TransportError", description: "nothing was sent" })
      }
      expect((yield* client.get(`http://${host}/`)).status).toBe(200)
    })
  )
})

it.layer(NodeTransport.layer)("the body of a request", (it) => {
  it.effect("may be missing, which a POST says", () =>
    Effect.gen(function* () {
      const { headers, body } = yield* post(HttpBody.empty)
      expect(body).toBe("")
      expect(headers["content-length"]).toBe("0")
    })
  )

  it.effect.each([
    ["text", "words", undefined],
    ["an ArrayBuffer", bytes("words").buffer, undefined],
    ["a view of a larger buffer", new DataView(bytes("...words...").buffer, 3, 5), undefined],
    ["a Blob", new Blob(["wo", "rds"], { type: "text/css" }), "text/css"],
    ["form parameters", new URLSearchParams({ a: "b c" }), "application/x-www-form-urlencoded;charset=UTF-8"]
  ] as const)("may be %s", ([_, raw, contentType]) =>
    Effect.gen(function* () {
      const { headers, body } = yield* post(HttpBody.raw(raw))
      expect(body).toBe(raw instanceof URLSearchParams ? "a=b+c" : "words")
      expect(headers["content-type"]).toBe(contentType)
      expect(headers["content-length"]).toBe("5")
    })
  )

  it.effect.each([
    ["a web stream", () => new Blob(["words"]).stream()],
    ["a Node stream", () => createReadStream(import.meta.filename, { end: 4 })],
    [
      "an async generator",
      async function* () {
        yield "wo"
        yield bytes("rds")
      }
    ]
  ] as const)("may be %s, sent in chunks", ([_, make]) =>
    Effect.gen(function* () {
      const { headers, body } = yield* post(HttpBody.raw(make(), { contentType: "text/plain" }))
      expect(body).toHaveLength(5)
      expect(headers).toMatchObject({ "transfer-encoding": "chunked", "content-type": "text/plain" })
    })
  )

  it.effect.each([
    ["a number", 5],
    ["an object", { a: 1 }]
  ] as const)("may not be %s", ([_, raw]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(post(HttpBody.raw(raw)))
      expect((error as HttpClientError).reason._tag).toBe("EncodeError")
    })
  )

  it.effect("as a Stream is sent in chunks, or with its length where that is known", () =>
    Effect.gen(function* () {
      const stream = Stream.make(bytes("a"), bytes(""), bytes("bc"))
      const chunked = yield* post(HttpBody.stream(stream, "audio/wav"))
      expect(chunked).toMatchObject({
        body: "abc",
        headers: { "content-type": "audio/wav", "transfer-encoding": "chunked" }
      })
      const counted = yield* post(HttpBody.stream(stream, "audio/wav", 3))
      expect(counted).toMatchObject({ body: "abc", headers: { "content-length": "3" } })
      expect(counted.headers["transfer-encoding"]).toBeUndefined()
      const empty = yield* post(HttpBody.stream(Stream.empty))
      expect(empty).toMatchObject({ body: "", headers: { "content-length": "0" } })
    })
  )

  it.effect.each([2, 4])("as a Stream must be as long as it says, not %d", (length) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(post(HttpBody.stream(Stream.make(bytes("abc")), "audio/wav", length)))
      expect(codeOf(error as HttpClientError)).toBe("UND_ERR_REQ_CONTENT_LENGTH_MISMATCH")
    })
  )
})

describe("form data", () => {
  const receive = (form: FormData) =>
    Effect.gen(function* () {
      let received: Promise<FormData> | undefined
      let headers: NodeJS.Dict<string | Array<string>> = {}
      const { host } = yield* webServer(async (request, response) => {
        headers = request.headers
        const contentType = request.headers["content-type"] ?? ""
        const body = new Uint8Array(await buffer(request))
        received = new Response(body, { headers: { "content-type": contentType } }).formData()
        response.end()
      })
      const request = HttpClientRequest.post(`http://${host}/`).pipe(HttpClientRequest.bodyFormData(form))
      yield* HttpClient.execute(request)
      return { headers, form: yield* Effect.promise(async () => received ?? new FormData()) }
    }).pipe(Effect.provide(NodeTransport.layer))

  it.effect("arrives with its fields, in their order, and its length", () =>
    Effect.gen(function* () {
      const form = new FormData()
      form.append("name", "Zoë")
      form.append("name", "")
      form.append('odd "name"\r\nx', "two\nlines\r\nof\rtext")
      const received = yield* receive(form)
      expect([...received.form]).toEqual([
        ["name", "Zoë"],
        ["name", ""],
        ['odd "name"\r\nx', "two\r\nlines\r\nof\r\ntext"]
      ])
      expect(Number(received.headers["content-length"])).toBeGreaterThan(0)
    })
  )

  it.effect("arrives with its files, those on disk too", () =>
    Effect.gen(function* () {
      const folder = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "transport-"))),
        (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
      )
      const audio = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251))
      writeFileSync(join(folder, "audio"), audio)
      const form = new FormData()
      form.append(
        "source",
        yield* Effect.promise(() => openAsBlob(join(folder, "audio"), { type: "audio/wav" })),
        'a "b".wav'
      )
      form.append("empty", new Blob([]))
      const received = yield* receive(form)
      const [source, empty] = [received.form.get("source"), received.form.get("empty")]
      expect(source).toMatchObject({ name: 'a "b".wav', type: "audio/wav", size: audio.length })
      expect(
        Buffer.from(yield* Effect.promise(async () => (source as File).arrayBuffer())).equals(audio)
      ).toBe(true)
      expect(empty).toMatchObject({ name: "blob", type: "application/octet-stream", size: 0 })
      expect(Number(received.headers["content-length"])).toBeGreaterThan(audio.length)
    })
  )
})
