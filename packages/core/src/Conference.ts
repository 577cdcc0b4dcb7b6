/**
 * What the cloud says of a conference and of who is in it.
 *
 * @since 0.1.0
 */

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
 * Whether a conference is over: no other state will come. A conference without a reservation
 * has no such state; it vanishes from the list with its last participant (D).
 *
 * @category guards
 * @since 0.1.0
 */
export const isFinal = (conference: { readonly state?: ConferenceState }): boolean =>
  conference.state === "COMPLETED"
