import { describe, expect, it } from "vitest"
import type { ManualClock } from "../src/Clock.js"
import { makeSimulator, type Simulator } from "../src/Simulator.js"
import { baseUrl, type Fields, get, post } from "./support.js"

const minute = 60_000

const reservation: Fields = {
  conference_name: "Monday",
  max_participants: "40",
  start_time: "2026-01-01_00:10:00",
  duration: "15"
}

const reserve = async (simulator: Simulator, fields: Fields = {}): Promise<string> => {
  const response = await post(simulator, "/conference_reservation_create", { ...reservation, ...fields })
  const text = await response.text()
  if (response.status !== 200) throw new Error(text)
  return JSON.parse(text).reservation_token
}

const ask = async (simulator: Simulator, path: string, fields: Fields) => {
  const response = await post(simulator, path, fields)
  return response.status === 200 ? response.json() : (await response.json()).error.code
}

const statusOf = async (simulator: Simulator, token: string): Promise<string> =>
  (await ask(simulator, "/conference_participant_list", { reservation_token: token })).status

const startsAt = async (text: string): Promise<string> => {
  const simulator = makeSimulator()
  const response = await post(simulator, "/conference_reservation_create", {
    ...reservation,
    start_time: text
  })
  return response.status === 200 ? "accepted" : (await response.json()).error.code
}

describe("a reservation", () => {
  it("is listed with what was asked for, by GET too", async () => {
    const simulator = makeSimulator()
    const made = await get(simulator, "/conference_reservation_create", {
      ...reservation,
      divert: "15550001234"
    })
    const { reservation_token } = await made.json()
    expect(await (await get(simulator, "/conference_list", {})).json()).toEqual([
      {
        conference_name: "Monday",
        status: "RESERVED",
        participant_count: 0,
        max_participants: 40,
        reservation_token,
        start_time: "2026-01-01_00:10:00",
        duration: 15,
        divert: "15550001234"
      }
    ])
  })

  it("has a token of its own", async () => {
    const simulator = makeSimulator()
    expect(await reserve(simulator)).not.toBe(await reserve(simulator, { conference_name: "Tuesday" }))
  })

  it("is for a name that no other conference has", async () => {
    const simulator = makeSimulator()
    await reserve(simulator)
    simulator.conferences.join("Chat")
    for (const conference_name of ["Monday", "Chat"]) {
      const fields = { ...reservation, conference_name }
      expect(await ask(simulator, "/conference_reservation_create", fields)).toBe("0002")
    }
  })

  it.each(["conference_name", "max_participants", "start_time", "duration"])("needs %s", async (name) => {
    const { [name]: _, ...fields } = reservation
    expect(await ask(makeSimulator(), "/conference_reservation_create", fields)).toBe("0001")
  })

  it.each([
    ["conference_name", ""],
    ["conference_name", "x".repeat(48)],
    ["conference_name", "Monday-1"],
    ["conference_name", "Montag für alle"],
    ["max_participants", "39"],
    ["max_participants", "351"],
    ["max_participants", "many"],
    ["start_time", "2026-01-01T00:10:00Z"],
    ["start_time", "2026-01-01 00:10:00"],
    ["start_time", "2026-02-30_00:10:00"],
    ["start_time", "1767226200"],
    ["duration", "14"],
    ["duration", "481"],
    ["duration", "0"],
    ["leader", "x"]
  ])("is refused when %s is %j", async (name, text) => {
    const simulator = makeSimulator()
    expect(await ask(simulator, "/conference_reservation_create", { ...reservation, [name]: text })).toBe(
      "0002"
    )
    expect(simulator.conferences.list()).toEqual([])
  })

  it.each([
    ["conference_name", "x".repeat(47)],
    ["max_participants", "350"],
    ["duration", "480"],
    ["divert", ""]
  ])("takes the %s %s", async (name, text) => {
    const simulator = makeSimulator()
    await reserve(simulator, { [name]: text })
    expect(simulator.conferences.list()).toHaveLength(1)
  })

  it("starts 5 minutes to 24 hours ahead", async () => {
    expect(await startsAt("2026-01-01_00:04:59")).toBe("0002")
    expect(await startsAt("2026-01-01_00:05:00")).toBe("accepted")
    expect(await startsAt("2026-01-02_00:00:00")).toBe("accepted")
    expect(await startsAt("2026-01-02_00:00:01")).toBe("0002")
  })

  it("starts at a full minute", async () => {
    const simulator = makeSimulator()
    await reserve(simulator, { start_time: "2026-01-01_00:10:59" })
    expect((await ask(simulator, "/conference_list", {}))[0].start_time).toBe("2026-01-01_00:10:00")
  })

  it("becomes HOLDING, ACTIVE and COMPLETED as time passes and people come", async () => {
    const simulator = makeSimulator()
    const token = await reserve(simulator)
    await simulator.clock.advance(10 * minute - 1)
    expect(await statusOf(simulator, token)).toBe("RESERVED")
    await simulator.clock.advance(1)
    expect(await statusOf(simulator, token)).toBe("HOLDING")
    simulator.conferences.join("Monday", { leader: false })
    simulator.conferences.join("Monday", { leader: false })
    expect(await statusOf(simulator, token)).toBe("HOLDING")
    simulator.conferences.join("Monday", { leader: true })
    expect(await statusOf(simulator, token)).toBe("ACTIVE")
    await simulator.clock.advance(15 * minute - 1)
    expect(await statusOf(simulator, token)).toBe("ACTIVE")
    await simulator.clock.advance(1)
    expect(await ask(simulator, "/conference_participant_list", { reservation_token: token })).toEqual({
      status: "COMPLETED",
      participant: []
    })
    expect(simulator.conferences.get("Monday")?.status).toBe("COMPLETED")
  })

  it("is forgotten an hour after its end, and its token with it", async () => {
    const simulator = makeSimulator()
    const token = await reserve(simulator)
    await simulator.clock.advance(85 * minute - 1)
    expect(await ask(simulator, "/conference_list", {})).toMatchObject([{ status: "COMPLETED" }])
    await simulator.clock.advance(1)
    expect(await ask(simulator, "/conference_list", {})).toEqual([])
    expect(await ask(simulator, "/conference_participant_list", { reservation_token: token })).toBe("0405")
  })

  it("frees its name when it is over", async () => {
    const simulator = makeSimulator()
    await reserve(simulator)
    await simulator.clock.advance(25 * minute)
    await reserve(simulator, { start_time: "2026-01-01_01:00:00" })
    expect(simulator.conferences.list().map(({ status }) => status)).toEqual(["COMPLETED", "RESERVED"])
    expect(simulator.conferences.get("Monday")?.status).toBe("RESERVED")
  })

  it("sends those who come early away, or to another service", async () => {
    const simulator = makeSimulator()
    await reserve(simulator)
    await reserve(simulator, { conference_name: "Tuesday", divert: "15550001234" })
    expect(simulator.conferences.join("Monday")).toEqual({ kind: "busy" })
    expect(simulator.conferences.join("Tuesday")).toEqual({ kind: "diverted", service: "15550001234" })
  })

  it("takes as many participants as it is for", async () => {
    const simulator = makeSimulator()
    await reserve(simulator, { max_participants: "41" })
    await simulator.clock.advance(10 * minute)
    for (let count = 0; count < 41; count += 1) {
      expect(simulator.conferences.join("Monday").kind).toBe("joined")
    }
    expect(simulator.conferences.join("Monday")).toEqual({ kind: "busy" })
  })
})

describe("conference_reservation_modify", () => {
  const modify = (simulator: Simulator, reservation_token: string, duration: string) =>
    ask(simulator, "/conference_reservation_modify", { reservation_token, duration })

  it("adds minutes, even while the conference runs", async () => {
    const simulator = makeSimulator()
    const token = await reserve(simulator)
    expect(await modify(simulator, token, "15")).toEqual({ extended: true })
    await simulator.clock.advance(20 * minute)
    expect(await modify(simulator, token, "60")).toEqual({ extended: true })
    expect((await ask(simulator, "/conference_list", {}))[0].duration).toBe(90)
    await simulator.clock.advance(80 * minute - 1)
    expect(await statusOf(simulator, token)).toBe("HOLDING")
    await simulator.clock.advance(1)
    expect(await statusOf(simulator, token)).toBe("COMPLETED")
  })

  it("adds up to 480 minutes in all", async () => {
    const simulator = makeSimulator()
    const token = await reserve(simulator, { duration: "450" })
    expect(await modify(simulator, token, "31")).toBe("0002")
    expect(await modify(simulator, token, "30")).toEqual({ extended: true })
    expect(await modify(simulator, token, "15")).toBe("0002")
  })

  it.each(["14", "61", "0", "", "x"])("does not add %j", async (duration) => {
    const simulator = makeSimulator()
    expect(await modify(simulator, await reserve(simulator), duration)).toBe("0002")
  })

  it("needs both parameters, and a token that is still good", async () => {
    const simulator = makeSimulator()
    const token = await reserve(simulator)
    expect(await ask(simulator, "/conference_reservation_modify", { reservation_token: token })).toBe("0001")
    expect(await ask(simulator, "/conference_reservation_modify", { duration: "15" })).toBe("0001")
    expect(await modify(simulator, "never", "15")).toBe("0405")
    await simulator.clock.advance(25 * minute)
    expect(await modify(simulator, token, "15")).toBe("0405")
  })
})

describe("conference_reservation_remove", () => {
  it("removes a reservation, and the conference that runs", async () => {
    const simulator = makeSimulator()
    const token = await reserve(simulator)
    await simulator.clock.advance(10 * minute)
    simulator.conferences.join("Monday")
    const fields = { reservation_token: token }
    expect(await ask(simulator, "/conference_reservation_remove", fields)).toEqual({ removed: true })
    expect(simulator.conferences.list()).toEqual([])
    expect(await ask(simulator, "/conference_reservation_remove", fields)).toBe("0405")
  })

  it("needs a token", async () => {
    expect(await ask(makeSimulator(), "/conference_reservation_remove", {})).toBe("0001")
    expect(await ask(makeSimulator(), "/conference_reservation_remove", { reservation_token: "" })).toBe(
      "0002"
    )
  })
})

describe("an unreserved conference", () => {
  it("comes with the first participant and goes with the last", async () => {
    const simulator = makeSimulator()
    const first = simulator.conferences.join("Chat", { participantId: "0123456789abcdef.1" })
    expect(first).toMatchObject({ kind: "joined", participant: { leader: true } })
    expect(await ask(simulator, "/conference_list", {})).toEqual([
      { conference_name: "Chat", status: "HOLDING", participant_count: 1, max_participants: 40 }
    ])
    simulator.conferences.join("Chat", { participantId: "0123456789abcdef.2" })
    expect(simulator.conferences.get("Chat")?.status).toBe("ACTIVE")
    expect(simulator.conferences.leave("Chat", "0123456789abcdef.1")).toBe(true)
    expect(simulator.conferences.leave("Chat", "0123456789abcdef.1")).toBe(false)
    expect(simulator.conferences.get("Chat")?.status).toBe("HOLDING")
    simulator.conferences.leave("Chat", "0123456789abcdef.2")
    expect(await ask(simulator, "/conference_list", {})).toEqual([])
    expect(simulator.conferences.get("Chat")).toBeUndefined()
  })

  it("holds 40 participants, each once", () => {
    const simulator = makeSimulator()
    for (let count = 0; count < 40; count += 1)
      simulator.conferences.join("Chat", { participantId: `p${count}` })
    expect(simulator.conferences.join("Chat")).toEqual({ kind: "busy" })
    simulator.conferences.leave("Chat", "p7")
    expect(() => simulator.conferences.join("Chat", { participantId: "p8" })).toThrow("already")
    expect(() => simulator.conferences.join("")).toThrow(TypeError)
  })
})

describe("participants", () => {
  const withChat = (): Simulator<ManualClock> => {
    const simulator = makeSimulator()
    simulator.conferences.join("Chat", { participantId: "a.1" })
    simulator.conferences.join("Chat", { participantId: "a.2" })
    return simulator
  }

  it("are listed by the name of the conference, under a singular key", async () => {
    const response = await get(withChat(), "/conference_participant_list", { conference_name: "Chat" })
    expect(await response.json()).toEqual({
      status: "ACTIVE",
      participant: [
        { participant_id: "a.1", leader: true, muted: false, dtmf_enabled: true },
        { participant_id: "a.2", leader: false, muted: false, dtmf_enabled: true }
      ]
    })
  })

  it("are listed by a name or by a token, not by neither and not by both", async () => {
    const simulator = withChat()
    const reservation_token = await reserve(simulator)
    const list = (fields: Fields) => ask(simulator, "/conference_participant_list", fields)
    expect(await list({ reservation_token })).toEqual({ status: "RESERVED", participant: [] })
    expect(await list({})).toBe("0001")
    expect(await list({ reservation_token, conference_name: "Monday" })).toBe("0002")
    expect(await list({ reservation_token: "never" })).toBe("0405")
    expect(await list({ conference_name: "Nobody" })).toBe("HTTP 404")
  })

  const options: Fields = {
    conference_name: "Chat",
    participant_id: "a.1",
    muted: "true",
    dtmf_enabled: "false"
  }

  it("are muted and lose their keys", async () => {
    const simulator = withChat()
    expect(await ask(simulator, "/conference_participant_set_options", options)).toEqual({
      options_set: true
    })
    expect(simulator.conferences.get("Chat")?.participants).toMatchObject([
      { id: "a.1", muted: true, dtmfEnabled: false },
      { id: "a.2", muted: false, dtmfEnabled: true }
    ])
  })

  it.each([
    ["mixed", true, "false"],
    ["boolean", true, false],
    ["text", "true", "false"]
  ] as const)("have options set in the form %s", async (optionsSet, success, failure) => {
    const simulator = makeSimulator({ forms: { optionsSet } })
    simulator.conferences.join("Chat", { participantId: "a.1" })
    const path = "/conference_participant_set_options"
    expect(await ask(simulator, path, options)).toEqual({ options_set: success })
    expect(await ask(simulator, path, { ...options, participant_id: "a.9" })).toEqual({
      options_set: failure
    })
    expect(await ask(simulator, path, { ...options, conference_name: "No" })).toEqual({
      options_set: failure
    })
  })

  it.each(["conference_name", "participant_id", "muted", "dtmf_enabled"])(
    "have options set only with %s",
    async (name) => {
      const { [name]: _, ...fields } = options
      const path = "/conference_participant_set_options"
      expect(await ask(withChat(), path, fields)).toBe("0001")
      expect(await ask(withChat(), path, { ...options, [name]: "" })).toBe("0002")
    }
  )

  it("are ejected once", async () => {
    const simulator = withChat()
    const fields = { conference_name: "Chat", participant_id: "a.2" }
    expect(await ask(simulator, "/conference_participant_eject", fields)).toEqual({ ejected: true })
    expect(simulator.conferences.get("Chat")?.participants.map(({ id }) => id)).toEqual(["a.1"])
    expect(await ask(simulator, "/conference_participant_eject", fields)).toEqual({ ejected: false })
    expect(await ask(simulator, "/conference_participant_eject", { conference_name: "Chat" })).toBe("0001")
    expect(await ask(simulator, "/conference_participant_eject", { participant_id: "a.1" })).toBe("0001")
  })
})

describe("the services of conferences", () => {
  it.each([
    "conference_list",
    "conference_participant_list",
    "conference_participant_set_options",
    "conference_participant_eject",
    "conference_reservation_create",
    "conference_reservation_modify",
    "conference_reservation_remove"
  ])("want the API key, and GET or POST, for %s", async (name) => {
    const simulator = makeSimulator()
    expect((await simulator.fetch(`${baseUrl}/${name}`)).status).toBe(401)
    expect((await post(simulator, `/${name}`, { colour: "red" })).status).toBe(400)
    expect((await post(simulator, `/${name}`, {}, { method: "DELETE" })).status).toBe(405)
  })
})
