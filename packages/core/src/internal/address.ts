/**
 * Where the web services of an account are, and whose account it is: checked before
 * anything is sent there.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { CloudError, InvalidInput } from "../CloudError.js"
import { basicAuthorization, type Caller } from "./credentials.js"
import type { Problem } from "./endpoint.js"

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

/**
 * A caller from checked options. `suffix` goes behind the account's user name, as the
 * cloud wants it for a service.
 */
export const makeCaller = (
  operation: string,
  address: Address,
  secret: Secret,
  rules: ReadonlyArray<Problem> = [],
  suffix = ""
): Effect.Effect<Caller, CloudError> =>
  Effect.suspend(() => {
    const issues = [...problemsOf(address), ...rules, ...secretProblems(secret)]
    const first = issues[0]
    if (first !== undefined) {
      const reason = new InvalidInput({ ...first, issues })
      return Effect.fail(new CloudError({ operation, outcome: "not-sent", repeat: "read", reason }))
    }
    const { cloudId, username, baseUrl } = address
    return Effect.succeed({
      cloudId,
      baseUrl: (baseUrl ?? `https://ws-${cloudId}.aculabcloud.net`).replace(/\/+$/, ""),
      authorization: basicAuthorization(`${cloudId}/${username}${suffix}`, secret.value)
    })
  })

const secretProblems = ({ field, value }: Secret): ReadonlyArray<Problem> => {
  const text = Redacted.isRedacted(value) ? Redacted.value(value) : value
  if (typeof text !== "string") return [{ field, rule: "must be a text or a Redacted text" }]
  return text === "" ? [{ field, rule: "must not be empty" }] : []
}

const problemsOf = (address: Address): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = []
  if (!/^\d+-\d+-\d+$/.test(address.cloudId)) {
    problems.push({ field: "cloudId", rule: "must be three numbers joined with -, such as 1-2-0" })
  }
  if (!/^[^:\p{Cc}]+$/u.test(address.username)) {
    problems.push({ field: "username", rule: "must not be empty or hold : or control characters" })
  }
  const rule =
    address.baseUrl === undefined ? undefined : baseUrlRule(address.baseUrl, address.allowPlainHttp === true)
  return rule === undefined ? problems : [...problems, { field: "baseUrl", rule }]
}

/** Whether nothing that is sent there leaves the machine. */
export const isThisMachine = ({ hostname }: URL): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)

const baseUrlRule = (baseUrl: string, allowPlainHttp: boolean): string | undefined => {
  // What a URL parser would leave out, turn into another character, or add.
  const isPlain = /^[a-z]+:\/\/[^\s\p{Cc}\\]+$/iu.test(baseUrl)
  if (!isPlain || !URL.canParse(baseUrl)) return "must be a URL such as https://ws-1-2-0.aculabcloud.net"
  const url = new URL(baseUrl)
  if (url.username !== "" || url.password !== "") return "must not hold a user name or password"
  if (url.search !== "" || url.hash !== "" || /[?#]/.test(baseUrl)) return "must not hold a query or fragment"
  if (url.protocol === "https:") return undefined
  if (url.protocol !== "http:") return "must start with https://"
  if (allowPlainHttp || isThisMachine(url)) return undefined
  return "must start with https://, because every call carries credentials (allowPlainHttp allows http)"
}
