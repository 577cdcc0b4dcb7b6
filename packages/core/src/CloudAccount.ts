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
import * as Redacted from "effect/Redacted"
import { CloudError, InvalidInput } from "./CloudError.js"
import { basicAuthorization } from "./internal/credentials.js"

/**
 * The account in force. Made by {@link layer}, {@link layerConfig} or {@link make}, which check it.
 *
 * @category services
 * @since 0.1.0
 */
export class CloudAccount extends Context.Service<
  CloudAccount,
  {
    /** Three numbers joined with `-`; the first is the region: `0-2-0` Europe, `1-2-0` US East (D). */
    readonly cloudId: string
    /** The account's user name, usually an email address. */
    readonly username: string
    /** The API Access Key. */
    readonly apiAccessKey: Redacted.Redacted<string>
    /** Where the web services are, without a slash at the end. */
    readonly baseUrl: string
    /** The `Authorization` header for the key, prepared once. */
    readonly authorization: Redacted.Redacted<string>
  }
>()("@aculab-cloud/core/CloudAccount") {}

/**
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** Three numbers joined with `-`, such as `1-2-0` (D). */
  readonly cloudId: string
  /** The account's user name. May not hold a colon: HTTP Basic splits there. */
  readonly username: string
  /** The API Access Key, from the account's web console. Any character is allowed. */
  readonly apiAccessKey: Redacted.Redacted<string>
  /**
   * Where the web services are. Default: `https://ws-<cloudId>.aculabcloud.net` (D). A
   * path is kept. Credentials travel in every call, so plain `http` is refused,
   * except to this machine (`localhost`, `127.x.x.x`, `[::1]`).
   */
  readonly baseUrl?: string | undefined
  /** Allows plain `http` to other machines, such as a simulator in a container. Default: `false`. */
  readonly allowPlainHttp?: boolean | undefined
}

/**
 * Checks the options and prepares the account. Fails with `InvalidInput`, nothing is sent.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: Options): Effect.Effect<CloudAccount["Service"], CloudError> =>
  Effect.suspend(() => {
    const issues = check(options)
    const first = issues[0]
    if (first !== undefined) {
      return Effect.fail(
        new CloudError({
          operation: "CloudAccount.make",
          outcome: "not-sent",
          reason: new InvalidInput({ ...first, issues })
        })
      )
    }
    const { cloudId, username, apiAccessKey } = options
    return Effect.succeed(
      CloudAccount.of({
        cloudId,
        username,
        apiAccessKey,
        baseUrl: (options.baseUrl ?? `https://ws-${cloudId}.aculabcloud.net`).replace(/\/+$/, ""),
        authorization: basicAuthorization(`${cloudId}/${username}`, apiAccessKey)
      })
    )
  })

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
  cloudId: /*#__PURE__*/ Config.String("ACULAB_CLOUD_ID"),
  username: /*#__PURE__*/ Config.String("ACULAB_USERNAME"),
  apiAccessKey: /*#__PURE__*/ Config.Redacted("ACULAB_API_ACCESS_KEY"),
  baseUrl: /*#__PURE__*/ Config.map(
    /*#__PURE__*/ Config.option(/*#__PURE__*/ Config.String("ACULAB_BASE_URL")),
    Option.getOrUndefined
  ),
  allowPlainHttp: /*#__PURE__*/ Config.withDefault(
    /*#__PURE__*/ Config.Boolean("ACULAB_ALLOW_PLAIN_HTTP"),
    false
  )
})

/**
 * A layer of the account that {@link config} describes: by default from environment variables.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerConfig: Layer.Layer<CloudAccount, CloudError | Config.ConfigError> =
  /*#__PURE__*/ Layer.effect(CloudAccount, /*#__PURE__*/ Effect.flatMap(config, make))

interface Issue {
  readonly field: string
  readonly rule: string
}

const check = (options: Options): ReadonlyArray<Issue> => {
  const issues: Array<Issue> = []
  const rule = (field: string, kept: boolean, words: string) => {
    if (!kept) issues.push({ field, rule: words })
  }
  rule("cloudId", /^\d+-\d+-\d+$/.test(options.cloudId), "must be three numbers joined with -, such as 1-2-0")
  rule(
    "username",
    /^[^:\p{Cc}]+$/u.test(options.username),
    "must not be empty or hold : or control characters"
  )
  const key = Redacted.isRedacted(options.apiAccessKey) ? Redacted.value(options.apiAccessKey) : undefined
  rule("apiAccessKey", typeof key === "string" && key !== "", "must be a Redacted text and not empty")
  if (options.baseUrl !== undefined) {
    const problem = baseUrlProblem(options.baseUrl, options.allowPlainHttp === true)
    rule("baseUrl", problem === undefined, problem ?? "")
  }
  return issues
}

const baseUrlProblem = (baseUrl: string, allowPlainHttp: boolean): string | undefined => {
  if (!URL.canParse(baseUrl)) return "must be a URL such as https://ws-1-2-0.aculabcloud.net"
  const url = new URL(baseUrl)
  if (url.username !== "" || url.password !== "") return "must not hold a user name or password"
  if (url.search !== "" || url.hash !== "" || /[?#]/.test(baseUrl)) return "must not hold a query or fragment"
  if (url.protocol === "https:") return undefined
  if (url.protocol !== "http:") return "must start with https://"
  if (allowPlainHttp || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) return undefined
  return "must start with https://, because every call carries credentials (allowPlainHttp allows http)"
}
