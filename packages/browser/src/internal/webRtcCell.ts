/**
 * A value that callbacks set and streams show: each stream begins with the present value, and ends with the last.
 *
 * Like effect's SubscriptionRef, but it has an end, is set without an effect, and weighs 2 KB less in a page.
 */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"

export interface Cell<A> {
  readonly get: () => A
  readonly set: (value: A) => void
  /** Sets the last value. After it nothing changes any more. */
  readonly finish: (value: A) => void
  readonly changes: Stream.Stream<A>
}

export const makeCell = <A>(first: A): Cell<A> => {
  let present = first
  let isOver = false
  const readers = new Set<() => void>()
  const put = (value: A, isLast: boolean) => {
    if (isOver) return
    present = value
    isOver = isLast
    for (const read of readers) read()
  }
  return {
    get: () => present,
    set: (value) => put(value, false),
    finish: (value) => put(value, true),
    changes: Stream.callback<A>((queue) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          const read = () => {
            Queue.offerUnsafe(queue, present)
            if (isOver) Queue.endUnsafe(queue)
          }
          readers.add(read)
          read()
          return read
        }),
        (read) => Effect.sync(() => readers.delete(read))
      )
    )
  }
}
