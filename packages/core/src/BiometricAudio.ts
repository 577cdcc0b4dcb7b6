/**
 * The audio of voice biometrics, and what the cloud says of it.
 *
 * @since 0.1.0
 */
import type * as Stream from "effect/Stream"
import type { Wav } from "./Wav.js"

/**
 * A WAV: its bytes, a `Blob` or a `File`, a stream of its bytes, or audio that `Wav` read or
 * made. All of it is held in memory. Bytes that can be sent as they are are not copied: change them only
 * when the call has ended.
 *
 * @category models
 * @since 0.1.0
 */
export type AudioContent<E = never, R = never> = Uint8Array | Blob | Wav | Stream.Stream<Uint8Array, E, R>

/**
 * Audio under a name, where the bytes alone do not say what they are.
 *
 * @category models
 * @since 0.1.0
 */
export interface AudioFile<E = never, R = never> {
  readonly content: AudioContent<E, R>
  /**
   * What the cloud calls this audio in its answer (I). Not empty, without control characters. Default: the
   * name of a `File`, otherwise `audio.wav`, or `audio1.wav` and so on.
   */
  readonly name?: string | undefined
}

interface CommonOptions {
  /** The user. Some characters are refused; the documentation does not say which (D). */
  readonly userId: string
  /**
   * PUT carries one file, POST carries files or URLs (S). Default: PUT for one file, otherwise POST. The
   * outcome is the same.
   */
  readonly method?: "PUT" | "POST" | undefined
  /**
   * Whether files are checked before anything is sent, and sent with the plainest header: no chunk but
   * the samples travels. `false` sends the bytes as they are. Default: `true`.
   */
  readonly checkAudio?: boolean | undefined
}

/**
 * Files or URLs, not both (S), and at most 12 (D).
 *
 * @category options
 * @since 0.1.0
 */
export interface UserAudio<E = never, R = never> extends CommonOptions {
  /** Mono, from 8000 samples a second, at most 60 seconds, 16-bit PCM, a-law or mu-law (D). */
  readonly audio?: AudioFile<E, R> | ReadonlyArray<AudioFile<E, R>> | undefined
  /** Where the cloud finds WAVs: `http` or `https`, without a comma (I). */
  readonly urls?: ReadonlyArray<string> | undefined
}

/**
 * One file or one URL.
 *
 * @category options
 * @since 0.1.0
 */
export interface VerifyOptions<E = never, R = never> extends CommonOptions {
  /** Mono, from 8000 samples a second, at most 60 seconds, 16-bit PCM, a-law or mu-law (D). */
  readonly audio?: AudioFile<E, R> | undefined
  /** Where the cloud finds a WAV: `http` or `https`. */
  readonly url?: string | undefined
  /** From -10 to 10 (D, wire name I). Default: 0 (S). */
  readonly sensitivity?: number | undefined
  /** Whether the user says the phrase that was registered (S, wire name I). Default: `true` (D). */
  readonly textDependent?: boolean | undefined
  /**
   * Whether the cloud looks for a presentation attack, such as a replayed recording (S, wire name I). Always
   * sent, because the sources do not agree on what the cloud does by default. Default: `true`.
   */
  readonly enablePad?: boolean | undefined
}

/**
 * What the cloud says of audio that it was given.
 *
 * @category models
 * @since 0.1.0
 */
export interface AudioResult {
  /** The file or the URL, as the cloud names it. */
  readonly name?: string
  /** Whether the cloud could use it (S). */
  readonly accepted: boolean
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * The same, with the user whose audio it is.
 *
 * @category models
 * @since 0.1.0
 */
export interface UserAudioResult {
  /** Identifies the call of voice biometrics: see `ApplicationStatus`. */
  readonly applicationInstanceId: string
  readonly transactionId: string
  /** What became of each file or URL. Look at it: some may have been left out. */
  readonly sources: ReadonlyArray<AudioResult>
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * A sign that somebody tried to deceive.
 *
 * @category models
 * @since 0.1.0
 */
export interface PresentationAttack {
  /** `TypeA`: audio that was sent before. `TypeB`: a replayed recording. `TypeC`: synthetic speech (S). */
  readonly type: string
  readonly description?: string
}

/**
 * Whether a voice is that of the user, and how sure the cloud is.
 *
 * @category models
 * @since 0.1.0
 */
export interface Verification extends UserAudioResult {
  /** Whether this is the user's voice, as the cloud decides. */
  readonly verified: boolean
  /** How sure the cloud is: above 1 counts as verified (S). */
  readonly confidence: number
  /**
   * Present if an attack was found (S). Whether `verified` is then always `false` is not documented: look at both.
   */
  readonly padDetected?: PresentationAttack
}
