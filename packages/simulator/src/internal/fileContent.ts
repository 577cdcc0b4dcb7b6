/** The content of a file, in memory or in a store, and how long it is needed. */
import type { ContentStore } from "../ContentStore.js"

/** Several may need one content: the request that brought it, files, and what is still served of files. */
export interface FileContent {
  /** In bytes. */
  readonly size: number
  /** Its first bytes: as many as tell formats apart. */
  readonly head: Uint8Array
  /** All of it; undefined when it is not in memory. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined
  readonly read: () => ReadableStream<Uint8Array<ArrayBuffer>>
  /** One more needs it. Whoever made it needs it already. */
  readonly retain: () => void
  /** One less needs it; with the last, it is removed. */
  readonly release: () => void
}

const headLength = 64

export const streamOf = (bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> =>
  new ReadableStream({
    start: (controller) => {
      controller.enqueue(bytes)
      controller.close()
    }
  })

/** A copy of these bytes. */
export const contentInMemory = (original: Uint8Array): FileContent => {
  const bytes = original.slice()
  return {
    size: bytes.length,
    head: bytes.subarray(0, headLength),
    bytes,
    read: () => streamOf(bytes.slice()),
    retain: () => {},
    release: () => {}
  }
}

/** What comes, in a store. */
export const contentInStore = async (
  store: ContentStore,
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>
): Promise<FileContent> => {
  let head = new Uint8Array()
  const withHead = async function* () {
    for await (const chunk of chunks) {
      const wanted = chunk.subarray(0, headLength - head.length)
      if (wanted.length > 0) head = Uint8Array.of(...head, ...wanted)
      yield chunk
    }
  }
  const stored = await store.write(withHead())
  let needed = 1
  return {
    size: stored.size,
    head,
    bytes: undefined,
    read: stored.read,
    retain: () => {
      needed += 1
    },
    release: () => {
      needed -= 1
      if (needed === 0) stored.remove()
    }
  }
}
