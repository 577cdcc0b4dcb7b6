/**
 * What a call sends and receives: the microphone, the camera, the screen, or streams of your own.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Media from "./internal/webRtcMedia.js"
import type { WebRtcError } from "./WebRtcError.js"

/**
 * What a call sends and receives.
 *
 * **Details**
 *
 * The person is asked for the devices before anything is sent, so that a refusal is a typed error and no call.
 * Devices that were opened for a call are released with it.
 *
 * @category options
 * @since 0.1.0
 */
export interface MediaOptions {
  /** Whether to send the microphone, or which. Default: `true`, unless there are `streams`. */
  readonly audio?: boolean | MediaTrackConstraints | undefined
  /** Whether to send the camera, or which. Default: `false`. */
  readonly video?: boolean | MediaTrackConstraints | undefined
  /** Streams to send, beside what `audio` and `video` open. They stay yours: the call sends copies of their tracks, and does not stop yours. */
  readonly streams?: ReadonlyArray<MediaStream> | undefined
  /** Default: whether audio is sent. */
  readonly receiveAudio?: boolean | undefined
  /** Default: whether video is sent. Of an incoming call the library receives only what is also sent. */
  readonly receiveVideo?: boolean | undefined
  /** Bits per second, a whole number of at least 1. Default: the browser's. */
  readonly maxBitrateAudio?: number | undefined
  /** Bits per second, a whole number of at least 1. Default: the browser's. */
  readonly maxBitrateVideo?: number | undefined
}

/**
 * The camera, the microphone or both, until the scope is closed: to be added to a call that has begun without.
 *
 * Fails with `MediaFailed`, and with `Unsupported` where the page may not ask.
 *
 * @category constructors
 * @since 0.1.0
 */
export const devices = (
  constraints: MediaStreamConstraints
): Effect.Effect<MediaStream, WebRtcError, Scope.Scope> =>
  Media.openDevices("WebRtcMedia.devices", constraints)

/**
 * The screen, a window or a tab, as the person chooses, until the scope is closed. The browser wants a click or a
 * key press just before.
 *
 * Fails with `MediaFailed`, and with `Unsupported` where the browser has none of it, such as those of telephones.
 *
 * **Example** (Show the screen in a call)
 *
 * ```ts compile
 * import type { Call } from "@aculab-cloud/browser/WebRtcCall"
 * import * as WebRtcMedia from "@aculab-cloud/browser/WebRtcMedia"
 * import * as Effect from "effect/Effect"
 *
 * export const showScreen = (call: Call) =>
 *   Effect.gen(function* () {
 *     const screen = yield* WebRtcMedia.screen()
 *     yield* call.addStream(screen)
 *     yield* Effect.never
 *   }).pipe(Effect.scoped)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const screen = (
  options: DisplayMediaStreamOptions = { video: true }
): Effect.Effect<MediaStream, WebRtcError, Scope.Scope> => Media.openScreen("WebRtcMedia.screen", options)
