/**
 * The HTTP transport for Node, Deno and Bun: effect's `HttpClient` on a pool of
 * connections.
 *
 * It sends each request at most once, as it is. It never retries, never follows a
 * redirect, asks for no compression (but undoes gzip, deflate and brotli where it gets
 * them), and has no deadlines except the one for connecting: those belong to the call
 * policy above it.
 *
 * @since 0.1.0
 */
import type { SecureVersion } from "node:tls"
import * as TextExchange from "@aculab-cloud/core/TextExchange"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as FetchTransport from "./internal/fetchTransport.js"
import { execute } from "./internal/undiciDispatch.js"
import * as UndiciPool from "./internal/undiciPool.js"
import { exchangeText } from "./internal/undiciText.js"

/**
 * How to connect. What is left out has its default.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /**
   * How many connections may be open to one origin at once; a call that finds all of them
   * busy waits for one. A whole number, at least 1. Default: 128, which at 100 ms a call is
   * 1,280 calls a second, while a burst of thousands of calls does not open, and
   * handshake, thousands of connections. Bun has one limit for the whole process instead,
   * `BUN_CONFIG_MAX_HTTP_REQUESTS`.
   */
  readonly connections?: number | undefined
  /**
   * How long a connection that nobody uses is kept, when the server does not say how long
   * it keeps it itself. Default: 4 seconds, just under the 5 seconds that many servers
   * have. Not on Bun.
   */
  readonly keepAliveTimeout?: Duration.Input | undefined
  /**
   * How long connecting may take, the TLS handshake included. The call then fails with
   * `UND_ERR_CONNECT_TIMEOUT`, and nothing was sent. Checked about twice a second; zero or
   * infinity switches it off. Default: 10 seconds. Not on Bun.
   */
  readonly connectTimeout?: Duration.Input | undefined
  /** The certificate authorities to trust, in PEM, instead of those of the runtime. */
  readonly ca?: string | Uint8Array | ReadonlyArray<string | Uint8Array> | undefined
  /** The lowest version of TLS to accept. Default: the runtime's. */
  readonly minVersion?: SecureVersion | undefined
  /** The highest version of TLS to offer. Default: the runtime's. */
  readonly maxVersion?: SecureVersion | undefined
}

/**
 * A client with a pool of its own, which is closed with the scope: calls in flight then
 * fail, idle and connecting sockets close, and nothing keeps the process alive.
 *
 * Every failure is an `HttpClientError`. Before the head of a response is here, its reason
 * is a `TransportError` whose `cause` is the error of undici or Node, with its `code`
 * (`ECONNREFUSED`, `ENOTFOUND`, `UND_ERR_SOCKET`, ...), or an `AggregateError` of several
 * addresses; where not one byte of the request was written, its `description` is
 * `nothing was sent`. While the body is read, the reason is a `DecodeError` with such a
 * `cause`. Options that make no sense are a defect, a `RangeError`.
 *
 * A body is read as fast as its reader pulls. Of a body that nobody reads, 64 KiB arrive
 * all the same; a larger one keeps its connection until the response is garbage, or the
 * scope of the request is closed (`HttpClient.withScope`).
 *
 * **Example** (A client for a part of a program)
 *
 * ```ts
 * import * as NodeTransport from "@aculab-cloud/node/NodeTransport"
 * import * as Effect from "effect/Effect"
 *
 * const status = Effect.scoped(
 *   Effect.gen(function* () {
 *     const client = yield* NodeTransport.make({ connections: 8, connectTimeout: "3 seconds" })
 *     const response = yield* client.get("https://ws-1-2-0.aculabcloud.net/")
 *     return response.status
 *   })
 * )
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: Options = {}): Effect.Effect<HttpClient.HttpClient, never, Scope.Scope> =>
  undiciDispatches()
    ? Effect.map(UndiciPool.make(options), (dispatch) =>
        TextExchange.offer(HttpClient.make(execute(dispatch)), exchangeText(dispatch))
      )
    : FetchTransport.make(options)

/**
 * Bun's `fetch` is its own, and fast; undici on Bun's copy of Node's sockets is what nobody
 * tests. Node and Deno use undici.
 */
const undiciDispatches = (): boolean => process.versions.bun === undefined

/**
 * The transport with these options.
 *
 * **Example** (A private certificate authority, TLS 1.3 only)
 *
 * ```ts
 * import * as NodeTransport from "@aculab-cloud/node/NodeTransport"
 *
 * const transportTrusting = (authority: string) =>
 *   NodeTransport.layerWith({ ca: authority, minVersion: "TLSv1.3" })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerWith = (options: Options): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(HttpClient.HttpClient)(make(options))

/**
 * The transport with the default options.
 *
 * **Example** (One request)
 *
 * ```ts
 * import * as NodeTransport from "@aculab-cloud/node/NodeTransport"
 * import * as Effect from "effect/Effect"
 * import * as HttpClient from "effect/http/HttpClient"
 *
 * const program = HttpClient.get("https://ws-1-2-0.aculabcloud.net/").pipe(
 *   Effect.flatMap((response) => response.text),
 *   Effect.provide(NodeTransport.layer)
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<HttpClient.HttpClient> = layerWith({})
