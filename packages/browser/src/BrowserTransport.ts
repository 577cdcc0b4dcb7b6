/**
 * The HTTP transport for browsers: effect's `HttpClient` on `fetch`.
 *
 * There is no way to give this package an API access key, and there will be none: a key in
 * a page is a key for everyone. What a browser may do, it does with a token or a session
 * that your own backend asks the cloud for.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"

/**
 * A transport on `fetch` that suits calls to other origins.
 *
 * **Details**
 *
 * - Redirects are not followed, so that nothing that a call carries goes to another host.
 * - No `b3` and `traceparent` headers are sent: a server that does not expect them would
 *   make the browser refuse the call.
 * - Cookies travel to the same origin only, as `fetch` has it by default.
 *
 * **Example** (Ask your own backend)
 *
 * ```ts
 * import * as BrowserTransport from "@aculab-cloud/browser/BrowserTransport"
 * import * as Effect from "effect/Effect"
 * import * as HttpClient from "effect/http/HttpClient"
 *
 * export const token = HttpClient.post("/webrtc-token").pipe(
 *   Effect.flatMap((response) => response.text),
 *   Effect.provide(BrowserTransport.layer)
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(
    HttpClient.HttpClient,
    HttpClient.transformResponse(Effect.provideService(HttpClient.TracerPropagationEnabled, false))
  )
).pipe(
  Layer.provide(FetchHttpClient.layer),
  Layer.provide(Layer.succeed(FetchHttpClient.RequestInit, { redirect: "manual" }))
)
