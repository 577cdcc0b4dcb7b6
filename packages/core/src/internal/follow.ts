/**
 * Following things to their end: ask about all that are not done in one request, tell
 * each change once, stop when all are done.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { CloudError, Timeout } from "../CloudError.js"
import { durationOf } from "./duration.js"
import { invalidInput } from "./endpoint.js"

export interface FollowOptions {
  /**
   * When to ask again. One that ends before the end is reached fails the stream with `Timeout`. Default: after 1 second,
   * then 1.5 times as long each time, at most 15 seconds.
   */
  readonly schedule?: Schedule.Schedule<unknown> | undefined
  /** How long to go on asking. The stream fails with `Timeout` at the first question after it. Default: 10 minutes. */
  readonly patience?: Duration.Input | undefined
}

/** The patience in force. For what does something before it asks: what is no patience is refused first. */
export const patienceFor = (
  operation: string,
  { patience = "10 minutes" }: FollowOptions
): Effect.Effect<Duration.Duration, CloudError> => {
  const duration = durationOf(patience)
  if (duration !== undefined) return Effect.succeed(duration)
  const reason = invalidInput([{ field: "patience", rule: "must be a duration that is not negative" }])
  return Effect.fail(new CloudError({ operation, outcome: "not-sent", repeat: "read", reason }))
}

interface Followed<Key, Status, R> extends FollowOptions {
  readonly operation: string
  readonly ask: (keys: ReadonlyArray<Key>) => Effect.Effect<ReadonlyArray<Status>, CloudError, R>
  readonly keyOf: (status: Status) => Key
  /** What counts as a change when it differs from the last time. */
  readonly stateOf: (status: Status) => string
  readonly isDone: (status: Status) => boolean
}

const defaultSchedule = () =>
  Schedule.min([Schedule.exponential("1 second", 1.5), Schedule.spaced("15 seconds")])

export const follow = <Key, Status, R>(
  keys: ReadonlyArray<Key>,
  options: Followed<Key, Status, R>
): Stream.Stream<Status, CloudError, R> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const patience = yield* patienceFor(options.operation, options)
      const start = yield* Clock.currentTimeMillis
      const giveUpAt = start + Duration.toMillis(patience)
      const states = new Map<Key, string>()
      let pending = [...new Set(keys)]
      const ask = Effect.gen(function* () {
        if ((yield* Clock.currentTimeMillis) >= giveUpAt) return yield* impatient(options.operation, patience)
        const statuses = yield* options.ask(pending)
        pending = statuses.filter((status) => !options.isDone(status)).map(options.keyOf)
        return statuses.filter((status) => {
          const changed = states.get(options.keyOf(status)) !== options.stateOf(status)
          states.set(options.keyOf(status), options.stateOf(status))
          return changed
        })
      })
      return Stream.fromEffectSchedule(ask, options.schedule ?? defaultSchedule()).pipe(
        Stream.takeUntil(() => pending.length === 0),
        Stream.flattenIterable,
        // A schedule that ends must not look like the end of what is followed.
        Stream.onEnd(
          Effect.flatMap(Clock.currentTimeMillis, (now) =>
            pending.length === 0 ? Effect.void : impatient(options.operation, Duration.millis(now - start))
          )
        )
      )
    })
  )

// The questions only read: that they stop changes nothing at the cloud.
const impatient = (operation: string, patience: Duration.Duration): Effect.Effect<never, CloudError> =>
  Effect.fail(
    new CloudError({
      operation,
      outcome: "rejected",
      repeat: "read",
      reason: new Timeout({ limit: "follow", after: patience })
    })
  )
