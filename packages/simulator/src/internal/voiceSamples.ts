/** Turns the bytes of a WAV file into samples from -1 to 1. */

/** 16-bit linear PCM, little-endian. A last byte that is half a sample counts for nothing. */
export const decodeLinear = (bytes: Uint8Array): Float32Array<ArrayBuffer> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float32Array.from(
    { length: Math.floor(bytes.length / 2) },
    (_, index) => view.getInt16(2 * index, true) / 32_768
  )
}

/** ITU-T G.711: a sign, three bits that say which segment, four bits within it. All bits are inverted. */
const muLawSample = (code: number): number => {
  const bits = ~code & 0xff
  const magnitude = (((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4)
  return (bits & 0x80) === 0 ? magnitude - 0x84 : 0x84 - magnitude
}

/** ITU-T G.711: as mu-law, but every other bit is inverted, and the lowest segment is as fine as the next. */
const aLawSample = (code: number): number => {
  const bits = code ^ 0x55
  const segment = (bits & 0x70) >> 4
  const step = ((bits & 0x0f) << 4) + 8
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1)
  return (bits & 0x80) === 0 ? -magnitude : magnitude
}

const companded =
  (sampleOf: (code: number) => number) =>
  (bytes: Uint8Array): Float32Array<ArrayBuffer> =>
    Float32Array.from(bytes, (code) => sampleOf(code) / 32_768)

export const decodeMuLaw = companded(muLawSample)

export const decodeALaw = companded(aLawSample)
