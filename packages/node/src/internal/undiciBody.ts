/**
 * The body of a request, as undici writes it.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { EncodeError, HttpClientError } from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import { encodeFormData } from "./formData.js"
import { errors } from "./undici.js"

export interface OutgoingBody {
  /** What to write, an upload apart. */
  readonly content?: string | Uint8Array | Blob | undefined
  /** What to write while it is read. */
  readonly upload?: Upload | undefined
  /** Replaces the content type of the request. */
  readonly contentType?: string | undefined
}

/** Chunks, each of them asked for when the socket has taken the one before. */
export interface Upload extends AsyncIterable<Chunk> {
  /** Whether it was the chunks that failed, and not their sending. */
  readonly failed: () => boolean
  /** Ends the reading, for good. Never rejects. */
  readonly stop: () => Promise<void>
}

type Chunk = Uint8Array | string

const empty: OutgoingBody = {}

/** The body to write, or the failure of a body that cannot be written. */
export const outgoingBody = (
  request: HttpClientRequest.HttpClientRequest,
  context: Context.Context<never>
): OutgoingBody | Effect.Effect<never, HttpClientError> => {
  const { body } = request
  switch (body._tag) {
    case "Empty":
      return empty
    case "Uint8Array":
      return { content: body.body }
    case "FormData":
      return encodeFormData(body.formData)
    case "Stream":
      // Stopping it waits until the stream has released what it holds.
      return { upload: makeUpload(Stream.toAsyncIterableWith(body.stream, context), true) }
    case "Raw":
      return rawBody(request, body.body)
  }
}

const rawBody = (
  request: HttpClientRequest.HttpClientRequest,
  body: unknown
): OutgoingBody | Effect.Effect<never, HttpClientError> => {
  if (body === null || body === undefined) return empty
  if (typeof body === "string" || body instanceof Uint8Array || body instanceof Blob) return { content: body }
  if (body instanceof ArrayBuffer) return { content: new Uint8Array(body) }
  if (ArrayBuffer.isView(body)) {
    return { content: new Uint8Array(body.buffer, body.byteOffset, body.byteLength) }
  }
  if (body instanceof FormData) return encodeFormData(body)
  if (body instanceof URLSearchParams) {
    const contentType = request.headers["content-type"] ?? "application/x-www-form-urlencoded;charset=UTF-8"
    return { content: body.toString(), contentType }
  }
  if (isAsyncIterable(body)) return { upload: makeUpload(body, false) }
  const description =
    "a raw body has to be text, bytes, form data, a Blob, or chunks that come as they are read"
  return Effect.fail(new HttpClientError({ reason: new EncodeError({ request, description }) }))
}

/** A web `ReadableStream` and a Node `Readable` are this. What the chunks are, undici checks. */
const isAsyncIterable = (body: unknown): body is AsyncIterable<Chunk> =>
  Predicate.hasProperty(body, Symbol.asyncIterator)

const makeUpload = (chunks: AsyncIterable<Chunk>, waitForRelease: boolean): Upload => {
  let iterator: AsyncIterator<Chunk> | undefined
  let stopped = false
  let failed = false
  const stop = async () => {
    stopped = true
    // A generator that waits for its next chunk cannot be told to return before it has it.
    const released = Promise.resolve(iterator?.return?.()).catch(() => undefined)
    if (waitForRelease) await released
  }
  return {
    [Symbol.asyncIterator]() {
      const source = chunks[Symbol.asyncIterator]()
      iterator = source
      return {
        async next() {
          const result = await source.next().catch((cause) => {
            failed = !stopped
            throw cause
          })
          // To end here would tell the server that it has the whole body.
          if (stopped) throw new errors.RequestAbortedError()
          return result
        },
        async return() {
          await stop()
          return { done: true, value: undefined }
        }
      }
    },
    failed: () => failed,
    stop
  }
}
