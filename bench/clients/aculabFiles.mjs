// @ts-check
// The way of the SDK: `Files` of the core package over the transport of the node package.
import * as Files from "@aculab-cloud/core/Files"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { streamedContentOf } from "../support/content.mjs"

const file = /** @type {const} */ ({ fileType: "messageMedia", name: "bench/sdk.bin" })

/** @param {import("../support/messages.mjs").Server} server @param {number} length */
export const makeWay = ({ url, account }, length) => {
  const cloud = NodeCloud.make({ ...account, baseUrl: url, allowPlainHttp: true })
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
