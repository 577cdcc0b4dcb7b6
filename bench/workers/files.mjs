// @ts-check
// A client that moves a file as it is told, one way only.
import { serveTasks } from "../support/processes.mjs"

/** @typedef {import("../support/messages.mjs").Task} Task */

const [way, server = "", length = ""] = process.argv.slice(2)
const { makeWay } =
  way === "sdk" ? await import("../clients/aculabFiles.mjs") : await import("../clients/bareFiles.mjs")
const { makeHash, mebibyte } = await import("../support/content.mjs")
const { upload, download } = makeWay(JSON.parse(server), Number(length))

// Before the first transfer; and after a small one each way, when the code is compiled, and the garbage of a running
// program is there. (For each read of a socket Node makes 64 KiB, which wait for a collection after some 64 MiB.)
const cold = process.memoryUsage.rss()
const small = makeWay(JSON.parse(server), Math.min(256 * mebibyte, Number(length)))
await small.upload()
await small.download(() => {})

/** An upload is checked by what comes down, so that the server has nothing to do with it. @param {Task} task */
const carryOut = async ({ direction, hash: kind, expected }) => {
  if (direction === "up") return upload()
  const hash = makeHash(kind)
  await download(hash.add)
  if (hash.digest() !== expected) throw new Error(`expected ${expected}, got ${hash.digest()}`)
}

serveTasks({ cold, resident: process.memoryUsage.rss() }, async (/** @type {Task} */ task) => {
  let peak = 0
  const sample = () => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }
  const sampling = setInterval(sample, 20)
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  try {
    await carryOut(task)
  } finally {
    clearInterval(sampling)
  }
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpu)
  sample()
  return { seconds, cpuSeconds: (user + system) / 1e6, peak }
})
