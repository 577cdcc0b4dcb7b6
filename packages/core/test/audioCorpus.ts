/**
 * Audio files as recorders, editors and accidents make them, byte by byte and without the help of `Wav`: each with
 * the verdict that the service documents for it.
 */
import type { AudioProblem } from "@aculab-cloud/core/InvalidAudio"

export interface Specimen {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly verdict: "accepted" | AudioProblem
}

/** Something like a voice: harmonics of 120 Hz under two formants, in syllables. From -1 to 1. */
const voice = (rate: number, seconds: number): Float64Array => {
  const samples = new Float64Array(Math.round(rate * seconds))
  for (let index = 0; index < samples.length; index++) {
    const time = index / rate
    let sum = 0
    for (let harmonic = 1; harmonic * 120 < Math.min(rate / 2, 3400); harmonic++) {
      const pitch = harmonic * 120
      const strength = 1 / (1 + ((pitch - 600) / 250) ** 2) + 0.4 / (1 + ((pitch - 1700) / 300) ** 2)
      sum += strength * Math.sin(2 * Math.PI * pitch * time)
    }
    const syllable = 0.55 - 0.45 * Math.cos(2 * Math.PI * 3.5 * time)
    samples[index] = 0.12 * syllable * sum
  }
  return samples
}

type Writer = (samples: Float64Array, channels: number) => Uint8Array<ArrayBuffer>

const written =
  (size: number, put: (view: DataView, at: number, sample: number) => void): Writer =>
  (samples, channels) => {
    const bytes = new Uint8Array(samples.length * channels * size)
    const view = new DataView(bytes.buffer)
    samples.forEach((sample, index) => {
      for (let channel = 0; channel < channels; channel++) {
        put(view, (index * channels + channel) * size, Math.max(-1, Math.min(1, sample)))
      }
    })
    return bytes
  }

const pcm16 = written(2, (view, at, sample) => view.setInt16(at, Math.round(sample * 32_767), true))
const pcm8 = written(1, (view, at, sample) => view.setUint8(at, Math.round(sample * 127) + 128))
const pcm4 = written(1, (view, at, sample) => view.setUint8(at, Math.round(sample * 7) + 8))
const pcm24 = written(3, (view, at, sample) => {
  const value = Math.round(sample * 8_388_607)
  view.setUint16(at, value & 0xffff, true)
  view.setInt8(at + 2, value >> 16)
})
const pcm32 = written(4, (view, at, sample) => view.setInt32(at, Math.round(sample * 2_147_483_647), true))
const float32 = written(4, (view, at, sample) => view.setFloat32(at, sample, true))

/** ITU-T G.711, from its tables' rule and not from the SDK. */
const muLaw = written(1, (view, at, sample) => {
  const sign = sample < 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(Math.round(sample * 32_767)), 32_635) + 132
  const exponent = Math.floor(Math.log2(magnitude)) - 7
  view.setUint8(at, ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff)
})
const aLaw = written(1, (view, at, sample) => {
  const value = Math.round(sample * 32_767)
  const magnitude = Math.min(value < 0 ? -value - 1 : value, 32_767) >> 3
  const exponent = magnitude < 32 ? 0 : Math.floor(Math.log2(magnitude)) - 4
  const mantissa = exponent === 0 ? (magnitude >> 1) & 0x0f : (magnitude >> exponent) & 0x0f
  view.setUint8(at, ((value < 0 ? 0 : 0x80) | (exponent << 4) | mantissa) ^ 0x55)
})

const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value)

const joined = (...parts: ReadonlyArray<Uint8Array>): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap((part) => [...part]))

const numbers = (size: 2 | 4, ...values: ReadonlyArray<number>): Uint8Array<ArrayBuffer> => {
  const view = new DataView(new ArrayBuffer(values.length * size))
  values.forEach((value, index) => {
    if (size === 2) view.setUint16(index * 2, value, true)
    else view.setUint32(index * 4, value >>> 0, true)
  })
  return new Uint8Array(view.buffer)
}

/** A chunk; an odd one with its padding, unless its writer forgot it. */
const chunk = (name: string, body: Uint8Array, options: { size?: number; padding?: boolean } = {}) =>
  joined(
    text(name),
    numbers(4, options.size ?? body.length),
    body,
    new Uint8Array(body.length % 2 === 1 && options.padding !== false ? 1 : 0)
  )

interface Coding {
  readonly tag: number
  readonly bits: number
  readonly write: Writer
}

const codings = {
  pcm16: { tag: 1, bits: 16, write: pcm16 },
  pcm4: { tag: 1, bits: 4, write: pcm4 },
  pcm8: { tag: 1, bits: 8, write: pcm8 },
  pcm24: { tag: 1, bits: 24, write: pcm24 },
  pcm32: { tag: 1, bits: 32, write: pcm32 },
  float32: { tag: 3, bits: 32, write: float32 },
  aLaw: { tag: 6, bits: 8, write: aLaw },
  muLaw: { tag: 7, bits: 8, write: muLaw },
  adpcm: { tag: 2, bits: 4, write: pcm4 }
} satisfies Record<string, Coding>

interface Recipe {
  readonly coding?: Coding
  readonly rate?: number
  readonly seconds?: number
  readonly channels?: number
  /** Chunks between the format and the samples. */
  readonly before?: ReadonlyArray<Uint8Array>
  readonly after?: ReadonlyArray<Uint8Array>
  /** What the header says of the samples' length, whatever there is. */
  readonly dataSize?: number
  readonly riffSize?: number
  readonly samples?: Float64Array
  /** Replaces the format chunk's body. */
  readonly format?: Uint8Array
  readonly padding?: boolean
}

const formatOf = ({ tag, bits }: Coding, rate: number, channels: number, extra = new Uint8Array()) => {
  const frame = Math.max(1, (channels * bits) / 8)
  return joined(numbers(2, tag, channels), numbers(4, rate, rate * frame), numbers(2, frame, bits), extra)
}

const extensible = (coding: Coding, rate: number, channels: number, validBits = coding.bits) =>
  formatOf(
    { ...coding, tag: 0xfffe },
    rate,
    channels,
    joined(
      numbers(2, 22, validBits),
      numbers(4, channels === 1 ? 4 : 3),
      numbers(2, coding.tag, 0, 0, 0x10),
      Uint8Array.of(0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71)
    )
  )

const wav = (recipe: Recipe = {}): Uint8Array<ArrayBuffer> => {
  const { coding = codings.pcm16, rate = 16_000, seconds = 2, channels = 1 } = recipe
  const samples = coding.write(recipe.samples ?? voice(rate, seconds), channels)
  const rest = joined(
    text("WAVE"),
    chunk("fmt ", recipe.format ?? formatOf(coding, rate, channels)),
    ...(recipe.before ?? []),
    chunk("data", samples, {
      ...(recipe.dataSize === undefined ? {} : { size: recipe.dataSize }),
      ...(recipe.padding === undefined ? {} : { padding: recipe.padding })
    }),
    ...(recipe.after ?? [])
  )
  return joined(text("RIFF"), numbers(4, recipe.riffSize ?? rest.length), rest)
}

const list = chunk("LIST", joined(text("INFO"), chunk("ISFT", text("Lavf60.16.100\0"))))
const oddList = chunk("LIST", joined(text("INFO"), text("odd")))
const whole = wav()

/** Made anew for each caller: nobody may change another's. */
export const audioCorpus = (): ReadonlyArray<Specimen> => {
  const of =
    (verdict: Specimen["verdict"]) =>
    ([name, bytes]: readonly [string, Uint8Array<ArrayBuffer>]): Specimen => ({ name, bytes, verdict })
  return [
    ...(
      [
        ["16-bit PCM, 16 kHz", whole.slice()],
        ["16-bit PCM, 8 kHz", wav({ rate: 8000 })],
        ["16-bit PCM, 11.025 kHz", wav({ rate: 11_025 })],
        ["16-bit PCM, 44.1 kHz", wav({ rate: 44_100 })],
        ["16-bit PCM, 48 kHz", wav({ rate: 48_000 })],
        ["a-law, 8 kHz", wav({ coding: codings.aLaw, rate: 8000 })],
        ["mu-law, 8 kHz", wav({ coding: codings.muLaw, rate: 8000 })],
        ["mu-law, 16 kHz", wav({ coding: codings.muLaw })],
        [
          "a-law with a format chunk of 18 bytes and a fact chunk",
          wav({
            coding: codings.aLaw,
            rate: 8000,
            format: formatOf(codings.aLaw, 8000, 1, numbers(2, 0)),
            before: [chunk("fact", numbers(4, 16_000))]
          })
        ],
        ["extensible, 16-bit PCM", wav({ format: extensible(codings.pcm16, 16_000, 1) })],
        ["extensible, valid bits left at zero", wav({ format: extensible(codings.pcm16, 16_000, 1, 0) })],
        ["extensible, mu-law", wav({ coding: codings.muLaw, format: extensible(codings.muLaw, 16_000, 1) })],
        ["a LIST chunk before the samples", wav({ before: [list] })],
        ["a LIST chunk after the samples", wav({ after: [list] })],
        ["an odd chunk with its padding", wav({ before: [oddList] })],
        [
          "a JUNK chunk and a bext chunk before",
          wav({ before: [chunk("JUNK", new Uint8Array(28)), chunk("bext", new Uint8Array(602))] })
        ],
        ["a chunk that nobody knows", wav({ before: [chunk("abcd", text("whatever"))] })],
        ["data of 0 bytes in the header, audio up to the end", wav({ dataSize: 0, riffSize: 36 })],
        ["data of 0xFFFFFFFF bytes", wav({ dataSize: 0xffff_ffff, riffSize: 0xffff_ffff })],
        ["data of 0x7FFFF000 bytes", wav({ dataSize: 0x7fff_f000, riffSize: 0x7fff_f024 })],
        ["fewer samples than the header says", whole.slice(0, whole.length - 1000)],
        [
          "an odd number of bytes of mu-law, padded",
          wav({ coding: codings.muLaw, rate: 8000, samples: voice(8000, 2).subarray(1) })
        ],
        [
          "an odd number of bytes of mu-law, not padded",
          wav({ coding: codings.muLaw, rate: 8000, samples: voice(8000, 2).subarray(1), padding: false })
        ],
        ["a wrong length in the RIFF header", wav({ riffSize: 17 })],
        ["exactly 60 seconds", wav({ rate: 8000, seconds: 60 })]
      ] as const
    ).map(of("accepted")),
    ...(
      [
        ["no bytes", new Uint8Array()],
        ["a header that is cut off before the samples", whole.slice(0, 36)],
        ["a header without samples", wav({ samples: new Float64Array(), after: [list] })]
      ] as const
    ).map(of("empty")),
    ...(
      [
        ["text", text("this is not audio, whatever its name says")],
        ["a page of HTML", text("<!doctype html><title>404</title>")],
        ["zeros", new Uint8Array(4000)],
        [
          "MP3",
          joined(
            text("ID3"),
            Uint8Array.of(4, 0, 0, 0, 0, 0, 0),
            Uint8Array.of(0xff, 0xfb, 0x90, 0x64),
            new Uint8Array(2000)
          )
        ],
        ["Ogg", joined(text("OggS"), new Uint8Array(2000))],
        ["FLAC", joined(text("fLaC"), new Uint8Array(2000))],
        ["AIFF", joined(text("FORM"), numbers(4, 2000), text("AIFF"), new Uint8Array(2000))],
        [
          "AVI, which is RIFF too",
          joined(text("RIFF"), numbers(4, 2000), text("AVI "), new Uint8Array(2000))
        ],
        ["RIFX", joined(text("RIFX"), whole.subarray(4))],
        ["RF64", joined(text("RF64"), whole.subarray(4))],
        ["samples without a RIFF header", whole.slice(44)],
        ["a header that is cut off in its format", whole.slice(0, 30)],
        ["samples before any format", joined(whole.subarray(0, 12), whole.subarray(36))],
        [
          "a format chunk of 14 bytes",
          joined(whole.subarray(0, 12), chunk("fmt ", whole.subarray(20, 34)), whole.subarray(36))
        ],
        ["IMA ADPCM", wav({ coding: { ...codings.adpcm, tag: 0x11 } })],
        ["MP3 in a WAV", wav({ coding: { ...codings.pcm16, tag: 0x55 } })],
        ["no channels", wav({ format: formatOf(codings.pcm16, 16_000, 0) })]
      ] as const
    ).map(of("unknown-format")),
    ...(
      [
        ["4 kHz", wav({ rate: 4000 })],
        ["7999 Hz", wav({ rate: 7999 })],
        ["mu-law at 6 kHz", wav({ coding: codings.muLaw, rate: 6000 })]
      ] as const
    ).map(of("sample-rate-too-low")),
    ...(
      [
        ["8-bit PCM", wav({ coding: codings.pcm8 })],
        ["8-bit PCM, extensible", wav({ coding: codings.pcm8, format: extensible(codings.pcm8, 16_000, 1) })]
      ] as const
    ).map(of("sample-size-too-small")),
    ...(
      [
        ["60.1 seconds", wav({ rate: 8000, seconds: 60.1 })],
        ["90 seconds of mu-law", wav({ coding: codings.muLaw, rate: 8000, seconds: 90 })],
        [
          "61 seconds with a length of 0 in the header",
          wav({ rate: 8000, seconds: 61, dataSize: 0, riffSize: 36 })
        ]
      ] as const
    ).map(of("too-long")),
    ...(
      [
        ["stereo", wav({ channels: 2 })],
        ["stereo, extensible", wav({ channels: 2, format: extensible(codings.pcm16, 16_000, 2) })],
        ["six channels", wav({ channels: 6 })],
        ["stereo mu-law", wav({ coding: codings.muLaw, rate: 8000, channels: 2 })]
      ] as const
    ).map(of("not-mono"))
  ]
}

/** What the documentation does not decide: the SDK refuses it, and a live service might not. */
export const undecided = (): ReadonlyArray<readonly [name: string, bytes: Uint8Array<ArrayBuffer>]> => [
  ["24-bit PCM", wav({ coding: codings.pcm24 })],
  ["32-bit PCM", wav({ coding: codings.pcm32 })],
  ["32-bit float", wav({ coding: codings.float32 })]
]
