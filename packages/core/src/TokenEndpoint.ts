/**
 * WebRTC tokens for signed-in users, as a web-standard handler: mount it in Hono, Next, Deno.serve, Bun.serve, a
 * worker, or anything else that speaks `Request` and `Response`; in Express and on Node's `http` with `NodeHandler`
 * of `@aculab-cloud/node`. The API access key stays on the server.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Redacted from "effect/Redacted"
import type { BrowserEndpoint, CommonOptions, Refusal } from "./BrowserEndpoint.js"
import type { CloudAccount } from "./CloudAccount.js"
import { cloudFailed, makeEndpoint } from "./internal/endpointHandler.js"
import { generate, type TokenOptions } from "./WebRtcTokens.js"

/**
 * Who gets a token, and which one.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options<R = never, Context extends ReadonlyArray<unknown> = []> extends CommonOptions {
  /**
   * Who asks, by your own sign-in, and which token they get: client id, lifetime, whether it can be called, whom
   * it may call. The server decides all of it; the body of the request is not read. What `handle` is given behind the
   * request comes behind it here.
   */
  readonly authorise: (request: Request, ...context: Context) => Effect.Effect<TokenOptions, Refusal, R>
}

/**
 * Makes an endpoint that gives a signed-in user a token.
 *
 * **Details**
 *
 * A page sends POST, and is answered `{ "token": "...", "expiresAt": "2026-03-01T09:05:07.000Z", "expiresIn": 600 }`.
 * `expiresAt` is computed, see `WebRtcTokens`; `expiresIn` says the same in seconds, for pages whose clock is wrong. The rate is counted for each client id: a developer account can make only so many
 * tokens in a month (D). Errors are those of every `BrowserEndpoint`.
 *
 * The account and the HTTP client, and what `authorise` needs, are taken from where the endpoint is made.
 *
 * **Example** (A token for whoever is signed in)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as TokenEndpoint from "@aculab-cloud/core/TokenEndpoint"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const users = new Map([["cookie-of-anna", "anna.smith"]])
 *
 * const endpoint = await Effect.runPromise(
 *   TokenEndpoint.make({
 *     authorise: (request) => {
 *       const clientId = users.get(request.headers.get("cookie") ?? "")
 *       return clientId === undefined
 *         ? Effect.fail("signed-out")
 *         : Effect.succeed({ clientId, lifetime: "10 minutes", callableClients: ["support-*"] })
 *     }
 *   }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 * )
 *
 * const response = await endpoint.handle(
 *   new Request("https://example.com/token", { method: "POST", headers: { cookie: "cookie-of-anna" } })
 * )
 * console.log(response.status, Object.keys(await response.json()))
 * // => 200 ["token","expiresAt","expiresIn"]
 * ```
 *
 * **Example** (The user whom the framework knows)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as TokenEndpoint from "@aculab-cloud/core/TokenEndpoint"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * interface User {
 *   readonly name: string
 *   readonly mayCall: boolean
 * }
 *
 * const endpoint = await Effect.runPromise(
 *   TokenEndpoint.make({
 *     authorise: (_request, user: User | undefined) => {
 *       if (user === undefined) return Effect.fail("signed-out")
 *       return user.mayCall ? Effect.succeed({ clientId: user.name }) : Effect.fail("forbidden")
 *     }
 *   }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 * )
 *
 * // Such as `context.get("user")` of Hono, `request.user` of Express with Passport, or the session of Next.
 * const user: User = { name: "anna.smith", mayCall: false }
 *
 * const response = await endpoint.handle(new Request("https://example.com/token", { method: "POST" }), user)
 * console.log(response.status, await response.text())
 * // => 403 {"error":"forbidden"}
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <R = never, Context extends ReadonlyArray<unknown> = []>(
  options: Options<R, Context>
): Effect.Effect<BrowserEndpoint<Context>, never, R | CloudAccount | HttpClient.HttpClient> =>
  makeEndpoint<TokenOptions, R | CloudAccount | HttpClient.HttpClient, Context>(options, {
    name: "TokenEndpoint",
    authorise: options.authorise,
    whom: ({ clientId }) => clientId,
    respond: (_, authorised) =>
      generate(authorised).pipe(
        Effect.flatMap(({ token, expiresAt }) =>
          Effect.map(Clock.currentTimeMillis, (now) => ({
            token: Redacted.value(token),
            expiresAt: DateTime.formatIso(expiresAt),
            expiresIn: Math.max(0, Math.floor((expiresAt.epochMilliseconds - now) / 1000))
          }))
        ),
        Effect.catch((error) => cloudFailed("TokenEndpoint", error))
      )
  })
