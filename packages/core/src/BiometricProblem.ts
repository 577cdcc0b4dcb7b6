/**
 * What the cloud's words say of a refused voice biometrics operation.
 *
 * @since 0.1.0
 */
import type { CloudError } from "./CloudError.js"

/**
 * Problems that Aculab documents for voice biometrics (D), and that a program may want to
 * tell apart.
 *
 * - `unknown-user`: no such user in the group. HTTP 400, not 404 (D).
 * - `user-already-present`: registered before. HTTP 400 (D).
 * - `refused-user-id`: characters that a user id may not have. Which ones is not documented.
 * - `unknown-key`: no such user group key. HTTP 400 (D), where one would expect 401.
 * - `too-little-speech`: the audio is right, but holds too little speech. HTTP 422, or 400, or code 52 of the
 *   WebSocket (D).
 * - `unusable-audio`: the cloud refuses the audio itself. HTTP 415, or code 51 of the WebSocket (D): see
 *   `InvalidAudio`.
 * - `disabled`: the key, or voice biometrics of the account, is out of use: code 61 of the WebSocket (D), in
 *   words over HTTP (I).
 *
 * @category models
 * @since 0.1.0
 */
export type BiometricProblem =
  | "unknown-user"
  | "user-already-present"
  | "refused-user-id"
  | "unknown-key"
  | "too-little-speech"
  | "unusable-audio"
  | "disabled"

const words = (): ReadonlyArray<readonly [BiometricProblem, RegExp]> => [
  ["unknown-user", /\buser[ _]?id\b.*\bnot found\b/i],
  ["user-already-present", /\buser[ _]?id\b.*\balready present\b/i],
  ["refused-user-id", /\buser[ _]?id\b.*\bcharacters?\b/i],
  ["unknown-key", /(\b|_)key\b.*\bnot (found|known)\b/i],
  ["too-little-speech", /\b(not enough|insufficient|too little) speech\b/i],
  ["disabled", /(\b|_)(key|account|service)\b.*\bdisabled\b/i]
]

/** The reject codes of the WebSocket that say it all (D). Code 50 is told by its words. */
const byCode: Readonly<Record<string, BiometricProblem>> = {
  "51": "unusable-audio",
  "52": "too-little-speech",
  "61": "disabled"
}

/** A message of a WebSocket has no HTTP status of its own: that of its connection is 101. */
const switchingProtocols = 101

const byStatus = (status: number): BiometricProblem | undefined => {
  if (status === 422) return "too-little-speech"
  return status === 415 ? "unusable-audio" : undefined
}

/**
 * Guesses the problem from the words of an error; `undefined` when they say nothing known,
 * or more than one thing.
 *
 * **When to use**
 *
 * Use it to choose what a person reads. Do not let it decide what is done for good: it is
 * a guess.
 *
 * **Details**
 *
 * The voice biometrics services have no error codes of their own: an unknown user and an
 * unknown key are both HTTP 400, and only the text differs. That these errors exist is
 * documented (D). Their exact words are not, but for one: `user_id 'Bob' is already
 * present`. So this function looks for words (I). What stands between single quotes is
 * somebody's input, and is not looked at. Two problems have an HTTP status of their own, and three a
 * code of the WebSocket (D): there the words do not count.
 *
 * **Example** (What went wrong?)
 *
 * ```ts
 * import * as BiometricProblem from "@aculab-cloud/core/BiometricProblem"
 * import * as CloudError from "@aculab-cloud/core/CloudError"
 *
 * const error = new CloudError.CloudError({
 *   operation: "BiometricUsers.register",
 *   outcome: "rejected",
 *   repeat: "once",
 *   reason: new CloudError.Rejected({
 *     status: 400,
 *     code: "HTTP 400",
 *     text: "Bad Request: user_id 'Bob' is already present",
 *     details: []
 *   })
 * })
 *
 * console.log(BiometricProblem.likelyProblem(error))
 * // => user-already-present
 * ```
 *
 * @category guards
 * @since 0.1.0
 */
export const likelyProblem = (error: CloudError): BiometricProblem | undefined => {
  if (!error.operation.startsWith("Biometric") || !("text" in error.reason)) return undefined
  const { status, code = "" } = error.reason
  const known = status === switchingProtocols ? byCode[code] : byStatus(status)
  if (known !== undefined) return known
  const texts = [error.reason.text, ...error.reason.details].map((text) => text.replace(/'.*'/s, "''"))
  const found = words().filter(([, pattern]) => texts.some((text) => pattern.test(text)))
  return found.length === 1 ? found[0]?.[0] : undefined
}
