/**
 * The head of a WAV: everything in front of its samples. Real files differ from the book:
 * chunks before the samples, odd chunks without their padding, lengths that a recorder
 * never came back to fill in. What is left open by them is settled here.
 *
 * The reading is a generator that asks for bytes, so that bytes in memory and a stream are
 * read by the same lines.
 */

import * as Result from "effect/Result"
import type { InvalidAudio } from "../InvalidAudio.js"
import { codingOf, encodings, frameSize, invalidAudio, tags, type WavFormat } from "./wavFormat.js"

export interface WavHeader {
  readonly format: WavFormat
  /** How many bytes of samples follow at most. Infinite where they go on to the end. */
  readonly length: number
  /** Whether `length` is what the header says, and no placeholder of a recorder. */
  readonly announced: boolean
}

/** So many bytes are wanted: to be looked at, or to be left aside. Fewer are given at the end only. */
export interface Wanted {
  readonly bytes: number
  readonly keep: boolean
}

/** Gives the header, when it has got all that it asked for. A skipped piece is answered by anything. */
export type HeaderReading = Generator<Wanted, Result.Result<WavHeader, InvalidAudio>, Uint8Array>

/** Nobody's header is longer, and a stream that never comes to its samples must end. */
const longestHead = 16 * 1024 * 1024
/** The largest format chunk that anybody writes is 40 bytes (WAVE_FORMAT_EXTENSIBLE). */
const longestFormat = 1024

const unknown = (found: string, advice = "make it WAV: RIFF, 16-bit PCM, a-law or mu-law") =>
  Result.fail(invalidAudio({ problem: "unknown-format", found, advice }))

export function* readHeader(): HeaderReading {
  const riff = yield { bytes: 12, keep: true }
  if (riff.length === 0) return Result.fail(emptyAudio("no bytes at all"))
  const container = textAt(riff, 0)
  if (container === "RIFX") return unknown("RIFX: WAV with its bytes in big-endian order")
  if (container === "RF64" || container === "BW64") return unknown(`${container}: WAV for more than 4 GiB`)
  if (container !== "RIFF") return unknown("not a RIFF file")
  if (riff.length < 12) return unknown("a header that is cut off")
  if (textAt(riff, 8) !== "WAVE") return unknown("a RIFF file that is not WAVE")
  const whole = viewOf(riff).getUint32(4, true) + 8
  let at = 12
  let format: WavFormat | undefined
  let afterOdd = false
  while (at <= longestHead) {
    let head = yield { bytes: 8, keep: true }
    if (afterOdd && !isKnown(textAt(head, 0))) {
      const next = yield { bytes: 1, keep: true }
      head = joined(head.subarray(1), next)
      at += 1
    }
    if (head.length < 8) {
      return format === undefined
        ? unknown("a header that is cut off")
        : Result.fail(emptyAudio("no data chunk"))
    }
    const name = textAt(head, 0)
    const size = viewOf(head).getUint32(4, true)
    at += 8
    if (name === "data") {
      return format === undefined
        ? unknown("samples with nothing in front of them that says what they are")
        : Result.succeed({ format, ...lengthOf(size, whole, at) })
    }
    if (name === "fmt " && format === undefined) {
      if (size < 16 || size > longestFormat) return unknown(`a format chunk of ${size} bytes`)
      const chunk = yield { bytes: size, keep: true }
      if (chunk.length < size) return unknown("a header that is cut off")
      const read = formatOf(chunk)
      if (Result.isFailure(read)) return Result.fail(read.failure)
      format = read.success
    } else {
      if (at + size > longestHead) return unknown(`a chunk of ${size} bytes in front of the samples`)
      yield { bytes: size, keep: false }
    }
    at += size
    afterOdd = size % 2 === 1
  }
  return unknown("no data chunk")
}

export const emptyAudio = (found: string): InvalidAudio =>
  invalidAudio({ problem: "empty", found, advice: "record again, and look at what the recorder writes" })

/**
 * A length of zero has two meanings. Where the file is announced to go on after it, there is no audio. Where
 * it is not, a recorder that streams never came back to fill it in, and everything that follows is audio.
 * Other placeholders are larger than any file: they end with the file.
 */
const lengthOf = (size: number, whole: number, at: number): Pick<WavHeader, "length" | "announced"> => {
  if (size === 0) {
    const goesOn = whole > at && whole < placeholder
    return goesOn ? { length: 0, announced: true } : { length: Number.POSITIVE_INFINITY, announced: false }
  }
  return size >= placeholder
    ? { length: Number.POSITIVE_INFINITY, announced: false }
    : { length: size, announced: true }
}

/** 0x7ffff000 (sox), 0x7fffffff, 0x80000000 (arecord), 0xffffffff (ffmpeg), and less what is in front of the data. */
const placeholder = 0x7fff_0000

/** The rest of the identifier of a format that is a format tag in a GUID. */
const guidOfTags = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]

const formatOf = (chunk: Uint8Array): Result.Result<WavFormat, InvalidAudio> => {
  const view = viewOf(chunk)
  const channels = view.getUint16(2, true)
  const sampleRate = view.getUint32(4, true)
  const declaredFrame = view.getUint16(12, true)
  const container = view.getUint16(14, true)
  let tag = view.getUint16(0, true)
  let bits = container
  if (tag === tags.extensible) {
    if (chunk.length < 40) return unknown("an extensible format that is cut off")
    if (!guidOfTags.every((byte, index) => chunk[26 + index] === byte)) return unknown("an unknown coding")
    tag = view.getUint16(24, true)
    // Some writers leave the bits that count at zero, which can only mean all of them.
    bits = view.getUint16(18, true) || container
  }
  if (channels === 0) return unknown("no channels")
  if (tag === tags.pcm && bits < 16 && bits !== 8) {
    return Result.fail(
      invalidAudio({
        problem: "sample-size-too-small",
        found: `${bits} bits a sample`,
        advice: "record with 16 bits a sample"
      })
    )
  }
  const encoding = encodings().find((one) => codingOf(one).tag === tag && codingOf(one).bits === bits)
  if (encoding === undefined || container !== bits) return unknown(codingName(tag, bits))
  const format = { encoding, channels, sampleRate }
  return declaredFrame === 0 || declaredFrame === frameSize(format)
    ? Result.succeed(format)
    : unknown("a header that contradicts itself: the size of its blocks")
}

const codingName = (tag: number, bits: number): string =>
  tag === tags.pcm ? `PCM of ${bits} bits a sample` : `coding ${tag}, ${bits} bits a sample`

const chunkNames = new Set([
  "fmt ",
  "data",
  "fact",
  "LIST",
  "bext",
  "JUNK",
  "junk",
  "PEAK",
  "cue ",
  "id3 ",
  "ID3 "
])

const isKnown = (name: string): boolean => chunkNames.has(name)

const textAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

export const joined = (...parts: ReadonlyArray<Uint8Array>): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let end = 0
  for (const part of parts) {
    whole.set(part, end)
    end += part.length
  }
  return whole
}
