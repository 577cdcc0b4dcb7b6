/**
 * What `VoiceEndpoint` and `TokenEndpoint` have in common: endpoints of your own backend that your own pages ask,
 * behind your own sign-in. They keep the keys on the server.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type { RateLimit } from "./RateLimit.js"

/**
 * Why somebody may not have what was asked for.
 *
 * - `signed-out`: nobody is signed in. HTTP 401.
 * - `forbidden`: somebody is, but may not. HTTP 403.
 *
 * @category models
 * @since 0.1.0
 */
export type Refusal = "signed-out" | "forbidden"

/**
 * Which pages of other origins may ask. Pages of the endpoint's own origin always may.
 *
 * @category options
 * @since 0.1.0
 */
export interface Cors {
  /**
   * Exact origins, such as `https://app.example.com`: scheme, host, and port where it is not the usual one. What is
   * none, such as `*`, is a `RangeError` where the endpoint is made.
   */
  readonly origins: ReadonlyArray<string>
  /** Whether such a page may send cookies. Default: `false`. */
  readonly credentials?: boolean | undefined
  /** Headers that such a page may send, beyond `authorization` and `content-type`. Default: none. */
  readonly headers?: ReadonlyArray<string> | undefined
}

/**
 * What all endpoints for browsers take.
 *
 * @category options
 * @since 0.1.0
 */
export interface CommonOptions {
  /** Default: no other origin may ask. */
  readonly cors?: Cors | undefined
  /** How often one user, or one client, may ask. Default: 10 times a minute, counted in memory. */
  readonly rateLimit?: RateLimit | undefined
  /** Limit of the whole answer: the sign-in, the body, and the cloud. Default: 30 seconds. */
  readonly timeout?: Duration.Input | undefined
}

/**
 * An endpoint of your backend, for its own pages. `Context` is what `authorise` is given besides the request, such
 * as the user that your framework has already signed in: by default nothing.
 *
 * @category models
 * @since 0.1.0
 */
export interface BrowserEndpoint<Context extends ReadonlyArray<unknown> = []> {
  /**
   * Answers one request. What comes behind it goes to `authorise` as it is. Never rejects. Every
   * answer is JSON, and `no-store`; what is not right is `{ "error": "<code>" }`, which holds no key,
   * and no words of the cloud:
   *
   * - 401 `signed-out`, 403 `forbidden`, 403 `origin-not-allowed`, 429 `rate-limited` with Retry-After
   * - 405 `method-not-allowed`: it is a POST
   * - 502 `cloud-refused`, 503 `cloud-unavailable`, 504 `timed-out`, 500 `internal-error`: the reason is logged
   *
   * When the client goes away, which `request.signal` tells, all that is done for it is interrupted: `authorise`, and
   * the call to the cloud. The answer is 499 `client-gone` then, and nobody reads it.
   */
  readonly handle: (request: Request, ...context: Context) => Promise<Response>
}
