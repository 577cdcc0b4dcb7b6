// @ts-check
// The way of the SDK: `Files` of the core package over the transport of the node package, and `NodeFiles`.
import * as Files from "@aculab-cloud/core/Files"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { streamedContentOf } from "../support/content.mjs"

const file = /** @type {const} */ ({ fileType: "messageMedia", name: "bench/sdk.bin" })

/** @param {import("../support/messages.mjs").Server} server */
const cloudOf = ({ url, account }) => NodeCloud.make({ ...account, baseUrl: url, allowPlainHttp: true })

/** From a stream, and to one. @param {import("../support/messages.mjs").Server} server @param {number} length */
export const makeWay = (server, length) => {
  const cloud = cloudOf(server)
  return {
    upload: () => {
      const stream = Stream.fromAsyncIterable(streamedContentOf(length), (error) => error)
      return cloud.run(Files.upload({ ...file, content: { stream, length } }))
    },
    /** @param {(bytes: Uint8Array) => void} use */
    download: (use) =>
      cloud.run(Stream.runForEach(Files.download(file), (bytes) => Effect.sync(() => use(bytes))))
  }
}

/** From a file on disk, and to one. @param {import("../support/messages.mjs").Server} server */
export const makeDiskWay = (server) => {
  const cloud = cloudOf(server)
  const stored = /** @type {const} */ ({ fileType: "messageMedia", name: "bench/sdk-disk.bin" })
  return {
    /** @param {string} path */
    upload: (path) => cloud.run(NodeFiles.upload(path, stored)),
    /** @param {string} path */
    download: (path) => cloud.run(NodeFiles.download({ ...stored, to: path }))
  }
}
