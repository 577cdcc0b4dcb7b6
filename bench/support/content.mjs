// @ts-check
// The file that is moved: the same on each run, made from a few chunks so that making it costs nothing.
import { createHash } from "node:crypto"
import { crc32 } from "node:zlib"

export const mebibyte = 1024 * 1024

const chunkLength = 64 * 1024

/** Noise, by a linear congruential generator. */
const chunks = Array.from({ length: 64 }, (_, seed) => {
  const words = new Uint32Array(chunkLength / 4)
  let word = seed + 1
  for (let index = 0; index < words.length; index += 1) {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0
    words[index] = word
  }
  return new Uint8Array(words.buffer)
})

/** In another order each time round, so that a chunk at the wrong place is found out. @param {number} length */
export const contentOf = function* (length) {
  for (let left = length, index = 0; left > 0; left -= chunkLength, index += 1) {
    const chunk = chunks[(index * 7 + (index >> 6)) % chunks.length]
    if (chunk === undefined) throw new Error("there is no such chunk")
    yield left < chunkLength ? chunk.subarray(0, left) : chunk
  }
}

/** The same, asynchronously, as streams of files are. @param {number} length */
export const streamedContentOf = async function* (length) {
  yield* contentOf(length)
}

/** Collects a hash, and the length in front of it. @param {"crc32" | "sha256"} kind */
export const makeHash = (kind) => {
  const sha256 = createHash("sha256")
  let sum = 0
  let length = 0
  return {
    /** @param {Uint8Array} bytes */
    add: (bytes) => {
      length += bytes.length
      if (kind === "crc32") sum = crc32(bytes, sum)
      else sha256.update(bytes)
    },
    digest: () => `${length} ${kind === "crc32" ? sum.toString(16) : sha256.digest("hex")}`
  }
}

/** @param {number} length @param {"crc32" | "sha256"} kind */
export const expectedOf = (length, kind) => {
  const hash = makeHash(kind)
  for (const chunk of contentOf(length)) hash.add(chunk)
  return hash.digest()
}
