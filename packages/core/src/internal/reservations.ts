/**
 * Reservations of conferences: the second half of `Conferences`, which exports it.
 */
import * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { CloudAccount } from "../CloudAccount.js"
import type { CloudError } from "../CloudError.js"
import type { ReservationToken } from "../Conference.js"
import { flag, open, otherThan } from "./answers.js"
import { call, type Requirements } from "./call.js"
import * as Endpoint from "./endpoint.js"
import * as Wire from "./wire.js"

/**
 * @category options
 * @since 0.1.0
 */
export interface ReservationOptions {
  /** Fewer than 48 characters, letters and digits only (D). Unique within the account (D). */
  readonly conferenceName: string
  /** How many participants to expect at most: 40 to 350 (S, wire name I). */
  readonly maxParticipants: number
  /**
   * When it starts: 5 minutes to 24 hours from now (S, wire name and form I). The cloud rounds
   * it down to the minute (D).
   *
   * "Now" is this machine's clock. The cloud has another one, so a moment that misses the
   * range by a minute or less is sent all the same, and the cloud decides.
   */
  readonly startAt: DateTime.DateTime
  /** How long it lasts: 15 to 480 whole minutes (S, wire name I), such as `"90 minutes"`. */
  readonly duration: Duration.Input
  /** The inbound service that gets those who call too early. Default: they hear BUSY (D). Not empty. */
  readonly divert?: string | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Reservation {
  /** For {@link extendReservation}, {@link removeReservation} and `participants`: keep it. */
  readonly reservationToken: ReservationToken
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/** A duration as a number of minutes; absent where the caller left it out against the types. */
type InMinutes<Options, Field extends keyof Options> = Omit<Options, Field> & {
  readonly [Key in Field]: number | undefined
}

const minutesOf = (duration: Duration.Input | undefined): number | undefined =>
  duration === undefined ? undefined : Wire.minutesOf(duration)

const minute = 60_000

/** Leaves the cloud the decision where its clock and this one may differ. */
const tolerance = minute

const startProblems = (startAt: unknown, now: number): ReadonlyArray<Endpoint.Problem> => {
  if (!DateTime.isDateTime(startAt)) return []
  const ahead = DateTime.toEpochMillis(startAt) - now
  return ahead >= 5 * minute - tolerance && ahead <= 24 * 60 * minute + tolerance
    ? []
    : [{ field: "startAt", rule: "must be 5 minutes to 24 hours from now" }]
}

const reservation = () => open({ reservation_token: Schema.NonEmptyString })

export const reserveEndpoint = /*#__PURE__*/ Endpoint.define<
  InMinutes<ReservationOptions, "duration">,
  ReturnType<typeof reservation>["Type"],
  CloudAccount
>(() => ({
  operation: "Conferences.reserve",
  wrapper: [40],
  method: "POST",
  path: "/conference_reservation_create",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "once",
  whenUnknown:
    "The conference may be reserved: look for its name in the list of conferences before reserving it again",
  parameters: {
    conferenceName: Endpoint.required(
      "conference_name",
      "D",
      Wire.textMatching(/^[A-Za-z0-9]{1,47}$/, "must be 1 to 47 letters and digits")
    ),
    maxParticipants: Endpoint.required("max_participants", "I", Wire.wholeNumber(40, 350)),
    startAt: Endpoint.required("start_time", "I", Wire.moment),
    duration: Endpoint.required("duration", "I", Wire.wholeMinutes(15, 480)),
    divert: Endpoint.optional("divert", "D", Wire.nonEmptyText)
  },
  rules: ({ startAt }, now) => startProblems(startAt, now),
  responseMark: "S",
  response: reservation()
}))

/**
 * Reserves a conference.
 *
 * **Details**
 *
 * It is never repeated without the proof that nothing happened, because a second
 * reservation is a second conference. An error with the outcome `unknown` means that the
 * conference may be reserved.
 *
 * **Example** (Reserve a room for a meeting)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Conferences from "@aculab-cloud/core/Conferences"
 * import * as DateTime from "effect/DateTime"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   const startAt = DateTime.add(yield* DateTime.now, { hours: 12 })
 *   return yield* Conferences.reserve({
 *     conferenceName: "TownHall",
 *     maxParticipants: 200,
 *     startAt,
 *     duration: "90 minutes"
 *   })
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * const { reservationToken } = await Effect.runPromise(program)
 * console.log(reservationToken.length > 0)
 * // => true
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const reserve = (options: ReservationOptions): Effect.Effect<Reservation, CloudError, Requirements> =>
  Effect.map(call(reserveEndpoint, { ...options, duration: minutesOf(options?.duration) }), (answer) => ({
    reservationToken: answer.reservation_token,
    other: otherThan(["reservation_token"], answer)
  }))

/**
 * @category options
 * @since 0.1.0
 */
export interface ExtensionOptions {
  /** As {@link reserve} gave it (S, wire name I). Not empty. */
  readonly reservationToken: ReservationToken
  /**
   * How much longer: 15 to 60 whole minutes (S, wire name I). The cloud refuses what would
   * make more than 480 minutes together (S).
   */
  readonly by: Duration.Input
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Extension {
  readonly extended: boolean
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

const extension = () => open({ extended: flag() })

export const extendEndpoint = /*#__PURE__*/ Endpoint.define<
  InMinutes<ExtensionOptions, "by">,
  ReturnType<typeof extension>["Type"],
  CloudAccount
>(() => ({
  operation: "Conferences.extendReservation",
  wrapper: [41],
  method: "POST",
  path: "/conference_reservation_modify",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "once",
  whenUnknown: "The reservation may be longer now: look at the list of conferences before extending it again",
  parameters: {
    reservationToken: Endpoint.required("reservation_token", "I", Wire.nonEmptyText),
    by: Endpoint.required("duration", "I", Wire.wholeMinutes(15, 60))
  },
  responseMark: "S",
  response: extension()
}))

/**
 * Makes a reservation longer, also while the conference is in progress (D).
 *
 * **Details**
 *
 * It adds to what is reserved: a second call adds once more. So it is never repeated
 * without the proof that nothing happened. Look at `extended`.
 *
 * **Example** (Half an hour more)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Conferences from "@aculab-cloud/core/Conferences"
 * import * as DateTime from "effect/DateTime"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   const { reservationToken } = yield* Conferences.reserve({
 *     conferenceName: "Review",
 *     maxParticipants: 40,
 *     startAt: DateTime.add(yield* DateTime.now, { hours: 12 }),
 *     duration: "1 hour"
 *   })
 *   return yield* Conferences.extendReservation({ reservationToken, by: "30 minutes" })
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * const { extended } = await Effect.runPromise(program)
 * console.log(extended)
 * // => true
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const extendReservation = (
  options: ExtensionOptions
): Effect.Effect<Extension, CloudError, Requirements> =>
  Effect.map(call(extendEndpoint, { ...options, by: minutesOf(options?.by) }), (answer) => ({
    extended: answer.extended,
    other: otherThan(["extended"], answer)
  }))

/**
 * @category models
 * @since 0.1.0
 */
export interface Removal {
  readonly removed: boolean
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

const removal = () => open({ removed: flag() })

export const removeEndpoint = /*#__PURE__*/ Endpoint.define<
  { readonly reservationToken: ReservationToken },
  ReturnType<typeof removal>["Type"],
  CloudAccount
>(() => ({
  operation: "Conferences.removeReservation",
  wrapper: [42],
  method: "POST",
  path: "/conference_reservation_remove",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "again",
  parameters: { reservationToken: Endpoint.required("reservation_token", "I", Wire.nonEmptyText) },
  responseMark: "S",
  response: removal()
}))

/**
 * Gives a reservation up.
 *
 * **Details**
 *
 * Look at `removed`. The call is tried again after a failure that may have come too late.
 * When the first attempt did remove the reservation, the second finds none: then `removed`
 * may be `false`, or the call be refused. What becomes of a conference in progress is not
 * documented.
 *
 * **Example** (The meeting is off)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Conferences from "@aculab-cloud/core/Conferences"
 * import * as DateTime from "effect/DateTime"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   const { reservationToken } = yield* Conferences.reserve({
 *     conferenceName: "CalledOff",
 *     maxParticipants: 40,
 *     startAt: DateTime.add(yield* DateTime.now, { hours: 12 }),
 *     duration: "1 hour"
 *   })
 *   return yield* Conferences.removeReservation(reservationToken)
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * const { removed } = await Effect.runPromise(program)
 * console.log(removed)
 * // => true
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const removeReservation = (
  reservationToken: ReservationToken
): Effect.Effect<Removal, CloudError, Requirements> =>
  Effect.map(call(removeEndpoint, { reservationToken }), (answer) => ({
    removed: answer.removed,
    other: otherThan(["removed"], answer)
  }))
