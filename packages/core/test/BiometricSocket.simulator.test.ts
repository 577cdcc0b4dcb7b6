/** Against the simulator's WebSocket, which was written from the wire reference and not from this client. */
import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
import * as StreamSession from "@aculab-cloud/core/StreamSession"
import * as Wav from "@aculab-cloud/core/Wav"
import type { AnswerForms, SocketFault } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { inVirtualTime, present } from "./support.js"
import { withKey } from "./supportVoice.js"
import { humming } from "./supportWav.js"

const hummed = (seconds: number, pitch?: number): Uint8Array<ArrayBuffer> =>
  Wav.encode(Wav.fromFloat32(humming(seconds, pitch), 16_000))

const voice = hummed(3)

const withVoices: typeof withKey = (body, options) =>
  withKey(
    (simulator, key) =>
      Effect.provideService(body(simulator, key), BiometricSocket.CurrentWebSocket, simulator.WebSocket),
    options
  )

const bob = { userId: "Bob", audio: { content: voice, name: "bob.wav" } }

describe("a backend", () => {
  it.effect("registers, updates and verifies over the WebSocket", () =>
    withVoices((simulator) =>
      Effect.gen(function* () {
        const registered = yield* BiometricSocket.register(bob)
        expect(registered.sources).toEqual([{ name: "bob.wav", accepted: true, other: {} }])
        expect(registered.other).toEqual({})
        yield* BiometricSocket.update({ userId: "Bob", audio: { content: hummed(4, 132) } })
        const verification = yield* BiometricSocket.verify({
          userId: "Bob",
          audio: { content: hummed(3.5, 131) }
        })
        expect(verification.verified).toBe(true)
        expect(verification.confidence).toBeGreaterThan(1)
        expect(simulator.sockets.map(({ operation, userId }) => [operation, userId])).toEqual([
          ["register", "Bob"],
          ["update", "Bob"],
          ["verify", "Bob"]
        ])
        const first = present(simulator.sockets[0])
        expect([first.bytes, first.largestFrame]).toEqual([voice.length, 16_384])
        expect(first.texts).toEqual([
          `{"type":"start","stream":"file","length":${voice.length}}`,
          '{"type":"stop"}'
        ])
      })
    )
  )

  it.effect("hears that a recording was sent before", () =>
    withVoices(() =>
      Effect.gen(function* () {
        yield* BiometricSocket.register(bob)
        const { padDetected } = yield* BiometricSocket.verify(bob)
        expect(padDetected?.type).toBe("TypeA")
      })
    )
  )

  it.effect("streams a minute of audio", () =>
    withVoices((simulator) =>
      Effect.gen(function* () {
        const minute = hummed(60)
        yield* BiometricSocket.register({ userId: "Bob", audio: { content: minute } })
        expect(present(simulator.sockets[0]).bytes).toBe(minute.length)
      })
    )
  )

  it.effect("is told why a user cannot be registered twice, as by PUT", () =>
    withVoices(() =>
      Effect.gen(function* () {
        yield* BiometricSocket.register(bob)
        const error = yield* Effect.flip(BiometricSocket.register(bob))
        expect(error).toMatchObject({ outcome: "rejected" })
        if (error._tag !== "CloudError") throw error
        expect(BiometricSocket.likelyProblem(error)).toBe("user-already-present")
      })
    )
  )
})

describe("a page", () => {
  it.effect("streams with nothing but the session, and only once", () =>
    withVoices((simulator) =>
      Effect.gen(function* () {
        const opened = yield* BiometricSocket.open({ operation: "register", userId: "Bob" })
        const json = JSON.stringify(StreamSession.toJson(opened))
        // From here on there is no key, and no HTTP client.
        const onThePage = Effect.flatMap(StreamSession.fromJson(JSON.parse(json)), (session) =>
          BiometricSocket.stream(session, voice)
        )
        const socket = Effect.provideService(BiometricSocket.CurrentWebSocket, simulator.WebSocket)
        const result = yield* socket(onThePage)
        expect(result.sources).toHaveLength(1)
        const again = yield* Effect.flip(socket(onThePage))
        expect(again).toMatchObject({ outcome: "not-sent", reason: { _tag: "TransportFailure" } })
      })
    )
  )

  it.effect("is refused a recording with too little speech", () =>
    withVoices(() =>
      Effect.gen(function* () {
        const silence = Wav.encode(Wav.fromFloat32(new Float32Array(32_000), 16_000))
        const error = yield* Effect.flip(
          BiometricSocket.register({ userId: "Bob", audio: { content: silence } })
        )
        if (error._tag !== "CloudError") throw error
        expect(error).toMatchObject({ outcome: "rejected", reason: { _tag: "Rejected", code: "52" } })
        expect(BiometricSocket.likelyProblem(error)).toBe("too-little-speech")
      })
    )
  )

  it.effect("is refused audio that was not checked", () =>
    withVoices(() =>
      Effect.gen(function* () {
        const audio = { content: new TextEncoder().encode("not a WAV") }
        const error = yield* Effect.flip(
          BiometricSocket.register({ userId: "Bob", audio, checkAudio: false })
        )
        if (error._tag !== "CloudError") throw error
        expect(error).toMatchObject({ outcome: "rejected", reason: { _tag: "Rejected", code: "51" } })
        expect(BiometricSocket.likelyProblem(error)).toBe("unusable-audio")
      })
    )
  )
})

describe("the forms that nobody knows", () => {
  const forms: ReadonlyArray<Partial<AnswerForms>> = [
    { socketUrlField: "websocket_url" },
    { socketAccept: "late" },
    { socketAccept: "none" },
    { socketDiscriminator: "event" },
    { socketResult: "bare" },
    { socketRejectField: "error" },
    { socketRejectField: "reason" },
    { socketRejectField: "status", socketRejectCode: "text" },
    { socketRejectCode: "text", socketDiscriminator: "event" }
  ]

  it.effect.each(forms)("are understood: %o", (form) =>
    withVoices(
      (simulator) =>
        Effect.gen(function* () {
          const { sources } = yield* BiometricSocket.register(bob)
          expect(sources).toEqual([{ name: "bob.wav", accepted: true, other: {} }])
          simulator.socketFaults.next({ kind: "reject", code: 52 })
          const error = yield* Effect.flip(BiometricSocket.update(bob))
          expect(error).toMatchObject({ reason: { _tag: "Rejected", code: "52" } })
        }),
      { forms: form }
    )
  )

  it.effect("do not matter to a codec that waits for the accept, where it comes", () =>
    withVoices((simulator) =>
      Effect.gen(function* () {
        const codec = { ...BiometricSocket.defaultCodec, waitsForAccept: true }
        yield* BiometricSocket.register({ ...bob, codec })
        expect(present(simulator.sockets[0]).ended?.code).toBe(1000)
      })
    )
  )
})

describe("what goes wrong on the way", () => {
  const faults: ReadonlyArray<{
    readonly fault: SocketFault
    readonly outcome: string
    readonly reason: string
  }> = [
    { fault: { kind: "refuse" }, outcome: "not-sent", reason: "TransportFailure" },
    { fault: { kind: "reset" }, outcome: "not-sent", reason: "TransportFailure" },
    { fault: { kind: "stall", when: "handshake" }, outcome: "not-sent", reason: "Timeout" },
    { fault: { kind: "close", when: "open" }, outcome: "unknown", reason: "TransportFailure" },
    { fault: { kind: "reset", when: 20_000 }, outcome: "unknown", reason: "TransportFailure" },
    { fault: { kind: "close", when: "stop", code: 1000 }, outcome: "unknown", reason: "TransportFailure" },
    { fault: { kind: "stall" }, outcome: "unknown", reason: "Timeout" },
    { fault: { kind: "slow-reader", after: 1000 }, outcome: "unknown", reason: "Timeout" },
    { fault: { kind: "garbage" }, outcome: "unknown", reason: "UnexpectedResponse" },
    { fault: { kind: "binary" }, outcome: "unknown", reason: "UnexpectedResponse" },
    { fault: { kind: "reject", code: 61, when: "start" }, outcome: "rejected", reason: "Rejected" },
    { fault: { kind: "reject", code: 60 }, outcome: "unknown", reason: "Unavailable" }
  ]

  it.effect.each(faults)("ends as $outcome with $reason: $fault", ({ fault, outcome, reason }) =>
    withVoices((simulator) =>
      Effect.gen(function* () {
        simulator.socketFaults.next(fault)
        const error = yield* inVirtualTime(Effect.flip(BiometricSocket.register(bob)))
        expect(error).toMatchObject({
          operation: "BiometricSocket.stream",
          outcome,
          reason: { _tag: reason }
        })
        expect(simulator.sockets).toHaveLength(1)
      })
    )
  )

  it.effect("is not a reader that is slow but goes on", () =>
    withVoices((simulator) =>
      Effect.gen(function* () {
        const told: Array<number> = []
        simulator.socketFaults.next({ kind: "slow-reader" })
        const { sources } = yield* inVirtualTime(
          BiometricSocket.register({
            ...bob,
            bufferBytes: 16_384,
            onProgress: ({ sentBytes }) => Effect.sync(() => told.push(sentBytes))
          }),
          { step: "1 second", alongside: async () => simulator.socketFaults.readOn(16_384) }
        )
        expect(sources).toHaveLength(1)
        expect(told.length).toBeGreaterThan(3)
        expect(told.at(-1)).toBe(voice.length)
        expect(present(simulator.sockets[0]).bytes).toBe(voice.length)
      })
    )
  )

  it.effect("closes the cloud's end too when it is interrupted", () =>
    withVoices((simulator) =>
      Effect.gen(function* () {
        simulator.socketFaults.next({ kind: "stall" })
        yield* inVirtualTime(Effect.timeoutOption(BiometricSocket.register(bob), "5 seconds"))
        expect(present(simulator.sockets[0]).ended).toMatchObject({ by: "client", code: 4000 })
      })
    )
  )
})
