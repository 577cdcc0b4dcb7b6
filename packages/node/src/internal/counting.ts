/**
 * Tells somebody how much of a stream has passed.
 */
import * as Stream from "effect/Stream"
import type { Progress } from "../NodeTransfer.js"

export interface Counting {
  readonly total: number | undefined
  readonly onProgress: ((progress: Progress) => void) | undefined
}

/** Counts anew each time that the stream is read. */
export const counting = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>,
  { total, onProgress }: Counting
): Stream.Stream<Uint8Array, E, R> =>
  onProgress === undefined
    ? bytes
    : Stream.suspend(() => {
        let sum = 0
        return Stream.map(bytes, (chunk) => {
          sum += chunk.length
          onProgress(total === undefined ? { bytes: sum } : { bytes: sum, total })
          return chunk
        })
      })
