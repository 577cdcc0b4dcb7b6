/**
 * One outbound service as the caller: its starts are made with its own password, not with
 * the account's API Access Key (D).
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import { CloudAccount } from "./CloudAccount.js"
import type { CloudError } from "./CloudError.js"
import { type Address, makeCaller } from "./internal/address.js"
import type { Caller } from "./internal/credentials.js"

/**
 * The outbound service in force. Made by {@link layer} or {@link layerAlone}, which check it.
 *
 * @category services
 * @since 0.1.0
 */
export class OutboundService extends Context.Service<
  OutboundService,
  Caller & {
    /** The service's name, as set on the outbound services page. */
    readonly name: string
  }
>()("@aculab-cloud/core/OutboundService") {}

/**
 * What names an outbound service: its account, its name, its password.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** The service's name. May not hold a colon or a slash. */
  readonly name: string
  /** The outbound service password. Any character is allowed, `:` and non-ASCII ones included (D). */
  readonly password: string | Redacted.Redacted<string>
}

/**
 * Checks the options. Fails with `InvalidInput`; nothing is sent.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: Options & Address): Effect.Effect<OutboundService["Service"], CloudError> =>
  Effect.map(
    makeCaller(
      "OutboundService.make",
      options,
      { field: "password", value: options.password },
      { name: nameRule(options.name) },
      `/${options.name}`
    ),
    (caller) => OutboundService.of({ ...caller, name: options.name })
  )

const nameRule = (name = ""): string | undefined =>
  /^[^:/\p{Cc}]+$/u.test(name) ? undefined : "must not be empty or hold : or / or control characters"

/**
 * A layer of a service of the account in force.
 *
 * **Example** (A service of the account)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as OutboundService from "@aculab-cloud/core/OutboundService"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 * import * as Redacted from "effect/Redacted"
 *
 * const service = OutboundService.layer({ name: "reminders", password: Redacted.make("pa:ss") }).pipe(
 *   Layer.provide(CloudAccount.layerConfig)
 * )
 *
 * const name = OutboundService.OutboundService.use((service) => Effect.succeed(service.name))
 * console.log(await Effect.runPromise(Effect.provide(name, service)))
 * // => reminders
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<OutboundService, CloudError, CloudAccount> =>
  Layer.effect(
    OutboundService,
    Effect.flatMap(CloudAccount, ({ cloudId, username, baseUrl }) =>
      // The account's address has been checked, plain http included.
      make({ cloudId, username, baseUrl, allowPlainHttp: true, ...options })
    )
  )

/**
 * A layer of a service for a program that has no API Access Key.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerAlone = (options: Options & Address): Layer.Layer<OutboundService, CloudError> =>
  Layer.effect(OutboundService, make(options))
