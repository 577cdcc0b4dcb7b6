/** The standard WebSocket, whose connections end in the simulator without a network. */
import type { SimulatedSocket, SocketEvent } from "../Sockets.js"
import { bytesOf, type FrameData, readFrame, sizeOf } from "./frameData.js"

type Waiting =
  | { readonly kind: "data"; readonly data: string | Uint8Array | Blob; readonly size: number }
  | { readonly kind: "close"; readonly code: number; readonly reason: string }

const addressOf = (url: string | URL): string => {
  const parsed = URL.parse(url)
  const protocol = parsed?.protocol.replace(/^http/, "ws")
  if (parsed === null || (protocol !== "ws:" && protocol !== "wss:") || parsed.href.includes("#")) {
    throw new DOMException("the URL of a WebSocket is ws or wss, without a fragment", "SyntaxError")
  }
  return parsed.href.replace(/^http/, "ws")
}

const checkProtocols = (protocols: readonly string[]): void => {
  const correct = protocols.every((name) => /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name))
  if (!correct || new Set(protocols).size < protocols.length) {
    throw new DOMException("subprotocols are different tokens", "SyntaxError")
  }
}

const checkClose = (code: number | undefined, reason: string): void => {
  if (code !== undefined && code !== 1000 && !(Number.isInteger(code) && code >= 3000 && code <= 4999)) {
    throw new DOMException(`a client closes with 1000, or 3000 to 4999, not ${code}`, "InvalidAccessError")
  }
  if (new TextEncoder().encode(reason).length > 123) {
    throw new DOMException("the reason of a close has at most 123 bytes", "SyntaxError")
  }
}

// Node has the class since 23 only.
const closeEvent = (init: { readonly code: number; readonly reason: string; readonly wasClean: boolean }) =>
  typeof CloseEvent === "undefined" ? Object.assign(new Event("close"), init) : new CloseEvent("close", init)

/**
 * Everything happens in microtasks: virtual time need not move, and nothing is left to run. Frames that the cloud does
 * not take yet are counted in `bufferedAmount`.
 */
export const makeWebSocketClass = (connect: (url: string) => SimulatedSocket): typeof globalThis.WebSocket =>
  class SimulatedWebSocket extends EventTarget implements WebSocket {
    static readonly CONNECTING = 0
    static readonly OPEN = 1
    static readonly CLOSING = 2
    static readonly CLOSED = 3
    readonly CONNECTING = 0
    readonly OPEN = 1
    readonly CLOSING = 2
    readonly CLOSED = 3

    readonly url: string
    readonly protocol = ""
    readonly extensions = ""
    binaryType: BinaryType = "blob"
    onopen: ((this: WebSocket, event: Event) => unknown) | null = null
    onmessage: ((this: WebSocket, event: MessageEvent) => unknown) | null = null
    onerror: ((this: WebSocket, event: Event) => unknown) | null = null
    onclose: ((this: WebSocket, event: CloseEvent) => unknown) | null = null

    #state: WebSocket["readyState"] = 0
    #buffered = 0
    #socket: SimulatedSocket | undefined
    #waiting: Waiting[] = []
    #sending = false

    constructor(url: string | URL, protocols: string | string[] = []) {
      super()
      this.url = addressOf(url)
      const names = typeof protocols === "string" ? [protocols] : protocols
      checkProtocols(names)
      this.addEventListener("open", (event) => this.onopen?.(event))
      this.addEventListener("message", (event) => this.onmessage?.(event))
      this.addEventListener("error", (event) => this.onerror?.(event))
      this.addEventListener("close", (event) => this.onclose?.(event))
      queueMicrotask(() => this.#connect(names.length > 0))
    }

    get readyState(): WebSocket["readyState"] {
      return this.#state
    }

    get bufferedAmount(): number {
      return this.#buffered
    }

    send(data: FrameData): void {
      if (this.#state === 0) throw new DOMException("the WebSocket is not open yet", "InvalidStateError")
      const copy =
        typeof data === "string" ? data.toWellFormed() : data instanceof Blob ? data : bytesOf(data)
      const size = sizeOf(copy)
      // Data that is never sent counts too, and for good: so the standard wants it.
      this.#buffered += size
      if (this.#state === 1) this.#enqueue({ kind: "data", data: copy, size })
    }

    close(code?: number, reason = ""): void {
      checkClose(code, reason)
      if (this.#state >= 2) return
      const connected = this.#state === 1
      this.#state = 2
      if (connected) this.#enqueue({ kind: "close", code: code ?? 1005, reason })
      else {
        this.#socket?.drop()
        queueMicrotask(() => this.#fail())
      }
    }

    override addEventListener<Type extends keyof WebSocketEventMap>(
      type: Type,
      listener: (this: WebSocket, event: WebSocketEventMap[Type]) => unknown,
      options?: boolean | AddEventListenerOptions
    ): void
    override addEventListener(
      type: string,
      listener: EventListenerOrEventListenerObject,
      options?: boolean | AddEventListenerOptions
    ): void
    override addEventListener(
      ...rest: [string, EventListenerOrEventListenerObject, (boolean | AddEventListenerOptions)?]
    ): void {
      super.addEventListener(...rest)
    }

    override removeEventListener<Type extends keyof WebSocketEventMap>(
      type: Type,
      listener: (this: WebSocket, event: WebSocketEventMap[Type]) => unknown,
      options?: boolean | EventListenerOptions
    ): void
    override removeEventListener(
      type: string,
      listener: EventListenerOrEventListenerObject,
      options?: boolean | EventListenerOptions
    ): void
    override removeEventListener(
      ...rest: [string, EventListenerOrEventListenerObject, (boolean | EventListenerOptions)?]
    ): void {
      super.removeEventListener(...rest)
    }

    #connect(wantsProtocol: boolean): void {
      if (this.#state !== 0) return
      const socket = connect(this.url)
      this.#socket = socket
      const { handshake } = socket
      // The cloud speaks no subprotocol, and a client that asked for one takes no socket without it.
      if (handshake.kind === "accepted" && !wantsProtocol) this.#open(socket)
      else if (handshake.kind === "stall") void handshake.ended.then(() => this.#fail())
      else {
        socket.drop()
        this.#fail()
      }
    }

    #open(socket: SimulatedSocket): void {
      socket.open((event) => {
        if (event.kind === "resume") void this.#sendWaiting()
        else queueMicrotask(() => this.#hear(event))
      })
      this.#state = 1
      this.dispatchEvent(new Event("open"))
    }

    #enqueue(frame: Waiting): void {
      this.#waiting.push(frame)
      void this.#sendWaiting()
    }

    async #sendWaiting(): Promise<void> {
      const socket = this.#socket
      if (this.#sending || socket === undefined) return
      this.#sending = true
      // Not at once: a client sees in `bufferedAmount` what it has just sent.
      await undefined
      while (this.#state !== 3 && socket.takes()) {
        const frame = this.#waiting.shift()
        if (frame === undefined) break
        if (frame.kind === "close") {
          socket.close(frame.code, frame.reason)
          this.#end(frame.code, frame.reason, true)
          break
        }
        const data = frame.data instanceof Blob ? await readFrame(frame.data) : frame.data
        this.#buffered -= frame.size
        socket.send(data)
      }
      this.#sending = false
    }

    #hear(event: SocketEvent): void {
      switch (event.kind) {
        case "text":
          this.#message(event.text)
          break
        case "bytes":
          this.#message(this.binaryType === "blob" ? new Blob([event.bytes]) : event.bytes.slice().buffer)
          break
        case "close":
          this.#end(event.code, event.reason, true)
          break
        case "reset":
          this.#fail()
          break
      }
    }

    #message(data: string | Blob | ArrayBuffer): void {
      if (this.#state === 1)
        this.dispatchEvent(new MessageEvent("message", { data, origin: new URL(this.url).origin }))
    }

    #fail(): void {
      this.#end(1006, "", false)
    }

    #end(code: number, reason: string, wasClean: boolean): void {
      if (this.#state === 3) return
      this.#state = 3
      this.#waiting = []
      if (!wasClean) this.dispatchEvent(new Event("error"))
      this.dispatchEvent(closeEvent({ code, reason, wasClean }))
    }
  }
