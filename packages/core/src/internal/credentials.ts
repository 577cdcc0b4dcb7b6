/**
 * HTTP Basic credentials, UTF-8 (D): made for calls, compared for webhooks.
 */
import * as Redacted from "effect/Redacted"

/** Whoever may call an operation: an account with its key, a service, a user group. */
export interface Caller {
  readonly cloudId: string
  /** Where the web services are, without a slash at the end. */
  readonly baseUrl: string
  /** The `Authorization` header, prepared once. */
  readonly authorization: Redacted.Redacted<string>
}

/** A secret as text, however it was given. */
export const textOf = (secret: string | Redacted.Redacted<string>): string =>
  typeof secret === "string" ? secret : Redacted.value(secret)

/** A secret that shows nowhere, however it was given. */
export const redacted = (secret: string | Redacted.Redacted<string>): Redacted.Redacted<string> =>
  typeof secret === "string" ? Redacted.make(secret) : secret

/** What of a caller's credentials must never show: the password, and the encoded pair. */
export const secretsOf = (caller: Caller): ReadonlyArray<string> => {
  const encoded = Redacted.value(caller.authorization).replace("Basic ", "")
  const pair = decoder.decode(Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0)))
  return [pair.slice(pair.indexOf(":") + 1), encoded]
}

/** Whether a secret is there at all: one that was forgotten may be empty, or be nothing, whatever its type says. */
export const isSecret = (secret: unknown): boolean => {
  const text = Redacted.isRedacted(secret) ? Redacted.value(secret) : secret
  return typeof text === "string" && text !== ""
}

const encoder = /*#__PURE__*/ new TextEncoder()
const decoder = /*#__PURE__*/ new TextDecoder()

export const basicAuthorization = (
  username: string,
  password: string | Redacted.Redacted<string>
): Redacted.Redacted<string> => Redacted.make(`Basic ${base64(`${username}:${textOf(password)}`)}`)

const base64 = (text: string): string => {
  let binary = ""
  for (const byte of encoder.encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/**
 * Compares without ending early, so that the time taken tells nothing about the
 * place of the first difference. Only the length of what was received shows.
 */
export const equalInConstantTime = (expected: string, received: string): boolean => {
  const left = encoder.encode(expected)
  const right = encoder.encode(received)
  let difference = left.length ^ right.length
  for (let index = 0; index < right.length; index++) {
    difference |= (left[index % left.length] ?? 0) ^ (right[index] ?? 0)
  }
  return difference === 0
}
