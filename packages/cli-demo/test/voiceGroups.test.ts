import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud, document, lastingSimulator } from "./support.js"
import { group, withUser } from "./voiceSupport.js"

describe("voice groups", () => {
  const groups = (verb: string, ...args: ReadonlyArray<string>) => [
    ...["voice", "groups", verb, "--simulate"],
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
