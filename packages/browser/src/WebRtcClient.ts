/**
 * Calls in the browser, over Aculab's own library: a client that stays registered, calls others and is called.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import { check } from "./internal/webRtcCall.js"
import { makeCell } from "./internal/webRtcCell.js"
import { idIssues, type NoApiKey } from "./internal/webRtcChecks.js"
import { clientIssues, openLibrary } from "./internal/webRtcConnection.js"
import { dial, dialIssues } from "./internal/webRtcDial.js"
import { makeIncoming } from "./internal/webRtcIncoming.js"
import { keepRegistered } from "./internal/webRtcRegistration.js"
import { attempt, failure } from "./internal/webRtcThrown.js"
import { type Tracked, track } from "./internal/webRtcTracked.js"
import type { TokenError } from "./TokenError.js"
import type { TokenSource } from "./TokenSource.js"
import type { Call, DialOptions, IncomingCall } from "./WebRtcCall.js"
import { NoToken, type WebRtcError } from "./WebRtcError.js"
import type { Library, LibraryCall } from "./WebRtcLibrary.js"

/**
 * Why the client is not registered.
 *
 * - `not-asked`: it was made with `register: false`. `closed`: its scope is closed.
 * - `no-token`: the `TokenSource` has none; its error is beside the cause.
 * - `invalid-token`: the cloud refused the token. A new one is fetched.
 * - `disconnected`: the connection to the cloud is gone. `failed`: anything else.
 *
 * @category models
 * @since 0.1.0
 */
export type RegistrationCause =
  | "not-asked"
  | "closed"
  | "no-token"
  | "invalid-token"
  | "disconnected"
  | "failed"

/**
 * Whether the client can be called now.
 *
 * @category models
 * @since 0.1.0
 */
export type Registration =
  | { readonly state: "registering" }
  | { readonly state: "registered" }
  | {
      readonly state: "not-registered"
      readonly cause: RegistrationCause
      /** Whether it will be tried again. It always is, until the scope is closed. */
      readonly retrying: boolean
      /** With `no-token`. */
      readonly error?: TokenError
    }

/**
 * Who the client is, where its tokens come from, and what it allows.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options extends NoApiKey {
  /** Three numbers joined with `-`, such as `1-2-0` (D). */
  readonly cloudId: string
  /**
   * The account's WebRTC access key: 1 to 63 lower-case letters and digits, as the library wants it. It is **not**
   * the API access key: it only says which account is meant, and stands in every page that makes calls.
   */
  readonly webRtcAccessKey: string
  /** Who this client is: the id that its tokens are made for. Letters, digits, `+`, `.`, `_` and `-`, at least one (D). */
  readonly clientId: string
  /** Where its tokens come from. */
  readonly tokens: TokenSource
  /** Aculab's library, or how to load it: `() => import("@aculab-com/aculab-webrtc")`. */
  readonly library: Library | (() => Promise<Library>)
  /** Whether to register, so that the client can be called. Default: `true`. */
  readonly register?: boolean | undefined
  /** How many calls there may be at a time, those that ring included: at least 1. Default: 1. */
  readonly maxConcurrent?: number | undefined
  /** STUN and TURN servers of your own. Default: those that the cloud gives. */
  readonly iceServers?: ReadonlyArray<RTCIceServer> | undefined
  /** `relay` sends media through TURN servers only. Default: `all`. */
  readonly iceTransportPolicy?: RTCIceTransportPolicy | undefined
  /** How long an incoming call waits for somebody to read `incoming`. Then it is rejected as unavailable. Default: 15 seconds. */
  readonly unreadTimeout?: Duration.Input | undefined
  /** How long an incoming call may ring in all. Default: 2 minutes. */
  readonly ringTimeout?: Duration.Input | undefined
  /** The wait after a first registration that failed; doubled for each one after it, and shortened by chance to half. Default: 1 second. */
  readonly firstDelay?: Duration.Input | undefined
  /** The longest of these waits. Default: 30 seconds. */
  readonly maxDelay?: Duration.Input | undefined
  /**
   * How much the library writes into the console: 0 to 5. Default: 0, at which it still writes the errors of its SIP
   * stack. It has a level 6, which is refused: it writes the token.
   */
  readonly logLevel?: number | undefined
}

/**
 * A client for calls in the browser. Made by {@link make} or {@link layer}.
 *
 * @category services
 * @since 0.1.0
 */
export class WebRtcClient extends Context.Service<
  WebRtcClient,
  {
    /** Begins with the present state, and ends when the scope is closed. */
    readonly registration: Stream.Stream<Registration>
    /**
     * The calls that come in, those first that ring already. Everybody who reads sees every call. Reading it tells
     * the caller that it rings; a call that nobody reads is rejected after `unreadTimeout`.
     */
    readonly incoming: Stream.Stream<IncomingCall>
    /** Calls another client of the account. The token must allow it. */
    readonly callClient: (
      clientId: string,
      options?: DialOptions
    ) => Effect.Effect<Call, WebRtcError, Scope.Scope>
    /** Calls an inbound service of the account. Needs no token. */
    readonly callService: (
      serviceName: string,
      options?: DialOptions
    ) => Effect.Effect<Call, WebRtcError, Scope.Scope>
  }
>()("@aculab-cloud/browser/WebRtcClient") {}

/**
 * Makes a client that lives in the scope: when that is closed, its calls are hung up, and it is unregistered.
 *
 * **Details**
 *
 * It registers at once, unless told not to, and stays registered: a new token is handed over before the old one
 * ends, a refused one is replaced, a lost connection is made again.
 *
 * Fails with `InvalidInput`, `LibraryFailed`, or `Unsupported` where the browser or the page cannot make calls.
 *
 * **Example** (Answer one call, and talk until the caller hangs up)
 *
 * ```ts compile
 * import * as BrowserTransport from "@aculab-cloud/browser/BrowserTransport"
 * import * as TokenSource from "@aculab-cloud/browser/TokenSource"
 * import * as WebRtcClient from "@aculab-cloud/browser/WebRtcClient"
 * import type { Library } from "@aculab-cloud/browser/WebRtcLibrary"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 *
 * // Run it with `() => import("@aculab-com/aculab-webrtc")` and an audio element.
 * export const program = Effect.fn(function* (library: () => Promise<Library>, player: HTMLAudioElement) {
 *   const tokens = yield* TokenSource.make({ url: "/webrtc-token" })
 *   const client = yield* WebRtcClient.make({
 *     cloudId: "1-2-0",
 *     webRtcAccessKey: "abc123",
 *     clientId: "reception",
 *     tokens,
 *     library
 *   })
 *   const answered = client.incoming.pipe(Stream.take(1), Stream.mapEffect((call) => call.answer()))
 *   yield* Stream.runForEach(answered, (call) =>
 *     Effect.gen(function* () {
 *       yield* Effect.forkScoped(
 *         Stream.runForEach(call.remoteMedia, ([first]) =>
 *           Effect.sync(() => {
 *             player.srcObject = first ?? null
 *           })
 *         )
 *       )
 *       yield* call.ended
 *     })
 *   )
 * }, Effect.scoped, Effect.provide(BrowserTransport.layer))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: Options): Effect.Effect<WebRtcClient["Service"], WebRtcError, Scope.Scope> =>
  Effect.gen(function* () {
    yield* check("WebRtcClient.make", clientIssues(options))
    const clock = yield* Clock.Clock
    const calls = new Set<Tracked>()
    const incoming = makeIncoming(options)
    const registration = makeCell<Registration>({
      state: "not-registered",
      cause: "not-asked",
      retrying: false
    })
    let isOpen = true
    const hangUpAll = Effect.suspend(() => {
      isOpen = false
      incoming.close()
      return Effect.forEach([...calls], (call) => call.end("hang-up"), {
        concurrency: "unbounded",
        discard: true
      })
    })

    const client = yield* openLibrary(options, hangUpAll)
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => registration.finish({ state: "not-registered", cause: "closed", retrying: false }))
    )
    const scope = yield* Effect.scope
    const fork = Effect.runForkWith(yield* Effect.context<never>())
    const follow = <Raw extends LibraryCall>(
      raw: Raw,
      direction: "incoming" | "outgoing",
      earlyMedia: boolean
    ) => {
      const tracked = track(raw, { direction, earlyMedia, clock, onEnd: (ended) => calls.delete(ended) })
      calls.add(tracked)
      return tracked
    }
    client.onIncoming = (event) => {
      fork(Effect.forkIn(incoming.ring(event, follow(event.call, "incoming", false)), scope))
    }
    if (options.register !== false) {
      registration.set({ state: "registering" })
      yield* Effect.forkScoped(keepRegistered(client, options.tokens, registration, options))
    }

    const line = {
      client,
      calls,
      isOpen: () => isOpen,
      follow: (raw: LibraryCall, to: "client" | "service") => follow(raw, "outgoing", to === "service")
    }
    return WebRtcClient.of({
      registration: registration.changes,
      incoming: incoming.calls,
      callClient: (id, how = {}) =>
        Effect.gen(function* () {
          const operation = "WebRtcClient.callClient"
          yield* check(operation, [...idIssues("clientId", id), ...dialIssues(how, "client")])
          const { token } = yield* Effect.mapError(options.tokens.get, (cause) =>
            failure(operation, new NoToken({ cause }))
          )
          return yield* dial(operation, "client", line, how, (toSend) =>
            attempt(operation, () => client.callClient(id, Redacted.value(token), toSend))
          )
        }),
      callService: (name, how = {}) =>
        Effect.gen(function* () {
          const operation = "WebRtcClient.callService"
          yield* check(operation, [...idIssues("serviceName", name), ...dialIssues(how, "service")])
          return yield* dial(operation, "service", line, how, (toSend) =>
            attempt(operation, () => client.callService(name, toSend))
          )
        })
    })
  })

/**
 * A layer of the client.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<WebRtcClient, WebRtcError> =>
  Layer.effect(WebRtcClient, make(options))
