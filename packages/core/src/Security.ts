/**
 * How secure the connection to the cloud is, as the cloud sees it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { CloudAccount } from "./CloudAccount.js"
import type { CloudError } from "./CloudError.js"
import { defined, open } from "./internal/answers.js"
import { call, type Requirements } from "./internal/call.js"
import * as Endpoint from "./internal/endpoint.js"

/**
 * What the cloud thinks of the connection. Newer answers tell the four details only when the
 * check passed (D).
 *
 * @category models
 * @since 0.1.0
 */
export interface ProtocolCheck {
  /** Whether the connection is secure enough. */
  readonly pass: boolean
  /** Such as `TLSv1.2`. */
  readonly protocol?: string
  /** Such as `ECDHE-RSA-AES128-GCM-SHA256`. */
  readonly cipher?: string
  /** The User-Agent that arrived: empty if none did. */
  readonly userAgent?: string
  /** The address that the call came from. */
  readonly sourceAddress?: string
  /** Why the check failed. */
  readonly reason?: string
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

const answer = () =>
  open({
    pass: Schema.Boolean,
    protocol: maybeText(),
    cipher: maybeText(),
    user_agent: maybeText(),
    source_address: maybeText(),
    reason: maybeText()
  })

const maybeText = () => Schema.optional(Schema.NullOr(Schema.String))

const protocolCheckEndpoint = /*#__PURE__*/ Endpoint.define<
  Readonly<Record<never, never>>,
  ReturnType<typeof answer>["Type"],
  CloudAccount
>(() => ({
  operation: "Security.protocolCheck",
  wrapper: [60],
  method: "GET",
  path: "/security/protocol_check",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "read",
  parameters: {},
  responseMark: "D",
  response: answer()
}))

/**
 * Asks the cloud which protocol and cipher this program reaches it with.
 *
 * **Details**
 *
 * A check that fails is an answer, not an error (I): look at `pass`. The version of TLS is
 * the runtime's choice; to try another one, use a transport that pins it.
 *
 * **Example** (Is the connection secure?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Security from "@aculab-cloud/core/Security"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const check = Security.protocolCheck().pipe(
 *   Effect.map(({ pass }) => (pass ? "secure" : "not secure")),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(check))
 * // => secure
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const protocolCheck = (): Effect.Effect<ProtocolCheck, CloudError, Requirements> =>
  Effect.map(
    call(protocolCheckEndpoint, {}),
    ({ pass, protocol, cipher, user_agent, source_address, reason, ...other }) => ({
      pass,
      ...defined({
        protocol: protocol ?? undefined,
        cipher: cipher ?? undefined,
        userAgent: user_agent ?? undefined,
        sourceAddress: source_address ?? undefined,
        reason: reason ?? undefined
      }),
      other
    })
  )

/**
 * The operations of this module as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [protocolCheckEndpoint] as const
