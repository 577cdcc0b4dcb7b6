/** The simulator behind Mock Service Worker 3: requests of a test or a page go to it, wherever they come from. */
import { type HttpHandler, HttpResponse, http, type WebSocketHandler, ws } from "msw"
import { readFrame } from "./internal/frameData.js"
import type { Simulator } from "./Simulator.js"

/** Which requests are answered. */
export interface MswOptions {
  /** Whose requests to answer: the origin of a URL. Default `https://ws-<cloudId>.aculabcloud.net`. */
  readonly baseUrl?: string
}

const httpHandler = (simulator: Simulator, origin: string): HttpHandler =>
  http.all(`${origin}/*`, async ({ request }) => {
    const answer = await simulator.handle(request)
    switch (answer.kind) {
      case "response":
        return answer.response
      case "refuse":
      case "reset":
        return HttpResponse.error()
      case "stall":
        // The client has gone when this ends: what is answered then reaches nobody.
        await answer.ended
        return HttpResponse.error()
    }
  })

const socketHandler = (simulator: Simulator, origin: string): WebSocketHandler =>
  ws.link(`${origin.replace(/^http/, "ws")}/*`).addEventListener("connection", ({ client }) => {
    const socket = simulator.connect(client.url)
    // msw delivers a message a moment after it was sent, and not at all once the socket is closing.
    const close = (code: number, reason = "") => queueMicrotask(() => client.close(code, reason))
    if (socket.handshake.kind !== "accepted") {
      socket.drop()
      close(1006)
      return
    }
    client.addEventListener("open", () =>
      socket.open((event) => {
        switch (event.kind) {
          case "text":
            return client.send(event.text)
          case "bytes":
            return client.send(event.bytes)
          case "close":
            return close(event.code, event.reason)
          case "reset":
            return close(1006)
        }
      })
    )
    // One after the other, although a Blob takes a moment to read.
    let sent = Promise.resolve()
    client.addEventListener("message", ({ data }) => {
      sent = sent.then(async () => socket.send(await readFrame(data)))
    })
    client.addEventListener("close", ({ code, reason }) => {
      sent = sent.then(() => socket.close(code, reason))
    })
  })

/**
 * Handlers for `setupServer` (Node) and `setupWorker` (browsers), of requests and of WebSockets.
 *
 * msw can only fail a request as a whole: `refuse` and `reset` both reach the client as a network error. In a
 * browser it does not tell when a client gives up: call `simulator.close()` before `worker.stop()`, which otherwise
 * waits for requests that stall.
 *
 * On a WebSocket, a handshake that is refused, is reset or stalls fails at once. A failure is an event `close` with 1006,
 * said to be clean, without an `error`. A slow reader has no effect: msw's WebSocket never has anything buffered.
 *
 * @example
 * ```ts compile
 * import { mswHandlers } from "@aculab-cloud/simulator/msw"
 * import { makeSimulator } from "@aculab-cloud/simulator/Simulator"
 * import { setupServer } from "msw/node"
 *
 * const simulator = makeSimulator()
 * const server = setupServer(...mswHandlers(simulator))
 * server.listen({ onUnhandledFrame: "error" })
 * ```
 */
export const mswHandlers = (
  simulator: Simulator,
  options: MswOptions = {}
): (HttpHandler | WebSocketHandler)[] => {
  const { origin } = new URL(options.baseUrl ?? `https://ws-${simulator.account.cloudId}.aculabcloud.net`)
  return [httpHandler(simulator, origin), socketHandler(simulator, origin)]
}
