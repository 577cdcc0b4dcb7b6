/** Who calls: the three kinds of credentials, all of them HTTP Basic (D). */
import type { SimulatedAccount } from "../Simulator.js"
import { decodeBasic } from "./basicCredentials.js"

export type Caller =
  /** `cloudId/username` and the API Access Key. */
  | { readonly kind: "api-key" }
  /** `cloudId/username/serviceName` and the password of that outbound service. */
  | { readonly kind: "service"; readonly name: string }
  /** `cloudId/username` and the key of a group of voice biometrics users. */
  | { readonly kind: "group-key"; readonly key: string }

/** What an operation asks for. */
export type Credentials = "api-key" | "service" | "group-key" | "api-key or service"

/** What the caller is looked up in. */
export interface KnownSecrets {
  /** The password of an outbound service, undefined if there is no such service. */
  readonly servicePassword: (name: string) => string | undefined
  readonly isGroupKey: (key: string) => boolean
}

/** Reads an Authorization header: the caller, or undefined for credentials that are nobody's. */
export const makeIdentify =
  (account: SimulatedAccount, known: KnownSecrets) =>
  (header: string | null): Caller | undefined => {
    const credentials = decodeBasic(header)
    const user = `${account.cloudId}/${account.username}`
    if (credentials === undefined) return undefined
    const { username, password } = credentials
    if (username === user) {
      if (password === account.apiAccessKey) return { kind: "api-key" }
      return known.isGroupKey(password) ? { kind: "group-key", key: password } : undefined
    }
    if (!username.startsWith(`${user}/`)) return undefined
    const name = username.slice(user.length + 1)
    return known.servicePassword(name) === password ? { kind: "service", name } : undefined
  }

/** `owner` is the service whose credentials are accepted; undefined where every service's are. */
export const accepts = (
  credentials: Credentials,
  caller: Caller | undefined,
  owner: string | undefined
): caller is Caller => {
  switch (caller?.kind) {
    case undefined:
      return false
    case "api-key":
      return credentials === "api-key" || credentials === "api-key or service"
    case "service":
      return (
        (credentials === "service" || credentials === "api-key or service") &&
        (owner === undefined || owner === caller.name)
      )
    case "group-key":
      return credentials === "group-key"
  }
}
