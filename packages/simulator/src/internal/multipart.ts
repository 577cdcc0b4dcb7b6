/**
 * Reads `multipart/form-data` (RFC 7578) as it arrives, wherever its chunks begin and end. Runtimes have a reader, but
 * it wants the whole body, and repairs text that is not UTF-8, which the simulator must refuse; this one leaves the
 * bytes alone and is the same everywhere.
 */

/** What a part says about itself. */
export interface PartHead {
  readonly name: string
  /** Present when the part is a file. */
  readonly fileName?: string
  readonly contentType?: string
}

export interface Part extends PartHead {
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Parts in order: each its head, then its bytes in pieces, then its end. */
export type MultipartEvent =
  | { readonly kind: "part"; readonly head: PartHead }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "end" }

export interface MultipartReader {
  /** What a chunk brings. Pieces are views of it: they are to be used before the next. */
  readonly push: (chunk: Uint8Array<ArrayBuffer>) => readonly MultipartEvent[]
  /** `finished` after the last delimiter. `malformed` for good: nothing more comes of it. */
  readonly state: () => "reading" | "finished" | "malformed"
}

const lineEnd = "\r".charCodeAt(0)

/** In bytes. No client sends longer ones. */
const longestHead = 16 * 1024

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

/** Where a delimiter may have begun that is cut off at the end, or the end. It has one `\r`, which is its first byte. */
const possibleStart = (bytes: Uint8Array, delimiter: Uint8Array, from: number): number => {
  const start = bytes.lastIndexOf(lineEnd)
  const length = bytes.length - start
  const possible = start >= from && length < delimiter.length
  return possible && startsAt(bytes, delimiter.subarray(0, length), start) ? start : bytes.length
}

const joined = (left: Uint8Array<ArrayBuffer>, right: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
  if (left.length === 0) return right
  const both = new Uint8Array(left.length + right.length)
  both.set(left)
  both.set(right, left.length)
  return both
}

// In a quoted parameter, browsers and other clients write these three as percent codes.
const unquote = (text: string): string =>
  text.replace(/%22|%0D|%0A/gi, (code) => decodeURIComponent(code)).replace(/\\(["\\])/g, "$1")

const parameterOf = (disposition: string, name: string): string | undefined => {
  const value = new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, "i").exec(disposition)?.[1]
  return value === undefined ? undefined : unquote(value)
}

const readHead = (text: string): PartHead | undefined => {
  const headers = new Map(
    text.split("\r\n").map((line): [string, string] => {
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
    ...(fileName === undefined ? {} : { fileName }),
    ...(contentType === undefined ? {} : { contentType })
  }
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Undefined when the content type has no boundary. */
export const makeMultipartReader = (contentType: string): MultipartReader | undefined => {
  const found = /;\s*boundary=(?:"([^"\r]+)"|([^\s;]+))/i.exec(contentType)
  const boundary = found?.[1] ?? found?.[2]
  if (boundary === undefined) return undefined
  const delimiter = encode(`\r\n--${boundary}`)
  // The first delimiter may stand at the very start, without the line break that belongs to it.
  const firstDelimiter = encode(`--${boundary}`)
  const headEnd = encode("\r\n\r\n")

  type Place = "start" | "preamble" | "after-delimiter" | "head" | "bytes" | "finished" | "malformed"
  let place: Place = "start"
  let waiting = new Uint8Array()
  /** The end of the head may be the beginning of the delimiter; if it is not, it is still no part of the bytes. */
  let skip = 0

  const push = (chunk: Uint8Array<ArrayBuffer>): readonly MultipartEvent[] => {
    const bytes = joined(waiting, chunk)
    const events: MultipartEvent[] = []
    let position = 0

    /** One step forward. False when more bytes are needed. */
    const advance = (): boolean => {
      switch (place) {
        case "start": {
          const length = Math.min(bytes.length, firstDelimiter.length)
          const fits = startsAt(bytes, firstDelimiter.subarray(0, length), 0)
          if (fits && length < firstDelimiter.length) return false
          place = fits ? "after-delimiter" : "preamble"
          if (fits) position = length
          return true
        }
        case "preamble": {
          const start = indexOf(bytes, delimiter, position)
          position = start < 0 ? possibleStart(bytes, delimiter, position) : start + delimiter.length
          if (start >= 0) place = "after-delimiter"
          return start >= 0
        }
        case "after-delimiter": {
          if (bytes.length < position + 2) return false
          const next = new TextDecoder().decode(bytes.subarray(position, position + 2))
          place = next === "--" ? "finished" : next === "\r\n" ? "head" : "malformed"
          return true
        }
        case "head": {
          const end = indexOf(bytes, headEnd, position)
          const start = indexOf(bytes, delimiter, position)
          const whole = bytes.length - position >= longestHead
          if (start < 0 && end < 0 && !whole) return false
          const isHead = end >= 0 && end - position < longestHead && (start < 0 || end < start)
          const head = isHead
            ? readHead(new TextDecoder().decode(bytes.subarray(position + 2, end)))
            : undefined
          place = head === undefined ? "malformed" : "bytes"
          if (head !== undefined) events.push({ kind: "part", head })
          position = end + 2
          skip = 2
          return true
        }
        case "bytes": {
          const start = indexOf(bytes, delimiter, position)
          const end = start < 0 ? possibleStart(bytes, delimiter, position) : start
          if (end > position + skip)
            events.push({ kind: "bytes", bytes: bytes.subarray(position + skip, end) })
          if (end > position) skip = 0
          position = end
          if (start < 0) return false
          events.push({ kind: "end" })
          position += delimiter.length
          place = "after-delimiter"
          return true
        }
        case "finished":
        case "malformed":
          position = bytes.length
          return false
      }
    }

    while (advance());
    waiting = bytes.slice(position)
    return events
  }

  return {
    push,
    state: () => (place === "finished" || place === "malformed" ? place : "reading")
  }
}

/** The parts of a whole body, as views of it, or undefined when it is not well formed. */
export const readMultipart = (
  bytes: Uint8Array<ArrayBuffer>,
  contentType: string
): readonly Part[] | undefined => {
  const reader = makeMultipartReader(contentType)
  const parts: Part[] = []
  let current: Part | undefined
  for (const event of reader?.push(bytes) ?? []) {
    if (event.kind === "part") current = { ...event.head, bytes: new Uint8Array() }
    else if (event.kind === "bytes") current = current && { ...current, bytes: event.bytes }
    else if (current !== undefined) parts.push(current)
  }
  return reader?.state() === "finished" ? parts : undefined
}
