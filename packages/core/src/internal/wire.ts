/**
 * Values as the flat services take them: each checks a value of this SDK and
 * encodes it as the text of one parameter.
 */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaParser from "effect/SchemaParser"
import { textOf } from "./credentials.js"
import { type Encoder, problemsOf } from "./endpoint.js"
import { isMoment, momentWords, writtenMoment } from "./moment.js"

type Rule<A> = (value: A) => string | undefined

/** A parameter: `undefined` from the rule means that the value keeps it, a text says what it must be. */
export const parameter = <A>(type: Schema.Codec<A>, rule: Rule<A>, encode: (value: A) => string): Encoder => {
  const check = SchemaParser.decodeUnknownResult(type, { errors: "all", onExcessProperty: "error" })
  return (value) => {
    const checked = check(value)
    if (Result.isFailure(checked)) return Result.fail(problemsOf(checked.failure))
    const broken = rule(checked.success)
    return broken === undefined
      ? Result.succeed(encode(checked.success))
      : Result.fail([{ field: "", rule: broken }])
  }
}

const identity = (text: string): string => text

// A lone surrogate has no UTF-8 form: encoders would put U+FFFD in its place without a word.
const wellFormed: Rule<string> = (text) =>
  text.isWellFormed() ? undefined : "must be well-formed text: it holds half of a surrogate pair"

/** Text of at least one character. */
export const nonEmptyText = /*#__PURE__*/ parameter(
  Schema.String,
  (value) => (value === "" ? "must not be empty" : wellFormed(value)),
  identity
)

/** Text that keeps a pattern; the rule says in words what it must be. */
export const textMatching = (pattern: RegExp, rule: string): Encoder =>
  parameter(
    Schema.String,
    (value) => (pattern.test(value) && value.isWellFormed() ? undefined : rule),
    identity
  )

const escapeBeyondAscii = (text: string): string =>
  text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)

/**
 * Text of at least one character, of which each UTF-16 unit beyond ASCII travels as a literal `\uXXXX` (D).
 * Text that already holds such escapes is ASCII, so it stays as it is.
 */
export const escapedText = /*#__PURE__*/ parameter(
  Schema.String,
  (value) => (value === "" ? "must not be empty" : wellFormed(value)),
  escapeBeyondAscii
)

/** A name that becomes one segment of a path: `.` and `..` would lead elsewhere. */
export const pathSegment = /*#__PURE__*/ parameter(
  Schema.String,
  (value) =>
    /^\.{0,2}$/.test(value) || /\p{Cc}/u.test(value)
      ? "must not be empty, . or .., or hold control characters"
      : wellFormed(value),
  identity
)

/** A whole number within bounds, both included. */
export const wholeNumber = (minimum: number, maximum: number): Encoder =>
  parameter(
    Schema.Number,
    (value) =>
      Number.isInteger(value) && value >= minimum && value <= maximum
        ? undefined
        : `must be a whole number from ${minimum} to ${maximum}`,
    String
  )

/** A whole number without an upper bound. */
export const wholeNumberFrom = (minimum: number): Encoder =>
  parameter(
    Schema.Number,
    (value) =>
      Number.isSafeInteger(value) && value >= minimum
        ? undefined
        : `must be a whole number of ${minimum} or more`,
    String
  )

/** A number within bounds, both included; written without an exponent. */
export const decimal = (minimum: number, maximum: number): Encoder =>
  parameter(
    Schema.Number,
    (value) =>
      value >= minimum && value <= maximum ? undefined : `must be a number from ${minimum} to ${maximum}`,
    (value) => String(Number(value.toFixed(6)))
  )

/**
 * A duration, given as the number of its units: see {@link secondsOf} and {@link minutesOf}. The rule speaks of the unit,
 * because a bare number is milliseconds: who writes 60 for an hour would read that it must be minutes, and wonder.
 */
const wholeUnits =
  (units: string) =>
  (minimum: number, maximum: number): Encoder =>
    parameter(
      Schema.Number,
      (value) =>
        Number.isInteger(value) && value >= minimum && value <= maximum
          ? undefined
          : `must be a duration of ${minimum} to ${maximum} whole ${units}, with its unit`,
      String
    )

export const wholeSeconds = /*#__PURE__*/ wholeUnits("seconds")
export const wholeMinutes = /*#__PURE__*/ wholeUnits("minutes")

/** The seconds of a duration; `NaN`, which {@link wholeSeconds} refuses, for what is no duration. */
export const secondsOf = (duration: Duration.Input): number =>
  Option.match(Duration.fromInput(duration), { onNone: () => Number.NaN, onSome: Duration.toSeconds })

/** The minutes of a duration; `NaN`, which {@link wholeMinutes} refuses, for what is no duration. */
export const minutesOf = (duration: Duration.Input): number =>
  Option.match(Duration.fromInput(duration), { onNone: () => Number.NaN, onSome: Duration.toMinutes })

/** A moment, written `YYYY-MM-DD_hh:mm:ss` in UTC (D). */
export const moment = /*#__PURE__*/ parameter(
  /*#__PURE__*/ Schema.declare(isMoment, { expected: momentWords }),
  () => undefined,
  writtenMoment
)

/** A value that travels as JSON text, in the form that the wire has for it. */
export const json = <A>(
  type: Schema.Codec<A>,
  rule: (value: A) => string | undefined = () => undefined,
  wireOf: (value: A) => unknown = (value) => value
) => parameter(type, rule, (value) => JSON.stringify(wireOf(value)))

/** A user name of HTTP Basic, which ends at the first colon. */
export const userName = /*#__PURE__*/ parameter(
  Schema.String,
  (value) => (value === "" || value.includes(":") ? "must not be empty or hold a colon" : wellFormed(value)),
  identity
)

export const isRedactedText = (value: unknown): value is Redacted.Redacted<string> =>
  Redacted.isRedacted(value) && typeof Redacted.value(value) === "string"

export const isSecretText = (value: unknown): value is string | Redacted.Redacted<string> =>
  typeof value === "string" || isRedactedText(value)

/** A secret: never part of a message. */
export const secretText = /*#__PURE__*/ parameter(
  /*#__PURE__*/ Schema.declare(isSecretText, { expected: "a text or a Redacted text" }),
  (value) => wellFormed(textOf(value)),
  textOf
)

/** A secret of at least one character. */
export const nonEmptySecret = /*#__PURE__*/ parameter(
  /*#__PURE__*/ Schema.declare(isSecretText, { expected: "a text or a Redacted text" }),
  (value) => (textOf(value) === "" ? "must not be empty" : wellFormed(textOf(value))),
  textOf
)

const withoutDecoration = (number: string): string => number.replace(/[\s‐-―-]/gu, "").replace(/^\+/, "")

/** An E.164 number; a leading +, spaces and dashes are removed, because the wire takes digits alone (D). */
export const phoneNumber = /*#__PURE__*/ parameter(
  Schema.String,
  (value) =>
    /^[1-9]\d{4,14}$/.test(withoutDecoration(value))
      ? undefined
      : "must be an E.164 number: country code first, 5 to 15 digits, no 0 or 00 in front",
  withoutDecoration
)

/**
 * Telephone numbers, joined with `/` (I). Their decoration is removed as in {@link phoneNumber}, but any digits will
 * do: what the cloud lists must be accepted back.
 */
export const phoneNumbers = /*#__PURE__*/ parameter(
  /*#__PURE__*/ Schema.Array(Schema.String),
  (values) =>
    values.length === 0
      ? "must hold at least one number"
      : values.every((value) => /^\d+$/.test(withoutDecoration(value)))
        ? undefined
        : "must hold numbers of digits alone, but for a leading +, spaces and dashes",
  (values) => values.map(withoutDecoration).join("/")
)

/** `true` or `false` (D). */
export const flag = /*#__PURE__*/ parameter(Schema.Boolean, () => undefined, String)

/** One of a closed set of words. */
export const choice = <const Words extends ReadonlyArray<string>>(words: Words): Encoder =>
  parameter(
    Schema.String,
    (value) => (words.includes(value) ? undefined : `must be one of ${words.join(", ")}`),
    identity
  )

/** What the address of a page that the cloud fetches breaks, if anything: `http` or `https`, and no secret in it. */
export const pageUrlRule = (text: string): string | undefined => {
  // What a URL parser would leave out or mend: the cloud gets the text as it is.
  const isPlain = /^https?:\/\/[^\s\p{Cc}\\]+$/iu.test(text)
  if (!isPlain || !URL.canParse(text)) return "must be an absolute http or https URL"
  const url = new URL(text)
  return url.username === "" && url.password === "" ? undefined : "must not hold a user name or password"
}

/** The address of a page that the cloud fetches. */
export const pageUrl = /*#__PURE__*/ parameter(Schema.String, pageUrlRule, identity)

/** A list in one value: the wire refuses a repeated parameter (error 0003, D). */
export const list = (separator: string, what: string) =>
  parameter(
    Schema.Array(Schema.String),
    (values) =>
      values.length === 0
        ? `must hold at least one ${what}`
        : values.every((value) => isListed(value, separator))
          ? undefined
          : `must hold ${what}s that are not empty, without ${separator === "/" ? "a slash" : "a comma"} or control characters`,
    (values) => values.join(separator)
  )

/** A list in one value, whose parts keep a pattern; the rule says in words what they must be. */
export const listMatching = (separator: string, pattern: RegExp, rule: string) =>
  parameter(
    Schema.Array(Schema.String),
    (values) => (values.length > 0 && values.every((value) => pattern.test(value)) ? undefined : rule),
    (values) => values.join(separator)
  )

const isListed = (value: string, separator: string): boolean =>
  value !== "" && !value.includes(separator) && !/\p{Cc}/u.test(value) && value.isWellFormed()

/** References, joined with `/` (D for rest_interrupt, I for the rest). */
export const references = /*#__PURE__*/ list("/", "reference")

/** File names, joined with `,` (I). */
export const fileNames = /*#__PURE__*/ list(",", "file name")

/** One of a closed set of words, where the wire has others for the same things. */
export const renamed = (words: Readonly<Record<string, string>>): Encoder =>
  parameter(
    Schema.String,
    (value) => (Object.hasOwn(words, value) ? undefined : `must be one of ${Object.keys(words).join(", ")}`),
    (value) => words[value] ?? value
  )
