/**
 * An operation of the cloud as a value: its name, its place on the wire, what a
 * repetition does, its parameters and its answer. Each wire name stands here once,
 * with the mark of its source, so that the documentation can be made from it.
 */
import type * as Context from "effect/Context"
import type { DateTime } from "effect/DateTime"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import { InvalidInput } from "../CloudError.js"
import type { UploadContent } from "../Upload.js"
import type { Caller } from "./credentials.js"
import { madeOnce } from "./madeOnce.js"

/** Source of a wire fact: Documented by Aculab, Said by its Python wrapper, or Inferred. */
export type Mark = "D" | "S" | "I"

/** What a second call does: nothing, the same end state, or the same thing twice. */
export type Repeat = "read" | "again" | "once"

/**
 * Where a parameter travels: `field` in the form of a POST and in the query of anything
 * else, `query` always there, `path` in the place that the path keeps for it, `body` as the
 * whole JSON body. A `file` makes the form one of several parts, of which it is the last; a
 * `content` is the whole body as it is. Both are checked like any parameter, but their bytes
 * never become text: see internal/transferUpload.
 */
export type Place = "field" | "query" | "path" | "body" | "file" | "content"

export interface Parameter {
  /** The name on the wire; in a path, the name of its place. */
  readonly name: string
  readonly mark: Mark
  readonly optional: boolean
  /** A secret is kept out of every text that an error carries. */
  readonly secret: boolean
  readonly place: Place
  readonly encode: Encoder
}

/** Checks a value of this SDK and encodes it as text. Of a list or an object, a problem names the place within it. */
export type Encoder = (value: unknown) => Result.Result<string, ReadonlyArray<Problem>>

const parameter =
  (traits: Pick<Parameter, "optional" | "place">, secret = false) =>
  (name: string, mark: Mark, encode: Encoder): Parameter => ({ ...traits, secret, name, mark, encode })

export const required = /*#__PURE__*/ parameter({ optional: false, place: "field" })
export const requiredSecret = /*#__PURE__*/ parameter({ optional: false, place: "field" }, true)
export const optional = /*#__PURE__*/ parameter({ optional: true, place: "field" })
export const optionalSecret = /*#__PURE__*/ parameter({ optional: true, place: "field" }, true)
export const inQuery = /*#__PURE__*/ parameter({ optional: false, place: "query" })
export const optionalInQuery = /*#__PURE__*/ parameter({ optional: true, place: "query" })
export const inPath = /*#__PURE__*/ parameter({ optional: false, place: "path" })
export const asBody = /*#__PURE__*/ parameter({ optional: false, place: "body" })
export const asFile = /*#__PURE__*/ parameter({ optional: false, place: "file" })
export const optionalFile = /*#__PURE__*/ parameter({ optional: true, place: "file" })
export const asContent = /*#__PURE__*/ parameter({ optional: false, place: "content" })

/** Makes what reads an answer. */
export type MakeDecoder = <Output>(
  schema: Schema.ConstraintDecoder<Output>
) => (body: unknown) => Result.Result<Output, SchemaIssue.Issue>

/** A field, and the rule that it breaks. */
export interface Problem {
  readonly field: string
  readonly rule: string
}

export interface Endpoint<Input, Output, Credential> {
  /** The public function, such as `Messages.send`. */
  readonly operation: string
  /** Numbers of the Python wrapper's methods that it stands for (shared/wire counts them 1 to 69). */
  readonly wrapper: ReadonlyArray<number>
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  /** Parameters in the path stand in braces: `/service/v1/{direction}/{name}`. */
  readonly path: string
  readonly pathMark: Mark
  /** Who may call it: the service that holds the right credentials, and no other. */
  readonly credential: Context.Key<Credential, Caller>
  readonly repeat: Repeat
  /** What to check when a call that must not run twice ends as unknown. */
  readonly whenUnknown?: string
  /** One entry a field of the input; a nested field is named with a dot. */
  readonly parameters: Readonly<Record<FieldNames<Input>, Parameter>>
  /** Rules that concern several fields, or the time (epoch milliseconds). They see the nested names with dots. */
  readonly rules?: (input: Readonly<Record<string, unknown>>, now: number) => ReadonlyArray<Problem>
  readonly responseMark: Mark
  readonly response: Schema.ConstraintDecoder<Output>
  /** For answers that may hold thousands of things: reads them as the response schema does, and sooner. */
  readonly decoder?: MakeDecoder
  /** The body says nothing: any good status is success, and the response schema gets `undefined`. */
  readonly ignoresBody?: true
  /** The answer holds a secret: an error says nothing of what came instead. */
  readonly secretAnswer?: true
}

type Leaf =
  | string
  | number
  | boolean
  | ReadonlyArray<unknown>
  | Redacted.Redacted<unknown>
  | DateTime
  | Date
  | UploadContent<unknown, unknown>

/** The names of all fields of an input, nested ones as `outer.inner`; an open record stays whole. */
export type FieldNames<Input> = Input extends unknown
  ? {
      [Key in keyof Input & string]-?: NonNullable<Input[Key]> extends Leaf
        ? Key
        : string extends keyof NonNullable<Input[Key]>
          ? Key
          : `${Key}.${keyof NonNullable<Input[Key]> & string}`
    }[keyof Input & string]
  : never

/** The input as the wire takes it, by place, and the secrets among the values. */
export interface Encoded {
  readonly fields: ReadonlyArray<readonly [name: string, value: string]>
  readonly query: ReadonlyArray<readonly [name: string, value: string]>
  readonly path: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** Looked for when there is a text to keep them out of: most calls have none. */
  readonly secrets: () => ReadonlyArray<string>
}

export interface Prepared<Input, Output, Credential> extends Endpoint<Input, Output, Credential> {
  readonly encode: (input: Input, now: number) => Result.Result<Encoded, InvalidInput>
  readonly decode: (body: unknown) => Result.Result<Output, string>
}

/** An endpoint that is prepared when it is first used. */
export type Operation<Input, Output, Credential> = () => Prepared<Input, Output, Credential>

/**
 * Defines an operation. It is a function, so that a program pays for the operations that
 * it calls and no others: in the size of its bundle, and in the time of its start.
 */
export const define = <Input extends object, Output, Credential>(
  endpoint: () => Endpoint<Input, Output, Credential>
): Operation<Input, Output, Credential> => madeOnce(() => prepare(endpoint()))

const prepare = <Input extends object, Output, Credential>(
  endpoint: Endpoint<Input, Output, Credential>
): Prepared<Input, Output, Credential> => {
  const table = Object.entries<Parameter>(endpoint.parameters)
  const whole = new Set(table.map(([field]) => field))
  const makeDecoder: MakeDecoder = endpoint.decoder ?? SchemaParser.decodeUnknownResult
  const decodeBody = makeDecoder(endpoint.response)
  return {
    ...endpoint,
    encode: (input, now) => {
      const flat = flatten(input, whole)
      const problems: Array<Problem> = Object.keys(flat)
        .filter((field) => !whole.has(field))
        .map((field) => ({ field, rule: unknownField }))
      const encoded = collect(table, flat, problems)
      if (problems.length === 0) problems.push(...(endpoint.rules?.(flat, now) ?? []))
      return problems.length > 0 ? Result.fail(invalidInput(problems)) : Result.succeed(encoded)
    },
    decode: (body) => Result.mapError(decodeBody(body), (issue) => wordsOf(problemsOf(issue)))
  }
}

/** Problems as words. */
export const wordsOf = (problems: ReadonlyArray<Problem>): string =>
  problems.map(({ field, rule }) => (field === "" ? rule : `${field}: ${rule}`)).join("; ")

/** The texts of the fields in their places. What is wrong with a field is added to the problems. */
const collect = (
  table: ReadonlyArray<readonly [string, Parameter]>,
  input: Readonly<Record<string, unknown>>,
  problems: Array<Problem>
): Encoded => {
  const fields: Array<readonly [string, string]> = []
  const query: Array<readonly [string, string]> = []
  const path: Record<string, string> = {}
  const secrets: Array<string> = []
  let body: string | undefined
  for (const [field, { name, place, optional, secret, encode }] of table) {
    if (!Object.hasOwn(input, field)) {
      if (!optional) problems.push({ field, rule: missing })
      continue
    }
    const text = encode(input[field])
    if (secret && Result.isSuccess(text) && text.success !== "") secrets.push(text.success)
    if (Result.isFailure(text)) {
      for (const problem of text.failure) {
        problems.push({
          field: problem.field === "" ? field : `${field}.${problem.field}`,
          rule: problem.rule
        })
      }
    } else if (place === "field") fields.push([name, text.success])
    else if (place === "query") query.push([name, text.success])
    else if (place === "path") path[name] = text.success
    else if (place === "body") body = text.success
  }
  return { fields, query, path, body, secrets: () => [...secrets, ...redactedIn(input)] }
}

/** What a value holds as `Redacted`, however deep: a body may hold a secret among other things. */
const redactedIn = (value: unknown): ReadonlyArray<string> => {
  if (Redacted.isRedacted(value)) {
    const secret = Redacted.value(value)
    return typeof secret === "string" && secret !== "" ? [secret] : []
  }
  return Array.isArray(value) || isPlainObject(value) ? Object.values(value).flatMap(redactedIn) : []
}

/**
 * Nested plain objects become `outer.inner`, unless they are one field as a whole, or nothing is in them: a status page
 * whose address is missing must not be left out without a word. What is undefined is absent.
 */
const flatten = (input: unknown, whole: ReadonlySet<string>): Record<string, unknown> => {
  const entries: Array<[string, unknown]> = []
  const add = (fields: object, prefix: string): void => {
    for (const [key, value] of Object.entries(fields)) {
      const field = prefix + key
      const before = entries.length
      if (isPlainObject(value) && !whole.has(field)) add(value, `${field}.`)
      if (value !== undefined && entries.length === before) entries.push([field, value])
    }
  }
  if (Predicate.isObject(input)) add(input, "")
  return Object.fromEntries(entries)
}

const isPlainObject = (value: unknown): value is object => {
  if (!Predicate.isObject(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const missing = "is required"
const unknownField = "is not a field of this operation, or is empty"

export const invalidInput = (problems: ReadonlyArray<Problem>): InvalidInput => {
  const first = problems[0] ?? { field: "options", rule: "must be an object" }
  return new InvalidInput({ ...first, issues: [first, ...problems.slice(1)] })
}

// Values never enter a message: schemas report what they expect, not what they got.
const format = /*#__PURE__*/ SchemaIssue.makeFormatterDefault()

/** What a schema found wrong, field by field. */
export const problemsOf = (
  issue: SchemaIssue.Issue,
  path: ReadonlyArray<PropertyKey> = []
): ReadonlyArray<Problem> => {
  const within = issuesIn(issue)
  if (within.length > 0) {
    const place = issue._tag === "Pointer" ? [...path, ...issue.path] : path
    return within.flatMap((one) => problemsOf(one, place))
  }
  const rule =
    issue._tag === "MissingKey"
      ? missing
      : issue._tag === "UnexpectedKey"
        ? unknownField
        : format(issue).replace(/^Expected /, "must be ")
  return [{ field: path.map(String).join("."), rule }]
}

/** The issues that an issue is made of. A filter that says itself what it wants has none. */
const issuesIn = (issue: SchemaIssue.Issue): ReadonlyArray<SchemaIssue.Issue> => {
  if ("issues" in issue) return issue.issues
  if (!("issue" in issue)) return []
  return issue._tag === "Filter" && issue.issue._tag === "InvalidValue" ? [] : [issue.issue]
}
