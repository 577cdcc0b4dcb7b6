/**
 * The border to the browser's devices.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { MicrophoneError } from "../MicrophoneError.js"
import { fromBrowser, problem } from "./microphoneFailure.js"

/** Pages that are not secure, and what is no page, have no devices, whatever the types say. */
export const mediaDevices: Effect.Effect<MediaDevices, MicrophoneError> = /*#__PURE__*/ Effect.suspend(() => {
  const page: { readonly navigator?: Partial<Navigator>; readonly isSecureContext?: boolean } = globalThis
  const devices = page.navigator?.mediaDevices
  if (devices !== undefined) return Effect.succeed(devices)
  return Effect.fail(problem(page.isSecureContext === false ? "not-secure-context" : "unsupported"))
})

export const audioInputs = (
  devices: MediaDevices
): Effect.Effect<ReadonlyArray<MediaDeviceInfo>, MicrophoneError> =>
  Effect.tryPromise({ try: () => devices.enumerateDevices(), catch: fromBrowser }).pipe(
    Effect.timeoutOrElse({ duration: Duration.seconds(10), orElse: () => Effect.fail(problem("failed")) }),
    Effect.map((all) => all.filter(({ kind }) => kind === "audioinput"))
  )

const stopTracks = (stream: MediaStream): void => {
  for (const track of stream.getTracks()) track.stop()
}

/**
 * A stream of the microphone, until the scope is closed. The person may take a while to answer; an answer that comes
 * after the scope was closed switches the microphone off again.
 */
export const openStream = /*#__PURE__*/ Effect.fnUntraced(function* (
  devices: MediaDevices,
  constraints: MediaTrackConstraints,
  patience: Duration.Duration
) {
  let isWanted = true
  let given: MediaStream | undefined
  // Before the question: there must be no moment in which a stream is there and nobody knows of it.
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      isWanted = false
      if (given !== undefined) stopTracks(given)
    })
  )
  const ask = async () => {
    const stream = await devices.getUserMedia({ audio: constraints })
    if (isWanted) given = stream
    else stopTracks(stream)
    return stream
  }
  return yield* Effect.tryPromise({ try: ask, catch: fromBrowser }).pipe(
    Effect.timeoutOrElse({
      duration: patience,
      orElse: () => Effect.fail(problem("permission-dismissed"))
    })
  )
})
