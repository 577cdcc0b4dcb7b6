/** Cuts sound into short frames, and says of each how loud it is and what its spectrum looks like. */
import { makeFourier } from "./speechFourier.js"
import { commonRate } from "./speechSignal.js"

/** Samples of the common rate in a frame: 32 ms, a new one every 10 ms. */
const frameBits = 8
const frameLength = 1 << frameBits
export const frameStep = 80

export interface Frame {
  /** Where it begins, in samples. */
  readonly start: number
  /** In decibels; a sine of full scale has -3. */
  readonly loudness: number
  /** The shape of the spectrum, without its height: cepstral coefficients from the second on. */
  readonly shape: Float32Array
}

const bandCount = 24
/** In hertz: what a telephone lets through. */
const lowest = 150
const highest = 3600
/** More of them tell of the pitch, which is told better elsewhere. */
const shapeLength = 10
/** Quieter than the loudest band by so many decibels is silence: noise would otherwise shape what it fills. */
const quietest = 36

const melOf = (frequency: number): number => 2595 * Math.log10(1 + frequency / 700)
const frequencyOf = (mel: number): number => 700 * (10 ** (mel / 2595) - 1)

/** Weights of the frequencies in each band: triangles that overlap, as wide as the ear's own bands. */
const makeBands = (): readonly Float64Array[] => {
  const edge = (index: number) =>
    frequencyOf(melOf(lowest) + ((melOf(highest) - melOf(lowest)) * index) / (bandCount + 1))
  return Array.from({ length: bandCount }, (_, band) =>
    Float64Array.from({ length: frameLength / 2 + 1 }, (_weight, bin) => {
      const frequency = (bin * commonRate) / frameLength
      const rise = (frequency - edge(band)) / (edge(band + 1) - edge(band))
      const fall = (edge(band + 2) - frequency) / (edge(band + 2) - edge(band + 1))
      return Math.max(0, Math.min(rise, fall))
    })
  )
}

const weightedSum = (weights: Float64Array, values: Float64Array): number => {
  let sum = 0
  for (let index = 0; index < weights.length; index += 1) sum += (weights[index] ?? 0) * (values[index] ?? 0)
  return sum
}

/** Rows of the cosine transform that turns bands into coefficients. The first, the height, is left out. */
const makeCosines = (): readonly Float64Array[] =>
  Array.from({ length: shapeLength }, (_, row) =>
    Float64Array.from(
      { length: bandCount },
      (_weight, band) => Math.sqrt(2 / bandCount) * Math.cos((Math.PI * (row + 1) * (band + 0.5)) / bandCount)
    )
  )

const powerOf = (samples: Float32Array, start: number): number => {
  let sum = 0
  for (let index = start; index < start + frameLength; index += 1) sum += (samples[index] ?? 0) ** 2
  return sum / frameLength
}

/** High frequencies are raised, since voices have less of them, and the ends are faded. */
const makeWindow = () => {
  const window = Float64Array.from(
    { length: frameLength },
    (_, index) => 0.54 - 0.46 * Math.cos((2 * Math.PI * index) / (frameLength - 1))
  )
  return (samples: Float32Array, start: number, frame: Float64Array): void => {
    for (let index = 0; index < frameLength; index += 1) {
      const before = index === 0 ? 0 : (samples[start + index - 1] ?? 0)
      frame[index] = ((samples[start + index] ?? 0) - 0.95 * before) * (window[index] ?? 0)
    }
  }
}

/** The frames of sound at the common rate. */
export const framesOf = (samples: Float32Array): readonly Frame[] => {
  const fourier = makeFourier(frameBits)
  const bands = makeBands()
  const cosines = makeCosines()
  const cutOut = makeWindow()
  const frame = new Float64Array(frameLength)
  const power = new Float64Array(frameLength / 2 + 1)
  const count = Math.max(0, Math.floor((samples.length - frameLength) / frameStep) + 1)
  let loudest = 0
  const heights = Array.from({ length: count }, (_, index) => {
    cutOut(samples, index * frameStep, frame)
    fourier.power(frame, power)
    const energies = Float64Array.from(bands, (weights) => weightedSum(weights, power))
    for (const energy of energies) loudest = Math.max(loudest, energy)
    return energies
  })
  const floor = Math.max(loudest * 10 ** (-quietest / 10), Number.MIN_VALUE)
  return heights.map((energies, index) => {
    const logarithms = energies.map((energy) => Math.log(energy + floor))
    return {
      start: index * frameStep,
      loudness: 10 * Math.log10(powerOf(samples, index * frameStep) + 1e-12),
      shape: Float32Array.from(cosines, (row) => weightedSum(row, logarithms))
    }
  })
}
