/**
 * An open microphone: its sound handed to all who listen, and the news that it is gone.
 */
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { Level, Microphone } from "../Microphone.js"
import type { MicrophoneError } from "../MicrophoneError.js"
import { makeBroadcast } from "./broadcast.js"
import { decibelsOfPeak, decibelsOfPower, makeFrameMeter } from "./frameMeter.js"
import { audioInputs, mediaDevices, openStream } from "./microphoneDevices.js"
import { problem } from "./microphoneFailure.js"
import { openSound, type Sound } from "./microphoneSound.js"
import { makeVoiceActivity } from "./voiceActivity.js"

export interface CaptureSettings {
  readonly constraints: MediaTrackConstraints
  readonly workletUrl: string | undefined
  readonly permissionTimeout: Duration.Duration
  readonly threshold: number
}

/** In pieces of 20 milliseconds: ten seconds of sound, and half a second of levels. */
const keptPieces = 500
const keptLevels = 25

/** Calls back when the track has ended, or its device is not listed any more, until the scope is closed. */
const watchDevice = /*#__PURE__*/ Effect.fnUntraced(function* (
  devices: MediaDevices,
  track: MediaStreamTrack,
  onLost: () => void
) {
  const id = track.getSettings().deviceId
  const isListed = Effect.map(audioInputs(devices), (inputs) =>
    inputs.some(({ deviceId }) => deviceId === id)
  ).pipe(Effect.orElseSucceed(() => true))
  // A browser that hides the names of devices lists none of them: then only the end of the track tells.
  const wasListed = yield* isListed
  const look = () => {
    if (wasListed) Effect.runFork(Effect.map(isListed, (isThere) => isThere || onLost()))
  }
  yield* Effect.acquireRelease(
    Effect.sync(() => {
      track.addEventListener("ended", onLost)
      devices.addEventListener("devicechange", look)
    }),
    () =>
      Effect.sync(() => {
        track.removeEventListener("ended", onLost)
        devices.removeEventListener("devicechange", look)
      })
  )
  // It may have ended while nobody looked.
  if (track.readyState === "ended") onLost()
})

const measuring = (sound: Sound, threshold: number): ((samples: Float32Array) => Level) => {
  const measure = makeFrameMeter(sound.sampleRate)
  const judge = makeVoiceActivity(threshold)
  return (samples) => {
    const { power, peak } = measure(samples)
    return { rms: decibelsOfPower(power), peak: decibelsOfPeak(peak), speaking: judge(power).speaking }
  }
}

/** Opens the microphone, until the scope is closed. */
export const capture = /*#__PURE__*/ Effect.fnUntraced(function* (settings: CaptureSettings) {
  const devices = yield* mediaDevices
  const stream = yield* openStream(devices, settings.constraints, settings.permissionTimeout)
  const [track] = stream.getAudioTracks()
  if (track === undefined) return yield* Effect.fail(problem("no-device"))
  const sound = yield* openSound(stream, settings.workletUrl)

  const samples = yield* makeBroadcast<Float32Array, MicrophoneError>(keptPieces)
  const level = yield* makeBroadcast<Level, MicrophoneError>(keptLevels)
  const lost = yield* Deferred.make<never, MicrophoneError>()
  const end = (exit: Exit.Exit<void, MicrophoneError>) => {
    samples.end(exit)
    level.end(exit)
  }
  const fail = (error: MicrophoneError) => {
    Deferred.doneUnsafe(lost, Exit.fail(error))
    end(Exit.fail(error))
  }
  yield* Effect.addFinalizer(() =>
    Effect.andThen(
      Deferred.interrupt(lost),
      Effect.sync(() => end(Exit.void))
    )
  )
  yield* watchDevice(devices, track, () => fail(problem("device-lost")))
  const levelOf = measuring(sound, settings.threshold)
  sound.listen(
    (piece) => {
      samples.tell(piece)
      level.tell(levelOf(piece))
    },
    () => fail(problem("failed"))
  )
  return {
    label: track.label,
    sampleRate: sound.sampleRate,
    samples: samples.stream,
    level: level.stream,
    lost: Deferred.await(lost)
  } satisfies Microphone
})
