/**
 * What the functions of `BiometricSocket` take.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { AudioFile } from "./BiometricAudio.js"
import type { Codec } from "./BiometricSocketCodec.js"
import type { SocketOperation } from "./StreamSession.js"

/**
 * How to verify.
 *
 * @category options
 * @since 0.1.0
 */
export interface VerifySettings {
  /** From -10 to 10 (D, wire name I). Default: 0 (S). */
  readonly sensitivity?: number | undefined
  /** Whether the user says the phrase that was registered (S, wire name I). Default: `true` (D). */
  readonly textDependent?: boolean | undefined
  /** Whether the cloud looks for a presentation attack (S, wire name I). Always sent. Default: `true`. */
  readonly enablePad?: boolean | undefined
}

/**
 * What each operation takes beyond the user.
 *
 * @category options
 * @since 0.1.0
 */
export interface SettingsOf {
  readonly register: object
  readonly update: object
  readonly verify: VerifySettings
}

/**
 * Whom a session is for, and what.
 *
 * @category options
 * @since 0.1.0
 */
export type OpenOptions<Operation extends SocketOperation = SocketOperation> = SettingsOf[Operation] & {
  readonly operation: Operation
  /** The user. Some characters are refused; the documentation does not say which (D). */
  readonly userId: string
  /** What the cloud calls the audio in its answer (I). Default: none is sent. */
  readonly fileName?: string | undefined
}

/**
 * Bytes of audio that have left this machine, and how many there are. At the end both are the same; then the
 * cloud thinks.
 *
 * @category models
 * @since 0.1.0
 */
export interface Progress {
  /** Bytes of the WAV that were given to the socket, from 0 to `totalBytes`. */
  readonly sentBytes: number
  /** Bytes of the WAV in all, its header included. */
  readonly totalBytes: number
}

/**
 * How audio is sent over a session, and how long each part of that may take.
 *
 * @category options
 * @since 0.1.0
 */
export interface StreamOptions {
  /**
   * Whether the audio is checked before anything is sent, and sent with the plainest header. `false` sends the
   * bytes as they are. Default: `true`.
   */
  readonly checkAudio?: boolean | undefined
  /** Runs whenever more has left: for a progress bar. Nothing is sent while it runs. */
  readonly onProgress?: ((progress: Progress) => Effect.Effect<unknown>) | undefined
  /** How long connecting may take. Default: 10 seconds. */
  readonly connectTimeout?: Duration.Input | undefined
  /** How long sending may stand still. Default: the `attemptTimeout` of the `CallPolicy`, 20 seconds. */
  readonly stallTimeout?: Duration.Input | undefined
  /** How long the cloud may think once all audio has left. Default: 30 seconds. */
  readonly answerTimeout?: Duration.Input | undefined
  /** Bytes of audio in one message: at least 1. Default: 16,384. */
  readonly frameBytes?: number | undefined
  /**
   * Bytes that may wait in the socket before more is handed over; the rest then waits until half of them have
   * left. Default: 1,048,576.
   */
  readonly bufferBytes?: number | undefined
  /** What is said on the WebSocket. Default: `defaultCodec`. */
  readonly codec?: Codec | undefined
}

/**
 * One file for a session that is opened for it.
 *
 * @category options
 * @since 0.1.0
 */
export interface SocketAudio<E = never, R = never> extends StreamOptions {
  /** The user. Some characters are refused; the documentation does not say which (D). */
  readonly userId: string
  /** Mono, from 8000 samples a second, at most 60 seconds, 16-bit PCM, a-law or mu-law (D). */
  readonly audio: AudioFile<E, R>
}

/**
 * What a page asks its backend for. Settings are refused, unless the backend allows them: see `VoiceEndpoint`.
 *
 * @category options
 * @since 0.1.0
 */
export type SessionRequest<Operation extends SocketOperation = SocketOperation> = SettingsOf[Operation] & {
  readonly operation: Operation
  /** What the backend wants to see, such as a token of the sign-in. */
  readonly headers?: Readonly<Record<string, string | Redacted.Redacted<string>>> | undefined
}
