/**
 * Writing a WAV: the plainest header that says what follows, and its length.
 */
import { codingOf, frameSize, tags, type WavFormat } from "./wavFormat.js"
import { joined } from "./wavHeader.js"

const encoder = /*#__PURE__*/ new TextEncoder()

/**
 * The header of so many bytes of samples. 44 bytes for PCM; the other codings have a format chunk with a
 * length of its own, and a fact chunk with the number of frames.
 */
export const headerOf = (format: WavFormat, dataLength: number): Uint8Array<ArrayBuffer> => {
  const { tag, bits } = codingOf(format.encoding)
  const frame = frameSize(format)
  const plain = tag === tags.pcm
  const formatSize = plain ? 16 : 18
  const header = new Uint8Array(12 + 8 + formatSize + (plain ? 0 : 12) + 8)
  const view = new DataView(header.buffer)
  const chunk = (at: number, name: string, size: number): number => {
    header.set(encoder.encode(name), at)
    view.setUint32(at + 4, size, true)
    return at + 8
  }
  header.set(encoder.encode("WAVE"), chunk(0, "RIFF", header.length - 8 + dataLength + (dataLength % 2)))
  let at = chunk(12, "fmt ", formatSize)
  view.setUint16(at, tag, true)
  view.setUint16(at + 2, format.channels, true)
  view.setUint32(at + 4, format.sampleRate, true)
  view.setUint32(at + 8, format.sampleRate * frame, true)
  view.setUint16(at + 12, frame, true)
  view.setUint16(at + 14, bits, true)
  at += formatSize
  if (!plain) {
    view.setUint32(chunk(at, "fact", 4), dataLength / frame, true)
    at += 12
  }
  chunk(at, "data", dataLength)
  return header
}

/** The byte that makes the length of a chunk even. */
export const paddingOf = (dataLength: number): Uint8Array<ArrayBuffer> => new Uint8Array(dataLength % 2)

export const encodeBytes = (format: WavFormat, data: Uint8Array): Uint8Array<ArrayBuffer> =>
  joined(headerOf(format, data.length), data, paddingOf(data.length))

/**
 * What would be written of samples that were read from these bytes: the bytes themselves where they are that already, as
 * those of most recordings are. A copy of a minute of speech costs more than all that is done with it before it is sent.
 * Shared memory is copied: no transport takes it.
 */
export const encodedFrom = (
  source: Uint8Array,
  { data, ...format }: WavFormat & { readonly data: Uint8Array }
): Uint8Array => {
  const header = headerOf(format, data.length)
  const isPlain =
    source.buffer instanceof ArrayBuffer &&
    data.length % 2 === 0 &&
    source.length === header.length + data.length &&
    header.every((byte, at) => source[at] === byte)
  return isPlain ? source : encodeBytes(format, data)
}
