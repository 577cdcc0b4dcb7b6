// @ts-check
// The bare way: the same two requests, by hand, with undici and the streams of Node.
import { createRequire } from "node:module"
import { Readable, Writable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { streamedContentOf } from "../support/content.mjs"

// The one that the SDK's transport uses.
/** @type {typeof import("undici")} */
const { Agent, request } = createRequire(new URL("../../packages/node/package.json", import.meta.url))(
  "undici"
)

const boundary = "bench-boundary"
const name = "bench/undici.bin"

/** @param {string} field @param {string} text */
const plain = (field, text) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${text}\r\n`

const head = Buffer.from(
  plain("filetype", "msg_media") +
    plain("filename", name) +
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="undici.bin"\r\n` +
    "Content-Type: application/octet-stream\r\n\r\n"
)
const tail = Buffer.from(`\r\n--${boundary}--\r\n`)

/** @param {number} length */
const formOf = async function* (length) {
  yield head
  yield* streamedContentOf(length)
  yield tail
}

/** @param {import("../support/messages.mjs").Server} server @param {number} length */
export const makeWay = ({ url, account }, length) => {
  const dispatcher = new Agent()
  const { cloudId, username, apiAccessKey } = account
  const authorization = `Basic ${Buffer.from(`${cloudId}/${username}:${apiAccessKey}`).toString("base64")}`

  /** @param {number} statusCode */
  const expectSuccess = (statusCode) => {
    if (statusCode !== 200) throw new Error(`the status is ${statusCode}`)
  }

  return {
    upload: async () => {
      const { statusCode, body } = await request(`${url}/file_write`, {
        dispatcher,
        method: "POST",
        headers: {
          authorization,
          accept: "application/json",
          "content-type": `multipart/form-data; boundary=${boundary}`,
          "content-length": String(head.length + length + tail.length)
        },
        body: Readable.from(formOf(length), { objectMode: false })
      })
      await body.dump()
      expectSuccess(statusCode)
    },
    /** @param {(bytes: Uint8Array) => void} use */
    download: async (use) => {
      const { statusCode, body } = await request(`${url}/file_get`, {
        dispatcher,
        method: "POST",
        headers: { authorization, "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ filetype: "msg_media", filename: name }).toString()
      })
      expectSuccess(statusCode)
      const sink = new Writable({
        write: (bytes, _, done) => {
          use(bytes)
          done()
        }
      })
      await pipeline(body, sink)
    }
  }
}
