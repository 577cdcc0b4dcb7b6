/**
 * Devices: asked for by us and not by the library, so that what goes wrong has a type, and what was opened
 * is closed with the scope.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { MediaFailed, Unsupported, type WebRtcError } from "../WebRtcError.js"
import type { LibraryCallOptions } from "../WebRtcLibrary.js"
import type { MediaOptions } from "../WebRtcMedia.js"
import { type Issue, issueIf, lookUp } from "./webRtcChecks.js"
import { failure } from "./webRtcThrown.js"

type Problem = MediaFailed["problem"]

/** By the name of the DOMException. */
const problems: Readonly<Record<string, Problem>> = {
  NotAllowedError: "permission-denied",
  SecurityError: "permission-denied",
  NotFoundError: "no-device",
  NotReadableError: "device-busy",
  AbortError: "device-busy",
  OverconstrainedError: "overconstrained"
}

const problemOf = (error: unknown): Problem =>
  (error instanceof Error ? lookUp(problems, error.name) : undefined) ?? "failed"

/** Not every browser has all of it, whatever the types say: those of telephones show no screens. */
type Devices = Partial<MediaDevices> | undefined

export const openDevices = (operation: string, constraints: MediaStreamConstraints) =>
  open(operation, (devices) => devices?.getUserMedia?.(constraints))

export const openScreen = (operation: string, options: DisplayMediaStreamOptions) =>
  open(operation, (devices) => devices?.getDisplayMedia?.(options))

const open = (
  operation: string,
  ask: (devices: Devices) => Promise<MediaStream> | undefined
): Effect.Effect<MediaStream, WebRtcError, Scope.Scope> =>
  Effect.gen(function* () {
    const held: { stream?: MediaStream; isClosed: boolean } = { isClosed: false }
    // Before the question: the person may say yes when the scope is already closed.
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        held.isClosed = true
        stop(held.stream)
      })
    )
    const failed = (problem: Problem) => Effect.fail(failure(operation, new MediaFailed({ problem })))
    return yield* Effect.callback<MediaStream, WebRtcError>((resume) => {
      const answer = ask(globalThis.navigator?.mediaDevices)
      if (answer === undefined) {
        const problem = "the page may not use the device: the browser cannot, or the page needs https://"
        return resume(Effect.fail(failure(operation, new Unsupported({ problem }))))
      }
      answer.then(
        (stream) => {
          if (held.isClosed) return stop(stream)
          held.stream = stream
          resume(Effect.succeed(stream))
        },
        (error) => resume(failed(problemOf(error)))
      )
    }).pipe(Effect.timeoutOrElse({ duration: "2 minutes", orElse: () => failed("no-answer") }))
  })

const stop = (stream: MediaStream | undefined) => {
  for (const track of stream?.getTracks() ?? []) track.stop()
}

export const mediaIssues = (options: MediaOptions, mustSend: boolean): ReadonlyArray<Issue> => {
  const { audio, video, streams, maxBitrateAudio, maxBitrateVideo } = options
  const sendsNothing = !wants(options).audio && !video && (streams ?? []).length === 0
  const receives = options.receiveAudio === true || options.receiveVideo === true
  const isBitrate = (value: number | undefined) =>
    value === undefined || (Number.isInteger(value) && value >= 1)
  const rule = "must be a whole number of at least 1"
  return [
    ...issueIf(audio === null, "audio", "must be true, false or constraints"),
    ...issueIf(
      sendsNothing && (mustSend || !receives),
      "audio",
      mustSend
        ? "must not be off where nothing else is sent"
        : "must not be off where nothing is sent or received"
    ),
    ...issueIf(!isBitrate(maxBitrateAudio), "maxBitrateAudio", rule),
    ...issueIf(!isBitrate(maxBitrateVideo), "maxBitrateVideo", rule)
  ]
}

const wants = ({ audio, video, streams }: MediaOptions): MediaStreamConstraints => ({
  audio: audio ?? (streams ?? []).length === 0,
  video: video ?? false
})

/** Opens what is to be sent, and says all of it to the library: what it is not told, it guesses. */
export const callOptions = (
  operation: string,
  options: MediaOptions,
  headers: ReadonlyArray<string>
): Effect.Effect<LibraryCallOptions, WebRtcError, Scope.Scope> =>
  Effect.gen(function* () {
    const { streams = [], maxBitrateAudio, maxBitrateVideo } = options
    const constraints = wants(options)
    const opened = constraints.audio || constraints.video ? [yield* openDevices(operation, constraints)] : []
    const localStreams = [...opened, ...streams]
    const sends = (kind: string) =>
      localStreams.some((stream) => stream.getTracks().some((track) => track.kind === kind))
    return {
      localStreams,
      receiveAudio: options.receiveAudio ?? sends("audio"),
      receiveVideo: options.receiveVideo ?? sends("video"),
      ...(maxBitrateAudio === undefined ? {} : { maxBitrateAudio }),
      ...(maxBitrateVideo === undefined ? {} : { maxBitrateVideo }),
      ...(headers.length === 0 ? {} : { extraSipHeaders: [...headers] })
    }
  })
