/** Whether the comparison of speakers is good for anything, on voices of espeak-ng that it has to tell apart. */
import { beforeAll, describe, expect, it } from "vitest"
import { speak } from "../../../tests/support/voices.js"
import { decodeMuLaw } from "../src/internal/voiceSamples.js"
import type { Fields } from "./support.js"
import { formOf, linear, nearestCodes, resultOf, wavOf, withCompany } from "./voiceSupport.js"

const voices = [
  "en-gb",
  "en-us+f1",
  "en-us+f3",
  "en-us+f5",
  "en+m3",
  "en-us+m4",
  "en-us+m7",
  "en-us+m8",
  "en+croak",
  "en+whisper",
  "en-us+Annie",
  "en-us+steph"
] as const

/** Those that are far enough from each other to be told apart when they say different things. */
const distinct = ["en-gb", "en-us+f3", "en-us+m8", "en+croak", "en+grandma", "en+whisper", "en-us+steph"]

const phrases = [
  "my voice is my password",
  "the quick brown fox jumps over the lazy dog",
  "please open the door to the garden shed",
  "seven three nine one five eight"
] as const

/** The samples of espeak-ng's WAV files, which have a header of 44 bytes. */
const samplesOf = (wav: Uint8Array): readonly number[] =>
  Array.from(new Int16Array(wav.slice(44).buffer), (sample) => sample / 32_768)

const espeakRate = 22_050

const level = (samples: readonly number[]): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length)

/** Evenly spread from -1 to 1, and the same every time. */
const makeNoise = () => {
  let state = 1
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 31 - 1
  }
}

const withNoise = (samples: readonly number[], decibels: number): readonly number[] => {
  const noise = makeNoise()
  const height = level(samples) * 10 ** (-decibels / 20) * Math.sqrt(3)
  return samples.map((sample) => sample + height * noise())
}

const louder = (samples: readonly number[], factor: number): readonly number[] =>
  samples.map((sample) => sample * factor)

/** At a lower rate: the mean over as long as a new sample lasts, which is a poor filter, as real ones are. */
const slower = (samples: readonly number[], rate: number): readonly number[] => {
  const ratio = espeakRate / rate
  return Array.from({ length: Math.floor(samples.length / ratio) }, (_, index) => {
    const from = Math.floor(index * ratio)
    const piece = samples.slice(from, Math.max(from + 1, Math.floor((index + 1) * ratio)))
    return piece.reduce((sum, sample) => sum + sample, 0) / piece.length
  })
}

const muLawLevels = Array.from({ length: 256 }, (_, code) => decodeMuLaw(Uint8Array.of(code))[0] ?? 0)
const muLaw = (samples: readonly number[]) => nearestCodes(samples, (code) => muLawLevels[code] ?? 0)

/** What becomes of speech on its way to the cloud. */
const ways: Readonly<Record<string, (samples: readonly number[]) => Uint8Array<ArrayBuffer>>> = {
  "22,050 Hz": (samples) => wavOf(linear(samples), { sampleRate: espeakRate }),
  "16 kHz": (samples) => wavOf(linear(slower(samples, 16_000)), { sampleRate: 16_000 }),
  "8 kHz, a fifth as loud": (samples) => wavOf(linear(louder(slower(samples, 8000), 0.2))),
  "8 kHz, mu-law": (samples) => wavOf(muLaw(slower(samples, 8000)), { tag: 7, bits: 8 }),
  "noise 30 dB below": (samples) =>
    wavOf(linear(withNoise(louder(samples, 0.8), 30)), { sampleRate: espeakRate })
}

const take = (voice: string, words: string) => speak({ voice, words }).then(samplesOf)
/** The same words once more, a little slower. */
const secondTake = (voice: string, words: string) => speak({ voice, words, speed: 162 }).then(samplesOf)

const plain = (samples: readonly number[]) => wavOf(linear(samples), { sampleRate: espeakRate })

type Verify = (userId: string, audio: Uint8Array<ArrayBuffer>, fields?: Fields) => Promise<number>

/** A company in which each voice has registered, under its own name, with what it says. */
const registered = async (
  speakers: readonly string[],
  audioOf: (voice: string) => Promise<readonly Uint8Array<ArrayBuffer>[]>
): Promise<Verify> => {
  const { put, post } = withCompany()
  for (const voice of speakers) {
    const files = (await audioOf(voice)).map((bytes, index) => [`${index}.wav`, bytes] as const)
    await resultOf(await post("register", { user_id: voice }, formOf(...files)))
  }
  return async (userId, audio, fields = {}) => {
    const { verified, confidence } = await resultOf(
      await put("verify", { user_id: userId, ...fields }, audio)
    )
    expect(verified).toBe(confidence > 1)
    return confidence
  }
}

/** Confidences of everybody who claims to be everybody: rows are who has registered, columns who speaks. */
const matrixOf = (rows: readonly string[], cells: readonly (readonly number[])[]): string =>
  [
    " ".repeat(13) + rows.map((name) => name.slice(-7).padStart(8)).join(""),
    ...rows.map(
      (name, row) => name.padEnd(13) + (cells[row] ?? []).map((cell) => cell.toFixed(2).padStart(8)).join("")
    )
  ].join("\n")

const crossed = async (
  speakers: readonly string[],
  verify: Verify,
  audioOf: (voice: string) => Uint8Array<ArrayBuffer>,
  fields: Fields = {}
): Promise<readonly (readonly number[])[]> => {
  const spoken = speakers.map(audioOf)
  return Promise.all(speakers.map((user) => Promise.all(spoken.map((audio) => verify(user, audio, fields)))))
}

/** Fails with the whole table when anybody is taken for another, or not for who it is. */
const expectSeparation = (
  speakers: readonly string[],
  cells: readonly (readonly number[])[],
  what: string
) => {
  const accepted = cells.flatMap((row, user) =>
    row.flatMap((cell, voice) => (cell > 1 ? [`${speakers[voice]} as ${speakers[user]}`] : []))
  )
  expect(accepted, `${what}\n${matrixOf(speakers, cells)}`).toEqual(
    speakers.map((name) => `${name} as ${name}`)
  )
}

describe("voices that say what they registered with", { timeout: 120_000 }, () => {
  const [words, otherWords] = phrases
  const takes = new Map<string, readonly number[]>()
  const secondTakes = new Map<string, readonly number[]>()
  let verify: Verify

  beforeAll(async () => {
    verify = await registered(voices, async (voice) => {
      const samples = await take(voice, words)
      takes.set(voice, samples)
      secondTakes.set(voice, await secondTake(voice, words))
      return [plain(samples)]
    })
  }, 120_000)

  it.each(Object.keys(ways))("are verified, and nobody else, through %s", async (way) => {
    const on = ways[way] ?? plain
    const cells = await crossed(voices, verify, (voice) => on(takes.get(voice) ?? []))
    expectSeparation(voices, cells, way)
  })

  it("are verified when they say it once more, a little slower", async () => {
    const cells = await crossed(voices, verify, (voice) => plain(secondTakes.get(voice) ?? []))
    expectSeparation(voices, cells, "second take")
  })

  it("are not verified when they say something else", async () => {
    const confidences = await Promise.all(
      voices.map(async (voice) => [voice, await verify(voice, plain(await take(voice, otherWords)))] as const)
    )
    expect(confidences.filter(([, confidence]) => confidence > 1)).toEqual([])
  })
})

describe("voices that say something else, when that does not matter", { timeout: 120_000 }, () => {
  const free = { text_dependent: "false" }

  it.each([
    ["one phrase", [phrases[0]]],
    ["three phrases", phrases.slice(0, 3)]
  ])("are verified, and nobody else, after %s", async (_, known) => {
    const verify = await registered(distinct, async (voice) =>
      Promise.all(known.map(async (words) => plain(await take(voice, words))))
    )
    const spoken = new Map<string, readonly number[]>()
    for (const voice of distinct) spoken.set(voice, await take(voice, phrases[3]))
    for (const way of ["22,050 Hz", "8 kHz, mu-law"]) {
      const on = ways[way] ?? plain
      const cells = await crossed(distinct, verify, (voice) => on(spoken.get(voice) ?? []), free)
      expectSeparation(distinct, cells, way)
    }
  })
})

describe("an update", { timeout: 120_000 }, () => {
  it("makes the voice better known", async () => {
    const { put } = withCompany()
    const bob = { user_id: "Bob" }
    const audioOf = async (words: string) => plain(await take("en-us+m7", words))
    const [first, second, third, fourth] = [
      await audioOf(phrases[0]),
      await audioOf(phrases[1]),
      await audioOf(phrases[2]),
      await audioOf(phrases[3])
    ]
    const confidence = async () =>
      (await resultOf(await put("verify", { ...bob, text_dependent: "false" }, fourth))).confidence
    await resultOf(await put("register", bob, first))
    const before = await confidence()
    await resultOf(await put("update", bob, second))
    await resultOf(await put("update", bob, third))
    expect(await confidence()).toBeGreaterThan(before)
  })
})

describe("sensitivity", { timeout: 120_000 }, () => {
  it("shuts out a voice that is not quite the same at -10, and lets in a similar one at 10", async () => {
    const [words] = phrases
    const verify = await registered(["en-us+f2"], async (voice) => [plain(await take(voice, words))])
    const second = plain(await secondTake("en-us+f2", words))
    const similar = plain(await take("en-us+f5", words))
    expect(await verify("en-us+f2", second, { sensitivity: "-10" })).toBeLessThan(
      await verify("en-us+f2", second)
    )
    expect(await verify("en-us+f2", similar, { sensitivity: "-10" })).toBeLessThan(1)
    expect(await verify("en-us+f2", similar, { sensitivity: "10" })).toBeGreaterThan(1)
  })
})
