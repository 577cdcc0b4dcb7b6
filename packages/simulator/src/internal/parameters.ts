/**
 * The one strict reader of parameters, for every flat operation. An operation lists its parameters as data; the
 * reader refuses what is missing, malformed, repeated or unknown, and says so about all of them at once.
 */

import type { FileContent } from "./fileContent.js"

/** Where a wire name comes from: Documented by Aculab, Said by the Python wrapper, or Inferred. */
export type Mark = "D" | "S" | "I"

/**
 * Codes (D): 0001 missing, 0002 malformed, 0003 given more than once, 0004 zero where at least 1 is needed, 0005 no
 * regulation address, 0006 an unsuitable one, 0405 a token that is invalid, lapsed or unknown.
 */
export interface Problem {
  readonly code: "0001" | "0002" | "0003" | "0004" | "0005" | "0006" | "0405"
  readonly text: string
  /** What exactly is wrong, where the text alone does not say it. */
  readonly details?: readonly string[]
}

export type Checked<Value> =
  | { readonly valid: true; readonly value: Value }
  | { readonly valid: false; readonly code: "0002" | "0004"; readonly expected: string }

/** Turns the text of a parameter into a value, or says what was expected. */
export type Check<Value> = (text: string) => Checked<Value>

export interface Parameter<Value> {
  readonly name: string
  readonly mark: Mark
  readonly required: boolean
  /** Set for a list that may also come as repeated parameters: what separates it when it comes as one. */
  readonly separator?: string
  /** `undefined` when the parameter is absent and need not be there. */
  readonly read: (text: string | undefined) => Checked<Value>
}

export const valid = <Value>(value: Value): Checked<Value> => ({ valid: true, value })

export const malformed = (expected: string, code: "0002" | "0004" = "0002"): Checked<never> => ({
  valid: false,
  code,
  expected
})

export const required = <Value>(name: string, mark: Mark, check: Check<Value>): Parameter<Value> => ({
  name,
  mark,
  required: true,
  read: (text) => (text === undefined ? malformed("a value") : check(text))
})

/** A parameter that may be left out, and then is `fallback`. */
export const optional = <Value, const Fallback>(
  name: string,
  mark: Mark,
  check: Check<Value>,
  fallback: Fallback
): Parameter<Value | Fallback> => ({
  name,
  mark,
  required: false,
  read: (text) => (text === undefined ? valid(fallback) : check(text))
})

/** Lets a parameter, whose check takes a list, be given more than once as well. */
export const repeatable = <Value>(separator: string, parameter: Parameter<Value>): Parameter<Value> => ({
  ...parameter,
  separator
})

/** Names and texts as they arrived, in order; a name that came twice has two texts. */
export type Fields = ReadonlyMap<string, readonly string[]>

const textOf = (parameter: Parameter<unknown>, texts: readonly string[] | undefined): string | undefined =>
  parameter.separator === undefined ? texts?.[0] : texts?.join(parameter.separator)

/** Bytes that came with the parameters. */
export interface Upload {
  /** The name of the part of a form; undefined for the whole body of a PUT. */
  readonly field: string | undefined
  readonly fileName: string | undefined
  readonly contentType: string | undefined
  readonly content: FileContent
}

export interface Input {
  /** In the order in which they came. Empty for an operation that takes none. */
  readonly uploads: readonly Upload[]
  readonly given: (parameter: Parameter<unknown>) => boolean
  /** The value of a parameter, or `undefined` if it is missing or malformed: for rules between parameters. */
  readonly maybe: <Value>(parameter: Parameter<Value>) => Value | undefined
  /** The value of a parameter of a request that has no problems. */
  readonly get: <Value>(parameter: Parameter<Value>) => Value
  /** Of the URL that was asked, such as `https://ws-1-2-0.aculabcloud.net`. */
  readonly origin: string
  /** A header of the request, or `null`. */
  readonly header: (name: string) => string | null
}

/** What came with the fields. */
export interface Carried {
  readonly origin: string
  readonly headers: Headers
  readonly uploads: readonly Upload[]
}

export const makeInput = (
  fields: Fields,
  { origin, headers, uploads }: Carried = { origin: "", headers: new Headers(), uploads: [] }
): Input => {
  const read = <Value>(parameter: Parameter<Value>): Checked<Value> =>
    parameter.read(textOf(parameter, fields.get(parameter.name)))
  return {
    uploads,
    origin,
    header: (name) => headers.get(name),
    given: (parameter) => fields.has(parameter.name),
    maybe: (parameter) => {
      const checked = read(parameter)
      return checked.valid ? checked.value : undefined
    },
    get: (parameter) => {
      const checked = read(parameter)
      if (!checked.valid) throw new Error(`${parameter.name} was read although it is ${checked.code}`)
      return checked.value
    }
  }
}

export const missing = (name: string): Problem => ({
  code: "0001",
  text: `The mandatory parameter ${name} is missing`
})

const problemOf = (
  parameter: Parameter<unknown>,
  texts: readonly string[] | undefined
): readonly Problem[] => {
  const { name } = parameter
  if (texts === undefined) return parameter.required ? [missing(name)] : []
  if (texts.length > 1 && parameter.separator === undefined)
    return [{ code: "0003", text: `The parameter ${name} was given more than once` }]
  const checked = parameter.read(textOf(parameter, texts))
  if (checked.valid) return []
  const { code, expected } = checked
  const complaint = code === "0004" ? "is zero, but must be at least 1" : `is malformed: expected ${expected}`
  return [{ code, text: `The parameter ${name} ${complaint}` }]
}

/** Everything that is wrong with the fields, in the order of the parameters, then what is unknown. */
export const findProblems = (
  parameters: readonly Parameter<unknown>[],
  fields: Fields
): readonly Problem[] => {
  const known = new Set(parameters.map((parameter) => parameter.name))
  return [
    ...parameters.flatMap((parameter) => problemOf(parameter, fields.get(parameter.name))),
    // I: that the cloud refuses what it does not know. A stand-in must: a misspelt name is a client's bug.
    ...[...fields.keys()]
      .filter((name) => !known.has(name))
      .map((name): Problem => ({ code: "0002", text: `The parameter ${name} is unknown` }))
  ]
}
