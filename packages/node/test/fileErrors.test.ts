import { describe, expect, it } from "@effect/vitest"
import { failure, fileError } from "../src/internal/disk.js"

describe("the message of a FileError", () => {
  it("names the path, also one of a letter, which is in any text", () => {
    expect(failure("read", "a", "EISDIR", "it is a folder").message).toBe("a: it is a folder")
  })

  it("names it once where the operating system has named it", () => {
    const cause = new Error("ENOENT: no such file or directory, open 'a'")
    expect(fileError("read", "a", cause).message).toBe(cause.message)
  })

  it("names it where the operating system has not", () => {
    const cause = new Error("ENOSPC: no space left on device, write")
    expect(fileError("write", "a", cause).message).toBe("a: ENOSPC: no space left on device, write")
  })
})
