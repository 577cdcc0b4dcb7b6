import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises"
import { basename, join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { vi } from "vitest"
import { save } from "../src/internal/save.js"
import { targetOf } from "../src/internal/target.js"
import { bytesOf, contentsOf, incoming, rejection, temporaryFolder } from "./filesSupport.js"

// `late.wav` comes into being after each look for it, and `fat` is a disk where files have one name only.
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>()
  return {
    ...real,
    lstat: async (path: string) => real.lstat(basename(path) === "late.wav" ? `${path}.not yet` : path),
    link: async (from: string, to: string) => {
      if (to.includes("fat")) throw Object.assign(new Error("not on this disk"), { code: "EPERM" })
      await real.link(from, to)
    }
  }
})

const saved = (name: string, folder: string, bytes: Uint8Array | Stream.Stream<Uint8Array> = bytesOf(10)) =>
  Effect.runPromise(
    save({ operation: "test", name, open: incoming(bytes), target: targetOf({ folder }, name, false) })
  )

describe("what happens between a check and the step after it", () => {
  it("a file that came a moment ago is not replaced", async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, "late.wav"), "precious")
    expect(await rejection(saved("late.wav", folder))).toMatchObject({
      _tag: "FileError",
      operation: "rename",
      code: "EEXIST"
    })
    expect(await readFile(join(folder, "late.wav"), "utf8")).toBe("precious")
    expect(await contentsOf(folder)).toEqual(["late.wav"])
  })

  it("a folder that became a symbolic link while the file came is not followed", async () => {
    const folder = await temporaryFolder()
    const outside = await temporaryFolder()
    const linking = Stream.fromEffect(
      Effect.promise(() => symlink(outside, join(folder, "in")).then(() => bytesOf(10)))
    )
    expect(await rejection(saved("in/deep/x.wav", folder, linking))).toMatchObject({ code: "ELOOP" })
    expect(await readdir(outside)).toEqual([])
    expect(await readdir(folder)).toEqual(["in"])
  })

  it("a file that came where a folder has to be made: the folders above it go again", async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, "a"))
    const filling = Stream.fromEffect(
      Effect.promise(() => writeFile(join(folder, "a", "b"), "").then(() => bytesOf(10)))
    )
    expect(await rejection(saved("a/b/c/x.wav", folder, filling))).toMatchObject({ code: "ENOTDIR" })
    expect(await contentsOf(folder)).toEqual(["a", join("a", "b")])
  })

  it("a disk where a file cannot have two names gets it renamed", async () => {
    const folder = await temporaryFolder()
    await saved("fat/x.wav", folder)
    expect(await contentsOf(folder)).toEqual(["fat", join("fat", "x.wav")])
  })
})
