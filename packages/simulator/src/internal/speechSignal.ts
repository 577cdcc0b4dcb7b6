/** Sound, before anything is made of it: one sample rate for all, and no constant part. */
import type { VoiceAudio } from "./voiceAudio.js"

/** Hertz. What a telephone carries is in every recording, so that is what is compared. */
export const commonRate = 8000

/** How far the filter reaches, in samples of the slower of the two rates. */
const reach = 16
/** Values of the filter between two samples: enough to take the nearest. */
const resolution = 256
/** Of half the slower rate: the rest is for the filter's slope. */
const passBand = 0.92

/** A low-pass filter: a sinc under a Hann window, from its middle outwards. */
const makeFilter = (): Float64Array =>
  Float64Array.from({ length: reach * resolution + 1 }, (_, index) => {
    const distance = index / resolution
    const angle = Math.PI * distance * passBand
    const sinc = angle === 0 ? 1 : Math.sin(angle) / angle
    return passBand * sinc * Math.cos((Math.PI * distance) / (2 * reach)) ** 2
  })

/** The same sound at 8 kHz. Frequencies that do not fit are filtered out, so that they do not come back as others. */
const resample = ({ samples, sampleRate }: VoiceAudio): Float32Array => {
  if (sampleRate === commonRate) return samples
  const ratio = sampleRate / commonRate
  const filter = makeFilter()
  const width = reach * ratio
  return Float32Array.from({ length: Math.floor(samples.length / ratio) }, (_, index) => {
    const middle = index * ratio
    const last = Math.min(samples.length - 1, Math.floor(middle + width))
    let sum = 0
    for (let position = Math.max(0, Math.ceil(middle - width)); position <= last; position += 1) {
      const distance = Math.abs(position - middle) / ratio
      sum += (samples[position] ?? 0) * (filter[Math.round(distance * resolution)] ?? 0)
    }
    return sum / ratio
  })
}

/** The sound at 8 kHz, around zero. */
export const prepare = (audio: VoiceAudio): Float32Array => {
  const samples = resample(audio)
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / Math.max(1, samples.length)
  return samples.map((sample) => sample - mean)
}
