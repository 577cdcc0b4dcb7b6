import type { ManualClock } from "../src/Clock.js"
import { makeSimulator, type Simulator, type SimulatorOptions } from "../src/Simulator.js"
import { baseUrl, basic, type Fields } from "./support.js"

/** What stands in a WAV file, right unless a test says otherwise. */
export interface WavOptions {
  readonly tag?: number
  readonly channels?: number
  readonly sampleRate?: number
  readonly bits?: number
  readonly bytesPerFrame?: number
  /** What the header says of the length of the sound, in bytes. */
  readonly said?: number
  /** Instead of `WAVE` at the beginning. */
  readonly kind?: string
  /** The identity of the format after the tag, for WAVE_FORMAT_EXTENSIBLE. */
  readonly extension?: Uint8Array
  /** Chunks before and after the sound. */
  readonly before?: readonly Uint8Array[]
  readonly after?: readonly Uint8Array[]
}

const letters = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

const joined = (...pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let position = 0
  for (const piece of pieces) {
    all.set(piece, position)
    position += piece.length
  }
  return all
}

/** Little-endian numbers, each with its size in bytes. */
const numbers = (...values: readonly (readonly [value: number, size: 2 | 4])[]): Uint8Array =>
  joined(...values.map(([value, size]) => new Uint8Array(new Uint32Array([value]).buffer).slice(0, size)))

/** A chunk, with the byte after it if its length is odd. */
export const chunk = (id: string, content: Uint8Array, said = content.length): Uint8Array =>
  joined(letters(id), numbers([said, 4]), content, new Uint8Array(content.length % 2))

export const wavOf = (sound: Uint8Array, options: WavOptions = {}): Uint8Array<ArrayBuffer> => {
  const { tag = 1, channels = 1, sampleRate = 8000, bits = 16, before = [], after = [] } = options
  const bytesPerFrame = options.bytesPerFrame ?? (channels * bits) / 8
  const format = joined(
    numbers([options.extension === undefined ? tag : 0xff_fe, 2], [channels, 2], [sampleRate, 4]),
    numbers([sampleRate * bytesPerFrame, 4], [bytesPerFrame, 2], [bits, 2]),
    options.extension === undefined ? new Uint8Array() : numbers([22, 2], [bits, 2], [4, 4]),
    options.extension ?? new Uint8Array()
  )
  const content = joined(...before, chunk("fmt ", format), chunk("data", sound, options.said), ...after)
  return joined(letters("RIFF"), numbers([content.length + 4, 4]), letters(options.kind ?? "WAVE"), content)
}

/** The identity of a format that has a tag. */
export const identityOf = (tag: number): Uint8Array =>
  joined(numbers([tag, 2]), Uint8Array.of(0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71))

/** Something like a voice: harmonics of a pitch up to 3.4 kHz, as loud as syllables are, from -1 to 1. */
export const samplesOf = (
  options: { readonly seconds?: number; readonly pitch?: number; readonly sampleRate?: number } = {}
): readonly number[] => {
  const { seconds = 1, pitch = 120, sampleRate = 8000 } = options
  return Array.from({ length: Math.round(seconds * sampleRate) }, (_, index) => {
    const time = index / sampleRate
    const syllable = 0.3 + 0.7 * Math.abs(Math.sin(2 * Math.PI * 1.7 * time))
    // Where the vowel resonates.
    const first = 500 + 200 * Math.sin(2 * Math.PI * 0.9 * time)
    let sum = 0
    for (let frequency = pitch; frequency < 3400; frequency += pitch) {
      const height = 1 / (1 + ((frequency - first) / 300) ** 2) + 0.3 / (1 + ((frequency - 1800) / 300) ** 2)
      sum += height * Math.sin(2 * Math.PI * frequency * time)
    }
    return (syllable * sum) / 10
  })
}

/** 16-bit linear PCM. */
export const linear = (samples: readonly number[]): Uint8Array =>
  new Uint8Array(Int16Array.from(samples, (sample) => Math.round(sample * 32_767)).buffer)

export const voiceWav = (
  options: { readonly seconds?: number; readonly pitch?: number; readonly sampleRate?: number } = {}
): Uint8Array<ArrayBuffer> => wavOf(linear(samplesOf(options)), { sampleRate: options.sampleRate ?? 8000 })

/** The codes of the levels that are nearest. */
export const nearestCodes = (samples: readonly number[], levelOf: (code: number) => number): Uint8Array => {
  const levels = Array.from({ length: 256 }, (_, code) => levelOf(code))
  return Uint8Array.from(samples, (sample) => {
    let nearest = 0
    for (const [code, level] of levels.entries()) {
      if (Math.abs(level - sample) < Math.abs((levels[nearest] ?? 0) - sample)) nearest = code
    }
    return nearest
  })
}

export const path = "/voice_biometrics/v1/user"

/** A simulator with a group, a key of it, and what a test asks it. */
export const withCompany = (options: Omit<SimulatorOptions, "clock"> = {}) => {
  const simulator = makeSimulator(options)
  simulator.biometrics.addGroup("Company")
  const { key } = simulator.biometrics.addKey({ group: "Company" })
  return { simulator, ...asking(simulator, key) }
}

export const asking = (simulator: Simulator, key: string) => {
  const { cloudId, username } = simulator.account
  const headers = { accept: "application/json", authorization: basic(`${cloudId}/${username}`, key) }
  const url = (action: string, fields: Fields) => `${baseUrl}${path}/${action}?${new URLSearchParams(fields)}`
  return {
    headers,
    put: (action: string, fields: Fields, body: Uint8Array<ArrayBuffer>, type = "audio/wav") =>
      simulator.fetch(url(action, fields), {
        method: "PUT",
        headers: { ...headers, "content-type": type },
        body
      }),
    post: (action: string, fields: Fields, body: FormData | URLSearchParams | null = null) =>
      simulator.fetch(url(action, fields), { method: "POST", headers, body })
  }
}

/** Files of a multipart form, under whatever names. */
export const formOf = (
  ...files: readonly (readonly [name: string, bytes: Uint8Array<ArrayBuffer>])[]
): FormData => {
  const form = new FormData()
  for (const [index, [name, bytes]] of files.entries())
    form.append(`source${index + 1}`, new Blob([bytes]), name)
  return form
}

/** The JSON of a success. */
export const resultOf = async (response: Response) => {
  const body = await response.json()
  if (response.status !== 200) throw new Error(`answered ${response.status}: ${body.error.text}`)
  return body
}

/** The status, and the message behind what all texts begin with. */
export const refusalOf = async (response: Response): Promise<string> => {
  const { error } = await response.json()
  return `${response.status} ${error.text.replace(/^Bad API request, voice_biometrics:/, "")}`
}

export const bob = { user_id: "Bob" }

export const voice = voiceWav()
/** The same voice, a little longer: another recording. */
export const again = voiceWav({ seconds: 1.1 })
export const other = voiceWav({ pitch: 230 })
export const silence = wavOf(new Uint8Array(16_000))
export const noWav = new Uint8Array(100)

/** A company in which Bob has registered with his voice. */
export const withBob = () => {
  const company = withCompany()
  company.simulator.biometrics.addUser({ group: "Company", userId: "Bob", audio: [voice] })
  return company
}

export const users = (simulator: Simulator<ManualClock>) => simulator.biometrics.users()
