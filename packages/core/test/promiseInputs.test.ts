/** Programs that do not know effect: dates are a `Date` or a text, secrets are texts, and the same arrives. */
import * as ApplicationStatus from "@aculab-cloud/core/ApplicationStatus"
import * as BiometricGroups from "@aculab-cloud/core/BiometricGroups"
import * as BiometricKeys from "@aculab-cloud/core/BiometricKeys"
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import type * as CloudDateTime from "@aculab-cloud/core/CloudDateTime"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Conferences from "@aculab-cloud/core/Conferences"
import * as Files from "@aculab-cloud/core/Files"
import * as Messages from "@aculab-cloud/core/Messages"
import * as MessageUpdates from "@aculab-cloud/core/MessageUpdates"
import * as OutboundService from "@aculab-cloud/core/OutboundService"
import * as Reports from "@aculab-cloud/core/Reports"
import * as Services from "@aculab-cloud/core/Services"
import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { refused } from "./refused.js"
import { fieldsOf, from, inVirtualTime, present, to, withCloud } from "./support.js"

const instant = Date.parse("2026-03-01T09:05:07Z")

const sameMoment: ReadonlyArray<{ readonly name: string; readonly moment: CloudDateTime.Input }> = [
  { name: "a DateTime", moment: DateTime.makeUnsafe(instant) },
  {
    name: "a DateTime with a zone",
    moment: DateTime.makeZonedUnsafe(instant, { timeZone: "Asia/Tokyo" })
  },
  { name: "a Date", moment: new Date(instant) },
  { name: "milliseconds", moment: instant },
  { name: "a text in UTC", moment: "2026-03-01T09:05:07Z" },
  { name: "a text with another zone", moment: "2026-03-01T18:05:07.250+09:00" },
  { name: "a text without a zone", moment: "2026-03-01T09:05:07" },
  { name: "a text of the cloud", moment: "2026-03-01_09:05:07" }
]

describe("a moment", () => {
  it.effect.each(sameMoment)("may be $name", ({ moment }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(instant - 60 * 60_000)
        yield* Effect.exit(Reports.start({ kind: "cdr", from: moment, to: moment }))
        yield* Effect.exit(Files.listPage({ fileType: "media", from: moment, to: moment }))
        yield* Effect.exit(
          Conferences.reserve({
            conferenceName: "Weekly",
            maxParticipants: 40,
            startAt: moment,
            duration: "1 hour"
          })
        )
        const [report, list, reservation] = simulator.requests.map(({ text, query }) =>
          fieldsOf(text === "" ? query : text)
        )
        const written = "2026-03-01_09:05:07"
        expect(present(report)).toMatchObject({ from: written, to: written })
        expect(present(list)).toMatchObject({ from: written, to: written })
        expect(present(reservation)).toMatchObject({ start_time: written })
      })
    )
  )

  it.effect.each(sameMoment)("to wait for a status may be $name", ({ moment }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(instant - 60_000)
        simulator.faults.next({ kind: "response", response: () => Response.json({ adr: { x: 1 } }) })
        yield* inVirtualTime(ApplicationStatus.await("06e122c3364cc74c.787379", { eta: moment }))
        expect(yield* Clock.currentTimeMillis).toBeGreaterThanOrEqual(instant)
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )

  it.effect("to wait for a status must be one that there is, too", () =>
    refused(ApplicationStatus.await("06e122c3364cc74c.787379", { eta: "tomorrow" }), [
      "eta",
      /^must be a DateTime, a Date, milliseconds since 1970 or ISO 8601, of a day that there is$/
    ])
  )

  it.effect.each<unknown>([
    new Date(Number.NaN),
    Number.NaN,
    Number.POSITIVE_INFINITY,
    8.64e15 + 1,
    // Microseconds, and the years on both sides of those that four digits can say.
    instant * 1000,
    new Date("+010000-01-01T00:00:00Z"),
    new Date("-000001-12-31T23:59:59Z"),
    DateTime.makeUnsafe(8.64e15),
    "",
    "1772355907",
    "1772355907.5",
    "-5",
    "2026-02-30",
    "2026-13-01",
    "tomorrow",
    "1 March 2026",
    { year: 2026 },
    null,
    true
  ])("must be one that there is: %s is refused, and not repeated", (moment) =>
    Effect.gen(function* () {
      const period = { kind: "cdr", from: moment, to: moment } as unknown as Reports.StartOptions
      yield* refused(
        Reports.start(period),
        ["from", /^must be a DateTime, a Date, milliseconds since 1970 or ISO 8601, of a day that there is$/],
        ["to", /of a day that there is/]
      )
    })
  )

  it.effect("is compared with another, whatever the two are given as", () =>
    refused(Reports.start({ kind: "cdr", from: new Date("2026-01-02"), to: "2026-01-01T23:59:59Z" }), [
      "to",
      /must not be before from/
    ])
  )
})

describe("a patience", () => {
  const patience = "soon" as "1 second"
  const problem = ["patience", /^must be a duration that is not negative$/] as const

  it.effect.each([
    { name: "Messages.follow", stream: Messages.follow(["r1"], { patience }) },
    { name: "Messages.follow, of NaN", stream: Messages.follow(["r1"], { patience: Number.NaN }) },
    { name: "Messages.follow, below zero", stream: Messages.follow(["r1"], { patience: -1 }) },
    {
      name: "Files.removeAndFollow",
      stream: Files.removeAndFollow({ fileType: "media", name: "a.wav" }, { patience })
    },
    { name: "Reports.run", stream: Reports.run({ kind: "cdr", from: "1970-01-01" }, { patience }) },
    {
      name: "ApplicationStatus.await",
      stream: Stream.fromEffect(ApplicationStatus.await("06e122c3364cc74c.787379", { patience, eta: 0 }))
    }
  ])("that is none is refused by $name before anything is done", ({ stream }) =>
    refused(
      Stream.runDrain<unknown, CloudError, CloudAccount.CloudAccount | HttpClient.HttpClient>(stream),
      problem
    )
  )
})

describe("what the environment does not hold", () => {
  // As `process.env.ACULAB_USERNAME!` has it.
  const missing = undefined as unknown as string
  const account = { cloudId: "1-2-0", username: "you@example.com", apiAccessKey: "key" }
  const service = { ...account, name: "reminders", password: "x" }

  it.effect.each([
    { field: "cloudId", make: CloudAccount.make({ ...account, cloudId: missing }) },
    { field: "username", make: CloudAccount.make({ ...account, username: missing }) },
    { field: "apiAccessKey", make: CloudAccount.make({ ...account, apiAccessKey: missing }) },
    { field: "name", make: OutboundService.make({ ...service, name: missing }) },
    { field: "password", make: OutboundService.make({ ...service, password: missing }) },
    { field: "username", make: UserGroupKey.make({ ...account, key: "x", username: missing }) }
  ])("is a problem of $field, and no name of its own", ({ field, make }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.asVoid(make))
      expect(error.outcome).toBe("not-sent")
      expect(error.reason).toMatchObject({ _tag: "InvalidInput", field })
    })
  )
})

describe("a secret that is text", () => {
  const address = { cloudId: "1-2-0", username: "you@example.com" }
  const secret = 'ke:y ü "&='

  it.effect.each([
    {
      name: "an account",
      make: (apiAccessKey: string | Redacted.Redacted<string>) =>
        CloudAccount.make({ ...address, apiAccessKey })
    },
    {
      name: "a service",
      make: (password: string | Redacted.Redacted<string>) =>
        OutboundService.make({ ...address, name: "reminders", password })
    },
    {
      name: "a group of users",
      make: (key: string | Redacted.Redacted<string>) => UserGroupKey.make({ ...address, key })
    }
  ])("makes the same credentials of $name as one that is Redacted, and hides them", ({ make }) =>
    Effect.gen(function* () {
      const [plain, hidden] = yield* Effect.all([make(secret), make(Redacted.make(secret))])
      expect(Redacted.value(plain.authorization)).toBe(Redacted.value(hidden.authorization))
      expect(JSON.stringify(plain)).toBe(JSON.stringify(hidden))
      expect(JSON.stringify(plain)).not.toContain("ke:y")
    })
  )

  it.effect("is the key of an account, which nobody sees", () =>
    Effect.gen(function* () {
      const account = yield* CloudAccount.make({ ...address, apiAccessKey: secret })
      expect(String(account.apiAccessKey)).toBe("<redacted>")
      expect(Redacted.value(account.apiAccessKey)).toBe(secret)
    })
  )

  it.effect("travels as the password of a page and of a service, and as a key", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const statusPage = { url: "https://example.com/status", username: "cloud", password: secret }
        yield* Messages.send({ to, from, content: "Hello", statusPage })
        yield* Services.write("outbound", "reminders", { service_password: secret })
        const { service_password: read } = yield* Services.read("outbound", "reminders")
        expect(Redacted.isRedacted(read) ? Redacted.value(read) : read).toBe(secret)
        yield* BiometricGroups.create("Staff")
        const { key } = yield* BiometricKeys.create("Staff")
        yield* BiometricKeys.modify({ key: Redacted.value(key), enabled: false, retainData: false })
        yield* BiometricKeys.remove(Redacted.value(key))
        expect(yield* BiometricKeys.list("Staff")).toEqual([])
        expect(fieldsOf(present(simulator.requests[0]).text)).toMatchObject({
          status_authentication_password: secret
        })
      })
    )
  )

  it.effect("is what a status page is shown", () =>
    Effect.gen(function* () {
      const update = { msg_ref: "r1", status: "sent", direction: "send", to, from }
      const asked = (password: string) =>
        MessageUpdates.fromRequest(
          new Request("https://example.com", {
            method: "POST",
            headers: { authorization: `Basic ${btoa(`cloud:${password}`)}` },
            body: JSON.stringify(update)
          }),
          { credentials: { username: "cloud", password: "right" } }
        )
      expect((yield* asked("right")).reference).toBe("r1")
      expect((yield* Effect.flip(asked("wrong"))).problem).toBe("credentials")
    })
  )
})
