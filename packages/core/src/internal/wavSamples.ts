/**
 * Samples as numbers from -1 to 1, and back as any encoding has them. All of a WAV is
 * little-endian, whatever the machine is.
 */
import { type Encoding, frameSize, type WavFormat } from "./wavFormat.js"
import { fromALaw, fromMuLaw, toALaw, toMuLaw } from "./wavLaw.js"

/** Reads one sample. */
type Read = (view: DataView, at: number) => number
type Write = (view: DataView, at: number, sample: number) => void

const full16 = 0x8000
const full24 = 0x800000
const full32 = 0x80000000

const read24: Read = (view, at) => view.getUint16(at, true) | (view.getInt8(at + 2) << 16)

const readers: Readonly<Record<Encoding, Read>> = {
  "a-law": (view, at) => fromALaw(view.getUint8(at)) / full16,
  "mu-law": (view, at) => fromMuLaw(view.getUint8(at)) / full16,
  pcm8: (view, at) => (view.getUint8(at) - 128) / 128,
  pcm16: (view, at) => view.getInt16(at, true) / full16,
  pcm24: (view, at) => read24(view, at) / full24,
  pcm32: (view, at) => view.getInt32(at, true) / full32,
  float32: (view, at) => view.getFloat32(at, true),
  float64: (view, at) => view.getFloat64(at, true)
}

/** The nearest whole number that fits. What is too loud is clipped, what is no number is silence. */
const scaled = (sample: number, full: number): number =>
  Number.isNaN(sample) ? 0 : Math.max(-full, Math.min(full - 1, Math.round(sample * full)))

export const to16 = (sample: number): number => scaled(sample, full16)

const writers: Readonly<Record<Encoding, Write>> = {
  "a-law": (view, at, sample) => view.setUint8(at, toALaw(to16(sample))),
  "mu-law": (view, at, sample) => view.setUint8(at, toMuLaw(to16(sample))),
  pcm8: (view, at, sample) => view.setUint8(at, scaled(sample, 128) + 128),
  pcm16: (view, at, sample) => view.setInt16(at, to16(sample), true),
  pcm24: (view, at, sample) => {
    const value = scaled(sample, full24)
    view.setUint16(at, value & 0xffff, true)
    view.setInt8(at + 2, value >> 16)
  },
  pcm32: (view, at, sample) => view.setInt32(at, scaled(sample, full32), true),
  float32: (view, at, sample) => view.setFloat32(at, sample, true),
  float64: (view, at, sample) => view.setFloat64(at, sample, true)
}

/** The mean of all channels. Its parts cannot overflow, so nothing is clipped here. */
export const monoOf = (format: WavFormat, data: Uint8Array): Float32Array<ArrayBuffer> => {
  const { channels } = format
  const size = frameSize(format)
  const step = size / channels
  const read = readers[format.encoding]
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const samples = new Float32Array(Math.floor(data.length / size))
  for (let frame = 0; frame < samples.length; frame++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += read(view, frame * size + channel * step)
    samples[frame] = sum / channels
  }
  return samples
}

/** One channel of samples, as the encoding has them. */
export const bytesOf = (samples: ArrayLike<number>, encoding: Encoding): Uint8Array<ArrayBuffer> => {
  const size = frameSize({ encoding, channels: 1, sampleRate: 1 })
  const write = writers[encoding]
  const bytes = new Uint8Array(samples.length * size)
  const view = new DataView(bytes.buffer)
  for (let index = 0; index < samples.length; index++) write(view, index * size, samples[index] ?? 0)
  return bytes
}
