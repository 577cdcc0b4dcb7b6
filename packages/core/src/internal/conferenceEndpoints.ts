/**
 * The operations of `Conferences` as data.
 */
import { CloudAccount } from "../CloudAccount.js"
import type {
  ExtensionOptions,
  ParticipantOptions,
  ParticipantsOptions,
  ReservationOptions,
  ReservationToken,
  SetParticipantOptions
} from "../Conference.js"
import { flag, nonEmptyText, open } from "./answers.js"
import { conferences, participantList } from "./conference.js"
import * as Endpoint from "./endpoint.js"
import { momentOf } from "./moment.js"
import * as Wire from "./wire.js"

export const listEndpoint = /*#__PURE__*/ Endpoint.define<
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

export const participantsEndpoint = /*#__PURE__*/ Endpoint.define<
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

const participantParameters = () => ({
  conferenceName: Endpoint.required("conference_name", "I", Wire.nonEmptyText),
  participantId: Endpoint.required("participant_id", "I", Wire.nonEmptyText)
})

const optionsAnswer = () => open({ options_set: flag() })

export const setParticipantOptionsEndpoint = /*#__PURE__*/ Endpoint.define<
  SetParticipantOptions,
  ReturnType<typeof optionsAnswer>["Type"],
  CloudAccount
>(() => ({
  operation: "Conferences.setParticipantOptions",
  wrapper: [38],
  method: "POST",
  path: "/conference_participant_set_options",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "again",
  parameters: {
    ...participantParameters(),
    muted: Endpoint.required("muted", "I", Wire.flag),
    dtmfEnabled: Endpoint.required("dtmf_enabled", "I", Wire.flag)
  },
  responseMark: "S",
  response: optionsAnswer()
}))

const ejectionAnswer = () => open({ ejected: flag() })

export const ejectParticipantEndpoint = /*#__PURE__*/ Endpoint.define<
  ParticipantOptions,
  ReturnType<typeof ejectionAnswer>["Type"],
  CloudAccount
>(() => ({
  operation: "Conferences.ejectParticipant",
  wrapper: [39],
  method: "POST",
  path: "/conference_participant_eject",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "again",
  parameters: participantParameters(),
  responseMark: "S",
  response: ejectionAnswer()
}))

/** A duration as a number of minutes; absent where the caller left it out against the types. */
type InMinutes<Options, Field extends keyof Options> = Omit<Options, Field> & {
  readonly [Key in Field]: number | undefined
}

const minute = 60_000

/** Leaves the cloud the decision where its clock and this one may differ. */
const tolerance = minute

const startProblems = (startAt: unknown, now: number): ReadonlyArray<Endpoint.Problem> => {
  const start = momentOf(startAt)
  if (start === undefined) return []
  const ahead = start.epochMilliseconds - now
  return ahead >= 5 * minute - tolerance && ahead <= 24 * 60 * minute + tolerance
    ? []
    : [{ field: "startAt", rule: "must be 5 minutes to 24 hours from now" }]
}

const reservation = () => open({ reservation_token: nonEmptyText() })

export const reserveEndpoint = /*#__PURE__*/ Endpoint.define<
  InMinutes<ReservationOptions, "duration">,
  ReturnType<typeof reservation>["Type"],
  CloudAccount
>(() => ({
  operation: "Conferences.reserve",
  wrapper: [40],
  method: "POST",
  path: "/conference_reservation_create",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "once",
  whenUnknown:
    "The conference may be reserved: look for its name in the list of conferences before reserving it again",
  parameters: {
    conferenceName: Endpoint.required(
      "conference_name",
      "D",
      Wire.textMatching(/^[A-Za-z0-9]{1,47}$/, "must be 1 to 47 letters and digits")
    ),
    maxParticipants: Endpoint.required("max_participants", "I", Wire.wholeNumber(40, 350)),
    startAt: Endpoint.required("start_time", "I", Wire.moment),
    duration: Endpoint.required("duration", "I", Wire.wholeMinutes(15, 480)),
    divert: Endpoint.optional("divert", "D", Wire.nonEmptyText)
  },
  rules: ({ startAt }, now) => startProblems(startAt, now),
  responseMark: "S",
  response: reservation()
}))

const extension = () => open({ extended: flag() })

export const extendReservationEndpoint = /*#__PURE__*/ Endpoint.define<
  InMinutes<ExtensionOptions, "by">,
  ReturnType<typeof extension>["Type"],
  CloudAccount
>(() => ({
  operation: "Conferences.extendReservation",
  wrapper: [41],
  method: "POST",
  path: "/conference_reservation_modify",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "once",
  whenUnknown: "The reservation may be longer now: look at the list of conferences before extending it again",
  parameters: {
    reservationToken: Endpoint.required("reservation_token", "I", Wire.nonEmptyText),
    by: Endpoint.required("duration", "I", Wire.wholeMinutes(15, 60))
  },
  responseMark: "S",
  response: extension()
}))

const removal = () => open({ removed: flag() })

export const removeReservationEndpoint = /*#__PURE__*/ Endpoint.define<
  { readonly reservationToken: ReservationToken },
  ReturnType<typeof removal>["Type"],
  CloudAccount
>(() => ({
  operation: "Conferences.removeReservation",
  wrapper: [42],
  method: "POST",
  path: "/conference_reservation_remove",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "again",
  parameters: { reservationToken: Endpoint.required("reservation_token", "I", Wire.nonEmptyText) },
  responseMark: "S",
  response: removal()
}))
