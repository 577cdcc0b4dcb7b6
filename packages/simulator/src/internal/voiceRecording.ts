/** From the bytes of a file to what is kept of it. */
import { printOf, type SpeechPrint } from "./speechPrint.js"
import { readVoiceAudio } from "./voiceAudio.js"
import { digestOf } from "./voiceDigest.js"

/** A recording that can be used. */
export interface VoiceRecording {
  readonly print: SpeechPrint
  /** The same for the same samples. */
  readonly digest: string
}

/** A recording that cannot. */
export interface UnusableAudio {
  readonly problem: "bad-audio" | "too-little-speech"
  readonly text: string
}

/** In seconds. Invented: the documentation knows the error, but no number. */
const leastSpeech = 0.5

export const readRecording = (bytes: Uint8Array): VoiceRecording | UnusableAudio => {
  const audio = readVoiceAudio(bytes)
  if (typeof audio === "string") return { problem: "bad-audio", text: audio }
  const print = printOf(audio)
  return print.seconds < leastSpeech
    ? { problem: "too-little-speech", text: "not enough speech in the audio" }
    : { print, digest: digestOf(audio) }
}
