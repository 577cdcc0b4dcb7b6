import type { CloudAccount } from "@aculab-cloud/core/CloudAccount"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Conferences from "@aculab-cloud/core/Conferences"
import type { ManualClock, Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as TestClock from "effect/testing/TestClock"
import { fieldsOf, inVirtualTime, present, withCloud } from "./support.js"

type Operation<A> = Effect.Effect<A, CloudError, CloudAccount | HttpClient.HttpClient>

/** The simulator's time, for the client too. */
const now = DateTime.makeUnsafe("2026-01-01T00:00:00Z")
const atNow = TestClock.setTime(DateTime.toEpochMillis(now))
const ahead = (duration: Duration.Input) => DateTime.addDuration(now, duration)

const meeting: Conferences.ReservationOptions = {
  conferenceName: "AllHands2026",
  maxParticipants: 120,
  startAt: ahead("2 hours"),
  duration: "90 minutes"
}

/** Runs an operation that must be refused before anything is sent. */
const refuses = <A>(
  operation: () => Operation<A>,
  ...issues: ReadonlyArray<readonly [field: string, rule: RegExp]>
) =>
  withCloud((simulator) =>
    Effect.gen(function* () {
      yield* atNow
      const error = yield* Effect.flip(operation())
      expect(error.outcome).toBe("not-sent")
      expect(error.reason).toMatchObject({
        _tag: "InvalidInput",
        issues: issues.map(([field, rule]) => ({ field, rule: expect.stringMatching(rule) }))
      })
      expect(simulator.requests).toHaveLength(0)
    })
  )

describe("Conferences.reserve", () => {
  it.effect("reserves a conference", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* atNow
        const { reservationToken, other } = yield* Conferences.reserve(meeting)
        expect(other).toEqual({})
        const reserved = present(simulator.conferences.get("AllHands2026"))
        expect(reserved).toMatchObject({ status: "RESERVED", maxParticipants: 120 })
        expect(reserved.reservation).toMatchObject({
          token: reservationToken,
          start: DateTime.toEpochMillis(ahead("2 hours")),
          end: DateTime.toEpochMillis(ahead("210 minutes"))
        })
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.path).toBe("/conference_reservation_create")
        expect(request.query).toBe("")
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
        expect(fieldsOf(request.text)).toEqual({
          conference_name: "AllHands2026",
          max_participants: "120",
          start_time: "2026-01-01_02:00:00",
          duration: "90"
        })
      })
    )
  )

  it.effect("appears in the list, and becomes what time makes of it", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* atNow
        const { reservationToken } = yield* Conferences.reserve(meeting)
        expect(yield* Conferences.list()).toMatchObject([
          { conferenceName: "AllHands2026", state: "RESERVED", reservationToken }
        ])
        yield* Effect.promise(() => simulator.clock.advance(Duration.toMillis("2 hours")))
        simulator.conferences.join("AllHands2026")
        simulator.conferences.join("AllHands2026")
        const during = yield* Conferences.participants({ reservationToken })
        expect([during.state, during.participants.length]).toEqual(["ACTIVE", 2])
        yield* Effect.promise(() => simulator.clock.advance(Duration.toMillis("90 minutes")))
        const after = yield* Conferences.participants({ reservationToken })
        expect(after.state).toBe("COMPLETED")
        expect(Conferences.isFinal(after)).toBe(true)
      })
    )
  )

  it.effect("sends a moment of another zone in UTC, and the service for those who are early", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* atNow
        const startAt = DateTime.makeZonedUnsafe("2026-01-01T03:00:30", {
          timeZone: "Europe/Berlin",
          adjustForTimeZone: true
        })
        yield* Conferences.reserve({ ...meeting, startAt, divert: "441908273800" })
        expect(fieldsOf(present(simulator.requests[0]).text)).toMatchObject({
          start_time: "2026-01-01_02:00:30",
          divert: "441908273800"
        })
        expect(simulator.conferences.get("AllHands2026")?.reservation?.divert).toBe("441908273800")
      })
    )
  )

  it.effect.each([
    { duration: "15 minutes", minutes: "15" },
    { duration: "8 hours", minutes: "480" },
    { duration: "1800 seconds", minutes: "30" },
    { duration: 1_800_000, minutes: "30" },
    { duration: { hours: 1, minutes: 30 }, minutes: "90" },
    { duration: Duration.hours(2), minutes: "120" }
  ] as ReadonlyArray<{ duration: Duration.Input; minutes: string }>)(
    "takes the duration $duration",
    ({ duration, minutes }) =>
      withCloud((simulator) =>
        Effect.gen(function* () {
          yield* atNow
          yield* Conferences.reserve({ ...meeting, duration })
          expect(fieldsOf(present(simulator.requests[0]).text).duration).toBe(minutes)
        })
      )
  )

  it.effect.each([
    "14 minutes",
    "481 minutes",
    60,
    "90 seconds",
    "1801 seconds",
    "-30 minutes",
    "Infinity",
    Number.NaN,
    "a while",
    null,
    {}
  ])("refuses the duration %j", (duration) =>
    refuses(
      () => Conferences.reserve({ ...meeting, duration: duration as Duration.Input }),
      ["duration", /a duration of 15 to 480 whole minutes, with its unit$/]
    )
  )

  it.effect.each(["a".repeat(47), "a", "2026"])("takes the name %j", (conferenceName) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* atNow
        yield* Conferences.reserve({ ...meeting, conferenceName })
        expect(simulator.conferences.get(conferenceName)?.status).toBe("RESERVED")
      })
    )
  )
  it.effect.each(["", "a".repeat(48), "all hands", "all_hands", "Größe", "a\n"])(
    "refuses the name %j",
    (conferenceName) =>
      refuses(
        () => Conferences.reserve({ ...meeting, conferenceName }),
        ["conferenceName", /1 to 47 letters and digits/]
      )
  )

  it.effect.each([39, 351, 40.5, Number.NaN])("refuses %d participants", (maxParticipants) =>
    refuses(
      () => Conferences.reserve({ ...meeting, maxParticipants }),
      ["maxParticipants", /whole number from 40 to 350/]
    )
  )
  it.effect.each([40, 350])("takes %d participants", (maxParticipants) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* atNow
        yield* Conferences.reserve({ ...meeting, maxParticipants })
        expect(simulator.conferences.get("AllHands2026")?.maxParticipants).toBe(maxParticipants)
      })
    )
  )

  it.effect.each(["5 minutes", "24 hours"] as const)("takes a start %s ahead", (duration) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* atNow
        yield* Conferences.reserve({ ...meeting, startAt: ahead(duration) })
        expect(simulator.conferences.list()).toHaveLength(1)
      })
    )
  )
  it.effect.each(["4 minutes", "1441 minutes"] as const)(
    "leaves the decision to the cloud, whose clock may differ, for a start %s ahead",
    (duration) =>
      withCloud((simulator) =>
        Effect.gen(function* () {
          yield* atNow
          const error = yield* Effect.flip(Conferences.reserve({ ...meeting, startAt: ahead(duration) }))
          expect(error.reason).toMatchObject({ _tag: "Rejected", status: 400 })
          expect(simulator.requests).toHaveLength(1)
        })
      )
  )
  it.effect.each(["239 seconds", "86461 seconds", 0, "-1 hours"] as const)(
    "refuses a start %s ahead",
    (duration) =>
      refuses(
        () => Conferences.reserve({ ...meeting, startAt: ahead(duration) }),
        ["startAt", /5 minutes to 24 hours from now/]
      )
  )
  it.effect("refuses a start that is no moment", () =>
    refuses(
      () => Conferences.reserve({ ...meeting, startAt: new Date("tomorrow") }),
      ["startAt", /must be a DateTime, a Date/]
    )
  )

  it.effect("refuses an empty service for those who are early", () =>
    refuses(() => Conferences.reserve({ ...meeting, divert: "" }), ["divert", /must not be empty/])
  )
  it.effect("names every problem at once", () =>
    refuses(
      () => Conferences.reserve({ conferenceName: "a b", duration: "1 minute", room: 1 } as never),
      ["room", /is not a field/],
      ["conferenceName", /letters and digits/],
      ["maxParticipants", /is required/],
      ["startAt", /is required/],
      ["duration", /15 to 480/]
    )
  )
  it.effect("refuses to work without options", () =>
    refuses(
      () => Conferences.reserve(undefined as never),
      ["conferenceName", /is required/],
      ["maxParticipants", /is required/],
      ["startAt", /is required/],
      ["duration", /is required/]
    )
  )

  it.effect("fails as rejected when the name is taken", () =>
    withCloud(() =>
      Effect.gen(function* () {
        yield* atNow
        yield* Conferences.reserve(meeting)
        const error = yield* Effect.flip(Conferences.reserve(meeting))
        expect(error.outcome).toBe("rejected")
        expect(error.reason).toMatchObject({ _tag: "Rejected", status: 400 })
      })
    )
  )

  it.effect("is never repeated when the cloud may have acted, and says what to check", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* atNow
        simulator.faults.next({ kind: "status", status: 503, when: "after" })
        const error = yield* Effect.flip(inVirtualTime(Conferences.reserve(meeting)))
        expect(simulator.requests).toHaveLength(1)
        expect(error.outcome).toBe("unknown")
        expect(error.advice).toContain("list of conferences")
        expect(simulator.conferences.list()).toHaveLength(1)
      })
    )
  )
})

/** Runs a test with the token of a reservation. */
const withReservation = <A, E>(
  body: (
    simulator: Simulator<ManualClock>,
    reservationToken: string
  ) => Effect.Effect<A, E, CloudAccount | HttpClient.HttpClient>
) =>
  withCloud((simulator) =>
    Effect.gen(function* () {
      yield* atNow
      const { reservationToken } = yield* Conferences.reserve(meeting)
      simulator.clearRequests()
      return yield* body(simulator, reservationToken)
    })
  )

describe("Conferences.extendReservation", () => {
  it.effect("adds to what is reserved", () =>
    withReservation((simulator, reservationToken) =>
      Effect.gen(function* () {
        const extension = yield* Conferences.extendReservation({ reservationToken, by: "30 minutes" })
        expect(extension).toEqual({ extended: true, other: {} })
        expect(simulator.conferences.get("AllHands2026")?.reservation?.end).toBe(
          DateTime.toEpochMillis(ahead("4 hours"))
        )
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.path).toBe("/conference_reservation_modify")
        expect(request.authorized).toBe(true)
        expect(fieldsOf(request.text)).toEqual({ reservation_token: reservationToken, duration: "30" })
      })
    )
  )

  it.effect.each(["14 minutes", "61 minutes", "90 seconds"] as const)("refuses to extend by %s", (by) =>
    refuses(
      () => Conferences.extendReservation({ reservationToken: "t", by }),
      ["by", /a duration of 15 to 60 whole minutes, with its unit$/]
    )
  )
  it.effect("refuses an empty token, and to extend by nothing", () =>
    refuses(
      () => Conferences.extendReservation({ reservationToken: "" } as never),
      ["reservationToken", /must not be empty/],
      ["by", /is required/]
    )
  )
  it.effect("refuses to work without options", () =>
    refuses(
      () => Conferences.extendReservation(undefined as never),
      ["reservationToken", /is required/],
      ["by", /is required/]
    )
  )

  it.effect("fails with the code of an invalid token", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const extended = Conferences.extendReservation({ reservationToken: "lapsed", by: "15 minutes" })
        const error = yield* Effect.flip(extended)
        expect(error.outcome).toBe("rejected")
        expect(error.reason).toMatchObject({ _tag: "Rejected", status: 400, code: "0405" })
      })
    )
  )

  it.effect("does not go beyond 480 minutes together: the cloud counts", () =>
    withReservation((_, reservationToken) =>
      Effect.gen(function* () {
        const hourMore = Conferences.extendReservation({ reservationToken, by: "1 hour" })
        for (let hours = 0; hours < 6; hours++) yield* hourMore
        const last = yield* Effect.result(hourMore)
        expect(last._tag === "Failure" || !last.success.extended).toBe(true)
      })
    )
  )

  it.effect("is never repeated when the cloud may have acted", () =>
    withReservation((simulator, reservationToken) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "reset" })
        const error = yield* Effect.flip(
          inVirtualTime(Conferences.extendReservation({ reservationToken, by: "30 minutes" }))
        )
        expect(simulator.requests).toHaveLength(1)
        expect(error.outcome).toBe("unknown")
        expect(error.advice).toContain("may be longer now")
      })
    )
  )

  it.effect("tells when the cloud says no", () =>
    withReservation((simulator, reservationToken) =>
      Effect.gen(function* () {
        simulator.faults.next({
          kind: "response",
          response: () => Response.json({ extended: false, end: "2026-01-01_03:30:00" })
        })
        const extension = yield* Conferences.extendReservation({ reservationToken, by: "30 minutes" })
        expect(extension).toEqual({ extended: false, other: { end: "2026-01-01_03:30:00" } })
      })
    )
  )
})

describe("Conferences.removeReservation", () => {
  it.effect("gives a reservation up", () =>
    withReservation((simulator, reservationToken) =>
      Effect.gen(function* () {
        const removal = yield* Conferences.removeReservation(reservationToken)
        expect(removal).toEqual({ removed: true, other: {} })
        expect(yield* Conferences.list()).toEqual([])
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.path).toBe("/conference_reservation_remove")
        expect(request.authorized).toBe(true)
        expect(fieldsOf(request.text)).toEqual({ reservation_token: reservationToken })
      })
    )
  )

  it.effect("refuses an empty token", () =>
    refuses(() => Conferences.removeReservation(""), ["reservationToken", /must not be empty/])
  )

  it.effect("is repeated, and stays unknown when the repetition finds no reservation", () =>
    withReservation((simulator, reservationToken) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "reset" })
        const error = yield* Effect.flip(inVirtualTime(Conferences.removeReservation(reservationToken)))
        expect(simulator.requests).toHaveLength(2)
        expect(error.outcome).toBe("unknown")
        expect(error.reason).toMatchObject({ code: "0405" })
      })
    )
  )
})
