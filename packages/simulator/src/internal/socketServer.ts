/** WebSockets of the simulator over real connections, for Node. */
import { type IncomingMessage, STATUS_CODES } from "node:http"
import { Socket } from "node:net"
import type { Duplex } from "node:stream"
import { type RawData, type WebSocket, WebSocketServer } from "ws"
import type { Simulator } from "../Simulator.js"
import type { SimulatedSocket } from "../Sockets.js"
import { largestFrame } from "./voiceConversation.js"

export interface SocketServer {
  /** For the event `upgrade` of Node's server. */
  readonly upgrade: (request: IncomingMessage, connection: Duplex, head: Buffer) => void
  /** Ends the connections that are still there, in whatever state they are. */
  readonly close: () => void
}

const reset = (connection: Duplex): void => {
  if (connection instanceof Socket) connection.resetAndDestroy()
  else connection.destroy()
}

const refuse = (connection: Duplex, status: number): void => {
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`, "Connection: close", "Content-Length: 0"]
  connection.end(`${head.join("\r\n")}\r\n\r\n`)
}

/** Fragments are put together by then: with ws's default type of binary data, that is one Buffer. */
const bytesOf = (data: RawData): Uint8Array => {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}

const join = (socket: SimulatedSocket, client: WebSocket, connection: Duplex): void => {
  client.on("message", (data, isBinary) => {
    const bytes = bytesOf(data)
    socket.send(isBinary ? bytes : new TextDecoder().decode(bytes))
  })
  // 1006 says that there was no close frame.
  client.on("close", (code, reason) => socket.close(code, reason.toString()))
  // A frame that breaks the rules: ws then closes the connection.
  client.on("error", () => {})
  socket.open((event) => {
    switch (event.kind) {
      case "text":
        return client.send(event.text)
      case "bytes":
        return client.send(event.bytes)
      case "pause":
        return client.pause()
      case "resume":
        return client.resume()
      case "close":
        return client.close(event.code, event.reason)
      case "reset":
        return reset(connection)
    }
  })
}

export const makeSocketServer = (simulator: Simulator): SocketServer => {
  const connections = new Set<Duplex>()
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // What is a little too large gets its answer from the simulator, what is far too large from ws.
    maxPayload: 2 * largestFrame,
    // The cloud speaks no subprotocol: ws would take the first that it is offered.
    handleProtocols: () => false
  })

  return {
    upgrade: (request, connection, head) => {
      connection.on("error", () => {})
      const url = URL.parse(request.url ?? "/", "ws://simulator")
      if (url === null) return refuse(connection, 400)
      connections.add(connection)
      connection.on("close", () => connections.delete(connection))
      const socket = simulator.connect(url)
      connection.on("close", socket.drop)
      switch (socket.handshake.kind) {
        case "accepted":
          return server.handleUpgrade(request, connection, head, (client) => {
            // From here on ws tells how it ends.
            connection.off("close", socket.drop)
            join(socket, client, connection)
          })
        case "refused":
          return refuse(connection, socket.handshake.status)
        case "reset":
          return reset(connection)
        case "stall":
          // Nobody would notice that the client is gone without reading.
          connection.on("end", () => connection.destroy())
          connection.resume()
      }
    },
    close: () => {
      for (const connection of connections) connection.destroy()
    }
  }
}
