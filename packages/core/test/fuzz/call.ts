/** A call of an operation, and what it should say on the wire, in the words of the wire reference. */
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import * as OutboundService from "@aculab-cloud/core/OutboundService"
import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
import type * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as fc from "fast-check"

export type Needs =
  | CloudAccount.CloudAccount
  | OutboundService.OutboundService
  | UserGroupKey.UserGroupKey
  | HttpClient.HttpClient

/** What is said, by where it is said. Left out: nothing there. */
export interface Said {
  readonly path: string
  readonly form?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  /** A body of JSON, or the JSON in the one field of a form. */
  readonly json?: unknown
  /** The body of an upload. */
  readonly bytes?: Uint8Array
}

export interface Call {
  readonly call: Effect.Effect<unknown, unknown, Needs>
  readonly said: Said
}

export type Calls = Readonly<Record<string, fc.Arbitrary<Call>>>

export interface Secrets {
  readonly apiAccessKey: string
  readonly servicePassword: string
  readonly groupKey: string
}

/** Everything that an operation may need, in a cloud that is one function. */
export const cloudOf = (secrets: Secrets, fetch: typeof globalThis.fetch): Layer.Layer<Needs> => {
  const account = { cloudId: "1-2-0", username: "you@example.com" }
  const credentials = Layer.mergeAll(
    CloudAccount.layer({ ...account, apiAccessKey: Redacted.make(secrets.apiAccessKey) }),
    OutboundService.layerAlone({
      ...account,
      name: "reminders",
      password: Redacted.make(secrets.servicePassword)
    }),
    UserGroupKey.layerAlone({ ...account, key: Redacted.make(secrets.groupKey) })
  )
  return Layer.merge(
    Layer.orDie(credentials),
    FetchHttpClient.layer.pipe(Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch)))
  )
}
