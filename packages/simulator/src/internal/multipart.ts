/**
 * Reads `multipart/form-data` (RFC 7578). Runtimes have a reader, but it repairs text that is not UTF-8, and the
 * simulator must refuse that; this one leaves the bytes alone and is the same everywhere.
 */

export interface Part {
  readonly name: string
  /** Present when the part is a file. */
  readonly fileName?: string
  readonly contentType?: string
  readonly bytes: Uint8Array
}

const startsAt = (bytes: Uint8Array, wanted: Uint8Array, start: number): boolean => {
  for (let offset = 0; offset < wanted.length; offset += 1) {
    if (bytes[start + offset] !== wanted[offset]) return false
  }
  return true
}

/** Native search for the first byte, then a comparison: quick in any audio, and linear in any body. */
const indexOf = (bytes: Uint8Array, wanted: Uint8Array, from: number): number => {
  const first = wanted[0] ?? 0
  for (let start = bytes.indexOf(first, from); start >= 0; start = bytes.indexOf(first, start + 1)) {
    if (startsAt(bytes, wanted, start)) return start
  }
  return -1
}

// In a quoted parameter, browsers and other clients write these three as percent codes.
const unquote = (text: string): string =>
  text.replace(/%22|%0D|%0A/gi, (code) => decodeURIComponent(code)).replace(/\\(["\\])/g, "$1")

const parameterOf = (disposition: string, name: string): string | undefined => {
  const value = new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, "i").exec(disposition)?.[1]
  return value === undefined ? undefined : unquote(value)
}

const readPart = (head: string, bytes: Uint8Array): Part | undefined => {
  const headers = new Map(
    head.split("\r\n").map((line): [string, string] => {
      const colon = line.indexOf(":")
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]
    })
  )
  const disposition = headers.get("content-disposition") ?? ""
  const name = parameterOf(disposition, "name")
  if (name === undefined) return undefined
  const fileName = parameterOf(disposition, "filename")
  const contentType = headers.get("content-type")
  return {
    name,
    bytes,
    ...(fileName === undefined ? {} : { fileName }),
    ...(contentType === undefined ? {} : { contentType })
  }
}

/** The parts in order, as views of the body, or undefined when it is not well formed. */
export const readMultipart = (bytes: Uint8Array, contentType: string): readonly Part[] | undefined => {
  const found = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType)
  const boundary = found?.[1] ?? found?.[2]
  if (boundary === undefined) return undefined

  const encode = (text: string) => new TextEncoder().encode(text)
  const delimiter = encode(`\r\n--${boundary}`)
  const headEnd = encode("\r\n\r\n")
  // The first delimiter may stand at the very start, without the line break that belongs to it.
  const atStart = startsAt(bytes, encode(`--${boundary}`), 0)

  const parts: Part[] = []
  let position = atStart ? -2 : indexOf(bytes, delimiter, 0)
  while (position !== -1) {
    const afterDelimiter = position + delimiter.length
    const next = new TextDecoder().decode(bytes.subarray(afterDelimiter, afterDelimiter + 2))
    if (next === "--") return parts
    const end = indexOf(bytes, delimiter, afterDelimiter)
    const head = indexOf(bytes, headEnd, afterDelimiter)
    if (next !== "\r\n" || end < 0 || head < 0 || head > end) return undefined
    const part = readPart(
      new TextDecoder().decode(bytes.subarray(afterDelimiter + 2, head)),
      bytes.subarray(head + headEnd.length, end)
    )
    if (part === undefined) return undefined
    parts.push(part)
    position = end
  }
  return undefined
}
