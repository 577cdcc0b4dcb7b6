/**
 * The events of one request, as undici's `dispatch` tells them: what every exchange has in common.
 */
import type { Socket } from "node:net"
import type { Dispatcher } from "undici"
import { errors } from "./undici.js"
import type { Upload } from "./undiciBody.js"

/** The connection that the pool gave a request to. */
export interface Connection {
  /** Its socket, while it is not yet connected. */
  connecting: Socket | undefined
  remoteAddress: string | undefined
  /** To be told when a response is complete. */
  readonly responseEnded: () => void
}

/** Gives a request to a connection, now or when one is free. */
export type Dispatch = (options: Dispatcher.DispatchOptions, exchange: Exchange) => void

/** Headers as undici parses them: names in lower case, one value or several. */
export type ParsedHeaders = Readonly<Record<string, string | Array<string> | undefined>>

/**
 * undici keeps it until the response is complete, so it must never know the response object: when nobody holds that
 * any more, effect's client aborts the request, which gives the connection of an unread body back.
 */
export abstract class Exchange implements Dispatcher.DispatchHandler {
  /** Complete, failed or given up. */
  finished = false
  /** undici did not even queue it. */
  refused = false
  connection: Connection | undefined
  protected controller: Dispatcher.DispatchController | undefined
  protected readonly upload: Upload | undefined

  constructor(upload: Upload | undefined) {
    this.upload = upload
  }

  /** The head of the response is here. */
  protected abstract begun(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: ParsedHeaders
  ): void
  protected abstract received(chunk: Uint8Array): void
  protected abstract completed(): void
  protected abstract failed(cause: Error): void

  /** Ends the exchange at once, wherever it is. Once it is finished, this does nothing. */
  cancel(): void {
    if (this.finished) return
    const reason = new errors.RequestAbortedError()
    if (this.controller !== undefined) this.controller.abort(reason)
    else {
      this.onResponseError(undefined, reason)
      // undici cannot take a request out of its queues: it is dropped when its turn comes.
      this.connection?.connecting?.destroy(reason)
    }
  }

  /** The request is about to be written. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Throwing takes the request off a connection that stays open; `abort` would close it.
    if (this.finished) throw new errors.RequestAbortedError()
    this.controller = controller
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: ParsedHeaders): void {
    // 103 Early Hints and the like: the response is still to come.
    if (status >= 200) this.begun(controller, status, headers)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.received(chunk)
  }

  onResponseEnd(): void {
    this.finish()
    this.connection?.responseEnded()
    this.completed()
  }

  onResponseError(controller: Dispatcher.DispatchController | null | undefined, cause: Error): void {
    if (this.finished) return
    this.refused = controller === null
    this.finish()
    this.failed(cause)
  }

  protected finish(): void {
    this.finished = true
    // A server may answer before it has read the whole request; then the rest is not wanted.
    void this.upload?.stop()
  }
}
