import * as Microphone from "@aculab-cloud/browser/Microphone"
import * as Wav from "@aculab-cloud/core/Wav"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { inTurn, rate, silence, syllables } from "./supportSound.js"

const level: Microphone.Level = { rms: -20, peak: -10, speaking: true }

const pieces = (sound: Float32Array, sampleRate = rate): Stream.Stream<Float32Array> => {
  const length = sampleRate / 50
  return Stream.fromIterable(
    Array.from({ length: Math.floor(sound.length / length) }, (_, at) =>
      sound.subarray(at * length, (at + 1) * length)
    )
  )
}

/** A microphone that hears what the test says. */
const microphone = (changes: Partial<Microphone.Microphone> = {}): Microphone.Microphone => ({
  label: "a test",
  sampleRate: rate,
  samples: Stream.never,
  level: Stream.concat(Stream.succeed(level), Stream.never),
  lost: Effect.never,
  ...changes
})

const lost = new Microphone.MicrophoneError({ reason: "device-lost" })
const sound = inTurn(silence(1), syllables(2, -12), silence(3))
const speaking = pieces(inTurn(silence(1), syllables(2, -12)))

describe("Microphone.recordFrom", () => {
  it.effect("gives a phrase that the cloud takes", () =>
    Effect.gen(function* () {
      const phrase = yield* Microphone.recordFrom(microphone({ samples: pieces(sound) }))
      expect(phrase).toMatchObject({ encoding: "pcm16", sampleRate: 16_000, channels: 1, ended: "silence" })
      expect(Duration.toMillis(Wav.duration(yield* Wav.check(phrase)))).toBeCloseTo(2500, -2.5)
    })
  )

  it.effect("converts from the rate of the device", () =>
    Effect.gen(function* () {
      const fast = Wav.resample(sound, { from: rate, to: 48_000 })
      const phrase = yield* Microphone.recordFrom(
        microphone({ sampleRate: 48_000, samples: pieces(fast, 48_000) })
      )
      expect(phrase.sampleRate).toBe(16_000)
      expect(Duration.toMillis(Wav.duration(phrase))).toBeCloseTo(2500, -2.5)
    })
  )

  it.effect("gives no more than a minute, which is what the cloud takes", () =>
    Effect.gen(function* () {
      const phrase = yield* Microphone.recordFrom(microphone({ samples: pieces(syllables(62, -12)) }))
      expect(phrase.ended).toBe("longest")
      expect(Duration.toMillis(Wav.duration(yield* Wav.check(phrase)))).toBeGreaterThan(59_900)
    })
  )

  it.effect("ends the phrase where a stop comes", () =>
    Effect.gen(function* () {
      const stop = yield* Deferred.make<void>()
      const heard = yield* Deferred.make<void>()
      const samples = speaking.pipe(
        Stream.concat(
          Stream.fromEffect(Effect.as(Deferred.succeed(heard, undefined), new Float32Array(320)))
        ),
        Stream.concat(Stream.never)
      )
      const fiber = yield* Effect.forkChild(
        Microphone.recordFrom(microphone({ samples }), { silence: "Infinity", until: Deferred.await(stop) })
      )
      yield* Deferred.await(heard)
      yield* Deferred.succeed(stop, undefined)
      expect((yield* Fiber.join(fiber)).ended).toBe("stopped")
    })
  )

  it.effect.each([
    { name: "the stop comes before speech", samples: Stream.never, until: Effect.void },
    { name: "nobody speaks in time", samples: pieces(silence(11)), until: undefined },
    { name: "the sound ends before speech", samples: pieces(silence(1)), until: undefined }
  ])("tells that there was no speech when $name", ({ samples, until }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Microphone.recordFrom(microphone({ samples }), { until }))
      expect(error).toMatchObject({ _tag: "MicrophoneError", reason: "no-speech" })
    })
  )

  it.effect("fails when the microphone goes away in the middle", () =>
    Effect.gen(function* () {
      const samples = Stream.concat(speaking, Stream.fail(lost))
      expect(yield* Effect.flip(Microphone.recordFrom(microphone({ samples })))).toBe(lost)
    })
  )

  it.effect("fails when no sound comes for five seconds", () =>
    Effect.gen(function* () {
      const isWaiting = yield* Deferred.make<void>()
      const samples = Stream.concat(
        speaking,
        Stream.fromEffect(Effect.andThen(Deferred.succeed(isWaiting, undefined), Effect.never))
      )
      const fiber = yield* Effect.forkChild(Effect.flip(Microphone.recordFrom(microphone({ samples }))))
      yield* Deferred.await(isWaiting)
      yield* TestClock.adjust("4999 millis")
      expect(fiber.pollUnsafe()).toBeUndefined()
      yield* TestClock.adjust("1 millis")
      expect(yield* Fiber.join(fiber)).toMatchObject({ reason: "suspended" })
    })
  )

  it.effect("shows levels while it listens", () =>
    Effect.gen(function* () {
      const shown: Array<Microphone.Level> = []
      const first = yield* Deferred.make<void>()
      yield* Microphone.recordFrom(
        microphone({
          samples: Stream.concat(Stream.drain(Stream.fromEffect(Deferred.await(first))), pieces(sound))
        }),
        {
          onLevel: (one) => {
            shown.push(one)
            Deferred.doneUnsafe(first, Exit.void)
          }
        }
      )
      expect(shown).toEqual([level])
    })
  )

  it.effect("does not go on without its meter when the callback throws", () =>
    Effect.gen(function* () {
      const onLevel = () => {
        throw new Error("no such element")
      }
      const exit = yield* Effect.exit(Microphone.recordFrom(microphone(), { onLevel }))
      expect(Exit.isFailure(exit) && Cause.pretty(exit.cause)).toContain("no such element")
    })
  )

  it.effect("stops reading when it is interrupted", () =>
    Effect.gen(function* () {
      const isRead = yield* Deferred.make<void>()
      const ended = yield* Deferred.make<void>()
      const samples = Stream.fromEffect(Deferred.succeed(isRead, undefined)).pipe(
        Stream.flatMap(() => Stream.never),
        Stream.ensuring(Deferred.succeed(ended, undefined))
      )
      const fiber = yield* Effect.forkChild(Microphone.recordFrom(microphone({ samples })))
      yield* Deferred.await(isRead)
      yield* Fiber.interrupt(fiber)
      yield* Deferred.await(ended)
    })
  )

  it.effect("refuses options out of range before it listens", () =>
    Effect.gen(function* () {
      const samples = Stream.die("it listened")
      const error = yield* Effect.flip(
        Microphone.recordFrom(microphone({ samples }), { silence: "10 millis" })
      )
      expect(error).toMatchObject({ _tag: "InvalidInput", field: "silence" })
    })
  )
})
