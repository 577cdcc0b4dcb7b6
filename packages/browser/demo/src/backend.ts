/** How the pages ask their own backend. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import type * as Schema from "effect/Schema"

export const address = (path: string): string => new URL(path, globalThis.location.origin).href

/** In words for people: those of the transport hold an address, and no advice. */
export class BackendError extends Data.TaggedError("BackendError")<{ readonly message: string }> {}

const inWords = Effect.mapError(
  () => new BackendError({ message: "The backend of this page does not answer as it should: is it running?" })
)

export const answerOf =
  <A, I>(schema: Schema.Codec<A, I>) =>
  (request: HttpClientRequest.HttpClientRequest) =>
    HttpClient.execute(request).pipe(
      Effect.flatMap(HttpClientResponse.filterStatusOk),
      Effect.flatMap(HttpClientResponse.schemaBodyJson(schema)),
      inWords
    )

export const signIn = (name: string) =>
  HttpClient.execute(
    HttpClientRequest.bodyUrlParams(HttpClientRequest.post(address("/api/sign-in")), { name })
  ).pipe(
    inWords,
    Effect.flatMap(({ status }) =>
      status === 400
        ? Effect.fail(
            new BackendError({ message: "That name will not do: it needs a letter from a to z, or a digit." })
          )
        : Effect.void
    )
  )

export const signOut = inWords(HttpClient.post(address("/api/sign-out")))
