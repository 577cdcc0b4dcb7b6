/**
 * What a start takes: calls for a REST application, texts for a UAS application.
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type { Problem } from "./endpoint.js"
import * as Wire from "./wire.js"

const withoutControls = (what: string) =>
  Schema.String.check(
    Schema.makeFilter((value) =>
      value !== "" && value.isWellFormed() && !/\p{Cc}/u.test(value)
        ? undefined
        : `must be ${what}: not empty, no control characters`
    )
  )

const wellFormed = () =>
  Schema.String.check(Schema.makeFilter((value) => value.isWellFormed() || "must be well-formed text"))

/** Digits with single dashes between them: the only form that the cloud takes for a number without a prefix (D). */
const bareNumber = /^\d+(-\d+)*$/
const prefixedNumber = /^tel:\+?[1-9]\d*(-\d+)*$/

const isNumber = (destination: string): boolean => bareNumber.test(destination) || /^tel:/.test(destination)

const destinationRule = (destination: string): string | undefined => {
  if (/^tel:/.test(destination)) {
    return prefixedNumber.test(destination)
      ? undefined
      : "must be the full international number behind tel:, country code first, no 0 in front"
  }
  // The cloud would take it for a SIP address.
  return /^[+\d\s()-]+$/.test(destination) && !bareNumber.test(destination)
    ? "must be a telephone number of digits and single dashes, or have a prefix such as tel: or sip:"
    : undefined
}

const sipHeader = () =>
  Schema.Struct({
    name: Schema.String.check(
      Schema.makeFilter(
        (value) =>
          /^[\w.!%*+`'~-]+$/.test(value) || "must be a SIP header name: letters, digits and -.!%*_+`'~"
      )
    ),
    value: Schema.String.check(
      Schema.makeFilter(
        (value) =>
          (value.isWellFormed() && !/\p{Cc}/u.test(value)) || "must be text without control characters"
      )
    )
  })

const restCall = () =>
  Schema.Struct({
    to: withoutControls("a destination").check(Schema.makeFilter(destinationRule)),
    from: Schema.optional(withoutControls("a number or a SIP address")),
    token: Schema.optional(wellFormed()),
    parameters: Schema.optional(wellFormed()),
    sipHeaders: Schema.optional(Schema.Array(sipHeader()))
  }).check(
    Schema.makeFilter(({ to, from }) =>
      from === undefined && isNumber(to)
        ? { path: ["from"], issue: "is required when to is a telephone number" }
        : undefined
    )
  )

/** Calls, as JSON. One alone is no array, because arrays are for Production and Premium accounts (D). */
export const restCalls = () =>
  Wire.json(
    Schema.Array(restCall()),
    (calls) => (calls.length === 0 ? "must hold at least one call" : undefined),
    (calls) => {
      const wire = calls.map(({ to, from, token, parameters, sipHeaders }) => ({
        to,
        from,
        token,
        outbound_parameters: parameters,
        extra_sip_headers: sipHeaders
      }))
      return wire.length === 1 ? wire[0] : wire
    }
  )

/** Texts of instances, behind the delimiter that will stand between them. */
export type Delimited = readonly [delimiter: string, texts: ReadonlyArray<string>]

const isTexts = (value: unknown): value is ReadonlyArray<string> =>
  Array.isArray(value) && value.every(Predicate.isString)

const isDelimited = (value: unknown): value is Delimited =>
  Array.isArray(value) && value.length === 2 && Predicate.isString(value[0]) && isTexts(value[1])

/** Printable 7-bit ASCII without `^` and `|` (D). */
const permitted = /^[\x20-\x5d\x5f-\x7b\x7d\x7e]+$/

export const delimitedTexts = () =>
  Wire.parameter<Delimited>(
    Schema.declare(isDelimited, { expected: "a list of texts" }),
    ([, texts]) => {
      if (texts.length === 0) return "must hold at least one text"
      return texts.every((text) => permitted.test(text))
        ? undefined
        : "must hold texts of 7-bit ASCII that are not empty, without ^ or | or control characters"
    },
    ([delimiter, texts]) => texts.join(delimiter)
  )

export const delimiter = () =>
  Wire.textMatching(/^[\x20-\x5d\x5f-\x7b\x7d\x7e]$/, "must be one printable ASCII character, not ^ or |")

const printableAscii = () =>
  Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index))

/** The first character that no text holds: punctuation before letters and digits. */
export const delimiterFor = (texts: unknown): string | undefined =>
  isTexts(texts)
    ? [...",;/#~!@%&*+=:?", ...printableAscii()].find(
        (character) => permitted.test(character) && !texts.some((text) => text.includes(character))
      )
    : undefined

/** Rules between the fields of a UAS start. */
export const uasProblems = (input: Readonly<Record<string, unknown>>): ReadonlyArray<Problem> => {
  const { parameters, delimiter, count } = input
  const texts = isDelimited(parameters) ? parameters[1] : []
  const problems: Array<Problem> = []
  if (texts.length > 1 && count !== undefined) {
    problems.push({
      field: "count",
      rule: "must be left out beside several parameters: each starts an instance"
    })
  }
  if (Predicate.isString(delimiter) && texts.length === 0) {
    problems.push({ field: "delimiter", rule: "must be left out without parameters" })
  }
  if (Predicate.isString(delimiter) && texts.some((text) => text.includes(delimiter))) {
    problems.push({ field: "delimiter", rule: "must not occur in the parameters" })
  }
  if (texts.length > 1 && delimiter === undefined) {
    problems.push({ field: "parameters", rule: "must leave one character over that can stand between them" })
  }
  return problems
}
