/**
 * How long a part of a stream is waited for.
 */
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"

/**
 * Fails a stream whose next part is waited for longer than the limit. The clock runs while the
 * source is waited for, not while the consumer is at work.
 *
 * One timer serves the whole stream. A race between every part and a timer of its own, as
 * `Effect.timeout` is, costs more than handing on the part.
 */
export const withPatience = <A, E, R, E2>(
  self: Stream.Stream<A, E, R>,
  limit: Duration.Duration,
  expired: () => E2
): Stream.Stream<A, E | E2, R> => {
  const longest = Duration.toMillis(limit)
  if (!Number.isFinite(longest)) return self
  return Stream.transformPull(self, (pull, scope) =>
    Effect.gen(function* () {
      const clock = yield* Clock.Clock
      const fork = Effect.runForkWith(yield* Effect.context<R>())
      let since: number | undefined
      let giveUp = () => {}
      let wake = () => {}
      const untilAsked = Effect.callback<void>((resume) => {
        wake = () => {
          wake = () => {}
          resume(Effect.void)
        }
      })
      const watch = Effect.gen(function* () {
        for (;;) {
          if (since === undefined) yield* untilAsked
          const left =
            longest - (clock.currentTimeMillisUnsafe() - (since ?? clock.currentTimeMillisUnsafe()))
          // Less than a moment of the clock: parts of milliseconds may never add up to nothing.
          if (left < 1) return giveUp()
          yield* Effect.sleep(Duration.millis(left))
        }
      })
      yield* Effect.forkIn(watch, scope)
      return Effect.callback<Pull.Success<typeof pull>, E | E2 | Cause.Done>((resume) => {
        since = clock.currentTimeMillisUnsafe()
        wake()
        const part = fork(pull)
        giveUp = () => resume(Effect.andThen(Fiber.interrupt(part), Effect.fail(expired())))
        part.addObserver((exit) => {
          since = undefined
          resume(exit)
        })
        return Fiber.interrupt(part)
      })
    })
  )
}
