/** Kinds of values that several commands take. */
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import * as Duration from "effect/Duration"

const milliseconds: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000
}

const toMilliseconds = (text: string): number => {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)$/.exec(text) ?? []
  return Number(amount) * (milliseconds[unit ?? ""] ?? Number.NaN)
}

/** A time span above zero: a number and `ms`, `s`, `m` or `h`. */
export const duration = (name: string): Flag.Flag<Duration.Duration> =>
  Flag.String(name).pipe(
    Flag.withMetavar("duration"),
    Flag.filter(
      (text) => toMilliseconds(text) > 0,
      () => "a time span such as 500ms, 30s, 10m or 1h"
    ),
    Flag.map((text) => Duration.millis(toMilliseconds(text)))
  )

/** One or more references of messages. */
export const references = Argument.String("REF").pipe(
  Argument.withDescription("Message reference, as `messages send` prints it"),
  Argument.atLeast(1)
)
