import { once } from "node:events"
import { setImmediate as nextTurn } from "node:timers/promises"
import { describe, expect, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Stream from "effect/Stream"
import * as NodeTransport from "../src/NodeTransport.js"
import { answering, closedPort, codeOf, rawServer, settle, signal, webServer } from "./transportSupport.js"

const chunk = Buffer.alloc(65_536, "x")
const chunks = 1024
const total = chunk.length * chunks

describe("a large response", () => {
  it.effect.each(["text", "stream"] as const)("waits in the server until somebody reads it: %s", (how) =>
    Effect.gen(function* () {
      let written = 0
      const { host } = yield* webServer(async (_, response) => {
        for (; written < total; written += chunk.length) {
          if (!response.write(chunk)) await once(response, "drain")
        }
        response.end()
      })
      const client = yield* NodeTransport.make()
      const response = yield* client.get(`http://${host}/`)
      yield* settle
      expect(written).toBeLessThan(total / 2)
      if (how === "text") expect(yield* response.text).toHaveLength(total)
      else {
        // One chunk is read, and the reader takes its time.
        const held = yield* Deferred.make<void>()
        const reader = yield* Effect.forkChild(
          Stream.runFold(
            Stream.tap(response.stream, () => Deferred.await(held)),
            () => 0,
            (sum, part) => sum + part.length
          ),
          { startImmediately: true }
        )
        yield* settle
        expect(written).toBeLessThan(total / 2)
        yield* Deferred.succeed(held, undefined)
        expect(yield* Fiber.join(reader)).toBe(total)
      }
      expect(written).toBe(total)
    }).pipe(Effect.provide(NodeTransport.layer))
  )
})

it.effect("a large response can be read at the moment when another one comes", () =>
  Effect.gen(function* () {
    const { host } = yield* answering(({ url }) => (url === "/large" ? "x".repeat(10_000_000) : "small"))
    const large = yield* HttpClient.get(`http://${host}/large`)
    yield* settle
    const small = yield* HttpClient.get(`http://${host}/small`)
    expect(yield* large.text).toHaveLength(10_000_000)
    expect(yield* small.text).toBe("small")
  }).pipe(Effect.provide(NodeTransport.layer))
)

describe("an upload", () => {
  /** A stream of `count` chunks that tells how many were asked for and when it ended. */
  const upload = (count: number) =>
    Effect.gen(function* () {
      const released = yield* Deferred.make<void>()
      const state = { asked: 0 }
      const stream = Stream.range(1, count).pipe(
        Stream.rechunk(1),
        Stream.map((asked): Uint8Array => {
          state.asked = asked
          return chunk
        }),
        Stream.ensuring(Deferred.succeed(released, undefined))
      )
      return { state, stream, released: Deferred.await(released) }
    })

  const post = (host: string, body: Stream.Stream<Uint8Array, unknown>) =>
    HttpClient.execute(HttpClientRequest.post(`http://${host}/`).pipe(HttpClientRequest.bodyStream(body)))

  it.layer(NodeTransport.layer)((it) => {
    it.effect("is read as fast as the server reads it", () =>
      Effect.gen(function* () {
        const { state, stream } = yield* upload(chunks)
        const reading = signal()
        let received = 0
        const { host } = yield* webServer(async (request, response) => {
          await reading.promise
          for await (const part of request) received += part.length
          response.end()
        })
        const call = yield* Effect.forkChild(post(host, stream), { startImmediately: true })
        yield* settle
        expect(state.asked).toBeGreaterThan(0)
        expect(state.asked).toBeLessThan(chunks / 2)
        reading.resolve()
        expect((yield* Fiber.join(call)).status).toBe(200)
        expect(received).toBe(total)
      })
    )

    it.effect("is not begun when nobody can be connected to", () =>
      Effect.gen(function* () {
        const { state, stream } = yield* upload(1)
        yield* Effect.flip(post(yield* closedPort, stream))
        expect(state.asked).toBe(0)
      })
    )

    it.effect("stops with the call, and the server does not take the part for the whole", () =>
      Effect.gen(function* () {
        const released = yield* Deferred.make<void>()
        const release = Effect.andThen(
          Effect.promise(() => nextTurn()),
          Deferred.succeed(released, undefined)
        )
        const stream = Stream.concat(Stream.make(chunk), Stream.never).pipe(Stream.ensuring(release))
        const begun = signal()
        const ended = signal<string>()
        const { host } = yield* webServer((request) => {
          request.on("data", () => begun.resolve())
          request.on("end", () => ended.resolve("whole"))
          request.on("error", () => ended.resolve("cut off"))
        })
        const call = yield* Effect.forkChild(post(host, stream), { startImmediately: true })
        yield* Effect.promise(() => begun.promise)
        yield* Fiber.interrupt(call)
        expect(yield* Deferred.isDone(released)).toBe(true)
        expect(yield* Effect.promise(() => ended.promise)).toBe("cut off")
      })
    )

    it.effect("stops when the server goes away", () =>
      Effect.gen(function* () {
        const { stream, released } = yield* upload(chunks)
        const { host } = yield* rawServer((socket) => socket.resetAndDestroy())
        const error = yield* Effect.flip(post(host, Stream.concat(stream, Stream.never)))
        expect(["ECONNRESET", "EPIPE"]).toContain(codeOf(error))
        expect(error.reason).toMatchObject({ _tag: "TransportError" })
        yield* released
      })
    )

    it.effect("stops when the server has answered without reading it all", () =>
      Effect.gen(function* () {
        const released = yield* Deferred.make<void>()
        const stream = Stream.concat(Stream.make(chunk), Stream.never).pipe(
          Stream.ensuring(Deferred.succeed(released, undefined))
        )
        const { host } = yield* rawServer((socket, _, before) => {
          if (before === 0) socket.write("HTTP/1.1 413 Too Large\r\ncontent-length: 5\r\n\r\nlarge")
        })
        const response = yield* post(host, stream)
        expect(response.status).toBe(413)
        expect(yield* response.text).toBe("large")
        yield* Deferred.await(released)
      })
    )

    it.effect("that fails is a TransportError with that failure, and the request is cut off", () =>
      Effect.gen(function* () {
        const failure = new Error("the microphone is gone")
        const ended = signal<string>()
        const { host } = yield* webServer((request) => {
          request.resume()
          request.on("end", () => ended.resolve("whole"))
          request.on("error", () => ended.resolve("cut off"))
        })
        const error = yield* Effect.flip(post(host, Stream.concat(Stream.make(chunk), Stream.fail(failure))))
        expect(error.reason).toMatchObject({
          _tag: "TransportError",
          description: "the body of the request failed"
        })
        expect(error.cause).toBe(failure)
        expect(yield* Effect.promise(() => ended.promise)).toBe("cut off")
      })
    )

    it.effect("has the services of the call", () =>
      Effect.gen(function* () {
        const { host } = yield* answering((_, body) => body.toString())
        const stream = Stream.fromEffect(
          Effect.map(HttpClient.TracerPropagationEnabled, (on) => Buffer.from(String(on)))
        )
        const response = yield* post(host, stream).pipe(
          Effect.provideService(HttpClient.TracerPropagationEnabled, false)
        )
        expect(yield* response.text).toBe("false")
      })
    )
  })
})
