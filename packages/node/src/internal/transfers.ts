/**
 * Transfers of many files as one stream of events: a few at a time, none of which ends the
 * others.
 */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { FileError } from "../NodeFileError.js"
import type { Progress, TransferEvent } from "../NodeTransfer.js"

/** A file that may have to be transferred. */
export interface Transfer<R> {
  readonly name: string
  readonly path: string
  readonly total: number
  /** Why nothing is to be done. */
  readonly skipped?: "same size" | "not a file" | undefined
  /** Returns how many bytes there were. */
  readonly run: (onProgress: (progress: Progress) => void) => Effect.Effect<number, CloudError | FileError, R>
}

const usualConcurrency = 4

export const runAll = <R, E, R2>(
  transfers: Stream.Stream<Transfer<R>, E, R2>,
  concurrency: number = usualConcurrency
): Stream.Stream<TransferEvent, E, R | R2> =>
  Number.isInteger(concurrency) && concurrency >= 1
    ? // The buffer: without one, an event that is waiting to be consumed would hold up the others.
      Stream.flatMap(transfers, eventsOf, { concurrency, bufferSize: concurrency })
    : Stream.die(new RangeError("concurrency must be a whole number of at least 1"))

const eventsOf = <R>(transfer: Transfer<R>): Stream.Stream<TransferEvent, never, R> => {
  const { name, path, total, skipped } = transfer
  if (skipped !== undefined)
    return Stream.make<[TransferEvent]>({ name, path, type: "skipped", reason: skipped })
  return Stream.unwrap(
    Effect.gen(function* () {
      // The newest only: a consumer that is slow must not slow the transfer down, or it would be given up as stalled.
      const progress = yield* Queue.sliding<Progress, Cause.Done>(1)
      const running = yield* transfer
        .run((now) => Queue.offerUnsafe(progress, now))
        .pipe(Effect.result, Effect.ensuring(Queue.end(progress)), Effect.forkScoped)
      const started: TransferEvent = { name, path, type: "started", total }
      return Stream.succeed(started).pipe(
        Stream.concat(
          Stream.map(
            Stream.fromQueue(progress),
            (now): TransferEvent => ({ name, path, type: "progress", ...now })
          )
        ),
        Stream.concat(
          Stream.fromEffect(
            Effect.map(
              Fiber.join(running),
              (result): TransferEvent =>
                Result.isSuccess(result)
                  ? { name, path, type: "done", bytes: result.success }
                  : { name, path, type: "failed", error: result.failure }
            )
          )
        )
      )
    })
  )
}
