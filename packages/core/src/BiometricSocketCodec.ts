/**
 * What is said on the WebSocket of voice biometrics. Documented are a URL that a GET answers, audio of known
 * length, and a reject event in JSON with a code (D). **All else in this module is inferred (I)**: it stands
 * here and nowhere else, as one value that can be replaced.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import { isRecord, urlOf } from "./internal/biometricSocketUrl.js"
import type { SocketOperation } from "./StreamSession.js"

/**
 * What travels in one message of a WebSocket: text, or bytes.
 *
 * @category models
 * @since 0.1.0
 */
export type SocketMessage = string | Uint8Array

/**
 * The recording that is announced.
 *
 * @category models
 * @since 0.1.0
 */
export interface Announcement {
  readonly operation: SocketOperation
  /** Bytes of the whole WAV, its header included. */
  readonly byteLength: number
}

/**
 * What the cloud's message means.
 *
 * - `accepted`: the cloud waits for audio.
 * - `result`: the end. The fields are those of the answer to a PUT (S).
 * - `rejected`: the end. `code` is one of the documented codes (D) where it can be found.
 * - `ignored`: well formed, but nothing this SDK has a word for. It is passed over, and shown should nothing
 *   else come.
 * - `unknown`: not what the cloud sends. It ends the stream.
 *
 * @category models
 * @since 0.1.0
 */
export type CloudMessage =
  | { readonly kind: "accepted" }
  | { readonly kind: "result"; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: "rejected"; readonly code?: number; readonly text: string }
  | { readonly kind: "ignored" }
  | { readonly kind: "unknown"; readonly problem: string }

/**
 * Every inferred part of the protocol.
 *
 * @category models
 * @since 0.1.0
 */
export interface Codec {
  /** Finds the URL of the WebSocket in the JSON that answers the GET. */
  readonly urlOf: (answer: unknown) => string | undefined
  /** Sub-protocols to ask for. */
  readonly protocols: ReadonlyArray<string>
  /** Headers of the opening request. A browser cannot send any: there the connection fails if there are some. */
  readonly headers: Readonly<Record<string, string>>
  /** What is said before the audio, if anything. */
  readonly start: (audio: Announcement) => SocketMessage | undefined
  /** Whether audio waits for `accepted`. */
  readonly waitsForAccept: boolean
  /** The message that carries a piece of the WAV. */
  readonly piece: (bytes: Uint8Array) => SocketMessage
  /** What is said after the audio, if anything. */
  readonly stop: (audio: Announcement) => SocketMessage | undefined
  /** Understands a message of the cloud. What it throws ends the stream with `UnexpectedResponse`. */
  readonly read: (message: SocketMessage) => CloudMessage
  /** How this side closes: after an answer, and when it gives up. 1000, or 3000 to 4999. */
  readonly closeCodes: { readonly done: number; readonly givenUp: number }
}

/** The codes of a reject (D). */
const rejectCodes = [50, 51, 52, 60, 61]

/** Fields that only a result has (S). */
const resultFields = ["application_instance_id", "transaction_id", "sources", "verified", "confidence"]

/** A whole number, or its text. */
const wholeNumberIn = (value: unknown): number | undefined => {
  const number = Predicate.isString(value) && /^\d{1,5}$/.test(value) ? Number(value) : value
  return Number.isInteger(number) ? Number(number) : undefined
}

/** A known code in the fields where one would look for it, then anywhere; an unknown one only in the former. */
const codeIn = (fields: Readonly<Record<string, unknown>>): number | undefined => {
  const likely = [fields.code, fields.error, fields.reason].map(wholeNumberIn)
  const all = [...likely, ...Object.values(fields).map(wholeNumberIn)]
  return all.find((code) => code !== undefined && rejectCodes.includes(code)) ?? likely.find(Number.isInteger)
}

const textIn = ({ reason, text, message, error }: Readonly<Record<string, unknown>>): string =>
  [reason, text, message, error].filter(Predicate.isString).find((words) => !/^\d*$/.test(words)) ?? ""

const rejected = (fields: Readonly<Record<string, unknown>>): CloudMessage => {
  const code = codeIn(fields)
  return { kind: "rejected", ...(code === undefined ? {} : { code }), text: textIn(fields) }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const read = (message: SocketMessage): CloudMessage => {
  if (!Predicate.isString(message)) return { kind: "unknown", problem: "it is binary" }
  const fields = parsed(message)
  if (!isRecord(fields)) return { kind: "unknown", problem: "it is not a JSON object" }
  const { type, event, ...others } = fields
  switch ([type, event].find((word) => word === "accept" || word === "reject" || word === "result")) {
    case "accept":
      return { kind: "accepted" }
    case "reject":
      return rejected(others)
    case "result":
      return { kind: "result", fields: others }
  }
  if (resultFields.some((name) => Object.hasOwn(others, name))) return { kind: "result", fields: others }
  if (
    event === undefined &&
    type === undefined &&
    (Object.hasOwn(others, "error") || Object.hasOwn(others, "code"))
  ) {
    return rejected(others)
  }
  return Predicate.isString(event) || Predicate.isString(type)
    ? { kind: "ignored" }
    : { kind: "unknown", problem: "it has no type" }
}

/**
 * The protocol as this SDK takes it to be (I):
 *
 * - the URL in `url`, else in any field whose text begins with `ws`; no header, no sub-protocol
 * - `{"type":"start","stream":"file","length":<bytes>}`, the WAV in binary messages, `{"type":"stop"}`
 * - from the cloud `{"type":"accept"}`, which audio does not wait for, then `{"type":"result", ...}` or
 *   `{"type":"reject","code":51,"reason":"..."}`
 *
 * It reads more than that: `event` for `type`, a result without a discriminator, and the code of a reject in
 * `code`, `error`, `reason` or any other field, as a number or as its text.
 *
 * **Example** (Another field in the start message)
 *
 * ```ts
 * import * as BiometricSocketCodec from "@aculab-cloud/core/BiometricSocketCodec"
 *
 * const codec: BiometricSocketCodec.Codec = {
 *   ...BiometricSocketCodec.defaultCodec,
 *   start: ({ byteLength }) => JSON.stringify({ type: "start", size: byteLength })
 * }
 *
 * console.log(codec.start({ operation: "verify", byteLength: 8044 }))
 * // => {"type":"start","size":8044}
 * console.log(codec.read('{"type":"reject","code":"52"}'))
 * // => {"kind":"rejected","code":52,"text":""}
 * ```
 *
 * @category codecs
 * @since 0.1.0
 */
export const defaultCodec: Codec = {
  urlOf,
  protocols: [],
  headers: {},
  start: ({ byteLength }) => JSON.stringify({ type: "start", stream: "file", length: byteLength }),
  waitsForAccept: false,
  piece: (bytes) => bytes,
  stop: () => JSON.stringify({ type: "stop" }),
  read,
  closeCodes: { done: 1000, givenUp: 4000 }
}
