/** The simulator behind Mock Service Worker 3: requests of a test or a page go to it, wherever they come from. */
import { type HttpHandler, HttpResponse, http } from "msw"
import type { Simulator } from "./Simulator.js"

export interface MswOptions {
  /** Whose requests to answer: the origin of a URL. Default `https://ws-<cloudId>.aculabcloud.net`. */
  readonly baseUrl?: string
}

/**
 * Handlers for `setupServer` (Node) and `setupWorker` (browsers).
 *
 * msw can only fail a request as a whole: `refuse` and `reset` both reach the client as a network error. In a
 * browser it does not tell when a client gives up: call `simulator.close()` before `worker.stop()`, which otherwise
 * waits for requests that stall.
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
export const mswHandlers = (simulator: Simulator, options: MswOptions = {}): HttpHandler[] => {
  const { origin } = new URL(options.baseUrl ?? `https://ws-${simulator.account.cloudId}.aculabcloud.net`)
  return [
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
  ]
}
