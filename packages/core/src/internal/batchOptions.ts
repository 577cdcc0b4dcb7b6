/** The options of a run of many messages, checked. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { CloudError } from "../CloudError.js"
import type { BatchOptions } from "../MessageBatch.js"
import { errorOf } from "./call.js"
import { invalidInput, type Problem } from "./endpoint.js"

type Hooks<Key, E, R> = Pick<BatchOptions<Key, E, R>, "beforeSend" | "stop" | "onAbandoned">

export type BatchSettings<Key, E, R> = {
  readonly [Name in keyof Hooks<Key, E, R>]-?: NonNullable<Hooks<Key, E, R>[Name]>
} & {
  readonly concurrency: number
  /** Messages per millisecond. */
  readonly limit: number
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1

/** The settings that the options make, or all that is wrong with them. */
export const settingsOf = <Key, E, R>({
  concurrency = 8,
  rate,
  beforeSend,
  stop,
  onAbandoned
}: BatchOptions<Key, E, R> = {}): Effect.Effect<BatchSettings<Key, E, R>, CloudError> => {
  const per = rate === undefined ? 1 : Option.getOrUndefined(Duration.fromInput(rate.per))
  const milliseconds = per === undefined ? Number.NaN : Duration.toMillis(per)
  const problems: Array<Problem> = []
  if (!isCount(concurrency)) {
    problems.push({ field: "concurrency", rule: "must be a whole number of at least 1" })
  }
  if (rate !== undefined && !isCount(rate.messages)) {
    problems.push({ field: "rate.messages", rule: "must be a whole number of at least 1" })
  }
  if (!(milliseconds > 0 && Number.isFinite(milliseconds))) {
    problems.push({ field: "rate.per", rule: "must be a duration longer than zero" })
  }
  return problems.length > 0
    ? Effect.fail(
        errorOf(
          { operation: "Messages.sendAll", repeat: "once" },
          { reason: invalidInput(problems), outcome: "not-sent", transient: false }
        )
      )
    : Effect.succeed({
        concurrency,
        limit: rate === undefined ? Number.POSITIVE_INFINITY : rate.messages / milliseconds,
        beforeSend: beforeSend ?? (() => Effect.void),
        stop: stop ?? Effect.never,
        onAbandoned: onAbandoned ?? (() => Effect.void)
      })
}
