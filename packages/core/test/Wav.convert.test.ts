import * as Wav from "@aculab-cloud/core/Wav"
import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { present } from "./support.js"
import { bytes, chunk, format, riff, samples, u16 } from "./supportWav.js"

const wavOf = (changes: Partial<Wav.Wav> = {}): Wav.Wav => ({
  encoding: "pcm16",
  sampleRate: 8000,
  channels: 1,
  data: samples(800),
  ...changes
})

describe("Wav.check", () => {
  it.effect.each([
    { name: "no audio", wav: wavOf({ data: new Uint8Array() }), problem: "empty" },
    { name: "7999 Hz", wav: wavOf({ sampleRate: 7999 }), problem: "sample-rate-too-low" },
    { name: "no rate at all", wav: wavOf({ sampleRate: 0 }), problem: "sample-rate-too-low" },
    {
      name: "a rate that is no number",
      wav: wavOf({ sampleRate: Number.NaN }),
      problem: "sample-rate-too-low"
    },
    { name: "8 bits", wav: wavOf({ encoding: "pcm8" }), problem: "sample-size-too-small" },
    {
      name: "24 bits",
      wav: wavOf({ encoding: "pcm24", data: new Uint8Array(24) }),
      problem: "unknown-format"
    },
    { name: "float", wav: wavOf({ encoding: "float32" }), problem: "unknown-format" },
    { name: "stereo", wav: wavOf({ channels: 2 }), problem: "not-mono" },
    { name: "more than a minute", wav: wavOf({ data: new Uint8Array(960_002) }), problem: "too-long" },
    {
      name: "more than a minute of mu-law",
      wav: wavOf({ encoding: "mu-law", data: new Uint8Array(480_001) }),
      problem: "too-long"
    }
  ])("refuses $name", ({ wav, problem }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Wav.check(wav))
      expect(error.problem).toBe(problem)
      expect(error.issues).toHaveLength(1)
      expect(error.message).toContain(error.found)
      expect(error.message).toContain(error.advice)
    })
  )

  it.effect.each([
    { name: "a minute exactly", wav: wavOf({ data: new Uint8Array(960_000) }) },
    { name: "a minute of a-law", wav: wavOf({ encoding: "a-law", data: new Uint8Array(480_000) }) },
    { name: "mu-law at 48 kHz", wav: wavOf({ encoding: "mu-law", sampleRate: 48_000 }) },
    { name: "one sample", wav: wavOf({ data: new Uint8Array(2) }) }
  ])("takes $name", ({ wav }) =>
    Effect.gen(function* () {
      expect(yield* Wav.check(wav)).toBe(wav)
    })
  )

  it.effect("tells all problems at once", () =>
    Effect.gen(function* () {
      const wav = wavOf({ encoding: "pcm8", sampleRate: 4000, channels: 2, data: new Uint8Array(480_002) })
      const { issues } = yield* Effect.flip(Wav.check(wav))
      expect(issues.map(({ problem }) => problem)).toEqual([
        "sample-size-too-small",
        "sample-rate-too-low",
        "not-mono",
        "too-long"
      ])
    })
  )
})

describe("Wav.encode", () => {
  it("writes the plainest header for PCM", () => {
    expect(Wav.encode(wavOf())).toEqual(riff(format(), chunk("data", samples(800))))
  })

  it.each([
    { encoding: "a-law" as const, tag: 6 },
    { encoding: "mu-law" as const, tag: 7 }
  ])("writes $encoding with the number of samples, and an even length", ({ encoding, tag }) => {
    const data = bytes([1, 2, 3])
    expect(Wav.encode(wavOf({ encoding, data }))).toEqual(
      riff(
        chunk("fmt ", bytes(format({ tag, bits: 8 }).subarray(8), u16(0))),
        chunk("fact", bytes([3, 0, 0, 0])),
        chunk("data", data)
      )
    )
  })

  it.effect("writes what Wav.read reads", () =>
    Effect.gen(function* () {
      const encodings = ["a-law", "mu-law", "pcm8", "pcm16", "pcm24", "pcm32", "float32", "float64"] as const
      for (const encoding of encodings) {
        const wav = wavOf({ encoding, sampleRate: 44_100, channels: 3, data: samples(36) })
        const { data, ...read } = yield* Wav.read(Wav.encode(wav))
        expect({ ...read, data: Uint8Array.from(data) }).toEqual(wav)
      }
    })
  )

  it.effect("writes a stream as it writes bytes", () =>
    Effect.gen(function* () {
      for (const length of [3, 4]) {
        const wav = wavOf({ encoding: "mu-law", data: samples(2).slice(0, length) })
        const stream = Wav.encodeStream({ ...wav, dataLength: length }, Stream.make(wav.data))
        expect(bytes(...(yield* Stream.runCollect(stream)))).toEqual(Wav.encode(wav))
      }
    })
  )
})

describe("G.711", () => {
  // ITU-T G.711, tables 1a to 2b, on the scale of 16 bits: the ends of the ranges, silence, and a step of each segment.
  it.each([
    { code: 0x00, sample: -32124 },
    { code: 0x0f, sample: -16764 },
    { code: 0x10, sample: -15996 },
    { code: 0x70, sample: -120 },
    { code: 0x7f, sample: 0 },
    { code: 0x80, sample: 32124 },
    { code: 0x8f, sample: 16764 },
    { code: 0x9f, sample: 8316 },
    { code: 0xef, sample: 132 },
    { code: 0xfe, sample: 8 },
    { code: 0xff, sample: 0 }
  ])("reads mu-law $code as $sample", ({ code, sample }) => {
    expect(present(Wav.decodeMuLaw(Uint8Array.of(code))[0]) + 0).toBe(sample)
  })

  it.each([
    { code: 0x2a, sample: -32256 },
    { code: 0xaa, sample: 32256 },
    { code: 0xd5, sample: 8 },
    { code: 0x55, sample: -8 },
    { code: 0xc5, sample: 264 },
    { code: 0xda, sample: 248 },
    { code: 0x85, sample: 4224 },
    { code: 0x80, sample: 5504 }
  ])("reads a-law $code as $sample", ({ code, sample }) => {
    expect(Wav.decodeALaw(Uint8Array.of(code))[0]).toBe(sample)
  })

  it.each([
    { sample: 0, muLaw: 0xff, aLaw: 0xd5 },
    { sample: -1, muLaw: 0x7f, aLaw: 0x55 },
    { sample: 32767, muLaw: 0x80, aLaw: 0xaa },
    { sample: -32768, muLaw: 0x00, aLaw: 0x2a },
    { sample: 1000, muLaw: 0xce, aLaw: 0xfa },
    { sample: -1000, muLaw: 0x4e, aLaw: 0x7a }
  ])("codes $sample", ({ sample, muLaw, aLaw }) => {
    expect(Wav.encodeMuLaw(Int16Array.of(sample))[0]).toBe(muLaw)
    expect(Wav.encodeALaw(Int16Array.of(sample))[0]).toBe(aLaw)
  })

  const codes = Uint8Array.from({ length: 256 }, (_, code) => code)

  it("gives every code back, but for the second zero of mu-law", () => {
    expect(Wav.encodeALaw(Wav.decodeALaw(codes))).toEqual(codes)
    const again = Wav.encodeMuLaw(Wav.decodeMuLaw(codes))
    expect(again[0x7f]).toBe(0xff)
    expect(again.with(0x7f, 0x7f)).toEqual(codes)
  })

  it("is never further from a sample than half a step, at every one of them", () => {
    const all = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768)
    const muLaw = Wav.decodeMuLaw(Wav.encodeMuLaw(all))
    const aLaw = Wav.decodeALaw(Wav.encodeALaw(all))
    let worst = 0
    for (let index = 0; index < all.length; index++) {
      const sample = present(all[index])
      const step = Math.max(8, Math.abs(sample) / 32 + 4)
      for (const coded of [muLaw, aLaw]) {
        worst = Math.max(worst, Math.abs(present(coded[index]) - sample) / (step + 8))
      }
    }
    expect(worst).toBeLessThanOrEqual(1)
  })
})

describe("samples", () => {
  it("are clipped, not turned over, and what is no number is silence", () => {
    const loud = Float32Array.of(0, 1, -1, 1.5, -1.5, 1e30, Number.NEGATIVE_INFINITY, Number.NaN, 0.5)
    expect([...Wav.toInt16(loud)]).toEqual([0, 32767, -32768, 32767, -32768, 32767, -32768, 0, 16384])
    expect(Wav.fromFloat32(loud, 8000).data).toEqual(bytes(...[...Wav.toInt16(loud)].map((one) => u16(one))))
  })

  it.prop(
    "of 16 bits come back as they were",
    [Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: -32768, maximum: 32767 })))],
    ([numbers]) => {
      const samples = Int16Array.from(numbers)
      const wav = wavOf({ data: new Uint8Array(samples.buffer) })
      expect(Wav.toInt16(Wav.toFloat32(wav))).toEqual(samples)
    }
  )

  it("of two channels become their mean, in any encoding", () => {
    const stereo = wavOf({
      channels: 2,
      data: bytes(u16(1000), u16(3000), u16(-32768), u16(-32768), u16(32767), u16(-32767))
    })
    expect(Wav.toMono(stereo)).toEqual(wavOf({ data: bytes(u16(2000), u16(-32768), u16(0)) }))
    const twoFloats = wavOf({
      encoding: "float32",
      channels: 2,
      data: new Uint8Array(Float32Array.of(0.25, -0.75).buffer)
    })
    expect([...Wav.toFloat32(Wav.toMono(twoFloats))]).toEqual([-0.25])
  })

  it("are read in every encoding", () => {
    const half: ReadonlyArray<readonly [Wav.Encoding, ReadonlyArray<number>]> = [
      ["pcm8", [64]],
      ["pcm16", [0, 0xc0]],
      ["pcm24", [0, 0, 0xc0]],
      ["pcm32", [0, 0, 0, 0xc0]],
      ["float32", [0, 0, 0, 0xbf]],
      ["float64", [0, 0, 0, 0, 0, 0, 0xe0, 0xbf]]
    ]
    for (const [encoding, data] of half) {
      const wav = wavOf({ encoding, data: bytes(data) })
      expect([encoding, ...Wav.toFloat32(wav)]).toEqual([encoding, -0.5])
      expect(Wav.toMono(wav)).toBe(wav)
      expect(Wav.toMono({ ...wav, channels: 2, data: bytes(data, data) }).data).toEqual(bytes(data))
    }
  })
})

const tone = (frequency: number, rate: number, length: number) =>
  Float32Array.from({ length }, (_, index) => 0.5 * Math.sin((2 * Math.PI * frequency * index) / rate))

/** The loudest sample, away from the ends. */
const peak = (samples: Float32Array) => Math.max(...samples.slice(200, -200).map(Math.abs))

describe("Wav.resample", () => {
  it.each([
    { from: 48_000, to: 16_000 },
    { from: 44_100, to: 16_000 },
    { from: 16_000, to: 8000 },
    { from: 8000, to: 16_000 },
    { from: 11_025, to: 8000 }
  ])("keeps a tone, from $from to $to", ({ from, to }) => {
    const heard = Wav.resample(tone(1000, from, from), { from, to })
    expect(heard).toHaveLength(to)
    const expected = tone(1000, to, to)
    expect(peak(heard.map((sample, index) => sample - present(expected[index])))).toBeLessThan(0.001)
  })

  it.each([
    { frequency: 8100, from: 48_000, to: 16_000 },
    { frequency: 10_000, from: 44_100, to: 16_000 },
    { frequency: 15_900, from: 48_000, to: 16_000 },
    { frequency: 4200, from: 16_000, to: 8000 }
  ])("leaves no trace of $frequency Hz, from $from to $to", ({ frequency, from, to }) => {
    expect(peak(Wav.resample(tone(frequency, from, from), { from, to }))).toBeLessThan(0.5 * 10 ** (-75 / 20))
  })

  it("makes no mirror image when the rate rises", () => {
    const heard = Wav.resample(tone(3000, 8000, 8000), { from: 8000, to: 16_000 })
    const expected = tone(3000, 16_000, 16_000)
    expect(peak(heard.map((sample, index) => sample - present(expected[index])))).toBeLessThan(0.001)
  })

  it("changes nothing at the same rate, and gives a copy", () => {
    const samples = tone(440, 8000, 100)
    const same = Wav.resample(samples, { from: 8000, to: 8000 })
    expect(same).toEqual(samples)
    expect(same.buffer).not.toBe(samples.buffer)
  })

  it("takes no samples, and one", () => {
    expect(Wav.resample(new Float32Array(), { from: 48_000, to: 8000 })).toHaveLength(0)
    expect(Wav.resample(Float32Array.of(0.5), { from: 8000, to: 16_000 })).toHaveLength(2)
  })

  it.each([0, 7999, 192_001, 8000.5, Number.NaN])("refuses a rate of %s", (rate) => {
    expect(() => Wav.resample(new Float32Array(), { from: rate, to: 8000 })).toThrow(RangeError)
  })
})

describe("Wav.convert", () => {
  it.effect("makes 16 kHz mono of 16 bits of what a browser records", () =>
    Effect.gen(function* () {
      const one = tone(440, 48_000, 48_000)
      const both = Float32Array.from({ length: 96_000 }, (_, index) => present(one[index >> 1]))
      const wav = yield* Wav.convert({
        encoding: "float32",
        sampleRate: 48_000,
        channels: 2,
        data: new Uint8Array(both.buffer)
      })
      expect(wav).toMatchObject({ encoding: "pcm16", sampleRate: 16_000, channels: 1 })
      expect(Duration.toMillis(Wav.duration(wav))).toBe(1000)
      expect(peak(Wav.toFloat32(wav))).toBeCloseTo(0.5, 3)
      expect(yield* Wav.check(wav)).toBe(wav)
    })
  )

  it.effect("keeps a rate below 16 kHz, and takes wishes", () =>
    Effect.gen(function* () {
      expect(yield* Wav.convert(wavOf({ sampleRate: 11_025 }))).toMatchObject({ sampleRate: 11_025 })
      expect(yield* Wav.convert(wavOf(), { sampleRate: 48_000, encoding: "a-law" })).toMatchObject({
        sampleRate: 48_000,
        encoding: "a-law"
      })
    })
  )

  it.effect("does not change what is right", () =>
    Effect.gen(function* () {
      expect(yield* Wav.convert(wavOf())).toEqual(wavOf())
    })
  )

  it.effect.each([
    { name: "silence of no length", wav: wavOf({ data: new Uint8Array() }), problem: "empty" },
    { name: "two minutes", wav: wavOf({ data: new Uint8Array(1_920_000) }), problem: "too-long" },
    { name: "4000 Hz", wav: wavOf({ sampleRate: 4000 }), problem: "sample-rate-too-low" },
    {
      name: "a rate that is no number",
      wav: wavOf({ sampleRate: Number.NaN }),
      problem: "sample-rate-too-low"
    },
    { name: "4 GHz", wav: wavOf({ sampleRate: 0xffffffff }), problem: "unknown-format" }
  ])("cannot mend $name", ({ wav, problem }) =>
    Effect.gen(function* () {
      expect((yield* Effect.flip(Wav.convert(wav))).problem).toBe(problem)
    })
  )
})
