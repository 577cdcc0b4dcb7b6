import { once } from "node:events"
import type { Socket } from "node:net"
import * as net from "node:net"
import { setImmediate as nextTurn } from "node:timers/promises"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as NodeTransport from "../src/NodeTransport.js"
import { answering, codeOf, listen, rawServer, settle, signal, webServer } from "./transportSupport.js"

/** A server that begins a large body, and tells when the client has gone away. */
const endless = Effect.gen(function* () {
  const gone = signal()
  const server = yield* rawServer((socket) => {
    socket.on("close", () => gone.resolve())
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\nbegin")
  })
  return { ...server, gone: Effect.promise(() => gone.promise) }
})

describe("an interrupted call", () => {
  it.effect("leaves the queue, and the connection to the others", () =>
    Effect.gen(function* () {
      const arrived = signal<() => void>()
      const paths: Array<string | undefined> = []
      const { host, opened } = yield* webServer((request, response) => {
        paths.push(request.url)
        if (request.url === "/first") arrived.resolve(() => response.end("first"))
        else response.end("third")
      })
      const client = yield* NodeTransport.make({ connections: 1 })
      const get = (path: string) =>
        Effect.flatMap(client.get(`http://${host}/${path}`), (response) => response.text)
      const first = yield* Effect.forkChild(get("first"), { startImmediately: true })
      const second = yield* Effect.forkChild(get("second"), { startImmediately: true })
      const third = yield* Effect.forkChild(get("third"), { startImmediately: true })
      const answer = yield* Effect.promise(() => arrived.promise)
      yield* Fiber.interrupt(second)
      answer()
      expect(yield* Fiber.join(first)).toBe("first")
      expect(yield* Fiber.join(third)).toBe("third")
      expect(paths).toEqual(["/first", "/third"])
      expect(opened()).toBe(1)
    })
  )

  it.effect("is forgotten in the queue, and nothing is connected to for it", () =>
    Effect.gen(function* () {
      const arrived = signal<() => void>()
      const { host, opened } = yield* webServer((_, response) => {
        response.setHeader("connection", "close")
        arrived.resolve(() => response.end("last"))
      })
      const client = yield* NodeTransport.make({ connections: 1 })
      const get = Effect.flatMap(client.get(`http://${host}/`), (response) => response.text)
      const first = yield* Effect.forkChild(get, { startImmediately: true })
      const second = yield* Effect.forkChild(get, { startImmediately: true })
      const answer = yield* Effect.promise(() => arrived.promise)
      yield* Fiber.interrupt(second)
      answer()
      expect(yield* Fiber.join(first)).toBe("last")
      yield* settle
      expect(opened()).toBe(1)
    })
  )

  it.effect("that was not yet written leaves the connection open", () =>
    Effect.gen(function* () {
      const paths: Array<string | undefined> = []
      const { host, opened } = yield* answering(({ url }) => `${paths.push(url)}`)
      const client = yield* NodeTransport.make({ connections: 1 })
      const get = (path: string) =>
        Effect.flatMap(client.get(`http://${host}/${path}`), (response) => response.text)
      yield* get("first")
      yield* settle
      const second = yield* Effect.forkChild(get("second"), { startImmediately: true })
      yield* Fiber.interrupt(second)
      yield* get("third")
      expect(paths).toEqual(["/first", "/third"])
      expect(opened()).toBe(1)
    })
  )

  it.effect("stops connecting", () =>
    Effect.gen(function* () {
      const accepted = signal<Socket>()
      // Accepts, but never answers the TLS handshake.
      const { host } = yield* rawServer((socket) => accepted.resolve(socket))
      const client = yield* NodeTransport.make()
      const fiber = yield* Effect.forkChild(client.get(`https://${host}/`), { startImmediately: true })
      const socket = yield* Effect.promise(() => accepted.promise)
      const gone = once(socket, "close")
      yield* Fiber.interrupt(fiber)
      yield* Effect.promise(() => gone)
    })
  )

  it.effect("is not waited for by the next call, if it was connecting on the only connection", () =>
    Effect.gen(function* () {
      const accepted = [signal<Socket>(), signal<Socket>()]
      let hellos = 0
      const { host } = yield* rawServer((socket) => accepted[hellos++]?.resolve(socket))
      const client = yield* NodeTransport.make({ connections: 1 })
      const get = client.get(`https://${host}/`)
      const first = yield* Effect.forkChild(get, { startImmediately: true })
      const second = yield* Effect.forkChild(get, { startImmediately: true })
      const one = yield* Effect.promise(() => accepted[0]?.promise ?? Promise.reject())
      const gone = once(one, "close")
      yield* Fiber.interrupt(first)
      yield* Effect.promise(() => Promise.all([gone, accepted[1]?.promise]))
      yield* Fiber.interrupt(second)
    })
  )

  it.effect("closes the connection on which it waits for an answer", () =>
    Effect.gen(function* () {
      const arrived = signal<Socket>()
      const { host } = yield* rawServer((socket) => arrived.resolve(socket))
      const client = yield* NodeTransport.make()
      const fiber = yield* Effect.forkChild(client.post(`http://${host}/`), { startImmediately: true })
      const socket = yield* Effect.promise(() => arrived.promise)
      const gone = once(socket, "close")
      yield* Fiber.interrupt(fiber)
      yield* Effect.promise(() => gone)
    })
  )

  it.effect.each([
    ["text", (response: HttpClientResponse) => Effect.asVoid(response.text)],
    ["a stream", (response: HttpClientResponse) => Stream.runDrain(response.stream)]
  ] as const)("closes the connection on which it reads %s", ([_, read]) =>
    Effect.gen(function* () {
      const { host, gone } = yield* endless
      const client = yield* NodeTransport.make()
      const response = yield* client.get(`http://${host}/`)
      const fiber = yield* Effect.forkChild(read(response), { startImmediately: true })
      yield* Fiber.interrupt(fiber)
      yield* gone
      expect((yield* Effect.flip(response.text)).reason._tag).toBe("DecodeError")
    })
  )
})

describe("a connection", () => {
  it.effect("closes when a stream is read no further", () =>
    Effect.gen(function* () {
      const { host, gone } = yield* endless
      const client = yield* NodeTransport.make()
      const response = yield* client.get(`http://${host}/`)
      expect(yield* Stream.mkString(Stream.decodeText(Stream.take(response.stream, 1)))).toBe("begin")
      yield* gone
    })
  )

  it.effect("closes then also where the request has a scope, which is still open", () =>
    Effect.gen(function* () {
      const { host, gone } = yield* endless
      const client = HttpClient.withScope(yield* NodeTransport.make())
      const response = yield* client.get(`http://${host}/`)
      yield* Stream.runDrain(Stream.take(response.stream, 1))
      yield* gone
    })
  )

  it.effect("closes with the scope of the request", () =>
    Effect.gen(function* () {
      const { host, gone } = yield* endless
      const client = HttpClient.withScope(yield* NodeTransport.make())
      const response = yield* Effect.scoped(client.get(`http://${host}/`))
      yield* gone
      expect(codeOf(yield* Effect.flip(response.text))).toBe("UND_ERR_ABORTED")
    })
  )

  it.effect("closes when the scope of a request that has no answer is closed by another", () =>
    Effect.gen(function* () {
      const arrived = signal<Socket>()
      const { host } = yield* rawServer((socket) => arrived.resolve(socket))
      const client = HttpClient.withScope(yield* NodeTransport.make())
      const scope = yield* Scope.make()
      const call = client.get(`http://${host}/`).pipe(Scope.provide(scope), Effect.flip)
      const fiber = yield* Effect.forkChild(call, { startImmediately: true })
      yield* Effect.promise(() => arrived.promise)
      yield* Scope.close(scope, Exit.void)
      expect(codeOf(yield* Fiber.join(fiber))).toBe("UND_ERR_ABORTED")
    })
  )

  it.effect("is free for the next call after a small body that nobody reads", () =>
    Effect.gen(function* () {
      const { host, opened } = yield* answering(() => "x".repeat(60_000))
      const client = yield* NodeTransport.make({ connections: 1 })
      for (let call = 0; call < 5; call++) yield* client.get(`http://${host}/`)
      expect(opened()).toBe(1)
    })
  )

  it.effect("is given back when a large body is forgotten", () =>
    Effect.gen(function* () {
      const { host, gone } = yield* endless
      const client = yield* NodeTransport.make({ connections: 1 })
      yield* Effect.promise(async () => void (await Effect.runPromise(client.get(`http://${host}/`))))
      setFlagsFromString("--expose-gc")
      const collectGarbage: () => void = runInNewContext("gc")
      const collecting = yield* Effect.forkChild(
        Effect.forever(
          Effect.promise(async () => {
            collectGarbage()
            await nextTurn()
          })
        )
      )
      yield* gone
      yield* Fiber.interrupt(collecting)
    })
  )
})

describe("the end of a transport", () => {
  it.effect("fails the calls in flight, queued and connecting, and leaves no socket", () =>
    Effect.gen(function* () {
      const sockets: Array<Socket> = []
      const all = signal()
      const { host } = yield* listen(() =>
        net.createServer((socket) => {
          if (sockets.push(socket) === 2) all.resolve()
        })
      )
      const scope = yield* Scope.make()
      const client = yield* NodeTransport.make({ connections: 1 }).pipe(Scope.provide(scope))
      const calls = yield* Effect.forEach(["http", "http", "https", "https"], (scheme) =>
        Effect.forkChild(Effect.flip(client.get(`${scheme}://${host}/`)), { startImmediately: true })
      )
      yield* Effect.promise(() => all.promise)
      const gone = Effect.promise(() => Promise.all(sockets.map((socket) => once(socket.resume(), "close"))))
      yield* Scope.close(scope, Exit.void)
      for (const call of calls) expect(codeOf(yield* Fiber.join(call))).toBe("UND_ERR_DESTROYED")
      yield* gone
      expect(codeOf(yield* Effect.flip(client.get(`http://${host}/`)))).toBe("UND_ERR_DESTROYED")
    })
  )
})
