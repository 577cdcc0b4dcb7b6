/**
 * The response: what undici's parser gave, and nothing made of it before it is asked for.
 */
import * as Effect from "effect/Effect"
import * as Cookies from "effect/http/Cookies"
import * as Headers from "effect/http/Headers"
import { DecodeError, HttpClientError, isHttpClientError, StatusCodeError } from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as UrlParams from "effect/http/UrlParams"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import { pipeArguments } from "effect/Pipeable"
import type * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type * as Socket from "effect/socket/Socket"
import { decode, decodersOf } from "./contentCoding.js"
import type { IncomingBody } from "./incomingBody.js"
import type { ParsedHeaders } from "./undiciExchange.js"

/** As of a web `Response`: what is no UTF-8 becomes U+FFFD, a byte order mark is dropped. */
const utf8 = /*#__PURE__*/ new TextDecoder()

/** In a form, a byte order mark is data. */
const utf8WithMark = /*#__PURE__*/ new TextDecoder("utf-8", { ignoreBOM: true })

export class UndiciResponse extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpIncomingMessage.TypeId]: typeof HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: typeof HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly request: HttpClientRequest.HttpClientRequest
  readonly status: number
  private readonly requestUrl: URL
  private readonly parsedHeaders: ParsedHeaders
  private readonly body: IncomingBody
  private readonly address: string | undefined

  constructor(
    request: HttpClientRequest.HttpClientRequest,
    url: URL,
    status: number,
    headers: ParsedHeaders,
    body: IncomingBody,
    address: string | undefined
  ) {
    super()
    this.request = request
    this.requestUrl = url
    this.status = status
    this.parsedHeaders = headers
    this.body = body
    this.address = address
  }

  /** The address that was asked: nothing is redirected. */
  get url(): string {
    const { hash, href } = this.requestUrl
    return hash === "" ? href : href.slice(0, -hash.length)
  }

  private cachedHeaders: Headers.Headers | undefined
  get headers(): Headers.Headers {
    this.cachedHeaders ??= Headers.fromInput(this.parsedHeaders)
    return this.cachedHeaders
  }

  private cachedCookies: Cookies.Cookies | undefined
  get cookies(): Cookies.Cookies {
    this.cachedCookies ??= Cookies.fromSetCookie(this.parsedHeaders["set-cookie"] ?? [])
    return this.cachedCookies
  }

  get remoteAddress(): Option.Option<string> {
    return Option.fromUndefinedOr(this.address)
  }

  get stream(): Stream.Stream<Uint8Array, HttpClientError> {
    const bytes = Stream.mapError(this.body.readStream(), this.unreadable)
    const decoders = decodersOf(this.headers["content-encoding"])
    if (decoders === undefined) return bytes
    return Stream.unwrap(
      Effect.map(Stream.toAsyncIterableEffect(bytes), (iterable) =>
        Stream.fromAsyncIterable(decode(iterable, decoders), this.unreadable)
      )
    )
  }

  private decoded: Effect.Effect<Uint8Array, HttpClientError> | undefined
  private get bytes(): Effect.Effect<Uint8Array, HttpClientError> {
    if (this.parsedHeaders["content-encoding"] === undefined) {
      return Effect.mapError(this.body.readWhole(), this.unreadable)
    }
    this.decoded ??= Effect.runSync(Effect.cached(Stream.mkUint8Array(this.stream)))
    return this.decoded
  }

  private cachedText: string | undefined
  get text(): Effect.Effect<string, HttpClientError> {
    return Effect.map(this.bytes, (bytes) => {
      this.cachedText ??= utf8.decode(bytes)
      return this.cachedText
    })
  }

  get json(): Effect.Effect<Schema.Json, HttpClientError> {
    return Effect.flatMap(this.text, (text) => this.parse(() => (text === "" ? null : JSON.parse(text))))
  }

  private cachedBuffer: ArrayBuffer | undefined
  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpClientError> {
    return Effect.map(this.bytes, (bytes) => {
      // A copy: the bytes lie somewhere in a larger buffer of the socket's.
      this.cachedBuffer ??= new Uint8Array(bytes).buffer
      return this.cachedBuffer
    })
  }

  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, HttpClientError> {
    return Effect.flatMap(this.bytes, (bytes) =>
      // A leading question mark is data too, which URLSearchParams would drop.
      this.parse(() =>
        UrlParams.fromInput(new URLSearchParams(utf8WithMark.decode(bytes).replace(/^\?/, "%3F")))
      )
    )
  }

  private cachedFormData: Effect.Effect<FormData, HttpClientError> | undefined
  get formData(): Effect.Effect<FormData, HttpClientError> {
    this.cachedFormData ??= Effect.flatMap(this.arrayBuffer, (body) =>
      Effect.tryPromise({
        try: () =>
          new Response(body, { headers: { "content-type": this.headers["content-type"] ?? "" } }).formData(),
        catch: this.unreadable
      })
    ).pipe(Effect.cached, Effect.runSync)
    return this.cachedFormData
  }

  get upgrade(): Effect.Effect<Socket.Socket, HttpClientError> {
    const description = "this transport does not upgrade connections"
    return Effect.fail(
      new HttpClientError({
        reason: new StatusCodeError({ request: this.request, response: this, description })
      })
    )
  }

  toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, {
      _id: "HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status
    })
  }

  pipe() {
    // biome-ignore lint/complexity/noArguments: effect's own signature of `pipe`
    return pipeArguments(this, arguments)
  }

  private parse<A>(parse: () => A): Effect.Effect<A, HttpClientError> {
    return Effect.try({ try: parse, catch: this.unreadable })
  }

  /** Whatever stops the body from being read, as the fetch transport reports it. */
  private readonly unreadable = (cause: unknown): HttpClientError =>
    isHttpClientError(cause)
      ? cause
      : new HttpClientError({ reason: new DecodeError({ request: this.request, response: this, cause }) })
}
