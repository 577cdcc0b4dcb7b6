import { describe, expect, it } from "@effect/vitest"
import { behind } from "../src/internal/temporary.js"

const chunks = [[1, 2, 3], [], [4], [5, 6]].map((bytes) => Uint8Array.from(bytes))

describe("what is left of chunks of which the system took a part", () => {
  it.each([
    [0, [[1, 2, 3], [], [4], [5, 6]]],
    [1, [[2, 3], [], [4], [5, 6]]],
    [3, [[4], [5, 6]]],
    [4, [[5, 6]]],
    [5, [[6]]],
    [6, []]
  ])("behind %i bytes", (bytes, left) => {
    expect(behind(chunks, bytes).map((chunk) => [...chunk])).toEqual(left)
  })
})
