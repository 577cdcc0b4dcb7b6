/**
 * A source that several take from: one element at a time, and nothing before it is asked for.
 */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { BatchRun } from "./batchRun.js"

/** An element, and its place: 0 is the first. */
export interface Taken<A> {
  readonly index: number
  readonly element: A
}

/**
 * Takes the next element. There is none after the end or a failure, which the run gets to know, and when the run has
 * enough. The source is closed with the scope.
 */
export const makeSource = /*#__PURE__*/ Effect.fnUntraced(function* <A, E, R>(
  stream: Stream.Stream<A, E, R>,
  run: BatchRun<E>
): Effect.fn.Return<Effect.Effect<Taken<A> | undefined>, never, R | Scope.Scope> {
  const pull = yield* Stream.toPull(stream)
  const queue = Semaphore.makeUnsafe(1)
  const none: ReadonlyArray<A> = []
  let elements = none
  let position = 0
  let count = 0
  let ended = false

  const more = Effect.raceFirst(
    Pull.catchDone(pull, () => Effect.succeed(none)),
    Effect.as(run.enough, none)
  ).pipe(
    Effect.catchCause((cause: Cause.Cause<E>) => {
      run.runDry(cause)
      return Effect.succeed(none)
    })
  )

  return queue.withPermit(
    Effect.gen(function* () {
      if (!ended && !run.isEnough() && position === elements.length) {
        elements = yield* more
        position = 0
        ended = elements.length === 0
      }
      const element = elements[position]
      if (ended || run.isEnough() || element === undefined) return undefined
      position += 1
      return { index: count++, element }
    })
  )
})
