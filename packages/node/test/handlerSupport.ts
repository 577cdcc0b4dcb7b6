/** A server of Node with a web handler behind it, and clients that say exactly what a test wants. */
import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { connect, type Socket } from "node:net"
import { text } from "node:stream/consumers"
import * as NodeHandler from "@aculab-cloud/node/NodeHandler"
import { afterEach } from "@effect/vitest"

const closers: Array<() => Promise<void>> = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})

export interface Served {
  readonly port: number
  readonly url: string
  /** The end of each answer, in the order of the requests. */
  readonly answers: ReadonlyArray<Promise<void>>
  /** What `onError` heard. */
  readonly errors: ReadonlyArray<unknown>
}

export const listen = async (
  listener: (incoming: IncomingMessage, outgoing: ServerResponse) => void
): Promise<{ readonly port: number; readonly url: string }> => {
  const server = createServer(listener)
  // No limit of the server's own ends what a handler should.
  server.keepAliveTimeout = 0
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  closers.push(async () => {
    const closed = once(server, "close")
    server.close()
    server.closeAllConnections()
    await closed
  })
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("not listening")
  return { port: address.port, url: `http://127.0.0.1:${address.port}` }
}

/** `before` stands for the middleware of a framework. */
export const serve = async (
  handler: NodeHandler.Handler,
  options: NodeHandler.RespondOptions = {},
  before: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> | void = () => {}
): Promise<Served> => {
  const answers: Array<Promise<void>> = []
  const errors: Array<unknown> = []
  const { port, url } = await listen((incoming, outgoing) => {
    const settings = { onError: (error: unknown) => void errors.push(error), ...options }
    const answering = async () => {
      await before(incoming, outgoing)
      await NodeHandler.respond(incoming, outgoing, handler, settings)
    }
    answers.push(answering())
  })
  return { port, url, answers, errors }
}

/** A connection that says what it is told, byte by byte. */
export const dial = async (port: number, words = ""): Promise<Socket> => {
  const socket = connect(port, "127.0.0.1")
  await once(socket, "connect")
  socket.write(words)
  return socket
}

/** Says one request, and gives all that is answered until the server closes. */
export const say = async (port: number, lines: ReadonlyArray<string>, body = ""): Promise<string> =>
  text(await dial(port, `${[...lines, "connection: close", "", ""].join("\r\n")}${body}`))
