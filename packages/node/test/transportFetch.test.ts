import { afterEach, describe, expect, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as FetchTransport from "../src/internal/fetchTransport.js"
import type { Options } from "../src/NodeTransport.js"
import { answering, webServer } from "./transportSupport.js"

// What Bun makes of it, only Bun can show; here is what it is asked for.
describe("the transport on fetch", () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  /** What `fetch` was called with, for one request. */
  const initOf = (options: Options, method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE") =>
    Effect.gen(function* () {
      const { host } = yield* answering(() => "")
      const spy = vi.spyOn(globalThis, "fetch")
      const client = yield* FetchTransport.make(options)
      yield* client.execute(HttpClientRequest.make(method)(`http://${host}/`))
      return spy.mock.lastCall?.[1]
    })

  it.effect("returns a redirect", () =>
    Effect.gen(function* () {
      const { host } = yield* webServer((_, response) =>
        response.writeHead(302, { location: "/" }).end("moved")
      )
      const client = yield* FetchTransport.make({})
      const response = yield* client.get(`http://${host}/`)
      expect(response.status).toBe(302)
      expect(yield* response.text).toBe("moved")
    })
  )

  it.effect.each([
    ["POST", true],
    ["PATCH", true],
    ["GET", false],
    ["PUT", false],
    ["DELETE", false]
  ] as const)("sends a %s on a connection of others: %s", ([method, shared]) =>
    Effect.gen(function* () {
      expect(yield* initOf({}, method)).toMatchObject({
        keepalive: shared,
        redirect: "manual",
        timeout: false,
        tls: {}
      })
    })
  )

  it.effect("hands on whom to trust and which versions of TLS", () =>
    Effect.gen(function* () {
      const options = { ca: "certificate", minVersion: "TLSv1.2", maxVersion: "TLSv1.3" } as const
      const tls = { ca: ["certificate"], minVersion: 0x303, maxVersion: 0x304 }
      expect(yield* initOf(options, "POST")).toMatchObject({ tls })
    })
  )
})
