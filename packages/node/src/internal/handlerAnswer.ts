/** From a request of Node to the end of its answer, whatever happens in between. */
import type { IncomingMessage, ServerResponse } from "node:http"
import type { Handler, RespondOptions } from "../NodeHandler.js"
import { type Body, bodyOf } from "./handlerBody.js"
import { requestOf } from "./handlerRequest.js"
import { discard, end, write } from "./handlerResponse.js"

/** Never rejects. Ends when the answer is with the operating system, or the client has gone. */
export const answer = async (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handler: Handler,
  options: RespondOptions
): Promise<void> => {
  const client = new AbortController()
  const close = () => {
    if (!outgoing.writableFinished) client.abort()
  }
  // While a framework looked at the request, its client may have gone: that is told once.
  if (outgoing.destroyed) close()
  else outgoing.once("close", close)
  let body: Body | "too-long" | undefined
  let isWriting = false
  try {
    body = bodyOf(incoming, options)
    if (body === "too-long") return refuse(outgoing, 413)
    const request = requestOf(incoming, body, client.signal, options)
    if (request === undefined) return refuse(outgoing, 400)
    const response = await handler(request)
    if (body?.isTooLong() === true) {
      discard(response)
      return refuse(outgoing, 413)
    }
    // A framework has answered in the meantime, such as one with a time limit; or the client has gone.
    if (outgoing.headersSent || outgoing.destroyed) {
      discard(response)
      return body?.release()
    }
    isWriting = true
    await write(response, outgoing, incoming.method === "HEAD")
    // Before the end: after it, Node would throw away the rest without a limit.
    body?.release()
    await end(outgoing)
  } catch (error) {
    const isTooLong = typeof body === "object" && body.isTooLong()
    // That a client has gone, or has sent too much, is no failure of the program.
    if (!isTooLong && !client.signal.aborted) report(error, options.onError)
    if (typeof body === "object") body.release()
    if (!outgoing.headersSent) refuse(outgoing, isTooLong ? 413 : 500)
    // An answer that has begun cannot be taken back: it must not look whole.
    else if (isWriting) outgoing.destroy()
  }
}

/** An answer that says no more than its status. */
const refuse = (outgoing: ServerResponse, status: number): void => {
  if (outgoing.headersSent || outgoing.destroyed) return
  for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name)
  // What is left of a body that is too long is not waited for.
  outgoing
    .writeHead(status, { "content-length": "0", ...(status === 413 ? { connection: "close" } : {}) })
    .end()
}

const report = (error: unknown, onError: RespondOptions["onError"]): void => {
  try {
    if (onError === undefined) console.error("a web handler could not answer:", error)
    else onError(error)
  } catch (failure) {
    console.error("onError failed:", failure)
  }
}
