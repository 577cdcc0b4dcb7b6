import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
import * as CloudError from "@aculab-cloud/core/CloudError"
import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
import type { ManualClock, Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Redacted from "effect/Redacted"
import { fieldsOf, inVirtualTime, present, withCloud } from "./support.js"

/** Runs a test with a key of the group Staff, in which Bob is registered. */
const withKey = <A, E>(
  body: (
    simulator: Simulator<ManualClock>,
    key: string
  ) => Effect.Effect<A, E, UserGroupKey.UserGroupKey | HttpClient.HttpClient>
) =>
  withCloud((simulator) =>
    Effect.suspend(() => {
      simulator.biometrics.addGroup("Staff")
      simulator.biometrics.addUser({ group: "Staff", userId: "Bob" })
      const { key } = simulator.biometrics.addKey({ group: "Staff" })
      return Effect.provide(body(simulator, key), UserGroupKey.layer({ key: Redacted.make(key) }))
    })
  )

const answering = (simulator: Simulator<ManualClock>, body: unknown, status = 200) =>
  simulator.faults.next({ kind: "response", response: () => Response.json(body, { status }) })

const operations = [
  { name: "remove", path: "delete", run: (userId: string) => Effect.asVoid(BiometricUsers.remove(userId)) },
  { name: "exists", path: "exists", run: (userId: string) => Effect.asVoid(BiometricUsers.exists(userId)) },
  { name: "stats", path: "stats", run: (userId: string) => Effect.asVoid(BiometricUsers.stats(userId)) }
]

describe.each(operations)("BiometricUsers.$name", ({ path, run }) => {
  it.effect("asks with the group's key, not with the account's", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        simulator.biometrics.addUser({ group: "Staff", userId: "Bob & Söhne" })
        yield* run("Bob & Söhne")
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.path).toBe(`/voice_biometrics/v1/user/${path}`)
        expect(request.query).toBe("")
        expect(fieldsOf(request.text)).toEqual({ user_id: "Bob & Söhne" })
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
      })
    )
  )

  it.effect.each([
    { userId: "" as unknown, rule: /must not be empty/ },
    { userId: "a\ud83d", rule: /surrogate/ },
    { userId: 7, rule: /must be string/ },
    { userId: undefined, rule: /is required/ }
  ])("refuses the user id $userId", ({ userId, rule }) =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(run(userId as string))
        expect(error.outcome).toBe("not-sent")
        expect(error.reason).toMatchObject({
          _tag: "InvalidInput",
          field: "userId",
          rule: expect.stringMatching(rule)
        })
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )

  it.effect("does not show the group's key in an error", () =>
    withKey((simulator, key) =>
      Effect.gen(function* () {
        answering(
          simulator,
          { error: { code: "HTTP 400", text: `key ${key} not known`, details: [key] } },
          400
        )
        const error = yield* Effect.flip(run("Bob"))
        expect(error.message).not.toContain(key)
      })
    )
  )

  it.effect("is repeated after a failure that may have come too late", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "status", status: 503 })
        yield* inVirtualTime(run("Bob"))
        expect(simulator.requests).toHaveLength(2)
      })
    )
  )
})

describe("BiometricUsers.remove", () => {
  it.effect("removes a user", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const removed = yield* BiometricUsers.remove("Bob")
        expect(removed.userId).toBe("Bob")
        expect(DateTime.formatIso(removed.deletedAt)).toBe("2026-01-01T00:00:00.000Z")
        expect(removed.transactionId).not.toBe("")
        expect(removed.other).toEqual({})
        expect(simulator.biometrics.users("Staff")).toEqual([])
      })
    )
  )

  it.effect("fails as rejected, not as not found, for a user that the cloud does not know", () =>
    withKey(() =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(BiometricUsers.remove("Alice"))
        expect(error.outcome).toBe("rejected")
        expect(error.reason).toMatchObject({ _tag: "Rejected", status: 400 })
        expect(BiometricUsers.likelyProblem(error)).toBe("unknown-user")
      })
    )
  )

  it.effect("fails with a key that the cloud does not know", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const stranger = UserGroupKey.layerAlone({
          cloudId: "1-2-0",
          username: "you@example.com",
          key: Redacted.make("ak-another/key")
        })
        const error = yield* Effect.flip(Effect.provide(BiometricUsers.remove("Bob"), stranger))
        expect(error.outcome).toBe("rejected")
        expect(present(simulator.requests[0]).authorized).toBe(false)
        expect(simulator.biometrics.users("Staff")).toHaveLength(1)
      })
    )
  )
})

describe("BiometricUsers.exists", () => {
  it.effect("tells who is registered in the group of the key", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        simulator.biometrics.addGroup("Others")
        simulator.biometrics.addUser({ group: "Others", userId: "Alice" })
        const bob = yield* BiometricUsers.exists("Bob")
        expect(bob).toMatchObject({ userId: "Bob", exists: true, other: {} })
        expect(bob.transactionId).not.toBe("")
        expect(yield* BiometricUsers.exists("Alice")).toMatchObject({ userId: "Alice", exists: false })
      })
    )
  )

  it.effect("takes the text true, and keeps what it does not know", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        answering(simulator, { user_id: "Bob", transaction_id: "t", exists: "true", colour: "red" })
        expect(yield* BiometricUsers.exists("Bob")).toEqual({
          userId: "Bob",
          exists: true,
          transactionId: "t",
          other: { colour: "red" }
        })
      })
    )
  )

  it.effect("passes a refusal on, instead of taking its words for a no", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        answering(
          simulator,
          { error: { code: "HTTP 400", text: "Bad Request: user_id 'Bob' not found" } },
          400
        )
        const error = yield* Effect.flip(BiometricUsers.exists("Bob"))
        expect(error.reason).toMatchObject({ _tag: "Rejected", status: 400 })
        expect(BiometricUsers.likelyProblem(error)).toBe("unknown-user")
      })
    )
  )
})

describe("BiometricUsers.stats", () => {
  it.effect("counts what happened", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const bob = { group: "Staff", userId: "Bob" }
        const minute = Effect.promise(() => simulator.clock.advance(60_000))
        yield* minute
        simulator.biometrics.noteUpdate(bob)
        yield* minute
        simulator.biometrics.noteVerification({ ...bob, passed: true })
        yield* minute
        simulator.biometrics.noteVerification({ ...bob, passed: false })
        const { registeredAt, updatedAt, verifiedAt, transactionId, ...counts } =
          yield* BiometricUsers.stats("Bob")
        expect([registeredAt, present(updatedAt), present(verifiedAt)].map(DateTime.formatIso)).toEqual([
          "2026-01-01T00:00:00.000Z",
          "2026-01-01T00:01:00.000Z",
          "2026-01-01T00:03:00.000Z"
        ])
        expect(transactionId).not.toBe("")
        expect(counts).toEqual({
          groupName: "Staff",
          verificationAttempts: 2,
          verificationsPassed: 1,
          verificationsFailed: 1,
          other: {}
        })
      })
    )
  )

  it.effect("leaves out what has not happened yet", () =>
    withKey(() =>
      Effect.gen(function* () {
        const stats = yield* BiometricUsers.stats("Bob")
        expect(stats).not.toHaveProperty("updatedAt")
        expect(stats).not.toHaveProperty("verifiedAt")
        expect(stats.verificationAttempts).toBe(0)
      })
    )
  )

  const counted = {
    user_group_name: "Staff",
    transaction_id: "t",
    registration_date: "2021-01-15_08:56:24",
    verification_attempts: 0,
    verifications_passed: 0,
    verifications_failed: 0
  }

  it.effect.each([
    { name: "missing", dates: {} },
    { name: "null", dates: { update_date: null, verification_date: null } }
  ])("takes dates that are $name", ({ dates }) =>
    withKey((simulator) =>
      Effect.gen(function* () {
        answering(simulator, { ...counted, ...dates, colour: "red" })
        const { registeredAt, ...stats } = yield* BiometricUsers.stats("Bob")
        expect(DateTime.formatIso(registeredAt)).toBe("2021-01-15T08:56:24.000Z")
        expect(stats).toEqual({
          groupName: "Staff",
          transactionId: "t",
          verificationAttempts: 0,
          verificationsPassed: 0,
          verificationsFailed: 0,
          other: { colour: "red" }
        })
      })
    )
  )
})

describe("likelyProblem", () => {
  const refused = (text: string, details: ReadonlyArray<string> = [], operation = "BiometricUsers.stats") =>
    new CloudError.CloudError({
      operation,
      outcome: "rejected",
      repeat: "once",
      reason: new CloudError.Rejected({ status: 400, code: "HTTP 400", text, details })
    })

  it.each([
    // The one text that is documented word for word (source D-18).
    ["Bad Request: user_id 'Bob' is already present", "user-already-present"],
    // The messages of the table (source D-5), in the pattern that it gives.
    ["Bad API request, [voice_biometrics]:[user_id not found]", "unknown-user"],
    ["Bad API request, [voice_biometrics]:[user_id already present]", "user-already-present"],
    ["Bad API request, [voice_biometrics]:[user_id has disallowed characters]", "refused-user-id"],
    ["Bad API request, [voice_biometrics]:[group key not found]", "unknown-key"],
    ["Bad API request, [voice_biometrics]:[user group key not known]", "unknown-key"],
    ["Bad API request, [voice_biometrics]:[user_group_key not found]", "unknown-key"],
    ["The service is temporarily disabled for this key", "disabled"],
    ["Bad API request, [voice_biometrics]:[no audio sources in the request]", undefined],
    ["Bad API request, [voice_biometrics]:[user_id not supplied]", undefined],
    ["", undefined]
  ] as const)("reads %j as %s", (text, problem) => {
    expect(BiometricUsers.likelyProblem(refused(text))).toBe(problem)
  })

  it("does not look at what somebody chose as a name", () => {
    const texts = [
      "user_id 'key not found' is already present",
      "user_id 'it's a key not known' is already present"
    ]
    expect(texts.map((text) => BiometricUsers.likelyProblem(refused(text)))).toEqual([
      "user-already-present",
      "user-already-present"
    ])
  })

  it("does not choose between two", () => {
    expect(
      BiometricUsers.likelyProblem(refused("user_id not found", ["group key not known"]))
    ).toBeUndefined()
  })

  it("reads the details too", () => {
    expect(BiometricUsers.likelyProblem(refused("Bad Request", ["user_id 'x' not found"]))).toBe(
      "unknown-user"
    )
  })

  it("says nothing of other operations, and of errors that are not the cloud's", () => {
    expect(BiometricUsers.likelyProblem(refused("key not found", [], "Messages.send"))).toBeUndefined()
    const invalid = new CloudError.CloudError({
      operation: "BiometricUsers.stats",
      outcome: "not-sent",
      repeat: "once",
      reason: new CloudError.InvalidInput({ field: "userId", rule: "x", issues: [] })
    })
    expect(BiometricUsers.likelyProblem(invalid)).toBeUndefined()
  })
})
