/**
 * The configuration of a service, checked and written as JSON, and read.
 */
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { ServiceConfiguration } from "../ServiceConfiguration.js"
import { open } from "./answers.js"
import * as Wire from "./wire.js"

const maybe = <S extends Schema.Constraint>(schema: S) => Schema.optional(Schema.NullOr(schema))

const given = () => Schema.String.check(Schema.makeFilter((value) => value !== "" || "must not be empty"))

const pageInput = () =>
  open({
    address: maybe(given()),
    method: maybe(
      Schema.String.check(
        Schema.makeFilter((value) => value === "GET" || value === "POST" || "must be one of GET, POST")
      )
    )
  })

const password = () =>
  Schema.declare(Wire.isRedactedText, { expected: "a text or a Redacted text" }).check(
    Schema.makeFilter((value) => Redacted.value(value) !== "" || "must not be empty")
  )

const input = () =>
  open({
    service_password: maybe(password()),
    uas: maybe(open({ application_name: maybe(given()) })),
    rest: maybe(
      open({ first_page: maybe(pageInput()), final_page: maybe(pageInput()), error_page: maybe(pageInput()) })
    )
  })

/** A configuration as the body of a request. */
export const configurationBody = () =>
  Wire.json<ServiceConfiguration>(
    input().check(Schema.makeFilter((value) => notJson(value, [], []))),
    undefined,
    revealed
  )

type Path = ReadonlyArray<string>

/** The places of a value that JSON has no form for. A Redacted text has one: its text. */
const notJson = (
  value: unknown,
  path: Path,
  above: ReadonlyArray<unknown>
): ReadonlyArray<{ readonly path: Path; readonly issue: string }> => {
  if (
    value === null ||
    Predicate.isString(value) ||
    Predicate.isBoolean(value) ||
    Wire.isRedactedText(value)
  ) {
    return []
  }
  if (Number.isFinite(value)) return []
  if (above.includes(value)) return [{ path, issue: "must not hold itself" }]
  const inside = [...above, value]
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => notJson(item, [...path, String(index)], inside))
  }
  return isPlain(value)
    ? Object.entries(value).flatMap(([key, item]) =>
        item === undefined ? [] : notJson(item, [...path, key], inside)
      )
    : [{ path, issue: "must be JSON, or a Redacted text" }]
}

const isPlain = (value: unknown): value is object => {
  if (!Predicate.isObject(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** The value with its secrets, which JSON would write as `<redacted>`. */
const revealed = (value: unknown): unknown => {
  if (Wire.isRedactedText(value)) return Redacted.value(value)
  if (Array.isArray(value)) return value.map(revealed)
  return isPlain(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealed(item)]))
    : value
}

const pageAnswer = () => open({ address: maybe(Schema.String), method: maybe(Schema.String) })

/** A configuration as the cloud answers it. */
export const configurationAnswer = () =>
  open({
    service_password: maybe(Schema.RedactedFromValue(Schema.String)),
    uas: maybe(open({ application_name: maybe(Schema.String) })),
    rest: maybe(
      open({
        first_page: maybe(pageAnswer()),
        final_page: maybe(pageAnswer()),
        error_page: maybe(pageAnswer())
      })
    )
  })
