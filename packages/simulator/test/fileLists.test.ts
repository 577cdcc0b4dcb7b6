import { describe, expect, it } from "vitest"
import { makeSimulator, type Simulator, type SimulatorOptions } from "../src/Simulator.js"
import { answer, refused, wav } from "./fileSupport.js"
import { get } from "./support.js"

const withFiles = (names: readonly string[], options: Omit<SimulatorOptions, "clock"> = {}) => {
  const simulator = makeSimulator(options)
  for (const name of names) simulator.files.put({ filetype: "media", name, bytes: wav })
  return simulator
}

const list = async (simulator: Simulator, fields: Record<string, string> = {}) =>
  answer(simulator, "/file_list", { filetype: "media", ...fields })

const names = async (simulator: Simulator, fields: Record<string, string> = {}) =>
  Object.keys(await list(simulator, fields))

describe("file_list", () => {
  it("tells name, time, size and lifetime of each file", async () => {
    const simulator = makeSimulator()
    simulator.files.put({ filetype: "media", name: "a.wav", bytes: wav, encrypted: true, keepFor: 60_000 })
    simulator.files.put({ filetype: "media", name: "b/c.wav", bytes: new Uint8Array() })
    expect(await list(simulator)).toEqual({
      "a.wav": {
        modified: "2026-01-01_00:00:00",
        size: 12,
        encrypted: true,
        expiry_date: "2026-01-01_00:01:00"
      },
      "b/c.wav": { modified: "2026-01-01_00:00:00", size: 0, encrypted: false, expiry_date: null }
    })
  })

  it("writes times as seconds since the epoch where that form is chosen", async () => {
    const simulator = makeSimulator({ forms: { fileTimes: "seconds" } })
    simulator.files.put({ filetype: "media", name: "a.wav", bytes: wav, keepFor: 60_000 })
    const start = Date.UTC(2026, 0, 1) / 1000
    expect((await list(simulator))["a.wav"]).toMatchObject({ modified: start, expiry_date: start + 60 })
  })

  it("keeps the stores apart, answers GET, and has nothing to tell of an empty store", async () => {
    const simulator = withFiles(["a.wav"])
    simulator.files.put({ filetype: "msg_media", name: "cat.jpg", bytes: wav })
    expect(Object.keys(await (await get(simulator, "/file_list", { filetype: "msg_media" })).json())).toEqual(
      ["cat.jpg"]
    )
    expect(await answer(simulator, "/file_list", { filetype: "rest" })).toEqual({})
  })

  it("finds one name exactly, or all that begin alike", async () => {
    const simulator = withFiles(["hello.wav", "hello2.wav", "hello/a.wav", "other.wav"])
    expect(await names(simulator, { filename: "hello.wav" })).toEqual(["hello.wav"])
    expect(await names(simulator, { filename: "hello" })).toEqual([])
    expect(await names(simulator, { filename: "hello*" })).toEqual(["hello.wav", "hello/a.wav", "hello2.wav"])
    expect(await names(simulator, { filename: "hello/*" })).toEqual(["hello/a.wav"])
    expect(await names(simulator, { filename: "*" })).toHaveLength(4)
  })

  it("finds by time of modification, to the second, both ends included", async () => {
    const simulator = makeSimulator()
    for (const name of ["a.wav", "b.wav", "c.wav"]) {
      simulator.files.put({ filetype: "media", name, bytes: wav })
      await simulator.clock.advance(10_500)
    }
    expect(await names(simulator, { from: "2026-01-01_00:00:10" })).toEqual(["b.wav", "c.wav"])
    expect(await names(simulator, { from: "2026-01-01_00:00:11" })).toEqual(["c.wav"])
    expect(await names(simulator, { to: "2026-01-01_00:00:10" })).toEqual(["a.wav", "b.wav"])
    expect(await names(simulator, { from: "2026-01-01_00:00:10", to: "2026-01-01_00:00:10" })).toEqual([
      "b.wav"
    ])
  })

  it("gives a page at a time, and marks the entry after which there is more", async () => {
    const simulator = withFiles(["e.wav", "b.wav", "d.wav", "a.wav", "c.wav"])
    const first = await list(simulator, { max_count: "2" })
    expect(Object.keys(first)).toEqual(["a.wav", "b.wav"])
    expect([first["a.wav"].startafter, first["b.wav"].startafter]).toEqual([undefined, "b.wav"])
    const last = await list(simulator, { max_count: "3", startafter: "b.wav" })
    expect(Object.keys(last)).toEqual(["c.wav", "d.wav", "e.wav"])
    expect(last["e.wav"]).not.toHaveProperty("startafter")
  })

  it("marks that entry with true where that form is chosen", async () => {
    const simulator = withFiles(["a.wav", "b.wav"], { forms: { fileCursor: "true" } })
    expect((await list(simulator, { max_count: "1" }))["a.wav"].startafter).toBe(true)
  })

  it("takes a cursor whose file has gone", async () => {
    const simulator = withFiles(["a.wav", "c.wav"])
    expect(await names(simulator, { startafter: "b.wav" })).toEqual(["c.wav"])
  })

  it("ends a page at the limit of the store unless the request says another", async () => {
    const simulator = withFiles(["a.wav", "b.wav", "c.wav"], { files: { listLimit: 2 } })
    expect(await names(simulator)).toEqual(["a.wav", "b.wav"])
    expect(await names(simulator, { max_count: "3" })).toEqual(["a.wav", "b.wav", "c.wav"])
  })

  it("does not list what has expired", async () => {
    const simulator = makeSimulator()
    simulator.files.put({ filetype: "media", name: "a.wav", bytes: wav, keepFor: 60_000 })
    await simulator.clock.advance(60_000)
    expect(await list(simulator)).toEqual({})
  })
})

describe("folder_list", () => {
  const tree = ["a.wav", "b.wav", "fax/1.tif", "fax/in/2.tif", "fax/in/3.tif", "fax/out/4.tif", "fax/z.tif"]
  const folder = (simulator: Simulator, fields: Record<string, string> = {}) =>
    answer(simulator, "/folder_list", { filetype: "media", ...fields })
  const fileNames = (view: { readonly files: readonly { readonly name: string }[] }) =>
    view.files.map((file) => file.name)

  it("shows what is directly in the root", async () => {
    expect(await folder(withFiles(["a.wav", "fax/1.tif", "fax/in/2.tif"]))).toEqual({
      folders: [{ name: "fax/" }],
      files: [
        { name: "a.wav", modified: "2026-01-01_00:00:00", size: 12, encrypted: false, expiry_date: null }
      ]
    })
  })

  it.each(["fax", "fax/"])("shows a folder called %s", async (name) => {
    const view = await folder(withFiles(tree), { folder_name: name })
    expect(view.folders).toEqual([{ name: "fax/in/" }, { name: "fax/out/" }])
    expect(fileNames(view)).toEqual(["fax/1.tif", "fax/z.tif"])
  })

  it("names things from the folder on where that form is chosen", async () => {
    const simulator = withFiles(tree, { forms: { folderNames: "within-folder" } })
    const view = await folder(simulator, { folder_name: "fax", max_count: "2" })
    expect(view.folders).toEqual([{ name: "in/" }])
    expect(fileNames(view)).toEqual(["1.tif"])
    expect(view.startafter).toBe("fax/in/3.tif")
  })

  it("takes empty texts for the root and for every name", async () => {
    const view = await folder(withFiles(tree), { folder_name: "", prefix: "" })
    expect(fileNames(view)).toEqual(["a.wav", "b.wav"])
  })

  it("does not take a folder for another that begins alike", async () => {
    const view = await folder(withFiles(["fax/1.tif", "fax2/2.tif"]), { folder_name: "fax" })
    expect(fileNames(view)).toEqual(["fax/1.tif"])
  })

  it("shows files and folders whose names in the folder have the prefix", async () => {
    const view = await folder(withFiles([...tree, "fax/info.tif"]), { folder_name: "fax", prefix: "in" })
    expect(view.folders).toEqual([{ name: "fax/in/" }])
    expect(fileNames(view)).toEqual(["fax/info.tif"])
  })

  it("has nothing in a folder that is not there", async () => {
    expect(await folder(withFiles(tree), { folder_name: "nowhere" })).toEqual({ folders: [], files: [] })
  })

  it("leaves out files of another time, and folders that have only such", async () => {
    const simulator = withFiles(["a.wav", "old/b.wav"])
    await simulator.clock.advance(60_000)
    simulator.files.put({ filetype: "media", name: "new/c.wav", bytes: wav })
    const view = await folder(simulator, { from: "2026-01-01_00:00:30" })
    expect(view).toEqual({ folders: [{ name: "new/" }], files: [] })
    expect((await folder(simulator, { to: "2026-01-01_00:00:30" })).folders).toEqual([{ name: "old/" }])
  })

  it("pages through everything once, files and folders alike", async () => {
    const simulator = withFiles(tree)
    const seen: string[] = []
    let cursor: string | undefined
    for (let page = 0; page < 4; page += 1) {
      const view = await folder(simulator, {
        folder_name: "fax",
        max_count: "1",
        ...(cursor === undefined ? {} : { startafter: cursor })
      })
      seen.push(...view.folders.map((entry: { name: string }) => entry.name), ...fileNames(view))
      cursor = view.startafter
    }
    expect(cursor).toBeUndefined()
    expect(seen).toEqual(["fax/1.tif", "fax/in/", "fax/out/", "fax/z.tif"])
  })
})

describe("what is wrong with a list", () => {
  it.each(["/file_list", "/folder_list"])("%s wants to know of which store", async (path) => {
    expect(await refused(makeSimulator(), path, {})).toMatchObject({ status: 400, code: "0001" })
  })

  it.each([
    ["/file_list", "filetype", "audio", "0002"],
    ["/file_list", "filename", "", "0002"],
    ["/file_list", "filename", "a*b", "0002"],
    ["/file_list", "filename", '"a.wav"', "0002"],
    ["/file_list", "filename", "**", "0002"],
    ["/file_list", "filename", "../a.wav", "0002"],
    ["/file_list", "from", "2026-01-01", "0002"],
    ["/file_list", "from", "2026-02-30_00:00:00", "0002"],
    ["/file_list", "to", "1767225600", "0002"],
    ["/file_list", "to", "2026-01-01T00:00:00", "0002"],
    ["/file_list", "max_count", "0", "0004"],
    ["/file_list", "max_count", "-1", "0002"],
    ["/file_list", "startafter", "", "0002"],
    ["/file_list", "start_after", "a.wav", "0002"],
    ["/folder_list", "filetype", "folder", "0002"],
    ["/folder_list", "folder_name", "a//b", "0002"],
    ["/folder_list", "prefix", "a*", "0002"],
    ["/folder_list", "max_count", "0", "0004"],
    ["/folder_list", "from", "yesterday", "0002"],
    ["/folder_list", "startafter", "ä", "0002"]
  ])("%s refuses the %s %j with %s", async (path, name, text, code) => {
    const refusal = await refused(makeSimulator(), path, { filetype: "media", [name]: text })
    expect(refusal).toMatchObject({ status: 400, code })
    expect(refusal.text).toContain(name)
  })

  it.each(["/file_list", "/folder_list"])("%s refuses a period that ends before it begins", async (path) => {
    const period = { from: "2026-01-02_00:00:00", to: "2026-01-01_00:00:00" }
    expect(await refused(makeSimulator(), path, { filetype: "media", ...period })).toMatchObject({
      code: "0002"
    })
  })
})
