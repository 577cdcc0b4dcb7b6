/**
 * Conferences of the simulated account. All times are milliseconds.
 *
 * An unreserved conference holds up to 40 participants, comes into being with the first and vanishes with the last
 * (D). A reserved one exists for the time of its reservation.
 */

/**
 * `RESERVED` before its time; `HOLDING` while its participants wait; `ACTIVE` with two or more participants, one of
 * them the leader; `COMPLETED` once its time is over (D).
 */
export type ConferenceStatus = "RESERVED" | "HOLDING" | "ACTIVE" | "COMPLETED"

/** A conference that is reserved. */
export interface Reservation {
  readonly token: string
  /** In milliseconds since the epoch, as are all times. */
  readonly start: number
  /** When it ends, with all extensions, in milliseconds since the epoch. */
  readonly end: number
  /** The inbound service for those who come too early; undefined: they are told BUSY (D). */
  readonly divert: string | undefined
}

/** Somebody in a conference. */
export interface Participant {
  /** The id of the application instance that placed the call into the conference (D). */
  readonly id: string
  readonly leader: boolean
  readonly muted: boolean
  /** Whether the participant's keys do anything. */
  readonly dtmfEnabled: boolean
  /** In milliseconds since the epoch. */
  readonly joined: number
}

/** A conference, with those in it. */
export interface Conference {
  readonly name: string
  readonly status: ConferenceStatus
  /** How many participants may be in it at once, at least 1. */
  readonly maxParticipants: number
  readonly participants: readonly Participant[]
  /** Undefined for an unreserved conference. */
  readonly reservation: Reservation | undefined
}

/** What becomes of somebody who calls in. */
export type Joining =
  | { readonly kind: "joined"; readonly participant: Participant }
  /** Too early, and sent to an inbound service. */
  | { readonly kind: "diverted"; readonly service: string }
  /** Too early, or the conference is full. */
  | { readonly kind: "busy" }

/** A test's access to conferences, beside the operations of the cloud: the calls come from here. */
export interface Conferences {
  /** Oldest first. Completed ones are kept for an hour (I). */
  readonly list: () => readonly Conference[]
  /** The conference of this name that is not over, or else the latest that is. */
  readonly get: (name: string) => Conference | undefined
  /**
   * Somebody calls in. A name that is not reserved, or whose reservation is over, is an unreserved conference. Throws
   * if the participant is already there.
   */
  readonly join: (
    name: string,
    options?: {
      /** Default: a new application instance id. */
      readonly participantId?: string
      /** Default: true for the first, false for those who come later. */
      readonly leader?: boolean
    }
  ) => Joining
  /** Somebody hangs up. False if there was no such participant. */
  readonly leave: (name: string, participantId: string) => boolean
}
