import * as TokenSource from "@aculab-cloud/browser/TokenSource"
import * as WebRtcClient from "@aculab-cloud/browser/WebRtcClient"
import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import { makeFakeLibrary } from "./support/fakeLibrary.js"
import { settled } from "./support/settled.js"
import { makeClient, settings, watchRegistration } from "./support/webRtc.js"

const ready = { ready: true, cause: "NORMAL", retry: false }
const refused = (cause: string) => ({ ready: false, cause, retry: false })

const pass = (time: Parameters<typeof TestClock.adjust>[0]) => Effect.andThen(TestClock.adjust(time), settled)

describe("WebRtcClient.make", () => {
  it.effect("makes the library's client, quiet, with one call at a time", () =>
    Effect.gen(function* () {
      const { raw } = yield* makeClient()
      expect(raw.made).toEqual(["1-2-0", "abc123", "anna", 0])
      expect(raw.maxConcurrent).toBe(1)
      expect(raw.configuration).toBeUndefined()
    })
  )

  it.effect("hands over what it is told of calls and servers", () =>
    Effect.gen(function* () {
      const servers = [{ urls: "turn:turn.example.com", username: "u", credential: "c" }]
      const { raw } = yield* makeClient({
        maxConcurrent: 3,
        logLevel: 4,
        iceServers: servers,
        iceTransportPolicy: "relay"
      })
      expect(raw.made.at(-1)).toBe(4)
      expect(raw.maxConcurrent).toBe(3)
      expect(raw.configuration).toEqual({ iceServers: servers, iceTransportPolicy: "relay" })
      // Without this, a call waits for the cloud's servers all the same.
      expect(raw.iceServers).toEqual(servers)
    })
  )

  it.effect("loads the library when it is needed", () =>
    Effect.gen(function* () {
      const fake = makeFakeLibrary()
      const tokens = yield* TokenSource.fromEffect(Effect.never)
      yield* WebRtcClient.make({ ...settings, tokens, library: async () => fake })
      expect(fake.clients).toHaveLength(1)
    })
  )

  it.effect("is also a layer", () =>
    Effect.gen(function* () {
      const library = makeFakeLibrary()
      const tokens = yield* TokenSource.fromEffect(Effect.never)
      yield* WebRtcClient.WebRtcClient.use(() => Effect.void).pipe(
        Effect.provide(WebRtcClient.layer({ ...settings, tokens, library }))
      )
      expect(library.clients[0]?.log.at(-1)).toBe("close")
    })
  )

  it.effect("fails with what kept the library from loading", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        makeClient({ library: () => Promise.reject(new Error("no such file")) })
      )
      expect(error.message).toBe("WebRtcClient.make: Aculab's library failed: Error: no such file")
    })
  )

  it.effect("does not wait for ever for the library", () =>
    Effect.gen(function* () {
      const waiting = yield* Effect.forkChild(
        Effect.flip(makeClient({ library: () => new Promise(() => {}) }))
      )
      yield* settled
      yield* pass("30 seconds")
      expect((yield* Fiber.join(waiting)).reason._tag).toBe("TimedOut")
    })
  )

  for (const supported of [
    false,
    () => {
      throw new ReferenceError("window is not defined")
    }
  ]) {
    it.effect(`says that calls are not possible here (${typeof supported})`, () =>
      Effect.gen(function* () {
        const library = makeFakeLibrary()
        library.supported = supported
        const error = yield* Effect.flip(makeClient({ library }))
        expect(error.reason._tag).toBe("Unsupported")
        expect(library.clients).toEqual([])
      })
    )
  }

  const bad: ReadonlyArray<readonly [string, Partial<WebRtcClient.Options>]> = [
    ["cloudId", { cloudId: "1-2" }],
    ["webRtcAccessKey", { webRtcAccessKey: "ABC" }],
    ["webRtcAccessKey", { webRtcAccessKey: "a".repeat(64) }],
    ["clientId", { clientId: "sip:anna@home" }],
    ["clientId", { clientId: "" }],
    ["maxConcurrent", { maxConcurrent: 0 }],
    ["maxConcurrent", { maxConcurrent: 1.5 }],
    ["logLevel", { logLevel: 6 }],
    ["unreadTimeout", { unreadTimeout: 0 }],
    ["ringTimeout", { ringTimeout: "-1 seconds" }],
    ["firstDelay", { firstDelay: 0 }],
    ["maxDelay", { maxDelay: Number.NaN }]
  ]
  bad.forEach(([field, options], index) => {
    it.effect(`refuses a bad ${field} before the library hears of it (${index + 1})`, () =>
      Effect.gen(function* () {
        const library = makeFakeLibrary()
        const error = yield* Effect.flip(makeClient({ library, ...options }))
        expect(error.reason).toMatchObject({ _tag: "InvalidInput", field })
        expect(library.clients).toEqual([])
      })
    )
  })

  it.effect("refuses an API access key that gets past the types, and does not show it", () =>
    Effect.gen(function* () {
      const options: Partial<WebRtcClient.Options> = JSON.parse('{ "apiAccessKey": "secret" }')
      const error = yield* Effect.flip(makeClient(options))
      expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "apiAccessKey" })
      expect(error.message).not.toContain("secret")
    })
  )
})

describe("WebRtcClient.registration", () => {
  it.effect("registers with a token, and says when that is done", () =>
    Effect.gen(function* () {
      const { client, raw } = yield* makeClient()
      expect(raw.tokens).toEqual(["t1.t.t"])
      // Where there is no network at first, the library would never try again.
      expect(raw.log).toEqual(["enable", "reconnect"])
      const seen = yield* watchRegistration(client)
      raw.onIncomingState?.(ready)
      yield* settled
      expect(seen).toEqual(["registering", "registered"])
    })
  )

  it.effect("begins with the present state for everybody who reads", () =>
    Effect.gen(function* () {
      const { client, raw } = yield* makeClient()
      raw.onIncomingState?.(ready)
      yield* settled
      expect(yield* watchRegistration(client)).toEqual(["registered"])
      expect(yield* watchRegistration(client)).toEqual(["registered"])
    })
  )

  it.effect("does not register when it is told not to", () =>
    Effect.gen(function* () {
      const { client, raw } = yield* makeClient({ register: false })
      expect(raw.log).toEqual([])
      expect(yield* watchRegistration(client)).toEqual(["not-asked"])
    })
  )

  it.effect("hands over a new token before the old one ends, and stays registered", () =>
    Effect.gen(function* () {
      const { client, raw } = yield* makeClient()
      const seen = yield* watchRegistration(client)
      raw.onIncomingState?.(ready)
      yield* pass("59 minutes")
      raw.onIncomingState?.(ready)
      yield* settled
      expect(raw.tokens).toEqual(["t1.t.t", "t2.t.t"])
      expect(seen).toEqual(["registering", "registered"])
    })
  )

  it.effect("replaces a refused token and registers again", () =>
    Effect.gen(function* () {
      const { client, raw } = yield* makeClient()
      const seen = yield* watchRegistration(client)
      raw.onIncomingState?.(ready)
      yield* settled
      raw.onIncomingState?.(refused("INVALIDTOKEN"))
      // In the callback the library still forgets the token: what it is given then is lost.
      expect(raw.tokens).toEqual(["t1.t.t"])
      yield* settled
      yield* pass("1 second")
      expect(raw.tokens).toEqual(["t1.t.t", "t2.t.t"])
      raw.onIncomingState?.(ready)
      yield* settled
      expect(seen).toEqual(["registering", "registered", "invalid-token", "registering", "registered"])
    })
  )

  const causes = { DISCONNECTED: "disconnected", FAILED: "failed", NORMAL: "failed", toString: "failed" }
  for (const [cause, shown] of Object.entries(causes)) {
    it.effect(`registers again with the same token after ${cause}`, () =>
      Effect.gen(function* () {
        const { client, raw } = yield* makeClient()
        const seen = yield* watchRegistration(client)
        raw.onIncomingState?.(ready)
        yield* settled
        raw.onIncomingState?.(refused(cause))
        yield* settled
        yield* pass("1 second")
        expect(raw.tokens).toEqual(["t1.t.t", "t1.t.t"])
        expect(seen).toEqual(["registering", "registered", shown, "registering"])
      })
    )
  }

  it.effect("waits longer after each failure", () =>
    Effect.gen(function* () {
      const clock = yield* Clock.Clock
      const { raw } = yield* makeClient({ maxDelay: "4 seconds" })
      const waits: Array<number> = []
      for (let attempt = 1; attempt <= 5; attempt++) {
        const start = clock.currentTimeMillisUnsafe()
        raw.onToken = () => waits.push(clock.currentTimeMillisUnsafe() - start)
        raw.onIncomingState?.(refused("FAILED"))
        yield* settled
        yield* pass("4 seconds")
      }
      const longest = [1000, 2000, 4000, 4000, 4000]
      longest.forEach((most, index) => {
        expect(waits[index]).toBeGreaterThanOrEqual(most / 2)
        expect(waits[index]).toBeLessThanOrEqual(most + 1)
      })
    })
  )

  it.effect("shows a lost connection, and that the library makes it again", () =>
    Effect.gen(function* () {
      const { client, raw } = yield* makeClient()
      const seen = yield* watchRegistration(client)
      raw.connection("Connected")
      raw.onIncomingState?.(ready)
      yield* settled
      raw.connection("Disconnected")
      yield* settled
      raw.connection("Connecting")
      raw.connection("Connected")
      yield* settled
      raw.onIncomingState?.(ready)
      yield* settled
      expect(seen).toEqual(["registering", "registered", "disconnected", "registering", "registered"])
      expect(raw.tokens).toHaveLength(1)
    })
  )

  it.effect("tries again when nothing is ever answered", () =>
    Effect.gen(function* () {
      const { client, raw } = yield* makeClient()
      const seen = yield* watchRegistration(client)
      yield* pass("46 seconds")
      expect(seen).toEqual(["registering", "disconnected", "registering"])
      expect(raw.log).toEqual(["enable", "reconnect", "enable", "reconnect"])
    })
  )

  it.effect("goes on while the backend is down, and registers when it is back", () =>
    Effect.gen(function* () {
      const { backend, client, raw } = yield* makeClient()
      const seen = yield* watchRegistration(client)
      raw.onIncomingState?.(ready)
      yield* settled
      backend.isDown = true
      raw.onIncomingState?.(refused("INVALIDTOKEN"))
      yield* settled
      yield* pass("30 seconds")
      expect(seen.slice(0, 4)).toEqual(["registering", "registered", "invalid-token", "no-token"])
      backend.isDown = false
      raw.onToken = () => raw.onIncomingState?.(ready)
      yield* pass("1 minute")
      expect(seen.slice(-2)).toEqual(["registering", "registered"])
    })
  )

  it.effect("treats a token that the library does not take like one that is refused", () =>
    Effect.gen(function* () {
      const { client, raw } = yield* makeClient()
      const seen = yield* watchRegistration(client)
      raw.onIncomingState?.(refused("FAILED"))
      raw.throwNext = "Invalid token"
      yield* settled
      yield* pass("1 second")
      yield* pass("2 seconds")
      expect(raw.tokens).toEqual(["t1.t.t", "t2.t.t"])
      expect(seen).toEqual(["registering", "failed", "registering", "invalid-token", "registering"])
    })
  )

  it.effect("closes with its scope, and hears nothing any more", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { client, raw } = yield* Scope.provide(makeClient(), scope)
      const seen = yield* watchRegistration(client)
      raw.onIncomingState?.(ready)
      yield* settled
      yield* Scope.close(scope, Exit.void)
      yield* settled
      expect(raw.log.at(-1)).toBe("close")
      expect(raw.onIncomingState).toBeUndefined()
      expect(raw.onIncoming).toBeUndefined()
      expect(seen).toEqual(["registering", "registered", "closed", "end"])
      yield* pass("2 hours")
      expect(raw.tokens).toHaveLength(1)
    })
  )
})
