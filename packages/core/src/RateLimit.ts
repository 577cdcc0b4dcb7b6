/**
 * How often somebody may ask an endpoint of one's own backend.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

/**
 * Whether one more request may pass, and if not, when to come back.
 *
 * @category models
 * @since 0.1.0
 */
export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly retryAfter: Duration.Duration }

/**
 * Decides about one more request of whoever the key names. Write one of your own where several servers share
 * a store.
 *
 * @category models
 * @since 0.1.0
 */
export type RateLimit = (key: string) => Effect.Effect<Decision>

/**
 * How many in which time.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** How many requests may come at once, and in each period after that: a whole number, at least 1. */
  readonly requests: number
  /** The length of a period, more than 0. */
  readonly per: Duration.Input
  /**
   * How many keys are remembered. When there are more, the one that was quiet for longest is forgotten, and
   * may begin anew. Default: 10,000.
   */
  readonly maxKeys?: number | undefined
}

/** What one key has left, and when that was so. */
interface Bucket {
  readonly tokens: number
  readonly at: number
}

/**
 * A limit that is kept in memory, for each key its own: a bucket of so many requests, which fills up again
 * evenly over the period. Impossible options throw a `RangeError`: they are a constant of the program.
 *
 * **Example** (Two at once, and one more every thirty seconds)
 *
 * ```ts
 * import * as RateLimit from "@aculab-cloud/core/RateLimit"
 * import * as Effect from "effect/Effect"
 *
 * const limit = RateLimit.make({ requests: 2, per: "1 minute" })
 * const decisions = await Effect.runPromise(Effect.forEach(["Bob", "Bob", "Anna", "Bob"], limit))
 * console.log(decisions.map(({ allowed }) => allowed))
 * // => [true,true,true,false]
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = ({ requests, per, maxKeys = 10_000 }: Options): RateLimit => {
  const period = Duration.toMillis(Option.getOrElse(Duration.fromInput(per), () => Duration.zero))
  if (!Number.isSafeInteger(requests) || requests < 1) {
    throw new RangeError("RateLimit.requests must be a whole number of at least 1")
  }
  if (!Number.isSafeInteger(maxKeys) || maxKeys < 1) {
    throw new RangeError("RateLimit.maxKeys must be a whole number of at least 1")
  }
  if (!Number.isFinite(period) || period <= 0) {
    throw new RangeError("RateLimit.per must be a duration of more than 0 that ends")
  }
  const oneMore = period / requests
  // A Map keeps the order in which its keys were set: the first is the one that was quiet for longest.
  const buckets = new Map<string, Bucket>()
  return (key) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      const { tokens: before, at } = buckets.get(key) ?? { tokens: requests, at: now }
      const tokens = Math.min(requests, before + Math.max(0, now - at) / oneMore)
      const allowed = tokens >= 1
      buckets.delete(key)
      buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at: now })
      if (buckets.size > maxKeys) forgetFirst(buckets)
      return allowed ? { allowed } : { allowed, retryAfter: Duration.millis((1 - tokens) * oneMore) }
    })
}

const forgetFirst = (buckets: Map<string, Bucket>): void => {
  for (const key of buckets.keys()) {
    buckets.delete(key)
    return
  }
}
