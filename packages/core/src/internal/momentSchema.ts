/**
 * The schema of a moment on the wire, around whatever stands for a `DateTime.Utc` inside.
 */
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaTransformation from "effect/SchemaTransformation"

export const momentAs = (
  type: Schema.Codec<DateTime.Utc>,
  parse: (value: string | number) => Option.Option<DateTime.Utc>,
  format: (moment: DateTime.Utc) => string
): Schema.Codec<DateTime.Utc, string | number> =>
  Schema.Union([Schema.String, Schema.Number]).pipe(
    Schema.decodeTo(
      type,
      SchemaTransformation.transformEffect({
        decode: (value: string | number) =>
          Option.match(parse(value), {
            onNone: () =>
              Effect.fail(
                new SchemaIssue.InvalidValue({ message: "must be a date-time such as 2026-03-01_09:05:07" })
              ),
            onSome: Effect.succeed
          }),
        encode: (moment: DateTime.Utc) => Effect.succeed(format(moment))
      })
    )
  )
