/**
 * A-law and mu-law (ITU-T G.711): 16-bit samples in 8 bits, finer where it is quiet. An
 * A-law code holds 13 bits of a sample, a mu-law code 14: the lowest bits of 16 are lost.
 */

/** What mu-law adds before it takes the logarithm, on the scale of 16 bits. */
const bias = 0x84
const loudestMuLaw = 32635

export const toMuLaw = (sample: number): number => {
  const magnitude = Math.min(Math.abs(sample), loudestMuLaw) + bias
  const exponent = 24 - Math.clz32(magnitude)
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff
}

export const fromMuLaw = (code: number): number => {
  const bits = ~code & 0xff
  const magnitude = ((((bits & 0x0f) << 3) + bias) << ((bits & 0x70) >> 4)) - bias
  return (bits & 0x80) === 0 ? magnitude : -magnitude
}

/** Every other bit of an A-law code is turned over, so that silence keeps a line in step. */
const alternate = 0x55

export const toALaw = (sample: number): number => {
  const magnitude = (sample < 0 ? ~sample : sample) >> 4
  const exponent = Math.max(0, 28 - Math.clz32(magnitude))
  const mantissa = (exponent === 0 ? magnitude : magnitude >> (exponent - 1)) & 0x0f
  return ((sample < 0 ? 0 : 0x80) | (exponent << 4) | mantissa) ^ alternate
}

export const fromALaw = (code: number): number => {
  const bits = code ^ alternate
  const exponent = (bits & 0x70) >> 4
  const middle = ((bits & 0x0f) << 4) + 8
  const magnitude = exponent === 0 ? middle : (middle + 0x100) << (exponent - 1)
  return (bits & 0x80) === 0 ? -magnitude : magnitude
}
