import { describe, expect, it } from "vitest"
import { makeSimulator } from "../src/Simulator.js"
import {
  bodyOf,
  bytesOfText,
  formBytes,
  makeStore,
  piecesOf,
  streaming,
  writeStream
} from "./contentSupport.js"
import { answer, bytesOf, noise, refusalOf, refused, tiff, wav, write } from "./fileSupport.js"
import { baseUrl, headersOf, hello, post, rejection } from "./support.js"

const target = { filetype: "media", filename: "hello.wav" }
const media = { filetype: "msg_media", filename: "a.bin" }

const start = (options: { readonly consistencyDelay?: number } = {}) => {
  const made = makeStore()
  const simulator = makeSimulator({ files: { ...options, content: made.store } })
  return { ...made, simulator }
}

/** Almost the delimiter, and over and over the beginning of one. */
const tricky = bytesOfText("\r\n--\r\n--C\r\n-\r\n\r\n\r\r\n--\r")

describe("an upload that is streamed to a store of contents", () => {
  it("is stored and fetched byte for byte", async () => {
    const { simulator, contents } = start()
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256)
    bytes.set(wav)
    expect((await write(simulator, target, bytes)).status).toBe(200)
    expect(contents.size).toBe(1)
    const response = await post(simulator, "/file_get", target)
    expect(response.headers.get("content-length")).toBe("300000")
    expect(response.headers.get("content-type")).toBe("audio/wav")
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="hello.wav"')
    expect(await bytesOf(response)).toEqual(bytes)
    expect((await answer(simulator, "/file_list", { filetype: "media" }))["hello.wav"].size).toBe(300_000)
  })

  it("may come in chunks of any size, whatever they cut", async () => {
    const { simulator, contents } = start()
    const form = formBytes(media, tricky)
    for (let size = 1; size <= form.length; size += 1) {
      expect((await writeStream(simulator, bodyOf(piecesOf(form, size)))).status).toBe(200)
      expect([...contents]).toEqual([tricky])
    }
  })

  it("may be cut in two anywhere, and begin with something else", async () => {
    const { simulator, contents } = start()
    const form = Uint8Array.of(...bytesOfText("--preamble\r\n"), ...formBytes(media, tricky))
    for (let border = 1; border < form.length; border += 1) {
      const body = bodyOf([form.slice(0, border), form.slice(border)])
      expect((await writeStream(simulator, body)).status).toBe(200)
      expect([...contents]).toEqual([tricky])
    }
  })

  it.each([1, 2, 3, 1000])("may be an empty file, in chunks of %i", async (size) => {
    const { simulator } = start()
    const form = formBytes(media, new Uint8Array())
    expect((await writeStream(simulator, bodyOf(piecesOf(form, size)))).status).toBe(200)
    const response = await post(simulator, "/file_get", media)
    expect([response.headers.get("content-length"), await response.text()]).toEqual(["0", ""])
  })

  it("has its format looked at, wherever the first bytes are cut", async () => {
    const { simulator, contents } = start()
    for (const size of [1, 5, 1000]) {
      const good = await writeStream(simulator, bodyOf(piecesOf(formBytes(target, wav), size)))
      const bad = await writeStream(simulator, bodyOf(piecesOf(formBytes(target, tiff), size)))
      expect([good.status, bad.status]).toEqual([200, 400])
    }
    expect([...contents]).toEqual([wav])
    const fax = { filetype: "media", filename: "hello.wav", new_filename: "hello.tif" }
    expect((await refused(simulator, "/file_move", fax)).code).toBe("0002")
  })

  it.each([
    [{ filename: "hello.wav" }, "0001"],
    [{ ...target, filename: "../hello.wav" }, "0002"],
    [{ ...target, ttl: "1s" }, "0002"]
  ])("leaves nothing when %j is refused with %s", async (fields, code) => {
    const { simulator, contents, counts } = start()
    expect((await refusalOf(await write(simulator, fields))).code).toBe(code)
    expect([counts.written, contents.size]).toEqual([1, 0])
  })

  it.each([
    ["ends too early", formBytes(media).slice(0, -8)],
    ["ends within the file", formBytes(media, tricky).slice(0, -30)],
    ["has a second part without a name", formBytes(media, bytesOfText("1\r\n--B\r\n\r\n"))],
    ["has a head without end", bytesOfText(`--B\r\n${"x: y\r\n".repeat(4000)}`)],
    ["is none", noise]
  ])("leaves nothing when the form %s", async (_, form) => {
    for (const size of [7, 100_000]) {
      const { simulator, contents } = start()
      const refusal = await refusalOf(await writeStream(simulator, bodyOf(piecesOf(form, size))))
      expect(refusal).toEqual({ status: 400, code: "0002", text: "The multipart body is malformed" })
      expect(contents.size).toBe(0)
    }
  })

  it("leaves nothing when it breaks off, and is not recorded", async () => {
    const { simulator, contents } = start()
    const form = formBytes(media, new Uint8Array(10_000))
    const broken = function* () {
      yield form.slice(0, 5000)
      throw new TypeError("the client is gone")
    }
    expect(await rejection(writeStream(simulator, bodyOf(broken())))).toBeInstanceOf(TypeError)
    expect([contents.size, simulator.requests.length]).toEqual([0, 0])
  })

  it("ends when its signal aborts, though nothing comes any more", async () => {
    const { simulator, counts } = start()
    const controller = new AbortController()
    const cancelled = Promise.withResolvers<unknown>()
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (stream) => stream.enqueue(formBytes(media).slice(0, -20)),
      cancel: cancelled.resolve
    })
    const written = rejection(writeStream(simulator, body, { signal: controller.signal }))
    controller.abort(new Error("enough"))
    expect(await written).toMatchObject({ message: "enough" })
    expect(await cancelled.promise).toMatchObject({ message: "enough" })
    expect([counts.written, simulator.files.list("msg_media")]).toEqual([0, []])
  })

  it("is not stored for somebody who may not", async () => {
    const { simulator, counts } = start()
    const response = await writeStream(simulator, bodyOf([formBytes(target)]), {
      headers: { "content-type": "multipart/form-data; boundary=B" }
    })
    expect([response.status, counts.chunks]).toEqual([401, 0])
    expect(simulator.requests).toMatchObject([{ authorized: false, cut: false }])
  })

  it("is recorded with its first 64 KiB", async () => {
    const { simulator } = start()
    const form = formBytes(media, new Uint8Array(200_000).fill(0x78))
    await writeStream(simulator, bodyOf(piecesOf(form, 30_000)))
    await writeStream(simulator, bodyOf([formBytes(media)]))
    const [long, short] = simulator.requests
    expect([long?.cut, long?.body.length]).toEqual([true, 65_536])
    expect(long?.body).toEqual(form.slice(0, 65_536))
    expect(long?.text).toHaveLength(65_536)
    expect([short?.cut, short?.body]).toEqual([false, formBytes(media)])
  })

  it("cannot be sent again to where a redirect points, unless all of it is there", async () => {
    const { simulator } = start()
    const send = async (bytes: Uint8Array) => {
      simulator.faults.next({ kind: "redirect", status: 307, location: `${baseUrl}/file_write` })
      return writeStream(simulator, bodyOf([formBytes(media, bytes)]))
    }
    expect((await send(noise)).status).toBe(200)
    expect(await rejection(send(new Uint8Array(100_000)))).toBeInstanceOf(TypeError)
  })

  it("leaves a message of plain fields as it is", async () => {
    const { simulator, counts } = start()
    const form = new FormData()
    for (const [name, text] of Object.entries({ ...hello, content: "x".repeat(100_000) }))
      form.set(name, text)
    const init = { method: "POST", headers: headersOf(simulator), body: form }
    await simulator.fetch(`${baseUrl}/msg_send`, init)
    expect(simulator.requests).toMatchObject([{ cut: false, status: 200 }])
    expect(simulator.requests[0]?.body.length).toBeGreaterThan(100_000)
    expect(counts.written).toBe(0)
  })

  it("is refused when a plain field beside it is of more than 1 MiB", async () => {
    const { simulator, contents } = start()
    const form = formBytes({ ...media, ttl: "1".repeat(1_100_000) })
    expect((await refusalOf(await writeStream(simulator, bodyOf([form])))).code).toBe("0002")
    expect(contents.size).toBe(0)
  })
})

describe("a content in a store", () => {
  it("is not in memory, and can be read", async () => {
    const { simulator } = start()
    await write(simulator, target)
    const file = simulator.files.get("media", "hello.wav")
    expect(file?.size).toBe(12)
    expect(() => file?.bytes).toThrow(TypeError)
    expect(await bytesOf(new Response(simulator.files.read("media", "hello.wav")))).toEqual(wav)
    expect(simulator.files.read("media", "other.wav")).toBeUndefined()
  })

  it("is beside what a test puts, which is in memory", async () => {
    const { simulator, contents } = start()
    simulator.files.put({ filetype: "media", name: "put.wav", bytes: wav })
    expect(contents.size).toBe(0)
    expect(await bytesOf(new Response(simulator.files.read("media", "put.wav")))).toEqual(wav)
  })

  it("is removed with its file, however that goes", async () => {
    const { simulator, contents } = start()
    await write(simulator, target)
    await write(simulator, target)
    expect(contents.size).toBe(1)
    simulator.files.remove("media", "hello.wav")
    expect(contents.size).toBe(0)

    await write(simulator, { ...target, ttl: "1m" })
    await simulator.clock.advance(59_999)
    expect(contents.size).toBe(1)
    await simulator.clock.advance(1)
    expect(contents.size).toBe(0)

    await write(simulator, target)
    await post(simulator, "/file_delete", target)
    await simulator.clock.advance(1000)
    expect(contents.size).toBe(0)
  })

  it("moves with its file, and its lifetime too", async () => {
    const { simulator, contents } = start()
    await write(simulator, { ...target, ttl: "1m" })
    await write(simulator, { ...target, filename: "bye.wav" })
    const moved = await post(simulator, "/file_move", { ...target, new_filename: "bye.wav" })
    expect([moved.status, contents.size]).toEqual([200, 1])
    await simulator.clock.advance(60_000)
    expect(contents.size).toBe(0)
  })

  it("stays for as long as it is served", async () => {
    const { simulator, contents } = start({ consistencyDelay: 5000 })
    await write(simulator, target)
    await write(simulator, target, Uint8Array.of(...wav, 1))
    expect(await bytesOf(await post(simulator, "/file_get", target))).toEqual(wav)
    await simulator.clock.advance(4999)
    expect(contents.size).toBe(2)
    await simulator.clock.advance(1)
    expect([...contents]).toEqual([Uint8Array.of(...wav, 1)])
    await post(simulator, "/file_move", { ...target, new_filename: "bye.wav" })
    await simulator.clock.advance(5000)
    expect(contents.size).toBe(1)
    simulator.files.remove("media", "bye.wav")
    expect(contents.size).toBe(1)
    await simulator.clock.advance(5000)
    expect(contents.size).toBe(0)
  })

  it("is gone when the simulator is closed", async () => {
    const { simulator, contents } = start()
    await write(simulator, target)
    simulator.close()
    expect(contents.size).toBe(0)
  })

  it("is left neither by a fault that comes before the cloud acts, nor in two copies by one after it", async () => {
    const { simulator, contents } = start()
    simulator.faults.next({ kind: "reset", when: "before" })
    await rejection(write(simulator, target))
    expect(contents.size).toBe(0)
    simulator.faults.next({ kind: "reset" })
    await rejection(write(simulator, target))
    await write(simulator, target)
    expect(contents.size).toBe(1)
  })

  it("is served by halves, as a fault wants it, without being read whole", async () => {
    const { simulator } = start()
    const size = 3_000_001
    const bytes = Uint8Array.from({ length: size }, (_, index) => (index * 7) % 256)
    await write(simulator, media, bytes)
    const fetched = () => post(simulator, "/file_get", media)

    simulator.faults.next({ kind: "truncate" })
    const truncated = await fetched()
    expect(truncated.headers.get("content-length")).toBe("1500000")
    expect(await bytesOf(truncated)).toEqual(bytes.slice(0, 1_500_000))

    simulator.faults.next({ kind: "reset-body" })
    const broken = await fetched()
    expect(broken.headers.get("content-length")).toBe(String(size))
    let received = 0
    const read = async () => {
      for await (const chunk of chunksOf(broken)) received += chunk.length
    }
    expect(await rejection(read())).toBeInstanceOf(TypeError)
    expect(received).toBe(1_500_000)
  })
})

const chunksOf = async function* (response: Response) {
  const reader = response.body?.getReader()
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) yield next.value
}

it("a request with a stream as its body needs nothing of the simulator", async () => {
  const simulator = makeSimulator()
  const request = new Request(`${baseUrl}/file_write`, {
    method: "POST",
    headers: { ...headersOf(simulator), "content-type": "multipart/form-data; boundary=B" },
    ...streaming(bodyOf(piecesOf(formBytes(target), 10)))
  })
  expect((await simulator.fetch(request)).status).toBe(200)
  expect(simulator.files.get("media", "hello.wav")?.bytes).toEqual(wav)
})
