/** Checks of a parameter's text that several operations share. */
import { readCloudDateTime } from "./dateTime.js"
import { type Check, malformed, valid } from "./parameters.js"

export const anyText: Check<string> = (text) => (text.length > 0 ? valid(text) : malformed("some text"))

/** Booleans travel as exactly these words (D). */
export const flag: Check<boolean> = (text) =>
  text === "true" || text === "false" ? valid(text === "true") : malformed("true or false")

export const oneOf =
  <const Words extends readonly string[]>(...words: Words): Check<Words[number]> =>
  (text) => {
    const word = words.find((candidate) => candidate === text)
    return word === undefined ? malformed(words.join(" or ")) : valid(word)
  }

const phoneNumberPattern = /^[1-9][0-9]{1,14}$/

export const isPhoneNumber = (text: string): boolean => phoneNumberPattern.test(text)

/** A full international number, without the leading `+` (D). */
export const phoneNumber: Check<string> = (text) =>
  isPhoneNumber(text) ? valid(text) : malformed("a full international number, digits only")

export const wholeNumber =
  (range: { readonly from: number; readonly to?: number }): Check<number> =>
  (text) => {
    const expected = `a whole number from ${range.from}${range.to === undefined ? "" : ` to ${range.to}`}`
    if (!/^[0-9]+$/.test(text)) return malformed(expected)
    const value = Number(text)
    if (value === 0 && range.from === 1) return malformed(expected, "0004")
    return value < range.from || value > (range.to ?? Number.MAX_SAFE_INTEGER)
      ? malformed(expected)
      : valid(value)
  }

/** A time in UTC, such as `2017-04-25_17:37:03` (D), as milliseconds since the epoch. */
export const dateTime: Check<number> = (text) => {
  const milliseconds = readCloudDateTime(text)
  return milliseconds === undefined ? malformed("a UTC time as YYYY-MM-DD_hh:mm:ss") : valid(milliseconds)
}

/** A page of the customer's. Credentials travel in parameters of their own, never in the URL. */
export const pageUrl: Check<string> = (text) => {
  const url = URL.parse(text)
  const usable = url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === ""
  return usable ? valid(text) : malformed("an http or https URL")
}

/** For parameters whose documented default is the empty text: giving that is the same as giving nothing. */
export const orEmpty =
  <Value>(check: Check<Value>): Check<Value | undefined> =>
  (text) =>
    text === "" ? valid(undefined) : check(text)

/** A list that travels in one parameter. */
export const listOf =
  <Value>(separator: string, check: Check<Value>): Check<readonly Value[]> =>
  (text) => {
    const values: Value[] = []
    for (const item of text.split(separator)) {
      const checked = check(item)
      if (!checked.valid) return malformed(`a list, separated by ${separator}, of ${checked.expected}`)
      values.push(checked.value)
    }
    return valid(values)
  }
