import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { fingerprintOf } from "../src/commands/voice/userGroup.js"
import { aculabCloud, document, lastingSimulator } from "./support.js"
import { group, withGroup } from "./voiceSupport.js"

describe("voice keys", () => {
  const keys = (verb: string, ...args: ReadonlyArray<string>) => [
    ...["voice", "keys", verb, "--simulate"],
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
