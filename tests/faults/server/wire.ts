/** Answers, byte by byte. */
import { gzipSync } from "node:zlib"

/** A page of another origin, as Chromium's is, may read what carries these. */
const forPages = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "*, retry-after"
}

export interface Answer {
  readonly status?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

const headOf = (status: string, headers: Readonly<Record<string, string>>): string =>
  [
    `HTTP/1.1 ${status}`,
    ...Object.entries({ ...forPages, ...headers }).map(([name, value]) => `${name}: ${value}`)
  ]
    .map((line) => `${line}\r\n`)
    .join("")

/** A head without the empty line that ends it. */
export const openHead = (length: number): string =>
  headOf("200 OK", { "content-type": "application/json", "content-length": String(length) })

/** An answer, its length announced. */
export const answer = ({ status = "200 OK", headers = {}, body }: Answer): Uint8Array =>
  Buffer.concat([
    Buffer.from(
      `${headOf(status, {
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(body)),
        ...headers
      })}\r\n`
    ),
    Buffer.from(body)
  ])

/** An answer of which `missing` bytes never come. */
export const without = (missing: number, body: string): Uint8Array =>
  Buffer.from(`${openHead(body.length + missing)}\r\n${body}`)

/** Lets a page ask. On a connection of its own, so that the call itself finds none. */
export const leave: Uint8Array = Buffer.from(
  `${headOf("204 No Content", {
    "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
    "access-control-allow-headers": "authorization, content-type, accept",
    connection: "close"
  })}\r\n`
)

const mebibyte = 1024 * 1024

/** 128 KiB of gzip that are 128 MiB of spaces: twice what the SDK takes of an answer. */
export const bomb: () => Uint8Array = once(() => gzipSync(Buffer.alloc(128 * mebibyte, " ")))

/** 10 MB of an error. */
export const longError: () => Uint8Array = once(() => Buffer.alloc(10_000_000, "an error without an end "))

function once<A>(make: () => A): () => A {
  let made: A | undefined
  return () => (made ??= make())
}

export const html = "<!doctype html><html><head><title>502</title></head><body>Bad gateway</body></html>"
export const xml = '<?xml version="1.0"?><error><code>0001</code></error>'
/** Neither JSON nor UTF-8. */
export const noise: Uint8Array = Uint8Array.from({ length: 300 }, (_, index) => (index * 167 + 128) % 256)
