/** Contents of files on disk, for Node. */
import { closeSync, createWriteStream, mkdirSync, mkdtempSync, openSync, read, rmSync } from "node:fs"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { promisify } from "node:util"
import type { ContentStore, StoredContent } from "./ContentStore.js"

const readFrom = promisify(read)

const chunkSize = 128 * 1024

/** How much may wait for the disk, in bytes, so that the connection need not. */
const waiting = 1024 * 1024

/** The file is opened at once: from then on it can be read, also when its name is removed. */
const readStream = (path: string): ReadableStream<Uint8Array<ArrayBuffer>> => {
  const descriptor = openSync(path, "r")
  let closed = false
  // A descriptor must not be closed while it is being read: the number may be somebody else's by then.
  let reading: Promise<unknown> = Promise.resolve()
  const close = () => {
    if (!closed) closeSync(descriptor)
    closed = true
  }
  // One chunk is read ahead.
  return new ReadableStream({
    pull: async (controller) => {
      try {
        const result = readFrom(descriptor, Buffer.allocUnsafeSlow(chunkSize), 0, chunkSize, null)
        reading = result
        const { bytesRead, buffer } = await result
        if (closed) return
        if (bytesRead > 0) return controller.enqueue(new Uint8Array(buffer.buffer, 0, bytesRead))
        close()
        controller.close()
      } catch (error) {
        close()
        controller.error(error)
      }
    },
    cancel: async () => {
      await reading.catch(() => {})
      close()
    }
  })
}

/**
 * Keeps the contents of uploaded files in a folder, which is made if it is not there. Uploads and downloads of any
 * size then pass through little memory.
 *
 * Each call makes a folder of its own in it and numbers the contents: no name that a client sends becomes a path. When
 * the simulator is closed that folder is removed. A program that is killed leaves it behind. Throws if the folder
 * cannot be made.
 *
 * @example
 * ```ts
 * import { diskContent } from "@aculab-cloud/simulator/disk"
 * import { makeSimulator } from "@aculab-cloud/simulator/Simulator"
 * import { mkdtemp, readdir, rm } from "node:fs/promises"
 * import { tmpdir } from "node:os"
 * import { join } from "node:path"
 *
 * const folder = await mkdtemp(join(tmpdir(), "recordings-"))
 * const simulator = makeSimulator({ files: { content: diskContent(folder) } })
 * // Uploads are on disk, until:
 * simulator.close()
 * console.log(await readdir(folder))
 * // => []
 * await rm(folder, { recursive: true })
 * ```
 */
export const diskContent = (folder: string): ContentStore => {
  mkdirSync(folder, { recursive: true })
  const own = mkdtempSync(join(folder, "simulator-"))
  let count = 0

  const content = (path: string, size: number): StoredContent => ({
    size,
    read: () => readStream(path),
    remove: () => rmSync(path, { force: true })
  })

  return {
    write: async (chunks) => {
      count += 1
      const path = join(own, String(count))
      const file = createWriteStream(path, { flags: "wx", highWaterMark: waiting })
      try {
        await pipeline(chunks, file)
      } catch (error) {
        rmSync(path, { force: true })
        throw error
      }
      return content(path, file.bytesWritten)
    },
    close: () => rmSync(own, { recursive: true, force: true })
  }
}
