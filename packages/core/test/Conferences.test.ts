import type { CloudAccount } from "@aculab-cloud/core/CloudAccount"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Conferences from "@aculab-cloud/core/Conferences"
import type { ManualClock, Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import { fieldsOf, inVirtualTime, present, withCloud } from "./support.js"

type Operation<A> = Effect.Effect<A, CloudError, CloudAccount | HttpClient.HttpClient>

/** Runs an operation that must be refused before anything is sent. */
const refuses = <A>(
  operation: () => Operation<A>,
  ...issues: ReadonlyArray<readonly [field: string, rule: RegExp]>
) =>
  withCloud((simulator) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(operation())
      expect(error.outcome).toBe("not-sent")
      expect(error.reason).toMatchObject({
        _tag: "InvalidInput",
        issues: issues.map(([field, rule]) => ({ field, rule: expect.stringMatching(rule) }))
      })
      expect(simulator.requests).toHaveLength(0)
    })
  )

/** Runs an operation that gets this answer. */
const answered = <A>(body: unknown, operation: Operation<A>) =>
  withCloud((simulator) => {
    simulator.faults.next({ kind: "response", response: () => Response.json(body) })
    return operation
  })

const theOnlyRequest = (simulator: Simulator<ManualClock>) => {
  expect(simulator.requests).toHaveLength(1)
  const { method, path, query, text, authorized, username } = present(simulator.requests[0])
  expect({ method, query, authorized, username }).toEqual({
    method: "POST",
    query: "",
    authorized: true,
    username: "1-2-0/you@example.com"
  })
  return { path, fields: fieldsOf(text) }
}

const somebody = { conferenceName: "weekly", participantId: "06e122c3364cc74c.787379" }

describe("Conferences.list", () => {
  it.effect("asks for all conferences", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        expect(yield* Conferences.list()).toEqual([])
        expect(theOnlyRequest(simulator)).toEqual({ path: "/conference_list", fields: {} })
      })
    )
  )

  it.effect("lists a conference in progress", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.conferences.join("weekly")
        simulator.conferences.join("weekly")
        const [conference] = yield* Conferences.list()
        expect(conference).toMatchObject({ conferenceName: "weekly", state: "ACTIVE" })
        expect(conference).not.toHaveProperty("reservationToken")
      })
    )
  )

  it.effect("keeps what it does not know, and what is not of the expected type", () =>
    Effect.gen(function* () {
      const listed = yield* answered(
        [
          { conference_name: "a", status: "PAUSED", reservation_token: "t", leader: { name: "X" } },
          { conference_name: 7, status: { code: "ACTIVE" }, reservation_token: null },
          {}
        ],
        Conferences.list()
      )
      expect(listed).toEqual([
        { conferenceName: "a", state: "PAUSED", reservationToken: "t", other: { leader: { name: "X" } } },
        { other: { conference_name: 7, status: { code: "ACTIVE" }, reservation_token: null } },
        { other: {} }
      ])
    })
  )

  it.effect("takes an array that is wrapped, as other lists are on the wire", () =>
    Effect.gen(function* () {
      const listed = yield* answered({ conferences: [{ conference_name: "a" }] }, Conferences.list())
      expect(listed).toEqual([{ conferenceName: "a", other: {} }])
    })
  )

  it.effect("refuses an answer that is no list", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(answered({ conferences: "none" }, Conferences.list()))
      expect(error.reason._tag).toBe("UnexpectedResponse")
    })
  )
})

describe("Conferences.participants", () => {
  it.effect("lists who is there, by the name of the conference", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.conferences.join("weekly", { participantId: "first.1" })
        simulator.conferences.join("weekly", { participantId: "second.2" })
        const { state, participants } = yield* Conferences.participants({ conferenceName: "weekly" })
        expect(state).toBe("ACTIVE")
        expect(participants).toMatchObject([
          { participantId: "first.1", muted: false, dtmfEnabled: true },
          { participantId: "second.2", muted: false, dtmfEnabled: true }
        ])
        expect(theOnlyRequest(simulator)).toEqual({
          path: "/conference_participant_list",
          fields: { conference_name: "weekly" }
        })
      })
    )
  )

  it.effect("asks by the token of a reservation", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Conferences.participants({ reservationToken: "no such/token" }))
        expect(error.reason).toMatchObject({ _tag: "Rejected", status: 400, code: "0405" })
        expect(theOnlyRequest(simulator).fields).toEqual({ reservation_token: "no such/token" })
      })
    )
  )

  it.effect.each([
    { name: "an array", participant: [{ participant_id: "a.1" }] as unknown, ids: ["a.1"] },
    { name: "a single object", participant: { participant_id: "a.1" }, ids: ["a.1"] },
    { name: "an empty array", participant: [], ids: [] },
    { name: "null", participant: null, ids: [] },
    { name: "nothing", participant: undefined, ids: [] }
  ])("takes participants as $name", ({ participant, ids }) =>
    Effect.gen(function* () {
      const answer = yield* answered(
        { status: "HOLDING", participant, since: 5 },
        Conferences.participants({ conferenceName: "weekly" })
      )
      expect(answer.state).toBe("HOLDING")
      expect(answer.participants.map(({ participantId }) => participantId)).toEqual(ids)
      expect(answer.other).toEqual({ since: 5 })
    })
  )

  it.effect("takes flags as text, and keeps what it does not know", () =>
    Effect.gen(function* () {
      const { participants } = yield* answered(
        {
          status: "ACTIVE",
          participant: [
            { participant_id: "a.1", muted: "true", dtmf_enabled: "false", leader: true },
            // As programs in Python write them.
            { participant_id: "b.2", muted: "True", dtmf_enabled: "False" },
            { participant_id: 7, muted: "perhaps", dtmf_enabled: 1 }
          ]
        },
        Conferences.participants({ conferenceName: "weekly" })
      )
      expect(participants).toEqual([
        { participantId: "a.1", muted: true, dtmfEnabled: false, other: { leader: true } },
        { participantId: "b.2", muted: true, dtmfEnabled: false, other: {} },
        { other: { participant_id: 7, muted: "perhaps", dtmf_enabled: 1 } }
      ])
    })
  )

  it.effect("asks for one of the two", () =>
    refuses(() => Conferences.participants({} as never), ["conferenceName", /is required when/])
  )
  it.effect("refuses both", () =>
    refuses(
      () => Conferences.participants({ conferenceName: "a", reservationToken: "b" } as never),
      ["reservationToken", /must be left out/]
    )
  )
  it.effect("refuses an empty name", () =>
    refuses(() => Conferences.participants({ conferenceName: "" }), ["conferenceName", /must not be empty/])
  )
  it.effect("refuses an empty token", () =>
    refuses(
      () => Conferences.participants({ reservationToken: "" }),
      ["reservationToken", /must not be empty/]
    )
  )
})

describe("Conferences.setParticipantOptions", () => {
  it.effect("mutes a participant and disables the participant's keys", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.conferences.join("weekly", { participantId: somebody.participantId })
        const set = yield* Conferences.setParticipantOptions({ ...somebody, muted: true, dtmfEnabled: false })
        expect(set).toEqual({ optionsSet: true, other: {} })
        expect(simulator.conferences.get("weekly")?.participants).toMatchObject([
          { muted: true, dtmfEnabled: false }
        ])
        expect(theOnlyRequest(simulator)).toEqual({
          path: "/conference_participant_set_options",
          fields: {
            conference_name: "weekly",
            participant_id: "06e122c3364cc74c.787379",
            muted: "true",
            dtmf_enabled: "false"
          }
        })
      })
    )
  )

  it.effect.each([
    { answer: true, expected: true },
    { answer: false, expected: false },
    { answer: "true", expected: true },
    { answer: "false", expected: false }
  ])("takes the answer $answer, a boolean or a text", ({ answer, expected }) =>
    Effect.gen(function* () {
      const set = yield* answered(
        { options_set: answer, note: "x" },
        Conferences.setParticipantOptions({ ...somebody, muted: true, dtmfEnabled: true })
      )
      expect(set).toEqual({ optionsSet: expected, other: { note: "x" } })
    })
  )

  it.effect("refuses an answer that is neither yes nor no", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        answered(
          { options_set: "perhaps" },
          Conferences.setParticipantOptions({ ...somebody, muted: true, dtmfEnabled: true })
        )
      )
      expect(error.reason._tag).toBe("UnexpectedResponse")
    })
  )

  it.effect("asks for every field", () =>
    refuses(
      () => Conferences.setParticipantOptions({} as never),
      ["conferenceName", /is required/],
      ["participantId", /is required/],
      ["muted", /is required/],
      ["dtmfEnabled", /is required/]
    )
  )
  it.effect("refuses empty names, and text where true or false is meant", () =>
    refuses(
      () =>
        Conferences.setParticipantOptions({
          conferenceName: "",
          participantId: "",
          muted: "true",
          dtmfEnabled: 1
        } as never),
      ["conferenceName", /must not be empty/],
      ["participantId", /must not be empty/],
      ["muted", /must be boolean/],
      ["dtmfEnabled", /must be boolean/]
    )
  )

  it.effect("is repeated after a failure that may have come too late", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.conferences.join("weekly", { participantId: somebody.participantId })
        simulator.faults.next({ kind: "reset" })
        const set = yield* inVirtualTime(
          Conferences.setParticipantOptions({ ...somebody, muted: true, dtmfEnabled: true })
        )
        expect(set.optionsSet).toBe(true)
        expect(simulator.requests).toHaveLength(2)
      })
    )
  )
})

describe("Conferences.ejectParticipant", () => {
  it.effect("ejects a participant, and tells when there was none", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.conferences.join("weekly", { participantId: "leader.1" })
        simulator.conferences.join("weekly", { participantId: somebody.participantId })
        expect(yield* Conferences.ejectParticipant(somebody)).toEqual({ ejected: true, other: {} })
        expect(simulator.conferences.get("weekly")?.participants.map(({ id }) => id)).toEqual(["leader.1"])
        expect(theOnlyRequest(simulator)).toEqual({
          path: "/conference_participant_eject",
          fields: { conference_name: "weekly", participant_id: "06e122c3364cc74c.787379" }
        })
      })
    )
  )

  it.effect("tells when the cloud says no", () =>
    Effect.gen(function* () {
      const ejected = yield* answered({ ejected: "false", why: "x" }, Conferences.ejectParticipant(somebody))
      expect(ejected).toEqual({ ejected: false, other: { why: "x" } })
    })
  )

  it.effect("refuses empty names", () =>
    refuses(
      () => Conferences.ejectParticipant({ conferenceName: "", participantId: "" }),
      ["conferenceName", /must not be empty/],
      ["participantId", /must not be empty/]
    )
  )
})

describe("isFinal", () => {
  it("is true of a reserved conference that is over, and of nothing else", () => {
    const states = ["RESERVED", "HOLDING", "ACTIVE", "COMPLETED", "PAUSED", undefined]
    const final = states.filter((state) => Conferences.isFinal(state === undefined ? {} : { state }))
    expect(final).toEqual(["COMPLETED"])
  })
})
