/**
 * HTTP Basic credentials, UTF-8 (D): made for calls, compared for webhooks.
 */
import * as Redacted from "effect/Redacted"

const encoder = new TextEncoder()

export const basicAuthorization = (
  username: string,
  password: Redacted.Redacted<string>
): Redacted.Redacted<string> => Redacted.make(`Basic ${base64(`${username}:${Redacted.value(password)}`)}`)

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
