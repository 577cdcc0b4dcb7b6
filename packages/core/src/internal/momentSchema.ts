/**
 * The schema of a moment on the wire, around whatever stands for a `DateTime.Utc` inside.
 */
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { millisecondsOf, momentAt } from "./momentText.js"

export const momentAs = (
  type: Schema.Codec<DateTime.Utc>,
  format: (moment: DateTime.Utc) => string
): Schema.Codec<DateTime.Utc, string | number> =>
  Schema.Union([Schema.String, Schema.Number]).pipe(
    Schema.decodeTo(
      type,
      SchemaTransformation.transformEffect({
        decode: (value: string | number) => {
          const milliseconds = millisecondsOf(value)
          return Number.isNaN(milliseconds)
            ? Effect.fail(
                new SchemaIssue.InvalidValue({ message: "must be a date-time such as 2026-03-01_09:05:07" })
              )
            : Effect.succeed(momentAt(milliseconds))
        },
        encode: (moment: DateTime.Utc) => Effect.succeed(format(moment))
      })
    )
  )
