/** What is sent of a WAV in memory: what `Wav.encode` writes, without a copy where that is what there is. */
import * as Wav from "@aculab-cloud/core/Wav"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { encodedFrom } from "../src/internal/wavWrite.js"
import { bytes, chunk, format, list, riff, samples } from "./supportWav.js"

const data = chunk("data", samples(100))
const plain = riff(format(), data)

const sent = (source: Uint8Array) =>
  Effect.map(Wav.read(source), (wav) => ({ written: Wav.encode(wav), sent: encodedFrom(source, wav) }))

describe("audio in memory", () => {
  it.effect("is not copied where it has the plainest header", () =>
    Effect.gen(function* () {
      const { sent: found, written } = yield* sent(plain)
      expect(found).toBe(plain)
      expect(found).toEqual(written)
    })
  )

  it.effect.each([
    ["a chunk in front of the samples", riff(format(), list, data)],
    ["a chunk after the samples", riff(format(), data, list)],
    ["bytes after its end", bytes(plain, [1, 2])],
    ["a length that was never filled in", riff(format(), chunk("data", samples(100), 0xffff_ffff))],
    ["fewer samples than it says", plain.slice(0, -2)],
    ["a rate of bytes that its format has not", plain.with(28, 1)],
    ["an odd length", riff(format({ tag: 6, bits: 8 }), chunk("data", bytes("abc")))]
  ] as const)("is written anew where it has %s", ([, source]) =>
    Effect.gen(function* () {
      const { sent: found, written } = yield* sent(source)
      expect(found).not.toBe(source)
      expect(found).toEqual(written)
    })
  )

  it.effect("is copied out of memory that is shared", () =>
    Effect.gen(function* () {
      const shared = new Uint8Array(new SharedArrayBuffer(plain.length))
      shared.set(plain)
      const { sent: found } = yield* sent(shared)
      expect(found.buffer).toBeInstanceOf(ArrayBuffer)
      expect(found).toEqual(plain)
    })
  )
})
