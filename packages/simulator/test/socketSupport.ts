import type { ManualClock } from "../src/Clock.js"
import { makeSimulator, type Simulator, type SimulatorOptions } from "../src/Simulator.js"
import type { RecordedSocket, SocketEvent, VoiceSocketOperation } from "../src/Sockets.js"
import { baseUrl, basic, type Fields } from "./support.js"

/** Something like a voice: harmonics that come and go as syllables do. WAV, 16 bit, one channel, 8 kHz. */
export const hum = (
  options: { readonly seconds?: number; readonly pitch?: number } = {}
): Uint8Array<ArrayBuffer> => {
  const { seconds = 2, pitch = 120 } = options
  const sampleRate = 8000
  const length = Math.round(seconds * sampleRate)
  const view = new DataView(new ArrayBuffer(44 + 2 * length))
  const text = (position: number, letters: string) => {
    for (const [index, letter] of [...letters].entries())
      view.setUint8(position + index, letter.charCodeAt(0))
  }
  text(0, "RIFF")
  view.setUint32(4, 36 + 2 * length, true)
  text(8, "WAVEfmt ")
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, 2 * sampleRate, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  text(36, "data")
  view.setUint32(40, 2 * length, true)
  for (let index = 0; index < length; index += 1) {
    const time = index / sampleRate
    const tone = [1, 2, 3, 4, 5, 6, 7, 8].reduce(
      (sum, harmonic) => sum + Math.sin(2 * Math.PI * pitch * harmonic * time) / harmonic,
      0
    )
    view.setInt16(44 + 2 * index, 9000 * tone * Math.abs(Math.sin(2 * Math.PI * 2 * time)) ** 0.5, true)
  }
  return new Uint8Array(view.buffer)
}

/** A simulator with the group `Company`, its key, and Ann in it, who has registered without audio. */
export const withVoices = (options: Omit<SimulatorOptions, "clock"> = {}) => {
  const simulator = makeSimulator(options)
  return { simulator, key: addVoices(simulator) }
}

export const addVoices = (simulator: Simulator): string => {
  simulator.biometrics.addGroup("Company")
  simulator.biometrics.addUser({ group: "Company", userId: "Ann" })
  return simulator.biometrics.addKey({ group: "Company" }).key
}

export const keyHeaders = (simulator: Simulator, key: string) => {
  const { cloudId, username } = simulator.account
  return { accept: "application/json", authorization: basic(`${cloudId}/${username}`, key) }
}

/** GET. By default to register Bob. */
export const askForSocket = (
  simulator: Simulator,
  key: string,
  fields: Fields = { user_id: "Bob" },
  operation: VoiceSocketOperation = "register",
  origin = baseUrl,
  fetchIt: typeof fetch = simulator.fetch
): Promise<Response> =>
  fetchIt(`${origin}/voice_biometrics/v1/user/${operation}?${new URLSearchParams(fields)}`, {
    headers: keyHeaders(simulator, key)
  })

/** The URL of a socket, which must be given. */
export const socketUrlOf = async (...ask: Parameters<typeof askForSocket>): Promise<string> => {
  const response = await askForSocket(...ask)
  const answer = await response.json()
  if (typeof answer.url !== "string") throw new Error(`there is no URL in ${JSON.stringify(answer)}`)
  return answer.url
}

export const startOf = (audio: Uint8Array): string =>
  JSON.stringify({ type: "start", stream: "file", length: audio.length })

export const stopText = JSON.stringify({ type: "stop" })

/** The last socket's record. */
export const lastSocket = (simulator: Simulator): RecordedSocket => {
  const socket = simulator.sockets.at(-1)
  if (socket === undefined) throw new Error("there was no socket")
  return socket
}

/** Text that is no JSON stays text. */
const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A socket of the engine's own kind, open, and all that was heard on it: messages as JSON, the rest as events. */
export const open = (simulator: Simulator<ManualClock>, url: string) => {
  const socket = simulator.connect(url)
  const heard: unknown[] = []
  socket.open((event: SocketEvent) => heard.push(event.kind === "text" ? readJson(event.text) : event))
  return {
    socket,
    heard,
    /** Start, all of the audio in frames, and a stop if wanted. */
    sendAudio: (audio: Uint8Array, options: { readonly frame?: number; readonly stop?: boolean } = {}) => {
      const { frame = 4096, stop = true } = options
      socket.send(startOf(audio))
      for (let at = 0; at < audio.length; at += frame) socket.send(audio.subarray(at, at + frame))
      if (stop) socket.send(stopText)
    }
  }
}

/** What the cloud does when it is done. */
export const closed = { kind: "close", code: 1000, reason: "" }
