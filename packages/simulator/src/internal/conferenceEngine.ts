/** Keeps conferences. What they are follows from the time and from who is there, so no timer is needed. */
import type { Clock } from "../Clock.js"
import type { Conference, ConferenceStatus, Conferences, Participant, Reservation } from "../Conferences.js"

export const minute = 60_000
const hour = 60 * minute

/** The size of a conference without a reservation (D). */
const unreservedParticipants = 40

/** The longest that a reservation may become, in minutes (S). */
export const longestReservation = 480

export interface ReservationRequest {
  readonly name: string
  readonly maxParticipants: number
  readonly start: number
  /** Minutes. */
  readonly duration: number
  readonly divert: string | undefined
}

export interface ConferenceEngine extends Conferences {
  /** Whether a conference of this name is reserved or going on: names are unique (D). */
  readonly isTaken: (name: string) => boolean
  /** The start is rounded down to the minute (D). */
  readonly reserve: (request: ReservationRequest) => Reservation
  /** The conference of a token; undefined once it is forgotten. */
  readonly byToken: (token: string) => Conference | undefined
  readonly extend: (token: string, minutes: number) => void
  /** Ends a reservation, and the conference with it. */
  readonly remove: (token: string) => void
  /** False if there is no such participant. */
  readonly setOptions: (
    name: string,
    participantId: string,
    options: { readonly muted: boolean; readonly dtmfEnabled: boolean }
  ) => boolean
}

interface Room {
  readonly name: string
  readonly maxParticipants: number
  reservation: Reservation | undefined
  readonly participants: Map<string, Participant>
}

export const makeConferenceEngine = (clock: Clock): ConferenceEngine => {
  let rooms: readonly Room[] = []
  let tokenCount = 0
  let participantCount = 0

  const isOver = ({ reservation }: Room) => reservation !== undefined && reservation.end <= clock.now()

  /** Those who are in a conference whose time is over have left it, and an hour later it is forgotten (I). */
  const current = (): readonly Room[] => {
    for (const room of rooms) if (isOver(room)) room.participants.clear()
    rooms = rooms.filter(({ reservation, participants }) =>
      reservation === undefined ? participants.size > 0 : reservation.end + hour > clock.now()
    )
    return rooms
  }

  const statusOf = (room: Room): ConferenceStatus => {
    if (isOver(room)) return "COMPLETED"
    if (room.reservation !== undefined && clock.now() < room.reservation.start) return "RESERVED"
    const present = [...room.participants.values()]
    return present.length >= 2 && present.some((participant) => participant.leader) ? "ACTIVE" : "HOLDING"
  }
  const seen = (room: Room): Conference => ({
    name: room.name,
    status: statusOf(room),
    maxParticipants: room.maxParticipants,
    participants: [...room.participants.values()],
    reservation: room.reservation
  })

  const liveRoom = (name: string) => current().find((room) => room.name === name && !isOver(room))
  const roomByToken = (token: string) => current().find((room) => room.reservation?.token === token)

  const newRoom = (room: Omit<Room, "participants">): Room => {
    const made = { ...room, participants: new Map<string, Participant>() }
    rooms = [...rooms, made]
    return made
  }
  const newParticipantId = (): string => {
    participantCount += 1
    return `c0ffee00c0ffee00.${10_000 + participantCount}`
  }

  return {
    list: () => current().map(seen),
    get: (name) => {
      const room = liveRoom(name) ?? current().findLast((past) => past.name === name)
      return room && seen(room)
    },
    isTaken: (name) => liveRoom(name) !== undefined,
    reserve: ({ name, maxParticipants, start, duration, divert }) => {
      tokenCount += 1
      const rounded = start - (start % minute)
      const reservation: Reservation = {
        token: `reservation-${tokenCount}`,
        start: rounded,
        end: rounded + duration * minute,
        divert
      }
      newRoom({ name, maxParticipants, reservation })
      return reservation
    },
    byToken: (token) => {
      const room = roomByToken(token)
      return room && seen(room)
    },
    extend: (token, minutes) => {
      const room = roomByToken(token)
      if (room?.reservation === undefined) return
      room.reservation = { ...room.reservation, end: room.reservation.end + minutes * minute }
    },
    remove: (token) => {
      rooms = rooms.filter((room) => room.reservation?.token !== token)
    },
    join: (name, { participantId, leader } = {}) => {
      if (name === "") throw new TypeError("a conference has a name")
      const existing = liveRoom(name)
      const early = existing?.reservation !== undefined && clock.now() < existing.reservation.start
      if (early) {
        const service = existing.reservation?.divert
        return service === undefined ? { kind: "busy" } : { kind: "diverted", service }
      }
      if (existing !== undefined && existing.participants.size >= existing.maxParticipants) {
        return { kind: "busy" }
      }
      const id = participantId ?? newParticipantId()
      if (existing?.participants.has(id)) throw new TypeError(`${id} is already in the conference ${name}`)
      const room =
        existing ?? newRoom({ name, maxParticipants: unreservedParticipants, reservation: undefined })
      const participant: Participant = {
        id,
        leader: leader ?? room.participants.size === 0,
        muted: false,
        dtmfEnabled: true,
        joined: clock.now()
      }
      room.participants.set(id, participant)
      return { kind: "joined", participant }
    },
    leave: (name, participantId) => liveRoom(name)?.participants.delete(participantId) ?? false,
    setOptions: (name, participantId, options) => {
      const participants = liveRoom(name)?.participants
      const participant = participants?.get(participantId)
      if (participant === undefined) return false
      participants?.set(participantId, { ...participant, ...options })
      return true
    }
  }
}
