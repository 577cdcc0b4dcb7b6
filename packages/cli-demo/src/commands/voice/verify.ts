/** `aculab-cloud voice verify` */
import type { Verification } from "@aculab-cloud/core/BiometricAudio"
import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { answered } from "../../ask.js"
import { exitCodes } from "../../exitCodes.js"
import { fail } from "../../failure.js"
import { print } from "../../output.js"
import { travelFlags } from "./audio.js"
import { aboutSending, send } from "./send.js"
import { variable } from "./userGroup.js"
import { user } from "./users.js"
import { notVerified, passes, verdictOf } from "./verdict.js"

const operation = "BiometricUsers.verify"

const input = {
  userId: user,
  file: Argument.String("FILE").pipe(
    Argument.withDescription("A WAV file on this machine; - is the standard input"),
    Argument.optional
  ),
  url: Flag.String("url").pipe(
    Flag.withMetavar("url"),
    Flag.withDescription("In place of FILE: where the cloud finds a WAV"),
    Flag.optional
  ),
  ...travelFlags,
  sensitivity: Flag.Finite("sensitivity").pipe(
    Flag.withMetavar("number"),
    Flag.withDescription("From -10 to 10, such as -2.5 (default: 0)"),
    Flag.optional
  ),
  textDependent: Flag.Boolean("text-dependent").pipe(
    Flag.withDescription(
      "Whether the user says the phrase that was registered; --no-text-dependent: any words (default: the phrase)"
    ),
    Flag.optional
  ),
  attackDetection: Flag.Boolean("attack-detection").pipe(
    Flag.withDescription(
      "Whether the cloud looks for recordings and synthetic speech; --no-attack-detection: it does not (default: it does)"
    ),
    Flag.withDefault(true)
  )
}

export const verify = Command.make(
  "verify",
  input,
  Effect.fnUntraced(function* ({ userId, file, url, method, convert, ...input }) {
    const how = {
      sensitivity: Option.getOrUndefined(input.sensitivity),
      textDependent: Option.getOrUndefined(input.textDependent),
      enablePad: input.attackDetection
    }
    const verification = yield* send(
      {
        files: Option.toArray(file),
        urls: Option.toArray(url),
        method: Option.getOrUndefined(method),
        convert
      },
      {
        operation,
        doing: "Verifying",
        byHttp: ({ method, files, urls }) =>
          BiometricUsers.verify({ ...how, userId, method, audio: files[0], url: urls[0] }),
        bySocket: (audio, options) => BiometricSocket.verify({ ...options, ...how, userId, audio })
      }
    )
    yield* answered(
      {
        toJson: (verification: Verification) => verification,
        show: (verification) => print(...verdictOf(userId, verification))
      },
      verification
    )
    if (!passes(verification)) return yield* fail(notVerified(operation, userId, verification))
  })
).pipe(
  Command.withDescription(
    `Verify that a voice is that of a user in the group of ${variable}. ${aboutSending} Ends with 0 only when the voice is the user's and no attack was detected, with ${exitCodes.notVerified.code} when it is not, or one was, and with 4 when the cloud could not tell: no such user, too little speech. Verify with a new recording each time: the same one again counts as an attack.`
  ),
  Command.withShortDescription("Verify that a voice is a user's"),
  Command.withExamples([
    { command: "aculab-cloud voice verify Bob phrase.wav", description: "Is it Bob?" },
    {
      command: "aculab-cloud voice verify Bob phrase.wav --no-text-dependent --method websocket",
      description: "By any words, with a bar that shows how far it is"
    },
    {
      command: "aculab-cloud voice verify Bob phrase.wav --json | jq .confidence",
      description: "How sure the cloud is, for a script"
    }
  ])
)
