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
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { millisecondsOf, momentAt, momentExample } from "./internal/momentText.js"

/**
 * A moment as input: a `DateTime` of effect, a `Date`, milliseconds since 1970 such as `Date.now()` gives, or text in
 * ISO 8601, such as `2026-03-01` or `2026-03-01T09:05:07Z`: UTC, unless it names another zone. Of the years 0 to 9999:
 * the wire has four digits for them. What the cloud answers is always a `DateTime.Utc`.
 *
 * @category models
 * @since 0.1.0
 */
export type Input = DateTime.DateTime | Date | number | string

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
  Schema.Union([Schema.String, Schema.Number]).pipe(
    Schema.decodeTo(
      Schema.DateTimeUtc,
      SchemaTransformation.transformEffect({
        decode: (value: string | number) => {
          const milliseconds = millisecondsOf(value)
          return Number.isNaN(milliseconds)
            ? Effect.fail(new SchemaIssue.InvalidValue({ message: `must be a ${momentExample}` }))
            : Effect.succeed(momentAt(milliseconds))
        },
        encode: (moment: DateTime.Utc) => Effect.succeed(format(moment))
      })
    )
  )
