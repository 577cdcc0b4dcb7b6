/**
 * The error of {@link TokenSource}: why there is no token.
 *
 * @since 0.1.0
 */
import { InvalidInput } from "@aculab-cloud/core/CloudError"
import * as Schema from "effect/Schema"

export {
  /**
   * Options that break a rule. Nothing was sent.
   *
   * @category reasons
   * @since 0.1.0
   */
  InvalidInput
}

/**
 * The backend answered and gave no token: the person is not signed in, or may not have one. Not repeated
 * before `get` is asked again.
 *
 * @category reasons
 * @since 0.1.0
 */
export class TokenRefused extends Schema.TaggedError<TokenRefused>()("TokenRefused", {
  /** HTTP status: any 4xx but 408 and 429, or a redirect, which is never followed. 0 where `fetch` hides it. */
  status: Schema.Number
}) {
  override get message(): string {
    return `the backend gives no token (HTTP ${this.status}): is the person signed in?`
  }
}

/**
 * The backend could not be reached, took too long, or was not able to answer (HTTP 408, 429, 5xx).
 *
 * @category reasons
 * @since 0.1.0
 */
export class TokenUnavailable extends Schema.TaggedError<TokenUnavailable>()("TokenUnavailable", {
  /** HTTP status, where there was an answer. */
  status: Schema.optional(Schema.Number),
  /** What happened. Holds neither the address nor any of the answer. */
  problem: Schema.String
}) {
  override get message(): string {
    return `the backend is not available: ${this.problem}`
  }
}

/**
 * The backend answered with something that is not a token. Its answer is never part of the error.
 *
 * @category reasons
 * @since 0.1.0
 */
export class TokenMalformed extends Schema.TaggedError<TokenMalformed>()("TokenMalformed", {
  /** What is wrong with it. */
  problem: Schema.String
}) {
  override get message(): string {
    return `the backend's answer is not a token: ${this.problem}`
  }
}

/**
 * Your own way to fetch a token failed.
 *
 * @category reasons
 * @since 0.1.0
 */
export class TokenFetchFailed extends Schema.TaggedError<TokenFetchFailed>()("TokenFetchFailed", {
  /** What it failed with. */
  cause: Schema.Unknown
}) {
  override get message(): string {
    return "the token could not be fetched"
  }
}

/**
 * The scope of the source is closed.
 *
 * @category reasons
 * @since 0.1.0
 */
export class TokenSourceClosed extends Schema.TaggedError<TokenSourceClosed>()("TokenSourceClosed", {}) {
  override get message(): string {
    return "the source is closed"
  }
}

/**
 * Every reason, for exhaustive handling.
 *
 * @category reasons
 * @since 0.1.0
 */
export const Reason = /*#__PURE__*/ Schema.Union([
  InvalidInput,
  TokenRefused,
  TokenUnavailable,
  TokenMalformed,
  TokenFetchFailed,
  TokenSourceClosed
])

/**
 * Why there is no token: one of the tagged classes of this module.
 *
 * @category reasons
 * @since 0.1.0
 */
export type Reason = typeof Reason.Type

/**
 * Why there is no token.
 *
 * **Example** (Ask the person to sign in)
 *
 * ```ts
 * import * as TokenSource from "@aculab-cloud/browser/TokenSource"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = TokenSource.make({ url: "ftp://example.com/token" }).pipe(
 *   Effect.flatMap((tokens) => tokens.get),
 *   Effect.as("a token"),
 *   Effect.catchReason("TokenError", "TokenRefused", () => Effect.succeed("please sign in")),
 *   Effect.catchReason("TokenError", "InvalidInput", (reason) => Effect.succeed(reason.message)),
 *   Effect.scoped,
 *   Effect.provide(FetchHttpClient.layer)
 * )
 *
 * console.log(await Effect.runPromise(program))
 * // => url: must start with https:// (or http:// on this machine), or be relative to the page
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class TokenError extends Schema.TaggedError<TokenError>()("TokenError", {
  /** Which function failed, such as `TokenSource.get`. */
  operation: Schema.String,
  /** Why. */
  reason: Reason
}) {
  override get message(): string {
    return `${this.operation}: ${this.reason.message}`
  }
}
