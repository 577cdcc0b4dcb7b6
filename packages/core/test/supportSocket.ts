/** A WebSocket without a network, whose other end is a script: each test says what the cloud does, and when. */
import type {
  SocketEvent,
  SocketEventName,
  WebSocketConstructor,
  WebSocketLike
} from "@aculab-cloud/core/BiometricWebSocket"

type Message = string | Uint8Array

/** The cloud's end of one connection. */
export interface Peer {
  readonly url: string
  readonly protocols: unknown
  /** What came, in order. */
  readonly received: ReadonlyArray<Message>
  /** The code that the client closed with. */
  readonly closedWith: number | undefined
  readonly open: () => void
  /** Sends text as it is, bytes as an ArrayBuffer, and anything else as JSON. */
  readonly say: (message: unknown) => void
  readonly hangUp: (code: number) => void
  /** The socket begins to close, and nothing is told yet. */
  readonly beginToClose: () => void
  readonly fail: (message?: string) => void
  /** Lets bytes leave the client's buffer; only a slow line keeps any. */
  readonly take: (bytes: number) => void
  readonly buffered: () => number
  /** How many listeners the client has left. */
  readonly listeners: () => number
  /** The client says that it closes, and the handshake is done. */
  readonly finish: () => void
}

export interface Script {
  /** Default: the connection opens. */
  readonly onConnect?: (peer: Peer) => void
  readonly onMessage?: (peer: Peer, message: Message) => void
  /** Bytes stay in the client's buffer until `take`. */
  readonly slow?: boolean
}

export interface Network {
  readonly WebSocket: WebSocketConstructor
  readonly peers: ReadonlyArray<Peer>
}

const sizeOf = (message: Message): number =>
  typeof message === "string" ? new TextEncoder().encode(message).length : message.length

export const network = (script: Script = {}): Network => {
  const peers: Array<Peer> = []
  const { onConnect = (peer) => peer.open(), onMessage, slow = false } = script

  class ScriptedWebSocket implements WebSocketLike {
    binaryType = "blob"
    readyState = 0
    bufferedAmount = 0
    readonly #listeners = new Map<SocketEventName, Set<(event: SocketEvent) => void>>()
    readonly #received: Array<Message> = []
    #closedWith: number | undefined
    readonly #peer: Peer

    constructor(url: string, protocols?: unknown) {
      if (!/^wss?:/.test(url)) throw new SyntaxError(`The URL '${url}' is invalid.`)
      const socket = this
      this.#peer = {
        url,
        protocols,
        received: this.#received,
        get closedWith() {
          return socket.#closedWith
        },
        open: () => {
          this.readyState = 1
          this.#tell({ type: "open" })
        },
        say: (message) => this.#tell({ type: "message", data: this.#dataOf(message) }),
        beginToClose: () => {
          this.readyState = 2
        },
        hangUp: (code) => {
          this.readyState = 3
          this.#tell({ type: "close", code })
        },
        fail: (message) => {
          this.readyState = 3
          this.#tell({ type: "error", ...(message === undefined ? {} : { message }) })
          this.#tell({ type: "close", code: 1006 })
        },
        take: (bytes) => {
          this.bufferedAmount = Math.max(0, this.bufferedAmount - bytes)
        },
        buffered: () => this.bufferedAmount,
        listeners: () => [...this.#listeners.values()].reduce((count, { size }) => count + size, 0),
        finish: () => {
          this.readyState = 3
          this.#tell({ type: "close", code: this.#closedWith ?? 1006 })
        }
      }
      peers.push(this.#peer)
      queueMicrotask(() => onConnect(this.#peer))
    }

    send(message: string | Uint8Array<ArrayBuffer>): void {
      if (this.readyState === 0) throw new DOMException("still connecting", "InvalidStateError")
      const own = typeof message === "string" ? message : message.slice()
      if (slow || this.readyState !== 1) this.bufferedAmount += sizeOf(own)
      if (this.readyState !== 1) return
      this.#received.push(own)
      queueMicrotask(() => onMessage?.(this.#peer, own))
    }

    close(code?: number): void {
      if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
        throw new DOMException("an illegal code", "InvalidAccessError")
      }
      if (this.readyState >= 2) return
      this.readyState = 2
      this.#closedWith = code ?? 1005
    }

    addEventListener(type: SocketEventName, listener: (event: SocketEvent) => void): void {
      const listeners = this.#listeners.get(type) ?? new Set()
      this.#listeners.set(type, listeners.add(listener))
    }

    removeEventListener(type: SocketEventName, listener: (event: SocketEvent) => void): void {
      this.#listeners.get(type)?.delete(listener)
    }

    #tell(event: SocketEvent): void {
      for (const listener of [...(this.#listeners.get(nameOf(event)) ?? [])]) listener(event)
    }

    #dataOf(message: unknown): unknown {
      if (message instanceof Uint8Array) {
        return this.binaryType === "arraybuffer"
          ? Uint8Array.from(message).buffer
          : new Blob([Uint8Array.from(message)])
      }
      return typeof message === "string" || message instanceof Blob ? message : JSON.stringify(message)
    }
  }
  return { WebSocket: ScriptedWebSocket, peers }
}

const nameOf = ({ type }: SocketEvent): SocketEventName =>
  type === "open" || type === "message" || type === "error" ? type : "close"

/** Whether a message is the stop of the default form. */
export const isStop = (message: Message): boolean => message === '{"type":"stop"}'

/** All audio that came. */
export const audioOf = (peer: Peer): Uint8Array =>
  Uint8Array.from(peer.received.flatMap((message) => (typeof message === "string" ? [] : [...message])))

/** The texts that came, as JSON. */
export const textsOf = (peer: Peer): ReadonlyArray<unknown> =>
  peer.received.flatMap(
    (message): ReadonlyArray<unknown> => (typeof message === "string" ? [JSON.parse(message)] : [])
  )
