/**
 * A voice biometrics user group key as the caller: the users of a group are managed and
 * verified with it, not with the account's API Access Key (D).
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
 * The user group key in force. Made by {@link layer} or {@link layerAlone}, which check it.
 *
 * @category services
 * @since 0.1.0
 */
export class UserGroupKey extends Context.Service<UserGroupKey, Caller>()(
  "@aculab-cloud/core/UserGroupKey"
) {}

/**
 * The key of a group of users.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** The key, as `BiometricKeys.create` gave it. Opaque: it may hold slashes (D). */
  readonly key: string | Redacted.Redacted<string>
}

/**
 * Checks the options. Fails with `InvalidInput`; nothing is sent.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: Options & Address): Effect.Effect<UserGroupKey["Service"], CloudError> =>
  Effect.map(makeCaller("UserGroupKey.make", options, { field: "key", value: options.key }), UserGroupKey.of)

/**
 * A layer of a key of the account in force.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<UserGroupKey, CloudError, CloudAccount> =>
  Layer.effect(
    UserGroupKey,
    Effect.flatMap(CloudAccount, ({ cloudId, username, baseUrl }) =>
      // The account's address has been checked, plain http included.
      make({ cloudId, username, baseUrl, allowPlainHttp: true, ...options })
    )
  )

/**
 * A layer of a key for a program that has no API Access Key.
 *
 * **Example** (A program that has a group's key and nothing else)
 *
 * ```ts
 * import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
 * import * as Effect from "effect/Effect"
 * import * as Redacted from "effect/Redacted"
 *
 * const key = UserGroupKey.layerAlone({
 *   cloudId: "1-2-0",
 *   username: "you@example.com",
 *   key: Redacted.make("ak-CxdoWo/8kzAyBcgny-7qCh9/zfc0")
 * })
 *
 * const address = UserGroupKey.UserGroupKey.use(({ baseUrl }) => Effect.succeed(baseUrl))
 * console.log(await Effect.runPromise(Effect.provide(address, key)))
 * // => https://ws-1-2-0.aculabcloud.net
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerAlone = (options: Options & Address): Layer.Layer<UserGroupKey, CloudError> =>
  Layer.effect(UserGroupKey, make(options))
