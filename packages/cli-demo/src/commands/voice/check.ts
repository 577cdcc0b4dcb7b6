/** `aculab-cloud voice check` */
import * as Wav from "@aculab-cloud/core/Wav"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { answered } from "../../ask.js"
import { fail } from "../../failure.js"
import { green, red } from "../../output.js"
import { printTable } from "../../table.js"
import { bytesOf, longest, readWav } from "./audio.js"
import { fromInvalidAudio, inCommandLine, issuesIn } from "./audioFailure.js"

const operation = "voice check"

export const check = Command.make(
  "check",
  {
    file: Argument.String("FILE").pipe(
      Argument.withDescription("A WAV file on this machine; - is the standard input")
    )
  },
  Effect.fnUntraced(function* ({ file }) {
    const place = { operation, file, convert: "--convert of `voice register`, `update` and `verify` does it" }
    const wav = yield* Effect.flatMap(bytesOf(file), readWav).pipe(Effect.mapError(inCommandLine(place)))
    const result = yield* Effect.result(Wav.check(wav))
    yield* answered(
      { toJson, show },
      { file, wav, issues: Result.isFailure(result) ? issuesIn(place, result.failure) : [] }
    )
    if (Result.isFailure(result)) return yield* fail(fromInvalidAudio(place, result.failure))
  })
).pipe(
  Command.withDescription(
    "Look at a WAV file without sending it: its format, its length, and whether the cloud would take it for voice biometrics; if not, why, and what to do about it. Whether there is enough speech in it only the cloud can tell. Ends with 0 when the cloud would take it, and with 2 when it would not. Needs neither an account nor a network."
  ),
  Command.withShortDescription("Look at a WAV file without sending it"),
  Command.withExamples([
    { command: "aculab-cloud voice check phrase.wav", description: "Would the cloud take it?" },
    {
      command: "aculab-cloud voice check phrase.wav --json | jq -r '.issues[].problem'",
      description: "What is wrong with it, for a script"
    }
  ])
)

interface Looked {
  readonly file: string
  readonly wav: Wav.Wav
  readonly issues: Wav.InvalidAudio["issues"]
}

/** Of audio that is too long not all was read. */
const isTooLong = (wav: Wav.Wav): boolean => Duration.isGreaterThan(Wav.duration(wav), longest)

const toJson = ({ file, wav, issues }: Looked) => ({
  file,
  accepted: issues.length === 0,
  encoding: wav.encoding,
  sampleRate: wav.sampleRate,
  channels: wav.channels,
  ...(isTooLong(wav) ? {} : { seconds: Duration.toSeconds(Wav.duration(wav)) }),
  issues
})

const show = ({ wav, issues }: Looked) =>
  printTable(
    [wav],
    [
      { title: "Accepted", of: () => (issues.length === 0 ? green("yes") : red("no")) },
      { title: "Format", of: ({ encoding }) => formats[encoding] },
      { title: "Samples a second", of: ({ sampleRate }) => String(sampleRate) },
      { title: "Channels", of: ({ channels }) => String(channels) },
      { title: "Length", of: lengthOf }
    ]
  )

const lengthOf = (wav: Wav.Wav): string =>
  isTooLong(wav)
    ? `more than ${Duration.toSeconds(longest)} s`
    : `${Duration.toSeconds(Wav.duration(wav)).toFixed(1)} s`

const formats: Readonly<Record<Wav.Encoding, string>> = {
  "a-law": "a-law",
  "mu-law": "mu-law",
  pcm8: "8-bit PCM",
  pcm16: "16-bit PCM",
  pcm24: "24-bit PCM",
  pcm32: "32-bit PCM",
  float32: "32-bit float",
  float64: "64-bit float"
}
