/** What is known of a user's voice, and how sure it is that a recording is of that voice. */
import { contentDistance, voiceDistance } from "./speechComparison.js"
import type { SpeechPrint } from "./speechPrint.js"
import type { VoiceRecording } from "./voiceRecording.js"

export interface VoiceModel {
  /** Oldest first; the newest only, when there are many. */
  readonly recordings: readonly SpeechPrint[]
  /** Of all audio that was ever taken of this user, to know it again. */
  readonly digests: ReadonlySet<string>
}

export const emptyModel: VoiceModel = { recordings: [], digests: new Set() }

/** Invented: a comparison takes time for each. */
const mostRecordings = 24

/** The model after a recording was heard, which is all that a verification changes. */
export const heard = (model: VoiceModel, { digest }: VoiceRecording): VoiceModel => ({
  ...model,
  digests: new Set([...model.digests, digest])
})

/** The model after it was taught what the user's voice is. */
export const taught = (model: VoiceModel, added: readonly VoiceRecording[]): VoiceModel => ({
  recordings: [...model.recordings, ...added.map(({ print }) => print)].slice(-mostRecordings),
  digests: new Set([...model.digests, ...added.map(({ digest }) => digest)])
})

/**
 * Distances up to which it is the same, found by trying 26 voices of espeak-ng. The same words sound more alike than
 * others do, so that a voice is held to more when the words are the same.
 */
const limits = { voiceOfSameWords: 2.2, voiceOfOtherWords: 5.3, content: 2.75 }

/** A step of ten doubles or halves what is let through. I: more sensitive is to accept more readily. */
const lenience = (sensitivity: number): number => 2 ** (sensitivity / 10)

/**
 * From 0 to 2: 2 for the recording itself, 1 at the limit (S: what is above 1.0 is verified), 0.5 at twice the limit.
 * A model without recordings is of nobody.
 */
export const confidenceOf = (
  { recordings }: VoiceModel,
  print: SpeechPrint,
  options: { readonly sensitivity: number; readonly textDependent: boolean }
): number => {
  if (recordings.length === 0) return 0
  const distance = options.textDependent
    ? Math.max(
        voiceDistance(print, recordings) / limits.voiceOfSameWords,
        contentDistance(print, recordings) / limits.content
      )
    : voiceDistance(print, recordings) / limits.voiceOfOtherWords
  const confidence = 2 ** (1 - distance / lenience(options.sensitivity))
  return Math.round(confidence * 10_000) / 10_000
}
