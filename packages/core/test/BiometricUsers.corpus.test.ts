/** The same verdict here and at the service, for every audio file of the corpus. */
import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
import * as Wav from "@aculab-cloud/core/Wav"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { audioCorpus, undecided } from "./audioCorpus.js"
import { withCloud } from "./support.js"

const corpus = audioCorpus()

/** Registers a user with audio that nobody has looked at, and gives the service's verdict. */
const serviceVerdict = (bytes: Uint8Array, name: string, method: "PUT" | "POST") =>
  withCloud((simulator) => {
    simulator.biometrics.addGroup("Corpus")
    const { key } = simulator.biometrics.addKey({ group: "Corpus" })
    return BiometricUsers.register({
      userId: "Bob",
      audio: { content: bytes, name },
      method,
      checkAudio: false
    }).pipe(
      Effect.map(({ sources }) => (sources.every(({ accepted }) => accepted) ? "accepted" : "left out")),
      Effect.catchReason("CloudError", "Rejected", ({ status, text }) =>
        Effect.succeed(`${status}: ${text}`)
      ),
      Effect.provide(UserGroupKey.layer({ key: Redacted.make(key) }))
    )
  })

/** The words of the service for each problem (D, 415). */
const words: Readonly<Record<string, RegExp>> = {
  accepted: /^accepted$/,
  // A PUT without a body is a request without audio.
  empty: /^(415: .*(empty|no data)|400: .*no audio sources)/i,
  "unknown-format": /^415: .*unknown/i,
  "sample-rate-too-low": /^415: .*8 ?kHz/i,
  "sample-size-too-small": /^415: .*16 bit/i,
  "too-long": /^415: .*60/i,
  "not-mono": /^415: .*mono/i
}

it("the corpus is large, and its names are different", () => {
  expect(corpus.length).toBeGreaterThanOrEqual(50)
  expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length)
})

describe.each(corpus)("$name: $verdict", ({ name, bytes, verdict }) => {
  it.effect("in memory", () =>
    Effect.gen(function* () {
      const local = yield* Effect.flip(Effect.flip(Effect.flatMap(Wav.read(bytes), Wav.check))).pipe(
        Effect.map(() => "accepted"),
        Effect.catchTag("InvalidAudio", ({ problem }) => Effect.succeed(problem))
      )
      expect(local).toBe(verdict)
    })
  )

  it.effect("as a stream of small pieces", () =>
    Effect.gen(function* () {
      const pieces = Stream.range(0, Math.ceil(bytes.length / 997) - 1).pipe(
        Stream.map((index) => bytes.subarray(index * 997, (index + 1) * 997))
      )
      const local = yield* Wav.readStream(bytes.length === 0 ? Stream.empty : pieces).pipe(
        Effect.map(() => "accepted"),
        Effect.catchTag("InvalidAudio", ({ problem }) => Effect.succeed(problem))
      )
      expect(local).toBe(verdict)
    })
  )

  it.effect.each(["PUT", "POST"] as const)("at the service, by %s", (method) =>
    Effect.gen(function* () {
      expect(yield* serviceVerdict(bytes, name, method)).toMatch(words[verdict] ?? /never/)
    })
  )
})

describe.each(undecided())("%s, of which the documentation says nothing", (_, bytes) => {
  it.effect("is refused here, with a way to mend it", () =>
    Effect.gen(function* () {
      const wav = yield* Wav.read(bytes)
      const error = yield* Effect.flip(Wav.check(wav))
      expect([error.problem, error.advice]).toEqual([
        "unknown-format",
        expect.stringContaining("Wav.convert")
      ])
      expect(yield* Effect.flatMap(Wav.convert(wav), Wav.check)).toMatchObject({
        encoding: "pcm16",
        channels: 1
      })
    })
  )
})
