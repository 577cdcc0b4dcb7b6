// @ts-check
// A large file up and down, beside bare undici, against the simulator's server with its files on disk: as a stream of
// bytes, which is of core, and from disk to disk, which is what a copy is. Three processes:
// the server, and a client for each of the two ways, so that the memory of one is not that of the other.
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { freemem, tmpdir } from "node:os"
import { join } from "node:path"
import { expectedOf, mebibyte } from "../support/content.mjs"
import { startWorker } from "../support/processes.mjs"
import { atMost, ratioAtLeast, rowOf } from "../support/rows.mjs"

export const name = "transfers"

const directions = /** @type {const} */ (["up", "down"])

/** The two that are compared, each as a stream of bytes and from disk to disk. */
const owners = /** @type {const} */ (["sdk", "undici"])
const hows = /** @type {const} */ ({
  streams: { whose: "Files", reference: "bare undici streams" },
  disk: { whose: "NodeFiles", reference: "bare undici and streams of files" }
})

/** What a transfer may need beyond what a warm client has anyway. */
const flat = 64

/** Where there is a disk in memory, it is that one: how long a real one takes to write depends on what it wrote before. */
const diskFolder = () => (existsSync("/dev/shm") && freemem() > 8 * 1024 * mebibyte ? "/dev/shm" : tmpdir())

/** @param {import("./context.mjs").Context} context */
export const measure = async (context) => {
  const folder = mkdtempSync(join(diskFolder(), "aculab-cloud-bench-"))
  try {
    return await measureIn(folder, context)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {string} folder @param {import("./context.mjs").Context} context */
const measureIn = async (folder, context) => {
  const rows = []
  for (const how of /** @type {const} */ (["streams", "disk"]))
    rows.push(...(await measureOne(folder, how, context)))
  return rows
}

/** @param {string} folder @param {keyof typeof hows} how @param {import("./context.mjs").Context} context */
const measureOne = async (folder, how, { quick, signal, say }) => {
  const { rounds, length } = quick
    ? { rounds: 3, length: 32 * mebibyte }
    : { rounds: 9, length: 1024 * mebibyte }
  const own = mkdtempSync(join(folder, how))
  const server = await startWorker("fileServer.mjs", [own], signal)
  const expected = { crc32: expectedOf(length, "crc32"), sha256: expectedOf(length, "sha256") }
  const clients = new Map()
  for (const owner of owners) {
    const args = [owner, how, JSON.stringify(server.ready), String(length), own]
    const client = await startWorker("files.mjs", args, signal)
    clients.set(owner, client)
    // Not measured: its bytes are checked with SHA-256, the others' with a sum that costs next to nothing.
    for (const direction of directions)
      await client.ask({ direction, hash: "sha256", expected: expected.sha256 })
  }
  const speeds = { up: both(), down: both() }
  const grown = both()
  for (let round = 0; round < rounds; round += 1) {
    const peaks = { sdk: 0, undici: 0 }
    for (const direction of directions) {
      // Who comes second finds another cache and another machine.
      for (const owner of round % 2 === 0 ? owners : owners.toReversed()) {
        const { seconds, peak } = await clients
          .get(owner)
          .ask({ direction, hash: "crc32", expected: expected.crc32 })
        speeds[direction][owner].push(length / mebibyte / seconds)
        peaks[owner] = Math.max(peaks[owner], peak)
      }
    }
    for (const owner of owners)
      grown[owner].push((peaks[owner] - clients.get(owner).ready.resident) / mebibyte)
    say(`${how}: round ${round + 1} of ${rounds}`)
  }
  for (const worker of [server, ...clients.values()]) worker.stop()
  rmSync(own, { recursive: true, force: true })
  const { whose, reference } = hows[how]
  const size = `${length / mebibyte} MiB`
  return [
    ...directions.map((direction) =>
      rowOf({
        measure: name,
        name: `${whose}.${direction}load of ${size}`,
        unit: "MiB/s",
        values: speeds[direction].sdk,
        reference: { name: reference, values: speeds[direction].undici },
        target: ratioAtLeast(0.9)
      })
    ),
    rowOf({
      measure: name,
      name: `memory that ${size} up and down by ${whose} needed beyond a warm client`,
      unit: "MiB",
      values: grown.sdk,
      target: atMost(flat)
    }),
    rowOf({ measure: name, name: `the same of ${reference}`, unit: "MiB", values: grown.undici })
  ]
}

/** @returns {{ sdk: number[], undici: number[] }} */
const both = () => ({ sdk: [], undici: [] })
