import * as PhraseDetector from "@aculab-cloud/browser/PhraseDetector"
import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import {
  click,
  inTurn,
  limited,
  louder,
  noise,
  phraseOf,
  placeOf,
  rate,
  repeated,
  secondsOf,
  silence,
  syllables,
  together,
  tone
} from "./supportSound.js"

const find = (sound: Float32Array, options?: PhraseDetector.PhraseOptions) =>
  PhraseDetector.find(sound, rate, options)

/** Hands sound over in pieces of so many samples, until the detector is done; how much it took. */
const feed = (detector: PhraseDetector.PhraseDetector, sound: Float32Array, length: number) => {
  for (let at = 0; at < sound.length; at += length) {
    const heard = detector.push(sound.subarray(at, at + length))
    if (heard.state === "phrase" || heard.state === "nothing") return { heard, seconds: (at + length) / rate }
  }
  throw new Error("the sound is over and the detector goes on")
}

const spoken = syllables(2, -12)

describe("PhraseDetector finds no phrase", () => {
  it.effect.each([
    { name: "silence", sound: silence(12) },
    { name: "steady noise, however loud", sound: noise(12, -20) },
    { name: "noise that begins in the middle", sound: inTurn(silence(3), noise(9, -30)) },
    { name: "a constant offset", sound: silence(12).map(() => 0.4) },
    { name: "hum of the mains", sound: tone(12, 50, -35) },
    { name: "clicks", sound: repeated(30, click(0.4, -3)) },
    {
      name: "speech that is shorter than the least",
      sound: inTurn(silence(2), syllables(0.2, -12), silence(10))
    },
    {
      name: "speech in noise that is as loud",
      sound: together(noise(12, -25), inTurn(silence(3), syllables(2, -25)))
    }
  ])("in $name", ({ sound }) =>
    Effect.gen(function* () {
      expect(yield* find(sound)).toEqual({ state: "nothing" })
    })
  )
})

describe("PhraseDetector finds the phrase", () => {
  it.effect.each([
    { name: "between silence", room: silence(8) },
    { name: "in a quiet room", room: noise(8, -60) },
    { name: "in a loud room", room: noise(8, -35) },
    { name: "beside a hum", room: tone(8, 50, -35) },
    { name: "beside a constant offset", room: silence(8).map(() => 0.2) },
    { name: "after a click", room: inTurn(silence(0.9), click(7.1, -3)) },
    { name: "before clicks", room: inTurn(silence(4.4), repeated(12, click(0.3, -3))) },
    { name: "after noise that has just begun", room: inTurn(silence(0.5), noise(7.5, -40)) }
  ])("$name", ({ room }) =>
    Effect.gen(function* () {
      const sound = together(room, inTurn(silence(2), spoken))
      const phrase = phraseOf(yield* find(sound))
      const begin = placeOf(phrase, sound)
      // Syllables swell: the first and the last 40 ms of one are hardly louder than the noise.
      expect(begin).toBeGreaterThan(2 - 0.3 - 0.041)
      expect(begin).toBeLessThan(2 - 0.3 + 0.081)
      const end = begin + secondsOf(phrase.samples)
      expect(end).toBeGreaterThan(4 + 0.3 - 0.081)
      expect(end).toBeLessThan(4 + 0.3 + 0.041)
      expect(phrase.ended).toBe("silence")
    })
  )

  it.effect("when it is quiet", () =>
    Effect.gen(function* () {
      const sound = together(noise(7, -75), inTurn(silence(2), syllables(2, -40)))
      const phrase = phraseOf(yield* find(sound))
      expect(secondsOf(phrase.samples)).toBeCloseTo(2.5, 0)
      expect(phrase.peak).toBeLessThan(-30)
    })
  )

  it.effect("with its pauses, if they are shorter than the silence that ends it", () =>
    Effect.gen(function* () {
      const sound = inTurn(silence(1), syllables(0.6, -12), silence(0.6), syllables(0.6, -12), silence(2))
      const whole = phraseOf(yield* find(sound))
      expect(secondsOf(whole.samples)).toBeGreaterThan(2.2)
      expect(Duration.toMillis(whole.speech)).toBeLessThanOrEqual(1200)

      const firstPart = phraseOf(yield* find(sound, { silence: "400 millis" }))
      expect(secondsOf(firstPart.samples)).toBeLessThan(1.3)
    })
  )

  it.effect("that has begun before the sound did", () =>
    Effect.gen(function* () {
      const sound = inTurn(spoken, silence(2))
      const phrase = phraseOf(yield* find(sound))
      expect(placeOf(phrase, sound)).toBe(0)
      expect(secondsOf(phrase.samples)).toBeGreaterThan(2.1)
    })
  )

  it.effect("where a stop from outside ends it", () =>
    Effect.gen(function* () {
      const detector = yield* PhraseDetector.make(rate, { silence: "Infinity" })
      expect(detector.push(inTurn(silence(1), spoken, silence(3))).state).toBe("speaking")
      const phrase = phraseOf(detector.finish())
      expect(phrase.ended).toBe("stopped")
      expect(secondsOf(phrase.samples)).toBeLessThan(2.7)
    })
  )

  it.effect("up to the longest, when it never ends", () =>
    Effect.gen(function* () {
      const detector = yield* PhraseDetector.make(rate)
      const { heard, seconds } = feed(detector, inTurn(silence(1), syllables(70, -12)), 320)
      const phrase = phraseOf(heard)
      expect(phrase.ended).toBe("longest")
      expect(secondsOf(phrase.samples)).toBeGreaterThan(59.9)
      expect(secondsOf(phrase.samples)).toBeLessThanOrEqual(60)
      expect(seconds).toBeLessThan(61)
    })
  )
})

describe("PhraseDetector", () => {
  it.effect("ends as soon as the silence is long enough, and not before", () =>
    Effect.gen(function* () {
      const detector = yield* PhraseDetector.make(rate)
      const { seconds } = feed(detector, inTurn(silence(1), spoken, silence(3)), 160)
      expect(seconds).toBeGreaterThan(3.7)
      expect(seconds).toBeLessThan(3.9)
    })
  )

  it.effect("gives up at the time that there is for the start", () =>
    Effect.gen(function* () {
      const detector = yield* PhraseDetector.make(rate, { startTimeout: "3 seconds" })
      const { heard, seconds } = feed(detector, noise(10, -50), 320)
      expect(heard.state).toBe("nothing")
      expect(seconds).toBe(3)
    })
  )

  it.effect("finds the same in pieces of any length", () =>
    Effect.gen(function* () {
      const sound = together(noise(6, -55), inTurn(silence(1), spoken))
      const whole = phraseOf(yield* find(sound))
      for (const length of [1, 128, 319, 320, 5000]) {
        const detector = yield* PhraseDetector.make(rate)
        expect(phraseOf(feed(detector, sound, length).heard)).toEqual(whole)
      }
    })
  )

  it.effect("keeps its answer, whatever comes after the end", () =>
    Effect.gen(function* () {
      const detector = yield* PhraseDetector.make(rate)
      const first = detector.push(inTurn(silence(1), spoken, silence(2)))
      expect(phraseOf(first).ended).toBe("silence")
      expect(detector.push(spoken)).toBe(first)
      expect(detector.finish()).toBe(first)
    })
  )

  it.effect("tells how much is clipped", () =>
    Effect.gen(function* () {
      const sound = inTurn(silence(1), spoken, silence(2))
      expect(phraseOf(yield* find(sound)).clipped).toBe(0)
      const loud = phraseOf(yield* find(limited(louder(sound, 20))))
      expect(loud.clipped).toBeGreaterThan(0.05)
      expect(loud.peak).toBe(0)
    })
  )

  it.effect("tells how loud the noise is", () =>
    Effect.gen(function* () {
      const sound = together(noise(7, -45), inTurn(silence(2), spoken))
      expect(phraseOf(yield* find(sound)).noise).toBeCloseTo(-45, -0.5)
    })
  )

  it.effect("is not deaf after samples that are no numbers", () =>
    Effect.gen(function* () {
      const broken = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY)
      const phrase = phraseOf(yield* find(inTurn(silence(1), broken, silence(1), spoken, silence(2))))
      expect(secondsOf(phrase.samples)).toBeGreaterThan(2.2)
    })
  )

  it.effect("hears more with a lower threshold", () =>
    Effect.gen(function* () {
      const sound = together(noise(9, -30), inTurn(silence(3), syllables(2, -20)))
      expect(phraseOf(yield* find(sound, { threshold: 5 })).ended).toBe("silence")
      expect((yield* find(sound, { threshold: 25 })).state).toBe("nothing")
    })
  )

  it.effect("refuses options out of range, all at once and without their values", () =>
    Effect.gen(function* () {
      const options = {
        threshold: 2,
        minimumSpeech: "99 millis",
        silence: -1,
        before: "3 seconds",
        after: "Infinity",
        longest: "61 seconds",
        startTimeout: 0
      } as const
      const error = yield* Effect.flip(PhraseDetector.make(rate, options))
      expect(error._tag).toBe("InvalidInput")
      expect(error.issues.map(({ field }) => field)).toEqual(Object.keys(options))
      expect(error.message).toContain("longest: must be from 1 to 60 seconds")
      expect(error.message).not.toMatch(/\b(61|99)\b/)
    })
  )

  it.effect.each([
    { sampleRate: 7999 },
    { sampleRate: 44_100.5 },
    { sampleRate: 192_001 },
    { sampleRate: Number.NaN }
  ])("refuses a rate of $sampleRate", ({ sampleRate }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(PhraseDetector.make(sampleRate))
      expect(error.field).toBe("sampleRate")
    })
  )
})
