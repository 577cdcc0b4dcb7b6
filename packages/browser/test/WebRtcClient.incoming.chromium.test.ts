import type { IncomingCall } from "@aculab-cloud/browser/WebRtcCall"
import type { WebRtcClient } from "@aculab-cloud/browser/WebRtcClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { settled } from "./support/settled.js"
import { devices, isLive, makeClient, makeStream, microphone, watch, watchCall } from "./support/webRtc.js"

const next = (client: WebRtcClient["Service"]): Effect.Effect<IncomingCall> =>
  Effect.flatMap(
    Stream.runHead(client.incoming),
    Option.match({ onNone: () => Effect.die("no call"), onSome: Effect.succeed })
  )

/** A call of `ben` that rings and was read. */
const ringing = Effect.gen(function* () {
  const made = yield* makeClient({ register: false })
  const rawCall = made.raw.ring()
  return { ...made, rawCall, incoming: yield* next(made.client) }
})

describe("WebRtcClient.incoming", () => {
  it.effect("shows who calls with what, and tells the caller that it rings", () =>
    Effect.gen(function* () {
      const { client, raw } = yield* makeClient({ register: false })
      const rawCall = raw.ring({ from: "ben+home", type: "service", offeringVideo: true })
      expect(rawCall.log).toEqual([])
      const incoming = yield* next(client)
      expect(incoming).toMatchObject({
        id: rawCall.callUuid,
        from: "ben+home",
        caller: "service",
        offers: { audio: true, video: true },
        accepts: { audio: true, video: false }
      })
      expect(incoming.headers("X-Ticket")).toEqual(["4711"])
      expect(rawCall.log).toEqual(["ringing"])
    })
  )

  it.effect("calls a caller of another kind other", () =>
    Effect.gen(function* () {
      const { client, raw } = yield* makeClient({ register: false })
      raw.ring({ type: "toString" })
      expect((yield* next(client)).caller).toBe("other")
    })
  )

  it.effect("shows every call to everybody who reads, each once, also those that ring already", () =>
    Effect.gen(function* () {
      const { client, raw } = yield* makeClient({ register: false, maxConcurrent: 5 })
      const fromOf = ({ from }: IncomingCall) => from
      const first = yield* watch(client.incoming, fromOf)
      const anna = raw.ring({ from: "anna" })
      raw.ring({ from: "ben" })
      yield* settled
      const second = yield* watch(client.incoming, fromOf)
      anna.onDisconnect?.({ cause: "NORMAL" })
      yield* settled
      const third = yield* watch(client.incoming, fromOf)
      raw.ring({ from: "eve" })
      yield* settled
      expect(first).toEqual(["anna", "ben", "eve"])
      expect(second).toEqual(["anna", "ben", "eve"])
      expect(third).toEqual(["ben", "eve"])
      expect(anna.log).toEqual(["ringing"])
    })
  )

  it.effect("goes on when the library cannot say to one caller that it rings", () =>
    Effect.gen(function* () {
      const { client, raw } = yield* makeClient({ register: false, maxConcurrent: 2 })
      raw.ring({ from: "ben" }).throwNext = new Error("not progressable")
      const seen = yield* watch(client.incoming, ({ from }) => from)
      raw.ring({ from: "eve" })
      yield* settled
      expect(seen).toEqual(["ben", "eve"])
    })
  )

  it.effect("rejects a call that nobody reads", () =>
    Effect.gen(function* () {
      const { raw } = yield* makeClient({ register: false, unreadTimeout: "10 seconds" })
      const rawCall = raw.ring()
      yield* settled
      yield* TestClock.adjust("9 seconds")
      expect(rawCall.log).toEqual([])
      yield* TestClock.adjust("1 second")
      expect(rawCall.log).toEqual(["reject 480"])
    })
  )

  it.effect("lets a call that was read ring for longer, and not for ever", () =>
    Effect.gen(function* () {
      const { incoming, rawCall } = yield* ringing
      const seen = yield* watchCall(incoming)
      yield* TestClock.adjust("119 seconds")
      expect(rawCall.log).toEqual(["ringing"])
      yield* TestClock.adjust("1 second")
      yield* settled
      expect(rawCall.log).toEqual(["ringing", "reject 480"])
      expect(seen).toEqual(["ringing", "no-answer (local)", "end"])
    })
  )

  it.effect("lets no call ring for longer than it may, also where nobody needs to read it so soon", () =>
    Effect.gen(function* () {
      const { client, raw } = yield* makeClient({ register: false, ringTimeout: "5 seconds" })
      const rawCall = raw.ring()
      yield* next(client)
      yield* settled
      yield* TestClock.adjust("5 seconds")
      yield* settled
      expect(rawCall.log).toEqual(["ringing", "reject 480"])
    })
  )

  it.effect("shows that the caller gave up", () =>
    Effect.gen(function* () {
      const { incoming, rawCall } = yield* ringing
      const seen = yield* watchCall(incoming)
      rawCall.onDisconnect?.({ cause: "NORMAL" })
      yield* settled
      expect(seen).toEqual(["ringing", "cancelled (remote)", "end"])
      expect((yield* Effect.flip(incoming.answer())).reason).toMatchObject({
        _tag: "CallEnded",
        cause: "cancelled"
      })
      expect((yield* Effect.flip(incoming.reject())).reason._tag).toBe("CallEnded")
      expect(rawCall.log).toEqual(["ringing"])
    })
  )

  it.effect("ends what rings, and its stream, with the scope of the client", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { client, raw } = yield* Scope.provide(makeClient({ register: false }), scope)
      const seen = yield* watch(client.incoming, ({ from }) => from)
      const rawCall = raw.ring()
      yield* settled
      yield* Scope.close(scope, Exit.void)
      yield* settled
      expect(rawCall.log).toEqual(["ringing", "disconnect"])
      expect(seen).toEqual(["ben", "end"])
    })
  )
})

describe("an incoming call", () => {
  it.effect("is answered with the microphone, and hung up with the scope of the answer", () =>
    Effect.gen(function* () {
      const { given } = yield* microphone
      const { incoming, rawCall } = yield* ringing
      const seen = yield* watchCall(incoming)
      const scope = yield* Scope.make()
      const call = yield* Scope.provide(incoming.answer({ headers: { "X-Desk": "7" } }), scope)
      expect(call).toMatchObject({ id: incoming.id, direction: "incoming" })
      expect(rawCall.options).toEqual({
        localStreams: given,
        receiveAudio: true,
        receiveVideo: false,
        extraSipHeaders: ["X-Desk: 7"]
      })
      rawCall.onConnected?.({})
      yield* call.connected
      yield* Scope.close(scope, Exit.void)
      yield* settled
      expect(rawCall.log).toEqual(["ringing", "answer", "disconnect"])
      expect(seen).toEqual(["ringing", "connecting", "connected", "normal (local)", "end"])
      expect(given.map(isLive)).toEqual([false])
    })
  )

  it.effect("ends as failed when its answer leads to no connection", () =>
    Effect.gen(function* () {
      yield* microphone
      const { incoming } = yield* ringing
      const call = yield* incoming.answer()
      yield* settled
      yield* TestClock.adjust("1 minute")
      expect(yield* call.ended).toMatchObject({ cause: "failed", by: "local" })
    })
  )

  it.effect("does not end by itself once it was answered", () =>
    Effect.gen(function* () {
      yield* microphone
      const { incoming, rawCall } = yield* ringing
      yield* incoming.answer()
      rawCall.onConnected?.({})
      yield* settled
      yield* TestClock.adjust("1 hour")
      expect(rawCall.log).toEqual(["ringing", "answer"])
    })
  )

  it.effect("goes on ringing when the microphone is refused, and can be answered once more", () =>
    Effect.gen(function* () {
      let isAllowed = false
      yield* devices(async () => {
        if (isAllowed) return makeStream()
        throw new DOMException("no", "NotAllowedError")
      })
      const { incoming, rawCall } = yield* ringing
      const error = yield* Effect.flip(incoming.answer())
      expect(error.reason).toMatchObject({ _tag: "MediaFailed", problem: "permission-denied" })
      expect(rawCall.log).toEqual(["ringing"])
      isAllowed = true
      yield* incoming.answer()
      expect(rawCall.log).toEqual(["ringing", "answer"])
    })
  )

  it.effect("is answered once", () =>
    Effect.gen(function* () {
      yield* microphone
      const { incoming, rawCall } = yield* ringing
      const outcomes = yield* Effect.all(
        [Effect.result(incoming.answer()), Effect.result(incoming.answer())],
        {
          concurrency: "unbounded"
        }
      )
      expect(outcomes.map(({ _tag }) => _tag).sort()).toEqual(["Failure", "Success"])
      expect((yield* Effect.flip(incoming.answer())).reason._tag).toBe("NotPossible")
      expect((yield* Effect.flip(incoming.reject())).reason._tag).toBe("NotPossible")
      expect(rawCall.log).toEqual(["ringing", "answer"])
    })
  )

  it.effect("lets go of the microphone when the caller gives up while the person is asked for it", () =>
    Effect.gen(function* () {
      const answer = Promise.withResolvers<MediaStream>()
      yield* devices(() => answer.promise)
      const { incoming, rawCall } = yield* ringing
      const answering = yield* Effect.forkChild(Effect.flip(Effect.scoped(incoming.answer())))
      yield* settled
      rawCall.onDisconnect?.({ cause: "NORMAL" })
      expect((yield* Fiber.join(answering)).reason._tag).toBe("CallEnded")
      const late = makeStream()
      answer.resolve(late)
      yield* Effect.promise(() => answer.promise)
      yield* settled
      expect(isLive(late)).toBe(false)
    })
  )

  it.effect("frees the microphone when the library cannot answer", () =>
    Effect.gen(function* () {
      const { given } = yield* microphone
      const { incoming, rawCall } = yield* ringing
      rawCall.throwNext = new Error("extraSipHeader must start with 'X-'")
      const error = yield* Effect.flip(Effect.scoped(incoming.answer()))
      expect(error.reason._tag).toBe("InvalidInput")
      expect(given.map(isLive)).toEqual([false])
    })
  )

  it.effect("frees the microphone at once when it cannot be answered, or ends, while the scope goes on", () =>
    Effect.gen(function* () {
      const { given } = yield* microphone
      const { incoming, rawCall } = yield* ringing
      rawCall.throwNext = new Error("extraSipHeader must start with 'X-'")
      yield* Effect.flip(incoming.answer())
      expect(given.map(isLive)).toEqual([false])
      yield* incoming.answer()
      expect(given.map(isLive)).toEqual([false, true])
      rawCall.onDisconnect?.({ cause: "NORMAL" })
      yield* settled
      expect(given.map(isLive)).toEqual([false, false])
    })
  )

  it.effect("is rejected as busy, or with another status", () =>
    Effect.gen(function* () {
      const one = yield* ringing
      const seen = yield* watchCall(one.incoming)
      yield* one.incoming.reject()
      yield* settled
      const two = yield* ringing
      yield* two.incoming.reject(603)
      expect(one.rawCall.log).toEqual(["ringing", "reject 486"])
      expect(two.rawCall.log).toEqual(["ringing", "reject 603"])
      expect(seen).toEqual(["ringing", "rejected (local)", "end"])
    })
  )

  for (const code of [399, 700, 486.5, Number.NaN]) {
    it.effect(`is not rejected with ${code}`, () =>
      Effect.gen(function* () {
        const { incoming, rawCall } = yield* ringing
        const error = yield* Effect.flip(incoming.reject(code))
        expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "code" })
        expect(rawCall.log).toEqual(["ringing"])
      })
    )
  }

  it.effect("is not answered with nothing to send", () =>
    Effect.gen(function* () {
      const { incoming } = yield* ringing
      const error = yield* Effect.flip(incoming.answer({ audio: false, receiveAudio: true }))
      expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "audio" })
    })
  )
})
