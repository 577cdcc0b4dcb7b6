/**
 * Where the web services of an account are, and whose account it is: checked before
 * anything is sent there.
 */
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { CloudError } from "../CloudError.js"
import { basicAuthorization, type Caller, textOf } from "./credentials.js"
import { invalidInput } from "./endpoint.js"
import { isSecretText } from "./wire.js"

/** The part of every caller's options that names the account and its cloud. */
export interface Address {
  /** Three numbers joined with `-`, such as `1-2-0` (D). */
  readonly cloudId: string
  /** The account's user name. May not hold a colon: HTTP Basic splits there. */
  readonly username: string
  /**
   * Where the web services are. Default: `https://ws-<cloudId>.aculabcloud.net` (D). A
   * path is kept. Credentials travel in every call, so plain `http` is refused,
   * except to this machine (`localhost`, `127.x.x.x`, `[::1]`).
   */
  readonly baseUrl?: string | undefined
  /** Allows plain `http` to other machines, such as a simulator in a container. Default: `false`. */
  readonly allowPlainHttp?: boolean | undefined
}

interface Secret {
  /** What the user calls it. */
  readonly field: string
  readonly value: string | Redacted.Redacted<string>
}

/** The rule that a field breaks, if any. */
type Rules = Readonly<Record<string, string | undefined>>

/**
 * A caller from checked options. `suffix` goes behind the account's user name, as the
 * cloud wants it for a service.
 */
export const makeCaller = (
  operation: string,
  address: Address,
  secret: Secret,
  rules: Rules = {},
  suffix = ""
): Effect.Effect<Caller, CloudError> =>
  Effect.suspend(() => {
    const all: Rules = { ...addressRules(address), ...rules, [secret.field]: secretRule(secret.value) }
    const issues = Object.entries(all).flatMap(([field, rule]) =>
      rule === undefined ? [] : [{ field, rule }]
    )
    if (issues.length > 0) {
      const reason = invalidInput(issues)
      return Effect.fail(new CloudError({ operation, outcome: "not-sent", repeat: "read", reason }))
    }
    const { cloudId, username, baseUrl } = address
    return Effect.succeed({
      cloudId,
      baseUrl: (baseUrl ?? `https://ws-${cloudId}.aculabcloud.net`).replace(/\/+$/, ""),
      authorization: basicAuthorization(`${cloudId}/${username}${suffix}`, secret.value)
    })
  })

const secretRule = (value: unknown): string | undefined => {
  if (!isSecretText(value)) return "must be a text or a Redacted text"
  return textOf(value) === "" ? "must not be empty" : undefined
}

// A variable that the environment has not got must not become the name "undefined".
const addressRules = ({ cloudId, username = "", baseUrl, allowPlainHttp }: Address): Rules => ({
  cloudId: /^\d+-\d+-\d+$/.test(cloudId) ? undefined : "must be three numbers joined with -, such as 1-2-0",
  username: /^[^:\p{Cc}]+$/u.test(username) ? undefined : "must not be empty or hold : or control characters",
  baseUrl: baseUrl === undefined ? undefined : baseUrlRule(baseUrl, allowPlainHttp === true)
})

/** Whether nothing that is sent there leaves the machine. */
export const isThisMachine = ({ hostname }: URL): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)

const baseUrlRule = (baseUrl: string, allowPlainHttp: boolean): string | undefined => {
  // What a URL parser would leave out, turn into another character, or add.
  const isPlain = /^[a-z]+:\/\/[^\s\p{Cc}\\]+$/iu.test(baseUrl)
  if (!isPlain || !URL.canParse(baseUrl)) return "must be a URL such as https://ws-1-2-0.aculabcloud.net"
  const url = new URL(baseUrl)
  if (url.username !== "" || url.password !== "") return "must not hold a user name or password"
  if (/[?#]/.test(baseUrl)) return "must not hold a query or fragment"
  if (url.protocol === "https:") return undefined
  if (url.protocol !== "http:") return "must start with https://"
  if (allowPlainHttp || isThisMachine(url)) return undefined
  return "must start with https://, because every call carries credentials (allowPlainHttp allows http)"
}
