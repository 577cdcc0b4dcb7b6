import { describe, expect, it } from "vitest"
import {
  chunk,
  identityOf,
  linear,
  nearestCodes,
  refusalOf,
  resultOf,
  samplesOf,
  voiceWav,
  wavOf,
  withCompany
} from "./voiceSupport.js"

const samples = samplesOf()
const sound = linear(samples)
const bytes = (...values: readonly number[]) => Uint8Array.from(values)
const text = (characters: string) => Uint8Array.from(characters, (character) => character.charCodeAt(0))

/** ITU-T G.711, as the standard's table has it. */
const muLaw = (code: number): number => {
  const inverted = 255 - code
  const magnitude = ((33 + 2 * (inverted % 16)) * 2 ** (Math.floor(inverted / 16) % 8) - 33) * 4
  return (inverted < 128 ? 1 : -1) * (magnitude / 32_768)
}
const aLaw = (code: number): number => {
  const inverted = code ^ 0x55
  const segment = Math.floor(inverted / 16) % 8
  const step = inverted % 16
  const magnitude = segment === 0 ? 2 * step + 1 : (2 * step + 33) * 2 ** (segment - 1)
  return ((inverted < 128 ? -1 : 1) * magnitude * 8) / 32_768
}

const register = async (audio: Uint8Array<ArrayBuffer>): Promise<string> => {
  const { simulator, put } = withCompany()
  const response = await put("register", { user_id: "Bob" }, audio)
  const verdict = response.status === 200 ? "taken" : await refusalOf(response)
  expect(simulator.biometrics.users()).toHaveLength(verdict === "taken" ? 1 : 0)
  return verdict
}

describe("audio that is taken", () => {
  it.each<[string, Uint8Array<ArrayBuffer>]>([
    ["16-bit PCM", wavOf(sound)],
    ["mu-law", wavOf(nearestCodes(samples, muLaw), { tag: 7, bits: 8 })],
    ["a-law", wavOf(nearestCodes(samples, aLaw), { tag: 6, bits: 8 })],
    ["16-bit PCM as an extensible format", wavOf(sound, { extension: identityOf(1) })],
    [
      "other chunks around it",
      wavOf(sound, { before: [chunk("JUNK", bytes(1, 2))], after: [chunk("LIST", text("x"))] })
    ],
    ["a chunk of an odd length before it", wavOf(sound, { before: [chunk("JUNK", bytes(1, 2, 3))] })],
    ["a length of 0, from a recorder that could not go back", wavOf(sound, { said: 0 })],
    ["the greatest length there is", wavOf(sound, { said: 0xff_ff_ff_ff })],
    ["a length that is more than what came", wavOf(sound, { said: sound.length + 1000 })],
    ["half a sample at its end", wavOf(bytes(...sound, 1))],
    ["60 seconds", voiceWav({ seconds: 60 })],
    ["48 kHz", voiceWav({ sampleRate: 48_000 })]
  ])("has %s", async (_, audio) => {
    expect(await register(audio)).toBe("taken")
  })

  it("sounds the same in every format and at every sample rate", async () => {
    const { simulator, put } = withCompany()
    simulator.biometrics.addUser({ group: "Company", userId: "Bob", audio: [wavOf(sound)] })
    const confidences: number[] = []
    for (const audio of [
      wavOf(nearestCodes(samples, muLaw), { tag: 7, bits: 8 }),
      wavOf(nearestCodes(samples, aLaw), { tag: 6, bits: 8 }),
      voiceWav({ sampleRate: 16_000 }),
      voiceWav({ sampleRate: 22_050 }),
      voiceWav({ sampleRate: 44_100 })
    ]) {
      const { confidence } = await resultOf(await put("verify", { user_id: "Bob" }, audio))
      confidences.push(confidence)
    }
    expect(
      confidences.map((confidence) => confidence > 1.5),
      confidences.join(" ")
    ).toEqual([true, true, true, true, true])
  })
})

const unknown = "415 audio has an unknown format"
const empty = "415 audio is empty"
const shallow = "415 audio is below 16 bit and not a-law or mu-law"
const long = "415 audio is longer than 60 seconds"

describe("audio that is refused", () => {
  it.each<[string, Uint8Array<ArrayBuffer>, string]>([
    ["no bytes", bytes(), empty],
    ["no samples", wavOf(bytes()), empty],
    ["one byte of a sample", wavOf(bytes(1)), empty],
    ["no samples, but another chunk", wavOf(bytes(), { after: [chunk("LIST", text("Bob's"))] }), empty],
    ["no chunk of samples", wavOf(sound).slice(0, 36), empty],
    ["no chunk of a format", wavOf(sound).slice(0, 12), unknown],
    ["its samples before its format", wavOf(bytes(), { before: [chunk("data", sound)] }), unknown],
    ["a format that is cut off", wavOf(sound).slice(0, 30), unknown],
    ["another kind of RIFF", wavOf(sound, { kind: "AVI " }), unknown],
    ["something else than RIFF", bytes(...text("ID3"), ...sound), unknown],
    ["three bytes", text("RIF"), unknown],
    ["MP3 in a WAV file", wavOf(sound, { tag: 0x55 }), unknown],
    ["floating point", wavOf(sound, { tag: 3, bits: 32 }), unknown],
    ["24-bit PCM", wavOf(sound, { bits: 24 }), unknown],
    ["32-bit PCM", wavOf(sound, { bits: 32 }), unknown],
    ["16-bit mu-law", wavOf(sound, { tag: 7 }), unknown],
    ["samples that are longer than their bits", wavOf(sound, { bytesPerFrame: 4 }), unknown],
    [
      "an extensible format that nobody knows",
      wavOf(sound, { extension: bytes(...identityOf(1).fill(9)) }),
      unknown
    ],
    ["no channels", wavOf(sound, { channels: 0 }), unknown],
    ["an absurd sample rate", wavOf(sound, { sampleRate: 4_000_000_000 }), unknown],
    ["two channels", wavOf(sound, { channels: 2 }), "415 audio is not mono"],
    ["7999 Hz", wavOf(sound, { sampleRate: 7999 }), "415 audio is sampled below 8 kHz"],
    ["8-bit PCM", wavOf(sound, { bits: 8 }), shallow],
    ["8-bit PCM as an extensible format", wavOf(sound, { bits: 8, extension: identityOf(1) }), shallow],
    ["a sample more than 60 seconds", wavOf(new Uint8Array(2 * (60 * 8000 + 1))), long],
    ["60 seconds and more of a stream", wavOf(new Uint8Array(2 * 60 * 8000 + 100), { said: 0 }), long],
    ["silence", wavOf(new Uint8Array(16_000)), "422 not enough speech in the audio"],
    ["a hiss that nobody hears", wavOf(new Uint8Array(16_000).fill(1)), "422 not enough speech in the audio"],
    ["0.4 seconds of speech", voiceWav({ seconds: 0.4 }), "422 not enough speech in the audio"],
    [
      "0.4 seconds of speech in silence",
      wavOf(bytes(...linear(samplesOf({ seconds: 0.4 })), ...new Uint8Array(32_000))),
      "422 not enough speech in the audio"
    ]
  ])("has %s", async (_, audio, verdict) => {
    expect(await register(audio)).toBe(verdict)
  })

  it("is refused with 400 for too little speech if that form is chosen", async () => {
    const { put } = withCompany({ forms: { tooLittleSpeech: 400 } })
    const response = await put("register", { user_id: "Bob" }, voiceWav({ seconds: 0.3 }))
    expect(await refusalOf(response)).toBe("400 not enough speech in the audio")
  })

  it("is refused at once when it is nothing but beginnings of chunks", async () => {
    const beginnings = new Uint8Array(800_000).map((_, index) => (index % 8 < 4 ? 0x61 : 0))
    expect(await register(wavOf(bytes(), { after: [beginnings] }))).toBe(empty)
    expect(await register(wavOf(sound, { before: [beginnings] }))).toBe("taken")
  })
})
