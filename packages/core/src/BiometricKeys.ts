/**
 * Voice biometrics user group keys: list, create, modify, remove.
 *
 * A key is a secret. Who holds one can register, verify and remove the users of its group,
 * without the account's API Access Key: so it goes in and out as `Redacted`, and an error
 * never shows one. Give a key to `UserGroupKey.layer` to call `BiometricUsers`. Keys are
 * managed with the account's API Access Key (D).
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { CloudAccount } from "./CloudAccount.js"
import type { CloudError } from "./CloudError.js"
import { deletion, groupName, keyAnswer } from "./internal/biometrics.js"
import { call, type Requirements } from "./internal/call.js"
import * as Endpoint from "./internal/endpoint.js"
import * as Wire from "./internal/wire.js"

/**
 * A key of a user group.
 *
 * @category models
 * @since 0.1.0
 */
export interface BiometricKey {
  /** The key itself, for `UserGroupKey.layer`. Opaque: it may hold slashes (D). */
  readonly key: Redacted.Redacted<string>
  /** When it was created (D). */
  readonly createdAt: DateTime.Utc
  /** Whether it can be used to register, update and verify users (S). */
  readonly enabled: boolean
  /** Whether the cloud keeps audio and data of its use, for diagnosis (S). */
  readonly retainData: boolean
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

type KeyAnswer = ReturnType<typeof keyAnswer>["Type"]

const keyOf = ({ user_group_key, created, enabled, retain_data, ...other }: KeyAnswer): BiometricKey => ({
  key: Redacted.make(user_group_key),
  createdAt: created,
  enabled,
  retainData: retain_data,
  other: withoutSecret(user_group_key, other)
})

// A field that nobody knows may tell the key once more, in words: then it is left out.
const withoutSecret = (secret: string, fields: Readonly<Record<string, unknown>>) => {
  const written = JSON.stringify(secret).slice(1, -1)
  return Object.fromEntries(
    Object.entries(fields).filter((field) => !JSON.stringify(field).includes(written))
  )
}

interface OfGroup {
  readonly groupName: string
}

const keys = () => Schema.Struct({ user_group_keys: Schema.Array(keyAnswer()) })

const listEndpoint = /*#__PURE__*/ Endpoint.define<OfGroup, ReturnType<typeof keys>["Type"], CloudAccount>(
  () => ({
    operation: "BiometricKeys.list",
    wrapper: [29],
    method: "POST",
    path: "/voice_biometrics/v1/user_group/key/list",
    pathMark: "D",
    credential: CloudAccount,
    repeat: "read",
    parameters: { groupName: Endpoint.required("user_group_name", "D", groupName()) },
    responseMark: "D",
    response: keys(),
    secretAnswer: true
  })
)

/**
 * Lists the keys of a group, in the order of their creation (S).
 *
 * **Details**
 *
 * `groupName` keeps the rules of `BiometricGroups.create`. The keys are complete, not
 * shortened (D). What the cloud answers for a group that it does not know is not
 * documented: expect `Rejected`.
 *
 * **Example** (Which keys work?)
 *
 * ```ts
 * import * as BiometricGroups from "@aculab-cloud/core/BiometricGroups"
 * import * as BiometricKeys from "@aculab-cloud/core/BiometricKeys"
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   yield* BiometricGroups.create("Keys listed")
 *   yield* BiometricKeys.create("Keys listed")
 *   const keys = yield* BiometricKeys.list("Keys listed")
 *   return keys.map(({ key, enabled }) => `${key}: ${enabled}`)
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => ["<redacted>: true"]
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const list = (
  groupName: string
): Effect.Effect<ReadonlyArray<BiometricKey>, CloudError, Requirements> =>
  Effect.map(call(listEndpoint, { groupName }), ({ user_group_keys }) => user_group_keys.map(keyOf))

const createEndpoint = /*#__PURE__*/ Endpoint.define<OfGroup, KeyAnswer, CloudAccount>(() => ({
  operation: "BiometricKeys.create",
  wrapper: [30],
  method: "POST",
  path: "/voice_biometrics/v1/user_group/key/create",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "once",
  whenUnknown: "There may be a new key: list the keys of the group, and remove one that nobody asked for",
  parameters: { groupName: Endpoint.required("user_group_name", "I", groupName()) },
  responseMark: "S",
  response: keyAnswer(),
  secretAnswer: true
}))

/**
 * Creates a key in a group. It is unique in the account, and enabled (D).
 *
 * **Details**
 *
 * `groupName` keeps the rules of `BiometricGroups.create`.
 *
 * **Example** (A key, put to use)
 *
 * ```ts
 * import * as BiometricGroups from "@aculab-cloud/core/BiometricGroups"
 * import * as BiometricKeys from "@aculab-cloud/core/BiometricKeys"
 * import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   yield* BiometricGroups.create("Keys created")
 *   const { key } = yield* BiometricKeys.create("Keys created")
 *   const { exists } = yield* BiometricUsers.exists("Bob").pipe(Effect.provide(UserGroupKey.layer({ key })))
 *   return exists
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => false
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const create = (groupName: string): Effect.Effect<BiometricKey, CloudError, Requirements> =>
  Effect.map(call(createEndpoint, { groupName }), keyOf)

/**
 * What a key is to be: both properties, so that a change of one never changes the other
 * by a default.
 *
 * @category options
 * @since 0.1.0
 */
export interface ModifyOptions {
  /** Which key. Not empty. */
  readonly key: string | Redacted.Redacted<string>
  /** `false` bars the key from registering, updating and verifying users (S, wire name I). */
  readonly enabled: boolean
  /**
   * `true` lets the cloud keep audio and data of the key's use, for diagnosis: voices of people.
   * Normally `false` (S, wire name I).
   */
  readonly retainData: boolean
}

const modifyEndpoint = /*#__PURE__*/ Endpoint.define<ModifyOptions, KeyAnswer, CloudAccount>(() => ({
  operation: "BiometricKeys.modify",
  wrapper: [31],
  method: "POST",
  path: "/voice_biometrics/v1/user_group/key/modify",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "again",
  parameters: {
    key: Endpoint.requiredSecret("user_group_key", "I", Wire.nonEmptySecret),
    enabled: Endpoint.required("enabled", "I", Wire.flag),
    retainData: Endpoint.required("retain_data", "I", Wire.flag)
  },
  responseMark: "S",
  response: keyAnswer(),
  secretAnswer: true
}))

/**
 * Enables or disables a key, and says whether its use leaves data for diagnosis.
 *
 * **Example** (Put a key out of use, for now)
 *
 * ```ts
 * import * as BiometricGroups from "@aculab-cloud/core/BiometricGroups"
 * import * as BiometricKeys from "@aculab-cloud/core/BiometricKeys"
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   yield* BiometricGroups.create("Keys modified")
 *   const { key, retainData } = yield* BiometricKeys.create("Keys modified")
 *   const { enabled } = yield* BiometricKeys.modify({ key, enabled: false, retainData })
 *   return enabled
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => false
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const modify = (options: ModifyOptions): Effect.Effect<BiometricKey, CloudError, Requirements> =>
  Effect.map(call(modifyEndpoint, options), keyOf)

/**
 * What became of a key that was to be removed.
 *
 * @category models
 * @since 0.1.0
 */
export interface KeyRemoval {
  readonly deletedAt: DateTime.Utc
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

const removeEndpoint = /*#__PURE__*/ Endpoint.define<
  { readonly key: string | Redacted.Redacted<string> },
  ReturnType<typeof deletion>["Type"],
  CloudAccount
>(() => ({
  operation: "BiometricKeys.remove",
  wrapper: [32],
  method: "POST",
  path: "/voice_biometrics/v1/user_group/key/delete",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "again",
  parameters: { key: Endpoint.requiredSecret("user_group_key", "I", Wire.nonEmptySecret) },
  responseMark: "S",
  response: deletion()
}))

/**
 * Removes a key. What uses it stops working. The users of the group stay (I).
 *
 * **Details**
 *
 * It is tried again after a failure that may have come too late. When the first attempt did
 * remove the key, the second may be refused: such an error has the outcome `unknown`.
 *
 * **Example** (Remove a key)
 *
 * ```ts
 * import * as BiometricGroups from "@aculab-cloud/core/BiometricGroups"
 * import * as BiometricKeys from "@aculab-cloud/core/BiometricKeys"
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   yield* BiometricGroups.create("Keys removed")
 *   const { key } = yield* BiometricKeys.create("Keys removed")
 *   yield* BiometricKeys.remove(key)
 *   return yield* BiometricKeys.list("Keys removed")
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => []
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const remove = (
  key: string | Redacted.Redacted<string>
): Effect.Effect<KeyRemoval, CloudError, Requirements> =>
  Effect.map(call(removeEndpoint, { key }), ({ deleted, ...other }) => ({
    deletedAt: deleted,
    other
  }))

/**
 * The operations of this module as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [listEndpoint, createEndpoint, modifyEndpoint, removeEndpoint] as const
