/**
 * Users registered for voice biometrics: whether they exist, how they were verified, and
 * their removal.
 *
 * A user belongs to a group. The caller is not the account but a key of that group:
 * provide `UserGroupKey.layer` (D).
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Schema from "effect/Schema"
import { CloudDateTime } from "./CloudDateTime.js"
import type { CloudError } from "./CloudError.js"
import { defined, flag, open, otherThan } from "./internal/answers.js"
import { call } from "./internal/call.js"
import * as Endpoint from "./internal/endpoint.js"
import * as Wire from "./internal/wire.js"
import { UserGroupKey } from "./UserGroupKey.js"

export { type BiometricProblem, likelyProblem } from "./BiometricProblem.js"

/** What the operations of a user group need: one of its keys. */
type Requirements = UserGroupKey | HttpClient.HttpClient

interface User {
  readonly userId: string
}

// Some characters are refused; the documentation does not say which (D).
const userId = () => ({ userId: Endpoint.required("user_id", "D", Wire.nonEmptyText) })

/**
 * @category models
 * @since 0.1.0
 */
export interface UserRemoval {
  readonly userId: string
  readonly deletedAt: DateTime.Utc
  /** Identifies the removal. */
  readonly transactionId: string
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

const removal = () =>
  open({ user_id: Schema.String, transaction_id: Schema.String, deleted: CloudDateTime() })

const removeEndpoint = /*#__PURE__*/ Endpoint.define<User, ReturnType<typeof removal>["Type"], UserGroupKey>(
  () => ({
    operation: "BiometricUsers.remove",
    wrapper: [23],
    method: "POST",
    path: "/voice_biometrics/v1/user/delete",
    pathMark: "I",
    credential: UserGroupKey,
    repeat: "again",
    parameters: userId(),
    responseMark: "S",
    response: removal()
  })
)

/**
 * Removes a user, with the model of the user's voice (S). It cannot be brought back.
 *
 * **Details**
 *
 * Errors worth telling apart: an unknown user and an unknown key are both `Rejected` with
 * HTTP 400 (D): see `likelyProblem`. It is tried again after a failure that may have come
 * too late. When the first attempt did remove the user, the second may be refused: such an
 * error has the outcome `unknown`.
 *
 * **Example** (Remove a user that nobody registered)
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
 *   yield* BiometricGroups.create("Users removed")
 *   const { key } = yield* BiometricKeys.create("Users removed")
 *   return yield* BiometricUsers.remove("Bob").pipe(
 *     Effect.map(({ userId }) => `${userId} is removed`),
 *     Effect.catchReason("CloudError", "Rejected", (_, error) =>
 *       Effect.succeed(BiometricUsers.likelyProblem(error) ?? error.message)
 *     ),
 *     Effect.provide(UserGroupKey.layer({ key }))
 *   )
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => unknown-user
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const remove = (userId: string): Effect.Effect<UserRemoval, CloudError, Requirements> =>
  Effect.map(call(removeEndpoint, { userId }), (answer) => ({
    userId: answer.user_id,
    deletedAt: answer.deleted,
    transactionId: answer.transaction_id,
    other: otherThan(["user_id", "deleted", "transaction_id"], answer)
  }))

/**
 * @category models
 * @since 0.1.0
 */
export interface UserExistence {
  readonly userId: string
  /** Whether the user is registered in the group of the key. */
  readonly exists: boolean
  /** Identifies the check. */
  readonly transactionId: string
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

const existence = () => open({ user_id: Schema.String, transaction_id: Schema.String, exists: flag() })

const existsEndpoint = /*#__PURE__*/ Endpoint.define<
  User,
  ReturnType<typeof existence>["Type"],
  UserGroupKey
>(() => ({
  operation: "BiometricUsers.exists",
  wrapper: [24],
  method: "POST",
  path: "/voice_biometrics/v1/user/exists",
  pathMark: "I",
  credential: UserGroupKey,
  repeat: "read",
  parameters: userId(),
  responseMark: "S",
  response: existence()
}))

/**
 * Looks up whether a user is registered.
 *
 * **Details**
 *
 * For a user that it does not know, the cloud answers `exists: false` (S). Other operations
 * are refused for such a user with HTTP 400 (D). Should this one be refused too, the error
 * is passed on: its words are too weak a proof that there is no user. See `likelyProblem`.
 *
 * **Example** (Is Bob registered?)
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
 *   yield* BiometricGroups.create("Users looked up")
 *   const { key } = yield* BiometricKeys.create("Users looked up")
 *   return yield* BiometricUsers.exists("Bob").pipe(Effect.provide(UserGroupKey.layer({ key })))
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * const { userId, exists } = await Effect.runPromise(program)
 * console.log(userId, exists)
 * // => Bob false
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const exists = (userId: string): Effect.Effect<UserExistence, CloudError, Requirements> =>
  Effect.map(call(existsEndpoint, { userId }), (answer) => ({
    userId: answer.user_id,
    exists: answer.exists,
    transactionId: answer.transaction_id,
    other: otherThan(["user_id", "exists", "transaction_id"], answer)
  }))

/**
 * How a user has been registered and verified.
 *
 * @category models
 * @since 0.1.0
 */
export interface UserStats {
  /** The group of the user. */
  readonly groupName: string
  readonly registeredAt: DateTime.Utc
  /** When the model of the voice was last updated. Absent before the first update (I). */
  readonly updatedAt?: DateTime.Utc
  /** When a verification was last attempted. Absent before the first attempt (I). */
  readonly verifiedAt?: DateTime.Utc
  readonly verificationAttempts: number
  readonly verificationsPassed: number
  readonly verificationsFailed: number
  /** Identifies the look-up. */
  readonly transactionId: string
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

// A date that is not there yet is missing, or null (I).
const dateIfAny = () => Schema.optionalKey(Schema.NullOr(CloudDateTime()))

const statsFields = () => ({
  user_group_name: Schema.String,
  transaction_id: Schema.String,
  registration_date: CloudDateTime(),
  update_date: dateIfAny(),
  verification_date: dateIfAny(),
  verification_attempts: Schema.Int,
  verifications_passed: Schema.Int,
  verifications_failed: Schema.Int
})

const statistics = () => open(statsFields())

const statsEndpoint = /*#__PURE__*/ Endpoint.define<
  User,
  ReturnType<typeof statistics>["Type"],
  UserGroupKey
>(() => ({
  operation: "BiometricUsers.stats",
  wrapper: [25],
  method: "POST",
  path: "/voice_biometrics/v1/user/stats",
  pathMark: "I",
  credential: UserGroupKey,
  repeat: "read",
  parameters: userId(),
  responseMark: "S",
  response: statistics()
}))

/**
 * Looks up when a user was registered, updated and verified, and how often.
 *
 * **Details**
 *
 * Fails as {@link remove} does for an unknown user or key.
 *
 * **Example** (How often did verification fail?)
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
 *   yield* BiometricGroups.create("Users counted")
 *   const { key } = yield* BiometricKeys.create("Users counted")
 *   return yield* BiometricUsers.stats("Bob").pipe(
 *     Effect.map((stats) => `${stats.verificationsFailed} of ${stats.verificationAttempts}`),
 *     Effect.catch((error) => Effect.succeed(BiometricUsers.likelyProblem(error) ?? error.message)),
 *     Effect.provide(UserGroupKey.layer({ key }))
 *   )
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => unknown-user
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const stats = (userId: string): Effect.Effect<UserStats, CloudError, Requirements> =>
  Effect.map(call(statsEndpoint, { userId }), (answer) => ({
    groupName: answer.user_group_name,
    registeredAt: answer.registration_date,
    ...defined({
      updatedAt: answer.update_date ?? undefined,
      verifiedAt: answer.verification_date ?? undefined
    }),
    verificationAttempts: answer.verification_attempts,
    verificationsPassed: answer.verifications_passed,
    verificationsFailed: answer.verifications_failed,
    transactionId: answer.transaction_id,
    other: otherThan(Object.keys(statsFields()), answer)
  }))

/**
 * The operations of this module as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [removeEndpoint, existsEndpoint, statsEndpoint] as const
