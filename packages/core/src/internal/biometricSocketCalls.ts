/**
 * What a backend does: opens a session, and streams through it at once where it has the audio itself.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Result from "effect/Result"
import { defaultCodec } from "../BiometricSocketCodec.js"
import type { OpenOptions, SettingsOf, SocketAudio, StreamOptions } from "../BiometricSocketOptions.js"
import { CloudError } from "../CloudError.js"
import type { InvalidAudio } from "../InvalidAudio.js"
import type { SocketOperation, StreamSession } from "../StreamSession.js"
import type { UserGroupKey } from "../UserGroupKey.js"
import type { Results } from "./biometricAnswers.js"
import { fileNameOf, isName, named } from "./biometricAudio.js"
import {
  openSession,
  registerByGet,
  type SessionInput,
  updateByGet,
  verifyByGet
} from "./biometricSession.js"
import { readyAudio, sendRecording } from "./biometricSocketSending.js"
import type { Finder } from "./biometricSocketUrl.js"
import { type Operation as Endpoint, invalidInput } from "./endpoint.js"

/** A session that could be opened. */
interface Opening<Operation extends SocketOperation> {
  /** Whether the cloud would be asked at all; if not, opening tells what is wrong. */
  readonly isRight: (now: number) => boolean
  readonly open: Effect.Effect<StreamSession<Operation>, CloudError, UserGroupKey | HttpClient.HttpClient>
}

type Openings = {
  readonly [Operation in SocketOperation]: (
    options: OpenOptions<Operation>,
    codec: Finder
  ) => Opening<Operation>
}

const opening = <Operation extends SocketOperation, Input extends SessionInput>(
  operation: Operation,
  endpoint: Endpoint<Input, unknown, UserGroupKey>,
  input: Input,
  codec: Finder
): Opening<Operation> => ({
  isRight: (now) => Result.isSuccess(endpoint().encode(input, now)),
  open: openSession(operation, endpoint, input, codec)
})

const openings: Openings = {
  register: ({ operation, ...input }, codec) => opening(operation, registerByGet, input, codec),
  update: ({ operation, ...input }, codec) => opening(operation, updateByGet, input, codec),
  verify: ({ operation, enablePad = true, ...input }, codec) =>
    opening(operation, verifyByGet, { ...input, enablePad }, codec)
}

/** `undefined` for an operation that there is not: types can be got around. */
const openingOf = <Operation extends SocketOperation>(
  options: OpenOptions<Operation>,
  codec: Finder
): Opening<Operation> | undefined =>
  Object.hasOwn(openings, { ...options }.operation) ? openings[options.operation](options, codec) : undefined

const noSuchOperation = (): CloudError =>
  new CloudError({
    operation: "BiometricSocket.open",
    outcome: "not-sent",
    repeat: "read",
    reason: invalidInput([{ field: "operation", rule: `must be one of ${Object.keys(openings).join(", ")}` }])
  })

export const openFor = <Operation extends SocketOperation>(
  options: OpenOptions<Operation>,
  codec: Finder
): Effect.Effect<StreamSession<Operation>, CloudError, UserGroupKey | HttpClient.HttpClient> =>
  Effect.suspend(() => openingOf(options, codec)?.open ?? Effect.fail(noSuchOperation()))

/**
 * Opens and streams in one. Input that breaks a rule is told first, then audio that breaks one, and only then is
 * the cloud asked for a session.
 */
export const openAndStream = <Operation extends SocketOperation, E, R>(
  operation: Operation,
  { userId, audio, codec = defaultCodec, ...others }: SocketAudio<E, R>,
  settings: SettingsOf[Operation]
): Effect.Effect<
  Results[Operation],
  CloudError | InvalidAudio | E,
  UserGroupKey | HttpClient.HttpClient | R
> =>
  Effect.gen(function* () {
    const options: StreamOptions = { ...others, codec }
    const fileName = fileNameOf(named([{ ...audio }]))
    const session = openings[operation]({ ...settings, operation, userId, fileName }, codec)
    if (!session.isRight(yield* Clock.currentTimeMillis)) yield* session.open
    const recording = yield* readyAudio(audio?.content, options, nameProblems(audio?.name), "audio.content")
    return yield* sendRecording(yield* session.open, recording)
  })

const nameProblems = (name: string | undefined) =>
  isName(name) ? [] : [{ field: "audio.name", rule: "must not be empty, and without control characters" }]
