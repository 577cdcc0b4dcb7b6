/**
 * What a few milliseconds of sound are like: how loud, how near to the limit.
 */

/** The quietest that is told, in dBFS: silence has no logarithm. */
export const quietest = -100

/** Full scale, but for the rounding of 16 bits and less. */
const fullScale = 0.999

/** Hum, wind and a constant offset are below this frequency, in Hz; voices are told apart above it. */
const highPass = 100

export interface FrameLevel {
  /** The mean square of what is above the hum: 1 is the loudest. */
  readonly power: number
  /** The largest sample, without its sign: 1 is full scale. */
  readonly peak: number
  /** How many samples are at full scale. */
  readonly clipped: number
}

export const decibelsOfPower = (power: number): number =>
  power > 0 ? Math.max(quietest, 10 * Math.log10(power)) : quietest

export const decibelsOfPeak = (peak: number): number => decibelsOfPower(peak * peak)

/** Measures one frame after the other: the filter (Butterworth, second order) remembers the one before. */
export const makeFrameMeter = (sampleRate: number): ((samples: Float32Array) => FrameLevel) => {
  const angle = (2 * Math.PI * highPass) / sampleRate
  const cosine = Math.cos(angle)
  const slope = Math.sin(angle) / Math.SQRT2
  const scale = 1 + slope
  const outer = (1 + cosine) / 2 / scale
  const feedback = [(-2 * cosine) / scale, (1 - slope) / scale] as const
  let first = 0
  let second = 0
  return (samples) => {
    let sum = 0
    let peak = 0
    let clipped = 0
    for (const sample of samples) {
      // One sample that is no number would stay in the filter for ever.
      const input = Number.isFinite(sample) ? sample : 0
      const output = outer * input + first
      first = -2 * outer * input - feedback[0] * output + second
      second = outer * input - feedback[1] * output
      sum += output * output
      const size = Math.abs(input)
      if (size > peak) peak = size
      if (size >= fullScale) clipped++
    }
    return { power: samples.length === 0 ? 0 : sum / samples.length, peak, clipped }
  }
}
