/**
 * Reading a WAV: from memory, and from a stream whose samples go on as a stream.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { InvalidAudio } from "../InvalidAudio.js"
import { frameSize, type WavFormat } from "./wavFormat.js"
import { joined, readHeader, type WavHeader } from "./wavHeader.js"

export interface Samples extends WavFormat {
  /** The bytes of the samples, as the encoding has them. */
  readonly data: Uint8Array
}

const wholeFrames = (format: WavFormat, bytes: number): number => bytes - (bytes % frameSize(format))

export const readBytes = (bytes: Uint8Array): Result.Result<Samples, InvalidAudio> => {
  const reading = readHeader()
  let at = 0
  let step = reading.next()
  while (!step.done) {
    const piece = bytes.subarray(at, at + step.value.bytes)
    at += piece.length
    step = reading.next(piece)
  }
  return Result.map(step.value, ({ format, length }) => {
    const size = wholeFrames(format, Math.min(length, bytes.length - at))
    return { ...format, data: bytes.subarray(at, at + size) }
  })
}

export interface OpenedWav<E> extends WavFormat {
  /** Bytes of samples, as the header says; absent where it does not. */
  readonly announcedLength?: number
  /** The bytes of the samples, in whole frames. */
  readonly samples: Stream.Stream<Uint8Array, E>
}

/** Reads the header and hands on the samples. */
export const openStream = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>
): Effect.Effect<OpenedWav<E>, InvalidAudio | E, R | Scope.Scope> =>
  Effect.gen(function* () {
    const source = yield* bufferedPull(bytes)
    const reading = readHeader()
    let step = reading.next()
    while (!step.done) step = reading.next(yield* source.take(step.value.bytes, step.value.keep))
    const header = yield* Effect.fromResult(step.value)
    return {
      ...header.format,
      ...(header.announced ? { announcedLength: wholeFrames(header.format, header.length) } : {}),
      samples: Stream.fromPull(Effect.succeed(framesOf(header, source.next)))
    }
  })

type NextPiece<E> = Pull.Pull<Uint8Array, E>

/** A stream that can be asked for an exact number of bytes, or for what comes next. */
const bufferedPull = /*#__PURE__*/ Effect.fnUntraced(function* <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>
) {
  const pull = yield* Stream.toPull(bytes)
  const waiting: Array<Uint8Array> = []
  const next: NextPiece<E> = Effect.suspend(() => {
    const piece = waiting.shift()
    if (piece !== undefined) return Effect.succeed(piece)
    return Effect.flatMap(pull, (pieces) => {
      for (const one of pieces) if (one.length > 0) waiting.push(one)
      return next
    })
  })
  const take = (count: number, keep: boolean): Effect.Effect<Uint8Array, E> =>
    Effect.gen(function* () {
      const kept: Array<Uint8Array> = []
      let missing = count
      while (missing > 0) {
        const piece = yield* Pull.catchDone(next, () => Effect.succeed(undefined))
        if (piece === undefined) break
        if (piece.length > missing) waiting.unshift(piece.subarray(missing))
        if (keep) kept.push(piece.subarray(0, missing))
        missing -= Math.min(missing, piece.length)
      }
      return joined(...kept)
    })
  return { next, take }
})

/** The samples, cut at their length, in whole frames. */
const framesOf = <E>(
  { format, length }: WavHeader,
  next: NextPiece<E>
): Pull.Pull<readonly [Uint8Array], E> => {
  let left = length
  let begun: Uint8Array = new Uint8Array()
  const pull: Pull.Pull<readonly [Uint8Array], E> = Effect.suspend(() =>
    left <= 0
      ? Cause.done()
      : Effect.flatMap(next, (piece) => {
          const ours = piece.subarray(0, left)
          left -= ours.length
          const all = begun.length === 0 ? ours : joined(begun, ours)
          const size = wholeFrames(format, all.length)
          begun = all.slice(size)
          return size === 0 ? pull : Effect.succeed([all.subarray(0, size)] as const)
        })
  )
  return pull
}
