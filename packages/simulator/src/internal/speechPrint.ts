/** What is kept of a recording to compare others with it. No sound can be made of it. */
import { type Frame, frameStep, framesOf } from "./speechFrames.js"
import { pitchAt } from "./speechPitch.js"
import { commonRate, prepare } from "./speechSignal.js"
import type { VoiceAudio } from "./voiceAudio.js"

export interface SpeechPrint {
  /** How long somebody speaks. */
  readonly seconds: number
  /** The shapes of the loudest moments, which are vowels mostly: how the voice sounds. */
  readonly timbre: readonly Float32Array[]
  /** The mean of these shapes. */
  readonly average: Float32Array
  /** The natural logarithm of the voice's frequency in hertz; undefined for a voice that has none. */
  readonly pitch: number | undefined
  readonly regularity: number
  /** Shapes from the first to the last word, less their mean, which is the voice: what is said. Every 20 ms. */
  readonly content: readonly Float32Array[]
}

/** Invented, all of it, and in decibels. How far below the loudest frame there is still speech, and a vowel; */
const speechDepth = 30
const vowelDepth = 14
/** and what is no speech however quiet the rest is. */
const silence = -60

/** As many moments as describe a voice: more would only take time. */
const mostMoments = 300
/** Looking for the pitch takes longest. */
const mostPitches = 100
const contentStep = 2
/** Words of more than 20 s are looked at less often. */
const mostContent = 1000
/** Below this, a frame has no pitch. */
const leastRegularity = 0.6

/** At most so many, evenly spread. */
const spread = <Item>(items: readonly Item[], most: number): readonly Item[] =>
  items.length <= most
    ? items
    : Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)]).filter(
        (item) => item !== undefined
      )

/** The value that a part of the others is below. */
const quantile = (values: readonly number[], part: number): number | undefined =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length * part)]

const meanShape = (frames: readonly Frame[]): Float32Array => {
  const mean = new Float32Array(frames[0]?.shape.length ?? 0)
  for (const { shape } of frames) {
    for (const [index, value] of shape.entries()) mean[index] = (mean[index] ?? 0) + value / frames.length
  }
  return mean
}

const contentOf = (frames: readonly Frame[], speech: readonly Frame[]): readonly Float32Array[] => {
  const first = speech[0]?.start ?? 0
  const last = speech.at(-1)?.start ?? -1
  const mean = meanShape(speech)
  const words = frames
    .filter(({ start }) => start >= first && start <= last)
    .filter((_, index) => index % contentStep === 0)
  return spread(words, mostContent).map(({ shape }) =>
    shape.map((value, index) => value - (mean[index] ?? 0))
  )
}

export const printOf = (audio: VoiceAudio): SpeechPrint => {
  const samples = prepare(audio)
  const frames = framesOf(samples)
  const loudest = frames.reduce((most, { loudness }) => Math.max(most, loudness), silence)
  const within = (depth: number) =>
    frames.filter(({ loudness }) => loudness > Math.max(silence, loudest - depth))
  const speech = within(speechDepth)
  const vowels = spread(within(vowelDepth), mostMoments)
  const pitches = spread(vowels, mostPitches).map(({ start }) => pitchAt(samples, start))
  const voiced = pitches.filter(({ regularity }) => regularity > leastRegularity)
  return {
    seconds: (speech.length * frameStep) / commonRate,
    timbre: vowels.map(({ shape }) => shape),
    average: meanShape(vowels),
    pitch:
      voiced.length < 0.5 * pitches.length
        ? undefined
        : quantile(
            voiced.map(({ frequency }) => Math.log(frequency)),
            0.5
          ),
    regularity:
      quantile(
        pitches.map(({ regularity }) => regularity),
        0.6
      ) ?? 0,
    content: contentOf(frames, speech)
  }
}
