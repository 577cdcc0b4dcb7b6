import type { Socket } from "node:net"
import { gzipSync } from "node:zlib"
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Messages from "@aculab-cloud/core/Messages"
import * as NodeTransport from "@aculab-cloud/node/NodeTransport"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import { closedPort, rawServer } from "./transportSupport.js"

type Cloud = CloudAccount.CloudAccount | HttpClient.HttpClient

/** Runs an operation against a server, through the transport, once. */
const callTo = <A>(host: string, operation: Effect.Effect<A, CloudError, Cloud>) =>
  Effect.gen(function* () {
    const client = yield* NodeTransport.make()
    return yield* called(host, client, operation)
  })

const called = <A>(
  host: string,
  client: HttpClient.HttpClient,
  operation: Effect.Effect<A, CloudError, Cloud>
): Effect.Effect<A, CloudError> =>
  Effect.flatMap(
    CloudAccount.make({
      cloudId: "1-2-0",
      username: "you@example.com",
      apiAccessKey: Redacted.make("key"),
      baseUrl: `http://${host}`
    }),
    (account) =>
      operation.pipe(
        CallPolicy.with({ maxAttempts: 1 }),
        Effect.provideService(CloudAccount.CloudAccount, account),
        Effect.provideService(HttpClient.HttpClient, client)
      )
  )

const send = Messages.send({ to: "441908273800", from: "441908273801", content: "Grüße" })

const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
const withLength = (body: string | Buffer, headers = "") =>
  Buffer.concat([
    Buffer.from(`${head}${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n`),
    Buffer.from(body)
  ])

/** A server that does this with the connection when a request arrives, and tells of both. */
const serverThat = (answer: (socket: Socket) => void) =>
  Effect.gen(function* () {
    let arrived: (socket: Socket) => void = () => {}
    const first = new Promise<Socket>((resolve) => {
      arrived = resolve
    })
    const requests: Array<string> = []
    const { host } = yield* rawServer((socket, data) => {
      requests.push(data)
      answer(socket)
      arrived(socket)
    })
    return { host, requests, first: Effect.promise(() => first) }
  })

/** The error of a call, and the end of its connection. */
const givenUp = Effect.fnUntraced(function* (
  answer: (socket: Socket) => void,
  end: (fiber: Fiber.Fiber<unknown, CloudError>) => Effect.Effect<unknown>
): Effect.fn.Return<Fiber.Fiber<unknown, CloudError>, never, Scope.Scope> {
  const { host, first } = yield* serverThat(answer)
  const fiber = yield* Effect.forkScoped(callTo(host, send), { startImmediately: true })
  const socket = yield* first
  const gone = new Promise((resolve) => socket.once("close", resolve))
  yield* end(fiber)
  yield* Effect.promise(() => gone)
  return fiber
})

const longHalf = `${head}content-length: 200000\r\n\r\n["${"x".repeat(100_000)}`

describe("a call over the pool", () => {
  it.effect("is one request with the form, its length and who calls", () =>
    Effect.gen(function* () {
      const { host, requests } = yield* serverThat((socket) => socket.write(withLength('["r1"]')))
      expect(yield* callTo(host, send)).toEqual(["r1"])
      const [request = ""] = requests
      expect(requests).toHaveLength(1)
      expect(request).toMatch(/^POST \/msg_send HTTP\/1\.1\r\n/)
      expect(request).toMatch(/\r\ncontent-type: application\/x-www-form-urlencoded\r\n/i)
      expect(request).toMatch(/\r\ncontent-length: 57\r\n/i)
      expect(request).toMatch(/\r\nauthorization: Basic /i)
      expect(request).toMatch(/\r\n\r\nto=441908273800&from=441908273801&content=Gr%C3%BC%C3%9Fe$/)
    })
  )

  it.effect.each([
    [
      "in pieces of unknown length",
      `${head}transfer-encoding: chunked\r\n\r\n3\r\n["r\r\n3\r\n1"]\r\n0\r\n\r\n`
    ],
    ["after early hints", `HTTP/1.1 103 Early Hints\r\n\r\n${withLength('["r1"]').toString()}`],
    ["compressed, which nobody asked for", withLength(gzipSync('["r1"]'), "content-encoding: gzip\r\n")],
    ["with a byte order mark", withLength('\uFEFF["r1"]')]
  ] as const)("understands an answer %s", ([_, answer]) =>
    Effect.gen(function* () {
      const { host } = yield* serverThat((socket) => socket.write(answer))
      expect(yield* callTo(host, send)).toEqual(["r1"])
    })
  )

  it.effect("understands an answer that is too long to be one piece", () =>
    Effect.gen(function* () {
      const long = "x".repeat(300_000)
      const { host } = yield* serverThat((socket) => socket.write(withLength(JSON.stringify([long]))))
      expect(yield* callTo(host, send)).toEqual([long])
    })
  )

  it.effect("uses a connection again", () =>
    Effect.gen(function* () {
      const sockets = new Set<Socket>()
      const { host } = yield* serverThat((socket) => {
        sockets.add(socket)
        socket.write(withLength('["r1"]'))
      })
      yield* callTo(host, Effect.andThen(send, send))
      expect(sockets.size).toBe(1)
    })
  )

  it.effect("follows no redirect", () =>
    Effect.gen(function* () {
      const { host, requests } = yield* serverThat((socket) =>
        socket.write("HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n")
      )
      const error = yield* Effect.flip(callTo(host, send))
      expect(error.reason._tag).toBe("UnexpectedResponse")
      expect(requests).toHaveLength(1)
    })
  )

  it.effect("knows that nothing was sent where nobody listens", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(callTo(yield* closedPort, send))
      expect([error.outcome, error.reason._tag]).toEqual(["not-sent", "TransportFailure"])
    })
  )

  it.effect.each([
    ["before the answer", "", "request"],
    ["in the middle of the answer", withLength('["r1"]').subarray(0, -2), "response"],
    ["in the middle of a long answer", longHalf, "response"]
  ] as const)("does not know what happened when the connection breaks %s", ([_, answer, during]) =>
    Effect.gen(function* () {
      const { host } = yield* serverThat((socket) => socket.end(answer))
      const error = yield* Effect.flip(callTo(host, send))
      expect(error.outcome).toBe("unknown")
      expect(error.reason).toMatchObject({ _tag: "TransportFailure", during })
    })
  )

  it.effect("goes through a client that somebody put around the transport", () =>
    Effect.gen(function* () {
      const { host, requests } = yield* serverThat((socket) => socket.write(withLength('["r1"]')))
      const client = HttpClient.mapRequest(
        yield* NodeTransport.make(),
        HttpClientRequest.setHeader("x-mine", "1")
      )
      expect(yield* called(host, client, send)).toEqual(["r1"])
      expect(requests[0]).toMatch(/\r\nx-mine: 1\r\n/i)
    })
  )
})

describe("the connection of a call closes", () => {
  const answers: ReadonlyArray<readonly [string, (socket: Socket) => void]> = [
    ["before there is an answer", () => {}],
    ["in the middle of an answer", (socket) => socket.write(`${head}content-length: 6\r\n\r\n["r`)],
    ["in the middle of a long answer", (socket) => socket.write(longHalf)]
  ]

  it.effect.each(answers)("when the time of the attempt is over %s", ([_, answer]) =>
    Effect.gen(function* () {
      const fiber = yield* givenUp(answer, () => TestClock.adjust("20 seconds"))
      const error = yield* Effect.flip(Fiber.join(fiber))
      expect(error.outcome).toBe("unknown")
      expect(error.reason).toMatchObject({ _tag: "Timeout", limit: "attempt" })
    })
  )

  it.live("when it is over by the clock of the machine", () =>
    Effect.gen(function* () {
      const { host } = yield* serverThat(() => {})
      const error = yield* Effect.flip(callTo(host, CallPolicy.with(send, { attemptTimeout: "1 millis" })))
      expect(error.reason).toMatchObject({ _tag: "Timeout", limit: "attempt" })
    })
  )

  it.effect.each(answers)("when the call is interrupted %s", ([_, answer]) =>
    Effect.gen(function* () {
      const fiber = yield* givenUp(answer, Fiber.interrupt)
      expect((yield* Fiber.await(fiber))._tag).toBe("Failure")
    })
  )
})
