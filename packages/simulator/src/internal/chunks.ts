/** Reads a body as it arrives. */
import { onAbort } from "./abort.js"

export type Chunks = AsyncIterable<Uint8Array<ArrayBuffer>>

/** Ends with a rejection when a signal aborts: a body does not notice that by itself everywhere. */
export const chunksOf = async function* (
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  signals: readonly AbortSignal[]
) {
  const reader = body.getReader()
  let aborted: { readonly reason: unknown } | undefined
  const stop = onAbort(signals, (reason) => {
    aborted = { reason }
    reader.cancel(reason).catch(() => {})
  })
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (aborted !== undefined) throw aborted.reason
      if (done) return
      yield value
    }
  } finally {
    stop()
    reader.cancel().catch(() => {})
  }
}

/** All of them in one piece, or of more than `most` bytes the first: then the rest is not read. */
export const joinChunks = async (chunks: Chunks, most: number): Promise<Uint8Array<ArrayBuffer>> => {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    const piece = chunk.slice(0, most - length)
    pieces.push(piece)
    length += piece.length
    if (length === most) break
  }
  const bytes = new Uint8Array(length)
  let position = 0
  for (const piece of pieces) {
    bytes.set(piece, position)
    position += piece.length
  }
  return bytes
}
