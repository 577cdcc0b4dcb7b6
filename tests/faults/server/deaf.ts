/**
 * A port that connections are asked for and never accepted: its listener has a queue of one, the queue is full, and
 * nobody takes from it, so the kernel answers no further request to connect.
 */
import { once } from "node:events"
import * as net from "node:net"
import { Worker } from "node:worker_threads"

// Listens, then never comes back to the event loop.
const program = `
  const { parentPort } = require("node:worker_threads")
  const server = require("node:net").createServer()
  server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    parentPort.postMessage(server.address().port)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })
`

/** A queue of one holds two. */
const queued = 2

export const startDeaf = async (): Promise<{
  readonly port: number
  readonly close: () => Promise<void>
}> => {
  const worker = new Worker(program, { eval: true })
  const [port]: ReadonlyArray<unknown> = await once(worker, "message")
  if (typeof port !== "number") throw new Error("not listening")
  const sockets = Array.from({ length: queued }, () => net.connect({ port, host: "127.0.0.1" }))
  for (const socket of sockets) socket.on("error", () => {})
  await Promise.all(sockets.map((socket) => once(socket, "connect")))
  return {
    port,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await worker.terminate()
    }
  }
}
