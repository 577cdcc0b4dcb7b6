import * as Wav from "@aculab-cloud/core/Wav"
import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { present } from "./support.js"
import { bytes, chunk, extensible, format, list, riff, samples, u32 } from "./supportWav.js"

const audio = samples(4000)

/** A header whose lengths a recorder that streams has left as they were. */
const streamed = (whole: number, data: number) =>
  bytes("RIFF", u32(whole), "WAVE", format(), "data", u32(data), audio)

const good = [
  { name: "plain PCM", file: riff(format(), chunk("data", audio)) },
  { name: "a chunk before the samples", file: riff(list, format(), list, chunk("data", audio)) },
  { name: "a chunk after the samples", file: riff(format(), chunk("data", audio), list) },
  { name: "a chunk of an odd size", file: riff(chunk("JUNK", bytes("odd")), format(), chunk("data", audio)) },
  {
    name: "a chunk of an odd size without its padding",
    file: riff(bytes("JUNK", u32(3), "odd"), format(), chunk("data", audio))
  },
  {
    name: "an unknown chunk of an odd size",
    file: riff(chunk("\u0001x y", bytes("odd")), format(), chunk("data", audio))
  },
  { name: "an empty chunk", file: riff(chunk("JUNK", bytes()), format(), chunk("data", audio)) },
  { name: "a second format chunk", file: riff(format(), format({ rate: 9 }), chunk("data", audio)) },
  {
    name: "a longer format chunk",
    file: riff(chunk("fmt ", bytes(format().subarray(8), [0, 0])), chunk("data", audio))
  },
  { name: "an extensible format", file: riff(extensible(), chunk("data", audio)) },
  {
    name: "an extensible format without valid bits",
    file: riff(extensible({ valid: 0 }), chunk("data", audio))
  },
  { name: "blocks of no size", file: riff(format({ frame: 0 }), chunk("data", audio)) },
  { name: "no lengths at all", file: streamed(0, 0) },
  { name: "the lengths of an empty file", file: streamed(36, 0) },
  { name: "lengths of 0xffffffff", file: streamed(0xffffffff, 0xffffffff) },
  { name: "a zero in a file of 0xffffffff", file: streamed(0xffffffff, 0) },
  { name: "the lengths of sox", file: streamed(0x7ffff024, 0x7ffff000) },
  { name: "the lengths of arecord", file: streamed(0x80000024, 0x80000000) },
  { name: "a length that is too large", file: streamed(36 + 9000, 9000) },
  { name: "half a sample at the end", file: bytes(streamed(0, 0), [7]) },
  {
    name: "a wrong length of the whole",
    file: bytes("RIFF", u32(5), riff(format(), chunk("data", audio)).subarray(8))
  }
]

const broken = [
  { name: "nothing", file: bytes(), problem: "empty" },
  { name: "text", file: bytes("this is not audio"), problem: "unknown-format" },
  {
    name: "RIFX",
    file: bytes("RIFX", riff(format(), chunk("data", audio)).subarray(4)),
    problem: "unknown-format"
  },
  {
    name: "RF64",
    file: bytes("RF64", riff(format(), chunk("data", audio)).subarray(4)),
    problem: "unknown-format"
  },
  { name: "another RIFF", file: bytes("RIFF", u32(4), "AVI ", format()), problem: "unknown-format" },
  { name: "a header cut off in RIFF", file: bytes("RIFF", u32(4)), problem: "unknown-format" },
  { name: "a header cut off in a chunk", file: riff(format()).subarray(0, 30), problem: "unknown-format" },
  {
    name: "a header cut off before the samples",
    file: riff(format(), chunk("data", audio)).subarray(0, 42),
    problem: "empty"
  },
  { name: "no data chunk", file: riff(format(), list), problem: "empty" },
  { name: "no format chunk", file: riff(chunk("data", audio)), problem: "unknown-format" },
  {
    name: "a format chunk that is too short",
    file: riff(chunk("fmt ", format().subarray(8, 22)), chunk("data", audio)),
    problem: "unknown-format"
  },
  {
    name: "a format chunk that is too long",
    file: riff(chunk("fmt ", new Uint8Array(2000)), chunk("data", audio)),
    problem: "unknown-format"
  },
  {
    name: "no channels",
    file: riff(format({ channels: 0 }), chunk("data", audio)),
    problem: "unknown-format"
  },
  {
    name: "blocks of another size",
    file: riff(format({ frame: 4 }), chunk("data", audio)),
    problem: "unknown-format"
  },
  {
    name: "ADPCM",
    file: riff(format({ tag: 2, bits: 4, frame: 256 }), chunk("data", audio)),
    problem: "unknown-format"
  },
  {
    name: "GSM",
    file: riff(format({ tag: 49, bits: 0, frame: 65 }), chunk("data", audio)),
    problem: "unknown-format"
  },
  {
    name: "MP3 in WAV",
    file: riff(format({ tag: 85, bits: 0, frame: 1 }), chunk("data", audio)),
    problem: "unknown-format"
  },
  {
    name: "mu-law of 16 bits",
    file: riff(format({ tag: 7 }), chunk("data", audio)),
    problem: "unknown-format"
  },
  {
    name: "20 bits in 24",
    file: riff(extensible({ bits: 24, valid: 20 }), chunk("data", audio)),
    problem: "unknown-format"
  },
  {
    name: "an extensible format that is cut off",
    file: riff(format({ tag: 0xfffe }), chunk("data", audio)),
    problem: "unknown-format"
  },
  {
    name: "an extensible format of another kind",
    file: riff(extensible({ guid: new Array(14).fill(7) }), chunk("data", audio)),
    problem: "unknown-format"
  },
  {
    name: "12 bits",
    file: riff(format({ bits: 12, frame: 2 }), chunk("data", audio)),
    problem: "sample-size-too-small"
  },
  {
    name: "12 bits in 16",
    file: riff(extensible({ valid: 12 }), chunk("data", audio)),
    problem: "sample-size-too-small"
  },
  {
    name: "a chunk of 4 GiB",
    file: bytes("RIFF", u32(0), "WAVE", "JUNK", u32(0xffffffff), audio),
    problem: "unknown-format"
  }
]

/** The same bytes in pieces of a size. */
const inPieces = (file: Uint8Array, size: number): Stream.Stream<Uint8Array> =>
  Stream.fromIterable(
    Array.from({ length: Math.ceil(file.length / size) }, (_, index) =>
      file.slice(index * size, (index + 1) * size)
    )
  )

const opened = (file: Uint8Array, size: number) =>
  Effect.gen(function* () {
    const wav = yield* Wav.openStream(inPieces(file, size))
    return bytes(...(yield* Stream.runCollect(wav.samples)))
  }).pipe(Effect.scoped)

describe("Wav.read", () => {
  it.effect.each(good)("reads $name", ({ file }) =>
    Effect.gen(function* () {
      const wav = yield* Wav.read(file)
      expect(wav).toMatchObject({ encoding: "pcm16", sampleRate: 8000, channels: 1 })
      expect(Uint8Array.from(wav.data)).toEqual(audio)
      expect(yield* Wav.check(wav)).toBe(wav)
    })
  )

  it.effect.each(broken)("refuses $name", ({ file, problem }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Wav.read(file))
      expect(error).toMatchObject({ _tag: "InvalidAudio", problem })
      expect(error.found).not.toBe("")
      expect(error.advice).not.toBe("")
      expect(error.issues).toHaveLength(1)
    })
  )

  it.effect("takes a length of zero at its word when the file goes on", () =>
    Effect.gen(function* () {
      const wav = yield* Wav.read(riff(format(), chunk("data", bytes()), list))
      expect(wav.data).toHaveLength(0)
      expect((yield* Effect.flip(Wav.check(wav))).problem).toBe("empty")
    })
  )

  it.effect.each([
    { encoding: "a-law", form: { tag: 6, bits: 8 } },
    { encoding: "mu-law", form: { tag: 7, bits: 8 } },
    { encoding: "pcm8", form: { bits: 8 } },
    { encoding: "pcm24", form: { bits: 24 } },
    { encoding: "pcm32", form: { bits: 32 } },
    { encoding: "float32", form: { tag: 3, bits: 32 } },
    { encoding: "float64", form: { tag: 3, bits: 64 } }
  ])("reads $encoding, plain and extensible", ({ encoding, form }) =>
    Effect.gen(function* () {
      for (const head of [format(form), extensible(form)]) {
        expect(yield* Wav.read(riff(head, chunk("data", samples(24))))).toMatchObject({ encoding })
      }
    })
  )
})

describe("Wav.openStream", () => {
  it.effect.each(good)("reads $name, in pieces of any size", ({ file }) =>
    Effect.gen(function* () {
      for (const size of [1, 7, 4096, file.length]) expect(yield* opened(file, size)).toEqual(audio)
    })
  )

  it.effect.each(broken)("refuses $name", ({ file, problem }) =>
    Effect.gen(function* () {
      for (const size of [1, 4096]) {
        expect(yield* Effect.flip(opened(file, size))).toMatchObject({ _tag: "InvalidAudio", problem })
      }
    })
  )

  it.effect("says how long the audio is, unless the header does not", () =>
    Effect.gen(function* () {
      const known = yield* Wav.openStream(Stream.make(riff(format(), chunk("data", audio))))
      expect(known.announcedLength).toBe(8000)
      expect(yield* Wav.openStream(Stream.make(streamed(0, 0)))).not.toHaveProperty("announcedLength")
    }).pipe(Effect.scoped)
  )

  it.effect("gives whole samples, whatever the pieces are", () =>
    Effect.gen(function* () {
      const stereo = riff(format({ channels: 2 }), chunk("data", audio))
      const wav = yield* Wav.openStream(inPieces(stereo, 5))
      const pieces = yield* Stream.runCollect(wav.samples)
      expect(pieces.every(({ length }) => length > 0 && length % 4 === 0)).toBe(true)
      expect(bytes(...pieces)).toEqual(audio)
    }).pipe(Effect.scoped)
  )

  it.effect("fails with what the stream fails with, in the header and in the samples", () =>
    Effect.gen(function* () {
      const file = riff(format(), chunk("data", audio))
      for (const size of [20, 100]) {
        const torn = Stream.concat(Stream.make(file.slice(0, size)), Stream.fail("gone" as const))
        expect(yield* Effect.flip(Wav.readStream(torn))).toBe("gone")
      }
    })
  )

  it.effect("ends the stream when its scope is closed", () =>
    Effect.gen(function* () {
      let ended = false
      const file = Stream.make(streamed(0, 0)).pipe(
        Stream.concat(Stream.never),
        Stream.ensuring(Effect.sync(() => (ended = true)))
      )
      const head = yield* Effect.scoped(Wav.openStream(file))
      expect([head.sampleRate, ended]).toEqual([8000, true])
    })
  )
})

describe("Wav.readStream", () => {
  it.effect("reads and checks", () =>
    Effect.gen(function* () {
      const wav = yield* Wav.readStream(inPieces(streamed(0, 0), 999))
      expect(wav.data).toEqual(audio)
      expect(Duration.toMillis(Wav.duration(wav))).toBe(500)
    })
  )

  it.effect("ends after 60 seconds of a stream without an end", () =>
    Effect.gen(function* () {
      let pieces = 0
      const endless = Stream.concat(
        Stream.make(streamed(0, 0)),
        Stream.fromEffectRepeat(
          Effect.sync(() => {
            pieces++
            return new Uint8Array(16_000)
          })
        )
      )
      const error = yield* Effect.flip(Wav.readStream(endless))
      expect(error.problem).toBe("too-long")
      expect(pieces).toBe(60)
    })
  )

  it.effect("ends in front of samples that never come", () =>
    Effect.gen(function* () {
      const junk = chunk("JUNK", new Uint8Array(65_536))
      const endless = Stream.concat(Stream.make(riff()), Stream.fromEffectRepeat(Effect.sync(() => junk)))
      expect((yield* Effect.flip(Wav.readStream(endless))).problem).toBe("unknown-format")
    })
  )

  it.effect("finds at the end that there was nothing", () =>
    Effect.gen(function* () {
      const file = bytes("RIFF", u32(0), "WAVE", format(), "data", u32(0))
      expect((yield* Effect.flip(Wav.readStream(Stream.make(file)))).problem).toBe("empty")
    })
  )
})

const byte = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 }))

describe("any bytes at all", () => {
  const audioOrError = (file: Uint8Array) =>
    Effect.gen(function* () {
      const whole = yield* Effect.result(Wav.read(file))
      const pieces = yield* Effect.result(opened(file, 3))
      expect(pieces._tag).toBe(whole._tag)
      if (whole._tag === "Failure") return expect(whole.failure._tag).toBe("InvalidAudio")
      if (pieces._tag === "Success") expect(pieces.success).toEqual(Uint8Array.from(whole.success.data))
      const mended = yield* Effect.result(Wav.convert(whole.success))
      if (mended._tag === "Success") yield* Wav.check(mended.success)
    })

  it.effect.prop("end in audio or in a typed error", [Schema.Array(byte)], ([numbers]) =>
    audioOrError(Uint8Array.from(numbers))
  )

  it.effect.prop("also behind the right beginning", [Schema.Array(byte)], ([numbers]) =>
    audioOrError(bytes("RIFF", u32(numbers.length), "WAVE", numbers))
  )

  it.effect.prop(
    "also in the place of some of a good file",
    [
      Schema.Array(
        Schema.Struct({ at: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 200 })), byte })
      )
    ],
    ([changes]) => {
      const file = riff(list, extensible(), chunk("JUNK", bytes("odd")), chunk("data", samples(64)), list)
      for (const { at, byte } of changes) file[at] = byte
      return audioOrError(file)
    }
  )

  it.effect("also when a good file ends anywhere", () =>
    Effect.gen(function* () {
      const file = riff(list, extensible(), chunk("JUNK", bytes("odd")), chunk("data", samples(8)), list)
      for (let size = 0; size < file.length; size++) yield* audioOrError(file.slice(0, size))
      expect(present(file[0])).toBe(82)
    })
  )
})
