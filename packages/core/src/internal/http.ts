/**
 * The border to effect's HTTP client: one request, one answer as text or as a stream of
 * bytes, every failure as data. The only file that knows how the client is called.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { freshConnection } from "./freshConnection.js"

export interface WireRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Body
  /** It must not arrive twice. */
  readonly once?: boolean
}

export type Body = HttpBody.HttpBody | Text

/** A body that is here as a whole, and no bytes are made of it before they are needed. */
interface Text {
  readonly _tag: "Text"
  readonly text: string
  readonly contentType: string
}

export const noBody: Body = HttpBody.empty

export const textBody = (text: string, contentType: string): Body => ({ _tag: "Text", text, contentType })

/** A body that is read while it is sent. Its length travels where the transport can say it. */
export const streamBody = (
  bytes: ReadableStream<Uint8Array>,
  contentType: string,
  length: number | undefined
): Body =>
  sendsStreams()
    ? HttpBody.raw(bytes, { contentType, contentLength: length })
    : // Effect's client fails with words for it.
      HttpBody.stream(Stream.never, contentType, length)

/** Firefox and Safari would send the words `[object ReadableStream]`, of the type `text/plain`. */
const sendsStreams = (): boolean => {
  const init: RequestInit & { readonly duplex: "half" } = {
    method: "POST",
    body: new ReadableStream(),
    duplex: "half"
  }
  return !new Request("https://example.com", init).headers.has("content-type")
}

/** A body that the transport takes as a whole. */
export const wholeBody = (content: Uint8Array | Blob, contentType: string): Body =>
  content instanceof Blob
    ? HttpBody.raw(content, { contentType, contentLength: content.size })
    : HttpBody.uint8Array(content, contentType)

export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
  /** The body was longer than the limit: only its beginning was read. */
  readonly cut?: boolean
}

/** What went wrong below HTTP, as the runtime tells it. */
export interface TransportProblem {
  readonly during: "request" | "response"
  readonly cause: unknown
  /** The transport itself says that not one byte of the request was written. */
  readonly nothingSent: boolean
}

/** The most that is kept of an answer: a success is data, a failure only has to be recognised. */
const successLimit = 64 * 1024 * 1024
const failureLimit = 64 * 1024

/** Sends one request and reads the whole answer. */
export const exchange = (
  request: WireRequest
): Effect.Effect<WireResponse, TransportProblem, HttpClient.HttpClient> =>
  Effect.flatMap(alone(request, HttpClient.HttpClient.use(execute(request))), read)

/** An answer whose body has not been read: as text, or as bytes while they come, but once. */
export interface Incoming extends Pick<WireResponse, "status" | "headers"> {
  readonly whole: Effect.Effect<WireResponse, TransportProblem>
  readonly bytes: Stream.Stream<Uint8Array, TransportProblem>
}

/** Sends one request and succeeds when the head of the answer is here. Closing the scope ends the exchange. */
export const open = (
  request: WireRequest
): Effect.Effect<Incoming, TransportProblem, HttpClient.HttpClient | Scope.Scope> =>
  Effect.map(
    alone(
      request,
      HttpClient.HttpClient.use((client) => execute(request)(HttpClient.withScope(client)))
    ),
    (response) => ({
      status: response.status,
      headers: response.headers,
      whole: read(response),
      bytes: Stream.catch(response.stream, (error) =>
        error.reason._tag === "EmptyBodyError" ? Stream.empty : Stream.fail(problemOf("response", error))
      )
    })
  )

const execute =
  (request: WireRequest) =>
  <R>(client: HttpClient.HttpClient.With<HttpClientError.HttpClientError, R>) =>
    Effect.mapError(
      client.execute(
        HttpClientRequest.make(request.method)(request.url, {
          headers: request.headers,
          body: bodyOf(request.body)
        })
      ),
      (error) => problemOf("request", error)
    )

const bodyOf = (body: Body): HttpBody.HttpBody =>
  body._tag === "Text" ? HttpBody.raw(body.text, { contentType: body.contentType }) : body

/**
 * Never follows a redirect: credentials must not travel on. Never propagates trace headers: browsers
 * would need the cloud's consent for them, and the cloud has no use for them.
 */
const alone = <A, E, R>(request: WireRequest, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.updateContext(effect, (context: Context.Context<R>) =>
    context.pipe(
      Context.add(HttpClient.TracerDisabledWhen, always),
      Context.add(FetchHttpClient.RequestInit, {
        ...(request.once === true ? freshConnection() : {}),
        ...Context.getOrUndefined(context, FetchHttpClient.RequestInit),
        redirect: "manual"
      })
    )
  )

const always = () => true

/** Reads an answer as text, up to the limit of its kind. */
export const read = (
  response: HttpClientResponse.HttpClientResponse
): Effect.Effect<WireResponse, TransportProblem> => {
  const limit = response.status >= 200 && response.status < 300 ? successLimit : failureLimit
  const { status, headers } = response
  const body = fits(headers, limit)
    ? Effect.map(response.text, (text) => ({ status, headers, text }))
    : Effect.map(readUpTo(response, limit), ({ text, cut }) => ({ status, headers, text, cut }))
  return Effect.catch(body, (error) =>
    error.reason._tag === "EmptyBodyError"
      ? Effect.succeed({ status, headers, text: "" })
      : Effect.fail(problemOf("response", error))
  )
}

/** Whether the announced length is the real one and within the limit. */
const fits = (headers: WireResponse["headers"], limit: number): boolean =>
  headers["content-encoding"] === undefined && Number(headers["content-length"]) <= limit

const readUpTo = (response: HttpClientResponse.HttpClientResponse, limit: number) =>
  Effect.suspend(() => {
    const decoder = new TextDecoder()
    let size = 0
    let text = ""
    return response.stream.pipe(
      Stream.runForEachWhile((chunk) =>
        Effect.sync(() => {
          text += decoder.decode(chunk.subarray(0, limit - size), { stream: true })
          size += chunk.length
          return size <= limit
        })
      ),
      Effect.map(() => ({ text: text + decoder.decode(), cut: size > limit }))
    )
  })

/** What `@aculab-cloud/node`'s transport says when a request was given up before its first byte. */
const nothingSent = "nothing was sent"

const problemOf = (
  during: TransportProblem["during"],
  error: HttpClientError.HttpClientError
): TransportProblem => ({
  during,
  cause: causeOf(error),
  nothingSent: error.reason._tag === "TransportError" && error.reason.description === nothingSent
})

// The client's error holds the request with its headers: only the runtime's own error goes on.
const causeOf = (error: HttpClientError.HttpClientError): unknown =>
  "cause" in error.reason && error.reason.cause !== undefined ? error.reason.cause : error.reason.message
