/** Reads WAV as the service does that takes it (wire reference, B 2.1 and 2.4): one form of audio, and no repairs. */
import { decodeALaw, decodeLinear, decodeMuLaw } from "./voiceSamples.js"

export interface VoiceAudio {
  /** Hertz. */
  readonly sampleRate: number
  /** From -1 to 1. */
  readonly samples: Float32Array<ArrayBuffer>
}

/** Why audio is not taken, in the words of the documentation. */
export const audioProblems = {
  empty: "audio is empty",
  unknown: "audio has an unknown format",
  notMono: "audio is not mono",
  slow: "audio is sampled below 8 kHz",
  shallow: "audio is below 16 bit and not a-law or mu-law",
  long: "audio is longer than 60 seconds"
} as const

export type AudioProblem = (typeof audioProblems)[keyof typeof audioProblems]

/** D: at least 8 kHz. That there is an upper limit is invented: a header can say anything. */
const sampleRates = { lowest: 8000, highest: 384_000 }

/** D. */
const longestSeconds = 60

/** Bytes of the longest audio that could be taken, with room for other chunks than the audio. */
export const longestFile = longestSeconds * sampleRates.highest * 2 + 1024 * 1024

interface Chunk {
  readonly id: string
  /** Where its content begins. */
  readonly start: number
  /** As its header says: more than what came, perhaps. */
  readonly length: number
}

const chunkHeader = 8

const textAt = (view: DataView, position: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(position + offset)))

const chunkAt = (view: DataView, position: number): Chunk | undefined =>
  position + chunkHeader > view.byteLength
    ? undefined
    : {
        id: textAt(view, position),
        start: position + chunkHeader,
        length: view.getUint32(position + 4, true)
      }

/** Contents of an odd length have a byte after them that belongs to nothing. */
const afterChunk = ({ start, length }: Chunk): number => start + length + (length % 2)

/** From the first chunk up to the one with the samples, after which nothing matters. */
const readChunks = (view: DataView): readonly Chunk[] => {
  const chunks: Chunk[] = []
  for (let position = 12; ; ) {
    const chunk = chunkAt(view, position)
    if (chunk === undefined) return chunks
    chunks.push(chunk)
    if (chunk.id === "data") return chunks
    position = afterChunk(chunk)
  }
}

/** Whether the rest is other chunks, and not sound. */
const isChunksOnly = (view: DataView, from: number): boolean => {
  for (let position = from; ; ) {
    const chunk = chunkAt(view, position)
    if (chunk === undefined || !/^[\x20-\x7e]{4}$/.test(chunk.id)) return false
    position = afterChunk(chunk)
    // The byte after the last one is left out by some.
    if (position === view.byteLength || chunk.start + chunk.length === view.byteLength) return true
  }
}

/** Who records a stream cannot go back to write its length: then it is 0 or as large as can be, and means the rest. */
const dataBytes = (view: DataView, { start, length }: Chunk): Uint8Array => {
  const all = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  if (length === 0 && isChunksOnly(view, start)) return all.subarray(0, 0)
  return length === 0 ? all.subarray(start) : all.subarray(start, start + length)
}

interface Format {
  readonly tag: number
  readonly channels: number
  readonly sampleRate: number
  readonly bytesPerFrame: number
  readonly bits: number
}

const tags = { linear: 1, aLaw: 6, muLaw: 7, extensible: 0xff_fe }

/** What follows the tag in the identity of every format that has a tag. */
const tagIdentity = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]

const tagOfExtensible = (view: DataView, { start, length }: Chunk): number | undefined => {
  const identity = start + 24
  if (length < 40 || identity + 16 > view.byteLength) return undefined
  const matches = tagIdentity.every((byte, index) => view.getUint8(identity + 2 + index) === byte)
  return matches ? view.getUint16(identity, true) : undefined
}

const readFormat = (view: DataView, chunk: Chunk | undefined): Format | undefined => {
  if (chunk === undefined || chunk.length < 16 || chunk.start + 16 > view.byteLength) return undefined
  const { start } = chunk
  const given = view.getUint16(start, true)
  const tag = given === tags.extensible ? tagOfExtensible(view, chunk) : given
  if (tag === undefined) return undefined
  return {
    tag,
    channels: view.getUint16(start + 2, true),
    sampleRate: view.getUint32(start + 4, true),
    bytesPerFrame: view.getUint16(start + 12, true),
    bits: view.getUint16(start + 14, true)
  }
}

/** What cannot be taken, or undefined. I: more than 16 bits and floating point are formats that it does not know. */
const formatProblem = ({ tag, channels, sampleRate, bytesPerFrame, bits }: Format) => {
  const decoder = decoders.get(tag)
  if (decoder === undefined || channels === 0 || sampleRate > sampleRates.highest)
    return audioProblems.unknown
  if (channels > 1) return audioProblems.notMono
  if (sampleRate < sampleRates.lowest) return audioProblems.slow
  if (tag === tags.linear && bits < 16) return audioProblems.shallow
  const fits = bits === decoder.bits && bytesPerFrame * 8 === bits
  return fits ? undefined : audioProblems.unknown
}

const decoders: ReadonlyMap<
  number,
  { readonly bits: number; readonly decode: (bytes: Uint8Array) => Float32Array<ArrayBuffer> }
> = new Map([
  [tags.linear, { bits: 16, decode: decodeLinear }],
  [tags.aLaw, { bits: 8, decode: decodeALaw }],
  [tags.muLaw, { bits: 8, decode: decodeMuLaw }]
])

/** The samples of a WAV file, or what is wrong with it. */
export const readVoiceAudio = (bytes: Uint8Array): VoiceAudio | AudioProblem => {
  if (bytes.length === 0) return audioProblems.empty
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isWave = bytes.length >= 12 && textAt(view, 0) === "RIFF" && textAt(view, 8) === "WAVE"
  const chunks = isWave ? readChunks(view) : []
  const format = readFormat(
    view,
    chunks.find((chunk) => chunk.id === "fmt ")
  )
  const decoder = format && decoders.get(format.tag)
  if (format === undefined || decoder === undefined) return audioProblems.unknown
  const problem = formatProblem(format)
  if (problem !== undefined) return problem
  const data = chunks.find((chunk) => chunk.id === "data")
  const sound = data === undefined ? new Uint8Array() : dataBytes(view, data)
  const count = Math.floor(sound.length / format.bytesPerFrame)
  if (count === 0) return audioProblems.empty
  if (count > longestSeconds * format.sampleRate) return audioProblems.long
  return { sampleRate: format.sampleRate, samples: decoder.decode(sound) }
}
