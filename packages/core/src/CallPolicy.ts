/**
 * How long a call may take and how often it is tried, as a value.
 *
 * The policy is the same for every operation; what an operation allows is not. An
 * operation that only reads, or that may be repeated, is tried again after a
 * transport failure, a time-out of one attempt, and HTTP 408, 429, 500, 502, 503
 * and 504. An operation that sends, calls or buys is tried again only when the
 * cloud provably did nothing: after HTTP 429, and after a connection that was
 * refused before a byte was sent.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import { durationOf } from "./internal/duration.js"

/**
 * The limits of a call, and how it is repeated.
 *
 * @category models
 * @since 0.1.0
 */
export interface CallPolicy {
  /**
   * Limit of the whole call: every attempt, every wait and the body of the answer. Default: 60 seconds.
   *
   * A file may be of any size. Of a download it is the limit of the time until the cloud begins to answer; it
   * does not end an upload that moves, and after it there is no other attempt.
   */
  readonly deadline: Duration.Duration
  /**
   * Limit of one attempt, the body of the answer included. Default: 20 seconds. Of a file on its way, how long
   * it may stand still.
   */
  readonly attemptTimeout: Duration.Duration
  /** How often a call is tried at most, the first attempt included. Default: 4. */
  readonly maxAttempts: number
  /** Wait before the second attempt; doubled for each one after it. Default: 250 milliseconds. */
  readonly firstDelay: Duration.Duration
  /** The longest wait of this SDK's own choice. Default: 10 seconds. */
  readonly maxDelay: Duration.Duration
  /**
   * The longest wait that the cloud can ask for with Retry-After. When it asks for
   * more, or for more than the deadline leaves, the call ends with what it has
   * instead of waiting: asking sooner than allowed would only be refused again.
   * Default: 30 seconds.
   */
  readonly maxRetryAfter: Duration.Duration
}

/**
 * Changes to a policy. What is left out stays as it is.
 *
 * @category models
 * @since 0.1.0
 */
export interface Changes {
  /** At least 0. Default: 60 seconds. */
  readonly deadline?: Duration.Input | undefined
  /** At least 0. Default: 20 seconds. */
  readonly attemptTimeout?: Duration.Input | undefined
  /** A whole number, at least 1. Default: 4. */
  readonly maxAttempts?: number | undefined
  /** At least 0. Default: 250 milliseconds. */
  readonly firstDelay?: Duration.Input | undefined
  /** At least 0. Default: 10 seconds. */
  readonly maxDelay?: Duration.Input | undefined
  /** At least 0. Default: 30 seconds. */
  readonly maxRetryAfter?: Duration.Input | undefined
}

/**
 * The policy that applies when nothing else is said.
 *
 * @category policies
 * @since 0.1.0
 */
export const standard: CallPolicy = {
  deadline: Duration.seconds(60),
  attemptTimeout: Duration.seconds(20),
  maxAttempts: 4,
  firstDelay: Duration.millis(250),
  maxDelay: Duration.seconds(10),
  maxRetryAfter: Duration.seconds(30)
}

/**
 * A policy from another one and changes to it. Negative or unreadable durations
 * and an impossible number of attempts throw a `RangeError`: a policy is a constant
 * of the program, not input.
 *
 * **Example** (A patient policy)
 *
 * ```ts
 * import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
 * import * as Duration from "effect/Duration"
 *
 * const patient = CallPolicy.make({ deadline: "5 minutes", maxAttempts: 10 })
 * console.log(Duration.format(patient.deadline), patient.maxAttempts)
 * // => 5m 10
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (changes: Changes, base: CallPolicy = standard): CallPolicy => {
  const maxAttempts = changes.maxAttempts ?? base.maxAttempts
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1) {
    throw new RangeError("CallPolicy.maxAttempts must be a whole number of at least 1")
  }
  return {
    deadline: limit("deadline", changes.deadline, base.deadline),
    attemptTimeout: limit("attemptTimeout", changes.attemptTimeout, base.attemptTimeout),
    maxAttempts,
    firstDelay: limit("firstDelay", changes.firstDelay, base.firstDelay),
    maxDelay: limit("maxDelay", changes.maxDelay, base.maxDelay),
    maxRetryAfter: limit("maxRetryAfter", changes.maxRetryAfter, base.maxRetryAfter)
  }
}

const limit = (
  name: string,
  input: Duration.Input | undefined,
  base: Duration.Duration
): Duration.Duration => {
  if (input === undefined) return base
  const duration = durationOf(input)
  if (duration === undefined) {
    throw new RangeError(`CallPolicy.${name} must be a duration that is not negative`)
  }
  return duration
}

/**
 * One attempt and no retries. The time limits stay: nothing hangs.
 *
 * @category policies
 * @since 0.1.0
 */
export const none: CallPolicy = /*#__PURE__*/ make({ maxAttempts: 1 })

/**
 * The policy in force: a reference with {@link standard} as its default.
 *
 * @category references
 * @since 0.1.0
 */
export const CurrentCallPolicy: Context.Reference<CallPolicy> = Context.Reference<CallPolicy>(
  "@aculab-cloud/core/CallPolicy",
  { defaultValue: () => standard }
)

const withPolicy: {
  (changes: Changes): <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(effect: Effect.Effect<A, E, R>, changes: Changes): Effect.Effect<A, E, R>
} = /*#__PURE__*/ dual(
  2,
  <A, E, R>(effect: Effect.Effect<A, E, R>, changes: Changes): Effect.Effect<A, E, R> =>
    Effect.updateService(effect, CurrentCallPolicy, (current) => make(changes, current))
)

export {
  /**
   * Runs an effect under a changed policy: one call, or a whole program.
   *
   * **Details**
   *
   * The streams that run inside the effect are under it too. A stream that is handed over as it is, such as to
   * `NodeCloud.iterate`, is given one with
   * `Stream.provideService(CallPolicy.CurrentCallPolicy, CallPolicy.make({ deadline: "5 minutes" }))`.
   *
   * **Example** (Never retry, and give up after five seconds)
   *
   * ```ts
   * import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
   * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
   * import * as Messages from "@aculab-cloud/core/Messages"
   * import * as Effect from "effect/Effect"
   * import * as FetchHttpClient from "effect/http/FetchHttpClient"
   *
   * const blocked = Messages.listBlocked({ from: "441908273801" }).pipe(
   *   CallPolicy.with(CallPolicy.none),
   *   CallPolicy.with({ deadline: "5 seconds" }),
   *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
   * )
   *
   * console.log(await Effect.runPromise(blocked))
   * // => []
   * ```
   *
   * @category combinators
   * @since 0.1.0
   */
  withPolicy as with
}
