import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import { type RunningServer, serve } from "@aculab-cloud/simulator/server"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { fingerprintOf } from "../src/commands/biometrics/userGroup.js"
import { aculabCloud, document, lastingSimulator } from "./support.js"

const group = "Bob's company"

const withGroup = Effect.sync(() => {
  const simulator = lastingSimulator()
  simulator.biometrics.addGroup(group)
  const { key } = simulator.biometrics.addKey({ group })
  return {
    simulator,
    key,
    fingerprint: fingerprintOf(Redacted.make(key)),
    env: { ACULAB_USER_GROUP_KEY: key }
  }
})

const withUser = Effect.map(withGroup, (context) => {
  context.simulator.biometrics.addUser({ group, userId: "Bob" })
  return context
})

describe("biometrics groups", () => {
  const groups = (verb: string, ...args: ReadonlyArray<string>) => [
    ...["biometrics", "groups", verb, "--simulate"],
    ...args
  ]

  it.effect("list prints a table", () =>
    Effect.gen(function* () {
      const { simulator } = yield* withUser
      const { code, stdout } = yield* aculabCloud(groups("list"), { simulator })
      expect(code).toBe(0)
      expect(stdout).toBe(
        "Group          Created                  Users\nBob's company  2026-01-01 00:00:00 UTC  1\n"
      )
      const asJson = yield* aculabCloud(groups("list", group, "--json"), { simulator })
      expect(document(asJson.stdout)).toEqual({
        groups: [{ name: group, createdAt: "2026-01-01T00:00:00.000Z", registrations: 1, other: {} }]
      })
    })
  )

  it.effect("list says when there is nothing", () =>
    Effect.gen(function* () {
      expect((yield* aculabCloud(groups("list"))).stdout).toBe("There is no such group.\n")
    })
  )

  it.effect("create creates", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stdout } = yield* aculabCloud(groups("create", "A"), { simulator })
      expect({ code, stdout }).toEqual({ code: 0, stdout: "Created 2026-01-01 00:00:00 UTC.\n" })
      const asJson = yield* aculabCloud(groups("create", "B", "--json"), { simulator })
      expect(document(asJson.stdout)).toMatchObject({ createdAt: "2026-01-01T00:00:00.000Z" })
      expect(simulator.biometrics.groups().map(({ name }) => name)).toEqual(["A", "B"])
    })
  )

  it.effect("remove removes, after a yes", () =>
    Effect.gen(function* () {
      const { simulator } = yield* withUser
      const unasked = yield* aculabCloud(groups("remove", group), { simulator })
      expect(unasked.code).toBe(2)
      expect(unasked.stderr).toContain(`This removes the user group ${group}, for good.`)
      expect(simulator.requests).toEqual([])
      const { code, stdout } = yield* aculabCloud(groups("remove", group, "--yes"), { simulator })
      expect({ code, stdout }).toEqual({ code: 0, stdout: "Removed 2026-01-01 00:00:00 UTC.\n" })
      expect(simulator.biometrics.groups()).toEqual([])
      simulator.biometrics.addGroup(group)
      const asJson = yield* aculabCloud(groups("remove", group, "--yes", "--json"), { simulator })
      expect(document(asJson.stdout)).toEqual({ deletedAt: "2026-01-01T00:00:00.000Z", other: {} })
    })
  )

  it.effect.each([
    { args: groups("list", "a:b") },
    { args: groups("create", "a  b") },
    { args: groups("remove", "a^b", "--yes") }
  ])("refuses $args", ({ args }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stderr } = yield* aculabCloud(args, { simulator })
      expect(code).toBe(2)
      expect(stderr).toContain("GROUP: must be a group name")
      expect(simulator.requests).toEqual([])
    })
  )
})

describe("biometrics keys", () => {
  const keys = (verb: string, ...args: ReadonlyArray<string>) => [
    ...["biometrics", "keys", verb, "--simulate"],
    ...args
  ]

  it.effect("list names keys without showing them", () =>
    Effect.gen(function* () {
      const { simulator, key, fingerprint } = yield* withGroup
      const { code, stdout } = yield* aculabCloud(keys("list", group), { simulator })
      expect(code).toBe(0)
      expect(stdout.split("\n")).toEqual([
        "Fingerprint   Created                  Enabled  Retains data",
        `${fingerprint}  2026-01-01 00:00:00 UTC  yes      no`,
        ""
      ])
      const asJson = yield* aculabCloud(keys("list", group, "--json"), { simulator })
      expect(document(asJson.stdout)).toEqual({
        keys: [
          {
            fingerprint,
            createdAt: "2026-01-01T00:00:00.000Z",
            enabled: true,
            retainData: false,
            other: {}
          }
        ]
      })
      expect(stdout + asJson.stdout).not.toContain(key)
    })
  )

  it.effect("list says when there is none", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.biometrics.addGroup(group)
      const { stdout } = yield* aculabCloud(keys("list", group), { simulator })
      expect(stdout).toBe("The group has no keys.\n")
    })
  )

  it.effect("create prints the new key once, on the standard output", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.biometrics.addGroup(group)
      const { code, stdout, stderr } = yield* aculabCloud(keys("create", group), {
        simulator,
        terminals: ["stdin", "stdout", "stderr"]
      })
      const key = simulator.biometrics.keys()[0]?.key ?? "none"
      expect({ code, stdout }).toEqual({ code: 0, stdout: `${key}\n` })
      expect(stderr).toContain("no other command shows it again")
      expect(stderr).toContain(fingerprintOf(Redacted.make(key)))
      expect(stderr).not.toContain(key)

      const asJson = yield* aculabCloud(keys("create", group, "--json"), { simulator })
      expect(asJson.stderr).toBe("")
      expect(document(asJson.stdout)).toMatchObject({
        key: simulator.biometrics.keys()[1]?.key,
        enabled: true,
        retainData: false
      })
    })
  )

  const change = ["--enabled", "no", "--retain-data", "yes"]

  it.effect("modify changes the key that the environment holds", () =>
    Effect.gen(function* () {
      const { simulator, key, fingerprint, env } = yield* withGroup
      const { code, stdout } = yield* aculabCloud(keys("modify", ...change), { simulator, env })
      expect(code).toBe(0)
      expect(stdout).toContain(`${fingerprint}  2026-01-01 00:00:00 UTC  no       yes`)
      expect(stdout).not.toContain(key)
      expect(simulator.biometrics.keys()[0]).toMatchObject({ enabled: false, retainData: true })
    })
  )

  it.effect("modify changes the key of a fingerprint", () =>
    Effect.gen(function* () {
      const { simulator, key } = yield* withGroup
      const other = simulator.biometrics.addKey({ group })
      const which = ["--group", group, "--fingerprint", fingerprintOf(Redacted.make(other.key))]
      const { code, stdout } = yield* aculabCloud(keys("modify", ...which, ...change, "--json"), {
        simulator
      })
      expect(code).toBe(0)
      expect(document(stdout)).toMatchObject({ fingerprint: which[3], enabled: false, retainData: true })
      expect(stdout).not.toContain(other.key)
      expect(simulator.biometrics.keys()).toMatchObject([
        { key, enabled: true },
        { key: other.key, enabled: false }
      ])
    })
  )

  it.effect("modify asks for the key, and does not show what is typed", () =>
    Effect.gen(function* () {
      const { simulator, key } = yield* withGroup
      const { code, stdout, stderr } = yield* aculabCloud(keys("modify", ...change), {
        simulator,
        terminals: ["stdin", "stderr"],
        keys: [...key, "enter"]
      })
      expect(code).toBe(0)
      expect(stderr).toContain("User group key (what you type is not shown)")
      expect(stdout + stderr).not.toContain(key)
    })
  )

  it.effect("remove removes, after a yes that names the key", () =>
    Effect.gen(function* () {
      const { simulator, key, fingerprint, env } = yield* withGroup
      const unasked = yield* aculabCloud(keys("remove"), { simulator, env })
      expect(unasked.code).toBe(2)
      expect(unasked.stderr).toContain(`user group key with the fingerprint ${fingerprint}, for good`)
      const named = yield* aculabCloud(keys("remove", "--group", group, "--fingerprint", fingerprint), {
        simulator
      })
      expect(named.code).toBe(2)
      expect(simulator.requests).toEqual([])
      expect(unasked.stderr + named.stderr).not.toContain(key)

      const { code, stdout } = yield* aculabCloud(keys("remove", "--yes"), { simulator, env })
      expect({ code, stdout }).toEqual({ code: 0, stdout: "Removed 2026-01-01 00:00:00 UTC.\n" })
      expect(simulator.biometrics.keys()).toEqual([])
    })
  )

  it.effect("remove takes a fingerprint, and prints JSON", () =>
    Effect.gen(function* () {
      const { simulator, fingerprint } = yield* withGroup
      const args = keys("remove", "--group", group, "--fingerprint", fingerprint, "--yes", "--json")
      const { code, stdout } = yield* aculabCloud(args, { simulator })
      expect(code).toBe(0)
      expect(document(stdout)).toEqual({ deletedAt: "2026-01-01T00:00:00.000Z", other: {} })
      expect(simulator.biometrics.keys()).toEqual([])
    })
  )

  it.effect("a fingerprint that no key has is refused, and nothing changed", () =>
    Effect.gen(function* () {
      const { simulator } = yield* withGroup
      const args = keys("remove", "--group", group, "--fingerprint", "0123456789ab", "--yes")
      const { code, stdout, stderr } = yield* aculabCloud(args, { simulator })
      expect({ code, stdout }).toEqual({ code: 4, stdout: "" })
      expect(stderr).toContain("no key of the group has this fingerprint")
      expect(stderr).toContain("Nothing was changed.")
      expect(simulator.biometrics.keys()).toHaveLength(1)
    })
  )

  it.effect.each([
    { args: keys("list", "a:b"), says: "GROUP: must be a group name" },
    { args: keys("create", "a:b"), says: "GROUP: must be a group name" },
    { args: keys("remove", "--yes", "--group", "A"), says: "--fingerprint: is required beside --group" },
    {
      args: keys("modify", ...change, "--fingerprint", "0123456789ab"),
      says: "--group: is required beside --fingerprint"
    },
    { args: keys("remove", "--yes", "--fingerprint", "ak-000"), says: "12 hexadecimal digits" },
    {
      args: keys("remove", "--yes", "--group", "a:b", "--fingerprint", "0123456789ab"),
      says: "--group: must be a group name"
    },
    { args: keys("remove", "--yes"), says: "ACULAB_USER_GROUP_KEY: is not set" },
    { args: keys("modify", "--enabled", "no"), says: "Missing required flag: --retain-data" },
    { args: keys("modify", "--enabled", "no", "--retain-data", "never"), says: "--retain-data" }
  ])("refuses $args: $says", ({ args, says }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stdout, stderr } = yield* aculabCloud(args, { simulator })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain(says)
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect("never shows an answer that may hold a key", () =>
    Effect.gen(function* () {
      for (const [verb, code] of [
        ["list", 5],
        ["create", 6]
      ] as const) {
        const { simulator, env } = yield* withGroup
        simulator.faults.next({
          kind: "response",
          response: () => Response.json({ user_group_key: "MARKED", user_group_keys: "MARKED" })
        })
        const outcome = yield* aculabCloud(keys(verb, group, "--json"), { simulator, env })
        expect(outcome.code).toBe(code)
        expect(outcome.stdout + outcome.stderr).not.toContain("MARKED")
      }
    })
  )
})

describe("biometrics users", () => {
  const users = (verb: string, ...args: ReadonlyArray<string>) => [
    ...["biometrics", "users", verb, "--simulate"],
    ...args
  ]

  it.effect("exists says whether a user is registered", () =>
    Effect.gen(function* () {
      const context = yield* withUser
      expect(yield* aculabCloud(users("exists", "Bob"), context)).toMatchObject({
        code: 0,
        stdout: "Bob is registered.\n"
      })
      expect(yield* aculabCloud(users("exists", "Ann"), context)).toMatchObject({
        code: 0,
        stdout: "Ann is not registered.\n"
      })
      const asJson = yield* aculabCloud(users("exists", "Bob", "--json"), context)
      expect(document(asJson.stdout)).toMatchObject({ userId: "Bob", exists: true })
    })
  )

  it.effect("stats prints how a user was verified", () =>
    Effect.gen(function* () {
      const context = yield* withUser
      context.simulator.biometrics.noteVerification({ group, userId: "Bob", passed: true })
      context.simulator.biometrics.noteVerification({ group, userId: "Bob", passed: false })
      const { code, stdout } = yield* aculabCloud(users("stats", "Bob"), context)
      expect(code).toBe(0)
      const time = "2026-01-01 00:00:00 UTC"
      expect(stdout.split("\n")).toEqual([
        "Group          Registered               Last verification        Attempts  Passed  Failed",
        `Bob's company  ${time}  ${time}  2         1       1`,
        ""
      ])
      const asJson = yield* aculabCloud(users("stats", "Bob", "--json"), context)
      expect(document(asJson.stdout)).toMatchObject({
        groupName: group,
        verifiedAt: "2026-01-01T00:00:00.000Z",
        verificationAttempts: 2
      })
    })
  )

  it.effect("remove removes, after a yes", () =>
    Effect.gen(function* () {
      const context = yield* withUser
      const unasked = yield* aculabCloud(users("remove", "Bob"), context)
      expect(unasked.code).toBe(2)
      expect(unasked.stderr).toContain("This removes the user Bob with the model of their voice, for good")
      expect(context.simulator.requests).toEqual([])
      const { code, stdout } = yield* aculabCloud(users("remove", "Bob", "--yes"), context)
      expect({ code, stdout }).toEqual({ code: 0, stdout: "Bob was removed 2026-01-01 00:00:00 UTC.\n" })
      context.simulator.biometrics.addUser({ group, userId: "Bob" })
      const asJson = yield* aculabCloud(users("remove", "Bob", "--yes", "--json"), context)
      expect(document(asJson.stdout)).toMatchObject({ userId: "Bob", deletedAt: "2026-01-01T00:00:00.000Z" })
    })
  )

  it.effect("an unknown user and an unknown key are told apart", () =>
    Effect.gen(function* () {
      const { simulator, env } = yield* withUser
      const user = yield* aculabCloud(users("stats", "Ann"), { simulator, env })
      expect(user.code).toBe(4)
      expect(user.stderr).toContain("The group of ACULAB_USER_GROUP_KEY seems to have no such user.")
      const key = yield* aculabCloud(users("stats", "Bob"), {
        simulator,
        env: { ACULAB_USER_GROUP_KEY: "MARKED-WRONG-KEY" }
      })
      expect(key.code).toBe(4)
      expect(key.stderr).toContain("Check ACULAB_USER_GROUP_KEY")
      expect(key.stderr).not.toContain("MARKED")
    })
  )

  it.effect("refused credentials are those of the group", () =>
    Effect.gen(function* () {
      const context = yield* withUser
      context.simulator.faults.next({ kind: "status", status: 401 })
      const { code, stderr } = yield* aculabCloud(users("exists", "Bob"), context)
      expect(code).toBe(3)
      expect(stderr).toContain("Check ACULAB_USER_GROUP_KEY, ACULAB_CLOUD_ID and ACULAB_USERNAME.")
    })
  )

  it.effect.each([
    { args: users("exists", ""), says: "USER: must not be empty" },
    { args: users("stats"), says: "USER" }
  ])("refuses $args and sends nothing", ({ args, says }) =>
    Effect.gen(function* () {
      const { simulator, env } = yield* withGroup
      const { code, stderr } = yield* aculabCloud(args, { simulator, env })
      expect(code).toBe(2)
      expect(stderr).toContain(says)
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect("the key is required", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud(users("exists", "Bob"))
      expect(code).toBe(2)
      expect(stderr).toContain("ACULAB_USER_GROUP_KEY: is not set")
    })
  )
})

describe("a user group key alone", () => {
  const simulator = makeSimulator({ clock: Clock.manual() })
  let server: RunningServer

  beforeAll(async () => {
    server = await serve(simulator)
  })
  afterAll(() => server.close())

  it.live("is enough for users: the account's key is neither needed nor sent", () =>
    Effect.gen(function* () {
      simulator.biometrics.addGroup(group)
      const { key } = simulator.biometrics.addKey({ group })
      const { code, stdout, stderr } = yield* aculabCloud(["biometrics", "users", "exists", "Bob"], {
        env: {
          ACULAB_CLOUD_ID: "1-2-0",
          ACULAB_USERNAME: "you@example.com",
          ACULAB_USER_GROUP_KEY: key,
          ACULAB_BASE_URL: server.url
        }
      })
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "Bob is not registered.\n", stderr: "" })
    })
  )
})
