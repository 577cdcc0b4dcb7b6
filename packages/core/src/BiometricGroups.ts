/**
 * Voice biometrics user groups: list, create, remove.
 *
 * A group holds registered users. They are managed and verified with a key of their group:
 * see `BiometricKeys` and `BiometricUsers`. Voice biometrics is off until Aculab enables it
 * for an account (D). Groups are managed with the account's API Access Key (D).
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { CloudAccount } from "./CloudAccount.js"
import type { CloudError } from "./CloudError.js"
import { moment, open } from "./internal/answers.js"
import { deletion, groupName } from "./internal/biometrics.js"
import { call, type Requirements } from "./internal/call.js"
import * as Endpoint from "./internal/endpoint.js"

/**
 * Which groups to list. Default: all.
 *
 * @category options
 * @since 0.1.0
 */
export interface ListOptions {
  /** The one group to list (D). Rules: see {@link create}. */
  readonly name?: string | undefined
}

/**
 * A user group.
 *
 * @category models
 * @since 0.1.0
 */
export interface BiometricGroup {
  readonly name: string
  /** When it was created (D). */
  readonly createdAt: DateTime.Utc
  /** How many users are registered in it (D). */
  readonly registrations: number
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

const groups = () =>
  Schema.Struct({
    user_groups: Schema.Array(
      open({
        name: Schema.String,
        created: moment(),
        registrations: Schema.Int
      })
    )
  })

const listEndpoint = /*#__PURE__*/ Endpoint.define<
  ListOptions,
  ReturnType<typeof groups>["Type"],
  CloudAccount
>(() => ({
  operation: "BiometricGroups.list",
  wrapper: [26],
  method: "POST",
  path: "/voice_biometrics/v1/user_group/list",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "read",
  parameters: { name: Endpoint.optional("user_group_name", "D", groupName()) },
  responseMark: "D",
  response: groups()
}))

/**
 * Lists the groups, in the order of their creation (S), or the one of a name.
 *
 * **Details**
 *
 * What the cloud answers for a name that no group has is not documented: no groups, or an
 * error.
 *
 * **Example** (How many users does a group have?)
 *
 * ```ts
 * import * as BiometricGroups from "@aculab-cloud/core/BiometricGroups"
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   yield* BiometricGroups.create("Listed")
 *   const groups = yield* BiometricGroups.list({ name: "Listed" })
 *   return groups.map(({ name, registrations }) => `${name}: ${registrations}`)
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => ["Listed: 0"]
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const list = (
  options: ListOptions = {}
): Effect.Effect<ReadonlyArray<BiometricGroup>, CloudError, Requirements> =>
  Effect.map(call(listEndpoint, options), ({ user_groups }) =>
    user_groups.map(({ name, created, registrations, ...other }) => ({
      name,
      createdAt: created,
      registrations,
      other
    }))
  )

interface Named {
  readonly name: string
}

const nameParameter = (mark: Endpoint.Mark) => Endpoint.required("user_group_name", mark, groupName())

/**
 * A group that was created.
 *
 * @category models
 * @since 0.1.0
 */
export interface GroupCreation {
  readonly createdAt: DateTime.Utc
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

const creation = () => open({ created: moment() })

const createEndpoint = /*#__PURE__*/ Endpoint.define<
  Named,
  ReturnType<typeof creation>["Type"],
  CloudAccount
>(() => ({
  operation: "BiometricGroups.create",
  wrapper: [27],
  method: "POST",
  path: "/voice_biometrics/v1/user_group/create",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "once",
  whenUnknown: "The group may exist now: list the groups before creating it again",
  parameters: { name: nameParameter("D") },
  responseMark: "D",
  response: creation()
}))

/**
 * Creates a group.
 *
 * **Details**
 *
 * A name has 1 to 64 characters, no two spaces in a row, and none of `"`, `^` and `:` (D).
 * A group starts without users and without keys: go on with `BiometricKeys.create`. What
 * the cloud answers for a name that is taken is not documented: expect `Rejected`.
 *
 * **Example** (Create a group)
 *
 * ```ts
 * import * as BiometricGroups from "@aculab-cloud/core/BiometricGroups"
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as DateTime from "effect/DateTime"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const created = BiometricGroups.create("Bob's company").pipe(
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * const { createdAt } = await Effect.runPromise(created)
 * console.log(DateTime.isDateTime(createdAt))
 * // => true
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const create = (name: string): Effect.Effect<GroupCreation, CloudError, Requirements> =>
  Effect.map(call(createEndpoint, { name }), ({ created, ...other }) => ({
    createdAt: created,
    other
  }))

/**
 * What became of a group that was to be removed.
 *
 * @category models
 * @since 0.1.0
 */
export interface GroupRemoval {
  readonly deletedAt: DateTime.Utc
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

const removeEndpoint = /*#__PURE__*/ Endpoint.define<
  Named,
  ReturnType<typeof deletion>["Type"],
  CloudAccount
>(() => ({
  operation: "BiometricGroups.remove",
  wrapper: [28],
  method: "POST",
  path: "/voice_biometrics/v1/user_group/delete",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "again",
  parameters: { name: nameParameter("I") },
  responseMark: "S",
  response: deletion()
}))

/**
 * Removes a group. It cannot be brought back: expect its keys and its users to go with it (I).
 *
 * **Details**
 *
 * It is tried again after a failure that may have come too late. When the first attempt did
 * remove the group, the second may be refused: such an error has the outcome `unknown`.
 *
 * **Example** (Remove a group)
 *
 * ```ts
 * import * as BiometricGroups from "@aculab-cloud/core/BiometricGroups"
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   yield* BiometricGroups.create("Short lived")
 *   yield* BiometricGroups.remove("Short lived")
 *   const groups = yield* BiometricGroups.list()
 *   return groups.some(({ name }) => name === "Short lived")
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => false
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const remove = (name: string): Effect.Effect<GroupRemoval, CloudError, Requirements> =>
  Effect.map(call(removeEndpoint, { name }), ({ deleted, ...other }) => ({
    deletedAt: deleted,
    other
  }))

/**
 * The operations of this module as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [listEndpoint, createEndpoint, removeEndpoint] as const
