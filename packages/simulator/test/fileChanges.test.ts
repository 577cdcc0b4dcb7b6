import { describe, expect, it } from "vitest"
import { makeSimulator, type Simulator } from "../src/Simulator.js"
import { answer, bytesOf, noise, refused, tiff, wav, write } from "./fileSupport.js"
import { post } from "./support.js"

const put = (simulator: Simulator, ...names: readonly string[]) => {
  for (const name of names) simulator.files.put({ filetype: "media", name, bytes: wav })
}

const storedNames = (simulator: Simulator) => simulator.files.list("media").map((file) => file.name)

describe("file_move", () => {
  const move = { filetype: "media", filename: "a.wav", new_filename: "archive/b.wav" }

  it("gives a file another name, and leaves everything else as it was", async () => {
    const simulator = makeSimulator()
    simulator.files.put({
      filetype: "media",
      name: "a.wav",
      bytes: wav,
      contentType: "audio/wav",
      keepFor: 9000
    })
    const before = simulator.files.get("media", "a.wav")
    await simulator.clock.advance(2000)
    const response = await post(simulator, "/file_move", move)
    expect([response.status, await response.text()]).toEqual([200, ""])
    expect(simulator.files.list("media")).toEqual([{ ...before, name: "archive/b.wav" }])
  })

  it("replaces a file that has the new name", async () => {
    const simulator = makeSimulator()
    put(simulator, "a.wav")
    simulator.files.put({ filetype: "media", name: "archive/b.wav", bytes: noise })
    await post(simulator, "/file_move", move)
    expect(simulator.files.list("media").map(({ name, bytes }) => [name, bytes])).toEqual([
      ["archive/b.wav", wav]
    ])
  })

  it("answers 404 when the file is not there, as it is not after the first time", async () => {
    const simulator = makeSimulator()
    put(simulator, "a.wav")
    await post(simulator, "/file_move", move)
    expect(await refused(simulator, "/file_move", move)).toMatchObject({ status: 404, code: "HTTP 404" })
    expect(storedNames(simulator)).toEqual(["archive/b.wav"])
  })

  it.each([
    [{ filename: "a.wav", new_filename: "b.wav" }, "0001", "filetype"],
    [{ filetype: "media", new_filename: "b.wav" }, "0001", "filename"],
    [{ filetype: "media", filename: "a.wav" }, "0001", "new_filename"],
    [{ ...move, filetype: "rest" }, "0002", "filetype"],
    [{ ...move, new_filename: "b.mp3" }, "0002", "new_filename"],
    [{ ...move, new_filename: "/../b.wav" }, "0002", "new_filename"],
    [{ ...move, new_filename: "a.wav" }, "0002", "new_filename"],
    [{ ...move, new_filename: "a.tif" }, "0002", "new_filename"],
    [{ ...move, filename: "*" }, "0002", "filename"]
  ])("refuses %j with %s", async (fields, code, name) => {
    const simulator = makeSimulator()
    put(simulator, "a.wav")
    const refusal = await refused(simulator, "/file_move", { ...fields })
    expect(refusal).toMatchObject({ status: 400, code })
    expect(refusal.text).toContain(name)
    expect(storedNames(simulator)).toEqual(["a.wav"])
  })

  it("lets encrypted media and message media take any extension that the store allows", async () => {
    const simulator = makeSimulator()
    simulator.files.put({ filetype: "media", name: "a.wav", bytes: noise, encrypted: true })
    simulator.files.put({ filetype: "msg_media", name: "a.jpg", bytes: noise })
    expect((await post(simulator, "/file_move", { ...move, new_filename: "a.tif" })).status).toBe(200)
    const message = { filetype: "msg_media", filename: "a.jpg", new_filename: "a.png" }
    expect((await post(simulator, "/file_move", message)).status).toBe(200)
  })
})

describe("file_delete", () => {
  const remove = async (simulator: Simulator, fields: Record<string, string>): Promise<string> => {
    const { token, ...rest } = await answer(simulator, "/file_delete", { filetype: "media", ...fields })
    expect([typeof token, rest]).toEqual(["string", {}])
    return token
  }
  const progress = (simulator: Simulator, token: string) =>
    answer(simulator, "/file_delete_progress", { token })

  it("answers at once, and deletes later", async () => {
    const simulator = makeSimulator()
    put(simulator, "a.wav", "b.wav")
    const token = await remove(simulator, { filename: "a.wav" })
    expect(await progress(simulator, token)).toEqual({ status: "in progress", files_deleted: 0 })
    expect(storedNames(simulator)).toEqual(["a.wav", "b.wav"])
    await simulator.clock.advance(1000)
    expect(await progress(simulator, token)).toEqual({ status: "completed", files_deleted: 1 })
    expect(storedNames(simulator)).toEqual(["b.wav"])
  })

  it("deletes all names that begin alike, in one store", async () => {
    const simulator = makeSimulator()
    put(simulator, "a1.wav", "a2.wav", "b.wav")
    simulator.files.put({ filetype: "rest", name: "a3", bytes: noise })
    const token = await remove(simulator, { filename: "a*" })
    await simulator.clock.advance(1000)
    expect((await progress(simulator, token)).files_deleted).toBe(2)
    expect([storedNames(simulator), simulator.files.list("rest").length]).toEqual([["b.wav"], 1])
    await remove(simulator, { filetype: "rest", filename: "*" })
    await simulator.clock.advance(1000)
    expect(simulator.files.list("rest")).toEqual([])
  })

  it("deletes by time of modification", async () => {
    const simulator = makeSimulator()
    for (const name of ["a.wav", "b.wav", "c.wav"]) {
      put(simulator, name)
      await simulator.clock.advance(60_000)
    }
    await remove(simulator, { filename: "*", from: "2026-01-01_00:00:30", to: "2026-01-01_00:01:30" })
    await simulator.clock.advance(1000)
    expect(storedNames(simulator)).toEqual(["a.wav", "c.wav"])
  })

  it("counts in steps of up to 10,000", async () => {
    const simulator = makeSimulator({ files: { deletionStep: 5000 } })
    for (let index = 0; index < 20_001; index += 1) put(simulator, `${index}.wav`)
    const token = await remove(simulator, { filename: "*" })
    const seen = []
    for (let step = 0; step < 3; step += 1) {
      await simulator.clock.advance(5000)
      seen.push(await progress(simulator, token))
    }
    expect(seen).toEqual([
      { status: "in progress", files_deleted: 10_000 },
      { status: "in progress", files_deleted: 20_000 },
      { status: "completed", files_deleted: 20_001 }
    ])
    expect(simulator.clock.pending()).toBe(0)
  })

  it("completes with nothing deleted when nothing matches, as when it is repeated", async () => {
    const simulator = makeSimulator()
    put(simulator, "a.wav")
    const tokens = [
      await remove(simulator, { filename: "a.wav" }),
      await remove(simulator, { filename: "a.wav" }),
      await remove(simulator, { filename: "nothing.wav" })
    ]
    await simulator.clock.advance(1000)
    const counts = await Promise.all(tokens.map((token) => progress(simulator, token)))
    expect(counts.map((seen) => [seen.status, seen.files_deleted])).toEqual([
      ["completed", 1],
      ["completed", 0],
      ["completed", 0]
    ])
    expect(new Set(tokens).size).toBe(3)
  })

  it("leaves a file that was written after the deletion began", async () => {
    const simulator = makeSimulator()
    put(simulator, "a.wav")
    const token = await remove(simulator, { filename: "*" })
    put(simulator, "a.wav", "b.wav")
    await simulator.clock.advance(1000)
    expect(storedNames(simulator)).toEqual(["a.wav", "b.wav"])
    expect((await progress(simulator, token)).files_deleted).toBe(0)
  })

  it.each([
    ["/file_delete", { filename: "a.wav" }, "0001"],
    ["/file_delete", { filetype: "media" }, "0001"],
    ["/file_delete", { filetype: "media", filename: "" }, "0002"],
    ["/file_delete", { filetype: "media", filename: "*a" }, "0002"],
    ["/file_delete", { filetype: "all", filename: "a.wav" }, "0002"],
    ["/file_delete", { filetype: "media", filename: "*", from: "2026-13-01_00:00:00" }, "0002"],
    [
      "/file_delete",
      { filetype: "media", filename: "*", from: "2026-01-02_00:00:00", to: "2026-01-01_00:00:00" },
      "0002"
    ],
    ["/file_delete_progress", {}, "0001"],
    ["/file_delete_progress", { token: "" }, "0002"]
  ])("%s refuses %j with %s", async (path, fields, code) => {
    const simulator = makeSimulator()
    put(simulator, "a.wav")
    expect(await refused(simulator, path, { ...fields })).toMatchObject({ status: 400, code })
    expect(simulator.clock.pending()).toBe(0)
  })

  it("knows no progress of a token that is nobody's", async () => {
    expect(await refused(makeSimulator(), "/file_delete_progress", { token: "1234" })).toMatchObject({
      status: 400,
      code: "0405"
    })
  })
})

describe("stores that take their time to agree", () => {
  const slow = () => makeSimulator({ files: { consistencyDelay: 5000 } })
  const fetchBytes = async (simulator: Simulator, filename = "a.wav") => {
    const response = await post(simulator, "/file_get", { filetype: "media", filename })
    return response.status === 200 ? bytesOf(response) : response.status
  }
  const listed = async (simulator: Simulator) =>
    Object.keys(await answer(simulator, "/file_list", { filetype: "media" }))
  const longWav = Uint8Array.from([...wav, 0, 0])

  it("serve a new name at once", async () => {
    const simulator = slow()
    await write(simulator, { filetype: "media", filename: "a.wav" })
    expect(await fetchBytes(simulator)).toEqual(wav)
  })

  it("serve and list the old content for a while after an overwrite", async () => {
    const simulator = slow()
    put(simulator, "a.wav")
    await write(simulator, { filetype: "media", filename: "a.wav" }, longWav)
    await simulator.clock.advance(4999)
    expect(await fetchBytes(simulator)).toEqual(wav)
    expect((await answer(simulator, "/file_list", { filetype: "media" }))["a.wav"].size).toBe(12)
    expect(simulator.files.get("media", "a.wav")?.bytes).toEqual(longWav)
    await simulator.clock.advance(1)
    expect(await fetchBytes(simulator)).toEqual(longWav)
  })

  it("serve and list for a while what is deleted", async () => {
    const simulator = slow()
    put(simulator, "a.wav", "b.wav")
    await answer(simulator, "/file_delete", { filetype: "media", filename: "a.wav" })
    await simulator.clock.advance(1000)
    expect(storedNames(simulator)).toEqual(["b.wav"])
    expect([await fetchBytes(simulator), await listed(simulator)]).toEqual([wav, ["a.wav", "b.wav"]])
    await simulator.clock.advance(5000)
    expect([await fetchBytes(simulator), await listed(simulator)]).toEqual([404, ["b.wav"]])
  })

  it("serve a moved file under both names for a while", async () => {
    const simulator = slow()
    put(simulator, "a.wav")
    await post(simulator, "/file_move", { filetype: "media", filename: "a.wav", new_filename: "b.wav" })
    expect(await listed(simulator)).toEqual(["a.wav", "b.wav"])
    await simulator.clock.advance(5000)
    expect(await listed(simulator)).toEqual(["b.wav"])
  })

  it("never serve what has expired", async () => {
    const simulator = slow()
    simulator.files.put({ filetype: "media", name: "a.wav", bytes: wav, keepFor: 1000 })
    simulator.files.remove("media", "a.wav")
    await simulator.clock.advance(1000)
    expect([await fetchBytes(simulator), await listed(simulator)]).toEqual([404, []])
  })

  it("agree at once unless they are told not to", async () => {
    const simulator = makeSimulator()
    put(simulator, "a.tif")
    await write(simulator, { filetype: "media", filename: "a.tif" }, tiff)
    expect(await fetchBytes(simulator, "a.tif")).toEqual(tiff)
  })
})

describe("the credentials of the file operations", () => {
  it.each([
    "/file_list",
    "/folder_list",
    "/file_get",
    "/file_write",
    "/file_move",
    "/file_delete",
    "/file_delete_progress"
  ])("%s wants the API key", async (path) => {
    const simulator = makeSimulator()
    const response = await post(simulator, path, {}, { headers: { accept: "application/json" } })
    expect([response.status, (await response.json()).error.code]).toEqual([401, "HTTP 401"])
  })
})
