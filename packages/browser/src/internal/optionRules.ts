/**
 * Rules of options that are numbers or times.
 */
import { InvalidInput } from "@aculab-cloud/core/CloudError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

export interface Rule {
  /** Times are in seconds. */
  readonly usual: number
  readonly from: number
  readonly to: number
  readonly rule: string
}

export interface Issue {
  readonly field: string
  readonly rule: string
}

/** No number where the input cannot be read as a time, which no rule takes. */
export const secondsOf = (input: Duration.Input | undefined, { usual }: Rule): number =>
  input === undefined
    ? usual
    : Option.match(Duration.fromInput(input), {
        onNone: () => Number.NaN,
        onSome: (duration) => Duration.toMillis(duration) / 1000
      })

/** What is wrong with a value: nothing, or one issue. */
export const issueOf = (field: string, value: number, { from, to, rule }: Rule): ReadonlyArray<Issue> =>
  value >= from && value <= to ? [] : [{ field, rule }]

/** Fails with all problems at once, if there are any. */
export const refuse = (issues: ReadonlyArray<Issue>): Effect.Effect<void, InvalidInput> => {
  const [first] = issues
  return first === undefined ? Effect.void : Effect.fail(new InvalidInput({ ...first, issues }))
}
