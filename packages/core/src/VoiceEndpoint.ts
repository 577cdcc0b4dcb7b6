/**
 * Sessions of voice biometrics for signed-in users, as a web-standard handler: mount it in Hono, Next, Deno.serve,
 * Bun.serve, a worker, or anything else that speaks `Request` and `Response`; in Express and on Node's `http` with
 * `NodeHandler` of `@aculab-cloud/node`. A page asks it with `BiometricSocket.sessionFrom`, and streams with
 * `BiometricSocket.stream`. The key stays on the server.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { likelyProblem } from "./BiometricProblem.js"
import * as BiometricSocket from "./BiometricSocket.js"
import type { BrowserEndpoint, CommonOptions, Refusal } from "./BrowserEndpoint.js"
import type { CloudError } from "./CloudError.js"
import { readJson } from "./internal/endpointBody.js"
import { cloudFailed, makeEndpoint, type Refused, refuse } from "./internal/endpointHandler.js"
import { type SocketOperation, type StreamSession, toJson } from "./StreamSession.js"
import type { UserGroupKey } from "./UserGroupKey.js"

/**
 * What a signed-in user may do, as the server decides.
 *
 * @category models
 * @since 0.1.0
 */
export interface Authorisation {
  /** The user in the group of the key. From your own sign-in: never from what the page says. */
  readonly userId: string
  /**
   * What the user may ask for. Default: `register` and `verify`. An `update` by whoever holds a stolen sign-in
   * would teach the cloud the wrong voice, so it must be named.
   */
  readonly operations?: ReadonlyArray<SocketOperation> | undefined
  /** How to verify. Default: as `BiometricSocket.open`. */
  readonly verify?: BiometricSocket.VerifySettings | undefined
  /** Settings that the page may choose itself, before those of `verify`. Each can weaken it. Default: none. */
  readonly pageMayChoose?: ReadonlyArray<keyof BiometricSocket.VerifySettings> | undefined
  /** What the cloud calls the audio in its answer (I). Default: none is sent. */
  readonly fileName?: string | undefined
}

/**
 * Who gets a session, and for which user.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options<R = never, Context extends ReadonlyArray<unknown> = []> extends CommonOptions {
  /**
   * Who asks, by your own sign-in, and what they may do. It sees the request before its body is read. What `handle`
   * is given behind the request comes behind it here: `TokenEndpoint.make` shows how.
   */
  readonly authorise: (request: Request, ...context: Context) => Effect.Effect<Authorisation, Refusal, R>
  /** The longest body that is read, in bytes. Default: 4096. */
  readonly maxBodyBytes?: number | undefined
  /** How long a page may take to send its body. Default: 10 seconds. */
  readonly bodyTimeout?: Duration.Input | undefined
  /** Default: `BiometricSocket.defaultCodec`. */
  readonly codec?: BiometricSocket.Codec | undefined
}

const question = () =>
  Schema.Struct({
    operation: Schema.Literals(["register", "update", "verify"]),
    sensitivity: Schema.optionalKey(Schema.Finite.check(Schema.isBetween({ minimum: -10, maximum: 10 }))),
    textDependent: Schema.optionalKey(Schema.Boolean),
    enablePad: Schema.optionalKey(Schema.Boolean)
  })

/**
 * Makes an endpoint that gives a signed-in user a session.
 *
 * **Details**
 *
 * A page sends POST with JSON such as `{ "operation": "verify" }`, and is answered the session as JSON. Beyond the
 * errors of every `BrowserEndpoint` there are:
 *
 * - 400 `malformed`, 408 `body-timed-out`, 413 `body-too-long`, 415 `not-json`: the body is not what is asked for
 * - 403 `operation-not-allowed`, `setting-not-allowed`: see `Authorisation`
 * - 409 `unknown-user`, `user-already-present`: most likely so, see `likelyProblem`
 *
 * The key and the HTTP client, and what `authorise` needs, are taken from where the endpoint is made.
 *
 * **Example** (A session for whoever is signed in)
 *
 * ```ts
 * import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
 * import * as VoiceEndpoint from "@aculab-cloud/core/VoiceEndpoint"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Redacted from "effect/Redacted"
 *
 * const users = new Map([["cookie-of-bob", "Bob"]])
 *
 * const endpoint = await Effect.runPromise(
 *   VoiceEndpoint.make({
 *     authorise: (request) => {
 *       const userId = users.get(request.headers.get("cookie") ?? "")
 *       return userId === undefined ? Effect.fail("signed-out") : Effect.succeed({ userId })
 *     }
 *   }).pipe(
 *     Effect.provide([
 *       UserGroupKey.layerAlone({
 *         cloudId: "1-2-0",
 *         username: "you@example.com",
 *         key: Redacted.make("ak-CxdoWo/8kzAyBcgny-7qCh9/zfc0")
 *       }),
 *       FetchHttpClient.layer
 *     ])
 *   )
 * )
 *
 * const response = await endpoint.handle(new Request("https://example.com/voice", { method: "POST" }))
 * console.log(response.status, await response.text())
 * // => 401 {"error":"signed-out"}
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <R = never, Context extends ReadonlyArray<unknown> = []>(
  options: Options<R, Context>
): Effect.Effect<BrowserEndpoint<Context>, never, R | UserGroupKey | HttpClient.HttpClient> =>
  makeEndpoint<Authorisation, R | UserGroupKey | HttpClient.HttpClient, Context>(options, {
    name: "VoiceEndpoint",
    authorise: options.authorise,
    whom: ({ userId }) => userId,
    respond: (request, authorised) =>
      Effect.gen(function* () {
        const body = yield* readJson(
          request,
          options.maxBodyBytes ?? 4096,
          options.bodyTimeout ?? "10 seconds"
        )
        const asked = Schema.decodeUnknownResult(question(), { onExcessProperty: "error" })(body)
        if (Result.isFailure(asked)) return yield* refuse(400, "malformed")
        const { operation, ...settings } = asked.success
        const { operations = ["register", "verify"], pageMayChoose = [] } = authorised
        if (!operations.includes(operation)) return yield* refuse(403, "operation-not-allowed")
        const chosen: ReadonlyArray<string> = Object.keys(settings)
        const choice: ReadonlyArray<string> = operation === "verify" ? pageMayChoose : []
        if (!chosen.every((name) => choice.includes(name))) return yield* refuse(403, "setting-not-allowed")
        const session = yield* Effect.catch(
          openFor(operation, authorised, settings, options.codec),
          (error) => failed(error)
        )
        return toJson(session)
      })
  })

const openFor = (
  operation: SocketOperation,
  { userId, fileName, verify }: Authorisation,
  settings: BiometricSocket.VerifySettings,
  codec: BiometricSocket.Codec | undefined
): Effect.Effect<StreamSession, CloudError, UserGroupKey | HttpClient.HttpClient> =>
  operation === "verify"
    ? BiometricSocket.open({ ...verify, ...settings, operation, userId, fileName }, { codec })
    : BiometricSocket.open({ operation, userId, fileName }, { codec })

/** What the page can do something about is told apart: the user has to register first, or has done so. */
const failed = (error: CloudError): Effect.Effect<never, Refused> => {
  const problem = likelyProblem(error)
  return problem === "unknown-user" || problem === "user-already-present"
    ? refuse(409, problem)
    : cloudFailed("VoiceEndpoint", error)
}
