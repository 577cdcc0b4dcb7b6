/**
 * Finds a spoken phrase in sound: where it begins, where it ends, without the silence around it.
 *
 * By energy alone: speech is what stands out from the noise of the last two seconds. `Microphone` uses it;
 * on its own it serves for sound from elsewhere, such as a file that somebody chose, or a call.
 *
 * @since 0.1.0
 */
import type { InvalidInput } from "@aculab-cloud/core/CloudError"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { makePhraseFinder } from "./internal/phraseFinder.js"
import { checkRate, settingsOf } from "./internal/phraseSettings.js"

/**
 * What counts as speech, and when a phrase has ended.
 *
 * @category options
 * @since 0.1.0
 */
export interface PhraseOptions {
  /**
   * How much louder than the noise speech is, in dB, from 3 to 40. Less hears quiet voices, and sooner takes
   * noise for speech. Default: 12.
   */
  readonly threshold?: number | undefined
  /** The least speech that makes a phrase, pauses not counted: 100 milliseconds to 10 seconds. Default: 250 milliseconds. */
  readonly minimumSpeech?: Duration.Input | undefined
  /**
   * The silence that ends the phrase: 100 milliseconds or more; with `"Infinity"` only `longest` and a stop
   * end it. Default: 800 milliseconds.
   */
  readonly silence?: Duration.Input | undefined
  /** How much is kept of what was before the speech: 0 to 2 seconds. Default: 300 milliseconds. */
  readonly before?: Duration.Input | undefined
  /** How much is kept of what was after the speech: 0 to 2 seconds. Default: 300 milliseconds. */
  readonly after?: Duration.Input | undefined
  /** The longest phrase, with what is kept around it: 1 to 60 seconds. Default: 60 seconds, the limit of the cloud (D). */
  readonly longest?: Duration.Input | undefined
  /** How long speech is waited for: 100 milliseconds to 10 minutes of sound. Default: 10 seconds. */
  readonly startTimeout?: Duration.Input | undefined
}

/**
 * A phrase, and what it sounds like.
 *
 * @category models
 * @since 0.1.0
 */
export interface Phrase {
  /** From -1 to 1, with a little of what was before and after. */
  readonly samples: Float32Array<ArrayBuffer>
  /** Samples a second. */
  readonly sampleRate: number
  /** What ended it: silence, the longest that was allowed, or a stop from outside. */
  readonly ended: "silence" | "longest" | "stopped"
  /** How long there was speech in it, pauses not counted. */
  readonly speech: Duration.Duration
  /** How loud the noise is, in dBFS, from -70. */
  readonly noise: number
  /** The loudest sample, in dBFS: 0 is the limit. */
  readonly peak: number
  /** The part of the samples that are at the limit, 0 to 1. From 0.001 the voice is distorted (I). */
  readonly clipped: number
}

/**
 * What has been heard so far: nothing yet, somebody who speaks, the whole phrase, or no speech in all the time
 * that there was for it. The last two are final.
 *
 * @category models
 * @since 0.1.0
 */
export type Heard =
  | { readonly state: "waiting" | "speaking" | "nothing" }
  | { readonly state: "phrase"; readonly phrase: Phrase }

/**
 * Listens for one phrase.
 *
 * @category models
 * @since 0.1.0
 */
export interface PhraseDetector {
  /** Takes the samples that come next, in pieces of any length. After the end they change nothing. */
  readonly push: (samples: Float32Array) => Heard
  /** There is no more: ends the phrase where it is. Its state is `phrase` or `nothing`. */
  readonly finish: () => Heard
}

/**
 * Makes a detector for one phrase.
 *
 * **Details**
 *
 * The rate is a whole number from 8000 to 192000 samples a second. Fails with `InvalidInput` for options out of
 * range. What is shorter than 80 milliseconds, such as a click, is no speech. Noise that begins in the middle
 * is taken for speech for two seconds; the phrase is judged again at its end, when the noise is known. Memory
 * holds the phrase and no more.
 *
 * **Example** (Piece by piece)
 *
 * ```ts
 * import * as PhraseDetector from "@aculab-cloud/browser/PhraseDetector"
 * import * as Effect from "effect/Effect"
 *
 * const detector = await Effect.runPromise(PhraseDetector.make(48_000, { silence: "1 second" }))
 * console.log(detector.push(new Float32Array(960)).state)
 * // => waiting
 * console.log(detector.finish().state)
 * // => nothing
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  sampleRate: number,
  options: PhraseOptions = {}
): Effect.Effect<PhraseDetector, InvalidInput> =>
  Effect.map(Effect.andThen(checkRate(sampleRate), settingsOf(options)), (settings) =>
    makePhraseFinder(settings, sampleRate)
  )

/**
 * Finds the first phrase in sound that is all there.
 *
 * **Details**
 *
 * Answers `phrase` or `nothing`. Options and errors are those of {@link make}.
 *
 * **Example** (Cut the silence off)
 *
 * ```ts
 * import * as PhraseDetector from "@aculab-cloud/browser/PhraseDetector"
 * import * as Effect from "effect/Effect"
 *
 * // Two seconds of silence, one of a tone, two of silence.
 * const sound = Float32Array.from({ length: 80_000 }, (_, at) =>
 *   at < 32_000 || at >= 48_000 ? 0 : 0.3 * Math.sin(at / 5)
 * )
 *
 * const heard = await Effect.runPromise(PhraseDetector.find(sound, 16_000))
 * console.log(heard.state === "phrase" && heard.phrase.samples.length / 16_000)
 * // => 1.62
 * ```
 *
 * @category detecting
 * @since 0.1.0
 */
export const find = (
  samples: Float32Array,
  sampleRate: number,
  options: PhraseOptions = {}
): Effect.Effect<Heard, InvalidInput> =>
  Effect.map(make(sampleRate, options), (detector) => {
    detector.push(samples)
    return detector.finish()
  })
