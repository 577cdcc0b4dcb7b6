import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import { type RunningServer, serve } from "@aculab-cloud/simulator/server"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud, document } from "./support.js"
import { group, spoken, withGroup, withUser } from "./voiceSupport.js"

describe("voice", () => {
  const users = (verb: string, ...args: ReadonlyArray<string>) => [...["voice", verb, "--simulate"], ...args]

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

  it.effect("a user id that the cloud refuses is told as such", () =>
    Effect.gen(function* () {
      const { simulator, env } = yield* withUser
      const { code, stderr } = yield* aculabCloud(users("exists", "B:ob"), { simulator, env })
      expect(code).toBe(4)
      expect(stderr).toContain("USER seems to hold a character that the cloud refuses.")
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
      const { code, stderr } = yield* aculabCloud(["voice", "exists", "Bob"], {
        env: { ACULAB_CLOUD_ID: "1-2-0", ACULAB_USERNAME: "you@example.com" }
      })
      expect(code).toBe(2)
      expect(stderr).toContain("ACULAB_USER_GROUP_KEY: is not set")
    })
  )

  it.effect("a simulated cloud brings a key of its own, where none is given", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* aculabCloud(users("exists", "Bob"))
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "Bob is not registered.\n", stderr: "" })
    })
  )

  it.effect("delete is another word for remove", () =>
    Effect.gen(function* () {
      const context = yield* withUser
      const { code, stdout } = yield* aculabCloud(users("delete", "Bob", "--yes"), context)
      expect({ code, stdout }).toEqual({ code: 0, stdout: "Bob was removed 2026-01-01 00:00:00 UTC.\n" })
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
      const { code, stdout, stderr } = yield* aculabCloud(["voice", "exists", "Bob"], {
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

  it.live("is enough for audio, over HTTP and over a WebSocket of this machine", () =>
    Effect.gen(function* () {
      simulator.biometrics.addGroup("Streams")
      const { key } = simulator.biometrics.addKey({ group: "Streams" })
      const env = {
        ACULAB_CLOUD_ID: "1-2-0",
        ACULAB_USERNAME: "you@example.com",
        ACULAB_USER_GROUP_KEY: key,
        ACULAB_BASE_URL: server.url
      }
      const register = ["voice", "register", "Bob", "-", "--method", "websocket"]
      expect(yield* aculabCloud(register, { env, stdin: [yield* spoken("en", 1)] })).toEqual(
        expect.objectContaining({ code: 0, stdout: "Registered: Bob, with one recording.\n", stderr: "" })
      )
      const verify = ["voice", "verify", "Bob", "-"]
      const { code, stdout } = yield* aculabCloud(verify, { env, stdin: [yield* spoken("en", 2)] })
      expect(code).toBe(0)
      expect(stdout).toMatch(/^Verified: this is Bob's voice /)
    })
  )
})
