/**
 * What many answers of the flat services have in common: things keyed by their names,
 * numbers that may be texts, and fields that this SDK has no name for.
 */
import * as DateTime from "effect/DateTime"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { millisecondsOf, momentAt, momentExample } from "./momentText.js"

const readOnly = <A>() => SchemaGetter.forbidden<never, A>(() => "is only ever decoded")

/**
 * Things keyed by their names. An array of things that hold their names is taken too: some
 * services list files so (S), and some write an object without keys as `[]` (I).
 */
export const byName = <Thing extends Schema.Constraint>(thing: Thing) =>
  Schema.Unknown.pipe(
    Schema.decodeTo(Schema.Unknown, { decode: SchemaGetter.transform(keyed), encode: readOnly() }),
    Schema.decodeTo(Schema.Record(Schema.String, thing), SchemaTransformation.passthrough({ strict: false }))
  )

// What has no name stays where it is, so that the schema of the record refuses the whole.
const keyed = (answer: unknown): unknown =>
  Array.isArray(answer) && answer.every(hasName)
    ? Object.fromEntries(answer.map((thing) => [thing.name, thing]))
    : answer

const hasName = (thing: unknown): thing is { readonly name: string } =>
  Predicate.hasProperty(thing, "name") && Predicate.isString(thing.name)

/** Known fields, and whatever else is there. */
export const open = <const Fields extends Schema.Struct.Fields>(fields: Fields) =>
  Schema.StructWithRest(Schema.Struct(fields), [Schema.Record(Schema.String, Schema.Unknown)])

/** The fields of an answer that are not among those named. */
export const otherThan = (
  names: ReadonlyArray<string>,
  answer: Readonly<Record<string, unknown>>
): Readonly<Record<string, unknown>> => {
  const others = Object.keys(answer).filter((name) => !names.includes(name))
  return others.length === 0 ? {} : Object.fromEntries(others.map((name) => [name, answer[name]]))
}

/**
 * Text of at least one character. In the place of `Schema.NonEmptyString`, which also knows how to make such texts and
 * how to tell others of its rule: all of that would be in every page.
 */
export const nonEmptyText = () =>
  Schema.String.check(
    Schema.makeFilter((text: string) => text !== "", { expected: "a value with a length of at least 1" })
  )

// Not `Schema.isPattern`, which knows how to describe a pattern to others too.
const matching = (pattern: RegExp) =>
  Schema.makeFilter((text: string) => pattern.test(text), {
    expected: `a string matching the RegExp ${pattern.source}`
  })

/** A whole number, also one that is written as text (S). */
export const wholeNumber = () =>
  Schema.Union([Schema.Int, Schema.String.check(matching(/^\d+$/))]).pipe(
    Schema.decodeTo(Schema.Number, { decode: SchemaGetter.transform(Number), encode: readOnly() })
  )

/** A number, also one that is written as text (I). */
export const decimal = () =>
  Schema.Union([Schema.Finite, Schema.String.check(matching(/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/))]).pipe(
    Schema.decodeTo(Schema.Finite, { decode: SchemaGetter.transform(Number), encode: readOnly() })
  )

/** True or false, also where it is written as text (I). */
export const flag = () =>
  Schema.Union([Schema.Boolean, Schema.String.check(matching(/^(true|false)$/i))]).pipe(
    Schema.decodeTo(Schema.Boolean, {
      decode: SchemaGetter.transform((value: string | boolean) =>
        typeof value === "string" ? value.toLowerCase() === "true" : value
      ),
      encode: readOnly()
    })
  )

const isUtc = (value: unknown): value is DateTime.Utc => DateTime.isDateTime(value) && DateTime.isUtc(value)

/**
 * As the public `CloudDateTime`, without what that one also knows: to write, to show and to generate moments. What is no
 * moment stays as it is, for the check to refuse it: lists hold thousands of moments, and an effect for each would take as long.
 */
export const moment = () =>
  Schema.Union([Schema.String, Schema.Number]).pipe(
    Schema.decodeTo(Schema.Unknown.pipe(Schema.refine(isUtc, { expected: `a ${momentExample}` })), {
      decode: SchemaGetter.transform(momentOrItself),
      // Never asked: `readOnly` says so in 85 bytes more.
      encode: SchemaGetter.transform(String)
    })
  )

const momentOrItself = (value: string | number): unknown => {
  const milliseconds = millisecondsOf(value)
  return Number.isNaN(milliseconds) ? value : momentAt(milliseconds)
}

/** An answer that is an array, or an object whose first array it is: where nobody has seen which of the two. */
export const arrayWithin = <Item extends Schema.Constraint>(item: Item) =>
  Schema.Unknown.pipe(
    Schema.decodeTo(Schema.Unknown, { decode: SchemaGetter.transform(arrayIn), encode: readOnly() }),
    Schema.decodeTo(Schema.Array(item), SchemaTransformation.passthrough({ strict: false }))
  )

const arrayIn = (answer: unknown): unknown =>
  Predicate.isObject(answer) ? (Object.values(answer).find(Array.isArray) ?? answer) : answer

type Defined<A> = { [Key in keyof A]?: Exclude<A[Key], undefined> }

/** Leaves out what is undefined, so that absent stays absent. */
export const defined = <A extends object>(fields: A): Defined<A> => {
  const kept: Defined<A> = {}
  for (const key in fields) {
    const value = fields[key]
    // The check takes `undefined` from the type, which the compiler does not follow through a mapped type.
    if (value !== undefined) kept[key] = value as Exclude<A[typeof key], undefined>
  }
  return kept
}
