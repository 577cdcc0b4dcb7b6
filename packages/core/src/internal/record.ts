/**
 * Records whose fields are not all known, or not all certain. A field that reads as
 * expected gets its name and type; every other one stays as the cloud said it. Nothing
 * here fails: a record with one odd field is still worth having.
 */
import type * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import { parse } from "../CloudDateTime.js"

export type OpenRecord = Readonly<Record<string, unknown>>

/** Reads a value, or says that it is not what was expected. */
type Read<A> = (value: unknown) => A | undefined

export interface Reader {
  /** The field, if it reads so. `null` counts as absent. */
  readonly take: <A>(name: string, read: Read<A>) => A | undefined
  /** The fields that were not taken. */
  readonly rest: () => OpenRecord
}

export const readerOf = (record: OpenRecord): Reader => {
  const taken = new Set<string>()
  return {
    take: (name, read) => {
      if (!Object.hasOwn(record, name)) return undefined
      const value = record[name]
      const known = value === null ? undefined : read(value)
      if (value === null || known !== undefined) taken.add(name)
      return known
    },
    rest: () => Object.fromEntries(Object.entries(record).filter(([name]) => !taken.has(name)))
  }
}

export const text: Read<string> = (value) => (Predicate.isString(value) ? value : undefined)

export const nonEmptyText: Read<string> = (value) =>
  Predicate.isString(value) && value !== "" ? value : undefined

/** A number, also where it is written as text. */
export const number: Read<number> = (value) => {
  if (Predicate.isNumber(value)) return value
  return Predicate.isString(value) && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? Number(value) : undefined
}

/** True or false, also where it is written as text. */
export const flag: Read<boolean> = (value) => {
  if (Predicate.isBoolean(value)) return value
  if (!Predicate.isString(value)) return undefined
  return /^true$/i.test(value) ? true : /^false$/i.test(value) ? false : undefined
}

export const moment: Read<DateTime.Utc> = (value) =>
  Predicate.isString(value) || Predicate.isNumber(value) ? Option.getOrUndefined(parse(value)) : undefined

export const isRecord = (value: unknown): value is OpenRecord =>
  Predicate.isObject(value) && !Array.isArray(value)

/**
 * The records of a container of which nobody has seen the form: an array of them, an object
 * of them by some key, or one alone. A key that is no mere index is kept as the field `key`
 * of its record. What is not a record becomes one with the field `value`.
 */
export const recordsOf = (container: unknown): ReadonlyArray<OpenRecord> => {
  if (container === undefined || container === null) return []
  if (Array.isArray(container)) return container.map(recordOf)
  if (!isRecord(container)) return [recordOf(container)]
  const entries = Object.entries(container)
  if (!entries.every(([, value]) => isRecord(value))) return [container]
  // Digits alone may be a name, too: that of an inbound service is often a telephone number.
  return entries.map(([key, value], index) =>
    key === String(index) ? recordOf(value) : { key, ...recordOf(value) }
  )
}

const recordOf = (value: unknown): OpenRecord => (isRecord(value) ? value : { value })
