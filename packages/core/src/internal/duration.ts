/** A duration that a program gives. */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"

/** `undefined` for what is none, or negative. Effect takes NaN for no time at all, in which every wait would fail. */
export const durationOf = (input: Duration.Input): Duration.Duration | undefined => {
  const duration = Number.isNaN(input) ? undefined : Option.getOrUndefined(Duration.fromInput(input))
  return duration === undefined || Duration.isNegative(duration) ? undefined : duration
}
