// @ts-check
// The bare way: the same two requests, by hand, with undici and the streams of Node.
import { createReadStream, createWriteStream } from "node:fs"
import { rename } from "node:fs/promises"
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

/** @param {string} field @param {string} text */
const plain = (field, text) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${text}\r\n`

/** @param {number} statusCode */
const expectSuccess = (statusCode) => {
  if (statusCode !== 200) throw new Error(`the status is ${statusCode}`)
}

/** @param {import("../support/messages.mjs").Server} server @param {string} name */
const makeRequests = ({ url, account }, name) => {
  const dispatcher = new Agent()
  const { cloudId, username, apiAccessKey } = account
  const authorization = `Basic ${Buffer.from(`${cloudId}/${username}:${apiAccessKey}`).toString("base64")}`
  const head = Buffer.from(
    plain("filetype", "msg_media") +
      plain("filename", name) +
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="undici.bin"\r\n` +
      "Content-Type: application/octet-stream\r\n\r\n"
  )
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`)

  /** @param {AsyncIterable<Uint8Array>} content */
  const formOf = async function* (content) {
    yield head
    yield* content
    yield tail
  }

  return {
    /** @param {number} length @param {AsyncIterable<Uint8Array>} content */
    send: async (length, content) => {
      const { statusCode, body } = await request(`${url}/file_write`, {
        dispatcher,
        method: "POST",
        headers: {
          authorization,
          accept: "application/json",
          "content-type": `multipart/form-data; boundary=${boundary}`,
          "content-length": String(head.length + length + tail.length)
        },
        body: Readable.from(formOf(content), { objectMode: false })
      })
      await body.dump()
      expectSuccess(statusCode)
    },
    /** @param {Writable} sink */
    receive: async (sink) => {
      const { statusCode, body } = await request(`${url}/file_get`, {
        dispatcher,
        method: "POST",
        headers: { authorization, "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ filetype: "msg_media", filename: name }).toString()
      })
      expectSuccess(statusCode)
      await pipeline(body, sink)
    }
  }
}

/** From a stream, and to one. @param {import("../support/messages.mjs").Server} server @param {number} length */
export const makeWay = (server, length) => {
  const { send, receive } = makeRequests(server, "bench/undici.bin")
  return {
    upload: () => send(length, streamedContentOf(length)),
    /** @param {(bytes: Uint8Array) => void} use */
    download: (use) =>
      receive(
        new Writable({
          write: (bytes, _, done) => {
            use(bytes)
            done()
          }
        })
      )
  }
}

/**
 * From a file on disk, and to one, which gets its name when it is whole and on the disk.
 * @param {import("../support/messages.mjs").Server} server
 */
export const makeDiskWay = (server) => {
  const { send, receive } = makeRequests(server, "bench/undici-disk.bin")
  return {
    /** @param {string} path @param {number} length */
    upload: (path, length) => send(length, createReadStream(path)),
    /** @param {string} path */
    download: async (path) => {
      const part = `${path}.part`
      await receive(createWriteStream(part, { flush: true }))
      await rename(part, path)
    }
  }
}
