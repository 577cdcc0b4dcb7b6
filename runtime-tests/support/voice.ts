import * as Wav from "@aculab-cloud/core/Wav"
import * as Effect from "effect/Effect"
import { speak } from "../../tests/support/voices.js"

const sentences = [
  "My voice is my passport, and it is the only one that I have got with me today.",
  "The quick brown fox jumps over the lazy dog, and nobody on the farm is surprised.",
  "She sells sea shells on the shore, while the boats come home with the evening tide.",
  "A telephone line carries every tone of a voice, even when nobody at all is listening."
]

/** A minute of speech, the most that voice biometrics takes, as a WAV file. */
export const minuteOfVoice = async (): Promise<Uint8Array> => {
  const spoken = await speak({
    voice: "en",
    words: [...sentences, ...sentences, ...sentences, ...sentences].join(" ")
  })
  const { data, ...format } = await Effect.runPromise(Wav.read(spoken))
  const minute = 60 * format.sampleRate * format.channels * 2
  if (data.length < minute) throw new Error("the voice speaks for less than a minute")
  return Wav.encode({ ...format, data: data.subarray(0, minute) })
}
