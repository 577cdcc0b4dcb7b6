import { describe, expect, it } from "vitest"
import { Clock } from "../src/Clock.js"
import type { FileType } from "../src/Files.js"
import { contentInMemory } from "../src/internal/fileContent.js"
import { makeFiles } from "../src/internal/fileStore.js"
import { makeSimulator } from "../src/Simulator.js"

const bytes = new Uint8Array([1, 2, 3])

describe("the file stores", () => {
  it("keep a file apart from one of the same name in another store", () => {
    const { files } = makeSimulator()
    files.put({ filetype: "media", name: "a.wav", bytes })
    expect([files.has("media", "a.wav"), files.has("msg_media", "a.wav")]).toEqual([true, false])
  })

  it("do not keep contents in memory whose time is over, and set no timer for it", async () => {
    const clock = Clock.manual()
    const files = makeFiles(clock, 0)
    let held = 0
    const content = {
      ...contentInMemory(bytes),
      retain: () => {
        held += 1
      },
      release: () => {
        held -= 1
      }
    }
    const store = (name: string, keepFor: number | undefined) =>
      files.store(content, {
        filetype: "msg_media",
        name,
        contentType: "image/jpeg",
        encrypted: false,
        keepFor
      })
    store("for-ever.jpg", undefined)
    for (let day = 0; day < 100; day += 1) {
      for (let number = 0; number < 50; number += 1) store(`${day}-${number}.jpg`, 60_000)
      await clock.advance(86_400_000)
    }
    expect(clock.pending()).toBe(0)
    expect(held).toBeLessThan(500)
    expect(files.list("msg_media").map(({ name }) => name)).toEqual(["for-ever.jpg"])
  })

  it("give back what was stored, whatever happens to the caller's bytes", () => {
    const { files, clock } = makeSimulator()
    const mine = bytes.slice()
    files.put({ filetype: "msg_media", name: "a.jpg", bytes: mine, contentType: "image/jpeg" })
    mine.fill(0)
    expect(files.get("msg_media", "a.jpg")).toEqual({
      filetype: "msg_media",
      name: "a.jpg",
      size: 3,
      bytes,
      contentType: "image/jpeg",
      encrypted: false,
      modified: clock.now(),
      expires: undefined
    })
  })

  it("list a store by name, and remove from it", () => {
    const { files } = makeSimulator()
    for (const name of ["b.wav", "a.wav", "C.wav"]) files.put({ filetype: "media", name, bytes })
    expect(files.list("media").map((file) => file.name)).toEqual(["C.wav", "a.wav", "b.wav"])
    expect(files.remove("media", "a.wav")).toBe(true)
    expect(files.remove("media", "a.wav")).toBe(false)
    expect(files.list("media").map((file) => file.name)).toEqual(["C.wav", "b.wav"])
  })

  it("forget a file when its time is over", async () => {
    const { files, clock } = makeSimulator()
    files.put({ filetype: "media", name: "a.wav", bytes, keepFor: 1000 })
    await clock.advance(999)
    expect(files.list("media")).toHaveLength(1)
    await clock.advance(1)
    expect(files.list("media")).toEqual([])
    expect(files.remove("media", "a.wav")).toBe(false)
  })

  it.each<[FileType, string]>([
    ["media", "greetings/Hello_1.0@x-y.wav"],
    ["media", "fax.TIFF"],
    ["media", "a:b.wave"],
    ["msg_media", "cat.jpg"],
    ["rest", "log_without_extension"]
  ])("take the name %s %s", (filetype, name) => {
    expect(makeSimulator().files.put({ filetype, name, bytes }).name).toBe(name)
  })

  it.each<[FileType, string]>([
    ["media", "a.mp3"],
    ["media", "a"],
    ["media", "a b.wav"],
    ["media", "ä.wav"],
    ["media", "../a.wav"],
    ["media", "a//b.wav"],
    ["media", "a/./b.wav"],
    ["msg_media", "cat"],
    ["msg_media", "dir.d/cat"],
    ["msg_media", "a,b.jpg"],
    ["rest", ""]
  ])("refuse the name %s %j", (filetype, name) => {
    expect(() => makeSimulator().files.put({ filetype, name, bytes })).toThrow(TypeError)
  })
})
