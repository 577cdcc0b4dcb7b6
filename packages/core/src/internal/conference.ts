/**
 * Conferences and participants as the cloud is expected to send them. Nobody has seen their
 * fields, so a field counts only when it has the expected type, and nothing is lost.
 */
import * as Schema from "effect/Schema"
import type { Conference, Participant } from "../Conference.js"
import { arrayWithin, defined, open, otherThan } from "./answers.js"
import { flag, text } from "./record.js"

type Fields = Readonly<Record<string, unknown>>

const fields = () => Schema.Record(Schema.String, Schema.Unknown)

/** An array (S), or an object that wraps it: the wrapper unwraps other lists that it returns as arrays. */
export const conferences = () => arrayWithin(fields())

/**
 * The key is singular (S), which looks like XML once: so a single participant may come
 * without its array, and none without the key (I).
 */
export const participantList = () =>
  open({
    status: Schema.String,
    participant: Schema.optionalKey(Schema.NullOr(Schema.Union([Schema.Array(fields()), fields()])))
  })

export const participantsOf = (answer: ReturnType<typeof participantList>["Type"]) => {
  const listed = answer.participant ?? []
  return {
    state: answer.status,
    participants: (Array.isArray(listed) ? listed : [listed]).map(participantOf),
    other: otherThan(["status", "participant"], answer)
  }
}

export const conferenceOf = (wire: Fields): Conference => {
  const known = {
    conference_name: text(wire.conference_name),
    status: text(wire.status),
    reservation_token: text(wire.reservation_token)
  }
  return {
    ...defined({
      conferenceName: known.conference_name,
      state: known.status,
      reservationToken: known.reservation_token
    }),
    other: otherThan(Object.keys(defined(known)), wire)
  }
}

const participantOf = (wire: Fields): Participant => {
  const known = {
    participant_id: text(wire.participant_id),
    muted: flag(wire.muted),
    dtmf_enabled: flag(wire.dtmf_enabled)
  }
  return {
    ...defined({
      participantId: known.participant_id,
      muted: known.muted,
      dtmfEnabled: known.dtmf_enabled
    }),
    other: otherThan(Object.keys(defined(known)), wire)
  }
}
