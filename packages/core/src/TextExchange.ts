/**
 * For transports: a shorter way for what most calls are, a small text out and a small text back.
 *
 * An operation needs nothing but effect's `HttpClient`. That client makes a controller, a span, a response and its
 * registration for each request, which costs more than the request itself. A transport may offer this way beside its
 * client; whoever wraps the client, to log or to change requests, gets a client without it, and loses nothing.
 *
 * @since 0.1.0
 */
import type { Effect } from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"

/**
 * A request, complete but for what the transport adds to every one, such as the length.
 *
 * @category models
 * @since 0.1.0
 */
export interface TextRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Absent: a request without a body. */
  readonly body?: string | undefined
}

/**
 * A small answer.
 *
 * @category models
 * @since 0.1.0
 */
export interface TextAnswer {
  /** The HTTP status, from 100 to 599. */
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
}

/**
 * Why there is no answer.
 *
 * @category models
 * @since 0.1.0
 */
export type TextFailure =
  /** The time was over. */
  | { readonly during: "waiting" }
  | {
      readonly during: "request" | "response"
      /** The runtime's own error. */
      readonly cause: unknown
      /** Not one byte of the request was written. */
      readonly nothingSent: boolean
    }

/**
 * How to treat the answer.
 *
 * @category options
 * @since 0.1.0
 */
export interface TextOptions<A, E> {
  /** Milliseconds, by the clock in force, that the whole exchange may take, the body included. */
  readonly limit: number
  /** Reads the body of a response that is not such an answer: it is encoded, or more than 64 KiB. */
  readonly read: (response: HttpClientResponse) => Effect<A, E>
}

/**
 * Sends a request once and follows no redirect. When it is interrupted or its time is over, the request is given up,
 * and its connection closed if something was written.
 *
 * @category models
 * @since 0.1.0
 */
export type TextExchange = <A, E>(
  request: TextRequest,
  options: TextOptions<A, E>
) => Effect<TextAnswer | A, TextFailure | E>

const offered = /*#__PURE__*/ new WeakMap<HttpClient, TextExchange>()

/**
 * Offers the shorter way of a client. Returns the same client.
 *
 * **Example** (A transport that has both)
 *
 * ```ts compile
 * import * as TextExchange from "@aculab-cloud/core/TextExchange"
 * import type { HttpClient } from "effect/http/HttpClient"
 *
 * export const makeTransport = (client: HttpClient, exchange: TextExchange.TextExchange): HttpClient =>
 *   TextExchange.offer(client, exchange)
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const offer = (client: HttpClient, exchange: TextExchange): HttpClient => {
  offered.set(client, exchange)
  return client
}

/**
 * The shorter way of a client, if it has one.
 *
 * @category getters
 * @since 0.1.0
 */
export const offeredBy = (client: HttpClient): TextExchange | undefined => offered.get(client)
