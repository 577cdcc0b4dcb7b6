/** Hands a request, or a WebSocket, on to another server of this machine, and breaks off there what is broken off here. */
import { request as ask, type IncomingMessage, type ServerResponse } from "node:http"
import { connect } from "node:net"
import { type Duplex, pipeline } from "node:stream"

const host = "127.0.0.1"

/** Both ends of a pipeline see a broken connection for themselves. */
const ignore = () => {}

/** `brokenOff` is called when the client closes its connection before it has its answer. */
export const forward = (
  port: number,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  brokenOff: () => void
): void => {
  const { method, url, headers } = incoming
  const onwards = ask({ host, port, method, path: url, headers, agent: false }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    pipeline(answer, outgoing, ignore)
  })
  onwards.on("error", () => outgoing.destroy())
  outgoing.on("close", () => {
    if (outgoing.writableFinished) return
    if (!onwards.destroyed) brokenOff()
    onwards.destroy()
  })
  pipeline(incoming, onwards, ignore)
}

/** The handshake goes on as it came, then every byte. */
export const forwardSocket = (
  port: number,
  incoming: IncomingMessage,
  client: Duplex,
  head: Buffer
): void => {
  const server = connect(port, host, () => {
    const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`]
    for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
      lines.push(`${incoming.rawHeaders[at]}: ${incoming.rawHeaders[at + 1]}`)
    }
    server.write(`${lines.join("\r\n")}\r\n\r\n`)
    server.write(head)
    pipeline(client, server, client, ignore)
  })
  server.on("error", () => client.destroy())
  client.on("error", () => server.destroy())
}
