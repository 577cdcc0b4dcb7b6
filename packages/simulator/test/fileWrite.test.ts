import { describe, expect, it } from "vitest"
import { makeSimulator, type Simulator } from "../src/Simulator.js"
import { answer, bigEndianTiff, bytesOf, noise, refusalOf, refused, tiff, wav, write } from "./fileSupport.js"
import { baseUrl, get, headersOf, post } from "./support.js"

const target = { filetype: "media", filename: "hello.wav" }

const writeForm = (simulator: Simulator, form: FormData) =>
  simulator.fetch(`${baseUrl}/file_write`, { method: "POST", headers: headersOf(simulator), body: form })

describe("file_write", () => {
  it("stores a file, which can then be fetched byte for byte", async () => {
    const simulator = makeSimulator()
    const bytes = Uint8Array.from({ length: 1000 }, (_, index) => (index * 7) % 256)
    bytes.set(wav)
    const written = await write(simulator, target, bytes)
    expect([written.status, await written.text()]).toEqual([200, ""])
    expect(await bytesOf(await post(simulator, "/file_get", target))).toEqual(bytes)
  })

  it("takes the content type from the extension, or from the request", async () => {
    const simulator = makeSimulator()
    await write(simulator, target)
    await write(simulator, { filetype: "msg_media", filename: "cat.JPG" }, noise)
    await write(simulator, { filetype: "msg_media", filename: "a.xyz" }, noise)
    await write(
      simulator,
      { filetype: "msg_media", filename: "a.bin", contenttype: "text/plain; charset=utf-8" },
      noise
    )
    expect([
      simulator.files.get("media", "hello.wav")?.contentType,
      ...["cat.JPG", "a.xyz", "a.bin"].map((name) => simulator.files.get("msg_media", name)?.contentType)
    ]).toEqual(["audio/wav", "image/jpeg", "application/octet-stream", "text/plain; charset=utf-8"])
  })

  it.each([
    ["1m", 60_000],
    ["2h", 7_200_000],
    ["30d", 30 * 86_400_000]
  ])("keeps a file with the ttl %s for that long", async (ttl, milliseconds) => {
    const simulator = makeSimulator()
    await write(simulator, { ...target, ttl })
    await simulator.clock.advance(milliseconds - 1)
    expect((await post(simulator, "/file_get", target)).status).toBe(200)
    await simulator.clock.advance(1)
    expect((await post(simulator, "/file_get", target)).status).toBe(404)
  })

  it("replaces a file, and its lifetime with it", async () => {
    const simulator = makeSimulator()
    await write(simulator, { ...target, ttl: "1m", encrypted: "true" }, noise)
    await simulator.clock.advance(5000)
    await write(simulator, target)
    expect((await answer(simulator, "/file_list", { filetype: "media" }))["hello.wav"]).toEqual({
      modified: "2026-01-01_00:00:05",
      size: 12,
      encrypted: false,
      expiry_date: null
    })
  })

  it("takes TIFF of either byte order", async () => {
    const simulator = makeSimulator()
    const fax = { filetype: "media", filename: "fax.tif" }
    expect((await write(simulator, fax, tiff)).status).toBe(200)
    expect((await write(simulator, { ...fax, filename: "fax.TIFF" }, bigEndianTiff)).status).toBe(200)
  })

  it.each([
    ["hello.wav", noise],
    ["hello.WAVE", tiff],
    ["fax.tiff", wav],
    ["hello.wav", new Uint8Array()]
  ])("refuses media for %s whose content is something else", async (filename, bytes) => {
    const simulator = makeSimulator()
    const refusal = await refusalOf(await write(simulator, { filetype: "media", filename }, bytes))
    expect(refusal).toMatchObject({ status: 400, code: "0002" })
    expect(simulator.files.list("media")).toEqual([])
  })

  it("does not look into encrypted media, nor into message media", async () => {
    const simulator = makeSimulator()
    expect((await write(simulator, { ...target, encrypted: "true" }, noise)).status).toBe(200)
    expect(simulator.files.get("media", "hello.wav")?.encrypted).toBe(true)
    expect((await write(simulator, { filetype: "msg_media", filename: "a.wav" }, noise)).status).toBe(200)
  })

  it.each([
    [{ filename: "hello.wav" }, "0001", "filetype"],
    [{ filetype: "media" }, "0001", "filename"],
    [{ ...target, filetype: "rest" }, "0002", "filetype"],
    [{ ...target, filename: "hello.mp3" }, "0002", "filename"],
    [{ ...target, filename: "../hello.wav" }, "0002", "filename"],
    [{ ...target, filename: "hällo.wav" }, "0002", "filename"],
    [{ ...target, filetype: "msg_media", filename: "cat" }, "0002", "filename"],
    [{ ...target, filetype: "msg_media", encrypted: "true" }, "0002", "encrypted"],
    [{ ...target, encrypted: "yes" }, "0002", "encrypted"],
    [{ ...target, ttl: "0m" }, "0002", "ttl"],
    [{ ...target, ttl: "10" }, "0002", "ttl"],
    [{ ...target, ttl: "1s" }, "0002", "ttl"],
    [{ ...target, ttl: "1.5h" }, "0002", "ttl"],
    [{ ...target, contenttype: "jpeg" }, "0002", "contenttype"],
    [{ ...target, content_type: "audio/wav" }, "0002", "content_type"]
  ])("refuses %j with %s, naming %s", async (fields, code, name) => {
    const simulator = makeSimulator()
    const refusal = await refusalOf(await write(simulator, { ...fields }))
    expect(refusal).toMatchObject({ status: 400, code })
    expect(refusal.text).toContain(name)
    expect([...simulator.files.list("media"), ...simulator.files.list("msg_media")]).toEqual([])
  })

  it("needs one file, called file", async () => {
    const simulator = makeSimulator()
    const form = (...parts: readonly (readonly [string, boolean])[]) => {
      const made = new FormData()
      made.set("filetype", "media")
      made.set("filename", "hello.wav")
      for (const [name, file] of parts) {
        if (file) made.append(name, new Blob([wav]), "local.wav")
        else made.append(name, "RIFF....WAVE")
      }
      return made
    }
    const codeOf = async (made: FormData) => (await refusalOf(await writeForm(simulator, made))).code
    expect(await codeOf(form())).toBe("0001")
    expect(await codeOf(form(["file", true], ["file", true]))).toBe("0003")
    expect(await codeOf(form(["file", true], ["upload", true]))).toBe("0002")
    expect((await refusalOf(await writeForm(simulator, form(["file", false])))).status).toBe(400)
    expect(await refused(simulator, "/file_write", target)).toMatchObject({ code: "0001" })
    expect(simulator.files.list("media")).toEqual([])
  })

  it("is a POST", async () => {
    const response = await get(makeSimulator(), "/file_write", target)
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"])
  })

  it("takes a large file, whatever is in it", async () => {
    const simulator = makeSimulator()
    // Line breaks and dashes everywhere: whoever looks for the boundary from each of them anew is never done.
    const pattern = new TextEncoder().encode("\r\n--\r\n----WebKitFormBoundary")
    const bytes = Uint8Array.from({ length: 8_000_000 }, (_, index) => pattern[index % pattern.length] ?? 0)
    const media = { filetype: "msg_media", filename: "large.bin" }
    expect((await write(simulator, media, bytes)).status).toBe(200)
    const stored = simulator.files.get("msg_media", "large.bin")?.bytes ?? new Uint8Array()
    expect(stored.length).toBe(bytes.length)
    expect(stored.every((byte, index) => byte === bytes[index])).toBe(true)
  })
})

describe("file_get", () => {
  it("answers with the bytes, their type and length, and a name to save them as", async () => {
    const simulator = makeSimulator()
    await write(simulator, { filetype: "media", filename: "prompts/hello.wav" })
    const wanted = { filetype: "media", filename: "prompts/hello.wav" }
    for (const response of [
      await get(simulator, "/file_get", wanted),
      await post(simulator, "/file_get", wanted)
    ]) {
      expect(response.status).toBe(200)
      expect(response.headers.get("content-type")).toBe("audio/wav")
      expect(response.headers.get("content-length")).toBe("12")
      expect(response.headers.get("content-disposition")).toBe('attachment; filename="hello.wav"')
      expect(await bytesOf(response)).toEqual(wav)
    }
  })

  it("fetches log files, which nobody uploaded", async () => {
    const simulator = makeSimulator()
    simulator.files.put({ filetype: "rest", name: "2026-01-01/log", bytes: noise })
    const response = await post(simulator, "/file_get", { filetype: "rest", filename: "2026-01-01/log" })
    expect(await bytesOf(response)).toEqual(noise)
  })

  it("answers 404 when there is no such file in that store", async () => {
    const simulator = makeSimulator()
    await write(simulator, target)
    const other = { ...target, filetype: "msg_media" }
    expect(await refused(simulator, "/file_get", other)).toMatchObject({ status: 404, code: "HTTP 404" })
  })

  it.each([
    [{ filename: "a.wav" }, "0001"],
    [{ filetype: "media" }, "0001"],
    [{ filetype: "media", filename: "a*" }, "0002"],
    [{ filetype: "media", filename: "" }, "0002"],
    [{ filetype: "media", filename: "a/../b.wav" }, "0002"],
    [{ filetype: "wav", filename: "a.wav" }, "0002"]
  ])("refuses %j with %s", async (fields, code) => {
    expect(await refused(makeSimulator(), "/file_get", { ...fields })).toMatchObject({ status: 400, code })
  })
})
