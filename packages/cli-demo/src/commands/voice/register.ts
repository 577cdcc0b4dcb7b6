/** `aculab-cloud voice register` and `voice update` */
import type { UserAudioResult } from "@aculab-cloud/core/BiometricAudio"
import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { answered } from "../../ask.js"
import { fail, saidNo } from "../../failure.js"
import { green, print, red, type Words, yellow } from "../../output.js"
import { otherColumns, printTable } from "../../table.js"
import { travelFlags } from "./audio.js"
import { aboutSending, send } from "./send.js"
import { variable } from "./userGroup.js"
import { user } from "./users.js"

const input = {
  userId: user,
  files: Argument.String("FILE").pipe(
    Argument.withDescription("WAV files on this machine, at most 12; - is the standard input"),
    Argument.atLeast(0)
  ),
  urls: Flag.String("url").pipe(
    Flag.withMetavar("url"),
    Flag.withDescription("In place of a FILE: where the cloud finds a WAV; may be repeated"),
    Flag.atLeast(0)
  ),
  ...travelFlags
}

/** An operation that gives the cloud more of a voice. */
interface Enrolment {
  readonly name: string
  readonly operation: string
  readonly doing: string
  /** Said when it went well, such as `Registered`. */
  readonly done: string
  readonly byHttp: typeof BiometricUsers.register
  readonly bySocket: typeof BiometricSocket.register
}

const enrol = ({ name, operation, doing, done, byHttp, bySocket }: Enrolment) =>
  Command.make(
    name,
    input,
    Effect.fnUntraced(function* ({ userId, files, urls, method, convert }) {
      const result = yield* send(
        { files, urls, method: Option.getOrUndefined(method), convert },
        {
          operation,
          doing,
          byHttp: ({ method, files, urls }) =>
            byHttp({
              userId,
              method,
              audio: files.length === 0 ? undefined : files,
              urls: urls.length === 0 ? undefined : urls
            }),
          bySocket: (audio, options) => bySocket({ ...options, userId, audio })
        }
      )
      yield* answered({ toJson: (result: UserAudioResult) => result, show: show(done, userId) }, result)
      if (usedNothing(result)) return yield* fail(saidNo(operation, nothingUsed))
    })
  )

const usedNothing = ({ sources }: UserAudioResult): boolean =>
  sources.length > 0 && sources.every(({ accepted }) => !accepted)

const nothingUsed = {
  message: "none of the recordings was used",
  advice: "Record longer phrases, and look with `aculab-cloud voice check FILE` at what was recorded."
}

const show = (done: string, userId: string) =>
  Effect.fnUntraced(function* ({ sources }: UserAudioResult) {
    const used = sources.filter(({ accepted }) => accepted).length
    yield* print(headline(done, userId, used, sources.length))
    if (sources.length < 2 && used === sources.length) return
    yield* printTable(sources, [
      { title: "Recording", of: ({ name }) => name },
      { title: "Used", of: ({ accepted }) => (accepted ? green("yes") : red("no")) },
      ...otherColumns(sources)
    ])
  })

const headline = (done: string, userId: string, used: number, all: number): Words => {
  if (all === 0) return [green(done), `: ${userId}.`]
  if (used === 0) return [red(`Not ${done.toLowerCase()}`), `: the cloud used none of the recordings.`]
  if (used < all) return [yellow(done), `: ${userId}, with ${used} of ${all} recordings.`]
  return [green(done), `: ${userId}, with ${all === 1 ? "one recording" : `${all} recordings`}.`]
}

export const register = enrol({
  name: "register",
  operation: "BiometricUsers.register",
  doing: "Registering",
  done: "Registered",
  byHttp: BiometricUsers.register,
  bySocket: BiometricSocket.register
}).pipe(
  Command.withDescription(
    `Register a user in the group of ${variable} with recordings of their voice, and tell of each whether the cloud used it. To be verified by a phrase, the user says that phrase in all of them. ${aboutSending} Ends with 0 when a recording was used, and with 4 when none was, or when the user is registered already.`
  ),
  Command.withShortDescription("Register a user with recordings of their voice"),
  Command.withExamples([
    {
      command: "aculab-cloud voice register --simulate Bob bob.wav",
      description: "Try it without an account"
    },
    { command: "aculab-cloud voice register Bob bob-1.wav bob-2.wav", description: "With two recordings" },
    {
      command: "aculab-cloud voice register Bob stereo.wav --convert --method websocket",
      description: "Converted, by WebSocket, with a bar that shows how far it is"
    },
    {
      command:
        "aculab-cloud voice register Bob --url https://example.com/1.wav --url https://example.com/2.wav",
      description: "The cloud fetches them"
    }
  ])
)

export const update = enrol({
  name: "update",
  operation: "BiometricUsers.update",
  doing: "Updating",
  done: "Updated",
  byHttp: BiometricUsers.update,
  bySocket: BiometricSocket.update
}).pipe(
  Command.withDescription(
    `Add recordings to the model of a user's voice, and tell of each whether the cloud used it. Use it only with audio that is certain to be the user's: what is added cannot be taken out again. ${aboutSending} Ends with 0 when a recording was used, and with 4 when none was, or when there is no such user.`
  ),
  Command.withShortDescription("Add recordings to the model of a user's voice"),
  Command.withExamples([
    { command: "aculab-cloud voice update Bob bob-3.wav", description: "With one more recording" },
    {
      command: "rec -t wav -r 16000 -c 1 -b 16 - trim 0 5 | aculab-cloud voice update Bob -",
      description: "What a microphone hears in five seconds"
    }
  ])
)
