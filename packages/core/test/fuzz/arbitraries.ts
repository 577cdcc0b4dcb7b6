/** Values that operations take, as arbitrary as their rules allow. */
import * as DateTime from "effect/DateTime"
import * as fc from "fast-check"

/** Any well-formed text: every code point may occur, NUL and the noncharacters too. */
export const text = fc.string({ unit: "binary", minLength: 1, maxLength: 40 })

/** Without control characters. */
export const line = text.map((value) => value.replace(/\p{Cc}/gu, "é"))

/** Digits as the wire has them, and the ways in which people write them. */
export const phone = fc
  .tuple(
    fc.stringMatching(/^[1-9]\d{4,14}$/),
    fc.constantFrom("", "+"),
    fc.constantFrom("", " ", "-", "\u00a0")
  )
  .map(([digits, plus, gap]) => ({
    digits,
    written: `${plus}${digits.slice(0, 2)}${gap}${digits.slice(2)}`
  }))

/** A part of a list that is joined with the separator. */
export const partOfList = (separator: string) => line.map((value) => value.replaceAll(separator, "_"))

export const references = fc.array(partOfList("/"), { minLength: 1, maxLength: 5 })

const momentAt = (seconds: number) => ({
  moment: DateTime.makeUnsafe(seconds * 1000),
  written: new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", "_")
})

/** A moment before the year 10000, and how the wire writes it. */
export const moment = fc.integer({ min: 0, max: 253_402_300_799 }).map(momentAt)

/** Within the next day, as reservations begin. */
export const soon = fc
  .integer({ min: 600, max: 80_000 })
  .map((seconds) => momentAt(Math.floor(Date.now() / 1000) + seconds))

/** Two moments, the earlier first. */
export const period = fc
  .tuple(moment, moment)
  .map(([one, other]) => (one.written <= other.written ? ([one, other] as const) : ([other, one] as const)))

export const page = fc.webUrl({ withQueryParameters: true })

/** A value, or nothing. */
export const maybe = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: undefined })

/** What is there, of a record that may hold undefined. */
export const present = (fields: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  )

export const written = (value: unknown): string | undefined =>
  value === undefined ? undefined : String(value)

/** Text beyond ASCII as the services of numbers take it. */
export const escaped = (value: string): string =>
  Array.from({ length: value.length }, (_, index) => value.charCodeAt(index))
    .map((unit) => (unit < 0x80 ? String.fromCharCode(unit) : `\\u${unit.toString(16).padStart(4, "0")}`))
    .join("")
