/** The simulator behind a real socket, for Node. */
import { createServer, type Server, ServerResponse } from "node:http"
import { getRequestListener } from "@hono/node-server"
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response"
import type { Answer } from "./Answer.js"
import { makeSocketServer } from "./internal/socketServer.js"
import type { Simulator } from "./Simulator.js"

/** Where the server listens. */
export interface ServeOptions {
  /** Default 0: any port that is free. */
  readonly port?: number
  /** Which address to listen on. Default `127.0.0.1`: this machine only. */
  readonly host?: string
}

/** A server that runs until it is closed. */
export interface RunningServer {
  /** Such as `http://127.0.0.1:8080`, without a slash at the end. Where it listens everywhere, on this machine. */
  readonly url: string
  /** The TCP port that it listens on, from 1 to 65535. */
  readonly port: number
  /** Ends every connection, and the simulator with its timers. Resolves when the port is free. */
  readonly close: () => Promise<void>
}

/** A mistake of the simulator, or of what a test gave it: without its words it would look like one of the cloud. */
const failed = (error: unknown): Answer => ({
  kind: "response",
  response: new Response(`The simulator failed: ${error}\n`, {
    status: 500,
    headers: { "content-type": "text/plain; charset=utf-8" }
  })
})

/** Half an answer, and then what is wrong with it: written by hand, so that the reset is one on the wire. */
const writeBroken = async (response: Response, outgoing: ServerResponse): Promise<void> => {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  try {
    for await (const bytes of response.body ?? []) {
      await new Promise((resolve) => outgoing.write(bytes, resolve))
    }
  } catch {
    // The stream errors when it is time to break the connection, or when the client is gone.
  }
  outgoing.socket?.resetAndDestroy()
}

/** Addresses to listen on that are none to ask at, and the one at which this machine asks. */
const everywhere: ReadonlyMap<string, string> = new Map([
  ["0.0.0.0", "127.0.0.1"],
  ["::", "::1"]
])

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, host, () => {
      server.off("error", reject)
      resolve()
    })
  })

/**
 * Serves the simulator over HTTP, and its WebSockets. A fault that breaks the connection resets the socket, one that stalls keeps it
 * open until the client or `close` ends it. A server that listens cannot refuse: `refuse` is a reset.
 *
 * @example
 * ```ts
 * import { Clock } from "@aculab-cloud/simulator/Clock"
 * import { makeSimulator } from "@aculab-cloud/simulator/Simulator"
 * import { serve } from "@aculab-cloud/simulator/server"
 *
 * const server = await serve(makeSimulator({ clock: Clock.real() }))
 * console.log(new URL(server.url).hostname)
 * // => 127.0.0.1
 * await server.close()
 * ```
 */
export const serve = async (simulator: Simulator, options: ServeOptions = {}): Promise<RunningServer> => {
  const host = options.host ?? "127.0.0.1"

  const listener = getRequestListener(
    async (request, { outgoing }) => {
      if (!(outgoing instanceof ServerResponse)) throw new TypeError("the simulator speaks HTTP 1.1")
      const answer = await simulator.handle(request).catch(failed)
      switch (answer.kind) {
        case "response":
          if (answer.broken === undefined) return answer.response
          await writeBroken(answer.response, outgoing)
          return RESPONSE_ALREADY_SENT
        case "refuse":
        case "reset":
          outgoing.socket?.resetAndDestroy()
          return RESPONSE_ALREADY_SENT
        case "stall":
          await answer.ended
          return RESPONSE_ALREADY_SENT
      }
    },
    { overrideGlobalObjects: false }
  )
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
  const sockets = makeSocketServer(simulator)
  server.on("upgrade", sockets.upgrade)
  await listen(server, options.port ?? 0, host)

  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the server has no port")
  const { port } = address
  const place = everywhere.get(address.address) ?? host
  return {
    port,
    url: `http://${place.includes(":") ? `[${place}]` : place}:${port}`,
    close: () =>
      new Promise((resolve) => {
        simulator.close()
        server.close(() => resolve())
        server.closeAllConnections()
        sockets.close()
      })
  }
}
