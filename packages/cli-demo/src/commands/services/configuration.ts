/** Configurations of services: read from JSON documents, and shown without their secrets. */
import type { ServiceConfiguration } from "@aculab-cloud/core/Services"
import * as Argument from "effect/cli/Argument"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { dim, type Words } from "../../output.js"
import { printTable } from "../../table.js"
import { jsonDocument } from "../../textInput.js"

export const file = Argument.String("FILE").pipe(
  Argument.withDescription("JSON document with the configuration; - reads the standard input"),
  Argument.optional
)

const maybe = <S extends Schema.Constraint>(schema: S) => Schema.optional(Schema.NullOr(schema))

/** A struct that may hold more: the cloud's own schema is the only full list of keys. */
const open = <Fields extends Schema.Struct.Fields>(fields: Fields) =>
  Schema.StructWithRest(Schema.Struct(fields), [Schema.Record(Schema.String, Schema.Unknown)])

const password = () =>
  Schema.String.check(
    // What JSON.stringify makes of a secret of the SDK: nobody means it as a password.
    Schema.makeFilter((value) => value !== "<redacted>" || "must be the password itself")
  )

const page = () => open({ address: maybe(Schema.String), method: maybe(Schema.String) })

const configuration = (): Schema.Codec<ServiceConfiguration, unknown> =>
  open({
    service_password: maybe(Schema.RedactedFromValue(password())),
    uas: maybe(open({ application_name: maybe(Schema.String) })),
    rest: maybe(open({ first_page: maybe(page()), final_page: maybe(page()), error_page: maybe(page()) }))
  })

/** The configuration in a file, or `-`. */
export const configurationIn = (operation: string, source: string) =>
  jsonDocument({ operation, field: "FILE" }, source, configuration())

/** Live configurations have keys that are not known here, and some of them may be secrets. */
const isSecret = (key: string, value: unknown): boolean =>
  Redacted.isRedacted(value) || (Predicate.isString(value) && value !== "" && /password|secret/i.test(key))

/** The configuration for JSON. Secrets are left out, so that it can be written back only with real ones. */
export const withoutSecrets = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  return isRecord(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([key, item]) => !isSecret(key, item))
          .map(([key, item]) => [key, withoutSecrets(item)])
      )
    : value
}

/** A table with a row for each key, named as in the cloud's messages: `rest.first_page.address`. */
export const showConfiguration = (shown: ServiceConfiguration) =>
  printTable(rowsOf(shown, ""), [
    { title: "Key", of: ({ key }) => key },
    { title: "Value", of: ({ value }) => value }
  ])

interface Row {
  readonly key: string
  readonly value: Words
}

const rowsOf = (record: Readonly<Record<string, unknown>>, prefix: string): ReadonlyArray<Row> =>
  Object.entries(record).flatMap(([name, value]) => {
    const key = `${prefix}${name}`
    if (isSecret(name, value)) return [{ key, value: dim("set, not shown") }]
    if (isRecord(value) && Object.keys(value).length > 0) return rowsOf(value, `${key}.`)
    return [{ key, value: Predicate.isString(value) ? value : JSON.stringify(withoutSecrets(value)) }]
  })

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  Predicate.isObject(value) && !Array.isArray(value)
