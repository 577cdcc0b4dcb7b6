/**
 * What the cloud says of the start of an outbound service.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"

/**
 * Names one start of an outbound service. Opaque.
 *
 * @category models
 * @since 0.1.0
 */
export type ServiceInvocationReference = string

/**
 * Where a start is (S). The set is open: a word that this SDK does not know is passed on.
 *
 * - `queued`: waits for its turn, and can be cancelled.
 * - `running`: the application runs.
 * - `completed`, `couldnotrun`, `cancelled`: the end.
 * - `unknown`: the cloud does not know the reference.
 *
 * @category models
 * @since 0.1.0
 */
export type OutboundState =
  | "queued"
  | "running"
  | "completed"
  | "couldnotrun"
  | "cancelled"
  | "unknown"
  | (string & Record<never, never>)

/**
 * What the cloud says of a start. Which fields it leaves out while a start is queued is not
 * documented.
 *
 * @category models
 * @since 0.1.0
 */
export interface OutboundStatus {
  readonly reference: ServiceInvocationReference
  readonly state: OutboundState
  /** The application that it became: for `ApplicationStatus.get` and `RestApplications.interrupt` (S). */
  readonly applicationInstanceId?: string
  /** When the application's status will be ready: a hint for `ApplicationStatus.await` (S). */
  readonly applicationStatusEta?: DateTime.Utc
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

const finalStates: ReadonlyArray<string> = ["completed", "couldnotrun", "cancelled", "unknown"]

/**
 * Whether a start is at its end: no other state will come.
 *
 * @category guards
 * @since 0.1.0
 */
export const isFinal = (status: { readonly state: OutboundState }): boolean =>
  finalStates.includes(status.state)
