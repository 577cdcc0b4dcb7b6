/** A moment in any of the forms in which a program may have it. */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as CloudDateTime from "../CloudDateTime.js"

/** `undefined` for what names no moment, or none that the wire can say, such as microseconds for milliseconds. */
export const momentOf = (value: unknown): DateTime.DateTime | undefined => {
  const moment = anyMomentOf(value)
  // The wire has four digits for a year. One that needs more begins with a sign.
  return moment !== undefined && /^\d/.test(CloudDateTime.format(moment)) ? moment : undefined
}

const anyMomentOf = (value: unknown): DateTime.DateTime | undefined => {
  if (DateTime.isDateTime(value)) return value
  const milliseconds = value instanceof Date ? value.getTime() : value
  if (typeof milliseconds === "number") {
    return Math.abs(milliseconds) <= 8.64e15 ? DateTime.makeUnsafe(milliseconds) : undefined
  }
  // A number as text would be seconds to the cloud, and milliseconds to most programs.
  return typeof value === "string" && /^\d{4}-/.test(value)
    ? Option.getOrUndefined(CloudDateTime.parse(value))
    : undefined
}

/** What {@link isMoment} wants, for those who read that it must be so. */
export const momentWords = "a DateTime, a Date, milliseconds since 1970 or ISO 8601, of a day that there is"

export const isMoment = (value: unknown): value is CloudDateTime.Input => momentOf(value) !== undefined

/** As the cloud writes it. Only for what {@link isMoment}. */
export const writtenMoment = (value: CloudDateTime.Input): string => {
  const moment = momentOf(value)
  if (moment === undefined) throw new RangeError("this is no moment")
  return CloudDateTime.format(moment)
}
