import * as BiometricGroups from "@aculab-cloud/core/BiometricGroups"
import type { CloudAccount } from "@aculab-cloud/core/CloudAccount"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"

import { fieldsOf, inVirtualTime, present, withCloud } from "./support.js"

const longest = "x".repeat(64)

/** Runs an operation that must be refused before anything is sent. */
const refuses = <A>(
  operation: () => Effect.Effect<A, CloudError, CloudAccount | HttpClient.HttpClient>,
  field: string,
  rule: RegExp
) =>
  withCloud((simulator) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(operation())
      expect(error.outcome).toBe("not-sent")
      expect(error.reason).toMatchObject({
        _tag: "InvalidInput",
        issues: [{ field, rule: expect.stringMatching(rule) }]
      })
      expect(simulator.requests).toHaveLength(0)
    })
  )

const badNames: ReadonlyArray<{ readonly name: unknown; readonly why: string }> = [
  { name: "", why: "empty" },
  { name: `${longest}x`, why: "65 characters" },
  { name: "Bob's  company", why: "two spaces in a row" },
  { name: '"Bob"', why: "a quotation mark" },
  { name: "a^b", why: "a circumflex" },
  { name: "a:b", why: "a colon" },
  { name: "a\ud83d", why: "half of a surrogate pair" }
]

describe("BiometricGroups.list", () => {
  it.effect("asks with the account's credentials, and for all groups", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        expect(yield* BiometricGroups.list()).toEqual([])
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.path).toBe("/voice_biometrics/v1/user_group/list")
        expect(request.query).toBe("")
        expect(request.text).toBe("")
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
        expect(request.headers.accept).toBe("application/json")
      })
    )
  )

  it.effect("lists groups in the order of their creation, with the number of their users", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.biometrics.addGroup("First")
        yield* Effect.promise(() => simulator.clock.advance(60_000))
        simulator.biometrics.addGroup("Second")
        simulator.biometrics.addUser({ group: "Second", userId: "Bob" })
        const groups = yield* BiometricGroups.list()
        expect(
          groups.map(({ createdAt, ...group }) => ({ ...group, at: DateTime.formatIso(createdAt) }))
        ).toEqual([
          { name: "First", registrations: 0, other: {}, at: "2026-01-01T00:00:00.000Z" },
          { name: "Second", registrations: 1, other: {}, at: "2026-01-01T00:01:00.000Z" }
        ])
      })
    )
  )

  it.effect("asks for one group by its name", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.biometrics.addGroup("First")
        simulator.biometrics.addGroup("Grüße & Söhne")
        const groups = yield* BiometricGroups.list({ name: "Grüße & Söhne" })
        expect(groups.map(({ name }) => name)).toEqual(["Grüße & Söhne"])
        expect(fieldsOf(present(simulator.requests[0]).text)).toEqual({ user_group_name: "Grüße & Söhne" })
      })
    )
  )

  it.effect("reads the documented example (source D-8), and keeps what it does not know", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({
          kind: "response",
          response: () =>
            new Response(
              `{"user_groups":[{"name":"BobsCompany","created":"2021-01-15_08:56:24","registrations":7},
                {"name":"BillsCompany","created":"2020-12-09_15:22:14","registrations":14,"colour":"red"}],"total":2}`
            )
        })
        const groups = yield* BiometricGroups.list()
        expect(groups).toMatchObject([
          { name: "BobsCompany", registrations: 7, other: {} },
          { name: "BillsCompany", registrations: 14, other: { colour: "red" } }
        ])
        expect(groups.map(({ createdAt }) => DateTime.formatIso(createdAt))).toEqual([
          "2021-01-15T08:56:24.000Z",
          "2020-12-09T15:22:14.000Z"
        ])
      })
    )
  )

  it.effect.each(badNames)("refuses a name: $why", ({ name }) =>
    refuses(() => BiometricGroups.list({ name: name as string }), "name", /group name/)
  )
  it.effect("refuses an option that it does not know", () =>
    refuses(
      () => BiometricGroups.list({ nmae: "x" } as BiometricGroups.ListOptions),
      "nmae",
      /is not a field/
    )
  )
})

describe("BiometricGroups.create", () => {
  it.effect("creates a group", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const { createdAt, other } = yield* BiometricGroups.create("Bob's company")
        expect(DateTime.formatIso(createdAt)).toBe("2026-01-01T00:00:00.000Z")
        expect(other).toEqual({})
        expect(simulator.biometrics.groups().map(({ name }) => name)).toEqual(["Bob's company"])
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.path).toBe("/voice_biometrics/v1/user_group/create")
        expect(request.query).toBe("")
        expect(fieldsOf(request.text)).toEqual({ user_group_name: "Bob's company" })
        expect(request.authorized).toBe(true)
      })
    )
  )

  it.effect.each([longest, "a", "a b c", "👋".repeat(32)])("takes the name %j", (name) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* BiometricGroups.create(name)
        expect(simulator.biometrics.groups().map((group) => group.name)).toEqual([name])
      })
    )
  )

  it.effect.each(badNames)("refuses a name: $why", ({ name }) =>
    refuses(() => BiometricGroups.create(name as string), "name", /group name/)
  )
  it.effect("refuses a name that is no text", () =>
    refuses(() => BiometricGroups.create(1 as unknown as string), "name", /must be string/)
  )
  it.effect("refuses to work without a name", () =>
    refuses(() => BiometricGroups.create(undefined as unknown as string), "name", /is required/)
  )

  it.effect("fails as rejected when the name is taken", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.biometrics.addGroup("Taken")
        const error = yield* Effect.flip(BiometricGroups.create("Taken"))
        expect(error.outcome).toBe("rejected")
        expect(error.reason).toMatchObject({ _tag: "Rejected", status: 400 })
      })
    )
  )

  it.effect("is never repeated when the cloud may have acted, and says what to check", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "status", status: 503, when: "after" })
        const error = yield* Effect.flip(inVirtualTime(BiometricGroups.create("Once")))
        expect(simulator.requests).toHaveLength(1)
        expect(error.outcome).toBe("unknown")
        expect(error.advice).toContain("list the groups")
        expect(simulator.biometrics.groups()).toHaveLength(1)
      })
    )
  )
})

describe("BiometricGroups.remove", () => {
  it.effect("removes a group", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.biometrics.addGroup("Short lived")
        yield* Effect.promise(() => simulator.clock.advance(60_000))
        const { deletedAt, other } = yield* BiometricGroups.remove("Short lived")
        expect(DateTime.formatIso(deletedAt)).toBe("2026-01-01T00:01:00.000Z")
        expect(other).toEqual({})
        expect(simulator.biometrics.groups()).toEqual([])
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.path).toBe("/voice_biometrics/v1/user_group/delete")
        expect(fieldsOf(request.text)).toEqual({ user_group_name: "Short lived" })
        expect(request.authorized).toBe(true)
      })
    )
  )

  it.effect.each(badNames)("refuses a name: $why", ({ name }) =>
    refuses(() => BiometricGroups.remove(name as string), "name", /group name/)
  )

  it.effect("fails as rejected for a group that the cloud does not know", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(BiometricGroups.remove("Nobody"))
        expect(error.outcome).toBe("rejected")
        expect(error.reason).toMatchObject({ status: 400 })
      })
    )
  )

  it.effect("is repeated, and stays unknown when the repetition finds no group", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.biometrics.addGroup("Gone")
        simulator.faults.next({ kind: "reset" })
        const error = yield* Effect.flip(inVirtualTime(BiometricGroups.remove("Gone")))
        expect(simulator.requests).toHaveLength(2)
        expect(error.reason._tag).toBe("Rejected")
        expect(error.outcome).toBe("unknown")
      })
    )
  )
})
