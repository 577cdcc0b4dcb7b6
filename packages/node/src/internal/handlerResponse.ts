/** A response of the web, written to one of Node. */
import type { ServerResponse } from "node:http"

/** Writes all but the end. When the client goes away, the body is cancelled. Rejects when the body breaks off. */
export const write = async (response: Response, outgoing: ServerResponse, isHead: boolean): Promise<void> => {
  outgoing.statusCode = response.status
  if (response.statusText !== "") outgoing.statusMessage = response.statusText
  for (const [name, value] of response.headers) {
    if (name !== "set-cookie") outgoing.setHeader(name, value)
  }
  // Each in a line of its own, behind those that a framework has set before.
  for (const cookie of response.headers.getSetCookie()) outgoing.appendHeader("set-cookie", cookie)
  const { body } = response
  if (body === null || isHead) return discard(response)
  const reader = body.getReader()
  const cancel = () => void reader.cancel().catch(() => {})
  outgoing.once("close", cancel)
  try {
    // The head must not wait for a body that takes its time.
    outgoing.flushHeaders()
    for (;;) {
      const { done, value } = await reader.read()
      if (done || outgoing.destroyed) break
      if (!outgoing.write(value)) await drained(outgoing)
    }
  } finally {
    outgoing.off("close", cancel)
    cancel()
  }
}

/** A body that nobody reads: its source is told, so that it can let go of what it holds. */
export const discard = ({ body }: Response): void => {
  // Not waited for: it may never be done.
  if (body !== null && !body.locked) body.cancel().catch(() => {})
}

/** Until there is room again, or nobody wants more. */
const drained = (outgoing: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    if (outgoing.destroyed) return resolve()
    const done = () => {
      outgoing.off("drain", done).off("close", done)
      resolve()
    }
    outgoing.once("drain", done).once("close", done)
  })

/** Until all of it has been handed to the operating system, or the client has gone. */
export const end = (outgoing: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    if (outgoing.destroyed || outgoing.writableEnded) return resolve()
    outgoing.once("finish", resolve).once("close", resolve).end()
  })
