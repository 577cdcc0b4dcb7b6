/**
 * `Content-Encoding` of responses. This transport never asks for one. Where a server, or
 * a proxy on the way, compresses all the same, the reader gets what was meant, as from
 * `fetch`: a compressed answer to a call that cost money must not become unreadable.
 */
import { pipeline, Readable, type Transform } from "node:stream"
import * as zlib from "node:zlib"

type Decoder = () => Transform

// Flushing at the end instead of demanding it lets an empty body be empty, as after HEAD.
// Whether a body is complete, HTTP itself says.
const gzip: Decoder = () => zlib.createUnzip({ finishFlush: zlib.constants.Z_SYNC_FLUSH })

/** By `Map`, since the name comes from the server. */
const decoders: ReadonlyMap<string, Decoder> = new Map([
  ["gzip", gzip],
  ["x-gzip", gzip],
  ["deflate", gzip],
  ["br", () => zlib.createBrotliDecompress({ finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH })]
])

/**
 * The decoders of a `Content-Encoding` header, in the order to apply them. `undefined`
 * when there is nothing to undo, or a coding that this transport does not know: then the
 * bytes stay as they are.
 */
export const decodersOf = (header: string | undefined): ReadonlyArray<Decoder> | undefined => {
  if (header === undefined) return undefined
  const found: Array<Decoder> = []
  for (const name of header.split(",")) {
    const coding = name.trim().toLowerCase()
    if (coding === "" || coding === "identity") continue
    const decoder = decoders.get(coding)
    if (decoder === undefined) return undefined
    found.unshift(decoder)
  }
  return found.length === 0 ? undefined : found
}

/** Decodes as fast as the result is read: a small answer cannot fill the memory by itself. */
export const decode = (
  bytes: AsyncIterable<Uint8Array>,
  decoders: ReadonlyArray<Decoder>
): AsyncIterable<Uint8Array> => {
  let last: Readable = Readable.from(bytes)
  for (const decoder of decoders) {
    // A failure reaches the last stream, and an early end the first one, through here.
    last = pipeline(last, decoder(), () => undefined)
  }
  return last
}
