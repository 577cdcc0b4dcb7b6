import { mkdir, readFile, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
import * as NodeRecordings from "@aculab-cloud/node/NodeRecordings"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { runAll } from "../src/internal/transfers.js"
import { bytesOf, contentsOf, rejection, start, temporaryFolder } from "./filesSupport.js"

const fileType = "messageMedia"

/** What became of each file, progress left out, in the order of the names. */
const summary = async (events: AsyncIterable<NodeFiles.TransferEvent>): Promise<ReadonlyArray<string>> => {
  const lines: Array<string> = []
  for await (const event of events) {
    if (event.type === "done") lines.push(`${event.name} done ${event.bytes}`)
    if (event.type === "skipped") lines.push(`${event.name} skipped ${event.reason}`)
    if (event.type === "failed") {
      const { error } = event
      lines.push(`${event.name} failed ${error._tag === "FileError" ? error.code : error.reason._tag}`)
    }
  }
  return lines.sort()
}

const folderWith = async (files: Readonly<Record<string, number>>): Promise<string> => {
  const folder = await temporaryFolder()
  for (const [name, length] of Object.entries(files)) {
    await mkdir(join(folder, name, ".."), { recursive: true })
    await writeFile(join(folder, name), bytesOf(length))
  }
  return folder
}

const withFiles = async (files: Readonly<Record<string, number>>) => {
  const started = await start()
  for (const [name, length] of Object.entries(files)) {
    started.simulator.files.put({ filetype: "msg_media", name, bytes: bytesOf(length) })
  }
  return { ...started, folder: await temporaryFolder() }
}

describe("NodeFiles.uploadFolder", () => {
  it("uploads what the cloud has not got", async () => {
    const { cloud, simulator } = await withFiles({ "in/same.png": 10, "in/other.png": 10, "same.png": 3 })
    const folder = await folderWith({
      "same.png": 10,
      "other.png": 11,
      "deep/er/new.png": 100_000,
      ".hidden.png": 1
    })
    const uploads = NodeFiles.uploadFolder(folder, { fileType, cloudFolder: "in" })
    expect(await summary(cloud.iterate(uploads))).toEqual([
      "in/deep/er/new.png done 100000",
      "in/other.png done 11",
      "in/same.png skipped same size"
    ])
    expect(simulator.files.get("msg_media", "in/deep/er/new.png")?.bytes).toEqual(bytesOf(100_000))
    expect(simulator.files.list("msg_media").map(({ name }) => name)).toHaveLength(4)
    // The same again: each run of the stream looks anew.
    simulator.clearRequests()
    expect(await summary(cloud.iterate(uploads))).toHaveLength(3)
    expect(simulator.count("/file_write")).toBe(0)
  })

  it("sends one of two files that would be one in the cloud, and tells of the other", async () => {
    const { cloud, simulator } = await start()
    const folder = await folderWith({ "a%3Ab.png": 10, "a:b.png": 20 })
    const uploads = NodeFiles.uploadFolder(folder, { fileType })
    // Each run of the stream looks anew.
    for (const first of ["done 10", "skipped same size"]) {
      const both = [`a:b.png ${first}`, "a:b.png failed EEXIST"]
      expect(await summary(cloud.iterate(uploads))).toEqual(both.sort())
    }
    expect(simulator.files.get("msg_media", "a:b.png")?.bytes).toEqual(bytesOf(10))
  })

  it("reports each failure and goes on", async () => {
    const { cloud, simulator } = await start()
    const folder = await folderWith({ "a.png": 10, "b.png": 10, "no extension": 10, "ü.png": 10 })
    await symlink(join(folder, "a.png"), join(folder, "link.png"))
    simulator.faults.next({ path: "/file_write", kind: "status", status: 403 })
    const uploads = NodeFiles.uploadFolder(folder, { fileType, concurrency: 1 })
    expect(await summary(cloud.iterate(uploads))).toEqual([
      "a.png failed Unauthorized",
      "b.png done 10",
      "link.png skipped not a file",
      "no extension failed InvalidInput",
      "ü.png failed InvalidInput"
    ])
  })

  it("takes what fits a pattern", async () => {
    const { cloud } = await start()
    const folder = await folderWith({ "a.png": 1, "b.jpg": 1, "c/d.png": 1, "c/e/f.png": 1, ".g/h.png": 1 })
    const uploaded = (pattern: string) =>
      summary(
        cloud.iterate(
          NodeFiles.uploadFolder(folder, { fileType, pattern, cloudFolder: `${pattern.length}/` })
        )
      )
    expect(await uploaded("*.png")).toEqual(["5/a.png done 1"])
    expect(await uploaded("c/**/*.{png,jpg}")).toEqual(["16/c/d.png done 1", "16/c/e/f.png done 1"])
    expect(await uploaded(".g/*")).toEqual(["4/.g/h.png done 1"])
    expect(await uploaded("x")).toEqual([])
  })

  it("fails as a whole where there is no folder, or no list", async () => {
    const { cloud, simulator } = await start()
    const none = NodeFiles.uploadFolder(join(await temporaryFolder(), "none"), { fileType })
    expect(await rejection(summary(cloud.iterate(none)))).toMatchObject({ _tag: "FileError", code: "ENOENT" })
    simulator.faults.next({ path: "/file_list", kind: "status", status: 401 })
    const refused = NodeFiles.uploadFolder(await folderWith({ "a.png": 1 }), { fileType })
    expect(await rejection(summary(cloud.iterate(refused)))).toMatchObject({
      reason: { _tag: "Unauthorized" }
    })
  })

  it("takes no file that was encrypted for the same", async () => {
    const { cloud, simulator } = await start()
    simulator.files.put({ filetype: "media", name: "a.wav", bytes: bytesOf(10), encrypted: true })
    const folder = await folderWith({ "a.wav": 10 })
    // What is no WAV file is refused, so it was sent.
    expect(await summary(cloud.iterate(NodeFiles.uploadFolder(folder, { fileType: "media" })))).toEqual([
      "a.wav failed Rejected"
    ])
  })
})

describe("NodeFiles.downloadFolder", () => {
  it("downloads what is not there, a few at a time", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `in/${index % 3}/${index}:x.png`)
    const { cloud, folder } = await withFiles(Object.fromEntries(names.map((name) => [name, 100])))
    const downloads = NodeFiles.downloadFolder(folder, { fileType, cloudFolder: "in", concurrency: 3 })
    expect(await summary(cloud.iterate(downloads))).toEqual(names.map((name) => `${name} done 100`).sort())
    expect(await contentsOf(folder)).toEqual(
      ["0", "1", "2", ...names.map((name) => NodeFiles.pathOf(name.slice(3)))].sort()
    )
    expect(await summary(cloud.iterate(downloads))).toEqual(
      names.map((name) => `${name} skipped same size`).sort()
    )
  })

  it("reports each failure and goes on, and leaves nothing of it", async () => {
    const { cloud, folder, simulator } = await withFiles({ "a.png": 1000, "b.png": 1000, "c/d.png": 1000 })
    await writeFile(join(folder, "b.png"), "another size")
    simulator.faults.next({ path: "/file_get", kind: "truncate" })
    const options = { fileType, concurrency: 1 } as const
    expect(await summary(cloud.iterate(NodeFiles.downloadFolder(folder, options)))).toEqual([
      "a.png failed UnexpectedResponse",
      "b.png failed EEXIST",
      "c/d.png done 1000"
    ])
    expect(await contentsOf(folder)).toEqual(["b.png", "c", join("c", "d.png")])
    const again = NodeFiles.downloadFolder(folder, { ...options, overwrite: true })
    expect(await summary(cloud.iterate(again))).toEqual([
      "a.png done 1000",
      "b.png done 1000",
      "c/d.png skipped same size"
    ])
  })

  it("takes what fits a pattern, after the folder", async () => {
    const { cloud, folder } = await withFiles({ "in/a.png": 1, "in/b/c.png": 1, "in/b/c.jpg": 1, "a.png": 1 })
    const options = { fileType, cloudFolder: "in/", pattern: "**/*.png" } as const
    expect(await summary(cloud.iterate(NodeFiles.downloadFolder(folder, options)))).toEqual([
      "in/a.png done 1",
      "in/b/c.png done 1"
    ])
  })

  it("tells the whole life of a file", async () => {
    const { cloud, folder } = await withFiles({ "a.png": 100_000 })
    const seen: Array<NodeFiles.TransferEvent> = []
    for await (const event of cloud.iterate(NodeFiles.downloadFolder(folder, { fileType }))) seen.push(event)
    const file = { name: "a.png", path: join(folder, "a.png") }
    expect(seen[0]).toEqual({ ...file, type: "started", total: 100_000 })
    expect(seen.at(-1)).toEqual({ ...file, type: "done", bytes: 100_000 })
    const between = seen.slice(1, -1)
    expect(between.at(-1)).toEqual({ ...file, type: "progress", bytes: 100_000, total: 100_000 })
    expect(between.every(({ type }) => type === "progress")).toBe(true)
  })

  it("stops what is under way when nobody listens any more", async () => {
    const { cloud, folder, server, simulator } = await withFiles({ "a.png": 100_000, "b.png": 100_000 })
    simulator.faults.next({ path: "/file_get", kind: "stall-body", times: 2 })
    for await (const event of cloud.iterate(NodeFiles.downloadFolder(folder, { fileType }))) {
      if (event.type === "progress") break
    }
    expect(await contentsOf(folder)).toEqual([])
    await server.close()
  })

  it.each([0, -1, 1.5, Number.NaN])("refuses a concurrency of %d", async (concurrency) => {
    const { cloud, folder } = await withFiles({})
    const downloads = NodeFiles.downloadFolder(folder, { fileType, concurrency })
    expect(await rejection(summary(cloud.iterate(downloads)))).toBeInstanceOf(RangeError)
  })
})

describe("many transfers", () => {
  it("run no more at once than they may, whoever is slow", async () => {
    let running = 0
    let most = 0
    const transfers = Stream.map(Stream.range(1, 50), (number) => ({
      name: `${number}`,
      path: `${number}`,
      total: 1,
      run: () =>
        Effect.gen(function* () {
          running++
          most = Math.max(most, running)
          yield* Effect.yieldNow
          running--
          return 1
        })
    }))
    const events = await Effect.runPromise(
      Stream.runCollect(Stream.tap(runAll(transfers, 3), () => Effect.yieldNow))
    )
    expect(events.filter(({ type }) => type === "done")).toHaveLength(50)
    expect(most).toBe(3)
  })
})

describe("NodeRecordings", () => {
  const applicationInstanceId = "0123456789abcdef.12345"

  it("downloads a recording under the path of its name", async () => {
    const { cloud, simulator } = await start()
    const folder = await temporaryFolder()
    const { name, bytes } = simulator.recordings.add({ applicationInstanceId })
    const saved = await cloud.run(NodeRecordings.download(name, { folder }))
    expect(saved).toMatchObject({ name, path: join(folder, ...name.split("/")), contentType: "audio/wav" })
    expect(name).toContain("(200)")
    expect(new Uint8Array(await readFile(saved.path))).toEqual(bytes)
  })

  it("downloads all of an application, whatever their names", async () => {
    const { cloud, simulator } = await start()
    const folder = await temporaryFolder()
    const names = [
      "../../x.wav",
      "/etc/x.wav",
      "C:\\x.wav",
      "con",
      "a//b.wav",
      "a\u0000.wav",
      "ü.wav",
      "u\u0308.wav"
    ]
    for (const name of names) simulator.recordings.add({ applicationInstanceId, name, bytes: bytesOf(20) })
    const downloads = NodeRecordings.downloadAll(applicationInstanceId, join(folder, "in"))
    expect(await summary(cloud.iterate(downloads))).toEqual(names.map((name) => `${name} done 20`).sort())
    const files = await contentsOf(folder)
    for (const name of names) expect(files).toContain(join("in", ...NodeFiles.pathOf(name).split("/")))
    expect(files.filter((file) => !file.startsWith("in"))).toEqual([])
  })

  it("takes what fits a pattern, and tells what breaks off", async () => {
    const { cloud, simulator } = await start()
    const folder = await temporaryFolder()
    for (const name of ["1/a.wav", "2/a.wav", "2/b.wav"])
      simulator.recordings.add({ applicationInstanceId, name })
    simulator.faults.next({ path: "/monitor_get", kind: "reset-body" })
    const options = { pattern: "2/*", concurrency: 1 }
    const downloads = NodeRecordings.downloadAll(applicationInstanceId, folder, options)
    expect(await summary(cloud.iterate(downloads))).toEqual([
      "2/a.wav failed TransportFailure",
      "2/b.wav done 16044"
    ])
    expect(await contentsOf(folder)).toEqual(["2", join("2", "b.wav")])
  })
})
