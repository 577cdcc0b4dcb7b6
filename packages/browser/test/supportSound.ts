/** Sound for the tests: made by rule, the same in every run. Samples from -1 to 1, at 16,000 a second. */
import type { Heard, Phrase } from "@aculab-cloud/browser/PhraseDetector"

export const rate = 16_000

const amplitude = (decibels: number) => 10 ** (decibels / 20)

const made = (seconds: number, sample: (at: number) => number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: Math.round(seconds * rate) }, (_, at) => sample(at))

/** Numbers from 0 to 1 that look random (mulberry32). */
const numbers = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const silence = (seconds: number) => made(seconds, () => 0)

/** White noise of so many dBFS. */
export const noise = (seconds: number, decibels: number, seed = 1) => {
  const next = numbers(seed)
  const loudest = amplitude(decibels) * Math.sqrt(3)
  return made(seconds, () => (2 * next() - 1) * loudest)
}

export const tone = (seconds: number, frequency: number, decibels: number) => {
  const loudest = amplitude(decibels) * Math.SQRT2
  return made(seconds, (at) => loudest * Math.sin((2 * Math.PI * frequency * at) / rate))
}

/** Syllables of a fifth of a second: a voice of 120 Hz with 20 overtones, nearly silent between one and the next. */
export const syllables = (seconds: number, decibels: number) => {
  const loudest = amplitude(decibels)
  return made(seconds, (at) => {
    const time = at / rate
    const swell = Math.sin(Math.PI * ((time * 5) % 1)) ** 2
    let sum = 0
    for (let overtone = 1; overtone <= 20; overtone++) {
      sum += Math.sin(2 * Math.PI * 120 * overtone * time + overtone ** 2) / overtone
    }
    return loudest * swell * sum
  })
}

/** A knock of 5 milliseconds, and silence for the rest. */
export const click = (seconds: number, decibels: number) => {
  const loudest = amplitude(decibels)
  return made(seconds, (at) => (at < rate * 0.005 ? (at % 4 < 2 ? loudest : -loudest) : 0))
}

export const inTurn = (...parts: ReadonlyArray<Float32Array>): Float32Array<ArrayBuffer> => {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** All at once; as long as the first. */
export const together = (...parts: ReadonlyArray<Float32Array>): Float32Array<ArrayBuffer> =>
  Float32Array.from(parts[0] ?? [], (_, at) => parts.reduce((sum, part) => sum + (part[at] ?? 0), 0))

export const repeated = (times: number, part: Float32Array) =>
  inTurn(...Array.from({ length: times }, () => part))

export const louder = (samples: Float32Array, decibels: number) =>
  samples.map((sample) => sample * amplitude(decibels))

/** What a converter does to what is too loud. */
export const limited = (samples: Float32Array) => samples.map((sample) => Math.max(-1, Math.min(1, sample)))

export const phraseOf = (heard: Heard): Phrase => {
  if (heard.state !== "phrase") throw new Error(`there is no phrase, but ${heard.state}`)
  return heard.phrase
}

export const secondsOf = (samples: Float32Array) => samples.length / rate

/** Where, in seconds, a phrase begins in the sound that it was found in. */
export const placeOf = (phrase: Phrase, sound: Float32Array): number => {
  const { samples } = phrase
  const probes = Array.from({ length: 50 }, (_, index) => Math.floor((index * samples.length) / 50))
  const step = Math.floor(rate / 50)
  for (let at = 0; at + samples.length <= sound.length; at += step) {
    if (probes.every((probe) => samples[probe] === sound[at + probe])) return at / rate
  }
  throw new Error("the phrase is not in the sound")
}
