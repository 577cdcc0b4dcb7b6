import { writeFileSync } from "node:fs"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
import { Clock, type Fault } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Redacted from "effect/Redacted"
import { bytesOf, rejection, start, temporaryFolder } from "./filesSupport.js"

const twice = CallPolicy.with({ maxAttempts: 2, firstDelay: "1 millis" })
const picture = { fileType: "messageMedia", name: "pictures/p.png" } as const
const content = bytesOf(300_000)

/** A file on disk. */
const fileWith = async (bytes: Uint8Array, name = "p.png") => {
  const path = join(await temporaryFolder(), name)
  await writeFile(path, bytes)
  return path
}

describe("NodeFiles.upload", () => {
  it.each([0, 1, 65_536, 300_000])("sends %i bytes as they are", async (length) => {
    const { cloud, simulator } = await start()
    const path = await fileWith(bytesOf(length))
    const uploaded = await cloud.run(NodeFiles.upload(path, { fileType: "messageMedia" }))
    expect(uploaded).toEqual({ name: "p.png", size: length })
    expect(simulator.files.get("msg_media", "p.png")).toMatchObject({
      bytes: bytesOf(length),
      contentType: "image/png",
      encrypted: false,
      expires: undefined
    })
    expect(Number(simulator.requests[0]?.headers["content-length"])).toBeGreaterThan(length)
  })

  it("takes a name, a content type and a time to live", async () => {
    const { cloud, simulator } = await start({ clock: Clock.manual() })
    const path = await fileWith(bytesOf(10))
    const options = { ...picture, contentType: "image/x-other", timeToLive: "2 hours" } as const
    await cloud.run(NodeFiles.upload(path, options))
    const stored = simulator.files.get("msg_media", picture.name)
    expect(stored?.contentType).toBe("image/x-other")
    expect((stored?.expires ?? 0) - (stored?.modified ?? 0)).toBe(7_200_000)
  })

  it("gives a file that came from the cloud its name again", async () => {
    const { cloud } = await start()
    const path = await fileWith(bytesOf(10), NodeFiles.pathOf("a:b@c.png"))
    const { name } = await cloud.run(NodeFiles.upload(path, { fileType: "messageMedia" }))
    expect(name).toBe("a:b@c.png")
  })

  it.each([16, 24, 32])("encrypts with a key of %i bytes, and the download decrypts", async (length) => {
    const { cloud, simulator } = await start()
    const folder = await temporaryFolder()
    const path = await fileWith(content, "s.wav")
    const encryption = { key: Redacted.make(bytesOf(length)), iv: bytesOf(16, 2) }
    const stored = { fileType: "media", name: "s.wav" } as const
    const { size } = await cloud.run(NodeFiles.upload(path, { ...stored, encrypt: encryption }))
    const inCloud = simulator.files.get("media", "s.wav")
    expect(inCloud?.encrypted).toBe(true)
    expect(inCloud?.bytes.length).toBe(size)
    const saved = await cloud.run(NodeFiles.download({ ...stored, to: { folder }, decrypt: encryption }))
    expect(new Uint8Array(await readFile(saved.path))).toEqual(content)
    expect(saved.size).toBe(content.length)
  })

  it("tells how far it is", async () => {
    const { cloud } = await start()
    const told: Array<NodeFiles.Progress> = []
    const onProgress = (progress: NodeFiles.Progress) => told.push(progress)
    await cloud.run(NodeFiles.upload(await fileWith(bytesOf(600_000)), { ...picture, onProgress }))
    expect(told).toEqual([262_144, 524_288, 600_000].map((bytes) => ({ bytes, total: 600_000 })))
  })

  it.each<Fault>([{ kind: "reset" }, { kind: "status", status: 503 }, { kind: "rate-limit", retryAfter: 0 }])(
    "reads the file again after $kind",
    async (fault) => {
      const { cloud, simulator } = await start()
      simulator.faults.next(fault)
      await cloud.run(twice(NodeFiles.upload(await fileWith(content), picture)))
      expect(simulator.count("/file_write")).toBe(2)
      expect(simulator.files.get("msg_media", picture.name)?.bytes).toEqual(content)
    }
  )

  it("gives up in the end, and says that doing it again does no harm", async () => {
    const { cloud, simulator } = await start()
    simulator.faults.next({ kind: "reset", times: 9 })
    const error = await rejection(cloud.run(twice(NodeFiles.upload(await fileWith(content), picture))))
    expect(error).toMatchObject({
      _tag: "CloudError",
      outcome: "unknown",
      repeat: "again",
      reason: { _tag: "TransportFailure" },
      advice: "Doing it again does no harm"
    })
    expect(simulator.count("/file_write")).toBe(2)
  })

  it("stays unknown when only the last attempt is refused", async () => {
    const { cloud, simulator } = await start()
    simulator.faults.next({ kind: "reset" })
    simulator.faults.next({ kind: "status", status: 403 })
    const error = await rejection(cloud.run(twice(NodeFiles.upload(await fileWith(content), picture))))
    expect(error).toMatchObject({ outcome: "unknown", reason: { _tag: "Unauthorized" } })
  })

  it("does not repeat what the cloud refuses", async () => {
    const { cloud, simulator } = await start()
    const path = await fileWith(bytesOf(100), "no.wav")
    const error = await rejection(cloud.run(NodeFiles.upload(path, { fileType: "media" })))
    expect(error).toMatchObject({ outcome: "rejected", reason: { _tag: "Rejected" } })
    expect(simulator.count("/file_write")).toBe(1)
  })

  it("fails before anything is sent when there is no such file, or the name breaks a rule", async () => {
    const { cloud, simulator } = await start()
    const folder = await temporaryFolder()
    await mkdir(join(folder, "f.png"))
    const upload = (path: string) =>
      rejection(cloud.run(NodeFiles.upload(path, { fileType: "messageMedia" })))
    expect(await upload(join(folder, "none.png"))).toMatchObject({ _tag: "FileError", code: "ENOENT" })
    expect(await upload(join(folder, "f.png"))).toMatchObject({ _tag: "FileError", code: "EISDIR" })
    expect(await upload(await fileWith(content, "Grüße.png"))).toMatchObject({
      reason: { _tag: "InvalidInput" }
    })
    expect(simulator.requests).toHaveLength(0)
  })

  it("breaks off when the file is changed meanwhile, and the cloud has nothing of it", async () => {
    const { cloud, simulator } = await start()
    const path = await fileWith(content)
    const onProgress = () => writeFileSync(path, "another")
    const error = await rejection(cloud.run(NodeFiles.upload(path, { ...picture, onProgress })))
    expect(error).toMatchObject({ _tag: "FileError", code: "CHANGED" })
    expect(simulator.files.has("msg_media", picture.name)).toBe(false)
  })

  it("stops when it is interrupted, and closes the socket", async () => {
    const { cloud, server, simulator } = await start()
    simulator.faults.next({ kind: "stall", when: "before" })
    const controller = new AbortController()
    const reason = new Error("the user left")
    const onProgress = () => controller.abort(reason)
    const path = await fileWith(content)
    const { signal } = controller
    expect(await rejection(cloud.run(NodeFiles.upload(path, { ...picture, onProgress }), { signal }))).toBe(
      reason
    )
    expect(simulator.files.has("msg_media", picture.name)).toBe(false)
    await server.close()
  })
})
