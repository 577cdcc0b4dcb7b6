import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { PassThrough, Readable } from "node:stream"
import * as Wav from "@aculab-cloud/core/Wav"
import * as NodeAudio from "@aculab-cloud/node/NodeAudio"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { temporaryFolder } from "./filesSupport.js"

const samples = Float32Array.from({ length: 16_000 }, (_, index) => Math.sin(index / 8) / 2)
const wav = Wav.fromFloat32(samples, 16_000)
const bytes = Wav.encode(wav)

const fileOf = async (content: Uint8Array | string, name = "phrase.wav") => {
  const path = join(await temporaryFolder(), name)
  await writeFile(path, content)
  return path
}

const collect = (audio: { readonly content: Stream.Stream<Uint8Array, unknown> }) =>
  Effect.map(Stream.runCollect(audio.content), (pieces) => Buffer.concat(pieces))

describe("NodeAudio.file", () => {
  it("gives the bytes of the file, each time anew, under the last part of its path", async () => {
    const audio = NodeAudio.file(await fileOf(bytes, "bob 1.wav"))
    expect(audio.name).toBe("bob 1.wav")
    for (let time = 0; time < 2; time++) {
      expect(new Uint8Array(await Effect.runPromise(collect(audio)))).toEqual(bytes)
    }
  })

  it("fails with words for a folder", async () => {
    const error = await Effect.runPromise(Effect.flip(collect(NodeAudio.file(await temporaryFolder()))))
    expect(error).toMatchObject({ _tag: "FileError", operation: "read", code: "EISDIR" })
  })
})

describe("NodeAudio.read", () => {
  it("reads and checks a WAV", async () => {
    expect(await Effect.runPromise(NodeAudio.read(await fileOf(bytes)))).toEqual(wav)
  })

  it("says what is wrong with one that the cloud would not take", async () => {
    const error = await Effect.runPromise(Effect.flip(NodeAudio.read(await fileOf("not audio"))))
    expect(error).toMatchObject({ _tag: "InvalidAudio", problem: "unknown-format" })
  })
})

describe("NodeAudio.readable", () => {
  it("gives what a pipe gives, and destroys it at its end", async () => {
    const pipe = Readable.from([bytes.subarray(0, 100), bytes.subarray(100)], { objectMode: false })
    const audio = NodeAudio.readable(pipe, "piped.wav")
    expect(audio.name).toBe("piped.wav")
    expect(new Uint8Array(await Effect.runPromise(collect(audio)))).toEqual(bytes)
    expect(pipe.destroyed).toBe(true)
  })

  it("fails as the pipe does", async () => {
    const pipe = new PassThrough()
    pipe.destroy(Object.assign(new Error("gone"), { code: "EPIPE" }))
    const error = await Effect.runPromise(Effect.flip(collect(NodeAudio.readable(pipe))))
    expect(error).toMatchObject({ _tag: "FileError", operation: "read", code: "EPIPE", path: "audio.wav" })
  })

  it("fails on text, which would be another file", async () => {
    const pipe = Readable.from(["RIFF"])
    const error = await Effect.runPromise(Effect.flip(collect(NodeAudio.readable(pipe))))
    expect(error).toMatchObject({ _tag: "FileError", message: "audio.wav: a chunk is not bytes" })
    expect(pipe.destroyed).toBe(true)
  })

  it("lets go of a pipe that says nothing when it is interrupted", async () => {
    const pipe = new PassThrough()
    const fiber = Effect.runFork(collect(NodeAudio.readable(pipe)))
    await Effect.runPromise(Fiber.interrupt(fiber))
    expect(pipe.destroyed).toBe(true)
  })
})
