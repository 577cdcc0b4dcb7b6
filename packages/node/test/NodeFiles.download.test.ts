import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
import type { Fault } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { save } from "../src/internal/save.js"
import { targetOf } from "../src/internal/target.js"
import { bytesOf, contentsOf, incoming, rejection, start, temporaryFolder } from "./filesSupport.js"

const twice = CallPolicy.with({ maxAttempts: 2, firstDelay: "1 millis" })
const impatient = CallPolicy.with({ attemptTimeout: "300 millis" })
const picture = { fileType: "messageMedia", name: "pictures/p.png" } as const
const content = bytesOf(300_000)

/** A cloud with one picture, and an empty folder. */
const withPicture = async () => {
  const started = await start()
  started.simulator.files.put({
    filetype: "msg_media",
    name: picture.name,
    bytes: content,
    contentType: "image/png"
  })
  return { ...started, folder: await temporaryFolder() }
}

const fileWith = async (bytes: Uint8Array, name = "p.png") => {
  const path = join(await temporaryFolder(), name)
  await writeFile(path, bytes)
  return path
}

describe("NodeFiles.download", () => {
  it("writes the file where it was told to", async () => {
    const { cloud, folder } = await withPicture()
    const to = join(folder, "new", "copy.png")
    const saved = await cloud.run(NodeFiles.download({ ...picture, to }))
    expect(saved).toEqual({ name: picture.name, path: to, size: content.length, contentType: "image/png" })
    expect(new Uint8Array(await readFile(to))).toEqual(content)
    expect(await contentsOf(folder)).toEqual(["new", join("new", "copy.png")])
  })

  it("writes it into a folder, under the path of its name", async () => {
    const { cloud, folder } = await withPicture()
    const { path } = await cloud.run(NodeFiles.download({ ...picture, to: { folder } }))
    expect(path).toBe(join(folder, "pictures", "p.png"))
    expect(await contentsOf(folder)).toEqual(["pictures", join("pictures", "p.png")])
  })

  it("downloads an empty file", async () => {
    const { cloud, folder, simulator } = await withPicture()
    simulator.files.put({ filetype: "msg_media", name: "empty.txt", bytes: new Uint8Array() })
    const file = { fileType: "messageMedia", name: "empty.txt", to: { folder } } as const
    expect(await cloud.run(NodeFiles.download(file))).toMatchObject({ size: 0 })
    expect(await contentsOf(folder)).toEqual(["empty.txt"])
  })

  it("tells how far it is", async () => {
    const { cloud, folder } = await withPicture()
    const told: Array<NodeFiles.Progress> = []
    const onProgress = (progress: NodeFiles.Progress) => told.push(progress)
    await cloud.run(NodeFiles.download({ ...picture, to: { folder }, onProgress }))
    expect(told.length).toBeGreaterThan(1)
    expect(told.map(({ bytes }) => bytes)).toEqual(told.map(({ bytes }) => bytes).sort((a, b) => a - b))
    expect(told.at(-1)).toEqual({ bytes: content.length, total: content.length })
  })

  it("asks the cloud for nothing that cannot be saved", async () => {
    const { cloud, folder, simulator } = await withPicture()
    const to = join(folder, "copy.png")
    await writeFile(to, "precious")
    expect(await rejection(cloud.run(NodeFiles.download({ ...picture, to })))).toMatchObject({
      code: "EEXIST"
    })
    expect(simulator.requests).toHaveLength(0)
    expect(await readFile(to, "utf8")).toBe("precious")
  })

  it("does not replace a file that came into being meanwhile", async () => {
    const folder = await temporaryFolder()
    const to = join(folder, "x")
    const slow = Stream.fromEffect(Effect.promise(() => writeFile(to, "precious").then(() => bytesOf(10))))
    const error = await rejection(
      Effect.runPromise(
        save({ operation: "test", name: "x", open: incoming(slow), target: targetOf(to, "x", false) })
      )
    )
    expect(error).toMatchObject({ _tag: "FileError", code: "EEXIST" })
    expect(await readFile(to, "utf8")).toBe("precious")
    expect(await contentsOf(folder)).toEqual(["x"])
  })

  it("leaves the folder as it was when the cloud has no such file", async () => {
    const { cloud, folder } = await withPicture()
    const file = { fileType: "messageMedia", name: "none.png" } as const
    const to = { folder: join(folder, "new") }
    expect(await rejection(cloud.run(NodeFiles.download({ ...file, to })))).toMatchObject({
      _tag: "CloudError",
      operation: "Files.download",
      reason: { _tag: "NotFound" }
    })
    expect(await contentsOf(folder)).toEqual([])
  })

  it("fails in words where a folder cannot be made", async () => {
    const { cloud, folder } = await withPicture()
    await writeFile(join(folder, "file"), "")
    const to = join(folder, "file", "p.png")
    expect(await rejection(cloud.run(NodeFiles.download({ ...picture, to })))).toMatchObject({
      _tag: "FileError",
      code: "ENOTDIR"
    })
  })
})

describe("a download that breaks off leaves nothing behind", () => {
  const cases: ReadonlyArray<{ readonly name: string; readonly fault: Fault; readonly reason: string }> = [
    { name: "a reset in the body", fault: { kind: "reset-body" }, reason: "TransportFailure" },
    { name: "a body that stands still", fault: { kind: "stall-body", times: 9 }, reason: "Timeout" },
    { name: "half of the body, said to be all", fault: { kind: "truncate" }, reason: "UnexpectedResponse" },
    { name: "nothing at all", fault: { kind: "empty" }, reason: "UnexpectedResponse" },
    {
      name: "more than the list says",
      fault: { kind: "response", response: () => new Response(bytesOf(300_001)) },
      reason: "UnexpectedResponse"
    },
    {
      name: "less than the list says, and no length",
      fault: { kind: "response", response: () => new Response(new Blob([bytesOf(299_999)]).stream()) },
      reason: "UnexpectedResponse"
    },
    { name: "a page of HTML", fault: { kind: "html", status: 500, times: 2 }, reason: "Unavailable" },
    { name: "no answer", fault: { kind: "stall", times: 9 }, reason: "Timeout" }
  ]

  const stalls = ({ kind }: Fault) => kind.startsWith("stall")

  it.each(cases)("$name", async ({ fault, reason }) => {
    const { cloud, folder, simulator } = await withPicture()
    simulator.faults.next(fault)
    const file = { ...picture, to: { folder }, size: content.length }
    const download = twice(NodeFiles.download(file))
    const error = await rejection(cloud.run(stalls(fault) ? impatient(download) : download))
    expect(error).toMatchObject({ _tag: "CloudError", operation: "Files.download", reason: { _tag: reason } })
    expect(await contentsOf(folder)).toEqual([])
  })

  it.each(cases.slice(0, 3))("$name: the file that was there before stays", async ({ fault }) => {
    const { cloud, folder, simulator } = await withPicture()
    const to = join(folder, "p.png")
    await writeFile(to, "old")
    simulator.faults.next(fault)
    const file = { ...picture, to, size: content.length, overwrite: true }
    const download = twice(NodeFiles.download(file))
    await rejection(cloud.run(stalls(fault) ? impatient(download) : download))
    expect(await readFile(to, "utf8")).toBe("old")
    expect(await contentsOf(folder)).toEqual(["p.png"])
  })

  it("an interruption in the middle", async () => {
    const { cloud, folder, server, simulator } = await withPicture()
    simulator.faults.next({ kind: "stall-body" })
    const controller = new AbortController()
    const halfway = Promise.withResolvers<ReadonlyArray<string>>()
    const onProgress = () => halfway.resolve(contentsOf(folder))
    const { signal } = controller
    const call = rejection(
      cloud.run(NodeFiles.download({ ...picture, to: { folder }, onProgress }), { signal })
    )
    expect(await halfway.promise).toEqual([expect.stringMatching(/^\.aculab-[0-9a-f]{24}\.part$/)])
    const reason = new Error("the user left")
    controller.abort(reason)
    expect(await call).toBe(reason)
    expect(await contentsOf(folder)).toEqual([])
    // With a connection still open this would wait for its end.
    await server.close()
  })

  it("a wrong key", async () => {
    const { cloud, folder } = await start().then(async (started) => ({
      ...started,
      folder: await temporaryFolder()
    }))
    const path = await fileWith(bytesOf(1000), "s.wav")
    const iv = bytesOf(16)
    const stored = { fileType: "media", name: "s.wav" } as const
    await cloud.run(NodeFiles.upload(path, { ...stored, encrypt: { key: Redacted.make(bytesOf(32)), iv } }))
    const decrypt = { key: Redacted.make(bytesOf(32, 2)), iv }
    expect(
      await rejection(cloud.run(NodeFiles.download({ ...stored, to: { folder }, decrypt })))
    ).toMatchObject({
      _tag: "FileError",
      operation: "decrypt",
      code: "BAD_DECRYPT"
    })
    expect(await contentsOf(folder)).toEqual([])
  })
})
