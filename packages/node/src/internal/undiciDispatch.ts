/**
 * One request and its response through undici's `dispatch`, the lowest interface that
 * undici has: no promise, no `Readable`, the parser's events as they come.
 *
 * When is a request written twice? With HTTP/1.1 and one request per connection, never
 * (undici 8.12.4, client.js and client-h1.js):
 *
 * - A request that was written is the head of its connection. When the socket closes,
 *   the head is failed; only what stands behind it returns to the queue, and without
 *   pipelining nothing does. `idempotent` decides about pipelining alone.
 * - A request that meets a closed keep-alive socket was not written, and goes out once,
 *   on a new connection. Before it writes on a socket that was idle, undici lets the
 *   event loop turn once, so that a FIN that has already arrived is seen first.
 * - If a reset has arrived instead, a request that waits for that turn fails with
 *   ECONNRESET though nothing was written. The code alone does not tell this from a
 *   reset after writing; the description of the error does: see {@link nothingSent}.
 */
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Headers from "effect/http/Headers"
import { HttpClientError, TransportError } from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import type { Dispatcher } from "undici"
import { IncomingBody } from "./incomingBody.js"
import { type OutgoingBody, outgoingBody, type Upload } from "./undiciBody.js"
import { type Dispatch, Exchange, type ParsedHeaders } from "./undiciExchange.js"
import { UndiciResponse } from "./undiciResponse.js"

/** The description of every failure before the first byte of the request was written. */
export const nothingSent = "nothing was sent"

/** Sends one request and succeeds when the head of the response is here. */
export const execute =
  (dispatch: Dispatch) =>
  (
    request: HttpClientRequest.HttpClientRequest,
    url: URL,
    signal: AbortSignal,
    fiber: Fiber.Fiber<HttpClientResponse, HttpClientError>
  ): Effect.Effect<HttpClientResponse, HttpClientError> => {
    if (request.headers.upgrade !== undefined) {
      return Effect.fail(transportError(request, undefined, "this transport does not upgrade connections"))
    }
    const outgoing = outgoingBody(request, fiber.context)
    if (Effect.isEffect(outgoing)) return outgoing
    const { upload } = outgoing
    return Effect.callback((resume) => {
      const exchange = new ClientExchange(request, url, signal, upload, resume)
      signal.addEventListener("abort", exchange)
      if (signal.aborted) exchange.cancel()
      else dispatch(optionsOf(request, url, outgoing), exchange)
      return Effect.suspend(() => {
        exchange.cancel()
        return upload === undefined ? Effect.void : Effect.promise(() => upload.stop())
      })
    })
  }

const optionsOf = (
  request: HttpClientRequest.HttpClientRequest,
  url: URL,
  { content, contentType, upload }: OutgoingBody
): Dispatcher.DispatchOptions => ({
  origin: url.origin,
  path: url.pathname + url.search,
  method: request.method,
  headers:
    contentType === undefined ? request.headers : Headers.set(request.headers, "content-type", contentType),
  // undici writes any `Blob` and any async iterable; its types know only `Readable`.
  body: (content ?? upload ?? null) as NonNullable<Dispatcher.DispatchOptions["body"]> | null
})

/** The exchange of effect's client, which aborts it with a signal. */
class ClientExchange extends Exchange implements EventListenerObject {
  private incoming: IncomingBody | undefined
  private resume: ((effect: Effect.Effect<HttpClientResponse, HttpClientError>) => void) | undefined
  private readonly request: HttpClientRequest.HttpClientRequest
  private readonly url: URL
  private readonly signal: AbortSignal

  constructor(
    request: HttpClientRequest.HttpClientRequest,
    url: URL,
    signal: AbortSignal,
    upload: Upload | undefined,
    resume: (effect: Effect.Effect<HttpClientResponse, HttpClientError>) => void
  ) {
    super(upload)
    this.request = request
    this.url = url
    this.signal = signal
    this.resume = resume
  }

  /** The call's signal was aborted. */
  handleEvent(): void {
    this.cancel()
  }

  protected begun(controller: Dispatcher.DispatchController, status: number, headers: ParsedHeaders): void {
    this.incoming = new IncomingBody(controller)
    this.settle(
      Effect.succeed(
        new UndiciResponse(
          this.request,
          this.url,
          status,
          headers,
          this.incoming,
          this.connection?.remoteAddress
        )
      )
    )
  }

  protected received(chunk: Uint8Array): void {
    this.incoming?.push(chunk)
  }

  protected completed(): void {
    this.incoming?.complete()
  }

  protected failed(cause: Error): void {
    if (this.incoming !== undefined) this.incoming.fail(cause)
    else this.settle(Effect.fail(transportError(this.request, cause, this.explanation)))
  }

  protected override finish(): void {
    this.signal.removeEventListener("abort", this)
    super.finish()
  }

  private get explanation(): string | undefined {
    if (this.controller === undefined) return nothingSent
    return this.upload?.failed() === true ? "the body of the request failed" : undefined
  }

  /**
   * Goes on with the call, but not here: this stack belongs to undici's parser, which
   * must not be entered again from within. By the time the microtask runs, a small
   * response is complete, and reading it waits for nothing.
   */
  private settle(result: Effect.Effect<HttpClientResponse, HttpClientError>): void {
    const { resume } = this
    this.resume = undefined
    if (resume !== undefined) queueMicrotask(() => resume(result))
  }
}

const transportError = (
  request: HttpClientRequest.HttpClientRequest,
  cause: Error | undefined,
  description: string | undefined
): HttpClientError =>
  new HttpClientError({
    reason: new TransportError({
      request,
      ...(cause === undefined ? {} : { cause }),
      ...(description === undefined ? {} : { description })
    })
  })
