/**
 * What a message looks like on the wire, shared by status queries and status updates.
 */
import type * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import type { MessagePart, MessageState } from "../MessageStatus.js"
import { defined, moment, nonEmptyText, otherThan, wholeNumber } from "./answers.js"

/** Fields that both forms have. Unknown fields are kept; unknown words in known fields are fine. */
export const messageFields = () => ({
  status: nonEmptyText(),
  type: Schema.optional(Schema.String),
  timestamp: Schema.optional(moment()),
  aculab_msg_err: Schema.optional(Schema.Union([Schema.String, Schema.Int])),
  multipart_uid: Schema.optional(Schema.String),
  // Numbers travel as JSON numbers in a POST and as text in a GET.
  multipart_pos: Schema.optional(wholeNumber()),
  multipart_count: Schema.optional(wholeNumber())
})

interface WireMessage {
  readonly status: string
  readonly type?: string | undefined
  readonly timestamp?: DateTime.Utc | undefined
  readonly aculab_msg_err?: string | number | undefined
  readonly multipart_uid?: string | undefined
  readonly multipart_pos?: number | undefined
  readonly multipart_count?: number | undefined
}

/** The shared fields in the names of this SDK. */
export const messageOf = (wire: WireMessage) => ({
  ...stateOf(wire.status),
  ...defined({
    type: wire.type,
    updatedAt: wire.timestamp,
    errorCode: wire.aculab_msg_err === undefined ? undefined : String(wire.aculab_msg_err).padStart(3, "0"),
    part: partOf(wire)
  })
})

/** `failed (reason)` is one text on the wire: the state ends at the first bracket (S). */
const stateOf = (status: string): { readonly state: MessageState; readonly failureReason?: string } => {
  const bracket = /^(.*?) \((.*)\)$/s.exec(status)
  const state = bracket?.[1]
  const failureReason = bracket?.[2]
  return state === undefined || failureReason === undefined ? { state: status } : { state, failureReason }
}

const partOf = (wire: WireMessage): MessagePart | undefined =>
  wire.multipart_uid === undefined || wire.multipart_pos === undefined || wire.multipart_count === undefined
    ? undefined
    : { uid: wire.multipart_uid, position: wire.multipart_pos, count: wire.multipart_count }

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
