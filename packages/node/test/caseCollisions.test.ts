import { mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { vi } from "vitest"
import { save } from "../src/internal/save.js"
import { targetOf } from "../src/internal/target.js"
import { bytesOf, incoming, rejection, temporaryFolder } from "./filesSupport.js"

// A disk that takes `A` and `a` for the same, as those of Windows and macOS do: whoever looks
// for one finds the other.
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>()
  const lstat = async (path: string) => {
    const name = basename(path).toLowerCase()
    const entries = await real.readdir(dirname(path)).catch(() => [])
    return real.lstat(
      join(dirname(path), entries.find((entry) => entry.toLowerCase() === name) ?? basename(path))
    )
  }
  return { ...real, lstat }
})

const saved = (name: string, folder: string, overwrite: boolean) =>
  Effect.runPromise(
    save({
      operation: "test",
      name,
      open: incoming(bytesOf(10)),
      target: targetOf({ folder }, name, overwrite)
    })
  )

describe("a disk that does not tell upper from lower case", () => {
  it.each([false, true])(
    "does not get one file in the place of another (overwrite: %s)",
    async (overwrite) => {
      const folder = await temporaryFolder()
      await writeFile(join(folder, "A.wav"), "precious")
      expect(await rejection(saved("a.wav", folder, overwrite))).toMatchObject({
        _tag: "FileError",
        code: "EEXIST",
        message: `${join(folder, "a.wav")}: there is one that differs in upper and lower case only`
      })
      expect(await readFile(join(folder, "A.wav"), "utf8")).toBe("precious")
      expect(await readdir(folder)).toEqual(["A.wav"])
    }
  )

  it("does not get a file into a folder of another name", async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, "In"))
    expect(await rejection(saved("in/a.wav", folder, false))).toMatchObject({ code: "EEXIST" })
    await saved("In/a.wav", folder, false)
    expect(await readdir(join(folder, "In"))).toEqual(["a.wav"])
  })

  it("gets a file of the very same name replaced, if asked to", async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, "A.wav"), "old")
    await saved("A.wav", folder, true)
    expect(new Uint8Array(await readFile(join(folder, "A.wav")))).toEqual(bytesOf(10))
  })
})
