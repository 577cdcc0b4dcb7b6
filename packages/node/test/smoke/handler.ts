/** What web handlers on `node:http` must do on a runtime other than Node. Started by runtimes.test.ts. */
import { once } from "node:events"
import { createServer, type IncomingMessage } from "node:http"
import { connect } from "node:net"
import { buffer } from "node:stream/consumers"
import * as NodeHandler from "@aculab-cloud/node/NodeHandler"

const gone = Promise.withResolvers<string>()
const cancelled = Promise.withResolvers<string>()
const asked = Promise.withResolvers<void>()
const log: Array<string> = []
let controller: ReadableStreamDefaultController<Uint8Array> | undefined
const endless = () =>
  new ReadableStream<Uint8Array>({
    start: (own) => {
      controller = own
      own.enqueue(new TextEncoder().encode("first"))
    },
    cancel: () => cancelled.resolve("cancelled")
  })

const handlers: Readonly<Record<string, NodeHandler.Handler>> = {
  "/echo": async (request) =>
    Response.json([
      request.method,
      new URL(request.url).search,
      request.headers.get("x-many"),
      await request.text()
    ]),
  "/parsed": async (request) => new Response(await request.text()),
  "/cookies": () => {
    const headers = new Headers()
    headers.append("set-cookie", "a=1")
    headers.append("set-cookie", "b=2")
    return new Response("not for HEAD", { headers })
  },
  "/wait": async ({ signal }) => {
    asked.resolve()
    await new Promise((resolve) => signal.addEventListener("abort", resolve))
    gone.resolve("aborted")
    return new Response()
  },
  "/endless": () => new Response(endless()),
  "/breaks": () => new Response(endless()),
  "/fails": () => Promise.reject(new Error("secret"))
}
const handler: NodeHandler.Handler = async (request) =>
  (await handlers[new URL(request.url).pathname]?.(request)) ?? new Response(null, { status: 404 })

const answer = async (incoming: IncomingMessage, outgoing: Parameters<typeof NodeHandler.respond>[1]) => {
  if (incoming.url === "/parsed")
    Object.assign(incoming, { body: JSON.parse(String(await buffer(incoming))) })
  await NodeHandler.respond(incoming, outgoing, handler, {
    maxBodyBytes: 10_000,
    onError: (error) => void log.push(String(error))
  })
}
const server = createServer((incoming, outgoing) => void answer(incoming, outgoing))
server.listen(0, "127.0.0.1")
await once(server, "listening")
const address = server.address()
const port = address !== null && typeof address === "object" ? address.port : 0
const at = (path: string) => `http://127.0.0.1:${port}${path}`

const stream = (size: number) => new Response("x".repeat(size)).body
const post = (path: string, body: BodyInit | null, type = "text/plain") => {
  const init: RequestInit & { readonly duplex: "half" } = {
    method: "POST",
    headers: { "content-type": type, "x-many": "1, 2" },
    body,
    duplex: "half"
  }
  return fetch(at(path), init)
}

console.log("echo:", await (await post("/echo?a=b", "Grüße")).text())
console.log("streamed:", (await (await post("/echo", stream(9000))).text()).length)
console.log("announced too long:", (await post("/echo", "x".repeat(10_001))).status)
console.log("parsed:", await (await post("/parsed", '{ "a": 1 }', "application/json")).text())
const head = await fetch(at("/cookies"), { method: "HEAD" })
console.log("HEAD:", head.status, head.headers.getSetCookie().join(" and "), await head.text())
console.log("fails:", (await fetch(at("/fails"))).status, log.splice(0).join())

const socket = connect(port, "127.0.0.1")
socket.write("GET /wait HTTP/1.1\r\nhost: a\r\n\r\n")
await asked.promise
socket.destroy()
console.log("client gone:", await gone.promise)

const abort = new AbortController()
const response = await fetch(at("/endless"), { signal: abort.signal })
const reader = response.body?.getReader()
console.log("endless:", new TextDecoder().decode((await reader?.read())?.value))
abort.abort()
console.log("client gone in the middle:", await cancelled.promise)

const broken = await fetch(at("/breaks"))
controller?.error(new Error("broken"))
console.log(
  "breaks:",
  await broken.text().then(
    () => "whole",
    () => "broken"
  ),
  log.splice(0).join()
)
server.close()
server.closeAllConnections()
