// @ts-check
// A server that answers each client in its own wire, and does as little else as a server can: with Node's own HTTP
// server, the fastest clients would only measure that one. It reads the head and the length of a request, and counts.
import { createServer } from "node:net"
import { serveTasks } from "../support/processes.mjs"

const account = { cloudId: "1-2-0", username: "bench@example.com", apiAccessKey: "bench-key" }
let served = 0

/** The answers, by the end of the path. @type {readonly (readonly [string, (reference: string) => unknown])[]} */
const answers = [
  ["/msg_send", (reference) => [reference]],
  [
    "/Messages.json",
    (sid) => ({ sid, status: "queued", body: "Hello", error_code: null, num_segments: "1" })
  ],
  [
    "/sms/json",
    (reference) => ({
      "message-count": "1",
      messages: [{ to: "441908273800", "message-id": reference, status: "0", network: "23410" }]
    })
  ],
  ["/messages", (id) => ({ data: { id, record_type: "message", direction: "outbound", text: "Hello" } })],
  ["/Message/", (id) => ({ message: "message(s) queued", message_uuid: [id], api_id: id })],
  [
    "/chat/completions",
    (id) => ({
      id,
      object: "chat.completion",
      created: 1,
      model: "bench",
      choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hello" } }]
    })
  ]
]

/** @param {string} target */
const answerTo = (target) => {
  const path = target.split("?", 1)[0] ?? ""
  const known = answers.find(([end]) => path.endsWith(end))
  if (known === undefined) return "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
  served += 1
  const body = JSON.stringify(known[1](`bench-${served.toString(16).padStart(8, "0")}`))
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: keep-alive\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

const server = createServer({ noDelay: true }, (socket) => {
  let text = ""
  socket.setEncoding("latin1")
  socket.on("data", (/** @type {string} */ chunk) => {
    text += chunk
    for (;;) {
      const end = text.indexOf("\r\n\r\n")
      if (end < 0) return
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end))?.[1] ?? "0")
      if (text.length < end + 4 + length) return
      const [, target = ""] = text.slice(0, text.indexOf("\r\n")).split(" ")
      text = text.slice(end + 4 + length)
      socket.write(answerTo(target))
    }
  })
  // A client that goes away is no fault of the measurement.
  socket.on("error", () => socket.destroy())
})

server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  serveTasks({ url: `http://127.0.0.1:${port}`, account }, async () => served)
})
