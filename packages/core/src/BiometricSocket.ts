/**
 * Voice biometrics over a WebSocket: a backend that has the key opens a session, and whoever holds the session
 * streams one recording, such as a browser that has never seen a key.
 *
 * That there is a WebSocket is documented (D); nearly all that is said on it is inferred (I), and stands in
 * `BiometricSocketCodec`.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import type { AudioContent, UserAudioResult, Verification } from "./BiometricAudio.js"
import type { Codec } from "./BiometricSocketCodec.js"
import type {
  OpenOptions,
  SessionRequest,
  SocketAudio,
  StreamOptions,
  VerifySettings
} from "./BiometricSocketOptions.js"
import type { CloudError } from "./CloudError.js"
import type { InvalidAudio } from "./InvalidAudio.js"
import type { Results } from "./internal/biometricAnswers.js"
import { registerByGet, updateByGet, verifyByGet } from "./internal/biometricSession.js"
import { requestSession } from "./internal/biometricSessionRequest.js"
import { openAndStream, openFor } from "./internal/biometricSocketCalls.js"
import { streamAudio } from "./internal/biometricSocketSending.js"
import { urlOf } from "./internal/biometricSocketUrl.js"
import type { SocketOperation, StreamSession } from "./StreamSession.js"
import type { UserGroupKey } from "./UserGroupKey.js"

export { type BiometricProblem, likelyProblem } from "./BiometricProblem.js"
export { type Codec, defaultCodec } from "./BiometricSocketCodec.js"
export type {
  OpenOptions,
  Progress,
  SessionRequest,
  SocketAudio,
  StreamOptions,
  VerifySettings
} from "./BiometricSocketOptions.js"
export { CurrentWebSocket, type WebSocketConstructor, type WebSocketLike } from "./BiometricWebSocket.js"
export { type AudioProblem, InvalidAudio } from "./InvalidAudio.js"
export type { SocketOperation, StreamSession } from "./StreamSession.js"

/**
 * Opens a session for one recording.
 *
 * **Details**
 *
 * It is taken for a *read* (I): no user is registered, updated or verified before audio has come, so it is
 * repeated when an answer is lost. The URL that the cloud answers must be `wss`, without credentials; plain `ws`
 * is taken only from a `baseUrl` of plain `http`, and only to the same host and port. Otherwise it fails with
 * `UnexpectedResponse`.
 *
 * `options.codec` says where in the answer the URL is.
 *
 * **Example** (Open on a server, stream from a page)
 *
 * ```ts compile
 * import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
 * import * as StreamSession from "@aculab-cloud/core/StreamSession"
 * import * as Effect from "effect/Effect"
 *
 * // On the server. `VoiceEndpoint` does this, with a sign-in and a limit in front of it.
 * export const forThePage = BiometricSocket.open({ operation: "verify", userId: "Bob" }).pipe(
 *   Effect.map(StreamSession.toJson)
 * )
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const open = <Operation extends SocketOperation>(
  options: OpenOptions<Operation>,
  { codec }: { readonly codec?: Codec | undefined } = {}
): Effect.Effect<StreamSession<Operation>, CloudError, UserGroupKey | HttpClient.HttpClient> =>
  openFor(options, codec ?? { urlOf })

/**
 * Streams one recording and waits for what the cloud says of it: a `Verification` for a session of `verify`,
 * otherwise a `UserAudioResult`.
 *
 * **Details**
 *
 * It needs no key. The WebSocket is `CurrentWebSocket`. The audio is read and checked first, because its length
 * must be known (D). A session is good for one stream (I), so nothing is ever repeated: open another.
 *
 * When it is interrupted, or fails, the socket is closed. The outcome of an error says whether the cloud may have
 * acted:
 *
 * - `not-sent`: the socket never opened. Also for audio and options that are not right.
 * - `rejected`: the cloud said no, in words (D): `Rejected` with the code 50 (bad request), 51 (bad audio),
 *   52 (too little speech) or 61 (disabled). See `likelyProblem`.
 * - `unknown`: anything later. Also for audio that was cut short: the cloud has most likely not used it, but that
 *   is not documented. Code 60, an exception of the server, is `Unavailable`.
 *
 * A time limit that is over is `Timeout`, a message that is not understood `UnexpectedResponse`. What the audio's
 * own stream fails with goes out as it came.
 *
 * **Gotchas**
 *
 * A WebSocket that is closed waits for the other side to close too. Where that never answers, Node, Deno and Bun
 * keep the connection until it breaks, and a program that ends by itself does not end before.
 *
 * **Example** (A page: session, then stream)
 *
 * ```ts compile
 * import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
 * import * as Effect from "effect/Effect"
 *
 * export const verify = (recording: Blob, bar: HTMLProgressElement) =>
 *   BiometricSocket.sessionFrom("/voice", { operation: "verify" }).pipe(
 *     Effect.flatMap((session) =>
 *       BiometricSocket.stream(session, recording, {
 *         onProgress: ({ sentBytes, totalBytes }) =>
 *           Effect.sync(() => {
 *             bar.value = sentBytes / totalBytes
 *           })
 *       })
 *     ),
 *     Effect.map(({ verified, padDetected }) => verified && padDetected === undefined)
 *   )
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const stream = <Operation extends SocketOperation, E = never, R = never>(
  session: StreamSession<Operation>,
  audio: AudioContent<E, R>,
  options: StreamOptions = {}
): Effect.Effect<Results[Operation], CloudError | InvalidAudio | E, R> => streamAudio(session, audio, options)

type Requirements<R> = UserGroupKey | HttpClient.HttpClient | R

/**
 * Registers a user with a first recording, over a WebSocket: {@link open} and {@link stream} in one. The audio is
 * checked before the session is opened.
 *
 * **Example** (Register Bob)
 *
 * ```ts compile
 * import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
 * import * as Effect from "effect/Effect"
 *
 * export const registerBob = (recording: Blob) =>
 *   BiometricSocket.register({ userId: "Bob", audio: { content: recording, name: "bob.wav" } }).pipe(
 *     Effect.map(({ sources }) => sources.every(({ accepted }) => accepted))
 *   )
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const register = <E = never, R = never>(
  options: SocketAudio<E, R>
): Effect.Effect<UserAudioResult, CloudError | InvalidAudio | E, Requirements<R>> =>
  openAndStream("register", options, {})

/**
 * Updates the model of a user's voice over a WebSocket, as {@link register} does it. Use it only with audio that
 * is certain to be the user's (S).
 *
 * **Example** (Add to Bob's model, with a limit for the whole of it)
 *
 * ```ts compile
 * import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
 * import * as Effect from "effect/Effect"
 *
 * export const updateBob = (recording: Uint8Array) =>
 *   BiometricSocket.update({ userId: "Bob", audio: { content: recording } }).pipe(Effect.timeout("1 minute"))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const update = <E = never, R = never>(
  options: SocketAudio<E, R>
): Effect.Effect<UserAudioResult, CloudError | InvalidAudio | E, Requirements<R>> =>
  openAndStream("update", options, {})

/**
 * Verifies over a WebSocket that a voice is a user's, as {@link register} does it. A voice that does not match
 * is no error: look at `verified`, and at `padDetected`.
 *
 * **Example** (Is it Bob?)
 *
 * ```ts compile
 * import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
 * import * as Effect from "effect/Effect"
 *
 * export const isBob = (recording: Uint8Array) =>
 *   BiometricSocket.verify({ userId: "Bob", audio: { content: recording } }).pipe(
 *     Effect.map(({ verified }) => verified)
 *   )
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const verify = <E = never, R = never>({
  sensitivity,
  textDependent,
  enablePad,
  ...options
}: SocketAudio<E, R> & VerifySettings): Effect.Effect<
  Verification,
  CloudError | InvalidAudio | E,
  Requirements<R>
> => openAndStream("verify", options, { sensitivity, textDependent, enablePad })

/**
 * Asks one's own backend, which mounts a `VoiceEndpoint`, for a session: the first half of what a page does,
 * before {@link stream}.
 *
 * **Details**
 *
 * `endpoint` is a URL, or in a page a path: `https`, or plain `http` to this machine or to where the page itself came
 * from. Cookies of the sign-in travel as `fetch` has it; for another origin
 * provide effect's `FetchHttpClient.RequestInit` with `credentials: "include"`. It is asked once, within the
 * `attemptTimeout` of the `CallPolicy`.
 *
 * What the endpoint refuses is in the error's `code`, such as `signed-out`, `rate-limited` or `unknown-user`.
 *
 * **Example** (Who is asked to register first?)
 *
 * ```ts compile
 * import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
 * import * as Effect from "effect/Effect"
 *
 * export const session = BiometricSocket.sessionFrom("/voice", { operation: "verify" }).pipe(
 *   Effect.catchReason("CloudError", "Rejected", ({ code }, error) =>
 *     code === "unknown-user" ? BiometricSocket.sessionFrom("/voice", { operation: "register" }) : Effect.fail(error)
 *   )
 * )
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const sessionFrom = <Operation extends SocketOperation>(
  endpoint: string | URL,
  request: SessionRequest<Operation>
): Effect.Effect<StreamSession<Operation>, CloudError, HttpClient.HttpClient> =>
  requestSession(endpoint, request)

/**
 * How the sessions are asked for, as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [registerByGet, updateByGet, verifyByGet] as const
