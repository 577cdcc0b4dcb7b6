/**
 * The WebSocket of the platform, as voice biometrics needs it. Node from version 22, Deno, Bun, workers and
 * browsers have one; elsewhere, and in tests, provide another.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"

/**
 * What a WebSocket tells.
 *
 * @category models
 * @since 0.1.0
 */
export interface SocketEvent {
  readonly type: string
  /** Of a `message`: text, or an `ArrayBuffer`. */
  readonly data?: unknown
  /** Of a `close`: RFC 6455, 7.4. */
  readonly code?: number
  /** Of an `error`, where the runtime says more. */
  readonly message?: string
}

/**
 * The events of a WebSocket that are listened to.
 *
 * @category models
 * @since 0.1.0
 */
export type SocketEventName = "open" | "message" | "error" | "close"

/**
 * The part of a WebSocket that is used.
 *
 * @category models
 * @since 0.1.0
 */
export interface WebSocketLike {
  /** Set to `arraybuffer`. */
  binaryType: string
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number
  /** Bytes that were handed over and have not left yet. A worker of Cloudflare does not tell. */
  readonly bufferedAmount?: number
  send(message: string | Uint8Array<ArrayBuffer>): void
  close(code?: number, reason?: string): void
  addEventListener(type: SocketEventName, listener: (event: SocketEvent) => void): void
  removeEventListener(type: SocketEventName, listener: (event: SocketEvent) => void): void
}

/**
 * Makes a WebSocket, as the one of the platform does. Where the codec has headers to send, the second argument is
 * `{ protocols, headers }` instead, which Node, Deno and Bun take.
 *
 * @category models
 * @since 0.1.0
 */
export type WebSocketConstructor = new (url: string, protocols?: Array<string>) => WebSocketLike

/**
 * The WebSocket in force. Default: `globalThis.WebSocket`; `undefined` where there is none, and then no stream
 * can be sent.
 *
 * **Example** (Another WebSocket: the simulator's, without a network)
 *
 * ```ts
 * import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
 * import { makeSimulator } from "@aculab-cloud/simulator"
 * import * as Effect from "effect/Effect"
 *
 * const simulator = makeSimulator()
 *
 * const inForce = BiometricSocket.CurrentWebSocket.use(Effect.succeed).pipe(
 *   Effect.provideService(BiometricSocket.CurrentWebSocket, simulator.WebSocket)
 * )
 *
 * console.log((await Effect.runPromise(inForce)) === simulator.WebSocket)
 * // => true
 * ```
 *
 * @category references
 * @since 0.1.0
 */
export const CurrentWebSocket: Context.Reference<WebSocketConstructor | undefined> =
  /*#__PURE__*/ Context.Reference<WebSocketConstructor | undefined>("@aculab-cloud/core/BiometricWebSocket", {
    defaultValue: () => globalThis.WebSocket
  })
