/**
 * Conferences: list, look at and act on participants, reserve, extend, give up.
 *
 * A conference that nobody reserved holds up to 40 participants, comes into being with the
 * first and vanishes with the last. A reserved one holds up to 350 and exists for the
 * reserved time; Aculab must enable reservations for an account (D). Names are unique within
 * the account (D).
 *
 * What the operations answer is known from Aculab's Python wrapper alone (S), and their
 * errors are not documented: expect `Rejected` or `NotFound`, perhaps with the code `0405` for
 * a token that the cloud does not know (I). Some operations act only in certain states (D).
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { CloudError } from "./CloudError.js"
import type {
  Conference,
  Ejection,
  Extension,
  ExtensionOptions,
  OptionsSet,
  ParticipantOptions,
  Participants,
  ParticipantsOptions,
  Removal,
  Reservation,
  ReservationOptions,
  ReservationToken,
  SetParticipantOptions
} from "./Conference.js"
import { call, type Requirements } from "./internal/call.js"
import { conferenceOf, participantsOf } from "./internal/conference.js"
import {
  ejectParticipantEndpoint,
  extendReservationEndpoint,
  listEndpoint,
  participantsEndpoint,
  removeReservationEndpoint,
  reserveEndpoint,
  setParticipantOptionsEndpoint
} from "./internal/conferenceEndpoints.js"
import { minutesOf } from "./internal/wire.js"

export type {
  Conference,
  ConferenceState,
  Ejection,
  Extension,
  ExtensionOptions,
  OptionsSet,
  Participant,
  ParticipantOptions,
  Participants,
  ParticipantsOptions,
  Removal,
  Reservation,
  ReservationOptions,
  ReservationToken,
  SetParticipantOptions
} from "./Conference.js"
export { isFinal } from "./Conference.js"

/**
 * Lists the conferences of the account that are reserved or in progress.
 *
 * **Example** (Which conferences are coming up?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Conferences from "@aculab-cloud/core/Conferences"
 * import * as DateTime from "effect/DateTime"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   yield* Conferences.reserve({
 *     conferenceName: "AllHands",
 *     maxParticipants: 100,
 *     startAt: DateTime.add(yield* DateTime.now, { hours: 12 }),
 *     duration: "1 hour"
 *   })
 *   const conferences = yield* Conferences.list()
 *   return conferences.find(({ conferenceName }) => conferenceName === "AllHands")
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * const conference = await Effect.runPromise(program)
 * console.log(conference?.state)
 * // => RESERVED
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const list = (): Effect.Effect<ReadonlyArray<Conference>, CloudError, Requirements> =>
  Effect.map(call(listEndpoint, {}), (answer) => answer.map(conferenceOf))

/**
 * Lists who is connected to a conference, and tells where the conference is.
 *
 * **Example** (Is anybody there?)
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
 *     conferenceName: "Quarterly",
 *     maxParticipants: 40,
 *     startAt: DateTime.add(yield* DateTime.now, { hours: 12 }),
 *     duration: "90 minutes"
 *   })
 *   return yield* Conferences.participants({ reservationToken })
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * const { state, participants } = await Effect.runPromise(program)
 * console.log(state, participants.length)
 * // => RESERVED 0
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const participants = (
  options: ParticipantsOptions
): Effect.Effect<Participants, CloudError, Requirements> =>
  Effect.map(call(participantsEndpoint, options), participantsOf)

/**
 * Mutes or unmutes a participant, and enables or disables the participant's keys.
 *
 * **Details**
 *
 * Look at `optionsSet`: an answer that says no is a success of the call (S).
 *
 * **Example** (Mute everybody)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Conferences from "@aculab-cloud/core/Conferences"
 * import * as DateTime from "effect/DateTime"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const muteAll = (conferenceName: string) =>
 *   Effect.gen(function* () {
 *     const { participants } = yield* Conferences.participants({ conferenceName })
 *     const ids = participants.flatMap(({ participantId }) => participantId ?? [])
 *     return yield* Effect.forEach(ids, (participantId) =>
 *       Conferences.setParticipantOptions({ conferenceName, participantId, muted: true, dtmfEnabled: true })
 *     )
 *   })
 *
 * const program = Effect.gen(function* () {
 *   const startAt = DateTime.add(yield* DateTime.now, { hours: 12 })
 *   yield* Conferences.reserve({ conferenceName: "Lecture", maxParticipants: 350, startAt, duration: "1 hour" })
 *   return yield* muteAll("Lecture")
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => []
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const setParticipantOptions = (
  options: SetParticipantOptions
): Effect.Effect<OptionsSet, CloudError, Requirements> =>
  Effect.map(call(setParticipantOptionsEndpoint, options), ({ options_set, ...other }) => ({
    optionsSet: options_set,
    other
  }))

/**
 * Ejects a participant from a conference that is in progress.
 *
 * **Details**
 *
 * Look at `ejected`. The call is tried again after a failure that may have come too late.
 * When the first attempt did eject the participant, the second finds nobody: then `ejected`
 * may be `false`, or the call be refused.
 *
 * **Example** (Somebody who is not there)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Conferences from "@aculab-cloud/core/Conferences"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const ejected = Conferences.ejectParticipant({
 *   conferenceName: "Nobody",
 *   participantId: "06e122c3364cc74c.787379"
 * }).pipe(
 *   Effect.map(({ ejected }) => ejected),
 *   Effect.catchReason("CloudError", "Rejected", () => Effect.succeed(false)),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(ejected))
 * // => false
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const ejectParticipant = (
  options: ParticipantOptions
): Effect.Effect<Ejection, CloudError, Requirements> =>
  Effect.map(call(ejectParticipantEndpoint, options), ({ ejected, ...other }) => ({
    ejected,
    other
  }))

// Left out against the types, it is reported as missing, not as a bad duration.
const minutesIn = (duration: Duration.Input | undefined): number | undefined =>
  duration === undefined ? undefined : minutesOf(duration)

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
  Effect.map(
    call(reserveEndpoint, { ...options, duration: minutesIn(options?.duration) }),
    ({ reservation_token, ...other }) => ({
      reservationToken: reservation_token,
      other
    })
  )

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
  Effect.map(
    call(extendReservationEndpoint, { ...options, by: minutesIn(options?.by) }),
    ({ extended, ...other }) => ({
      extended,
      other
    })
  )

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
  Effect.map(call(removeReservationEndpoint, { reservationToken }), ({ removed, ...other }) => ({
    removed,
    other
  }))

/**
 * The operations of this module as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [
  listEndpoint,
  participantsEndpoint,
  setParticipantOptionsEndpoint,
  ejectParticipantEndpoint,
  reserveEndpoint,
  extendReservationEndpoint,
  removeReservationEndpoint
] as const
