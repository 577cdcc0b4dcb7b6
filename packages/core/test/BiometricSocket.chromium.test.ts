/** What only a page has: an address of its own, and the browser's WebSocket. */
import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"

describe("in a page", () => {
  it.effect("the endpoint of a session may be a path", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const error = yield* BiometricSocket.sessionFrom("/voice", { operation: "verify" }).pipe(
        Effect.provide(FetchHttpClient.layer),
        Effect.provideService(FetchHttpClient.Fetch, async (input, init) => {
          asked.push(new Request(input, init).url)
          return Response.json({ error: "signed-out" }, { status: 401 })
        }),
        Effect.flip
      )
      expect(error.reason).toMatchObject({ _tag: "Unauthorized", code: "signed-out" })
      expect(asked).toEqual([`${location.origin}/voice`])
    })
  )

  it.effect("the WebSocket is the browser's", () =>
    Effect.gen(function* () {
      expect(yield* BiometricSocket.CurrentWebSocket).toBe(WebSocket)
    })
  )
})
