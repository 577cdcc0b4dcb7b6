import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { aculabCloud, document, inVirtualTime, lastingSimulator } from "./support.js"

/** A simulator whose clock is that of the command, too. */
const together = Effect.gen(function* () {
  const simulator = lastingSimulator()
  yield* TestClock.setTime(simulator.clock.now())
  return simulator
})

const reserve = ["conferences", "reserve", "--simulate", "TownHall", "--participants", "200"]
const soon = ["--in", "2h", "--duration", "90m"]

const withReservation = Effect.gen(function* () {
  const simulator = yield* together
  yield* aculabCloud([...reserve, ...soon], { simulator })
  const token = simulator.conferences.get("TownHall")?.reservation?.token ?? ""
  simulator.clearRequests()
  return { simulator, token }
})

const withParticipants = Effect.sync(() => {
  const simulator = lastingSimulator()
  simulator.conferences.join("Standup", { participantId: "p1" })
  simulator.conferences.join("Standup", { participantId: "p2" })
  return simulator
})

describe("conferences reserve", () => {
  it.effect("reserves, and prints the token", () =>
    Effect.gen(function* () {
      const simulator = yield* together
      const { code, stdout, stderr } = yield* aculabCloud([...reserve, ...soon, "--divert", "lobby"], {
        simulator
      })
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      const conference = simulator.conferences.get("TownHall")
      const start = simulator.clock.now() + 2 * 3_600_000
      expect(conference).toMatchObject({
        maxParticipants: 200,
        reservation: { start, end: start + 90 * 60_000, divert: "lobby" }
      })
      expect(stdout).toBe(`Reservation token\n${conference?.reservation?.token}\n`)
    })
  )

  it.effect("takes a moment, and prints JSON", () =>
    Effect.gen(function* () {
      const simulator = yield* together
      const args = [...reserve, "--start", "2026-01-01T10:00:00+01:00", "--duration", "15m", "--json"]
      const { code, stdout } = yield* aculabCloud(args, { simulator })
      expect(code).toBe(0)
      const reservation = simulator.conferences.get("TownHall")?.reservation
      expect(reservation?.start).toBe(Date.UTC(2026, 0, 1, 9))
      expect(document(stdout)).toEqual({ reservationToken: reservation?.token, other: {} })
    })
  )

  it.effect("says to people what to do with the token", () =>
    Effect.gen(function* () {
      const simulator = yield* together
      const { stderr } = yield* aculabCloud([...reserve, ...soon], { simulator, terminals: ["stderr"] })
      expect(stderr).toContain("Reserved at a simulated cloud, which is gone now.")
    })
  )

  it.effect.each([
    { args: [...reserve, "--duration", "90m"], says: "--start: is required when --in is left out" },
    {
      args: [...reserve, ...soon, "--start", "2026-01-01T10:00:00Z"],
      says: "--start: must be left out beside --in"
    },
    { args: [...reserve, "--in", "1m", "--duration", "90m"], says: "--start: must be 5 minutes to 24 hours" },
    {
      args: [...reserve, "--in", "2h", "--duration", "10m"],
      says: "--duration: must be a duration of 15 to"
    },
    { args: [...reserve, "--in", "2h"], says: "Missing required flag: --duration" },
    { args: [...reserve, "--start", "noon", "--duration", "1h"], says: "a time such as" },
    { args: [...reserve, ...soon, "--divert", ""], says: "--divert: must not be empty" },
    {
      args: ["conferences", "reserve", "--simulate", "Town Hall", "--participants", "10", ...soon],
      says: "NAME: must be 1 to 47 letters and digits; --participants: must be a whole number from 40 to 350"
    }
  ])("refuses $args and sends nothing: $says", ({ args, says }) =>
    Effect.gen(function* () {
      const simulator = yield* together
      const { code, stdout, stderr } = yield* aculabCloud(args, { simulator })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain(says)
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect("never reserves twice when the outcome is not known", () =>
    Effect.gen(function* () {
      const simulator = yield* together
      simulator.faults.next({ kind: "reset", times: 10 })
      const { code, stderr } = yield* inVirtualTime(aculabCloud([...reserve, ...soon], { simulator }))
      expect(code).toBe(6)
      expect(stderr).toContain("The conference may be reserved")
      expect(simulator.requests).toHaveLength(1)
    })
  )
})

describe("conferences extend", () => {
  it.effect("makes a reservation longer", () =>
    Effect.gen(function* () {
      const { simulator, token } = yield* withReservation
      const before = simulator.conferences.get("TownHall")?.reservation?.end ?? 0
      const extend = ["conferences", "extend", "--simulate", token, "--by", "30m"]
      expect(yield* aculabCloud(extend, { simulator })).toMatchObject({ code: 0, stdout: "Extended.\n" })
      const { stdout } = yield* aculabCloud([...extend, "--json"], { simulator })
      expect(document(stdout)).toEqual({ extended: true, other: {} })
      expect(simulator.conferences.get("TownHall")?.reservation?.end).toBe(before + 60 * 60_000)
    })
  )

  it.effect("ends with 4 when the cloud says no", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const extend = ["conferences", "extend", "--simulate", "t", "--by", "30m"]
      simulator.faults.next({ kind: "response", response: () => Response.json({ extended: "false" }) })
      const no = yield* aculabCloud(extend, { simulator })
      expect(no).toMatchObject({ code: 4, stdout: "Not extended.\n" })
      expect(no.stderr).toContain("the reservation was not extended")
      const unknown = yield* aculabCloud(extend, { simulator })
      expect(unknown.code).toBe(4)
      expect(unknown.stderr).toContain("an invalid, lapsed or unidentified token")
    })
  )

  it.effect("refuses what is too short", () =>
    Effect.gen(function* () {
      const args = ["conferences", "extend", "--simulate", "t", "--by", "1m"]
      const { code, stderr } = yield* aculabCloud(args)
      expect(code).toBe(2)
      expect(stderr).toContain("--by: must be a duration of 15 to 60 whole minutes")
    })
  )
})

describe("conferences cancel-reservation", () => {
  it.effect("gives a reservation up", () =>
    Effect.gen(function* () {
      const { simulator, token } = yield* withReservation
      const args = ["conferences", "cancel-reservation", "--simulate", token]
      const unasked = yield* aculabCloud(args, { simulator })
      expect(unasked.code).toBe(2)
      expect(unasked.stderr).toContain(`This gives up the reservation ${token}, for good`)
      expect(simulator.requests).toEqual([])
      const { code, stdout } = yield* aculabCloud([...args, "--yes"], { simulator })
      expect({ code, stdout }).toEqual({ code: 0, stdout: "Given up.\n" })
    })
  )

  it.effect("prints JSON", () =>
    Effect.gen(function* () {
      const { simulator, token } = yield* withReservation
      const args = ["conferences", "cancel-reservation", "--simulate", token, "--yes", "--json"]
      const { stdout } = yield* aculabCloud(args, { simulator })
      expect(document(stdout)).toEqual({ removed: true, other: {} })
    })
  )

  it.effect("ends with 4 when the cloud says no", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({ kind: "response", response: () => Response.json({ removed: false }) })
      const args = ["conferences", "cancel-reservation", "--simulate", "t", "--yes", "--json"]
      const { code, stdout, stderr } = yield* aculabCloud(args, { simulator })
      expect(code).toBe(4)
      expect(document(stdout)).toEqual({ removed: false, other: {} })
      expect(document(stderr)).toMatchObject({
        error: { operation: "Conferences.removeReservation", reason: { _tag: "SaidNo" }, exitCode: 4 }
      })
    })
  )
})

describe("conferences list", () => {
  it.effect("prints a table with what the cloud tells", () =>
    Effect.gen(function* () {
      const { simulator, token } = yield* withReservation
      const { code, stdout } = yield* aculabCloud(["conferences", "list", "--simulate"], { simulator })
      expect(code).toBe(0)
      const [head = "", row = ""] = stdout.split("\n")
      expect(head).toMatch(/^Name +State +Reservation token +participant_count +max_participants/)
      expect(row).toMatch(new RegExp(`^TownHall +RESERVED +${token} +0 +200 `))
    })
  )

  it.effect("prints JSON", () =>
    Effect.gen(function* () {
      const simulator = yield* withParticipants
      const { stdout } = yield* aculabCloud(["conferences", "list", "--simulate", "--json"], { simulator })
      expect(document(stdout)).toMatchObject({
        conferences: [{ conferenceName: "Standup", state: "ACTIVE", other: { participant_count: 2 } }]
      })
    })
  )

  it.effect("says when there is nothing", () =>
    Effect.gen(function* () {
      const { stdout } = yield* aculabCloud(["conferences", "list", "--simulate"])
      expect(stdout).toBe("There are no conferences.\n")
    })
  )
})

describe("conferences participants", () => {
  it.effect("prints who is there, and the state", () =>
    Effect.gen(function* () {
      const simulator = yield* withParticipants
      const args = ["conferences", "participants", "--simulate", "Standup"]
      const { code, stdout } = yield* aculabCloud(args, { simulator })
      expect(code).toBe(0)
      expect(stdout.split("\n")).toEqual([
        "Participant  Muted  Keys work  leader",
        "p1           no     yes        true",
        "p2           no     yes        false",
        "2 participants; the conference is ACTIVE.",
        ""
      ])
      const asJson = yield* aculabCloud([...args, "--json"], { simulator })
      expect(document(asJson.stdout)).toEqual({
        state: "ACTIVE",
        participants: [
          { participantId: "p1", muted: false, dtmfEnabled: true, other: { leader: true } },
          { participantId: "p2", muted: false, dtmfEnabled: true, other: { leader: false } }
        ],
        other: {}
      })
    })
  )

  it.effect("takes the token of a reservation", () =>
    Effect.gen(function* () {
      const { simulator, token } = yield* withReservation
      const args = ["conferences", "participants", "--simulate", "--reservation", token]
      const { code, stdout } = yield* aculabCloud(args, { simulator })
      expect({ code, stdout }).toEqual({ code: 0, stdout: "0 participants; the conference is RESERVED.\n" })
    })
  )

  it.effect.each([
    { args: [], says: "NAME: is required when --reservation is left out" },
    { args: ["Standup", "--reservation", "t"], says: "not allowed beside it" },
    { args: [""], says: "NAME: must not be empty" },
    { args: ["--reservation", ""], says: "--reservation: must not be empty" }
  ])("refuses $args and sends nothing", ({ args, says }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stderr } = yield* aculabCloud(["conferences", "participants", "--simulate", ...args], {
        simulator
      })
      expect(code).toBe(2)
      expect(stderr).toContain(says)
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect("ends with 4 for a conference that is not there", () =>
    Effect.gen(function* () {
      const { code } = yield* aculabCloud(["conferences", "participants", "--simulate", "Nobody"])
      expect(code).toBe(4)
    })
  )
})

describe("conferences set-options", () => {
  it.effect("sets both options", () =>
    Effect.gen(function* () {
      const simulator = yield* withParticipants
      const args = [
        "conferences",
        "set-options",
        "--simulate",
        "Standup",
        "p2",
        "--muted",
        "yes",
        "--dtmf",
        "no"
      ]
      const { code, stdout } = yield* aculabCloud(args, { simulator })
      expect({ code, stdout }).toEqual({ code: 0, stdout: "Set.\n" })
      expect(simulator.conferences.get("Standup")?.participants[1]).toMatchObject({
        muted: true,
        dtmfEnabled: false
      })
      const asJson = yield* aculabCloud([...args, "--json"], { simulator })
      expect(document(asJson.stdout)).toEqual({ optionsSet: true, other: {} })
    })
  )

  it.effect("ends with 4 when the cloud says no", () =>
    Effect.gen(function* () {
      const simulator = yield* withParticipants
      const args = [
        "conferences",
        "set-options",
        "--simulate",
        "Standup",
        "p9",
        "--muted",
        "yes",
        "--dtmf",
        "no"
      ]
      const { code, stdout, stderr } = yield* aculabCloud(args, { simulator })
      expect({ code, stdout }).toEqual({ code: 4, stdout: "Not set.\n" })
      expect(stderr).toContain("the options were not set")
    })
  )

  it.effect.each([
    { args: ["Standup", "p1", "--muted", "yes"], says: "Missing required flag: --dtmf" },
    { args: ["Standup", "p1", "--muted", "perhaps", "--dtmf", "no"], says: "--muted" },
    {
      args: ["", "", "--muted", "yes", "--dtmf", "no"],
      says: "NAME: must not be empty; PARTICIPANT: must not"
    }
  ])("refuses $args", ({ args, says }) =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud(["conferences", "set-options", "--simulate", ...args])
      expect(code).toBe(2)
      expect(stderr).toContain(says)
    })
  )
})

describe("conferences eject", () => {
  const eject = ["conferences", "eject", "--simulate", "Standup"]

  it.effect("ejects, after a yes", () =>
    Effect.gen(function* () {
      const simulator = yield* withParticipants
      const unasked = yield* aculabCloud([...eject, "p2"], { simulator })
      expect(unasked.code).toBe(2)
      expect(unasked.stderr).toContain("This ejects the participant p2 from the conference Standup")
      expect(simulator.requests).toEqual([])
      const { code, stdout } = yield* aculabCloud([...eject, "p2", "--yes"], { simulator })
      expect({ code, stdout }).toEqual({ code: 0, stdout: "Ejected.\n" })
      expect(simulator.conferences.get("Standup")?.participants).toHaveLength(1)
      const asJson = yield* aculabCloud([...eject, "p1", "--yes", "--json"], { simulator })
      expect(document(asJson.stdout)).toEqual({ ejected: true, other: {} })
    })
  )

  it.effect("ends with 4 for somebody who is not there", () =>
    Effect.gen(function* () {
      const simulator = yield* withParticipants
      const { code, stdout, stderr } = yield* aculabCloud([...eject, "p9", "--yes"], { simulator })
      expect({ code, stdout }).toEqual({ code: 4, stdout: "Not ejected.\n" })
      expect(stderr).toContain("They may have left before")
    })
  )
})
