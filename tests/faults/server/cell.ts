/**
 * A server for one call: it counts requests and connections, and does with each request what the fault says. It parses
 * no more of HTTP than where a request ends.
 */
import { once } from "node:events"
import * as net from "node:net"
import * as tls from "node:tls"
import { selfSigned } from "../../../packages/node/test/transportSupport.js"
import type { Arrived, Fault } from "./faults.js"
import * as Wire from "./wire.js"

export interface CellServer {
  readonly port: number
  /** How many requests have arrived whole, those of the call that opened a kept connection left out. */
  readonly requests: () => number
  readonly openConnections: () => number
  /** Resolves when the fault has stood still this often. */
  readonly stood: (times: number) => Promise<void>
  /** Closes, from this side, what is open and idle. */
  readonly closeIdle: () => Promise<void>
  /** Resolves when no connection is open. */
  readonly quiet: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Of a certificate that no client was told to trust. */
let ownCertificate: ReturnType<typeof selfSigned> | undefined
const certificate = () => (ownCertificate ??= selfSigned())

/** Starts the server. The first `warm` requests are answered well. */
export const startCell = async (
  fault: Fault,
  { good, elsewhere, warm }: { readonly good: string; readonly elsewhere: string; readonly warm: number }
): Promise<CellServer> => {
  const open = new Set<net.Socket>()
  const changed = new EventTarget()
  let arrived = 0
  let stalls = 0

  const serve = (socket: net.Socket, head: string): void => {
    const write = (bytes: string | Uint8Array = "", then = () => {}) => {
      if (socket.writable) socket.write(bytes, then)
    }
    const request: Arrived = {
      head,
      good,
      elsewhere,
      write,
      end: (bytes) => write(bytes, () => socket.end()),
      reset: (bytes) => write(bytes, () => socket.resetAndDestroy()),
      stall: (bytes) =>
        write(bytes, () => {
          stalls++
          changed.dispatchEvent(new Event("stalls"))
        }),
      takeOver: (each) => {
        socket.removeAllListeners("data")
        socket.on("data", each)
      }
    }
    if (++arrived <= warm) write(Wire.answer({ body: good }))
    else fault.answer?.(request)
  }

  const speak = (socket: net.Socket): void => {
    // What the client does to a broken connection is the client's affair.
    socket.on("error", () => socket.destroy())
    socket.on("end", () => socket.end())
    socket.on(
      "data",
      requestsOf((head) => {
        if (head.startsWith("OPTIONS ")) socket.end(Wire.leave)
        else serve(socket, head)
      })
    )
  }
  const meet = (socket: net.Socket): void => {
    open.add(socket)
    socket.on("close", () => {
      open.delete(socket)
      changed.dispatchEvent(new Event("closed"))
    })
    socket.on("error", () => socket.destroy())
    if (fault.listening === undefined) speak(socket)
    else if (fault.listening === "reset") socket.resetAndDestroy()
    else if (fault.listening !== "untrusted") {
      socket.on("end", () => socket.end())
      socket.on("data", () => {
        if (fault.listening === "not TLS") return socket.end(Wire.answer({ body: good }))
        stalls++
        changed.dispatchEvent(new Event("stalls"))
      })
    }
  }
  const server =
    fault.listening === "untrusted"
      ? tls
          .createServer(certificate())
          .on("secureConnection", speak)
          .on("tlsClientError", (_, socket) => socket.destroy())
      : net.createServer({ allowHalfOpen: true })
  server.on("connection", meet)
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("not listening")

  const until = async (event: string, condition: () => boolean) => {
    while (!condition()) await once(changed, event)
  }
  return {
    port: address.port,
    requests: () => arrived - Math.min(arrived, warm),
    openConnections: () => open.size,
    stood: (times) => until("stalls", () => stalls >= times),
    closeIdle: async () => {
      await Promise.all([...open].map((socket) => new Promise<void>((done) => socket.end(() => done()))))
    },
    quiet: () => until("closed", () => open.size === 0),
    close: async () => {
      const closed = once(server, "close")
      server.close()
      for (const socket of open) socket.destroy()
      await closed
    }
  }
}

/** Finds the requests in what one connection brings. */
const requestsOf = (each: (head: string) => void) => {
  let text = ""
  return (data: Buffer): void => {
    text += data.toString("latin1")
    for (;;) {
      const end = text.indexOf("\r\n\r\n")
      if (end < 0) return
      const head = text.slice(0, end)
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
      const chunked = /\r\ntransfer-encoding: *chunked/i.test(head)
      const chunks = chunked ? text.indexOf("0\r\n\r\n", end) : 0
      if (chunks < 0 || text.length < end + 4 + length) return
      text = text.slice(chunked ? chunks + 5 : end + 4 + length)
      each(head)
    }
  }
}
