/**
 * What a message looks like on the wire, shared by status queries and status updates.
 */
import type * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import type { MessagePart, MessageState } from "../MessageStatus.js"
import { defined, moment, nonEmptyText, otherThan, wholeNumber } from "./answers.js"

/** A field that may not be there: one field that is null must not cost the statuses of a hundred messages, or an update. */
export const maybe = <Field extends Schema.Constraint>(field: Field) => Schema.optional(Schema.NullOr(field))

/** Fields that both forms have. Unknown fields are kept; unknown words in known fields are fine. */
export const messageFields = () => ({
  status: nonEmptyText(),
  type: maybe(Schema.String),
  timestamp: maybe(moment()),
  aculab_msg_err: maybe(Schema.Union([Schema.String, Schema.Int])),
  multipart_uid: maybe(Schema.String),
  // Numbers travel as JSON numbers in a POST and as text in a GET.
  multipart_pos: maybe(wholeNumber()),
  multipart_count: maybe(wholeNumber())
})

interface WireMessage {
  readonly status: string
  readonly type?: string | null | undefined
  readonly timestamp?: DateTime.Utc | null | undefined
  readonly aculab_msg_err?: string | number | null | undefined
  readonly multipart_uid?: string | null | undefined
  readonly multipart_pos?: number | null | undefined
  readonly multipart_count?: number | null | undefined
}

/** The shared fields in the names of this SDK. */
export const messageOf = (wire: WireMessage) => ({
  ...stateOf(wire.status),
  ...defined({
    type: wire.type ?? undefined,
    updatedAt: wire.timestamp ?? undefined,
    errorCode: wire.aculab_msg_err == null ? undefined : String(wire.aculab_msg_err).padStart(3, "0"),
    part: partOf(wire)
  })
})

/** `failed (reason)` is one text on the wire: the state ends at the first bracket (S). */
const stateOf = (status: string): { readonly state: MessageState; readonly failureReason?: string } => {
  const bracket = /^(.*?) \((.*?)\)?$/s.exec(status)
  const state = bracket?.[1]
  const failureReason = bracket?.[2]
  return state === undefined || failureReason === undefined ? { state: status } : { state, failureReason }
}

const partOf = ({
  multipart_uid: uid,
  multipart_pos: position,
  multipart_count: count
}: WireMessage): MessagePart | undefined =>
  uid == null || position == null || count == null ? undefined : { uid, position, count }

const sharedNames = [
  "status",
  "type",
  "timestamp",
  "aculab_msg_err",
  "multipart_uid",
  "multipart_pos",
  "multipart_count"
] satisfies ReadonlyArray<keyof WireMessage>

/** The fields that the cloud sent and this SDK has no name for. */
export const othersOf = (
  wire: Readonly<Record<string, unknown>>,
  ownNames: ReadonlyArray<string>
): Readonly<Record<string, unknown>> => otherThan([...sharedNames, ...ownNames], wire)
