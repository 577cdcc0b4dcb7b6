/** How the pages ask their own backend. */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import type * as Schema from "effect/Schema"

export const address = (path: string): string => new URL(path, globalThis.location.origin).href

export const answerOf =
  <A, I>(schema: Schema.Codec<A, I>) =>
  (request: HttpClientRequest.HttpClientRequest) =>
    HttpClient.execute(request).pipe(
      Effect.flatMap(HttpClientResponse.filterStatusOk),
      Effect.flatMap(HttpClientResponse.schemaBodyJson(schema))
    )

export const signIn = (name: string) =>
  HttpClient.execute(
    HttpClientRequest.bodyUrlParams(HttpClientRequest.post(address("/api/sign-in")), { name })
  ).pipe(Effect.flatMap(HttpClientResponse.filterStatusOk))

export const signOut = HttpClient.post(address("/api/sign-out"))
