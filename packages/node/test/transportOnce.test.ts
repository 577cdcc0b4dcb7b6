import type { Socket } from "node:net"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as NodeTransport from "../src/NodeTransport.js"
import { codeOf, rawServer, signal } from "./transportSupport.js"

const ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"

/**
 * A server that answers the first request of each connection, and lets `second` treat
 * what comes after it. `requests` are all the requests that it was sent.
 */
const server = (second: (socket: Socket) => void) =>
  Effect.gen(function* () {
    const requests: Array<string> = []
    const sockets: Array<Socket> = []
    const { host, opened } = yield* rawServer((socket, data, before) => {
      const path = /^\w+ \/(\w+)/.exec(data)?.[1]
      if (path !== undefined) requests.push(path)
      if (before > 0) return second(socket)
      sockets.push(socket)
      socket.write(ok)
    })
    const send = (method: "GET" | "POST" | "PUT", path: string) =>
      HttpClient.execute(
        HttpClientRequest.make(method)(`http://${host}/${path}`).pipe(
          method === "GET" ? (request) => request : HttpClientRequest.bodyText("once")
        )
      ).pipe(
        Effect.tap((response) => response.text),
        Effect.map((response) => response.status)
      )
    return { requests, sockets, opened, send }
  })

describe("a request on a connection that was used before", () => {
  it.layer(NodeTransport.layer)((it) => {
    it.effect("reuses it", () =>
      Effect.gen(function* () {
        const { send, requests, opened } = yield* server((socket) => socket.write(ok))
        for (const path of ["a", "b", "c"]) expect(yield* send("POST", path)).toBe(200)
        expect(requests).toEqual(["a", "b", "c"])
        expect(opened()).toBe(1)
      })
    )

    it.effect("goes out once, on a new one, when the server has closed it before", () =>
      Effect.gen(function* () {
        const { send, requests, sockets, opened } = yield* server(() => undefined)
        yield* send("POST", "a")
        const closed = signal()
        sockets[0]?.on("close", closed.resolve).end()
        yield* Effect.promise(() => closed.promise)
        expect(yield* send("POST", "b")).toBe(200)
        expect(requests).toEqual(["a", "b"])
        expect(opened()).toBe(2)
      })
    )

    it.effect("goes out once, on a new one, when the server closes it at the same moment", () =>
      Effect.gen(function* () {
        const { send, requests, sockets, opened } = yield* server(() => undefined)
        yield* send("POST", "a")
        // In one turn of the event loop: the FIN is on its way when the request comes.
        sockets[0]?.end()
        expect(yield* send("POST", "b")).toBe(200)
        expect(requests).toEqual(["a", "b"])
        expect(opened()).toBe(2)
      })
    )

    it.effect(
      "fails unsent, though with a code that proves nothing, when the server resets it at the same moment",
      () =>
        Effect.gen(function* () {
          const { send, requests, sockets, opened } = yield* server(() => undefined)
          yield* send("POST", "a")
          sockets[0]?.resetAndDestroy()
          const error = yield* Effect.flip(send("POST", "b"))
          expect(codeOf(error)).toBe("ECONNRESET")
          expect(error.reason).toMatchObject({ _tag: "TransportError", description: "nothing was sent" })
          expect(yield* send("POST", "c")).toBe(200)
          expect(requests).toEqual(["a", "c"])
          expect(opened()).toBe(2)
        })
    )

    it.effect.each([
      ["POST", "resets", "ECONNRESET"],
      ["PUT", "resets", "ECONNRESET"],
      ["GET", "resets", "ECONNRESET"],
      ["POST", "closes", "UND_ERR_SOCKET"],
      ["PUT", "closes", "UND_ERR_SOCKET"],
      ["GET", "closes", "UND_ERR_SOCKET"]
    ] as const)(
      "is a %s that goes out once and fails, when the server reads it and %s",
      ([method, how, code]) =>
        Effect.gen(function* () {
          const { send, requests, opened } = yield* server((socket) =>
            how === "resets" ? socket.resetAndDestroy() : socket.end()
          )
          yield* send("POST", "a")
          const error = yield* Effect.flip(send(method, "b"))
          expect(codeOf(error)).toBe(code)
          expect(error.reason).toMatchObject({ _tag: "TransportError" })
          expect(error.reason).not.toHaveProperty("description")
          // Whatever undici might still have queued would come before this one.
          yield* send("POST", "c")
          expect(requests).toEqual(["a", "b", "c"])
          expect(opened()).toBe(2)
        })
    )
  })
})

describe("requests that wait for the one connection", () => {
  it.effect("go out once each, when the one before them is reset", () =>
    Effect.gen(function* () {
      const requests: Array<string> = []
      const { host } = yield* rawServer((socket, data) => {
        requests.push(/^POST \/(\w+)/.exec(data)?.[1] ?? "")
        if (requests.length % 2 === 1) socket.resetAndDestroy()
        else socket.write(ok)
      })
      const client = yield* NodeTransport.make({ connections: 1 })
      const results = yield* Effect.forEach(
        ["a", "b", "c", "d"],
        (path) => Effect.isSuccess(client.post(`http://${host}/${path}`)),
        { concurrency: "unbounded" }
      )
      expect(requests).toEqual(["a", "b", "c", "d"])
      expect(results).toEqual([false, true, false, true])
    })
  )
})
