/** Reads the body of a request: whole into memory, or an upload as it arrives, its files going to a content store. */
import type { ContentStore } from "../ContentStore.js"
import { type Chunks, chunksOf, joinChunks } from "./chunks.js"
import { contentInMemory, contentInStore, type FileContent } from "./fileContent.js"
import { type MultipartEvent, makeMultipartReader, type PartHead } from "./multipart.js"

export interface ReceivedPart extends PartHead {
  readonly content: FileContent
}

export interface ReceivedBody {
  /** The whole body, or of an upload that is streamed as much as is recorded. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Whether there was more. */
  readonly cut: boolean
  /** Of an upload that was streamed: its parts, or `"malformed"`. */
  readonly parts?: readonly ReceivedPart[] | "malformed"
  /** The request needs what it brought no longer. */
  readonly release: () => void
}

export const emptyBody: ReceivedBody = { bytes: new Uint8Array(), cut: false, release: () => {} }

/** How much is recorded of an upload that is streamed. */
const recordedLength = 64 * 1024

/** A plain field that comes with such an upload is kept in memory, so it must not be of any length. */
const longestField = 1024 * 1024

/** The beginning of what passes through. */
const makeRecorder = () => {
  const recorded = new Uint8Array(recordedLength)
  let total = 0
  return {
    note: (chunk: Uint8Array): void => {
      if (total < recordedLength) recorded.set(chunk.subarray(0, recordedLength - total), total)
      total += chunk.length
    },
    bytes: () => recorded.slice(0, total),
    cut: () => total > recordedLength
  }
}

const malformed = new Error("the multipart body is malformed")

/** The bytes of a part, up to its end. Leaves what follows to others. */
const bytesOfPart = async function* (
  events: AsyncIterator<MultipartEvent, void>
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  for (;;) {
    const { value: event } = await events.next()
    if (event === undefined) throw malformed
    if (event.kind === "end") return
    if (event.kind === "bytes") yield event.bytes
  }
}

const collected = async (chunks: Chunks): Promise<FileContent> => {
  const bytes = await joinChunks(chunks, longestField + 1)
  if (bytes.length > longestField) throw malformed
  return contentInMemory(bytes)
}

const readParts = async (
  chunks: Chunks,
  contentType: string,
  store: ContentStore
): Promise<readonly ReceivedPart[] | "malformed"> => {
  const reader = makeMultipartReader(contentType)
  if (reader === undefined) return "malformed"
  const parts: ReceivedPart[] = []
  const events = (async function* (): AsyncGenerator<MultipartEvent, void> {
    for await (const chunk of chunks) yield* reader.push(chunk)
  })()
  try {
    for (;;) {
      const { value: event } = await events.next()
      if (event === undefined) break
      if (event.kind !== "part") continue
      const bytes = bytesOfPart(events)
      const isFile = event.head.fileName !== undefined
      parts.push({ ...event.head, content: await (isFile ? contentInStore(store, bytes) : collected(bytes)) })
    }
    if (reader.state() !== "finished") throw malformed
    return parts
  } catch (error) {
    for (const part of parts) part.content.release()
    if (error !== malformed) throw error
    return "malformed"
  }
}

/** The whole body in memory. */
export const receiveWhole = async (request: Request): Promise<ReceivedBody> => ({
  bytes: new Uint8Array(await request.arrayBuffer()),
  cut: false,
  release: () => {}
})

/** An upload as it arrives. Without a store, which is for somebody who may not, it is read and forgotten. */
export const receiveStreamed = async (
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  contentType: string,
  store: ContentStore | undefined,
  signals: readonly AbortSignal[]
): Promise<ReceivedBody> => {
  const recorder = makeRecorder()
  const source = chunksOf(body, signals)
  const recorded = async function* () {
    for (let next = await source.next(); !next.done; next = await source.next()) {
      recorder.note(next.value)
      yield next.value
    }
  }
  try {
    const parts = store === undefined ? "malformed" : await readParts(recorded(), contentType, store)
    // What the reader of parts did not want.
    for await (const _ of recorded());
    const release = () => {
      if (parts !== "malformed") for (const part of parts) part.content.release()
    }
    return { bytes: recorder.bytes(), cut: recorder.cut(), parts, release }
  } finally {
    await source.return()
  }
}
