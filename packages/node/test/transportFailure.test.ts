import dns, { type LookupAddress } from "node:dns"
import { createServer } from "node:tls"
import { describe, expect, it, vi } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpClient from "effect/http/HttpClient"
import type { HttpClientError } from "effect/http/HttpClientError"
import * as Stream from "effect/Stream"
import * as NodeTransport from "../src/NodeTransport.js"
import { closedPort, codeOf, listen, rawServer, selfSigned, signal, webServer } from "./transportSupport.js"

const post = (url: string) => HttpClient.post(url, { headers: { "x-request": "one" } })

/** Failed before the first byte was written. */
const notSent = (error: HttpClientError) => {
  expect(error.reason).toMatchObject({ _tag: "TransportError", description: "nothing was sent" })
  return codeOf(error)
}

/** Failed after that, and before the head of the response. */
const perhapsSent = (error: HttpClientError) => {
  expect(error.reason).toMatchObject({ _tag: "TransportError" })
  expect(error.reason).not.toHaveProperty("description")
  return codeOf(error)
}

/** The next question for an address gets this answer. */
const resolveTo = (...answer: [Error] | [null, Array<LookupAddress>]) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      vi
        .spyOn(dns, "lookup")
        .mockImplementation(((_: unknown, __: unknown, callback: (...answer: Array<unknown>) => void) =>
          process.nextTick(callback, ...answer)) as typeof dns.lookup)
    ),
    (spy) => Effect.sync(() => spy.mockRestore())
  )

it.layer(NodeTransport.layer)("connecting fails", (it) => {
  it.effect("where nobody listens", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(post(`http://${yield* closedPort}/`))
      expect(notSent(error)).toBe("ECONNREFUSED")
    })
  )

  it.effect("where nobody listens at any address, and names each of them", () =>
    Effect.gen(function* () {
      const port = (yield* closedPort).split(":")[1]
      yield* resolveTo(null, [
        { address: "127.0.0.1", family: 4 },
        { address: "127.0.0.2", family: 4 }
      ])
      const error = yield* Effect.flip(post(`http://two.test:${port}/`))
      expect(notSent(error)).toBe("ECONNREFUSED")
      expect(error.cause).toBeInstanceOf(AggregateError)
      expect(error.cause).toMatchObject({ errors: [{ address: "127.0.0.1" }, { address: "127.0.0.2" }] })
    })
  )

  it.effect("for a name that has no address", () =>
    Effect.gen(function* () {
      yield* resolveTo(Object.assign(new Error("getaddrinfo ENOTFOUND none.test"), { code: "ENOTFOUND" }))
      const error = yield* Effect.flip(post("http://none.test/"))
      expect(notSent(error)).toBe("ENOTFOUND")
    })
  )

  it.effect("for a scheme that is not HTTP", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(post("ftp://127.0.0.1/"))
      expect(notSent(error)).toBe("UND_ERR_INVALID_ARG")
    })
  )

  it.effect("when it takes too long, a TLS handshake included", () =>
    Effect.gen(function* () {
      const { host } = yield* rawServer(() => undefined)
      const client = yield* NodeTransport.make({ connectTimeout: "1 millis" })
      const error = yield* Effect.flip(client.post(`https://${host}/`))
      expect(notSent(error)).toBe("UND_ERR_CONNECT_TIMEOUT")
    })
  )
})

describe("TLS", () => {
  const identity = selfSigned()

  /** Answers every request with the version of TLS. */
  const secure = (options: object = {}) =>
    Effect.map(
      listen(() =>
        createServer({ ...identity, ...options }, (socket) => {
          const body = socket.getProtocol() ?? ""
          socket.on("error", () => undefined)
          socket.on("data", () =>
            socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
          )
        })
      ),
      ({ host }) => host.replace("127.0.0.1", "localhost")
    )

  const versionWith = (options: NodeTransport.Options, host: string) =>
    Effect.flatMap(NodeTransport.make(options), (client) =>
      Effect.flatMap(client.get(`https://${host}/`), (response) => response.text)
    )

  it.effect("trusts the given authority, as text or bytes, one or several, and nobody else", () =>
    Effect.gen(function* () {
      const host = yield* secure()
      const ca = identity.cert
      for (const trusted of [
        ca,
        Buffer.from(ca),
        [selfSigned("elsewhere").cert, new TextEncoder().encode(ca)]
      ]) {
        expect(yield* versionWith({ ca: trusted }, host)).toBe("TLSv1.3")
      }
      expect(notSent(yield* Effect.flip(versionWith({}, host)))).toBe("DEPTH_ZERO_SELF_SIGNED_CERT")
    })
  )

  it.effect("is pinned between two versions", () =>
    Effect.gen(function* () {
      const ca = identity.cert
      const any = yield* secure()
      expect(yield* versionWith({ ca, maxVersion: "TLSv1.2" }, any)).toBe("TLSv1.2")
      expect(yield* versionWith({ ca, minVersion: "TLSv1.3" }, any)).toBe("TLSv1.3")
      const old = yield* secure({ maxVersion: "TLSv1.2" })
      expect(yield* versionWith({ ca }, old)).toBe("TLSv1.2")
      const error = yield* Effect.flip(versionWith({ ca, minVersion: "TLSv1.3" }, old))
      expect(notSent(error)).toBe("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION")
    })
  )

  it.effect("is refused for another host, and by a server without it", () =>
    Effect.gen(function* () {
      const host = (yield* secure()).replace("localhost", "127.0.0.1")
      const error = yield* Effect.flip(versionWith({ ca: identity.cert }, host))
      expect(notSent(error)).toBe("ERR_TLS_CERT_ALTNAME_INVALID")
      const plain = yield* rawServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"))
      expect(notSent(yield* Effect.flip(versionWith({}, plain.host)))).toMatch(/^ERR_SSL_/)
    })
  )
})

it.layer(NodeTransport.layer)("after the request was written", (it) => {
  it.effect.each([
    ["resets the connection", "ECONNRESET", "reset"],
    ["closes the connection", "UND_ERR_SOCKET", ""],
    ["cuts the head off", "UND_ERR_SOCKET", "HTTP/1.1 200 OK\r\ncontent-le"],
    ["answers something else than HTTP", undefined, "SSH-2.0-OpenSSH\r\n"]
  ] as const)("the call fails when the server %s, and it was sent once", ([_, code, answer]) =>
    Effect.gen(function* () {
      const requests: Array<string> = []
      const { host } = yield* rawServer((socket, data) => {
        requests.push(data)
        if (answer === "reset") socket.resetAndDestroy()
        else socket.end(answer)
      })
      expect(perhapsSent(yield* Effect.flip(post(`http://${host}/`)))).toBe(code)
      expect(requests).toHaveLength(1)
    })
  )

  it.effect.each([
    ["a reset", "ECONNRESET", "content-length: 10", true],
    ["the end before the length is reached", "UND_ERR_SOCKET", "content-length: 10", false],
    ["the end between two chunks", "UND_ERR_SOCKET", "transfer-encoding: chunked", false]
  ] as const)("the body fails after %s, as a DecodeError with the response", ([_, code, header, reset]) =>
    Effect.gen(function* () {
      const { host } = yield* rawServer((socket) => {
        const body = header === "content-length: 10" ? "12345" : "5\r\n12345\r\n"
        socket.write(`HTTP/1.1 200 OK\r\n${header}\r\n\r\n${body}`)
        socket.once("drain", () => undefined)
        read.promise.then(() => (reset ? socket.resetAndDestroy() : socket.end()))
      })
      let read = signal()
      const response = yield* post(`http://${host}/`)
      read.resolve()
      for (const error of [yield* Effect.flip(response.text), yield* Effect.flip(response.json)]) {
        expect(error.reason).toMatchObject({ _tag: "DecodeError", response: { status: 200 } })
        expect(codeOf(error)).toBe(code)
      }
      read = signal()
      const streamed = (yield* post(`http://${host}/`)).stream
      let text = ""
      const whole = Stream.runForEach(streamed, (chunk) =>
        Effect.sync(() => {
          text += Buffer.from(chunk).toString()
          read.resolve()
        })
      )
      expect(codeOf(yield* Effect.flip(whole))).toBe(code)
      expect(text).toBe("12345")
    })
  )

  it.effect("a body without a length ends where the connection ends", () =>
    Effect.gen(function* () {
      const { host } = yield* rawServer((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nall of it"))
      expect(yield* (yield* post(`http://${host}/`)).text).toBe("all of it")
    })
  )
})

describe("a transport", () => {
  it.effect.each([
    ["connections", { connections: 0 }],
    ["connections", { connections: 1.5 }],
    ["keepAliveTimeout", { keepAliveTimeout: "-1 seconds" }],
    ["connectTimeout", { connectTimeout: -1 }],
    // What a program reads from its configuration may be anything, whatever its types say.
    ["connectTimeout", JSON.parse('{ "connectTimeout": "soon" }')]
  ] as const)("is not made with %s of no sense: %o", ([name, options]) =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(NodeTransport.make(options))
      const defect = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
      expect(defect).toBeInstanceOf(RangeError)
      expect(String(defect)).toContain(name)
    })
  )

  it.effect("works without time limits of its own", () =>
    Effect.gen(function* () {
      const { host } = yield* webServer((_, response) => response.end("here"))
      const client = yield* NodeTransport.make({ connectTimeout: "Infinity", keepAliveTimeout: "Infinity" })
      const briefly = yield* NodeTransport.make({ connectTimeout: 0, keepAliveTimeout: 0 })
      for (const each of [client, client, briefly, briefly]) {
        expect(yield* (yield* each.get(`http://${host}/`)).text).toBe("here")
      }
    })
  )
})
