/** Parameters that several operations on telephone numbers share, and what can be wrong with them. */
import { oneOf } from "./checks.js"
import { isCountry, statesOf } from "./numberCatalogue.js"
import { type Check, type Input, malformed, optional, type Problem, required, valid } from "./parameters.js"

/** Other characters than those of ASCII come as their escapes, literally (D). That they must is inferred. */
export const escapedName: Check<string> = (text) => {
  const readable = /^[\x20-\x7e]+$/.test(text) && !/\\(?!u[0-9a-f]{4})/i.test(text)
  if (!readable) return malformed("ASCII, in which \\uXXXX stands for any other character")
  return valid(
    text.replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16))
    )
  )
}

export const numberKind = optional(
  "did_type",
  "I",
  oneOf("geographic", "national", "mobile", "tollfree"),
  "geographic"
)

export const wrong = (name: string, because: string): Problem => ({
  code: "0002",
  text: `The parameter ${name} is malformed: ${because}`
})

export const country = required("country", "D", escapedName)
export const state = optional("state", "D", escapedName, undefined)

export const countryProblems = (input: Input): readonly Problem[] => {
  const name = input.maybe(country)
  return name === undefined || isCountry(name) ? [] : [wrong("country", "it is not supported")]
}

/** A state is needed in countries that have states (D), and refused in others (I). */
export const stateProblems = (input: Input): readonly Problem[] => {
  const name = input.maybe(country)
  const kind = input.maybe(numberKind)
  if (name === undefined || kind === undefined || !isCountry(name)) return []
  const states = statesOf(name, kind)
  if (!input.given(state)) {
    return states.length === 0
      ? []
      : [{ code: "0001", text: `The parameter state is missing, which is mandatory for ${name}` }]
  }
  const given = input.maybe(state)
  return given === undefined || states.includes(given) ? [] : [wrong("state", `it is not one of ${name}`)]
}
