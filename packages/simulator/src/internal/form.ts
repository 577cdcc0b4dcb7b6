/** Reads the parameters of a request: query, URL-encoded form, multipart form. Everything is UTF-8, strictly. */
import { contentInMemory } from "./fileContent.js"
import { readMultipart } from "./multipart.js"
import type { Fields, Problem, Upload } from "./parameters.js"
import { httpRefusal, type Refusal } from "./refusal.js"
import type { ReceivedBody, ReceivedPart } from "./requestBody.js"

/** Throws a TypeError for bytes that are not UTF-8. */
export const decodeUtf8 = (bytes: Uint8Array): string =>
  new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)

const percent = 0x25

/** The bytes that percent-encoded text stands for; throws on a `%` without two hexadecimal digits. */
const percentDecode = (text: string): Uint8Array => {
  const bytes = new TextEncoder().encode(text)
  const decoded = new Uint8Array(bytes.length)
  let length = 0
  for (let index = 0; index < bytes.length; index += 1) {
    let byte = bytes[index] ?? 0
    if (byte === percent) {
      const hexadecimal = String.fromCharCode(bytes[index + 1] ?? 0, bytes[index + 2] ?? 0)
      if (!/^[0-9a-f]{2}$/i.test(hexadecimal)) throw new TypeError("a % without two hexadecimal digits")
      byte = Number.parseInt(hexadecimal, 16)
      index += 2
    }
    decoded[length] = byte
    length += 1
  }
  return decoded.subarray(0, length)
}

const decodeComponent = (text: string): string => decodeUtf8(percentDecode(text.replaceAll("+", " ")))

/** A segment of a path, undefined if it is not correctly encoded UTF-8. */
export const decodePathSegment = (text: string): string | undefined => {
  try {
    return decodeUtf8(percentDecode(text))
  } catch {
    return undefined
  }
}

/** Bytes among the parameters: files of a multipart form, or the whole body of a PUT. */
export type UploadKind = "multipart" | "put"

interface FormRequest {
  readonly method: string
  readonly query: string
  readonly contentType: string | null
}

type Pair = readonly [name: string, text: string]

/** What was read, and the names (or descriptions) of what could not be. */
interface Reading {
  readonly pairs: readonly Pair[]
  readonly uploads: readonly Upload[]
  readonly problems: readonly Problem[]
}

const nothing: Reading = { pairs: [], uploads: [], problems: [] }

const unreadable = (what: string): Problem => ({
  code: "0002",
  text: `${what} is not correctly encoded UTF-8`
})

const readUrlEncoded = (text: string): Reading => {
  const pairs: Pair[] = []
  const problems: Problem[] = []
  for (const piece of text.split("&").filter((part) => part !== "")) {
    const equals = piece.indexOf("=")
    const name = equals < 0 ? piece : piece.slice(0, equals)
    try {
      pairs.push([decodeComponent(name), decodeComponent(equals < 0 ? "" : piece.slice(equals + 1))])
    } catch {
      problems.push(unreadable(`The parameter ${name}`))
    }
  }
  return { ...nothing, pairs, problems }
}

const readUrlEncodedBody = (body: Uint8Array): Reading => {
  try {
    return readUrlEncoded(decodeUtf8(body))
  } catch {
    return { ...nothing, problems: [unreadable("The body")] }
  }
}

const partsOf = (body: ReceivedBody, contentType: string): readonly ReceivedPart[] | "malformed" =>
  body.parts ??
  readMultipart(body.bytes, contentType)?.map(({ bytes, ...head }) => ({
    ...head,
    content: contentInMemory(bytes)
  })) ??
  "malformed"

const readMultipartBody = (body: ReceivedBody, contentType: string, takesFiles: boolean): Reading => {
  const parts = partsOf(body, contentType)
  if (parts === "malformed") {
    return { ...nothing, problems: [{ code: "0002", text: "The multipart body is malformed" }] }
  }
  const pairs: Pair[] = []
  const uploads: Upload[] = []
  const problems: Problem[] = []
  for (const part of parts) {
    try {
      if (part.fileName !== undefined && takesFiles) {
        const { name: field, fileName, contentType: type, content } = part
        uploads.push({ field, fileName, contentType: type, content })
      } else if (part.fileName !== undefined) {
        problems.push({
          code: "0002",
          text: `The parameter ${part.name} is a file, but must be a plain field`
        })
      } else pairs.push([part.name, decodeUtf8(part.content.bytes ?? new Uint8Array())])
    } catch {
      problems.push(unreadable(`The parameter ${part.name}`))
    }
  }
  return { pairs, uploads, problems }
}

const readBody = (
  { method, contentType }: FormRequest,
  body: ReceivedBody,
  takes: readonly UploadKind[]
): Reading | Refusal => {
  if (method === "PUT" && takes.includes("put")) {
    const upload = {
      field: undefined,
      fileName: undefined,
      contentType: contentType ?? undefined,
      content: contentInMemory(body.bytes)
    }
    return { ...nothing, uploads: [upload] }
  }
  if (contentType === null && body.bytes.length === 0) return nothing
  switch (contentType?.split(";")[0]?.trim().toLowerCase()) {
    case "application/x-www-form-urlencoded":
      return readUrlEncodedBody(body.bytes)
    case "multipart/form-data":
      return readMultipartBody(body, contentType ?? "", takes.includes("multipart"))
    default:
      return httpRefusal(415, "The content type of the body is not supported: send a form")
  }
}

export interface Form {
  readonly fields: Fields
  readonly uploads: readonly Upload[]
  readonly problems: readonly Problem[]
}

/**
 * The parameters of a request. Those of a body join those of the query, so one that is in both was given twice (I).
 */
export const readForm = (
  request: FormRequest,
  received: ReceivedBody,
  takes: readonly UploadKind[] = []
): Form | Refusal => {
  const body = readBody(request, received, takes)
  if ("status" in body) return body
  const query = readUrlEncoded(request.query)
  const fields = new Map<string, string[]>()
  for (const [name, text] of [...query.pairs, ...body.pairs]) {
    const texts = fields.get(name)
    if (texts === undefined) fields.set(name, [text])
    else texts.push(text)
  }
  return { fields, uploads: body.uploads, problems: [...query.problems, ...body.problems] }
}
