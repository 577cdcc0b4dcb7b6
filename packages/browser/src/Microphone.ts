/**
 * The microphone of a page: one spoken phrase as audio that voice biometrics takes.
 *
 * Sound is taken by an AudioWorklet, and the phrase is found in the page, before anything travels: what is sent
 * is the phrase, without the silence around it, at 16,000 samples a second, with a length that is known. So a short
 * phrase is a short upload, and the cloud does not judge the noise of the room.
 *
 * @since 0.1.0
 */
import type { InvalidInput } from "@aculab-cloud/core/CloudError"
import type { Wav } from "@aculab-cloud/core/Wav"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import { captureSettingsOf } from "./internal/captureSettings.js"
import { capture } from "./internal/microphoneCapture.js"
import { audioInputs, mediaDevices } from "./internal/microphoneDevices.js"
import { recordPhrase } from "./internal/phraseRecording.js"
import type { MicrophoneError } from "./MicrophoneError.js"
import * as PhraseDetector from "./PhraseDetector.js"

export { MicrophoneError, type MicrophoneProblem } from "./MicrophoneError.js"

/**
 * How loud it is: of 20 milliseconds of sound.
 *
 * @category models
 * @since 0.1.0
 */
export interface Level {
  /** The mean, in dBFS: -100 is silence, 0 the limit. Hum below 100 Hz does not count. */
  readonly rms: number
  /** The loudest sample, in dBFS: -100 to 0. At 0 the voice is distorted. */
  readonly peak: number
  /** Whether it stands out from the noise. A click does so for a moment, too. */
  readonly speaking: boolean
}

/**
 * An open microphone. Each stream can be read by several at once, from the moment that they begin to read. Who reads
 * too slowly misses the oldest; who does not read costs no memory.
 *
 * @category models
 * @since 0.1.0
 */
export interface Microphone {
  /** The browser's name for the device, such as `Headset (USB)`. May be empty. */
  readonly label: string
  /** Of `samples`, a second: what the device gives, often 48,000 or 44,100. */
  readonly sampleRate: number
  /** 50 a second. The latest half second is kept for slow readers. Ends with the scope, fails as `lost` does. */
  readonly level: Stream.Stream<Level, MicrophoneError>
  /**
   * From -1 to 1, all channels mixed to one, in pieces of 20 milliseconds that nobody may change: others read the
   * same. The latest ten seconds are kept for slow readers. Ends with the scope, fails as `lost` does.
   */
  readonly samples: Stream.Stream<Float32Array, MicrophoneError>
  /** Waits, and fails with `device-lost` when the microphone goes away. Closing the scope interrupts it. */
  readonly lost: Effect.Effect<never, MicrophoneError>
}

/**
 * Browsers make a voice pleasant for calls: they take noise and echo away, and raise what is quiet. That changes
 * the voice, and not in every browser alike. So all of it is off unless it is asked for: enrol and verify with the
 * same.
 *
 * @category options
 * @since 0.1.0
 */
export interface OpenOptions {
  /** Which microphone: see {@link devices}. Default: the one that the person or the system chose. */
  readonly deviceId?: string | undefined
  /** Whether the browser takes away what the loudspeakers play. Default: `false`. */
  readonly echoCancellation?: boolean | undefined
  /** Default: `false`. */
  readonly noiseSuppression?: boolean | undefined
  /** Whether the browser makes quiet voices loud. Default: `false`. */
  readonly autoGainControl?: boolean | undefined
  /** How much louder than the noise speech is, in dB, from 3 to 40. Default: 12. */
  readonly threshold?: number | undefined
  /** How long the person may take to allow it: 1 second to 10 minutes. Default: 1 minute. */
  readonly permissionTimeout?: Duration.Input | undefined
  /**
   * Where the module `@aculab-cloud/browser/MicrophoneWorklet` is served, for pages whose content security policy
   * has no `blob:` in its `script-src`. Default: a `blob:` address of the same code.
   */
  readonly workletUrl?: string | URL | undefined
}

/**
 * When a recording begins and ends.
 *
 * @category options
 * @since 0.1.0
 */
export interface RecordOptions extends PhraseDetector.PhraseOptions {
  /** Ends the phrase when it completes, such as when a button is pressed. Without speech until then: `no-speech`. */
  readonly until?: Effect.Effect<unknown> | undefined
  /** Called 50 times a second while it listens: for a meter. */
  readonly onLevel?: ((level: Level) => void) | undefined
}

/**
 * A phrase as 16-bit mono audio at 16,000 samples a second, and what it sounds like: see `PhraseDetector.Phrase`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Recording extends Wav, Omit<PhraseDetector.Phrase, "samples" | "sampleRate"> {}

/**
 * A microphone that can be chosen.
 *
 * @category models
 * @since 0.1.0
 */
export interface InputDevice {
  /** For `deviceId`. Empty until the person has once allowed the page a microphone. */
  readonly deviceId: string
  /** The browser's name for it. Empty until then, too. */
  readonly label: string
}

/**
 * The microphones that there are. Asks for no permission: without one, browsers tell that there is a microphone, and
 * no names.
 *
 * **Details**
 *
 * Fails with `unsupported` and `not-secure-context`.
 *
 * **Example** (For a menu)
 *
 * ```ts compile
 * import * as Microphone from "@aculab-cloud/browser/Microphone"
 * import * as Effect from "effect/Effect"
 *
 * const labels = Effect.map(Microphone.devices, (all) => all.map(({ label }) => label))
 * ```
 *
 * @category devices
 * @since 0.1.0
 */
export const devices: Effect.Effect<ReadonlyArray<InputDevice>, MicrophoneError> = mediaDevices.pipe(
  Effect.flatMap(audioInputs),
  Effect.map((inputs) => inputs.map(({ deviceId, label }) => ({ deviceId, label })))
)

/**
 * Asks for the microphone and opens it. Closing the scope switches it off.
 *
 * **Details**
 *
 * Errors worth telling apart: `permission-denied`, `no-device`, `device-busy`, `suspended` (call it from a click).
 * Fails with `InvalidInput` for options out of range, before anybody is asked. Interruption ends it at any time,
 * the question included: an answer that comes later opens nothing.
 *
 * **Example** (A meter, for as long as the scope is open)
 *
 * ```ts compile
 * import * as Microphone from "@aculab-cloud/browser/Microphone"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 *
 * const meter = Effect.gen(function* () {
 *   const microphone = yield* Microphone.open()
 *   yield* Stream.runForEach(microphone.level, ({ rms }) =>
 *     Effect.sync(() => document.querySelector("meter")?.setAttribute("value", String(100 + rms)))
 *   )
 * }).pipe(Effect.scoped)
 * ```
 *
 * @category capturing
 * @since 0.1.0
 */
export const open: (
  options?: OpenOptions
) => Effect.Effect<Microphone, MicrophoneError | InvalidInput, Scope.Scope> = /*#__PURE__*/ Effect.fn(
  "Microphone.open"
)(function* (options: OpenOptions = {}) {
  const settings = yield* captureSettingsOf(options)
  // A scope of its own: what was opened before it failed is closed now, and not when the caller is done.
  const scope = yield* Scope.fork(yield* Effect.scope)
  return yield* capture(settings).pipe(
    Scope.provide(scope),
    Effect.onError((cause) => Scope.close(scope, Exit.failCause(cause)))
  )
})

/**
 * Records one phrase from a microphone that is open.
 *
 * **Details**
 *
 * Waits for speech, and ends when it is silent for `silence`, when the phrase is as long as `longest`, or with `until`.
 * Fails with `no-speech` when nobody spoke in `startTimeout`, with `device-lost`, and with `suspended` when no sound
 * has come for five seconds. Fails with `InvalidInput` for options out of range.
 *
 * **Example** (Three phrases, one after the other)
 *
 * ```ts compile
 * import * as Microphone from "@aculab-cloud/browser/Microphone"
 * import * as Effect from "effect/Effect"
 *
 * const phrases = Effect.gen(function* () {
 *   const microphone = yield* Microphone.open()
 *   return yield* Effect.forEach([1, 2, 3], () => Microphone.recordFrom(microphone, { startTimeout: "20 seconds" }))
 * }).pipe(Effect.scoped)
 * ```
 *
 * @category recording
 * @since 0.1.0
 */
export const recordFrom: (
  microphone: Microphone,
  options?: RecordOptions
) => Effect.Effect<Recording, MicrophoneError | InvalidInput> = /*#__PURE__*/ Effect.fn(
  "Microphone.recordFrom"
)(function* (microphone: Microphone, options: RecordOptions = {}) {
  const detector = yield* PhraseDetector.make(microphone.sampleRate, options)
  return yield* recordPhrase(microphone, detector, options)
})

/**
 * Opens the microphone, records one phrase, and switches it off: {@link open} and {@link recordFrom} in one.
 *
 * **Example** (A phrase, ended by silence or by a button)
 *
 * ```ts compile
 * import * as Microphone from "@aculab-cloud/browser/Microphone"
 * import * as Effect from "effect/Effect"
 *
 * const pressed = Effect.callback<void>((resume) => {
 *   document.querySelector("#stop")?.addEventListener("click", () => resume(Effect.void), { once: true })
 * })
 *
 * const phrase = Microphone.record({ until: pressed }).pipe(
 *   Effect.tapErrorTag("MicrophoneError", ({ advice }) => Effect.sync(() => alert(advice)))
 * )
 * ```
 *
 * @category recording
 * @since 0.1.0
 */
export const record: (
  options?: OpenOptions & RecordOptions
) => Effect.Effect<Recording, MicrophoneError | InvalidInput> = /*#__PURE__*/ Effect.fn("Microphone.record")(
  function* (options: OpenOptions & RecordOptions = {}) {
    // Options are wrong before anybody is asked for a microphone.
    yield* PhraseDetector.make(16_000, options)
    const microphone = yield* open(options)
    return yield* recordFrom(microphone, options)
  },
  Effect.scoped
)
