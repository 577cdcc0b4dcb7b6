/// <reference path="./espeak-ng.d.ts" />
/** Speech for the tests, spoken by espeak-ng. The same words by the same voice are the same bytes every time. */
import ESpeakNg from "espeak-ng"

export interface Speaking {
  /** A language and maybe a variant: `en`, `en-us`, `en-us+f3`, `en+m7`, `en+croak`. `en-gb` is `en`. */
  readonly voice: string
  readonly words: string
  /** Words in a minute: another one is another take of the same words. Default 175. */
  readonly speed?: number
  /** 0 to 99, how high the voice is: a little more or less is another take. Default 50. */
  readonly pitch?: number
}

const variants = "/usr/local/share/espeak-ng-data/voices/!v"
const file = "speech.wav"

/** A WAV file: 16-bit PCM, one channel, 22,050 Hz. Rejects for a voice that there is not. */
export const speak = async ({ voice, words, speed = 175, pitch = 50 }: Speaking): Promise<Uint8Array> => {
  const said: string[] = []
  const note = (line: string) => {
    said.push(line)
  }
  const program = await ESpeakNg({
    arguments: ["-v", voice, "-s", String(speed), "-p", String(pitch), "-w", file, "--", words],
    print: note,
    printErr: note
  })
  // A variant that does not exist is silently left out, and every variant after en-gb: a test would compare a voice
  // with itself.
  const [language, variant] = voice.split("+")
  if (variant !== undefined && (language === "en-gb" || !program.FS.readdir(variants).includes(variant))) {
    throw new Error(`espeak-ng has no voice ${voice}`)
  }
  try {
    return program.FS.readFile(file).slice()
  } catch (cause) {
    throw new Error(`espeak-ng did not speak as ${voice}: ${said[0] ?? "it does not say why"}`, { cause })
  }
}
