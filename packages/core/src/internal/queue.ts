/**
 * The queue of an outbound service: the same for the account (`Services`) and for the
 * service itself (`Outbound`).
 */
import * as Schema from "effect/Schema"
import { open, otherThan, wholeNumber } from "./answers.js"

/**
 * Starts that wait for their turn at an outbound service.
 *
 * @category models
 * @since 0.1.0
 */
export interface ServiceQueue {
  readonly serviceName: string
  /** How many starts wait. */
  readonly length: number
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * What a purge cancelled.
 *
 * @category models
 * @since 0.1.0
 */
export interface PurgedQueue {
  readonly serviceName: string
  /** How many starts were cancelled. */
  readonly cancelled: number
  /** The service invocation references of those starts. */
  readonly references: ReadonlyArray<string>
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

const queueFields = () => ({ service_name: Schema.String, length: wholeNumber() })

export const queueAnswer = () => open(queueFields())
export type QueueAnswer = ReturnType<typeof queueAnswer>["Type"]

export const queuesAnswer = () => Schema.Array(queueAnswer())
export type QueuesAnswer = ReturnType<typeof queuesAnswer>["Type"]

export const queueOf = (wire: QueueAnswer): ServiceQueue => ({
  serviceName: wire.service_name,
  length: wire.length,
  other: otherThan(["service_name", "length"], wire)
})

export const purgedAnswer = () =>
  open({
    service_name: Schema.String,
    cancelled: wholeNumber(),
    service_refs: Schema.optional(Schema.Array(Schema.String))
  })
export type PurgedAnswer = ReturnType<typeof purgedAnswer>["Type"]

export const purgedOf = (wire: PurgedAnswer): PurgedQueue => ({
  serviceName: wire.service_name,
  cancelled: wire.cancelled,
  references: wire.service_refs ?? [],
  other: otherThan(["service_name", "cancelled", "service_refs"], wire)
})
