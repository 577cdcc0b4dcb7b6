/**
 * A recording through the session that was opened for it: checked, sent once, its result read. Needs no key.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Tracer from "effect/Tracer"
import type { AudioContent } from "../BiometricAudio.js"
import type { StreamOptions } from "../BiometricSocketOptions.js"
import { CurrentWebSocket } from "../BiometricWebSocket.js"
import { CurrentCallPolicy } from "../CallPolicy.js"
import type { CloudError } from "../CloudError.js"
import type { InvalidAudio } from "../InvalidAudio.js"
import type { SocketOperation, StreamSession } from "../StreamSession.js"
import { type Results, resultReaders, whenUnknown } from "./biometricAnswers.js"
import { bytesOf, unreadable } from "./biometricAudio.js"
import { brokenOff, excerptFor, notUnderstood, type Phase } from "./biometricSocketFailure.js"
import { contentProblems, type Settings, sessionProblems, settingsOf } from "./biometricSocketOptions.js"
import { deliver } from "./biometricSocketStream.js"
import { errorOf, type Failed } from "./call.js"
import { invalidInput, type Problem } from "./endpoint.js"
import type { Failure } from "./failure.js"
import { describeFailure } from "./listener.js"

const streaming = (operation: SocketOperation | undefined, cutShort = false): Failed => ({
  operation: "BiometricSocket.stream",
  repeat: "once",
  ...(operation === undefined
    ? {}
    : {
        whenUnknown: cutShort
          ? `The audio was cut short, so it is most likely not used. ${whenUnknown[operation]}`
          : whenUnknown[operation]
      })
})

const refuse = (problems: ReadonlyArray<Problem>): Effect.Effect<never, CloudError> =>
  Effect.fail(
    errorOf(streaming(undefined), {
      reason: invalidInput(problems),
      outcome: "not-sent",
      transient: false
    })
  )

/** The settings in force, unless something is wrong with them, or with what else is named here. */
const settingsFor = (
  options: StreamOptions,
  others: ReadonlyArray<Problem>
): Effect.Effect<Settings, CloudError> =>
  Effect.flatMap(CurrentCallPolicy, (policy) => {
    const settings = settingsOf(options, policy)
    const problems = [...others, ...settings.problems]
    return problems.length > 0 ? refuse(problems) : Effect.succeed(settings)
  })

/** A recording that may be sent: all that can be checked without sending has been checked. */
export interface Recording {
  readonly bytes: Uint8Array
  readonly settings: Settings
  readonly onProgress: StreamOptions["onProgress"]
}

export const readyAudio = <E, R>(
  audio: AudioContent<E, R>,
  options: StreamOptions,
  others: ReadonlyArray<Problem>,
  field = "audio"
): Effect.Effect<Recording, CloudError | InvalidAudio | E, R> =>
  Effect.gen(function* () {
    const settings = yield* settingsFor(options, [...others, ...contentProblems(field, audio)])
    const bytes = yield* bytesOf(audio, options.checkAudio ?? true, (cause) =>
      unreadable(streaming(undefined), cause)
    )
    return { bytes, settings, onProgress: options.onProgress }
  })

export const streamAudio = <Operation extends SocketOperation, E, R>(
  session: StreamSession<Operation>,
  audio: AudioContent<E, R>,
  options: StreamOptions
): Effect.Effect<Results[Operation], CloudError | InvalidAudio | E, R> =>
  Effect.flatMap(readyAudio(audio, options, sessionProblems({ ...session })), (recording) =>
    sendRecording(session, recording)
  )

export const sendRecording = <Operation extends SocketOperation>(
  session: StreamSession<Operation>,
  recording: Recording
): Effect.Effect<Results[Operation], CloudError> =>
  Effect.useSpan(
    "aculab.BiometricSocket.stream",
    {
      kind: "client",
      attributes: {
        "aculab.operation": "BiometricSocket.stream",
        "aculab.biometrics.operation": session.operation,
        "aculab.audio.bytes": recording.bytes.length
      }
    },
    (span) =>
      resultOf(session, recording, span).pipe(
        Effect.tap(() => Effect.sync(() => span.attribute("aculab.outcome", "done"))),
        Effect.tapError((error) => Effect.sync(() => describeFailure(span, error)))
      )
  )

const resultOf = <Operation extends SocketOperation>(
  { operation, url }: StreamSession<Operation>,
  { bytes: audio, settings: { codec, limits }, onProgress }: Recording,
  span: Tracer.Span
): Effect.Effect<Results[Operation], CloudError> =>
  Effect.gen(function* () {
    const Socket = yield* CurrentWebSocket
    const totalBytes = audio.length
    const progress: { phase: Phase; sentBytes: number } = { phase: "connecting", sentBytes: 0 }
    const onSent = (sentBytes: number) => {
      progress.sentBytes = sentBytes
      return onProgress?.({ sentBytes, totalBytes }) ?? Effect.void
    }
    const failed = (failure: Failure) => errorOf(streaming(operation, progress.phase === "sending"), failure)
    if (Socket === undefined) {
      const ending = {
        description: "this runtime has no WebSocket: provide BiometricSocket.CurrentWebSocket"
      }
      return yield* Effect.fail(failed(brokenOff("connecting", ending, (text) => text)))
    }
    const { fields, message } = yield* deliver({
      Socket,
      url,
      codec,
      audio,
      announcement: { operation, byteLength: totalBytes },
      limits,
      onSent,
      onPhase: (phase) => {
        progress.phase = phase
        span.attribute("aculab.stream.phase", phase)
      }
    }).pipe(Effect.mapError(failed))
    // The answer may be here before the socket was last looked at.
    if (progress.phase === "answer" && progress.sentBytes < totalBytes) yield* onSent(totalBytes)
    const result = resultReaders()[operation](fields)
    return yield* Effect.fromResult(
      Result.mapError(result, (problem) => failed(notUnderstood(problem, message, excerptFor(url))))
    )
  })
