/**
 * What a WAV can hold, and how much of it a second needs.
 */
import { type AudioProblem, InvalidAudio } from "../InvalidAudio.js"

export type Encoding = "a-law" | "mu-law" | "pcm8" | "pcm16" | "pcm24" | "pcm32" | "float32" | "float64"

export interface WavFormat {
  readonly encoding: Encoding
  readonly sampleRate: number
  readonly channels: number
}

/** Format tags of WAVE_FORMAT. */
export const tags = { pcm: 1, float: 3, aLaw: 6, muLaw: 7, extensible: 0xfffe } as const

interface Coding {
  readonly tag: number
  readonly bits: number
}

const codings: Readonly<Record<Encoding, Coding>> = {
  "a-law": { tag: tags.aLaw, bits: 8 },
  "mu-law": { tag: tags.muLaw, bits: 8 },
  pcm8: { tag: tags.pcm, bits: 8 },
  pcm16: { tag: tags.pcm, bits: 16 },
  pcm24: { tag: tags.pcm, bits: 24 },
  pcm32: { tag: tags.pcm, bits: 32 },
  float32: { tag: tags.float, bits: 32 },
  float64: { tag: tags.float, bits: 64 }
}

export const codingOf = (encoding: Encoding): Coding => codings[encoding]

export const encodings = (): ReadonlyArray<Encoding> => [
  "a-law",
  "mu-law",
  "pcm8",
  "pcm16",
  "pcm24",
  "pcm32",
  "float32",
  "float64"
]

/** Bytes of one sample of every channel. */
export const frameSize = ({ encoding, channels }: WavFormat): number =>
  (codings[encoding].bits / 8) * channels

export const secondsOf = (format: WavFormat, bytes: number): number =>
  bytes / frameSize(format) / format.sampleRate

export interface Issue {
  readonly problem: AudioProblem
  readonly found: string
  readonly advice: string
}

/** An error of one problem or several: there is at least one. */
export const invalidAudio = (first: Issue, ...others: ReadonlyArray<Issue>): InvalidAudio =>
  new InvalidAudio({ ...first, issues: [first, ...others] })
