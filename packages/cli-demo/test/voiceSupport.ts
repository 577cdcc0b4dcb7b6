/** What the tests of `voice` share. */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as Wav from "@aculab-cloud/core/Wav"
import type { RecordedRequest } from "@aculab-cloud/simulator"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { speak } from "../../../tests/support/voices.js"
import { fingerprintOf } from "../src/commands/voice/userGroup.js"
import { temporaryFolder } from "./filesSupport.js"
import { lastingSimulator } from "./support.js"

export const group = "Bob's company"

export const withGroup = Effect.sync(() => {
  const simulator = lastingSimulator()
  simulator.biometrics.addGroup(group)
  const { key } = simulator.biometrics.addKey({ group })
  return {
    simulator,
    key,
    fingerprint: fingerprintOf(Redacted.make(key)),
    env: { ACULAB_USER_GROUP_KEY: key }
  }
})

export const withUser = Effect.map(withGroup, (context) => {
  context.simulator.biometrics.addUser({ group, userId: "Bob" })
  return context
})

/** A user group, and a folder of the disk for recordings. */
export const withFolder = Effect.gen(function* () {
  const context = yield* withGroup
  const folder = yield* temporaryFolder
  const save = Effect.fnUntraced(function* (name: string, bytes: Uint8Array) {
    const path = join(folder, name)
    yield* Effect.promise(() => writeFile(path, bytes))
    return path
  })
  return { ...context, save }
})

const words = "my voice is my password and nobody else can say it like me"

/** Each take is another recording of the same words. */
export const spoken = (voice: "en" | "en+f3", take: 1 | 2 | 3 = 1) =>
  Effect.promise(() => speak({ voice, words, speed: 150 + 10 * take }))

/** Silence, as a WAV that the cloud's rules allow but for what is said otherwise. */
interface Silence extends Partial<Omit<Wav.WavFormat, "encoding">> {
  readonly encoding?: "pcm16" | "mu-law" | "float32"
  readonly seconds?: number
}

export const silence = (format: Silence = {}) => {
  const { encoding = "pcm16", sampleRate = 8000, channels = 1, seconds = 1 } = format
  const bytesOfSample = { pcm16: 2, "mu-law": 1, float32: 4 }[encoding]
  const data = new Uint8Array(seconds * sampleRate * channels * bytesOfSample)
  return Wav.encode({ encoding, sampleRate, channels, data })
}

/** The same recording on two channels. */
export const inStereo = Effect.fnUntraced(function* (mono: Uint8Array) {
  const wav = yield* Wav.read(mono)
  const data = Buffer.alloc(wav.data.length * 2)
  for (let at = 0; at < wav.data.length; at += 2) {
    const sample = wav.data.subarray(at, at + 2)
    data.set(sample, at * 2)
    data.set(sample, at * 2 + 2)
  }
  return Wav.encode({ ...wav, channels: 2, data })
})

export const voice = (verb: string, ...args: ReadonlyArray<string>) => ["voice", verb, "--simulate", ...args]

/** A terminal that is watched: with colours, and something that spins. */
export const watched = ["stdout", "stderr"] as const

/** What a request without a file says, in its query and in its form. */
export const fieldsOf = ({ query, text }: RecordedRequest) =>
  Object.fromEntries([...new URLSearchParams(query), ...new URLSearchParams(text)])
