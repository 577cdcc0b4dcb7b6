/** The body of a request of Node: as it comes, or as a framework has read it before. */
import type { IncomingMessage } from "node:http"
import type { RespondOptions } from "../NodeHandler.js"

export interface Body {
  readonly content: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>
  /** A framework had read it: headers that say how it travelled are no longer true. */
  readonly isParsed: boolean
  /** Whether it has turned out to be longer than allowed. */
  readonly isTooLong: () => boolean
  /** Throws away what nobody has read, so that the connection can be used again. */
  readonly release: () => void
}

const usualLimit = 1024 * 1024

const gone =
  "the body has been read before, and what was sent is not kept: mount the handler in front of what reads it"

/** `undefined` where there is none. Throws for one that somebody has read and not kept. */
export const bodyOf = (incoming: IncomingMessage, options: RespondOptions): Body | "too-long" | undefined => {
  if (incoming.method === "GET" || incoming.method === "HEAD") return undefined
  const { maxBodyBytes: limit = usualLimit } = options
  const length = Number(incoming.headers["content-length"] ?? 0)
  if (length === 0 && incoming.headers["transfer-encoding"] === undefined) return undefined
  const isUnread = !incoming.readableDidRead && !incoming.readableEnded
  // Some parsers put an empty object in the place of what they do not read.
  const content = isUnread && options.body === undefined ? undefined : bytesOf(incoming, options.body)
  if (content === undefined) {
    if (!isUnread) throw new Error(gone)
    return length > limit ? "too-long" : streamed(incoming, limit)
  }
  return content.length > limit
    ? "too-long"
    : { content, isParsed: true, isTooLong: () => false, release: () => {} }
}

/** Nothing is read before it is asked for, so what nobody asks for waits at the client. */
const streamed = (incoming: IncomingMessage, limit: number): Body => {
  // A stream that is left must not be destroyed: its connection is the answer's, too.
  const pieces = incoming.iterator({ destroyOnReturn: false })
  let size = 0
  const release = () => {
    // It ends with the piece that is waited for, which may never come: then the connection ends it.
    const left = pieces.return?.() ?? Promise.resolve()
    left.then(
      () =>
        incoming.on("data", (piece: Uint8Array) => {
          size += piece.length
          if (size > limit) incoming.destroy()
        }),
      () => {}
    )
  }
  const content = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next()
        if (done === true) return controller.close()
        const piece: Uint8Array = value
        size += piece.length
        if (size > limit) throw new Error(`the body is longer than ${limit} bytes`)
        controller.enqueue(piece)
      },
      // With the end of the answer the rest is thrown away.
      cancel() {}
    },
    { highWaterMark: 0 }
  )
  return { content, isParsed: false, isTooLong: () => size > limit, release }
}

/** What was sent, of what a framework made of it: byte by byte where it kept that, otherwise the same in meaning. */
const bytesOf = (incoming: IncomingMessage, given: unknown): Uint8Array<ArrayBuffer> | undefined => {
  const type = incoming.headers["content-type"] ?? ""
  for (const body of [given, keptIn(incoming, "rawBody"), keptIn(incoming, "body")]) {
    if (body instanceof Uint8Array) return new Uint8Array(body)
    if (typeof body === "string") return new TextEncoder().encode(body)
    if (body !== undefined && /^application\/([\w.-]+\+)?json *(;|$)/i.test(type)) {
      return new TextEncoder().encode(JSON.stringify(body))
    }
    if (isPlainForm(body) && /^application\/x-www-form-urlencoded *(;|$)/i.test(type)) {
      return new TextEncoder().encode(new URLSearchParams(body).toString())
    }
  }
  return undefined
}

const keptIn = (incoming: IncomingMessage, name: "rawBody" | "body"): unknown => Reflect.get(incoming, name)

/** A parser of forms makes lists and objects of names such as `a[b]`; from these there is no way back. */
const isPlainForm = (body: unknown): body is Record<string, string> =>
  typeof body === "object" && body !== null && Object.values(body).every((value) => typeof value === "string")
