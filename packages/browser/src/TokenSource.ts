/**
 * WebRTC tokens for a page, from your own backend: fetched when they are needed, kept, and replaced before
 * they end.
 *
 * The backend makes them with the API access key, which never comes near the page; core's `TokenEndpoint` is
 * a ready-made one.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import { makeCache, renewalIssues } from "./internal/tokenCache.js"
import { headerIssues, requestToken, urlIssues } from "./internal/tokenRequest.js"
import { type Issue, invalidInput, keyIssues, type NoApiKey } from "./internal/webRtcChecks.js"
import { TokenError, TokenFetchFailed } from "./TokenError.js"

/**
 * A token, and until when it is good: what core's `WebRtcTokens.generate` gives, too.
 *
 * @category models
 * @since 0.1.0
 */
export interface Token {
  /** As good as a password until it ends. It is opaque. */
  readonly token: Redacted.Redacted<string>
  /** By the clock of the page, where the backend says how long it lives. */
  readonly expiresAt: DateTime.Utc
}

/**
 * Where a page has its tokens from: it renews them before they end.
 *
 * @category models
 * @since 0.1.0
 */
export interface TokenSource {
  /**
   * A token that is good now. Many that ask at the same time wait for one request. It looks at the clock, not
   * at a timer, so that a machine that slept does not hand out what ended meanwhile.
   *
   * Fails when there was none for the whole of `patience`, and at once when the backend refuses.
   */
  readonly get: Effect.Effect<Token, TokenError>
  /**
   * The token, and each one that takes its place: in time before its end, or after `invalidate`. While somebody
   * reads this, failures are met with one attempt after the other, at growing distances, without an end. It ends with
   * the scope of the source.
   */
  readonly changes: Stream.Stream<Token>
  /**
   * Forgets the token: it was refused. With a token, only if it is still the one in use, so that two who were
   * refused do not cost two new ones.
   */
  readonly invalidate: (token?: Token) => Effect.Effect<void>
}

/**
 * When a token is renewed, and how often that is tried.
 *
 * @category options
 * @since 0.1.0
 */
export interface RenewalOptions extends NoApiKey {
  /** How long before its end a token is replaced. Default: 1 minute; of a short life, half of it. */
  readonly renewBefore?: Duration.Input | undefined
  /** How long `get` goes on trying before it fails. Default: 30 seconds. */
  readonly patience?: Duration.Input | undefined
  /** How long one request may take. Default: 10 seconds. */
  readonly requestTimeout?: Duration.Input | undefined
  /** The wait after a first failure; doubled for each one after it, and then shortened by chance to half. Default: 0.5 seconds. */
  readonly firstDelay?: Duration.Input | undefined
  /** The longest of these waits. Default: 30 seconds. */
  readonly maxDelay?: Duration.Input | undefined
}

/**
 * Where tokens are asked for, and how.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options extends RenewalOptions {
  /**
   * Where your backend makes tokens: `https://`, or relative to the page, such as `/webrtc-token`. Plain `http://`
   * to this machine only. It gets a POST without a body and answers `{ "token": "...", "expiresAt": "..." }`, the
   * time in the form of ISO 8601 with its zone. With `expiresIn`, in seconds, the clock of the page may be wrong.
   * Where both are missing, the `exp` of a JWT is read.
   */
  readonly url: string
  /** Headers that your backend wants to see, such as one against forged requests. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Whether cookies travel. Default: to the page's own origin only, as `fetch` has it. */
  readonly credentials?: RequestCredentials | undefined
}

/**
 * A source that asks a URL. Nothing is asked before the first `get`, or the first reader of `changes`.
 *
 * **Details**
 *
 * HTTP 408, 429, 5xx, broken connections, time-outs and answers that are no token are tried again, at growing
 * distances; a Retry-After of up to 5 minutes is kept. When the page hears that its network is back, the wait
 * ends. Redirects are not followed. The token appears in no error.
 *
 * **Example** (A token from a backend)
 *
 * ```ts
 * import * as TokenSource from "@aculab-cloud/browser/TokenSource"
 * import * as DateTime from "effect/DateTime"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * // Stands for your backend.
 * const backend: typeof fetch = async () => Response.json({ token: "a.b.c", expiresAt: "2100-01-01T00:00:00Z" })
 *
 * const program = Effect.gen(function* () {
 *   const tokens = yield* TokenSource.make({ url: "https://app.example.com/webrtc-token" })
 *   const { token, expiresAt } = yield* tokens.get
 *   return `${token} until ${DateTime.formatIso(expiresAt)}`
 * }).pipe(
 *   Effect.scoped,
 *   Effect.provide(FetchHttpClient.layer),
 *   Effect.provideService(FetchHttpClient.Fetch, backend)
 * )
 *
 * console.log(await Effect.runPromise(program))
 * // => <redacted> until 2100-01-01T00:00:00.000Z
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  options: Options
): Effect.Effect<TokenSource, TokenError, Scope.Scope | HttpClient.HttpClient> =>
  Effect.gen(function* () {
    yield* check([
      ...keyIssues(options),
      ...urlIssues(options.url),
      ...headerIssues(options.headers),
      ...renewalIssues(options)
    ])
    const client = yield* HttpClient.HttpClient
    const fetch = Effect.provideService(requestToken(options), HttpClient.HttpClient, client)
    return yield* makeCache(fetch, options)
  })

/**
 * A source that fetches in your own way. What your effect fails with, or throws, is the cause of a `TokenFetchFailed`,
 * and is tried again like a request that broke; a `TokenError` stays what it is.
 *
 * **Example** (A token that came with the page)
 *
 * ```ts
 * import * as TokenSource from "@aculab-cloud/browser/TokenSource"
 * import * as DateTime from "effect/DateTime"
 * import * as Effect from "effect/Effect"
 * import * as Redacted from "effect/Redacted"
 *
 * const fetch = Effect.succeed({
 *   token: Redacted.make("a.b.c"),
 *   expiresAt: DateTime.makeUnsafe("2100-01-01T00:00:00Z")
 * })
 *
 * const program = Effect.gen(function* () {
 *   const tokens = yield* TokenSource.fromEffect(fetch)
 *   const { token } = yield* tokens.get
 *   return Redacted.value(token).length
 * }).pipe(Effect.scoped)
 *
 * console.log(await Effect.runPromise(program))
 * // => 5
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromEffect = <E, R>(
  fetch: Effect.Effect<Token, E, R>,
  options: RenewalOptions = {}
): Effect.Effect<TokenSource, TokenError, Scope.Scope | R> =>
  Effect.gen(function* () {
    yield* check([...keyIssues(options), ...renewalIssues(options)])
    const context = yield* Effect.context<R>()
    return yield* makeCache(
      fetch.pipe(
        Effect.provideContext(context),
        // Such as a promise that rejects: nobody would hear of it, for tokens are fetched in a fiber of their own.
        Effect.catchDefect((thrown) => Effect.fail(thrown)),
        Effect.mapError((cause) => ({ error: cause instanceof TokenError ? cause : fetchFailed(cause) }))
      ),
      options
    )
  })

const check = (issues: ReadonlyArray<Issue>): Effect.Effect<void, TokenError> => {
  const reason = invalidInput(issues)
  return reason === undefined
    ? Effect.void
    : Effect.fail(new TokenError({ operation: "TokenSource.make", reason }))
}

const fetchFailed = (cause: unknown): TokenError =>
  new TokenError({ operation: "TokenSource.get", reason: new TokenFetchFailed({ cause }) })
