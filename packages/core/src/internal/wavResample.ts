/**
 * Another sample rate, by a windowed sinc. What the new rate cannot hold is filtered out,
 * or it would come back as tones that nobody spoke.
 *
 * It is our own because it is this small: core has no dependency but effect, and the
 * resamplers of npm are made for one runtime, or bring WebAssembly along.
 */

/** Zero crossings of the sinc on either side. More make the filter steeper, and slower. */
const crossings = 32
/** Points of the filter between two crossings; what lies between is a straight line, at -100 dB of error. */
const density = 512
/** Of the Kaiser window: 90 dB between what is kept and what is not. */
const beta = 9
/** The middle of the filter's slope, as part of the highest frequency: the slope ends before that frequency. */
const rollOff = 0.91

/** The modified Bessel function of the first kind, order 0, by its series. */
const bessel = (x: number): number => {
  let sum = 1
  let term = 1
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

let table: Float64Array | undefined

/** One half of the filter, from its middle outwards: the other half is the same. */
const filter = (): Float64Array => {
  if (table !== undefined) return table
  const points = new Float64Array(crossings * density + 2)
  const whole = bessel(beta)
  for (let index = 0; index <= crossings * density; index++) {
    const x = index / density
    const phase = Math.PI * x
    const window = bessel(beta * Math.sqrt(1 - (x / crossings) ** 2)) / whole
    points[index] = (x === 0 ? 1 : Math.sin(phase) / phase) * window
  }
  table = points
  return points
}

/** The same sound at another rate. Rates are positive numbers. */
export const resampled = (samples: Float32Array, from: number, to: number): Float32Array<ArrayBuffer> => {
  if (from === to) return samples.slice()
  const points = filter()
  const result = new Float32Array(Math.round((samples.length * to) / from))
  // In units of the zero crossings of the filter, of which there are fewer a second where the rate falls.
  const scale = rollOff * Math.min(1, to / from)
  const reach = crossings / scale
  for (let index = 0; index < result.length; index++) {
    const middle = (index * from) / to
    const first = Math.max(0, Math.ceil(middle - reach))
    const last = Math.min(samples.length - 1, Math.floor(middle + reach))
    let sum = 0
    for (let at = first; at <= last; at++) {
      const place = Math.abs(at - middle) * scale * density
      const left = Math.floor(place)
      const low = points[left] ?? 0
      const high = points[left + 1] ?? 0
      sum += (samples[at] ?? 0) * (low + (high - low) * (place - left))
    }
    result[index] = sum * scale
  }
  return result
}
