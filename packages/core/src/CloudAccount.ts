/**
 * Who calls: the account, its API access key and the cloud's address.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { CloudError } from "./CloudError.js"
import { type Address, makeCaller } from "./internal/address.js"
import { type Caller, redacted } from "./internal/credentials.js"

/**
 * The account in force. Made by {@link layer}, {@link layerConfig} or {@link make}, which check it.
 *
 * @category services
 * @since 0.1.0
 */
export class CloudAccount extends Context.Service<
  CloudAccount,
  Caller & {
    /** The account's user name, usually an email address. */
    readonly username: string
    /** The API Access Key. */
    readonly apiAccessKey: Redacted.Redacted<string>
  }
>()("@aculab-cloud/core/CloudAccount") {}

/**
 * What names an account: its cloud, its user, its key.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options extends Address {
  /**
   * The API Access Key, from the account's web console. Any character is allowed. Text is wrapped at once, so that it
   * shows in no log.
   */
  readonly apiAccessKey: string | Redacted.Redacted<string>
}

/**
 * Checks the options and prepares the account. Fails with `InvalidInput`, nothing is sent.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: Options): Effect.Effect<CloudAccount["Service"], CloudError> =>
  Effect.map(
    makeCaller("CloudAccount.make", options, { field: "apiAccessKey", value: options.apiAccessKey }),
    (caller) =>
      CloudAccount.of({
        ...caller,
        username: options.username,
        apiAccessKey: redacted(options.apiAccessKey)
      })
  )

/**
 * A layer of the account with these options.
 *
 * **Example** (An account in code, its key from elsewhere)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Effect from "effect/Effect"
 * import * as Redacted from "effect/Redacted"
 *
 * const account = CloudAccount.layer({
 *   cloudId: "1-2-0",
 *   username: "you@example.com",
 *   apiAccessKey: Redacted.make("the key")
 * })
 *
 * const address = CloudAccount.CloudAccount.use((account) => Effect.succeed(account.baseUrl))
 * console.log(await Effect.runPromise(Effect.provide(address, account)))
 * // => https://ws-1-2-0.aculabcloud.net
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<CloudAccount, CloudError> =>
  Layer.effect(CloudAccount, make(options))

// Names of their own: bundlers keep what is read from an object.
const cloudId = "ACULAB_CLOUD_ID"
const username = "ACULAB_USERNAME"
const apiAccessKey = "ACULAB_API_ACCESS_KEY"
const baseUrl = "ACULAB_BASE_URL"
const allowPlainHttp = "ACULAB_ALLOW_PLAIN_HTTP"

/**
 * The variables that {@link config} reads, by the options that they hold. The first three must be set.
 *
 * @category configuration
 * @since 0.1.0
 */
export const variables = { cloudId, username, apiAccessKey, baseUrl, allowPlainHttp } as const

/**
 * The options, from the configuration.
 *
 * **Details**
 *
 * Reads `ACULAB_CLOUD_ID`, `ACULAB_USERNAME`, `ACULAB_API_ACCESS_KEY`, and, where they
 * are set, `ACULAB_BASE_URL` and `ACULAB_ALLOW_PLAIN_HTTP` (`true` or `false`).
 *
 * @category configuration
 * @since 0.1.0
 */
export const config: Config.Config<Options> = /*#__PURE__*/ Config.all({
  cloudId: /*#__PURE__*/ Config.String(cloudId),
  username: /*#__PURE__*/ Config.String(username),
  apiAccessKey: /*#__PURE__*/ Config.Redacted(apiAccessKey),
  baseUrl: /*#__PURE__*/ Config.map(
    /*#__PURE__*/ Config.option(/*#__PURE__*/ Config.String(baseUrl)),
    Option.getOrUndefined
  ),
  allowPlainHttp: /*#__PURE__*/ Config.withDefault(/*#__PURE__*/ Config.Boolean(allowPlainHttp), false)
})

/**
 * A layer of the account that {@link config} describes: by default from environment variables.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerConfig: Layer.Layer<CloudAccount, CloudError | Config.ConfigError> =
  /*#__PURE__*/ Layer.effect(CloudAccount, /*#__PURE__*/ Effect.flatMap(config, make))
