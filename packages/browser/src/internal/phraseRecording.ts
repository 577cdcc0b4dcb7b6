/**
 * From the sound of a microphone to audio that the cloud takes.
 */
import * as Wav from "@aculab-cloud/core/Wav"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Level, Microphone, Recording } from "../Microphone.js"
import type { MicrophoneError } from "../MicrophoneError.js"
import type { Heard, Phrase, PhraseDetector } from "../PhraseDetector.js"
import { problem } from "./microphoneFailure.js"

/** Sound comes every few milliseconds. After so long without any, the browser holds it back. */
const patience = /*#__PURE__*/ Duration.seconds(5)

/** Samples a second. */
const recordingRate = 16_000

const isFinal = ({ state }: Heard): boolean => state === "phrase" || state === "nothing"

/** Listens until the phrase has ended, or there was none in time. */
const listen = (microphone: Microphone, detector: PhraseDetector): Effect.Effect<Heard, MicrophoneError> =>
  microphone.samples.pipe(
    Stream.timeoutOrElse({ duration: patience, orElse: () => Stream.fail(problem("suspended")) }),
    Stream.map(detector.push),
    Stream.filter(isFinal),
    Stream.runHead,
    Effect.map(Option.getOrElse(detector.finish))
  )

/** Never ends of its own, but with the error of the levels, or the defect of the callback. */
const showLevels = (
  microphone: Microphone,
  onLevel: (level: Level) => void
): Effect.Effect<never, MicrophoneError> =>
  Effect.andThen(
    Stream.runForEach(microphone.level, (level) => Effect.sync(() => onLevel(level))),
    Effect.never
  )

/**
 * Tones of up to 8 kHz, which is nearly all there is in speech, in a third of the bytes. Nothing here can fail: the
 * detector has checked the rate, and ends the phrase before it is too long.
 */
const recordingOf = ({ samples, sampleRate, ...rest }: Phrase): Recording => ({
  ...Wav.fromFloat32(Wav.resample(samples, { from: sampleRate, to: recordingRate }), recordingRate),
  ...rest
})

export const recordPhrase = /*#__PURE__*/ Effect.fnUntraced(function* (
  microphone: Microphone,
  detector: PhraseDetector,
  options: {
    readonly until?: Effect.Effect<unknown> | undefined
    readonly onLevel?: ((level: Level) => void) | undefined
  }
) {
  const { until, onLevel } = options
  let heard = listen(microphone, detector)
  if (until !== undefined) heard = Effect.raceFirst(heard, Effect.map(until, detector.finish))
  if (onLevel !== undefined) heard = Effect.raceFirst(heard, showLevels(microphone, onLevel))
  const outcome = yield* heard
  if (outcome.state !== "phrase") return yield* Effect.fail(problem("no-speech"))
  return recordingOf(outcome.phrase)
})
