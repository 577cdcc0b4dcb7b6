/** Where a call can be interrupted, and what the server does there. */
import { createHash } from "node:crypto"
import type { Arrived, Fault } from "../server/faults.js"
import * as Wire from "../server/wire.js"

const uploadLength = 1024 * 1024

/** The opcode of a frame that closes. */
const close = 8

/** Finds the frames in what a client sends: two bytes, a longer length if need be, a mask, the content. */
const framesOf = (each: (opcode: number) => void) => {
  let waiting = Buffer.alloc(0)
  return (data: Buffer): void => {
    waiting = Buffer.concat([waiting, data])
    while (waiting.length >= 10 || (waiting.length >= 6 && waiting.readUInt8(1) % 128 < 126)) {
      const short = waiting.readUInt8(1) % 128
      const extra = short === 126 ? 2 : short === 127 ? 8 : 0
      const length = extra === 0 ? short : extra === 2 ? waiting.readUInt16BE(2) : waiting.readUInt32BE(6)
      const size = 2 + extra + 4 + length
      if (waiting.length < size) return
      each(waiting.readUInt8(0) % 16)
      waiting = waiting.subarray(size)
    }
  }
}

/** The WebSocket's side of a handshake, and an answer to the frame that closes. */
const openSocket = ({ head, stall, takeOver, end }: Arrived): void => {
  const key = /\r\nsec-websocket-key: *(\S+)/i.exec(head)?.[1] ?? ""
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64")
  takeOver(
    framesOf((opcode) => {
      if (opcode === close) end(Buffer.from([0x80 | close, 0]))
    })
  )
  stall(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`
  )
}

const ending =
  (answer: Wire.Answer) =>
  ({ end }: Arrived): void =>
    end(Wire.answer({ ...answer, headers: { connection: "close", ...answer.headers } }))

export const phaseNames = [
  "before it connects",
  "connecting",
  "waiting for the headers",
  "in the body",
  "in a retry's delay",
  "in a follow's pause",
  "an upload in the middle",
  "a download in the middle",
  "a download to disk in the middle",
  "a WebSocket that connects",
  "a WebSocket that waits for the result"
] as const
export type PhaseName = (typeof phaseNames)[number]

/** What the server does in each phase. */
export const phases: Readonly<Record<PhaseName, Fault>> = {
  "before it connects": { name: "no answer", answer: ({ stall }) => stall() },
  connecting: { name: "deaf", listening: "deaf" },
  "waiting for the headers": { name: "no answer", answer: ({ stall }) => stall() },
  "in the body": { name: "half a body", answer: ({ stall }) => stall(Wire.without(100, "[")) },
  "in a retry's delay": { name: "503", answer: ending({ status: "503 Service Unavailable", body: "" }) },
  "in a follow's pause": { name: "queued", answer: ending({ body: '{"r1":{"status":"queued"}}' }) },
  "an upload in the middle": { name: "no answer", answer: ({ stall }) => stall() },
  "a download in the middle": {
    name: "half a file",
    answer: ({ stall }) => stall(Wire.without(uploadLength, "x".repeat(1_000)))
  },
  "a download to disk in the middle": {
    name: "half a file",
    answer: ({ stall }) => stall(Wire.without(uploadLength, "x".repeat(1_000)))
  },
  "a WebSocket that connects": { name: "no answer", answer: ({ stall }) => stall() },
  "a WebSocket that waits for the result": { name: "open", answer: openSocket }
}
