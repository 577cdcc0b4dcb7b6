/** Reads `rest_calls`: JSON text, one call or an array of calls (wire reference, 2.1). */
import type { OutboundCall } from "../Outbound.js"
import { isCallerId, readDestination } from "./destinations.js"
import { isObject, type JsonObject, parseJson } from "./json.js"
import { type Check, malformed, type Problem, valid } from "./parameters.js"

export interface RestCall extends OutboundCall {
  readonly outboundParameters: string | undefined
}

/** Some JSON; what it should hold is said by `callProblems`, call by call. */
export const jsonText: Check<unknown> = (text) => {
  const value = parseJson(text)
  return value === undefined ? malformed("JSON") : valid(value)
}

const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

const names = ["to", "from", "token", "outbound_parameters", "extra_sip_headers"]

const bad = (place: string, expected: string): Problem => ({
  code: "0002",
  text: `The parameter ${place} is malformed: expected ${expected}`
})

const absent = (place: string): Problem => ({
  code: "0001",
  text: `The mandatory parameter ${place} is missing`
})

const optionalTexts = (call: JsonObject, place: string): readonly Problem[] =>
  ["from", "token", "outbound_parameters"]
    .filter((name) => Object.hasOwn(call, name) && typeof call[name] !== "string")
    .map((name) => bad(`${place}.${name}`, "a string"))

const isHeader = (value: unknown): value is { readonly name: string; readonly value: string } =>
  isObject(value) &&
  Object.keys(value).length === 2 &&
  typeof value.name === "string" &&
  value.name !== "" &&
  typeof value.value === "string"

const headerProblems = (call: JsonObject, place: string): readonly Problem[] => {
  const headers = call.extra_sip_headers
  if (!Object.hasOwn(call, "extra_sip_headers") || (Array.isArray(headers) && headers.every(isHeader)))
    return []
  return [bad(`${place}.extra_sip_headers`, "an array of objects with name and value")]
}

const routeProblems = (
  call: JsonObject,
  place: string,
  numbers: readonly string[] | undefined
): readonly Problem[] => {
  const { to, from } = call
  if (to === undefined) return [absent(`${place}.to`)]
  if (typeof to !== "string") return [bad(`${place}.to`, "a string")]
  const destination = readDestination(to)
  if (destination.kind === "malformed") return [bad(`${place}.to`, destination.expected)]
  if (destination.kind !== "tel") return []
  if (from === undefined) return [absent(`${place}.from`)]
  if (typeof from !== "string") return []
  if (!isCallerId(from)) return [bad(`${place}.from`, "a telephone number")]
  // I: that the validated caller ids are the account's own numbers.
  const own = numbers === undefined || numbers.includes(from.replace(/[+-]/g, ""))
  return own ? [] : [bad(`${place}.from`, "a validated caller id")]
}

/** Everything that is wrong with the calls, each with its place, such as `rest_calls[0].to`. */
export const callProblems = (
  parameter: string,
  value: unknown,
  numbers: readonly string[] | undefined
): readonly Problem[] => {
  const items = itemsOf(value)
  if (items.length === 0) return [bad(parameter, "at least one call")]
  return items.flatMap((call, index) => {
    const place = `${parameter}[${index}]`
    if (!isObject(call)) return [bad(place, "an object")]
    const unknown = Object.keys(call)
      .filter((name) => !names.includes(name))
      .map((name): Problem => ({ code: "0002", text: `The parameter ${place}.${name} is unknown` }))
    return [
      ...routeProblems(call, place, numbers),
      ...optionalTexts(call, place),
      ...headerProblems(call, place),
      ...unknown
    ]
  })
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

/** The calls, of which `callProblems` found nothing to say. */
export const readCalls = (value: unknown): readonly RestCall[] =>
  itemsOf(value)
    .filter(isObject)
    .map((call) => ({
      to: textOf(call.to) ?? "",
      from: textOf(call.from),
      token: textOf(call.token),
      outboundParameters: textOf(call.outbound_parameters),
      extraSipHeaders: Array.isArray(call.extra_sip_headers) ? call.extra_sip_headers.filter(isHeader) : []
    }))
