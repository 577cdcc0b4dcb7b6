import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import { media } from "./support/fakeLibrary.js"
import { settled } from "./support/settled.js"
import {
  type Client,
  calling,
  devices,
  isLive,
  makeClient,
  makeStream,
  microphone,
  watchCall
} from "./support/webRtc.js"

describe("WebRtcClient.callClient", () => {
  it.effect("hands the library an id, a token, and all that it would otherwise guess", () =>
    Effect.gen(function* () {
      const { raw, rawCall, given } = yield* calling()
      expect(raw.log).toEqual(["client ben with t1.t.t", "reconnect"])
      expect(rawCall.options).toEqual({ localStreams: given, receiveAudio: true, receiveVideo: false })
    })
  )

  it.effect("sends streams, bit rates and headers as it is told", () =>
    Effect.gen(function* () {
      const screen = makeStream("video")
      const { rawCall, given } = yield* calling((client) =>
        client.callClient("ben+home", {
          streams: [screen],
          receiveAudio: true,
          maxBitrateVideo: 500_000,
          maxBitrateAudio: 32_000,
          headers: { "X-Ticket": "4711" }
        })
      )
      expect(given).toEqual([])
      expect(rawCall.options).toEqual({
        localStreams: [screen],
        receiveAudio: true,
        receiveVideo: true,
        maxBitrateAudio: 32_000,
        maxBitrateVideo: 500_000,
        extraSipHeaders: ["X-Ticket: 4711"]
      })
    })
  )

  it.effect("asks for the devices that it is told of", () =>
    Effect.gen(function* () {
      const { asked } = yield* devices(async () => makeStream())
      const { client } = yield* makeClient({ register: false })
      yield* client.callClient("ben", { audio: { echoCancellation: false }, video: true })
      expect(asked).toEqual([{ audio: { echoCancellation: false }, video: true }])
    })
  )

  it.effect("may only receive", () =>
    Effect.gen(function* () {
      const { rawCall, given } = yield* calling((client) =>
        client.callClient("ben", { audio: false, receiveAudio: true })
      )
      expect(given).toEqual([])
      expect(rawCall.options).toEqual({ localStreams: [], receiveAudio: true, receiveVideo: false })
    })
  )

  const bad: ReadonlyArray<readonly [string, string, Parameters<Client["callClient"]>[1]]> = [
    ["clientId", "", undefined],
    ["clientId", "sip:ben", undefined],
    ["clientId", "ben@home", undefined],
    ["clientId", "ben%2b", undefined],
    ["audio", "ben", { audio: false }],
    ["maxBitrateAudio", "ben", { maxBitrateAudio: 0 }],
    ["maxBitrateVideo", "ben", { maxBitrateVideo: 0.5 }],
    ["answerTimeout", "ben", { answerTimeout: 0 }],
    ["headers", "ben", { headers: { Ticket: "1" } }],
    ["headers", "ben", { headers: { "X-A": "1\r\nX-B: 2" } }],
    ["headers", "ben", { headers: { "X-A: 1\r\nX-B": "2" } }]
  ]
  bad.forEach(([field, id, options], index) => {
    it.effect(`refuses a bad ${field} before anybody is asked (${index + 1})`, () =>
      Effect.gen(function* () {
        const { asked } = yield* microphone
        const { client, raw } = yield* makeClient({ register: false })
        const error = yield* Effect.flip(client.callClient(id, options))
        expect(error.reason).toMatchObject({ _tag: "InvalidInput", field })
        expect(raw.log).toEqual([])
        expect(asked).toEqual([])
      })
    )
  })

  it.effect("fails without a token", () =>
    Effect.gen(function* () {
      const { backend, client } = yield* makeClient({ register: false })
      backend.isDown = true
      const waiting = yield* Effect.forkChild(Effect.flip(client.callClient("ben")))
      yield* settled
      yield* TestClock.adjust("2 seconds")
      expect((yield* Fiber.join(waiting)).reason._tag).toBe("NoToken")
    })
  )

  it.effect("fails before it asks for the microphone when there are calls enough", () =>
    Effect.gen(function* () {
      const { asked } = yield* microphone
      const { client } = yield* makeClient({ register: false })
      yield* client.callClient("ben")
      const error = yield* Effect.flip(client.callClient("eve"))
      expect(error.reason._tag).toBe("TooManyCalls")
      expect(asked).toHaveLength(1)
    })
  )

  const thrown = { "Too many calls": "TooManyCalls", "Invalid token": "NoToken", "what?": "LibraryFailed" }
  for (const [words, tag] of Object.entries(thrown)) {
    it.effect(`turns "${words}" into ${tag}, and frees the microphone`, () =>
      Effect.gen(function* () {
        const { given } = yield* microphone
        const { client, raw } = yield* makeClient({ register: false })
        raw.throwNext = words
        const error = yield* Effect.flip(Effect.scoped(client.callClient("ben")))
        expect(error.operation).toBe("WebRtcClient.callClient")
        expect(error.reason._tag).toBe(tag)
        expect(given.map(isLive)).toEqual([false])
      })
    )
  }

  it.effect(
    "frees the microphone at once when there is no call, and not when the caller's scope is closed",
    () =>
      Effect.gen(function* () {
        const { given } = yield* microphone
        const { client, raw } = yield* makeClient({ register: false })
        raw.throwNext = "Too many calls"
        yield* Effect.flip(client.callClient("ben"))
        expect(given.map(isLive)).toEqual([false])
      })
  )

  it.effect("asks nobody for a microphone once the scope of the client is closed", () =>
    Effect.gen(function* () {
      const { asked } = yield* microphone
      const scope = yield* Scope.make()
      const { client } = yield* Scope.provide(makeClient({ register: false }), scope)
      yield* Scope.close(scope, Exit.void)
      expect((yield* Effect.flip(client.callService("welcome"))).reason._tag).toBe("NotPossible")
      expect(asked).toEqual([])
    })
  )

  const problems = {
    NotAllowedError: "permission-denied",
    NotFoundError: "no-device",
    NotReadableError: "device-busy",
    OverconstrainedError: "overconstrained",
    toString: "failed"
  }
  for (const [name, problem] of Object.entries(problems)) {
    it.effect(`makes no call when the microphone fails with ${name}`, () =>
      Effect.gen(function* () {
        yield* devices(() => Promise.reject(new DOMException("no", name)))
        const { client, raw } = yield* makeClient({ register: false })
        const error = yield* Effect.flip(client.callClient("ben"))
        expect(error.reason).toMatchObject({ _tag: "MediaFailed", problem })
        expect(raw.log).toEqual([])
      })
    )
  }

  it.effect("gives up a person who does not answer the question for the microphone", () =>
    Effect.gen(function* () {
      const answer = Promise.withResolvers<MediaStream>()
      yield* devices(() => answer.promise)
      const { client } = yield* makeClient({ register: false })
      const waiting = yield* Effect.forkChild(Effect.flip(Effect.scoped(client.callClient("ben"))))
      yield* settled
      yield* TestClock.adjust("2 minutes")
      expect((yield* Fiber.join(waiting)).reason).toMatchObject({ problem: "no-answer" })
      // An answer that comes too late opens nothing.
      const late = makeStream()
      answer.resolve(late)
      yield* Effect.promise(() => answer.promise)
      yield* settled
      expect(isLive(late)).toBe(false)
    })
  )
})

describe("WebRtcClient.callService", () => {
  it.effect("needs no token", () =>
    Effect.gen(function* () {
      const { backend, raw } = yield* calling((client) => client.callService("welcome"))
      expect(backend.isDown).toBe(false)
      expect(raw.log).toEqual(["service welcome", "reconnect"])
    })
  )

  it.effect("cannot do without something to send", () =>
    Effect.gen(function* () {
      const { client } = yield* makeClient({ register: false })
      const error = yield* Effect.flip(client.callService("welcome", { audio: false, receiveAudio: true }))
      expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "audio" })
    })
  )

  it.effect("has early media, when there is sound before the answer", () =>
    Effect.gen(function* () {
      const { call, rawCall } = yield* calling((client) => client.callService("welcome"))
      const seen = yield* watchCall(call)
      rawCall.onRinging?.({})
      rawCall.onMedia?.(media(makeStream()))
      yield* settled
      rawCall.onConnected?.({})
      yield* settled
      expect(seen).toEqual(["connecting", "ringing", "early-media", "connected"])
    })
  )

  it.effect("has none when sound and answer come together", () =>
    Effect.gen(function* () {
      const { call, rawCall } = yield* calling((client) => client.callService("welcome"))
      const seen = yield* watchCall(call)
      rawCall.onMedia?.(media(makeStream()))
      rawCall.onConnected?.({})
      yield* settled
      expect(seen).toEqual(["connecting", "connected"])
    })
  )
})
