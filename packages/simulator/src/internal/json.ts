/** JSON in requests of the newer kind. */

import { decodeUtf8 } from "./form.js"
import type { RestRequest } from "./operation.js"
import { httpRefusal, type Refusal } from "./refusal.js"

export interface JsonObject {
  readonly [key: string]: unknown
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The value that a text stands for, or undefined if it is not JSON. JSON itself has no undefined. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The object in a body, or why there is none. Undefined for a request without a body. */
export const readJsonObject = (
  request: RestRequest
): { readonly object: JsonObject | undefined } | { readonly refusal: Refusal } => {
  const { body, contentType } = request
  if (body.length === 0) return { object: undefined }
  if (contentType?.split(";")[0]?.trim().toLowerCase() !== "application/json") {
    return { refusal: httpRefusal(415, "The content type of the body is not supported: send JSON") }
  }
  let value: unknown
  try {
    value = parseJson(decodeUtf8(body))
  } catch {
    // Bytes that are not UTF-8 are not JSON either (RFC 8259).
  }
  return isObject(value) ? { object: value } : { refusal: httpRefusal(400, "The body is not a JSON object") }
}

/** `changes` over `value`: objects are merged at every level, anything else is replaced. */
export const merge = (value: JsonObject, changes: JsonObject): JsonObject => ({
  ...value,
  ...Object.fromEntries(
    Object.entries(changes).map(([key, change]) => {
      const before = Object.hasOwn(value, key) ? value[key] : undefined
      return [key, isObject(before) && isObject(change) ? merge(before, change) : change]
    })
  )
})
