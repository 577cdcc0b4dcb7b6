/** A clock that hurries. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** Time passes so many times as fast as on the wall, for everything that asks this clock. */
export const hurrying = (haste: number): Effect.Effect<Clock.Clock> =>
  Clock.clockWith((wall) => {
    const begin = wall.currentTimeMillisUnsafe()
    const beginNanos = wall.monotonicTimeNanosUnsafe()
    const nanosSince = () => (wall.monotonicTimeNanosUnsafe() - beginNanos) * BigInt(haste)
    const nanos = () => BigInt(begin) * 1_000_000n + nanosSince()
    const millis = () => begin + Number(nanosSince() / 1_000_000n)
    return Effect.succeed({
      currentTimeMillisUnsafe: millis,
      currentTimeMillis: Effect.sync(millis),
      currentTimeNanosUnsafe: nanos,
      currentTimeNanos: Effect.sync(nanos),
      monotonicTimeNanosUnsafe: nanosSince,
      monotonicTimeNanos: Effect.sync(nanosSince),
      sleep: (duration) => wall.sleep(Duration.times(duration, 1 / haste))
    })
  })
