/**
 * The parameters of an upload, as the wire takes them.
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { UploadContent } from "../Upload.js"
import type { Problem } from "./endpoint.js"
import * as Wire from "./wire.js"

const isContent = (value: unknown): value is UploadContent<unknown, unknown> =>
  value instanceof Uint8Array ||
  value instanceof Blob ||
  (Predicate.hasProperty(value, "stream") && Stream.isStream(value.stream))

const isLength = (length: unknown): boolean =>
  length === undefined || (Number.isSafeInteger(length) && Number(length) >= 0)

/** The content. Its bytes are not text: nothing is encoded here. */
export const content = () =>
  Wire.parameter(
    Schema.declare(isContent, { expected: "bytes, a Blob, or an object with a stream of bytes" }),
    (value) =>
      value instanceof Uint8Array || value instanceof Blob || isLength(value.length)
        ? undefined
        : "must have a length that is a whole number of 0 or more, or none",
    () => ""
  )

// RFC 9110, 8.3.1. No line break gets through, because it becomes a header of its part.
const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const mediaType = /*#__PURE__*/ new RegExp(
  `^${token}/${token}(?: ?; ?${token}=(?:${token}|"[\\x20-\\x7e]*"))*$`
)

export const contentType = () => Wire.textMatching(mediaType, "must be a media type, such as image/jpeg")

/** A number of minutes, written in the largest unit that says it exactly: `Xd`, `Xh` or `Xm` (S). */
export const lifetime = () =>
  Wire.parameter(
    Schema.Number,
    (minutes) =>
      Number.isSafeInteger(minutes) && minutes >= 1
        ? undefined
        : "must be a duration of whole minutes, at least 1, with its unit",
    (minutes) => {
      if (minutes % 1440 === 0) return `${minutes / 1440}d`
      return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`
    }
  )

/** Message media has no encryption (D). */
export const encryptionProblems = (input: Readonly<Record<string, unknown>>): ReadonlyArray<Problem> =>
  input.fileType === "messageMedia" && input.encrypted === true
    ? [{ field: "encrypted", rule: "must be left out for message media, which is never encrypted" }]
    : []
