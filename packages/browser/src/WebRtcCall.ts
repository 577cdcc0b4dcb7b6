/**
 * A call in the browser: its states, its media, and what can be done with it.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { NoApiKey } from "./internal/webRtcChecks.js"
import type { WebRtcError } from "./WebRtcError.js"
import type { MediaOptions } from "./WebRtcMedia.js"

/**
 * Why a call ended.
 *
 * - `normal`: it was connected, and one side hung up.
 * - `cancelled`: whoever called gave up before it was connected. `no-answer`: nobody answered in time.
 * - `busy`, `unobtainable`, `rejected`: the other side is in a call, does not exist or is not registered, does
 *   not want the call. The library calls many a rejection `busy`.
 * - `device-error`: microphone or camera failed. `failed`: anything else, a lost connection too.
 * - `moved`, `error`: documented by the library (D), and never given by its present code.
 *
 * @category models
 * @since 0.1.0
 */
export type DisconnectCause =
  | "normal"
  | "cancelled"
  | "no-answer"
  | "busy"
  | "unobtainable"
  | "rejected"
  | "device-error"
  | "failed"
  | "moved"
  | "error"

/**
 * The end of a call.
 *
 * @category models
 * @since 0.1.0
 */
export interface Disconnected {
  readonly state: "disconnected"
  readonly cause: DisconnectCause
  /** Who ended it: this program, or anybody else. */
  readonly by: "local" | "remote"
  /** The library's own word, such as `NOANSWER`. */
  readonly libraryCause: string
}

/**
 * Where a call is.
 *
 * - `connecting`: it is on its way, or was answered and waits for its media.
 * - `ringing`: the other side is alerted; of an incoming call, this side.
 * - `early-media`: there is sound before the answer, such as an announcement.
 * - `connected`: answered, and media can flow. It stays so until the end.
 *
 * @category models
 * @since 0.1.0
 */
export type CallState =
  | { readonly state: "connecting" }
  | { readonly state: "ringing" }
  | { readonly state: "early-media" }
  | { readonly state: "connected"; readonly since: DateTime.Utc }
  | Disconnected

/**
 * What is silenced (or black): `true` is off.
 *
 * @category models
 * @since 0.1.0
 */
export interface Muting {
  readonly microphone: boolean
  readonly camera: boolean
  /** What is heard here. */
  readonly remoteAudio: boolean
  /** What is seen here. */
  readonly remoteVideo: boolean
}

/**
 * How tones are sent.
 *
 * @category options
 * @since 0.1.0
 */
export interface DtmfOptions {
  /** How long a tone sounds: 40 milliseconds to 6 seconds. Default: 100 milliseconds. */
  readonly duration?: Duration.Input | undefined
  /** Silence between two tones: 30 milliseconds to 6 seconds. Default: 70 milliseconds. */
  readonly gap?: Duration.Input | undefined
}

/**
 * Packets of one kind of media, all its streams together.
 *
 * @category models
 * @since 0.1.0
 */
export interface MediaStatistics {
  /** RTP packets since the call began, of all streams of this kind. */
  readonly packetsSent: number
  /** Bytes in them, without their headers. */
  readonly bytesSent: number
  /** RTP packets that came since the call began, of all streams of this kind. */
  readonly packetsReceived: number
  /** Bytes in them, without their headers. */
  readonly bytesReceived: number
  /** Packets that were lost on the way here. May be below 0 where packets came twice, as RTP counts. */
  readonly packetsLost: number
  /** Of the worst stream on the way here. */
  readonly jitter?: Duration.Duration
}

/**
 * How a call fares, in figures.
 *
 * @category models
 * @since 0.1.0
 */
export interface CallStatistics {
  readonly at: DateTime.Utc
  readonly audio: MediaStatistics
  readonly video: MediaStatistics
  /** To the other side and back, when it is known. */
  readonly roundTripTime?: Duration.Duration
}

/**
 * A call under way. It lives in the scope in which it was made or answered: when that is closed, the call is
 * hung up and its devices are free.
 *
 * **Details**
 *
 * Every stream begins with the present value and ends with the call. Any number may read the same stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface Call {
  /** A UUID of this page's own. */
  readonly id: string
  readonly direction: "outgoing" | "incoming"
  readonly state: Stream.Stream<CallState>
  /** Waits until it is connected. Fails with `CallEnded` when that will not be. */
  readonly connected: Effect.Effect<void, WebRtcError>
  /** Waits for the end. */
  readonly ended: Effect.Effect<Disconnected>
  /** What is sent, for a small picture of oneself. */
  readonly localMedia: Stream.Stream<ReadonlyArray<MediaStream>>
  /** What is received, each for the `srcObject` of an audio or video element. */
  readonly remoteMedia: Stream.Stream<ReadonlyArray<MediaStream>>
  readonly muting: Stream.Stream<Muting>
  /** Whether the other side's video has stopped coming, as it does where its camera is muted. */
  readonly remoteVideoPaused: Stream.Stream<boolean>
  /**
   * Silences what is named as `true`; the rest stays as it is. What comes later, such as a stream that is
   * added, is silenced too.
   */
  readonly mute: (what: Partial<Muting>) => Effect.Effect<void, WebRtcError>
  /** The opposite of `mute`: what is named as `true` is on again. */
  readonly unmute: (what: Partial<Muting>) => Effect.Effect<void, WebRtcError>
  /**
   * Sends tones, `0` to `9`, `A` to `D`, `*` and `#`, and waits until they are out. Tones that are sent at the
   * same time follow each other. Fails with `InvalidInput`, and with `NotPossible` before the call is connected.
   */
  readonly sendDtmf: (tones: string, options?: DtmfOptions) => Effect.Effect<void, WebRtcError>
  /**
   * Sends one more stream until the scope is closed, or all its tracks have ended: the screen, a camera. In
   * calls between clients only, and while they are connected; otherwise `NotPossible`.
   */
  readonly addStream: (stream: MediaStream) => Effect.Effect<void, WebRtcError, Scope.Scope>
  readonly statistics: Effect.Effect<CallStatistics, WebRtcError>
  /** The values of a header of the other side's SIP message (of the answer, where this side called). Empty if there is none. */
  readonly headers: (name: string) => ReadonlyArray<string>
  /** Ends the call, and waits until it has ended: at most 5 seconds, after which it counts as ended. */
  readonly hangUp: Effect.Effect<void>
}

/**
 * With which devices a call is answered.
 *
 * @category options
 * @since 0.1.0
 */
export interface AnswerOptions extends MediaOptions, NoApiKey {
  /** SIP headers to send along. Names begin with `X-`. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/**
 * With which devices a call is made.
 *
 * @category options
 * @since 0.1.0
 */
export interface DialOptions extends AnswerOptions {
  /** How long the call may take to be connected. After it, it is ended as `no-answer`. Default: 2 minutes. */
  readonly answerTimeout?: Duration.Input | undefined
}

/**
 * A call that rings here.
 *
 * @category models
 * @since 0.1.0
 */
export interface IncomingCall {
  readonly id: string
  /** The caller's id, as the caller gives it. */
  readonly from: string
  /** What calls: another client of this account, one of its services, or something else. */
  readonly caller: "client" | "service" | "other"
  /** What the other side wants to send. */
  readonly offers: { readonly audio: boolean; readonly video: boolean }
  /** What the other side can receive. */
  readonly accepts: { readonly audio: boolean; readonly video: boolean }
  /** `ringing`, and what becomes of it. */
  readonly state: Stream.Stream<CallState>
  readonly headers: (name: string) => ReadonlyArray<string>
  /**
   * Answers it. While the person is asked for the microphone it goes on ringing, and when that fails too. A call
   * that is not connected a minute after the answer ends as `failed`. Fails with `CallEnded` when the caller has
   * given up, with `NotPossible` when it was answered already.
   */
  readonly answer: (options?: AnswerOptions) => Effect.Effect<Call, WebRtcError, Scope.Scope>
  /** Rejects it with a SIP status: a whole number from 400 to 699. Default: 486, busy. */
  readonly reject: (code?: number) => Effect.Effect<void, WebRtcError>
}
