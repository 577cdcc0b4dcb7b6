/** How high a voice is, and how regular: by comparing sound with itself a little later. */
import { commonRate } from "./speechSignal.js"

export interface Pitch {
  /** Hertz; of sound without a pitch, the best guess. */
  readonly frequency: number
  /** About 1 for a vowel, less for a rough voice, little for noise. */
  readonly regularity: number
}

/** Samples that are compared: 50 ms, two periods of the lowest voice and more. */
const length = 400
/** Hertz. */
const lowest = 60
const highest = 444
/** Twice a period fits as well as a period: the shorter one is to win. */
const costOfDelay = 0.0008

/** Sums of squares up to each sample, so that those between two are a subtraction. */
const energyUpTo = (samples: Float32Array, start: number): Float64Array => {
  const sums = new Float64Array(length + 1)
  for (let index = 0; index < length; index += 1) {
    sums[index + 1] = (sums[index] ?? 0) + (samples[start + index] ?? 0) ** 2
  }
  return sums
}

export const pitchAt = (samples: Float32Array, start: number): Pitch => {
  const sums = energyUpTo(samples, start)
  let best: Pitch = { frequency: lowest, regularity: 0 }
  for (let delay = Math.floor(commonRate / highest); delay <= commonRate / lowest; delay += 1) {
    let product = 0
    for (let index = start; index < start + length - delay; index += 1) {
      product += (samples[index] ?? 0) * (samples[index + delay] ?? 0)
    }
    const energies = (sums[length - delay] ?? 0) * ((sums[length] ?? 0) - (sums[delay] ?? 0))
    const likeness = energies === 0 ? 0 : (product / Math.sqrt(energies)) * (1 - costOfDelay * delay)
    if (likeness > best.regularity) best = { frequency: commonRate / delay, regularity: likeness }
  }
  return best
}
