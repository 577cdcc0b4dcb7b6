/** The fast Fourier transform, as much of it as a power spectrum takes. */

export interface Fourier {
  /** How many samples go in: a power of two. */
  readonly size: number
  /** Puts the power at each frequency, from 0 to half the sample rate, into `power`: `size / 2 + 1` values. */
  readonly power: (samples: Float64Array, power: Float64Array) => void
}

const reversed = (index: number, bits: number): number => {
  let result = 0
  for (let bit = 0; bit < bits; bit += 1) result |= ((index >> bit) & 1) << (bits - 1 - bit)
  return result
}

/** Radix two, in place, with tables made once. */
export const makeFourier = (bits: number): Fourier => {
  const size = 1 << bits
  const order = Uint16Array.from({ length: size }, (_, index) => reversed(index, bits))
  const cosines = Float64Array.from({ length: size / 2 }, (_, index) =>
    Math.cos((2 * Math.PI * index) / size)
  )
  const sines = Float64Array.from({ length: size / 2 }, (_, index) => Math.sin((2 * Math.PI * index) / size))
  const real = new Float64Array(size)
  const imaginary = new Float64Array(size)

  const transform = () => {
    for (let half = 1; half < size; half *= 2) {
      const stride = size / (2 * half)
      for (let start = 0; start < size; start += 2 * half) {
        for (let offset = 0; offset < half; offset += 1) {
          const cosine = cosines[offset * stride] ?? 0
          const sine = sines[offset * stride] ?? 0
          const upper = start + offset
          const lower = upper + half
          const lowerReal = (real[lower] ?? 0) * cosine + (imaginary[lower] ?? 0) * sine
          const lowerImaginary = (imaginary[lower] ?? 0) * cosine - (real[lower] ?? 0) * sine
          const upperReal = real[upper] ?? 0
          const upperImaginary = imaginary[upper] ?? 0
          real[upper] = upperReal + lowerReal
          imaginary[upper] = upperImaginary + lowerImaginary
          real[lower] = upperReal - lowerReal
          imaginary[lower] = upperImaginary - lowerImaginary
        }
      }
    }
  }

  return {
    size,
    power: (samples, power) => {
      for (let index = 0; index < size; index += 1) real[index] = samples[order[index] ?? 0] ?? 0
      imaginary.fill(0)
      transform()
      for (let index = 0; index <= size / 2; index += 1) {
        power[index] = (real[index] ?? 0) ** 2 + (imaginary[index] ?? 0) ** 2
      }
    }
  }
}
