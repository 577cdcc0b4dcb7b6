import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Cookies from "effect/http/Cookies"
import * as HttpClient from "effect/http/HttpClient"
import * as UrlParams from "effect/http/UrlParams"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as NodeTransport from "../src/NodeTransport.js"
import { codeOf, rawServer, webServer } from "./transportSupport.js"

/** A response with these headers and these chunks for a body. */
const responseWith = (headers: Record<string, string>, ...chunks: ReadonlyArray<Uint8Array | string>) =>
  Effect.gen(function* () {
    const { host } = yield* webServer(async (_, response) => {
      response.writeHead(200, headers)
      for (const chunk of chunks) await new Promise((written) => response.write(chunk, written))
      response.end()
    })
    return yield* HttpClient.get(`http://${host}/path?a=1#part`)
  })

const decodeError = { _tag: "DecodeError", response: { status: 200 } }

it.layer(NodeTransport.layer)("a response", (it) => {
  it.effect("has status, headers, cookies, the address it came from and the address that was asked", () =>
    Effect.gen(function* () {
      const { host } = yield* rawServer((socket) => {
        socket.write("HTTP/1.1 418 Teapot\r\nX-One: 1\r\nx-two: a\r\nX-Two: b\r\n__proto__: odd\r\n")
        socket.write("Set-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\ncontent-length: 0\r\n\r\n")
      })
      const response = yield* HttpClient.get(`http://${host}/path?a=1#part`)
      expect(response.status).toBe(418)
      expect(response.headers["x-one"]).toBe("1")
      expect(response.headers["x-two"]).toBe("a, b")
      expect(Object.keys(response.headers)).toContain("__proto__")
      expect(Cookies.toRecord(response.cookies)).toEqual({ a: "1", b: "2" })
      expect(response.remoteAddress).toEqual(Option.some("127.0.0.1"))
      expect(response.url).toBe(`http://${host}/path?a=1`)
    })
  )

  it.effect("that redirects is returned, and nobody else is asked", () =>
    Effect.gen(function* () {
      const asked: Array<string | undefined> = []
      const { host } = yield* webServer((request, response) => {
        asked.push(request.url)
        response.writeHead(307, { location: "/other" }).end("moved")
      })
      const response = yield* HttpClient.post(`http://${host}/`)
      expect(response.status).toBe(307)
      expect(response.headers.location).toBe("/other")
      expect(yield* response.text).toBe("moved")
      expect(asked).toEqual(["/"])
    })
  )

  it.effect("comes after the early hints for it", () =>
    Effect.gen(function* () {
      const { host } = yield* webServer((_, response) => {
        response.writeEarlyHints({ link: "</style.css>; rel=preload" }, () => response.end("late"))
      })
      const response = yield* HttpClient.get(`http://${host}/`)
      expect(response.status).toBe(200)
      expect(yield* response.text).toBe("late")
    })
  )

  it.effect("does not show what the request kept secret", () =>
    Effect.gen(function* () {
      const { host } = yield* webServer(
        (_, response) => void response.setHeader("set-cookie", "s=secret").end()
      )
      const response = yield* HttpClient.get(`http://${host}/`, {
        headers: { authorization: "Basic secret" }
      })
      expect(JSON.stringify(response)).toContain('"status":200')
      expect(JSON.stringify(response)).not.toContain("secret")
    })
  )

  it.effect("hands over no connection", () =>
    Effect.gen(function* () {
      const response = yield* responseWith({})
      const error = yield* Effect.flip(response.upgrade)
      expect(error.reason).toMatchObject({ _tag: "StatusCodeError", response: { status: 200 } })
    })
  )
})

it.layer(NodeTransport.layer)("a body", (it) => {
  it.effect("is text, also where a character is cut in two", () =>
    Effect.gen(function* () {
      const chunks = [...Buffer.from("é€😀")].map((byte) => Uint8Array.of(byte))
      expect(yield* (yield* responseWith({}, ...chunks)).text).toBe("é€😀")
    })
  )

  it.effect("is text without its byte order mark, and with U+FFFD for what is no UTF-8", () =>
    Effect.gen(function* () {
      expect(yield* (yield* responseWith({}, "\uFEFFtext")).text).toBe("text")
      expect(yield* (yield* responseWith({}, Uint8Array.of(0x61, 0xff))).text).toBe("a\uFFFD")
    })
  )

  it.effect("can be read more than once, and as everything that it is", () =>
    Effect.gen(function* () {
      const response = yield* responseWith({}, '{"a"', ":1}")
      expect(yield* response.text).toBe('{"a":1}')
      expect(yield* response.json).toEqual({ a: 1 })
      expect(yield* response.json).toEqual({ a: 1 })
      expect(Buffer.from(yield* response.arrayBuffer).toString()).toBe('{"a":1}')
      expect(yield* response.arrayBuffer).toBe(yield* response.arrayBuffer)
      expect(yield* Stream.mkString(Stream.decodeText(response.stream))).toBe('{"a":1}')
      expect(yield* response.text).toBe('{"a":1}')
    })
  )

  it.effect("can be read by two at once", () =>
    Effect.gen(function* () {
      const response = yield* responseWith({}, "a", "b")
      expect(yield* Effect.all([response.text, response.text], { concurrency: 2 })).toEqual(["ab", "ab"])
    })
  )

  it.effect("that is empty is no text, no bytes, JSON null and an empty stream", () =>
    Effect.gen(function* () {
      const response = yield* responseWith({})
      expect(yield* response.text).toBe("")
      expect(yield* response.json).toBe(null)
      expect((yield* response.arrayBuffer).byteLength).toBe(0)
      expect(yield* Stream.runCollect((yield* responseWith({})).stream)).toEqual([])
    })
  )

  it.effect("that is no JSON is a DecodeError", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip((yield* responseWith({}, "<html>")).json)
      expect(error.reason).toMatchObject(decodeError)
      expect(error.cause).toBeInstanceOf(SyntaxError)
    })
  )

  it.effect("of form parameters keeps every character", () =>
    Effect.gen(function* () {
      const response = yield* responseWith({}, "?a=1&b=%C3%A9+x&a=2")
      expect(UrlParams.getAll(yield* response.urlParamsBody, "?a")).toEqual(["1"])
      expect(UrlParams.getAll(yield* response.urlParamsBody, "a")).toEqual(["2"])
      expect(UrlParams.getAll(yield* response.urlParamsBody, "b")).toEqual(["é x"])
    })
  )

  it.effect("of form data is read by its content type", () =>
    Effect.gen(function* () {
      const form = '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'
      const response = yield* responseWith({ "content-type": "multipart/form-data; boundary=x" }, form)
      expect([...(yield* response.formData)]).toEqual([["a", "1"]])
      expect([...(yield* response.formData)]).toEqual([["a", "1"]])
      const error = yield* Effect.flip((yield* responseWith({}, form)).formData)
      expect(error.reason).toMatchObject(decodeError)
    })
  )

  it.effect("can be streamed once, and not read after that", () =>
    Effect.gen(function* () {
      const response = yield* responseWith({}, "a", "b", "c")
      expect(yield* Stream.mkString(Stream.decodeText(response.stream))).toBe("abc")
      for (const again of [Stream.runDrain(response.stream), response.text, response.arrayBuffer]) {
        const error = yield* Effect.flip(again)
        expect(error.reason).toMatchObject(decodeError)
        expect(error.cause).toBeInstanceOf(TypeError)
      }
    })
  )

  it.effect("arrives whole, however large", () =>
    Effect.gen(function* () {
      const megabyte = Buffer.alloc(1_048_576, "0123456789abcdef")
      const chunks = Array.from({ length: 8 }, () => megabyte)
      const whole = Buffer.concat(chunks)
      expect(Buffer.from(yield* (yield* responseWith({}, ...chunks)).arrayBuffer).equals(whole)).toBe(true)
      const streamed = yield* Stream.mkUint8Array((yield* responseWith({}, ...chunks)).stream)
      expect(Buffer.from(streamed).equals(whole)).toBe(true)
    })
  )
})

describe("a compressed body that nobody asked for", () => {
  const text = "what was meant ".repeat(10_000)
  const codings = [
    ["gzip", gzipSync(text)],
    ["x-gzip", gzipSync(text)],
    ["deflate", deflateSync(text)],
    ["br", brotliCompressSync(text)],
    ["br, identity, GZIP", gzipSync(brotliCompressSync(text))]
  ] as const

  it.layer(NodeTransport.layer)((it) => {
    it.effect.each(codings)("is decoded: %s", ([coding, body]) =>
      Effect.gen(function* () {
        const headers = { "content-encoding": coding }
        const response = yield* responseWith(headers, body)
        expect(yield* response.text).toBe(text)
        expect((yield* response.arrayBuffer).byteLength).toBe(text.length)
        const streamed = yield* responseWith(headers, body.subarray(0, 10), body.subarray(10))
        expect(yield* Stream.mkString(Stream.decodeText(streamed.stream))).toBe(text)
      })
    )

    it.effect("stays as it is in a coding that nobody knows", () =>
      Effect.gen(function* () {
        expect(yield* (yield* responseWith({ "content-encoding": "gzip, secret" }, "as is")).text).toBe(
          "as is"
        )
      })
    )

    it.effect("may be empty", () =>
      Effect.gen(function* () {
        expect(yield* (yield* responseWith({ "content-encoding": "gzip" })).text).toBe("")
        expect(yield* (yield* responseWith({ "content-encoding": "br" })).text).toBe("")
      })
    )

    it.effect("that is damaged is a DecodeError", () =>
      Effect.gen(function* () {
        const damaged = Buffer.from(gzipSync(text)).fill(0, 20)
        const error = yield* Effect.flip((yield* responseWith({ "content-encoding": "gzip" }, damaged)).text)
        expect(error.reason).toMatchObject(decodeError)
        expect(codeOf(error)).toBe("Z_DATA_ERROR")
      })
    )

    it.effect("is decoded no further than it is read", () =>
      Effect.gen(function* () {
        const bomb = gzipSync(Buffer.alloc(64 * 1_048_576))
        const response = yield* responseWith({ "content-encoding": "gzip" }, bomb)
        const before = process.memoryUsage().arrayBuffers
        const start = yield* Stream.runCollect(Stream.take(response.stream, 1))
        expect(start[0]?.[0]).toBe(0)
        expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1_048_576)
      })
    )
  })
})
