/**
 * What the cloud says of a message.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"

/**
 * Names a message, or one part of a long one. Unique; opaque.
 *
 * @category models
 * @since 0.1.0
 */
export type MessageReference = string

/**
 * Where a message is. The set is open: a word that this SDK does not know is passed on.
 *
 * - `queued`, `submitted to carrier`, `sent`: on its way.
 * - `delivered`, `accepted`, `failed`, `cancelled`, `received`: the end.
 * - `unknown`: the cloud does not know the reference.
 *
 * @category models
 * @since 0.1.0
 */
export type MessageState =
  | "queued"
  | "submitted to carrier"
  | "sent"
  | "delivered"
  | "accepted"
  | "failed"
  | "cancelled"
  | "received"
  | "unknown"
  | (string & Record<never, never>)

/**
 * The place of a part in a message that was too long for one.
 *
 * @category models
 * @since 0.1.0
 */
export interface MessagePart {
  /** Shared by all parts; unique among recent messages in one direction (S). */
  readonly uid: string
  /** From 1 to `count`. */
  readonly position: number
  /** How many parts the text was cut into, at least 1. */
  readonly count: number
}

/**
 * What the cloud says of a message. Fields that it leaves out are absent; with the
 * state `unknown` it leaves out all but the state (S).
 *
 * @category models
 * @since 0.1.0
 */
export interface MessageStatus {
  readonly reference: MessageReference
  readonly state: MessageState
  /** Why it failed, in the carrier's or the cloud's words. */
  readonly failureReason?: string
  /** `sms` or `mms`. */
  readonly type?: string
  /** When the state last changed. */
  readonly updatedAt?: DateTime.Utc
  /** Aculab message error code, three digits; `000` is no error (D). An open set. */
  readonly errorCode?: string
  /** The number that it was sent from. */
  readonly from?: string
  /** Only for a part of a long message. */
  readonly part?: MessagePart
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

const finalStates: ReadonlyArray<string> = [
  "delivered",
  "accepted",
  "failed",
  "cancelled",
  "received",
  "unknown"
]

/**
 * Whether a message is at its end: no other state will come. `sent` is the end only of a
 * message without a delivery report, which its status does not tell; see `Messages.follow`.
 *
 * @category guards
 * @since 0.1.0
 */
export const isFinal = (status: { readonly state: MessageState }): boolean =>
  finalStates.includes(status.state)
