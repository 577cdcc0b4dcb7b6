/** What must not arrive twice asks `fetch` for a connection of its own. tests/faults shows what that is good for. */
import * as Messages from "@aculab-cloud/core/Messages"
import { makeSimulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import { cloudOf, from, to } from "./support.js"

const send = Messages.send({ to, from, content: "Hello" })

/** A cloud that keeps what `fetch` was called with. */
const watched = () => {
  const simulator = makeSimulator()
  const inits: Array<RequestInit | undefined> = []
  const fetch: typeof simulator.fetch = (input, init) => {
    inits.push(init)
    return simulator.fetch(input, init)
  }
  return { cloud: cloudOf({ ...simulator, fetch }), inits }
}

describe("the connection of a call", () => {
  it.effect("is its own where the call must not arrive twice", () =>
    Effect.gen(function* () {
      const { cloud, inits } = watched()
      yield* Effect.provide(send, cloud)
      expect(inits).toMatchObject([{ keepalive: false, redirect: "manual" }])
    })
  )

  it.effect("may be a kept one where it does no harm", () =>
    Effect.gen(function* () {
      const { cloud, inits } = watched()
      yield* Effect.provide(Messages.listBlocked({ from }), cloud)
      expect(inits).toMatchObject([{ redirect: "manual" }])
      expect(inits[0]).not.toHaveProperty("keepalive")
    })
  )

  it.effect("is what the program itself says", () =>
    Effect.gen(function* () {
      const { cloud, inits } = watched()
      const own = { keepalive: true, redirect: "follow" } as const
      yield* send.pipe(Effect.provide(cloud), Effect.provideService(FetchHttpClient.RequestInit, own))
      expect(inits).toMatchObject([{ keepalive: true, redirect: "manual" }])
    })
  )
})
