/** Whatever the cloud says on a socket of voice biometrics: a result, or the one error. Nothing stays open. */
import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
import { isCloudError } from "@aculab-cloud/core/CloudError"
import * as StreamSession from "@aculab-cloud/core/StreamSession"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as fc from "fast-check"
import { bytes, jsonText, mutated, oddities } from "./fuzz/hostile.js"
import { runs } from "./fuzz/parameters.js"
import { network } from "./supportSocket.js"
import { chunk, format, riff, samples } from "./supportWav.js"

const { read, urlOf } = BiometricSocket.defaultCodec
const kinds = ["accepted", "result", "rejected", "ignored", "unknown"]
const result = {
  type: "result",
  application_instance_id: "app-1",
  transaction_id: "t-1",
  verified: true,
  confidence: 0.9,
  sources: [{ name: "audio.wav", accepted: true }]
}
const message = fc.oneof(
  jsonText,
  bytes,
  fc.constantFrom(...oddities),
  mutated(result).map((value) => JSON.stringify(value) ?? ""),
  mutated({ type: "reject", code: 60, text: "no" }).map((value) => JSON.stringify(value) ?? "")
)

const verify = {
  operation: "verify",
  url: Redacted.make("wss://voice.example.com/stream/token-of-the-fuzz"),
  openedAt: DateTime.makeUnsafe(0),
  rules: { encodings: ["pcm16"], channels: 1, lowestSampleRate: 8000, longestSeconds: 60 }
} satisfies BiometricSocket.StreamSession
const wav = riff(format(), chunk("data", samples(4_000)))

describe("whatever comes through a socket", () => {
  it("has a meaning", () =>
    fc.assert(
      fc.property(message, (said) => {
        expect(kinds).toContain(read(said).kind)
      }),
      runs(1_500)
    ))

  it("leads to a URL of a WebSocket, or to none, where the URL is asked for", () =>
    fc.assert(
      fc.property(jsonText, (body) => {
        const url = urlOf(JSON.parse(body))
        if (url !== undefined) expect(url).toMatch(/^ws/i)
      }),
      runs(500)
    ))

  it("ends in a result or in the one error, and closes the socket", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: 1, maxLength: 4 }),
        fc.constantFrom("open", "start", "stop"),
        fc.constantFrom(1000, 1006, 1011, 4000),
        async (messages, when, code) => {
          let spoken = false
          const line = network({
            onConnect: (peer) => {
              peer.open()
              if (when === "open") speak(peer)
            },
            onMessage: (peer, said) => {
              if (when === "start" || (typeof said === "string" && said.includes("stop"))) speak(peer)
            }
          })
          const speak = (peer: (typeof line.peers)[number]) => {
            if (spoken) return
            spoken = true
            for (const said of messages) peer.say(said)
            peer.hangUp(code)
          }
          const exit = await Effect.runPromiseExit(
            Effect.provideService(
              BiometricSocket.stream(verify, wav),
              BiometricSocket.CurrentWebSocket,
              line.WebSocket
            )
          )
          for (const peer of line.peers) expect(peer.listeners()).toBe(0)
          if (Exit.isSuccess(exit)) return
          const error = Cause.squash(exit.cause)
          if (Cause.hasDies(exit.cause) || !isCloudError(error)) throw error
          expect(`${error.message}${JSON.stringify(error)}`).not.toContain("token-of-the-fuzz")
        }
      ),
      runs(300)
    ))

  it("is no session, if it is not one, and says so", () =>
    fc.assert(
      fc.property(
        fc.oneof(
          jsonText.map((text): unknown => JSON.parse(text)),
          mutated(StreamSession.toJson(verify))
        ),
        (json) => {
          const exit = Effect.runSyncExit(StreamSession.fromJson(json))
          if (Exit.isSuccess(exit)) return
          const error = Cause.squash(exit.cause)
          if (Cause.hasDies(exit.cause) || !isCloudError(error)) throw error
          expect(error.message).not.toContain("token-of-the-fuzz")
        }
      ),
      runs(500)
    ))
})
