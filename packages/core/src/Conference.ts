/**
 * Conferences as values: what the cloud says of one, of who is in it and of reservations,
 * and what `Conferences` can be asked.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type * as CloudDateTime from "./CloudDateTime.js"

/**
 * Where a conference is. The set is open: a word that this SDK does not know is passed on.
 *
 * - `RESERVED`: reserved, not started (D).
 * - `HOLDING`: about to start; its participants wait (D).
 * - `ACTIVE`: in progress, with two or more participants, one of them the leader (D).
 * - `COMPLETED`: a reserved conference that is over (D).
 *
 * @category models
 * @since 0.1.0
 */
export type ConferenceState =
  | "RESERVED"
  | "HOLDING"
  | "ACTIVE"
  | "COMPLETED"
  | (string & Record<never, never>)

/**
 * Names a reservation. Opaque.
 *
 * It is a text and not `Redacted`, because it opens nothing by itself: every operation that
 * takes one asks for the account's API Access Key too (D), and who has that key can do all
 * that the token allows, and more. So it is like the reference of a message: keep it, print
 * it, store it beside the meeting. A program that hands tokens to people, and does for them
 * what they ask with a token, makes it a secret of its own: there it must be guarded.
 *
 * @category models
 * @since 0.1.0
 */
export type ReservationToken = string

/**
 * A conference, reserved or in progress. Which fields the cloud sends is not documented:
 * those named here are what can be expected (I). One that is missing, or is not of the
 * expected type, is absent here, and everything that has no name here is in `other`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Conference {
  readonly conferenceName?: string
  readonly state?: ConferenceState
  /** Of a reserved conference. */
  readonly reservationToken?: ReservationToken
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * Somebody in a conference. As in {@link Conference}, the fields are those that can be
 * expected (I).
 *
 * @category models
 * @since 0.1.0
 */
export interface Participant {
  /** The id of the application instance that placed the call into the conference (D). */
  readonly participantId?: string
  readonly muted?: boolean
  /** Whether the participant's keys do anything. */
  readonly dtmfEnabled?: boolean
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * Who is in a conference, and where the conference is.
 *
 * @category models
 * @since 0.1.0
 */
export interface Participants {
  readonly state: ConferenceState
  readonly participants: ReadonlyArray<Participant>
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * Which conference: by its name or by its reservation, exactly one of the two (S, wire names I).
 *
 * @category options
 * @since 0.1.0
 */
export type ParticipantsOptions =
  | {
      /** As `Conferences.list` tells it. Not empty. */
      readonly conferenceName: string
      readonly reservationToken?: undefined
    }
  | {
      /** As `Conferences.reserve` gave it. Not empty. */
      readonly reservationToken: ReservationToken
      readonly conferenceName?: undefined
    }

/**
 * Names one participant of one conference.
 *
 * @category options
 * @since 0.1.0
 */
export interface ParticipantOptions {
  /** As `Conferences.list` tells it. Not empty (S, wire name I). */
  readonly conferenceName: string
  /**
   * As `Conferences.participants` tells it (S, wire name I): the id of the application instance that
   * placed the call into the conference (D). Not empty.
   */
  readonly participantId: string
}

/**
 * What a participant may do: both properties, because the wrapper always sends both (S).
 *
 * @category options
 * @since 0.1.0
 */
export interface SetParticipantOptions extends ParticipantOptions {
  /** `true`: the others do not hear the participant (S, wire name I). */
  readonly muted: boolean
  /** `false`: the participant's keys do nothing (S, wire name I). */
  readonly dtmfEnabled: boolean
}

/**
 * What the cloud answers when options of a participant were set.
 *
 * @category models
 * @since 0.1.0
 */
export interface OptionsSet {
  /** `false`: the cloud did not set the options. */
  readonly optionsSet: boolean
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * What the cloud answers when a participant was ejected.
 *
 * @category models
 * @since 0.1.0
 */
export interface Ejection {
  readonly ejected: boolean
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * What is reserved: a conference that begins later.
 *
 * @category options
 * @since 0.1.0
 */
export interface ReservationOptions {
  /** Fewer than 48 characters, letters and digits only (D). Unique within the account (D). */
  readonly conferenceName: string
  /** How many participants to expect at most: 40 to 350 (S, wire name I). */
  readonly maxParticipants: number
  /**
   * When it starts, such as a `Date`: 5 minutes to 24 hours from now (S, wire name and form I). The cloud rounds
   * it down to the minute (D).
   *
   * "Now" is this machine's clock. The cloud has another one, so a moment that misses the
   * range by a minute or less is sent all the same, and the cloud decides.
   */
  readonly startAt: CloudDateTime.Input
  /**
   * How long it lasts: 15 to 480 whole minutes (S, wire name I), such as `"90 minutes"`. A bare number is
   * milliseconds.
   */
  readonly duration: Duration.Input
  /** The inbound service that gets those who call too early. Default: they hear BUSY (D). Not empty. */
  readonly divert?: string | undefined
}

/**
 * A conference that is reserved.
 *
 * @category models
 * @since 0.1.0
 */
export interface Reservation {
  /** For `Conferences.extendReservation`, `Conferences.removeReservation` and `Conferences.participants`: keep it. */
  readonly reservationToken: ReservationToken
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * Which reservation is extended, and by how much.
 *
 * @category options
 * @since 0.1.0
 */
export interface ExtensionOptions {
  /** As `Conferences.reserve` gave it (S, wire name I). Not empty. */
  readonly reservationToken: ReservationToken
  /**
   * How much longer: 15 to 60 whole minutes (S, wire name I), such as `"30 minutes"`. A bare number is
   * milliseconds. The cloud refuses what would make more than 480 minutes together (S).
   */
  readonly by: Duration.Input
}

/**
 * What became of a reservation that was to be extended.
 *
 * @category models
 * @since 0.1.0
 */
export interface Extension {
  readonly extended: boolean
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * What became of a reservation that was to be removed.
 *
 * @category models
 * @since 0.1.0
 */
export interface Removal {
  readonly removed: boolean
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * Whether a conference is over: no other state will come. A conference without a reservation
 * has no such state; it vanishes from the list with its last participant (D).
 *
 * @category guards
 * @since 0.1.0
 */
export const isFinal = (conference: { readonly state?: ConferenceState }): boolean =>
  conference.state === "COMPLETED"
