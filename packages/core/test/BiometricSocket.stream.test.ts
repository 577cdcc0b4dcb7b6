/** One recording through one WebSocket, as it should go. The other end is a script. */
import type { AudioContent } from "@aculab-cloud/core/BiometricAudio"
import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
import * as StreamSession from "@aculab-cloud/core/StreamSession"
import * as Wav from "@aculab-cloud/core/Wav"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { inVirtualTime, present } from "./support.js"
import { audioOf, isStop, type Network, network, type Script, textsOf } from "./supportSocket.js"
import { chunk, format, list, riff, samples } from "./supportWav.js"

const wav = riff(format(), chunk("data", samples(20_000)))
const decorated = riff(list, format(), chunk("data", samples(20_000)), list)

const registered = {
  application_instance_id: "app-1",
  transaction_id: "t-1",
  sources: [{ name: "bob.wav", accepted: true }]
}
const verified = { ...registered, verified: true, confidence: 2.5 }

const url = "wss://voice.example.com/stream/one-time-token?k=another-token"

const sessionOf = <Operation extends StreamSession.SocketOperation>(
  operation: Operation
): StreamSession.StreamSession<Operation> => ({
  operation,
  url: Redacted.make(url),
  openedAt: DateTime.makeUnsafe(0),
  rules: { encodings: ["pcm16"], channels: 1, lowestSampleRate: 8000, longestSeconds: 60 }
})

const over =
  ({ WebSocket }: Network) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.provideService(effect, BiometricSocket.CurrentWebSocket, WebSocket)

/** A cloud that answers when the audio has stopped. */
const answering = (answer: unknown, script: Script = {}): Network =>
  network({
    ...script,
    onMessage: (peer, message) => {
      if (isStop(message)) peer.say(answer)
    }
  })

describe("BiometricSocket.stream", () => {
  it.effect(
    "announces the length, sends the WAV with its header in pieces, says stop, and gets the result",
    () =>
      Effect.gen(function* () {
        const cloud = answering({ type: "result", ...verified, colour: "red" })
        const result = yield* over(cloud)(BiometricSocket.stream(sessionOf("verify"), wav))
        expect(result).toEqual({
          applicationInstanceId: "app-1",
          transactionId: "t-1",
          sources: [{ name: "bob.wav", accepted: true, other: {} }],
          verified: true,
          confidence: 2.5,
          other: { colour: "red" }
        })
        const peer = present(cloud.peers[0])
        expect(cloud.peers).toHaveLength(1)
        expect([peer.url, peer.protocols]).toEqual([url, undefined])
        expect(textsOf(peer)).toEqual([
          { type: "start", stream: "file", length: wav.length },
          { type: "stop" }
        ])
        expect(typeof peer.received[0]).toBe("string")
        expect(peer.received.slice(1, -1).map(({ length }) => length)).toEqual([16_384, 16_384, 7276])
        expect(audioOf(peer)).toEqual(wav)
        expect(peer.closedWith).toBe(1000)
      })
  )

  it.effect.each(["register", "update"] as const)("gives the sources of a session of %s", (operation) =>
    Effect.gen(function* () {
      const cloud = answering({ type: "result", ...registered })
      const result = yield* over(cloud)(BiometricSocket.stream(sessionOf(operation), wav))
      expect(result.sources).toEqual([{ name: "bob.wav", accepted: true, other: {} }])
      expect(result.other).toEqual({})
    })
  )

  it.effect("takes audio as bytes, as a Blob, as a stream, and as a Wav, all with the plainest header", () =>
    Effect.gen(function* () {
      const contents: ReadonlyArray<AudioContent> = [
        decorated,
        new Blob([Uint8Array.from(decorated)]),
        Stream.make(decorated.slice(0, 7), decorated.slice(7)),
        yield* Wav.read(decorated)
      ]
      for (const content of contents) {
        const cloud = answering({ type: "result", ...registered })
        yield* over(cloud)(BiometricSocket.stream(sessionOf("register"), content))
        expect(audioOf(present(cloud.peers[0]))).toEqual(wav)
      }
    })
  )

  it.effect("sends bytes as they are where audio is not checked", () =>
    Effect.gen(function* () {
      const cloud = answering({ type: "result", ...registered })
      const bytes = new Uint8Array([1, 2, 3])
      yield* over(cloud)(BiometricSocket.stream(sessionOf("register"), bytes, { checkAudio: false }))
      expect(audioOf(present(cloud.peers[0]))).toEqual(bytes)
      expect(textsOf(present(cloud.peers[0]))[0]).toMatchObject({ length: 3 })
    })
  )

  it.effect("does not wait for the accept, wherever it comes", () =>
    Effect.gen(function* () {
      const cloud = network({
        onMessage: (peer, message) => {
          if (!isStop(message)) return
          peer.say({ type: "accept" })
          peer.say({ type: "result", ...registered })
          peer.hangUp(1000)
        }
      })
      const { transactionId } = yield* over(cloud)(BiometricSocket.stream(sessionOf("update"), wav))
      expect(transactionId).toBe("t-1")
    })
  )

  it.effect("takes a result that comes before the end of the audio, and sends no more", () =>
    Effect.gen(function* () {
      const cloud = network({
        onMessage: (peer, message) => {
          if (typeof message !== "string") peer.say({ type: "result", ...registered })
        }
      })
      const { transactionId } = yield* over(cloud)(
        BiometricSocket.stream(sessionOf("update"), wav, { frameBytes: 100, bufferBytes: 1000 })
      )
      expect(transactionId).toBe("t-1")
      expect(present(cloud.peers[0]).received.length).toBeLessThan(100)
    })
  )

  it.effect("passes over messages that it has no word for", () =>
    Effect.gen(function* () {
      const cloud = network({
        onMessage: (peer, message) => {
          peer.say({ type: "level", loudness: 50 })
          if (isStop(message)) peer.say({ type: "result", ...registered })
        }
      })
      const { transactionId } = yield* over(cloud)(BiometricSocket.stream(sessionOf("update"), wav))
      expect(transactionId).toBe("t-1")
    })
  )

  it.effect("speaks another protocol with another codec, and waits for the accept if that says so", () =>
    Effect.gen(function* () {
      const cloud = network({
        onMessage: (peer, message) => {
          if (message === "go 40044") {
            expect(peer.received).toHaveLength(1)
            peer.say("yes")
          }
          if (message === "end") peer.say(JSON.stringify(registered))
        }
      })
      const codec: BiometricSocket.Codec = {
        ...BiometricSocket.defaultCodec,
        protocols: ["voice.v2"],
        start: ({ byteLength }) => `go ${byteLength}`,
        waitsForAccept: true,
        piece: (bytes) => `${bytes.length} bytes`,
        stop: () => "end",
        read: (message) =>
          message === "yes" ? { kind: "accepted" } : BiometricSocket.defaultCodec.read(message),
        closeCodes: { done: 3001, givenUp: 3002 }
      }
      yield* over(cloud)(BiometricSocket.stream(sessionOf("register"), wav, { codec, frameBytes: 40_000 }))
      const peer = present(cloud.peers[0])
      expect(peer.received).toEqual(["go 40044", "40000 bytes", "44 bytes", "end"])
      expect([peer.protocols, peer.closedWith]).toEqual([["voice.v2"], 3001])
    })
  )

  it.effect("can leave start and stop out, and send headers where the runtime takes them", () =>
    Effect.gen(function* () {
      const cloud = network({
        onMessage: (peer) => {
          if (audioOf(peer).length === wav.length) peer.say(registered)
        }
      })
      const codec: BiometricSocket.Codec = {
        ...BiometricSocket.defaultCodec,
        headers: { "x-voice": "1" },
        start: () => undefined,
        stop: () => undefined
      }
      yield* over(cloud)(BiometricSocket.stream(sessionOf("register"), wav, { codec }))
      const peer = present(cloud.peers[0])
      expect(textsOf(peer)).toEqual([])
      expect(peer.protocols).toEqual({ protocols: [], headers: { "x-voice": "1" } })
    })
  )

  it.effect("hands over no more than the buffer may hold, and goes on when there is room", () =>
    Effect.gen(function* () {
      const most: Array<number> = []
      const cloud = answering({ type: "result", ...registered }, { slow: true })
      const alongside = async () => {
        for (const peer of cloud.peers) {
          most.push(peer.buffered())
          peer.take(4000)
        }
      }
      yield* inVirtualTime(
        over(cloud)(
          BiometricSocket.stream(sessionOf("register"), wav, { frameBytes: 1000, bufferBytes: 5000 })
        ),
        { step: "20 millis", alongside }
      )
      expect(Math.max(...most)).toBeLessThanOrEqual(6000)
      expect(most.length).toBeGreaterThan(8)
      expect(audioOf(present(cloud.peers[0]))).toEqual(wav)
    })
  )

  it.effect(
    "waits for half of the buffer when it is full, so that not each piece waits for the one before",
    () =>
      Effect.gen(function* () {
        const counts: Array<number> = []
        const cloud = answering({ type: "result", ...registered }, { slow: true })
        const alongside = async () => {
          for (const peer of cloud.peers) {
            counts.push(peer.received.length)
            peer.take(1000)
          }
        }
        yield* inVirtualTime(
          over(cloud)(
            BiometricSocket.stream(sessionOf("register"), wav, { frameBytes: 1000, bufferBytes: 5000 })
          ),
          { step: "20 millis", alongside }
        )
        expect(audioOf(present(cloud.peers[0]))).toEqual(wav)
        // 41 pieces, of which 6 fill the buffer. One at a time, the others would be 35 refills.
        const refills = counts.filter((count, index) => count > (counts[index - 1] ?? count))
        expect(refills.length).toBeGreaterThan(3)
        expect(refills.length).toBeLessThan(20)
      })
  )

  it.effect("tells what has left the machine, from nothing to all of it", () =>
    Effect.gen(function* () {
      const told: Array<BiometricSocket.Progress> = []
      let taken = 0
      const cloud = network({ slow: true })
      const alongside = async () => {
        for (const peer of cloud.peers) {
          // No more before the client has told of the last.
          if (told.length === taken) {
            taken += 1
            peer.take(10_000)
          }
          if (peer.received.some(isStop) && peer.buffered() === 0) peer.say({ type: "result", ...registered })
        }
      }
      yield* inVirtualTime(
        over(cloud)(
          BiometricSocket.stream(sessionOf("register"), wav, {
            onProgress: (progress) => Effect.sync(() => told.push(progress))
          })
        ),
        { step: "20 millis", alongside }
      )
      const sent = told.map(({ sentBytes }) => sentBytes)
      expect(new Set(told.map(({ totalBytes }) => totalBytes))).toEqual(new Set([wav.length]))
      expect(sent).toEqual([...sent].sort((left, right) => left - right))
      expect(sent.length).toBeGreaterThan(3)
      expect(present(sent[0])).toBeLessThan(wav.length / 2)
      expect(sent.at(-1)).toBe(wav.length)
    })
  )

  it.effect("runs with a session that came as JSON", () =>
    Effect.gen(function* () {
      const json: unknown = JSON.parse(JSON.stringify(StreamSession.toJson(sessionOf("verify"))))
      const session = yield* StreamSession.fromJson(json)
      expect(session).toEqual(sessionOf("verify"))
      const cloud = answering({ type: "result", ...verified })
      const result = yield* over(cloud)(BiometricSocket.stream(session, wav))
      expect(result).toMatchObject({ verified: true, confidence: 2.5 })
    })
  )
})

describe("the types of a stream", () => {
  it("follow the operation, and ask for no key", () => {
    const verifying: Effect.Effect<{ readonly confidence: number; readonly verified: boolean }, unknown> =
      BiometricSocket.stream(sessionOf("verify"), wav)
    const registering: Effect.Effect<{ readonly transactionId: string }, unknown> = BiometricSocket.stream(
      sessionOf("register"),
      wav
    )
    // @ts-expect-error a registration has no verdict
    const wrong: Effect.Effect<{ readonly verified: boolean }, unknown> = registering
    expect([verifying, registering, wrong].every(Effect.isEffect)).toBe(true)
  })
})
