/**
 * The WebSocket of voice biometrics: the cloud's end of it, what can go wrong on it, and the record of what came.
 * Nearly all of its protocol is inferred; the README says what.
 */

/** The cloud's answer to the attempt to connect. */
export type SocketHandshake =
  /** 101: now `open` it. */
  | { readonly kind: "accepted" }
  /** An HTTP answer in place of a socket: 404 for a token that is unknown, used or too old. */
  | { readonly kind: "refused"; readonly status: number }
  /** The connection breaks before an answer. */
  | { readonly kind: "reset" }
  /** No answer ever comes. `ended` resolves once `drop` was called or the simulator is closed. */
  | { readonly kind: "stall"; readonly ended: Promise<void> }

/** What the cloud does on an open socket. Nothing comes after `close` and `reset`. */
export type SocketEvent =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array<ArrayBuffer> }
  /** The cloud takes no more frames for now: who owns a connection stops reading it. */
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  /** The cloud sends a close frame. */
  | { readonly kind: "close"; readonly code: number; readonly reason: string }
  /** The connection breaks, without a close frame. */
  | { readonly kind: "reset" }

/** The cloud's end of a socket, for those who own the connection, whatever library it belongs to. */
export interface SimulatedSocket {
  readonly handshake: SocketHandshake
  /**
   * The handshake is over: from now on `listener` hears what the cloud does, often before `send` returns. Throws
   * unless the handshake was accepted, and the second time.
   */
  readonly open: (listener: (event: SocketEvent) => void) => void
  /** Whether the cloud takes frames now, that is, whether it did not `pause`. Frames that come all the same count. */
  readonly takes: () => boolean
  /** A frame of the client's, as text or bytes, which are copied. After the end it is ignored. */
  readonly send: (data: string | Uint8Array) => void
  /** The client's close frame. 1005 is one without a code. */
  readonly close: (code: number, reason: string) => void
  /** The client is gone without a close frame. */
  readonly drop: () => void
}

/** What a WebSocket of voice biometrics is for. */
export type VoiceSocketOperation = "register" | "update" | "verify"

/** How a socket ended, and whose doing it was. 1006 is an end without a close frame, 1005 a frame without a code. */
export interface SocketEnd {
  readonly by: "client" | "cloud"
  /** As RFC 6455 numbers the reasons, from 1000 to 4999. */
  readonly code: number
  readonly reason: string
  /** In milliseconds since the epoch. */
  readonly at: number
}

/** An attempt to connect, and what came of it. Once a socket is over its record no longer changes. */
export interface RecordedSocket {
  /** Without the query, which holds the token. */
  readonly path: string
  /** Undefined if the token was nobody's. */
  readonly operation: VoiceSocketOperation | undefined
  readonly userId: string | undefined
  /** When it came, in milliseconds since the epoch. */
  readonly at: number
  /** The HTTP status of the handshake: 101 for a socket; undefined when there was no answer. */
  readonly status: number | undefined
  /** Text frames of the client, in order. */
  readonly texts: readonly string[]
  /** How many binary frames came. */
  readonly binaryFrames: number
  /** How many bytes they had together. */
  readonly bytes: number
  /** How many bytes the largest of them had. */
  readonly largestFrame: number
  /** Text frames of the cloud, in order. */
  readonly sent: readonly string[]
  /** The kind of the fault that was chosen for it. */
  readonly fault: string | undefined
  /** Undefined as long as the socket is there. */
  readonly ended: SocketEnd | undefined
}

/**
 * When a fault strikes: once the socket is `open`, in place of the accept after the `start`, once so many bytes of
 * audio are there, or in place of the result after the `stop`. It never strikes if that moment does not come.
 */
export type SocketMoment = "open" | "start" | "stop" | number

interface CommonSocketFault {
  /** Only sockets for this. Default: the next one. */
  readonly operation?: VoiceSocketOperation
  /** How many sockets are hit. Default 1. */
  readonly times?: number
}

/**
 * What goes wrong on a socket:
 *
 * - `refuse`: the handshake is answered with `status`, by default 503. The token can still be used.
 * - `reset`: the connection breaks without a close frame, so that a client sees 1006. During the `handshake`, by
 *   default, the token can still be used.
 * - `stall`: from then on the cloud says nothing more, not even to an idle client. By default after the `stop`.
 * - `close`: the cloud closes the socket with `code`, by default 1011.
 * - `reject`: the cloud rejects with `code`, by default in place of the result.
 * - `garbage`: a text frame that is not JSON. By default in place of the result; the cloud then closes as usual.
 * - `binary`: the same with a binary frame.
 * - `slow-reader`: the cloud takes no more frames once it has the start and `after` bytes of audio, by default 0, until
 *   `socketFaults.readOn()`. Nothing falls due meanwhile.
 */
export type SocketFault = CommonSocketFault &
  (
    | { readonly kind: "refuse"; readonly status?: number }
    | { readonly kind: "reset" | "stall"; readonly when?: "handshake" | SocketMoment }
    | {
        readonly kind: "close"
        readonly when: SocketMoment
        readonly code?: number
        readonly reason?: string
      }
    | {
        readonly kind: "reject"
        readonly code: number
        readonly text?: string
        readonly when?: SocketMoment
      }
    | { readonly kind: "garbage" | "binary"; readonly when?: SocketMoment }
    | { readonly kind: "slow-reader"; readonly after?: number }
  )

/** Makes sockets go wrong. Faults wait in a queue; each socket takes the first that fits its operation. */
export interface SocketFaults {
  /**
   * @example
   * ```ts
   * import { makeSimulator } from "@aculab-cloud/simulator/Simulator"
   *
   * const simulator = makeSimulator()
   * simulator.socketFaults.next({ kind: "reset", when: 4096 })
   * simulator.socketFaults.next({ kind: "reject", code: 60, operation: "verify", times: 2 })
   * console.log(simulator.socketFaults.pending())
   * // => 3
   * ```
   */
  readonly next: (fault: SocketFault) => void
  readonly clear: () => void
  /** How many sockets will still be hit: the sum of the `times` that are left. */
  readonly pending: () => number
  /**
   * Lets each slow reader that is there take so many more bytes of audio, by whole frames. Default: all, so that it is
   * slow no more.
   */
  readonly readOn: (bytes?: number) => void
}
