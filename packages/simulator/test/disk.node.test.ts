import { createHash } from "node:crypto"
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { request as httpRequest } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { ContentStore } from "../src/ContentStore.js"
import { diskContent } from "../src/disk.js"
import { makeSimulator, type Simulator } from "../src/Simulator.js"
import { type RunningServer, serve } from "../src/server.js"
import { bodyOf, formBytes, piecesOf, streaming, writeStream } from "./contentSupport.js"
import { bytesOf, wav, write } from "./fileSupport.js"
import { baseUrl, headersOf, post, rejection } from "./support.js"

const mebibyte = 1024 * 1024
const target = { filetype: "media", filename: "hello.wav" }
const media = { filetype: "msg_media", filename: "large.bin" }

let folder = ""
const simulators = new Set<Simulator>()
const servers = new Set<RunningServer>()

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "simulator-test-"))
})

afterEach(async () => {
  for (const server of servers) await server.close()
  for (const simulator of simulators) simulator.close()
  servers.clear()
  simulators.clear()
  rmSync(folder, { recursive: true })
})

const start = (content: ContentStore = diskContent(folder)) => {
  const simulator = makeSimulator({ files: { content } })
  simulators.add(simulator)
  return simulator
}

const startServer = async () => {
  const simulator = start()
  const server = await serve(simulator)
  servers.add(server)
  return { simulator, server }
}

/** The contents on disk, by their paths within the folder. */
const onDisk = (): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

const descriptors = "/proc/self/fd"
const countable = existsSync(descriptors)

/** How many descriptors of files in the folder this process has open; 0 where nobody tells. */
const openDescriptors = (): number =>
  (countable ? readdirSync(descriptors) : []).filter((descriptor) => {
    try {
      return readlinkSync(`${descriptors}/${descriptor}`).startsWith(folder)
    } catch {
      return false
    }
  }).length

describe("contents on disk", () => {
  it("are one file each, and removed with what they are the content of", async () => {
    const simulator = start()
    await write(simulator, { ...target, ttl: "1m" })
    expect(onDisk().map((path) => readFileSync(path))).toEqual([Buffer.from(wav)])
    await write(simulator, target, Uint8Array.of(...wav, 1))
    expect(onDisk()).toHaveLength(1)
    await post(simulator, "/file_delete", target)
    await simulator.clock.advance(1000)
    expect(onDisk()).toEqual([])
    await write(simulator, { ...target, ttl: "1m" })
    await simulator.clock.advance(60_000)
    expect(onDisk()).toEqual([])
  })

  it("go with the simulator, and leave what else is in the folder", async () => {
    writeFileSync(join(folder, "mine"), "mine")
    const [one, other] = [start(), start()]
    await write(one, target)
    await write(other, target)
    expect(onDisk()).toHaveLength(3)
    one.close()
    expect(await bytesOf(await post(other, "/file_get", target))).toEqual(wav)
    other.close()
    expect(readdirSync(folder)).toEqual(["mine"])
  })

  it("are kept in a folder that is made if it is not there, or not at all", () => {
    start(diskContent(join(folder, "deep", "down")))
    expect(existsSync(join(folder, "deep", "down"))).toBe(true)
    writeFileSync(join(folder, "file"), "")
    expect(() => diskContent(join(folder, "file"))).toThrow(/EEXIST|ENOTDIR/)
  })

  it.each([
    "CON.wav",
    "aux.WAV",
    "a:stream.wav",
    ".hidden.wav",
    "-rf.wav",
    "@x/y/z.wav",
    "/etc/passwd.wav",
    "C:/x.wav",
    `${"a".repeat(400)}.wav`,
    `${"d/".repeat(300)}a.wav`,
    "trailing./a.wav"
  ])("have numbers for names, not %s", async (filename) => {
    const simulator = start()
    expect((await write(simulator, { ...target, filename })).status).toBe(200)
    expect(onDisk().map((path) => path.slice(folder.length))).toEqual([
      expect.stringMatching(/^.simulator-\w{6}.1$/)
    ])
    expect(await bytesOf(await post(simulator, "/file_get", { ...target, filename }))).toEqual(wav)
  })

  it.each(["../a.wav", "a/../../b.wav", "a\0.wav", "a\\b.wav"])(
    "are not kept of a file that cannot be called %j",
    async (filename) => {
      const simulator = start()
      expect((await write(simulator, { ...target, filename })).status).toBe(400)
      expect(onDisk()).toEqual([])
    }
  )

  it("are read on by whoever began before they were removed", async () => {
    const simulator = start()
    const bytes = new Uint8Array(mebibyte).fill(7)
    await write(simulator, media, bytes)
    const response = await post(simulator, "/file_get", media)
    simulator.files.remove("msg_media", "large.bin")
    expect(onDisk()).toEqual([])
    expect(await bytesOf(response)).toEqual(bytes)
  })
})

describe("an upload and a download of 64 MiB", () => {
  it("are the same bytes, with a few chunks at a time in between", async () => {
    const chunkLength = 64 * 1024
    const count = 1024
    // What was made and not yet taken by the store, and read from it and not yet taken by the client.
    const alive = { up: 0, mostUp: 0, down: 0, mostDown: 0 }
    const disk = diskContent(folder)
    const simulator = start({
      ...disk,
      write: async (chunks) => {
        const counted = async function* () {
          for await (const chunk of chunks) {
            alive.up -= 1
            yield chunk
          }
        }
        const stored = await disk.write(counted())
        const read = () =>
          stored.read().pipeThrough(
            new TransformStream(
              {
                transform: (chunk, controller) => {
                  alive.down += chunk.length
                  alive.mostDown = Math.max(alive.mostDown, alive.down)
                  controller.enqueue(chunk)
                }
              },
              { highWaterMark: 1 },
              { highWaterMark: 0 }
            )
          )
        return { ...stored, read }
      }
    })

    const [up, down] = [createHash("sha256"), createHash("sha256")]
    const form = formBytes(media, new Uint8Array())
    const end = form.length - "\r\n--B--\r\n".length
    const chunks = function* () {
      yield form.slice(0, end)
      for (let index = 0; index < count; index += 1) {
        const chunk = new Uint8Array(chunkLength).fill(index % 251)
        chunk[index] = 13
        up.update(chunk)
        alive.up += 1
        alive.mostUp = Math.max(alive.mostUp, alive.up)
        yield chunk
      }
      yield form.slice(end)
    }
    expect((await writeStream(simulator, bodyOf(chunks()))).status).toBe(200)
    expect(alive.mostUp).toBeLessThanOrEqual(4)

    const response = await post(simulator, "/file_get", media)
    expect(response.headers.get("content-length")).toBe(String(count * chunkLength))
    const reader = response.body?.getReader()
    for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
      alive.down -= next.value.length
      down.update(next.value)
    }
    expect(down.digest("hex")).toBe(up.digest("hex"))
    expect(alive.mostDown).toBeLessThanOrEqual(mebibyte)
    expect(simulator.requests.map(({ cut, body }) => [cut, body.length])).toEqual([
      [true, 65_536],
      [false, expect.any(Number)]
    ])
  })
})

describe("over a socket", () => {
  it("an upload and a download pass through", async () => {
    const { simulator, server } = await startServer()
    const bytes = Uint8Array.from({ length: 3 * mebibyte + 1 }, (_, index) => (index * 7) % 256)
    const written = await fetch(`${server.url}/file_write`, {
      method: "POST",
      headers: { ...headersOf(simulator), "content-type": "multipart/form-data; boundary=B" },
      ...streaming(bodyOf(piecesOf(formBytes(media, bytes), 50_000)))
    })
    expect(written.status).toBe(200)
    const read = await fetch(`${server.url}/file_get?${new URLSearchParams(media)}`, {
      headers: headersOf(simulator)
    })
    expect(read.headers.get("content-length")).toBe(String(bytes.length))
    expect(Buffer.compare(await bytesOf(read), bytes)).toBe(0)
    await expect.poll(openDescriptors).toBe(0)
  })

  it("a client that breaks off an upload leaves nothing, and the server goes on", async () => {
    const { simulator, server } = await startServer()
    const sending = httpRequest(`${server.url}/file_write`, {
      method: "POST",
      headers: {
        ...headersOf(simulator),
        "content-type": "multipart/form-data; boundary=B",
        "content-length": String(mebibyte)
      }
    })
    const broken = new Promise((resolve) => sending.once("error", resolve))
    sending.write(formBytes(media, new Uint8Array(200_000)).slice(0, -20))
    await expect.poll(() => onDisk().length).toBe(1)
    sending.destroy(new Error("enough"))
    await broken
    await expect.poll(() => [onDisk(), openDescriptors()]).toEqual([[], 0])
    expect((await fetch(server.url)).status).toBe(404)
    expect(simulator.requests).toHaveLength(1)
  })

  it.each(["before it reads", "in the middle"] as const)(
    "a client that breaks off a download %s leaves nothing open",
    async (when) => {
      const { simulator, server } = await startServer()
      await write(simulator, media, new Uint8Array(20 * mebibyte))
      const controller = new AbortController()
      const response = await fetch(`${server.url}/file_get?${new URLSearchParams(media)}`, {
        headers: headersOf(simulator),
        signal: controller.signal
      })
      if (when === "in the middle") await response.body?.getReader().read()
      if (countable) expect(openDescriptors()).toBe(1)
      controller.abort()
      await expect.poll(openDescriptors).toBe(0)
    }
  )

  it.each(["reset-body", "truncate", "stall-body"] as const)(
    "%s: half of a download comes, and nothing stays open",
    async (kind) => {
      const { simulator, server } = await startServer()
      const size = 5 * mebibyte
      await write(simulator, media, new Uint8Array(size))
      simulator.faults.next({ kind })
      const controller = new AbortController()
      const response = await fetch(`${server.url}/file_get?${new URLSearchParams(media)}`, {
        headers: headersOf(simulator),
        signal: controller.signal
      })
      const half = size / 2
      expect(response.headers.get("content-length")).toBe(String(kind === "truncate" ? half : size))
      let received = 0
      const reading = (async () => {
        const reader = response.body?.getReader()
        for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
          received += next.value.length
          if (kind === "stall-body" && received === half) controller.abort()
        }
      })()
      if (kind === "truncate") await reading
      else expect(await rejection(reading)).toBeInstanceOf(Error)
      // A reset may overtake what is on its way.
      if (kind !== "reset-body") expect(received).toBe(half)
      else expect(received).toBeLessThanOrEqual(half)
      await expect.poll(openDescriptors).toBe(0)
    }
  )

  it.each(["reset", "empty", "garbage", "html"] as const)(
    "%s: no content is opened for nobody",
    async (kind) => {
      const { simulator, server } = await startServer()
      await write(simulator, media, new Uint8Array(mebibyte))
      simulator.faults.next({ kind })
      const url = `${server.url}/file_get?${new URLSearchParams(media)}`
      await fetch(url, { headers: headersOf(simulator) }).then(
        (response) => response.text(),
        () => {}
      )
      expect(openDescriptors()).toBe(0)
    }
  )

  it("closing ends uploads, and nothing is left", async () => {
    const { simulator, server } = await startServer()
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => controller.enqueue(formBytes(media, new Uint8Array(100_000)).slice(0, -20))
    })
    const outcome = rejection(
      fetch(`${server.url}/file_write`, {
        method: "POST",
        headers: { ...headersOf(simulator), "content-type": "multipart/form-data; boundary=B" },
        ...streaming(body)
      })
    )
    await expect.poll(() => onDisk().length).toBe(1)
    await server.close()
    expect(await outcome).toBeInstanceOf(TypeError)
    await expect.poll(() => [readdirSync(folder), openDescriptors()]).toEqual([[], 0])
  })
})

it("a download that nobody waits for any more is closed", async () => {
  const simulator = start()
  await write(simulator, media, new Uint8Array(mebibyte))
  const controller = new AbortController()
  const url = `${baseUrl}/file_get?${new URLSearchParams(media)}`
  const outcome = rejection(
    simulator.fetch(url, { headers: headersOf(simulator), signal: controller.signal })
  )
  controller.abort()
  expect(await outcome).toMatchObject({ name: "AbortError" })
  await expect.poll(openDescriptors).toBe(0)
})
