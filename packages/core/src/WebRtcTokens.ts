/**
 * Tokens for WebRTC clients, such as a page that uses Aculab's browser library, and which of the
 * clients are registered.
 *
 * Make tokens on a server, behind your own sign-in: they take the API access key, which must never
 * reach a browser. A developer account can make only so many in a month; neither the number nor the
 * error is documented (D).
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { CloudAccount } from "./CloudAccount.js"
import type { CloudError } from "./CloudError.js"
import * as Answers from "./internal/answers.js"
import { defined, moment } from "./internal/answers.js"
import { call, type Requirements } from "./internal/call.js"
import * as Endpoint from "./internal/endpoint.js"
import { decoderOf } from "./internal/reader.js"
import * as Wire from "./internal/wire.js"

/**
 * For whom a token is, for how long, and what it allows.
 *
 * @category options
 * @since 0.1.0
 */
export interface TokenOptions {
  /**
   * Id of the client that uses the token, the same that the browser library is given (D): letters,
   * digits, `+`, `.`, `_` and `-`, at least one (D). Without `sip:` or `webrtc:` in front.
   */
  readonly clientId: string
  /**
   * How long the token is good for: whole seconds, from 600 (10 minutes) to 86400 (24 hours) (D).
   * Default: 1 hour, which is the cloud's default too (D); it is always sent, so that `expiresAt`
   * does not depend on it. A bare number is milliseconds, as everywhere in effect.
   */
  readonly lifetime?: Duration.Input | undefined
  /** Whether the client can be called. Default: `true`, as the cloud's (D). Always sent. */
  readonly incoming?: boolean | undefined
  /**
   * Which clients it may call: their ids. An id that ends with `*` stands for all that begin so, `*`
   * alone for all clients (D). Default: none, as with an empty list (D).
   */
  readonly callableClients?: ReadonlyArray<string> | undefined
}

/**
 * A token, and until when it is good.
 *
 * @category models
 * @since 0.1.0
 */
export interface WebRtcToken {
  /**
   * For the browser library, which calls it `token`. It is opaque: two forms have been seen, of three
   * parts and of five, and this SDK reads neither.
   */
  readonly token: Redacted.Redacted<string>
  /**
   * When it ends: **computed by this SDK**, not told by the cloud. It is the lifetime that was sent,
   * counted from the second in which the call began, by this machine's clock. So, as far as that clock
   * and the cloud's agree, the token lives at least until then.
   */
  readonly expiresAt: DateTime.Utc
}

interface TokenRequest {
  readonly clientId: string
  /** Seconds. */
  readonly lifetime: number
  readonly incoming: boolean
  readonly callableClients?: ReadonlyArray<string> | undefined
}

const generateEndpoint = /*#__PURE__*/ Endpoint.define<
  TokenRequest,
  { readonly token: string },
  CloudAccount
>(() => ({
  operation: "WebRtcTokens.generate",
  wrapper: [58],
  method: "POST",
  path: "/webrtc_generate_token",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "again",
  parameters: {
    clientId: Endpoint.required(
      "client_id",
      "D",
      Wire.textMatching(/^[A-Za-z0-9+._-]+$/, "must be letters, digits, +, ., _ and -, at least one")
    ),
    lifetime: Endpoint.required("ttl", "D", Wire.wholeSeconds(600, 86_400)),
    incoming: Endpoint.required("enable_incoming", "D", Wire.flag),
    callableClients: Endpoint.optional(
      "call_client",
      "D",
      Wire.listMatching(
        ",",
        /^(?:[A-Za-z0-9+._-]+\*?|\*)$/,
        "must hold client ids of letters, digits, +, ., _ and -, each with or without a * at its end"
      )
    )
  },
  responseMark: "D",
  response: Schema.Struct({ token: Answers.nonEmptyText() }),
  secretAnswer: true
}))

/** What is left out is said to the cloud all the same; an empty list is not, for it means the same as none. */
const requestOf = (options: TokenOptions): TokenRequest => {
  const { lifetime, incoming, callableClients }: Partial<TokenOptions> = { ...options }
  const none = Array.isArray(callableClients) && callableClients.length === 0
  return {
    ...options,
    lifetime: Wire.secondsOf(lifetime === undefined ? "1 hour" : lifetime),
    incoming: incoming === undefined ? true : incoming,
    callableClients: none ? undefined : callableClients
  }
}

/**
 * Makes a token, with which a client registers to be called, or calls other clients.
 *
 * **Details**
 *
 * Nothing at the cloud changes, so it is repeated when an answer is lost. The token is as good as a
 * password until it ends: it is Redacted, and no error shows an answer of this call. The browser library
 * tells nobody when a token ends, so give it a new one before `expiresAt`.
 *
 * Errors worth telling apart: `InvalidInput` (nothing sent), `Unauthorized`.
 *
 * **Example** (A token for a page)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as WebRtcTokens from "@aculab-cloud/core/WebRtcTokens"
 * import * as DateTime from "effect/DateTime"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   const { token, expiresAt } = yield* WebRtcTokens.generate({
 *     clientId: "anna.smith",
 *     lifetime: "10 minutes",
 *     callableClients: ["support-*", "reception"]
 *   })
 *   return { token, usable: yield* DateTime.isFuture(expiresAt) }
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => {"token":<redacted>,"usable":true}
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const generate = (options: TokenOptions): Effect.Effect<WebRtcToken, CloudError, Requirements> =>
  Effect.gen(function* () {
    const request = requestOf(options)
    // Before the call, and without parts of a second: the cloud, too, counts from a whole one.
    const start = Math.floor((yield* Clock.currentTimeMillis) / 1000)
    const { token } = yield* call(generateEndpoint, request)
    return {
      token: Redacted.make(token),
      expiresAt: DateTime.fromDateUnsafe(new Date((start + request.lifetime) * 1000))
    }
  })

/**
 * A client that is registered: it can be called now. Times that the cloud leaves out are absent.
 *
 * @category models
 * @since 0.1.0
 */
export interface RegisteredClient {
  /** The id with which it registered (D). */
  readonly clientId: string
  /** When the registration was last renewed (D). */
  readonly lastModifiedAt?: DateTime.Utc
  /** When the registration ends, if it is not renewed (S). */
  readonly expiresAt?: DateTime.Utc
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

// That it is a list of objects with these names is documented; where the list is, and how times are written, is not.
const registeredClientsAnswer = () => {
  const time = Schema.optional(Schema.NullOr(moment()))
  return Answers.arrayWithin(
    Answers.open({ client_id: Answers.nonEmptyText(), last_modified: time, expires: time })
  )
}

type WireClients = ReturnType<typeof registeredClientsAnswer>["Type"]

const registeredClientsEndpoint = /*#__PURE__*/ Endpoint.define<
  Readonly<Record<never, never>>,
  WireClients,
  CloudAccount
>(() => ({
  operation: "WebRtcTokens.registeredClients",
  wrapper: [59],
  method: "POST",
  path: "/webrtc_registered_clients",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "read",
  parameters: {},
  responseMark: "I",
  response: registeredClientsAnswer(),
  decoder: decoderOf
}))

/**
 * Lists the clients that are registered for calls.
 *
 * **Example** (Who can be called?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as WebRtcTokens from "@aculab-cloud/core/WebRtcTokens"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const ids = WebRtcTokens.registeredClients().pipe(
 *   Effect.map((clients) => clients.map(({ clientId }) => clientId)),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(ids))
 * // => []
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const registeredClients = (): Effect.Effect<
  ReadonlyArray<RegisteredClient>,
  CloudError,
  Requirements
> =>
  Effect.map(call(registeredClientsEndpoint, {}), (clients) =>
    clients.map(({ client_id, last_modified, expires, ...other }) => ({
      clientId: client_id,
      ...defined({
        lastModifiedAt: last_modified ?? undefined,
        expiresAt: expires ?? undefined
      }),
      other
    }))
  )

/**
 * The operations of this module as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [generateEndpoint, registeredClientsEndpoint] as const
