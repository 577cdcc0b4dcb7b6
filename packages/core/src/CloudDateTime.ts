/**
 * Date-times as Aculab Cloud writes them: `YYYY-MM-DD_hh:mm:ss`, always UTC (D).
 *
 * Whatever this SDK gives, a moment is a `DateTime.Utc` from effect; what it takes may be an
 * {@link Input}. This module is the border: it reads what the cloud sends and writes what the
 * cloud expects.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { momentAs } from "./internal/momentSchema.js"

/**
 * A moment as input: a `DateTime` of effect, a `Date`, milliseconds since 1970 such as `Date.now()` gives, or text in
 * ISO 8601, such as `2026-03-01` or `2026-03-01T09:05:07Z`: UTC, unless it names another zone. What the cloud answers
 * is always a `DateTime.Utc`.
 *
 * @category models
 * @since 0.1.0
 */
export type Input = DateTime.DateTime | Date | number | string

const cloudForm = /^\d{4}-\d\d-\d\d_\d\d:\d\d:\d\d(?:\.\d+)?$/
/** What is so common that lists hold thousands of them: whole seconds of a day and a year that need no other look. */
const plainForm = /^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])_(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/
const epochSeconds = /^-?\d+(?:\.\d+)?$/
const isoForm = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/

/**
 * Reads a moment in any of the forms that the cloud is known to use.
 *
 * **Details**
 *
 * Accepted are `YYYY-MM-DD_hh:mm:ss` (D), seconds since 1970 as a number or as
 * digits (D), and ISO 8601 (I). A form without a zone is UTC. Anything else, and a
 * date that does not exist, gives `None`.
 *
 * **Example** (Reading the cloud's form)
 *
 * ```ts
 * import * as CloudDateTime from "@aculab-cloud/core/CloudDateTime"
 * import * as DateTime from "effect/DateTime"
 * import * as Option from "effect/Option"
 *
 * console.log(Option.map(CloudDateTime.parse("2017-04-25_17:37:03"), DateTime.formatIso))
 * // => some("2017-04-25T17:37:03.000Z")
 * ```
 *
 * @category converting
 * @since 0.1.0
 */
export const parse = (value: string | number): Option.Option<DateTime.Utc> => {
  const milliseconds = millisecondsOf(value)
  return Number.isNaN(milliseconds) ? Option.none() : Option.some(momentAt(milliseconds))
}

const momentAt = (milliseconds: number): DateTime.Utc => DateTime.fromDateUnsafe(new Date(milliseconds))

/** Since 1970; `NaN` for what is no moment, or none that a `Date` can hold. */
const millisecondsOf = (value: string | number): number => {
  if (typeof value === "string") {
    if (plainForm.test(value)) return plainMilliseconds(value)
    if (cloudForm.test(value)) return fromText(`${value.replace("_", "T")}Z`)
  }
  if (typeof value === "number" || epochSeconds.test(value))
    return new Date(Math.round(Number(value) * 1000)).getTime()
  const iso = isoForm.exec(value)
  if (iso === null) return Number.NaN
  // A date alone is UTC for `Date`, too; a date with a time is so only where that is said.
  const zone = iso[1] === undefined && value.length > 10 ? "Z" : ""
  return fromText(value.replace(" ", "T") + zone)
}

// The places are fixed, and two digits are two characters: several times sooner than `Date.parse`.
const plainMilliseconds = (text: string): number =>
  Date.UTC(
    100 * digits(text, 0) + digits(text, 2),
    digits(text, 5) - 1,
    digits(text, 8),
    digits(text, 11),
    digits(text, 14),
    digits(text, 17)
  )

const digits = (text: string, at: number): number =>
  10 * text.charCodeAt(at) + text.charCodeAt(at + 1) - 11 * 48

// `Date` rolls 31 February over to March; a moment that does not exist must be refused.
const fromText = (text: string): number => {
  const day = Number(text.slice(8, 10))
  return day > 28 && day > lastDayOf(text) ? Number.NaN : Date.parse(text)
}

const lastDayOf = (text: string): number =>
  new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate()

/**
 * Writes a moment in the cloud's form, in UTC, to the second (parts of a second are cut off).
 *
 * **Example** (Writing the cloud's form)
 *
 * ```ts
 * import * as CloudDateTime from "@aculab-cloud/core/CloudDateTime"
 * import * as DateTime from "effect/DateTime"
 *
 * console.log(CloudDateTime.format(DateTime.makeUnsafe("2026-03-01T09:05:07.9Z")))
 * // => 2026-03-01_09:05:07
 * ```
 *
 * @category converting
 * @since 0.1.0
 */
export const format = (moment: DateTime.DateTime): string =>
  DateTime.toDateUtc(moment).toISOString().slice(0, 19).replace("T", "_")

/**
 * Schema of a moment on the wire: decodes what {@link parse} accepts, encodes with {@link format}.
 * A function, so that programs that read no moments do not carry it.
 *
 * @category schemas
 * @since 0.1.0
 */
export const CloudDateTime = (): Schema.Codec<DateTime.Utc, string | number> =>
  momentAs(Schema.DateTimeUtc, parse, format)
