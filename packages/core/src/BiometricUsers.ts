/**
 * Users of voice biometrics: their registration, update and verification with audio, whether
 * they exist, how they were verified, and their removal.
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
import type { AudioFile, UserAudio, UserAudioResult, Verification, VerifyOptions } from "./BiometricAudio.js"
import type { CloudError } from "./CloudError.js"
import type { InvalidAudio as BadAudio } from "./InvalidAudio.js"
import { defined, flag, moment, open, otherThan } from "./internal/answers.js"
import { resultOf, verificationOf } from "./internal/biometricAnswers.js"
import { fileNameOf, named, sendAudio } from "./internal/biometricAudio.js"
import * as Users from "./internal/biometricUsers.js"
import { call } from "./internal/call.js"
import * as Endpoint from "./internal/endpoint.js"
import { madeOnce } from "./internal/madeOnce.js"
import * as Wire from "./internal/wire.js"
import { UserGroupKey } from "./UserGroupKey.js"

export type {
  AudioContent,
  AudioFile,
  AudioResult,
  PresentationAttack,
  UserAudio,
  UserAudioResult,
  Verification,
  VerifyOptions
} from "./BiometricAudio.js"
export { type BiometricProblem, likelyProblem } from "./BiometricProblem.js"
export { type AudioProblem, InvalidAudio } from "./InvalidAudio.js"

/** What the operations of a user group need: one of its keys. */
type Requirements = UserGroupKey | HttpClient.HttpClient

interface User {
  readonly userId: string
}

// Some characters are refused; the documentation does not say which (D).
const userId = () => ({ userId: Endpoint.required("user_id", "D", Wire.nonEmptyText) })

/** Whatever can go wrong with audio: it is not right, the call fails, or its own stream does. */
type Failure<E> = CloudError | BadAudio | E

const listOf = <E, R>(audio: UserAudio<E, R>["audio"]): ReadonlyArray<AudioFile<E, R>> =>
  audio === undefined ? [] : named<E, R>(isList(audio) ? audio : [audio])

const isList = <E, R>(
  audio: NonNullable<UserAudio<E, R>["audio"]>
): audio is ReadonlyArray<AudioFile<E, R>> => Array.isArray(audio)

/** One file goes by PUT, unless somebody wishes otherwise. */
const byPut = (method: "PUT" | "POST" | undefined, files: ReadonlyArray<unknown>, urls: unknown): boolean =>
  method === "PUT" || (method === undefined && files.length === 1 && urls === undefined)

/** A file and URLs are several sources: the rule that allows a PUT one of them is to say so. */
const countedByPut = <A>(files: ReadonlyArray<A>, urls: unknown): ReadonlyArray<A> =>
  urls === undefined ? files : [...files, ...files]

/**
 * Registers a user with a first recording of the voice, or with several.
 *
 * **Details**
 *
 * Files are checked before anything is sent (`checkAudio`), so that what the cloud would refuse
 * fails here as `InvalidAudio`, with what to do about it. It is a *once* operation: it is never
 * repeated after a failure that may have come too late. When its outcome is unknown, ask
 * {@link exists}.
 *
 * What is inferred of the wire (I): the body of a PUT as `audio/wav`, the names of the parts of
 * a POST (`source`, or `source1` and so on), `user_id` in the query of a POST, and several URLs
 * joined with commas.
 *
 * Errors worth telling apart: `InvalidInput` and `InvalidAudio` (nothing was sent), and
 * `Rejected` for a user who is registered already, too little speech, or a key that is unknown or
 * disabled: see `likelyProblem`.
 *
 * **Example** (Register Bob with two recordings)
 *
 * ```ts
 * import * as BiometricGroups from "@aculab-cloud/core/BiometricGroups"
 * import * as BiometricKeys from "@aculab-cloud/core/BiometricKeys"
 * import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
 * import * as Wav from "@aculab-cloud/core/Wav"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * // Stands for a recording: two seconds of a hum of this pitch.
 * const humming = (pitch: number) =>
 *   Wav.fromFloat32(Float32Array.from({ length: 32_000 }, (_, at) => 0.3 * Math.sin((at * pitch) / 2500)), 16_000)
 *
 * const program = Effect.gen(function* () {
 *   yield* BiometricGroups.create("Users registered")
 *   const { key } = yield* BiometricKeys.create("Users registered")
 *   return yield* BiometricUsers.register({
 *     userId: "Bob",
 *     audio: [
 *       { name: "first.wav", content: humming(120) },
 *       { name: "second.wav", content: humming(125) }
 *     ]
 *   }).pipe(
 *     Effect.map(({ sources }) => sources.map(({ name, accepted }) => `${name} ${accepted}`).join(", ")),
 *     Effect.catchTag("InvalidAudio", ({ found, advice }) => Effect.succeed(`${found}: ${advice}`)),
 *     Effect.provide(UserGroupKey.layer({ key }))
 *   )
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => first.wav true, second.wav true
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const register = <E = never, R = never>(
  options: UserAudio<E, R>
): Effect.Effect<UserAudioResult, Failure<E>, Requirements | R> =>
  Effect.map(sendUserAudio(Users.registerByPut, Users.registerByPost, options), resultOf)

/**
 * Updates the model of a user's voice with more audio. Use it only with audio that is certain
 * to be the user's (S).
 *
 * **Details**
 *
 * Takes audio, and fails, as {@link register} does. When its outcome is unknown, ask
 * {@link stats} for the date of the last update.
 *
 * **Example** (Update with a recording that lies on a server; nobody has registered Bob)
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
 *   yield* BiometricGroups.create("Users updated")
 *   const { key } = yield* BiometricKeys.create("Users updated")
 *   return yield* BiometricUsers.update({ userId: "Bob", urls: ["https://example.com/recordings/bob.wav"] }).pipe(
 *     Effect.as("updated"),
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
export const update = <E = never, R = never>(
  options: UserAudio<E, R>
): Effect.Effect<UserAudioResult, Failure<E>, Requirements | R> =>
  Effect.map(sendUserAudio(Users.updateByPut, Users.updateByPost, options), resultOf)

/**
 * Verifies that a voice is a user's.
 *
 * **Details**
 *
 * A voice that does not match is no error: look at `verified`, and at `padDetected`. Takes audio,
 * and fails, as {@link register} does; for a user who is not registered it is `Rejected`. When its
 * outcome is unknown, verify with a new recording: one that was sent before may be taken for an
 * attack (`TypeA`).
 *
 * **Example** (Is it Bob, or a recording of him?)
 *
 * ```ts
 * import * as BiometricGroups from "@aculab-cloud/core/BiometricGroups"
 * import * as BiometricKeys from "@aculab-cloud/core/BiometricKeys"
 * import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
 * import * as Wav from "@aculab-cloud/core/Wav"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * // Stands for a recording: two seconds of a hum.
 * const content = Wav.fromFloat32(
 *   Float32Array.from({ length: 32_000 }, (_, at) => 0.3 * Math.sin(at / 20)),
 *   16_000
 * )
 *
 * const program = Effect.gen(function* () {
 *   yield* BiometricGroups.create("Users verified")
 *   const { key } = yield* BiometricKeys.create("Users verified")
 *   return yield* Effect.gen(function* () {
 *     yield* BiometricUsers.register({ userId: "Bob", audio: { content } })
 *     const { verified, padDetected } = yield* BiometricUsers.verify({ userId: "Bob", audio: { content } })
 *     return verified && padDetected === undefined ? "Bob" : (padDetected?.description ?? "somebody else")
 *   }).pipe(Effect.provide(UserGroupKey.layer({ key })))
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => The audio is a duplicate of audio that was used before
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const verify = <E = never, R = never>(
  options: VerifyOptions<E, R>
): Effect.Effect<Verification, Failure<E>, Requirements | R> =>
  Effect.suspend(() => {
    const { audio, method, checkAudio = true, url, enablePad = true, ...rest } = { ...options }
    const files = listOf(audio)
    const input = { ...rest, enablePad, audio: files }
    return Effect.map(
      byPut(method, files, url)
        ? sendAudio(
            Users.verifyByPut,
            { ...input, audio: countedByPut(files, url), fileName: fileNameOf(files) },
            files,
            checkAudio
          )
        : sendAudio(Users.verifyByPost, { ...input, url }, files, checkAudio),
      verificationOf
    )
  })

const sendUserAudio = <E, R>(
  put: typeof Users.registerByPut,
  post: typeof Users.registerByPost,
  options: UserAudio<E, R>
) =>
  Effect.suspend(() => {
    const { audio, method, checkAudio = true, urls, ...rest } = { ...options }
    const files = listOf(audio)
    const input = { ...rest, audio: files }
    return byPut(method, files, urls)
      ? sendAudio(
          put,
          { ...input, audio: countedByPut(files, urls), fileName: fileNameOf(files) },
          files,
          checkAudio
        )
      : sendAudio(post, { ...input, urls }, files, checkAudio)
  })

/**
 * What became of a user who was to be removed.
 *
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

const removal = () => open({ user_id: Schema.String, transaction_id: Schema.String, deleted: moment() })

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
  Effect.map(call(removeEndpoint, { userId }), ({ user_id, deleted, transaction_id, ...other }) => ({
    userId: user_id,
    deletedAt: deleted,
    transactionId: transaction_id,
    other
  }))

/**
 * Whether there is a user of this name.
 *
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
  Effect.map(call(existsEndpoint, { userId }), ({ user_id, exists, transaction_id, ...other }) => ({
    userId: user_id,
    exists,
    transactionId: transaction_id,
    other
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
  /** How many verifications were asked for, from 0. */
  readonly verificationAttempts: number
  /** How many of them let the user in, from 0. */
  readonly verificationsPassed: number
  /** How many of them did not, from 0. */
  readonly verificationsFailed: number
  /** Identifies the look-up. */
  readonly transactionId: string
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

// A date that is not there yet is missing, or null (I).
const dateIfAny = () => Schema.optionalKey(Schema.NullOr(moment()))

const statsFields = /*#__PURE__*/ madeOnce(() => ({
  user_group_name: Schema.String,
  transaction_id: Schema.String,
  registration_date: moment(),
  update_date: dateIfAny(),
  verification_date: dateIfAny(),
  verification_attempts: Schema.Int,
  verifications_passed: Schema.Int,
  verifications_failed: Schema.Int
}))

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
export const endpoints = [
  Users.registerByPut,
  Users.registerByPost,
  Users.updateByPut,
  Users.updateByPost,
  Users.verifyByPut,
  Users.verifyByPost,
  removeEndpoint,
  existsEndpoint,
  statsEndpoint
] as const
