/**
 * The body of an upload: what is around a file, and the file in pieces, each of them read
 * when the transport has taken the one before. It never ends before its end: where it
 * cannot go on, it stands still, and the attempt is ended from outside. So no transport can
 * take a broken body for a whole one.
 */
import * as Cause from "effect/Cause"
import type * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { InvalidInput, TransportFailure } from "../CloudError.js"
import type { UploadContent } from "../Upload.js"
import type { Failure } from "./failure.js"
import { type Body, streamBody, wholeBody } from "./http.js"
import type { Frame } from "./multipart.js"
import { isBrowser } from "./runtime.js"
import { toReadable } from "./transferReadable.js"

/** What the transport gets at a time. It has the `attemptTimeout` for each of these. */
const pieceSize = 256 * 1024

/** A file on its way. */
export interface Sending {
  readonly body: Body
  /** Milliseconds since the transport last took a piece. None while the content itself is waited for. */
  readonly idle: () => number
  /** How many pieces of which nobody sees when they are taken. */
  readonly unseen: number
  /** Whether all of it has been handed over. */
  readonly complete: () => boolean
  /** Whether it could be sent once more, from the start. */
  readonly repeatable: () => boolean
  /** Fails when the content cannot be read to its end. Never succeeds. */
  readonly broken: Effect.Effect<never, Failure>
}

interface Source<E, R> {
  readonly content: UploadContent<E, R>
  readonly frame: Frame
  /** What the content needs. */
  readonly context: Context.Context<R>
  /** Told when the caller's own stream fails. */
  readonly onFailure: (cause: Cause.Cause<E>) => void
}

/** Closing the scope stops the reading, and breaks the body off where it is not at its end. */
export const makeSending = <E, R>(
  source: Source<E, R>,
  clock: Clock.Clock
): Effect.Effect<Sending, never, Scope.Scope> => {
  const { content, frame } = source
  const size = sizeOf(content)
  const length = size === undefined ? undefined : frame.head.length + size + frame.tail.length
  // What is small goes out at once. A browser has no way to send what is being read, unless the
  // server speaks HTTP/2 (Chromium) or at all (the others); a stream is tried there nevertheless.
  return length !== undefined && isWhole(content) && (isBrowser || length <= pieceSize)
    ? Effect.sync(() => sendingWhole(frame, content, length, clock))
    : sendingPieces(source, length, size, clock)
}

const isWhole = (content: UploadContent<unknown, unknown>): content is Uint8Array | Blob =>
  content instanceof Uint8Array || content instanceof Blob

const sizeOf = (content: UploadContent<unknown, unknown>): number | undefined =>
  content instanceof Blob ? content.size : content.length

const sendingWhole = (
  frame: Frame,
  content: Uint8Array | Blob,
  length: number,
  clock: Clock.Clock
): Sending => {
  const start = clock.currentTimeMillisUnsafe()
  const { head, tail, contentType } = frame
  const whole =
    content instanceof Blob ? new Blob([head, content, tail]) : joined([head, content, tail], length)
  return {
    body: wholeBody(whole, contentType),
    idle: () => clock.currentTimeMillisUnsafe() - start,
    // Nothing takes its time too.
    unseen: Math.max(1, Math.ceil(length / pieceSize)),
    complete: () => true,
    repeatable: () => true,
    broken: Effect.never
  }
}

const joined = (parts: ReadonlyArray<Uint8Array>, length: number): Uint8Array => {
  const whole = new Uint8Array(length)
  let end = 0
  for (const part of parts) {
    whole.set(part, end)
    end += part.length
  }
  return whole
}

const sendingPieces = /*#__PURE__*/ Effect.fnUntraced(function* <E, R>(
  { content, frame, context, onFailure }: Source<E, R>,
  length: number | undefined,
  size: number | undefined,
  clock: Clock.Clock
) {
  let since = clock.currentTimeMillisUnsafe()
  let reading = false
  let started = false
  let complete = false
  const broken = Deferred.makeUnsafe<never, Failure>()
  const breakOff = (failure: Failure): Effect.Effect<never> =>
    Effect.andThen(Deferred.fail(broken, failure), Effect.never)
  const now = <A>(step: () => A): Effect.Effect<A> =>
    Effect.sync(() => {
      since = clock.currentTimeMillisUnsafe()
      return step()
    })

  const bytes: Stream.Stream<Uint8Array> = isWhole(content)
    ? Stream.catch(bytesOf(content), (cause) => Stream.fromEffect(breakOff(unreadable(cause))))
    : Stream.catchCause(Stream.provideContext(content.stream, context), (cause) => {
        // An interruption is nobody's failure, and the answer to one is not a cause of the caller's.
        if (!Cause.hasInterruptsOnly(cause)) onFailure(cause)
        return Stream.fromEffect(breakOff(unreadable("its stream failed")))
      })

  const pieces = Stream.transformPull(bytes, (pull) =>
    Effect.sync(() => {
      const waiting: Array<Uint8Array> = []
      let read = 0
      started = true
      const next: Pull.Pull<readonly [Uint8Array]> = Effect.suspend(() => {
        since = clock.currentTimeMillisUnsafe()
        const piece = cutPiece(waiting)
        if (piece !== undefined) return Effect.succeed([piece] as const)
        reading = true
        return Pull.matchEffect(pull, {
          onSuccess: (chunks) => {
            reading = false
            for (const chunk of chunks) {
              read += chunk.length
              waiting.push(chunk)
            }
            return size !== undefined && read > size ? breakOff(wrongLength("more", size)) : next
          },
          onFailure: Effect.failCause,
          onDone: () => {
            reading = false
            return size !== undefined && read < size ? breakOff(wrongLength("fewer", size)) : Cause.done()
          }
        })
      })
      return next
    })
  )
  const tail = now(() => {
    complete = true
    return frame.tail
  })
  const whole = Stream.fromEffect(now(() => frame.head)).pipe(
    Stream.concat(pieces),
    Stream.concat(Stream.fromEffect(tail))
  )
  return {
    body: streamBody(yield* toReadable(whole), frame.contentType, length),
    idle: () => (reading ? 0 : clock.currentTimeMillisUnsafe() - since),
    unseen: 1,
    complete: () => complete,
    repeatable: () => isWhole(content) || !started,
    broken: Deferred.await(broken)
  }
})

const bytesOf = (content: Uint8Array | Blob): Stream.Stream<Uint8Array, unknown> =>
  content instanceof Blob
    ? Stream.fromReadableStream({ evaluate: () => content.stream(), onError: (cause) => cause })
    : Stream.succeed(content)

/** Takes the next piece from what waits, of at least one byte. */
const cutPiece = (waiting: Array<Uint8Array>): Uint8Array | undefined => {
  for (;;) {
    const first = waiting.shift()
    if (first === undefined || (first.length > 0 && first.length <= pieceSize)) return first
    if (first.length > 0) {
      waiting.unshift(first.subarray(pieceSize))
      return first.subarray(0, pieceSize)
    }
  }
}

// The request was broken off before its end, so nothing should have come of it. Who knows.
const wrongLength = (relation: "more" | "fewer", length: number): Failure => {
  const problem = {
    field: "content.length",
    rule: `must be right: the stream holds ${relation} than ${length} bytes`
  }
  return {
    reason: new InvalidInput({ ...problem, issues: [problem] }),
    outcome: "unknown",
    transient: false
  }
}

const unreadable = (cause: unknown): Failure => ({
  reason: new TransportFailure({
    during: "request",
    description: `the content could not be read: ${cause instanceof Error ? cause.message : String(cause)}`
  }),
  outcome: "unknown",
  transient: false
})
