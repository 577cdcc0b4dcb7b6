/** The operations on conferences (wire reference, C 4). */
import type { AnswerForms } from "../AnswerForms.js"
import type { Conference, Participant } from "../Conferences.js"
import { anyText, dateTime, flag, orEmpty, wholeNumber } from "./checks.js"
import { longestReservation, minute } from "./conferenceEngine.js"
import { cloudDateTime } from "./dateTime.js"
import { type Cloud, json, type Operation, refused } from "./operation.js"
import {
  type Check,
  type Input,
  malformed,
  missing,
  optional,
  type Problem,
  required,
  valid
} from "./parameters.js"
import { httpRefusal } from "./refusal.js"

/** Fewer than 48 letters and digits (D). */
const newName: Check<string> = (text) =>
  /^[A-Za-z0-9]{1,47}$/.test(text) ? valid(text) : malformed("fewer than 48 letters and digits")

const invalid = (name: string, because: string): Problem => ({
  code: "0002",
  text: `The parameter ${name} is malformed: ${because}`
})

const nameToReserve = required("conference_name", "D", newName)
const maxParticipants = required("max_participants", "I", wholeNumber({ from: 40, to: 350 }))
const startTime = required("start_time", "I", dateTime)
const duration = required("duration", "I", wholeNumber({ from: 15, to: longestReservation }))
// Its default is the empty text in Aculab's PHP wrapper.
const divert = optional("divert", "D", orEmpty(anyText), undefined)

// I: measured before the rounding, and exactly 5 minutes and exactly 24 hours are in time.
const startProblems = (input: Input, cloud: Cloud): readonly Problem[] => {
  const start = input.maybe(startTime)
  if (start === undefined) return []
  // The form has whole seconds, so the part of a second that has gone by now does not count.
  const ahead = start - (cloud.clock.now() - (cloud.clock.now() % 1000))
  const inTime = ahead >= 5 * minute && ahead <= 24 * 60 * minute
  return inTime ? [] : [invalid("start_time", "expected 5 minutes to 24 hours ahead, in UTC")]
}

const nameProblems = (input: Input, cloud: Cloud): readonly Problem[] => {
  const name = input.maybe(nameToReserve)
  const taken = name !== undefined && cloud.conferences.isTaken(name)
  return taken ? [invalid("conference_name", "there is a conference of this name")] : []
}

const reservationCreate: Operation = {
  path: "/conference_reservation_create",
  parameters: [nameToReserve, maxParticipants, startTime, duration, divert],
  findProblems: (input, cloud) => [...nameProblems(input, cloud), ...startProblems(input, cloud)],
  run: (input, cloud) => {
    const reservation = cloud.conferences.reserve({
      name: input.get(nameToReserve),
      maxParticipants: input.get(maxParticipants),
      start: input.get(startTime),
      duration: input.get(duration),
      divert: input.get(divert)
    })
    return json({ reservation_token: reservation.token })
  }
}

const token = required("reservation_token", "I", anyText)

/** D: invalid, lapsed or unknown. That it is for this token that the code was made is inferred. */
const badToken: Problem = {
  code: "0405",
  text: "The parameter reservation_token is invalid, has lapsed or is unknown"
}

const tokenProblems = (text: string | undefined, cloud: Cloud): readonly Problem[] =>
  text !== undefined && cloud.conferences.byToken(text) === undefined ? [badToken] : []

/** A token lapses with its conference (I). */
const runningProblems = (input: Input, cloud: Cloud): readonly Problem[] => {
  const text = input.maybe(token)
  if (text === undefined) return []
  const conference = cloud.conferences.byToken(text)
  return conference === undefined || conference.status === "COMPLETED" ? [badToken] : []
}

const extension = required("duration", "I", wholeNumber({ from: 15, to: 60 }))

const lengthProblems = (input: Input, cloud: Cloud): readonly Problem[] => {
  const reservation = cloud.conferences.byToken(input.maybe(token) ?? "")?.reservation
  const added = input.maybe(extension)
  if (reservation === undefined || added === undefined) return []
  const total = (reservation.end - reservation.start) / minute + added
  return total > longestReservation ? [invalid("duration", `${total} minutes in all are too many`)] : []
}

const reservationModify: Operation = {
  path: "/conference_reservation_modify",
  parameters: [token, extension],
  findProblems: (input, cloud) => {
    const problems = runningProblems(input, cloud)
    return problems.length > 0 ? problems : lengthProblems(input, cloud)
  },
  run: (input, cloud) => {
    cloud.conferences.extend(input.get(token), input.get(extension))
    return json({ extended: true })
  }
}

const reservationRemove: Operation = {
  path: "/conference_reservation_remove",
  parameters: [token],
  findProblems: runningProblems,
  run: (input, cloud) => {
    cloud.conferences.remove(input.get(token))
    return json({ removed: true })
  }
}

// I, all of it: the fields of a conference are not documented.
const conferenceOnWire = ({ name, status, maxParticipants, participants, reservation }: Conference) => ({
  conference_name: name,
  status,
  participant_count: participants.length,
  max_participants: maxParticipants,
  ...(reservation === undefined
    ? {}
    : {
        reservation_token: reservation.token,
        start_time: cloudDateTime(reservation.start),
        duration: (reservation.end - reservation.start) / minute,
        ...(reservation.divert === undefined ? {} : { divert: reservation.divert })
      })
})

const conferenceList: Operation = {
  path: "/conference_list",
  parameters: [],
  findProblems: () => [],
  run: (_, cloud) => json(cloud.conferences.list().map(conferenceOnWire))
}

const nameOfList = optional("conference_name", "I", anyText, undefined)
const tokenOfList = optional("reservation_token", "I", anyText, undefined)

// I: the fields of a participant are those that can be set, and the name that other operations take.
const participantOnWire = (participant: Participant) => ({
  participant_id: participant.id,
  leader: participant.leader,
  muted: participant.muted,
  dtmf_enabled: participant.dtmfEnabled
})

const oneOfTheTwo = (input: Input): readonly Problem[] => {
  if (!input.given(nameOfList) && !input.given(tokenOfList)) {
    return [missing("conference_name or reservation_token")]
  }
  // S: one is an alternate of the other. That both are an error is inferred.
  return input.given(nameOfList) && input.given(tokenOfList)
    ? [{ code: "0002", text: "The parameters conference_name and reservation_token exclude each other" }]
    : []
}

const participantList: Operation = {
  path: "/conference_participant_list",
  parameters: [nameOfList, tokenOfList],
  findProblems: (input, cloud) => [...oneOfTheTwo(input), ...tokenProblems(input.maybe(tokenOfList), cloud)],
  run: (input, cloud) => {
    const token = input.get(tokenOfList)
    const conference =
      token === undefined
        ? cloud.conferences.get(input.get(nameOfList) ?? "")
        : cloud.conferences.byToken(token)
    // I: what an unknown name is answered with.
    if (conference === undefined) return refused(httpRefusal(404, "There is no such conference"))
    return json({
      status: conference.status,
      // The name is singular, the value a list (S).
      participant: conference.participants.map(participantOnWire)
    })
  }
}

const name = required("conference_name", "I", anyText)
const participantId = required("participant_id", "I", anyText)
const muted = required("muted", "I", flag)
const dtmfEnabled = required("dtmf_enabled", "I", flag)

const optionsSet = (success: boolean, form: AnswerForms["optionsSet"]): boolean | string => {
  const asText = form === "text" || (form === "mixed" && !success)
  return asText ? String(success) : success
}

const participantSetOptions: Operation = {
  path: "/conference_participant_set_options",
  parameters: [name, participantId, muted, dtmfEnabled],
  findProblems: () => [],
  run: (input, cloud) => {
    const options = { muted: input.get(muted), dtmfEnabled: input.get(dtmfEnabled) }
    const success = cloud.conferences.setOptions(input.get(name), input.get(participantId), options)
    return json({ options_set: optionsSet(success, cloud.forms.optionsSet) })
  }
}

const participantEject: Operation = {
  path: "/conference_participant_eject",
  parameters: [name, participantId],
  findProblems: () => [],
  // I: false when there is no such participant.
  run: (input, cloud) => json({ ejected: cloud.conferences.leave(input.get(name), input.get(participantId)) })
}

export const conferenceOperations: readonly Operation[] = [
  reservationCreate,
  reservationModify,
  reservationRemove,
  conferenceList,
  participantList,
  participantSetOptions,
  participantEject
]
