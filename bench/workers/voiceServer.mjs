// @ts-check
// The cloud's end of a voice stream on a bare `ws`: counts the bytes, and answers when all are here. The simulator
// would compare the voices too, which takes longer than sending them.
import { createRequire } from "node:module"
import { serveTasks } from "../support/processes.mjs"

/** @type {typeof import("../../packages/simulator/node_modules/@types/ws/index.js")} */
const { WebSocketServer } = createRequire(new URL("../../packages/simulator/package.json", import.meta.url))(
  "ws"
)

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false })
server.on("connection", (socket) => {
  let expected = 0
  let received = 0
  const answerIfWhole = (/** @type {boolean} */ stopped) => {
    if (!stopped) return
    socket.send(
      received === expected
        ? JSON.stringify({
            type: "result",
            application_instance_id: "bench",
            transaction_id: "bench",
            verified: true,
            confidence: 2,
            sources: [{ accepted: true }]
          })
        : JSON.stringify({ type: "reject", code: 51, reason: `${received} of ${expected} bytes` })
    )
  }
  socket.on("message", (/** @type {Buffer} */ data, /** @type {boolean} */ isBinary) => {
    if (isBinary) {
      received += data.length
      return
    }
    const { type, length } = JSON.parse(data.toString())
    if (type === "start") {
      expected = length
      socket.send('{"type":"accept"}')
    }
    answerIfWhole(type === "stop")
  })
  socket.on("error", () => socket.terminate())
})
server.on("listening", () => {
  const address = server.address()
  if (typeof address !== "object" || address === null) throw new Error("the server has no port")
  serveTasks({ url: `ws://127.0.0.1:${address.port}/` }, async () => undefined)
})
