// @ts-check
// A client that moves a file as it is told, one way only: as a stream, or from disk to disk.
import { createReadStream, createWriteStream } from "node:fs"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { serveTasks } from "../support/processes.mjs"

/** @typedef {import("../support/messages.mjs").Task} Task */

const [whose, how, serverText = "", lengthText = "", folder = ""] = process.argv.slice(2)
const { makeWay, makeDiskWay } =
  whose === "sdk" ? await import("../clients/aculabFiles.mjs") : await import("../clients/bareFiles.mjs")
const { contentOf, makeHash, mebibyte } = await import("../support/content.mjs")
const server = JSON.parse(serverText)

/** @param {number} length @param {string} name */
const disk = async (length, name) => {
  const { upload, download } = makeDiskWay(server)
  const [source, target] = [join(folder, `${name}.source`), join(folder, `${name}.target`)]
  await pipeline(Readable.from(contentOf(length)), createWriteStream(source))
  return {
    upload: () => upload(source, length),
    download: () => download(target),
    /** What has come, which is looked at when the time has been taken. @param {(bytes: Uint8Array) => void} use */
    arrived: async (use) => {
      for await (const bytes of createReadStream(target)) use(bytes)
      await rm(target)
    }
  }
}

/** @param {number} length */
const streams = async (length) => ({ ...makeWay(server, length), arrived: async () => {} })

/** @param {number} length */
const prepare = (length) => (how === "disk" ? disk(length, `${whose}-${length}`) : streams(length))

const whole = await prepare(Number(lengthText))
const small = await prepare(Math.min(256 * mebibyte, Number(lengthText)))

// Before the first transfer; and after a small one each way, when the code is compiled, and the garbage of a running
// program is there. (For each read of a socket Node makes 64 KiB, which wait for a collection after some 64 MiB.)
const cold = process.memoryUsage.rss()
await small.upload()
await small.download(() => {})
await small.arrived(() => {})

serveTasks({ cold, resident: process.memoryUsage.rss() }, async (/** @type {Task} */ task) => {
  let peak = 0
  const sample = () => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }
  // An upload is checked by what comes down, so that the server has nothing to do with it.
  const hash = makeHash(task.hash)
  const sampling = setInterval(sample, 20)
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  try {
    await (task.direction === "up" ? whole.upload() : whole.download(hash.add))
  } finally {
    clearInterval(sampling)
  }
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpu)
  sample()
  if (task.direction === "down") {
    await whole.arrived(hash.add)
    if (hash.digest() !== task.expected) throw new Error(`expected ${task.expected}, got ${hash.digest()}`)
  }
  return { seconds, cpuSeconds: (user + system) / 1e6, peak }
})
