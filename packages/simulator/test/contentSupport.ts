import type { ContentStore } from "../src/ContentStore.js"
import type { Simulator } from "../src/Simulator.js"
import { wav } from "./fileSupport.js"
import { baseUrl, type Fields, headersOf } from "./support.js"

export const bytesOfText = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** The bytes of a form by hand: its fields, then a file. */
export const formBytes = (
  fields: Fields,
  content: Uint8Array = wav,
  boundary = "B"
): Uint8Array<ArrayBuffer> => {
  const plain = Object.entries(fields).map(
    ([name, text]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`
  )
  const head = bytesOfText(
    `${plain.join("")}--${boundary}\r\n` +
      'content-disposition: form-data; name="file"; filename="../../local.bin"\r\n\r\n'
  )
  const tail = bytesOfText(`\r\n--${boundary}--\r\n`)
  const bytes = new Uint8Array(head.length + content.length + tail.length)
  bytes.set(head)
  bytes.set(content, head.length)
  bytes.set(tail, head.length + content.length)
  return bytes
}

/** A body that comes in chunks, made when they are asked for. */
export const bodyOf = (
  chunks: Iterable<Uint8Array<ArrayBuffer>>
): ReadableStream<Uint8Array<ArrayBuffer>> => {
  const iterator = chunks[Symbol.iterator]()
  return new ReadableStream(
    {
      pull: (controller) => {
        const { done, value } = iterator.next()
        if (done) controller.close()
        else controller.enqueue(value)
      }
    },
    { highWaterMark: 0 }
  )
}

export const piecesOf = function* (bytes: Uint8Array<ArrayBuffer>, size: number) {
  for (let start = 0; start < bytes.length; start += size) yield bytes.slice(start, start + size)
}

/** What `new Request` needs for a body that is a stream, which the types of browsers do not know. */
export const streaming = (body: ReadableStream<Uint8Array<ArrayBuffer>>) => ({
  body,
  duplex: "half" as const
})

export const writeStream = (
  simulator: Simulator,
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  init: RequestInit = {}
): Promise<Response> =>
  simulator.fetch(`${baseUrl}/file_write`, {
    method: "POST",
    headers: { ...headersOf(simulator), "content-type": "multipart/form-data; boundary=B" },
    ...streaming(body),
    ...init
  })

/** A store of contents that can be looked into. */
export const makeStore = () => {
  const contents = new Set<Uint8Array<ArrayBuffer>>()
  const counts = { written: 0, chunks: 0 }
  const store: ContentStore = {
    write: async (chunks) => {
      const pieces: Uint8Array<ArrayBuffer>[] = []
      for await (const chunk of chunks) {
        counts.chunks += 1
        pieces.push(chunk.slice())
      }
      const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer())
      contents.add(bytes)
      counts.written += 1
      return {
        size: bytes.length,
        read: () => bodyOf(piecesOf(bytes, 100_000)),
        remove: () => {
          contents.delete(bytes)
        }
      }
    },
    close: () => contents.clear()
  }
  return { store, contents, counts }
}
