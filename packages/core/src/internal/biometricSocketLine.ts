/**
 * One WebSocket: its events as they come, until this side is done with it.
 */
import * as Redacted from "effect/Redacted"
import type { Codec, SocketMessage } from "../BiometricSocketCodec.js"
import type {
  SocketEvent,
  SocketEventName,
  WebSocketConstructor,
  WebSocketLike
} from "../BiometricWebSocket.js"

/** What whoever opens a line wants to hear. */
export interface Listener {
  readonly opened: () => void
  /** `undefined` for a message that is neither text nor an ArrayBuffer. */
  readonly message: (message: SocketMessage | undefined) => void
  /** Nothing comes any more. */
  readonly ended: (ending: Ending) => void
}

/** How a socket ended, in its own words: they may hold the URL. */
export interface Ending {
  /** RFC 6455, 7.4; absent after an `error`, which tells none. */
  readonly code?: number
  readonly description: string
}

export interface Line {
  readonly isOpen: () => boolean
  readonly buffered: () => number
  readonly send: (message: SocketMessage) => void
  /** Hears nothing any more, and closes. */
  readonly leave: (code: number) => void
}

const connecting = 0
const open = 1
const closed = 3

/** Begins to connect. Throws what the constructor throws. */
export const openLine = (
  Constructor: WebSocketConstructor,
  url: Redacted.Redacted<string>,
  codec: Pick<Codec, "protocols" | "headers">,
  listener: Listener
): Line => {
  const socket = construct(Constructor, Redacted.value(url), codec)
  // A Blob would have to be read, and could not be read in turn with the text.
  socket.binaryType = "arraybuffer"
  const listeners: Readonly<Record<SocketEventName, (event: SocketEvent) => void>> = {
    open: () => listener.opened(),
    message: ({ data }) => listener.message(messageOf(data)),
    error: ({ message = "" }) =>
      listener.ended({ description: message === "" ? "the WebSocket failed" : message }),
    close: ({ code }) =>
      listener.ended({ ...(code === undefined ? {} : { code }), description: "the WebSocket was closed" })
  }
  listen(socket, listeners)
  return {
    isOpen: () => socket.readyState === open,
    buffered: () => socket.bufferedAmount ?? 0,
    send: (message) => socket.send(typeof message === "string" ? message : ownBytes(message)),
    leave: (code) => {
      unlisten(socket, listeners)
      if (socket.readyState === closed) return
      mute(socket)
      if (socket.readyState === connecting || socket.readyState === open) socket.close(code)
    }
  }
}

const construct = (
  Constructor: WebSocketConstructor,
  url: string,
  { protocols, headers }: Pick<Codec, "protocols" | "headers">
): WebSocketLike => {
  if (Object.keys(headers).length > 0) {
    // Types of a WebSocket know no headers, but Node, Deno and Bun take them so.
    const socket: WebSocketLike = Reflect.construct(Constructor, [
      url,
      { protocols: [...protocols], headers }
    ])
    return socket
  }
  return protocols.length === 0 ? new Constructor(url) : new Constructor(url, [...protocols])
}

const messageOf = (data: unknown): SocketMessage | undefined => {
  if (typeof data === "string") return data
  return data instanceof ArrayBuffer ? new Uint8Array(data) : undefined
}

/** Shared memory can not be sent. */
const ownBytes = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  isOwn(bytes) ? bytes : new Uint8Array(bytes)

const isOwn = (bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> => bytes.buffer instanceof ArrayBuffer

type Listeners = { readonly [Name in SocketEventName]?: (event: SocketEvent) => void }

const names: ReadonlyArray<SocketEventName> = ["open", "message", "error", "close"]

const listen = (socket: WebSocketLike, listeners: Listeners): void => {
  for (const name of names) {
    const listener = listeners[name]
    if (listener !== undefined) socket.addEventListener(name, listener)
  }
}

const unlisten = (socket: WebSocketLike, listeners: Listeners): void => {
  for (const name of names) {
    const listener = listeners[name]
    if (listener !== undefined) socket.removeEventListener(name, listener)
  }
}

/**
 * Until the socket is closed, somebody must hear of an error: the one of `ws`, closed while it connects, throws
 * where nobody does.
 */
const mute = (socket: WebSocketLike): void => {
  const listeners: Listeners = { error: () => undefined, close: () => unlisten(socket, listeners) }
  listen(socket, listeners)
}
