/**
 * Uploads that may be made again: core never repeats an upload from a stream once a byte of
 * it was read, because it cannot know what a second reading gives. A file gives the same.
 */
import { type CallPolicy, CurrentCallPolicy } from "@aculab-cloud/core/CallPolicy"
import { CloudError, isCloudError, type Reason } from "@aculab-cloud/core/CloudError"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Result from "effect/Result"

/** One attempt, and whether it read anything: where it did not, core has done the repeating. */
export interface Attempt<E, R> {
  readonly run: Effect.Effect<void, CloudError | E, R>
  readonly hasRead: () => boolean
}

/**
 * Makes an upload, as often as the policy in force allows. As in core, the deadline does not cut
 * off a file that moves, but after it there is no other attempt.
 */
export const repeatedly = /*#__PURE__*/ Effect.fnUntraced(function* <E, R>(
  make: () => Attempt<E, R>
): Effect.fn.Return<void, CloudError | E, R> {
  const policy = yield* CurrentCallPolicy
  const deadline = (yield* Clock.currentTimeMillis) + Duration.toMillis(policy.deadline)
  let mayHaveActed = false
  for (let attempt = 1; ; attempt++) {
    const { run, hasRead } = make()
    const result = yield* Effect.result(run)
    if (Result.isSuccess(result)) return
    const error = result.failure
    if (!isCloudError(error)) return yield* Effect.fail(error)
    mayHaveActed ||= error.outcome === "unknown"
    const delay = yield* delayAfter(attempt, error.reason, policy)
    const left = deadline - (yield* Clock.currentTimeMillis)
    const mayRepeat = hasRead() && attempt < policy.maxAttempts && isTransient(error.reason)
    if (!mayRepeat || delay === undefined || delay >= left) {
      return yield* Effect.fail(mayHaveActed ? unknown(error) : error)
    }
    yield* Effect.sleep(Duration.millis(delay))
  }
})

/** Milliseconds, or `undefined` where the cloud asks for more than the policy allows. */
const delayAfter = (
  attempt: number,
  reason: Reason,
  policy: CallPolicy
): Effect.Effect<number | undefined> => {
  const asked = retryAfterOf(reason)
  if (asked !== undefined) {
    return Effect.succeed(asked > Duration.toMillis(policy.maxRetryAfter) ? undefined : asked)
  }
  const doubled = Duration.toMillis(policy.firstDelay) * 2 ** (attempt - 1)
  const longest = Math.min(doubled, Duration.toMillis(policy.maxDelay))
  // Half of the wait is chance, so that many callers do not come back together.
  return Effect.map(Random.next, (random) => longest * (0.5 + random / 2))
}

const transientStatuses: ReadonlySet<number> = new Set([408, 500, 502, 503, 504])

const isTransient = (reason: Reason): boolean => {
  switch (reason._tag) {
    case "RateLimited":
    case "TransportFailure":
    case "Timeout":
      return true
    case "Unavailable":
      return transientStatuses.has(reason.status)
    default:
      return false
  }
}

const retryAfterOf = (reason: Reason): number | undefined =>
  (reason._tag === "RateLimited" || reason._tag === "Unavailable") && reason.retryAfter !== undefined
    ? Duration.toMillis(reason.retryAfter)
    : undefined

/** When an earlier attempt may have done its work, a refusal of the last one says nothing. */
const unknown = (error: CloudError): CloudError =>
  error.outcome === "unknown"
    ? error
    : new CloudError({
        operation: error.operation,
        outcome: "unknown",
        repeat: error.repeat,
        reason: error.reason,
        advice: "Doing it again does no harm"
      })
