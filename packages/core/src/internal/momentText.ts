/**
 * The texts and numbers in which the cloud has moments, as milliseconds since 1970. Without an object for each: lists hold
 * thousands of them.
 */
import * as DateTime from "effect/DateTime"

const cloudForm = /^\d{4}-\d\d-\d\d_\d\d:\d\d:\d\d(?:\.\d+)?$/
/** What is so common that lists hold thousands of them: whole seconds of a day and a year that need no other look. */
const plainForm = /^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])_(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/
const epochSeconds = /^-?\d+(?:\.\d+)?$/
const isoForm = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/

/** For errors. */
export const momentExample = "date-time such as 2026-03-01_09:05:07"

export const momentAt = (milliseconds: number): DateTime.Utc =>
  DateTime.fromDateUnsafe(new Date(milliseconds))

/** Since 1970; `NaN` for what is no moment, or none that a `Date` can hold. */
export const millisecondsOf = (value: string | number): number => {
  if (typeof value === "string") {
    if (plainForm.test(value)) return plainMilliseconds(value)
    if (cloudForm.test(value)) return fromText(`${value.replace("_", "T")}Z`)
  }
  if (typeof value === "number" || epochSeconds.test(value))
    return new Date(Math.round(Number(value) * 1000)).getTime()
  const iso = isoForm.exec(value)
  if (iso === null) return Number.NaN
  // A date alone is UTC for `Date`, too; a date with a time is so only where that is said.
  const zone = iso[1] === undefined && value.length > 10 ? "Z" : ""
  return fromText(value.replace(" ", "T") + zone)
}

// The places are fixed, and two digits are two characters: several times sooner than `Date.parse`.
const plainMilliseconds = (text: string): number =>
  Date.UTC(
    100 * digits(text, 0) + digits(text, 2),
    digits(text, 5) - 1,
    digits(text, 8),
    digits(text, 11),
    digits(text, 14),
    digits(text, 17)
  )

const digits = (text: string, at: number): number =>
  10 * text.charCodeAt(at) + text.charCodeAt(at + 1) - 11 * 48

// `Date` rolls 31 February over to March; a moment that does not exist must be refused.
const fromText = (text: string): number => {
  const day = Number(text.slice(8, 10))
  return day > 28 && day > lastDayOf(text) ? Number.NaN : Date.parse(text)
}

const lastDayOf = (text: string): number =>
  new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate()
