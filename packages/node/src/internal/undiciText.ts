/**
 * The short way of a call: a text out and a text back, with none of what effect's client makes for each request.
 */
import type {
  TextAnswer,
  TextExchange,
  TextFailure,
  TextOptions,
  TextRequest
} from "@aculab-cloud/core/TextExchange"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Headers from "effect/http/Headers"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { Dispatcher } from "undici"
import { alarm } from "./alarm.js"
import { IncomingBody } from "./incomingBody.js"
import { type Dispatch, Exchange, type ParsedHeaders } from "./undiciExchange.js"
import { UndiciResponse } from "./undiciResponse.js"

/** A body that grows longer than this is handed over while it arrives: 64 KiB. */
const longest = 65_536

/** How an exchange ended. */
type Outcome =
  | { readonly _tag: "Answer"; readonly answer: TextAnswer }
  | { readonly _tag: "Response"; readonly response: UndiciResponse }
  | { readonly _tag: "Failure"; readonly failure: TextFailure }

/** One wait for the whole of it: no other fiber, no controller, and a timer only. */
export const exchangeText =
  (dispatch: Dispatch): TextExchange =>
  <A, E>(request: TextRequest, { limit, read }: TextOptions<A, E>) =>
    Effect.contextWith((context: Context.Context<never>) =>
      Effect.callback<TextAnswer | A, TextFailure | E>((resume) => {
        const clock = Context.get(context, Clock.Clock)
        const end = clock.currentTimeMillisUnsafe() + limit
        const giveUp = start(dispatch, request, (outcome) => {
          silence()
          switch (outcome._tag) {
            case "Answer":
              return resume(Effect.succeed(outcome.answer))
            case "Failure":
              return resume(Effect.fail(outcome.failure))
            case "Response":
              return resume(
                Effect.timeoutOrElse(
                  Effect.onInterrupt(read(outcome.response), () => Effect.sync(giveUp)),
                  {
                    duration: Duration.millis(Math.max(0, end - clock.currentTimeMillisUnsafe())),
                    orElse: () => Effect.fail(late)
                  }
                )
              )
          }
        })
        const silence = alarm(context, limit, () => {
          resume(Effect.fail(late))
          giveUp()
        })
        return Effect.sync(() => {
          silence()
          giveUp()
        })
      })
    )

const late: TextFailure = { during: "waiting" }

/** Settles once, and not before it has returned what gives the exchange up. */
const start = (
  dispatch: Dispatch,
  request: TextRequest,
  settle: (outcome: Outcome) => void
): (() => void) => {
  const url = new URL(request.url)
  const exchange = new ShortExchange(request, url, settle)
  dispatch(
    {
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method,
      headers: request.headers,
      body: request.body ?? null
    },
    exchange
  )
  return () => exchange.cancel()
}

class ShortExchange extends Exchange {
  private readonly request: TextRequest
  private readonly url: URL
  private settleOnce: ((outcome: Outcome) => void) | undefined
  private status = 0
  private headers: ParsedHeaders = {}
  private chunks: Array<Uint8Array> = []
  private length = 0
  /** Set when the body is handed over while it arrives. */
  private incoming: IncomingBody | undefined

  constructor(request: TextRequest, url: URL, settle: (outcome: Outcome) => void) {
    super(undefined)
    this.request = request
    this.url = url
    this.settleOnce = settle
  }

  protected begun(controller: Dispatcher.DispatchController, status: number, headers: ParsedHeaders): void {
    this.status = status
    this.headers = headers
    if (headers["content-encoding"] !== undefined) this.handOver(controller)
  }

  protected received(chunk: Uint8Array): void {
    if (this.incoming === undefined) this.collect(chunk)
    else this.incoming.push(chunk)
  }

  protected completed(): void {
    if (this.incoming === undefined) this.answer()
    else this.incoming.complete()
  }

  private collect(chunk: Uint8Array): void {
    this.chunks.push(chunk)
    this.length += chunk.length
    if (this.length > longest && this.controller !== undefined) this.handOver(this.controller)
  }

  private answer(): void {
    const [first] = this.chunks
    const bytes = first !== undefined && this.chunks.length === 1 ? first : Buffer.concat(this.chunks)
    const text = utf8.decode(bytes)
    const headers = Headers.fromInput(this.headers)
    this.settle({ _tag: "Answer", answer: { status: this.status, headers, text } })
  }

  protected failed(cause: Error): void {
    const during = this.status === 0 ? "request" : "response"
    const nothingSent = this.controller === undefined
    if (this.incoming === undefined) {
      this.settle({ _tag: "Failure", failure: { during, cause, nothingSent } })
    } else this.incoming.fail(cause)
  }

  private handOver(controller: Dispatcher.DispatchController): void {
    const incoming = new IncomingBody(controller)
    this.incoming = incoming
    for (const chunk of this.chunks) incoming.push(chunk)
    const { method, url, headers } = this.request
    const request = HttpClientRequest.make(method)(url, { headers })
    const address = this.connection?.remoteAddress
    this.settle({
      _tag: "Response",
      response: new UndiciResponse(request, this.url, this.status, this.headers, incoming, address)
    })
  }

  /** Outside the parser's stack, as `ClientExchange.settle`. */
  private settle(outcome: Outcome): void {
    const { settleOnce } = this
    this.settleOnce = undefined
    if (settleOnce !== undefined) queueMicrotask(() => settleOnce(outcome))
  }
}

/** As of a web `Response`: what is no UTF-8 becomes U+FFFD, a byte order mark is dropped. */
const utf8 = /*#__PURE__*/ new TextDecoder()
