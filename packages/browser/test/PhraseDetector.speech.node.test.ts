import * as PhraseDetector from "@aculab-cloud/browser/PhraseDetector"
import * as Wav from "@aculab-cloud/core/Wav"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { speak } from "../../../tests/support/voices.js"
import {
  inTurn,
  louder,
  noise,
  phraseOf,
  placeOf,
  rate,
  secondsOf,
  silence,
  together
} from "./supportSound.js"

const spoken = (voice: string, words: string) =>
  Effect.gen(function* () {
    const wav = yield* Effect.flatMap(
      Effect.promise(() => speak({ voice, words })),
      Wav.read
    )
    return Wav.resample(Wav.toFloat32(wav), { from: wav.sampleRate, to: rate })
  })

const voices = [
  { voice: "en-gb", words: "My voice is my password, verify me" },
  { voice: "en-us+f3", words: "The quick brown fox jumps over the lazy dog. Does it really?" },
  { voice: "en-us+m7", words: "One two three four five six seven eight nine" },
  { voice: "en+croak", words: "Sixty six steps" }
]

describe.each(voices)("PhraseDetector hears $voice", ({ voice, words }) => {
  it.effect.each([
    { name: "in silence", gain: 0, room: -200 },
    { name: "in a room", gain: -6, room: -55 },
    { name: "in a loud room", gain: 0, room: -42 },
    { name: "from far away", gain: -28, room: -70 }
  ])("$name, and loses nothing of the phrase", ({ gain, room }) =>
    Effect.gen(function* () {
      const speech = louder(yield* spoken(voice, words), gain)
      const clean = inTurn(silence(2), speech, silence(3))
      const sound = together(clean, noise(secondsOf(clean), room))
      const phrase = phraseOf(yield* PhraseDetector.find(sound, rate))
      const begin = placeOf(phrase, sound)
      const end = begin + secondsOf(phrase.samples)
      const kept = clean.subarray(Math.round(begin * rate), Math.round(end * rate))
      expect(energy(kept) / energy(clean)).toBeGreaterThan(0.999)
      expect(begin).toBeGreaterThan(1.6)
      expect(end).toBeLessThan(2 + secondsOf(speech) + 0.35)
      expect(phrase.ended).toBe("silence")
    })
  )
})

const energy = (samples: Float32Array): number => samples.reduce((sum, sample) => sum + sample * sample, 0)
