/** Kinds of values that several commands take. */
import * as CloudDateTime from "@aculab-cloud/core/CloudDateTime"
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import type * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"

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

// Digits alone would be seconds since 1970, which nobody means who writes 20260131.
const toMoment = (text: string): Option.Option<DateTime.Utc> =>
  /^\d{4}-/.test(text) ? CloudDateTime.parse(text.replace(/ ?UTC$/, "Z")) : Option.none()

/** A moment: a date, which is its beginning, or a date and a time; UTC unless it has a zone. What tables show is one. */
export const moment = (name: string): Flag.Flag<DateTime.Utc> =>
  Flag.String(name).pipe(
    Flag.withMetavar("time"),
    Flag.filterMap(
      toMoment,
      () => "a time such as 2026-01-31, 2026-01-31T09:30:00 or 2026-01-31T09:30:00+01:00 (UTC without a zone)"
    )
  )

/** A flag that has to say yes or no, where neither would do as a default. */
export const yesOrNo = (name: string): Flag.Flag<boolean> =>
  Flag.Literals(name, ["yes", "no"]).pipe(Flag.map((word) => word === "yes"))

/** One or more references of messages. */
export const references = Argument.String("REF").pipe(
  Argument.withDescription("Message reference, as `messages send` prints it"),
  Argument.atLeast(1)
)
