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
import * as Effect from "effect/Effect"
import { CloudAccount } from "./CloudAccount.js"
import type { CloudError } from "./CloudError.js"
import type { Conference, Participants, ReservationToken } from "./Conference.js"
import { call, type Requirements } from "./internal/call.js"
import { conferenceOf, conferences, participantList, participantsOf } from "./internal/conference.js"
import * as Endpoint from "./internal/endpoint.js"
import { ejectParticipantEndpoint, setParticipantOptionsEndpoint } from "./internal/participants.js"
import { extendEndpoint, removeEndpoint, reserveEndpoint } from "./internal/reservations.js"
import * as Wire from "./internal/wire.js"

export type {
  Conference,
  ConferenceState,
  Participant,
  Participants,
  ReservationToken
} from "./Conference.js"
export { isFinal } from "./Conference.js"
export {
  type Ejection,
  ejectParticipant,
  type OptionsSet,
  type ParticipantOptions,
  type SetParticipantOptions,
  setParticipantOptions
} from "./internal/participants.js"
export {
  type Extension,
  type ExtensionOptions,
  extendReservation,
  type Removal,
  type Reservation,
  type ReservationOptions,
  removeReservation,
  reserve
} from "./internal/reservations.js"

const listEndpoint = /*#__PURE__*/ Endpoint.define<
  Readonly<Record<never, never>>,
  ReturnType<typeof conferences>["Type"],
  CloudAccount
>(() => ({
  operation: "Conferences.list",
  wrapper: [36],
  method: "POST",
  path: "/conference_list",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "read",
  parameters: {},
  responseMark: "S",
  response: conferences()
}))

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
 * Which conference: by its name or by its reservation, exactly one of the two (S, wire names I).
 *
 * @category options
 * @since 0.1.0
 */
export type ParticipantsOptions =
  | {
      /** As {@link list} tells it. Not empty. */
      readonly conferenceName: string
      readonly reservationToken?: undefined
    }
  | {
      /** As `reserve` gave it. Not empty. */
      readonly reservationToken: ReservationToken
      readonly conferenceName?: undefined
    }

const participantsEndpoint = /*#__PURE__*/ Endpoint.define<
  ParticipantsOptions,
  ReturnType<typeof participantList>["Type"],
  CloudAccount
>(() => ({
  operation: "Conferences.participants",
  wrapper: [37],
  method: "POST",
  path: "/conference_participant_list",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "read",
  parameters: {
    conferenceName: Endpoint.optional("conference_name", "I", Wire.nonEmptyText),
    reservationToken: Endpoint.optional("reservation_token", "I", Wire.nonEmptyText)
  },
  rules: ({ conferenceName, reservationToken }) => {
    if (conferenceName === undefined && reservationToken === undefined) {
      return [{ field: "conferenceName", rule: "is required when reservationToken is left out" }]
    }
    return conferenceName === undefined || reservationToken === undefined
      ? []
      : [{ field: "reservationToken", rule: "must be left out beside conferenceName" }]
  },
  responseMark: "S",
  response: participantList()
}))

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
  extendEndpoint,
  removeEndpoint
] as const
