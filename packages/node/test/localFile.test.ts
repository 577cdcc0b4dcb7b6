import { appendFile, mkdir, symlink, truncate, utimes, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { contentOf, lookAt } from "../src/internal/localFile.js"
import { walk } from "../src/internal/walk.js"
import { bytesOf, temporaryFolder } from "./filesSupport.js"

const run = Effect.runPromise

const fileOf = async (bytes: Uint8Array) => {
  const path = join(await temporaryFolder(), "x.wav")
  await writeFile(path, bytes)
  return { path, file: await run(lookAt(path)) }
}

describe("the content of a file", () => {
  it.each([0, 1, 262_143, 262_144, 262_145, 1_000_000])(
    "is read whole, in pieces of 256 KiB: %i bytes",
    async (length) => {
      const { file } = await fileOf(bytesOf(length))
      const chunks = await run(Stream.runCollect(contentOf(file)))
      expect(new Uint8Array(Buffer.concat(chunks))).toEqual(bytesOf(length))
      expect(Math.max(0, ...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(262_144)
    }
  )

  it("can be read again", async () => {
    const { file } = await fileOf(bytesOf(100))
    const content = contentOf(file)
    const read = () => run(Stream.mkUint8Array(content))
    expect(await read()).toEqual(await read())
  })

  it("is read no further than it is asked for", async () => {
    const { file, path } = await fileOf(bytesOf(1_000_000))
    const taken = await run(
      contentOf(file).pipe(
        Stream.take(1),
        Stream.tap(() => Effect.promise(() => truncate(path, 65_536))),
        Stream.runCollect
      )
    )
    expect(taken).toHaveLength(1)
  })

  it.each([
    ["grows", (path: string) => appendFile(path, "more")],
    ["shrinks", (path: string) => truncate(path, 100)],
    ["is written again", (path: string) => utimes(path, new Date(0), new Date(0))]
  ])("fails when the file %s meanwhile", async (_, change) => {
    const { file, path } = await fileOf(bytesOf(600_000))
    let changed = false
    const error = await run(
      contentOf(file).pipe(
        Stream.tap(() =>
          Effect.promise(async () => {
            if (!changed) await change(path)
            changed = true
          })
        ),
        Stream.runDrain,
        Effect.flip
      )
    )
    expect(error).toMatchObject({ _tag: "FileError", operation: "read", code: "CHANGED", path })
  })

  it.each([
    ["nothing", "ENOENT", (folder: string) => join(folder, "none")],
    ["a folder", "EISDIR", (folder: string) => folder],
    ["a device", "EINVAL", () => "/dev/null"],
    ["a path with NUL in it", "ERR_INVALID_ARG_VALUE", () => "a\0b"]
  ])("of %s there is none", async (_, code, pathIn) => {
    const path = pathIn(await temporaryFolder())
    expect(await run(Effect.flip(lookAt(path)))).toMatchObject({
      _tag: "FileError",
      operation: "read",
      code,
      path
    })
  })
})

describe("a walk through a folder", () => {
  it("finds files in order, and follows no link", async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, "b", "c"), { recursive: true })
    await mkdir(join(folder, "empty"))
    for (const name of ["b/c/3.wav", "b/2.wav", "a.wav"]) await writeFile(join(folder, name), "")
    await symlink(folder, join(folder, "b", "loop"))
    const found = await run(Stream.runCollect(walk(folder)))
    expect(found).toEqual([
      { path: join(folder, "a.wav"), within: "a.wav", isFile: true },
      { path: join(folder, "b/2.wav"), within: "b/2.wav", isFile: true },
      { path: join(folder, "b/c/3.wav"), within: "b/c/3.wav", isFile: true },
      { path: join(folder, "b/loop"), within: "b/loop", isFile: false }
    ])
  })

  it("fails where there is no folder", async () => {
    const folder = join(await temporaryFolder(), "none")
    expect(await run(Effect.flip(Stream.runDrain(walk(folder))))).toMatchObject({
      _tag: "FileError",
      operation: "list",
      code: "ENOENT"
    })
  })
})
