import type { ManualClock, Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud, document, inVirtualTime, lastingSimulator, type Surroundings } from "./support.js"

const applications = (args: ReadonlyArray<string>, surroundings: Surroundings = {}) =>
  aculabCloud(["applications", ...args, "--simulate"], surroundings)

/** A simulator in which a call has arrived, and the application that answers it. */
const answering = () => {
  const simulator: Simulator<ManualClock> = lastingSimulator()
  return { simulator, id: simulator.applications.receiveCall({ from: "441908273800" }).id }
}

describe("applications show", () => {
  it.effect("prints text for people", () =>
    Effect.gen(function* () {
      const { simulator, id } = answering()
      simulator.applications.set(id, { total_cost: 0.5 })
      simulator.applications.addError(id, { text: "line\nend", "odd\nkey": 1 })
      simulator.applications.makeStatusReady(id)
      const { code, stdout, stderr } = yield* applications(["show", id], { simulator })
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      const lines = stdout.split("\n")
      expect(lines).toContain("application")
      expect(lines).toContain(`  application instance id: ${id}`)
      expect(lines).toContain("  start time: 2026-01-01 00:00:00.000 UTC")
      expect(lines).toContain("  total cost: 0.5")
      expect(lines).toContain("call")
      expect(lines.slice(lines.indexOf("error"))).toEqual(
        expect.arrayContaining(["  text: line\\nend", "  odd\\nkey: 1"])
      )
    })
  )

  it.effect("prints JSON in the words of the SDK", () =>
    Effect.gen(function* () {
      const { simulator, id } = answering()
      simulator.applications.makeStatusReady(id)
      const { code, stdout } = yield* applications(["show", id, "--json"], { simulator })
      expect(code).toBe(0)
      expect(document(stdout)).toMatchObject({
        status: {
          adr: { applicationInstanceId: id, startTime: "2026-01-01T00:00:00.000Z" },
          cdrs: [expect.any(Object)],
          fdrs: [],
          errs: []
        }
      })
    })
  )

  it.effect("says so when there is no status", () =>
    Effect.gen(function* () {
      const { simulator, id } = answering()
      const { code, stdout, stderr } = yield* applications(["show", id], { simulator })
      expect(code).toBe(0)
      expect(stdout).toContain(`There is no status of ${id}`)
      expect(stderr).toContain("knows no earlier applications")
      const asJson = yield* applications(["show", id, "--json"], { simulator })
      expect(asJson).toMatchObject({ code: 0, stdout: '{"status":null}\n', stderr: "" })
    })
  )

  it.effect("needs an id", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* applications(["show", ""])
      expect(code).toBe(2)
      expect(stderr).toContain("INSTANCE_ID: must not be empty")
    })
  )
})

describe("applications wait", () => {
  it.effect("waits until there is a status, and prints it", () =>
    Effect.gen(function* () {
      const { simulator, id } = answering()
      const { code, stdout } = yield* inVirtualTime(applications(["wait", id], { simulator }), simulator)
      expect(code).toBe(0)
      expect(stdout).toContain(`  application instance id: ${id}\n`)
      const asJson = yield* applications(["wait", id, "--json"], { simulator })
      expect(document(asJson.stdout)).toMatchObject({ status: { adr: { applicationInstanceId: id } } })
    })
  )

  it.effect("asks first when the status is due", () =>
    Effect.gen(function* () {
      const { simulator, id } = answering()
      const wait = applications(["wait", id, "--eta", "1970-01-01T00:00:30Z"], { simulator })
      const { code } = yield* inVirtualTime(wait, simulator)
      expect(code).toBe(0)
      expect(simulator.count("/application_status")).toBe(1)
    })
  )

  it.effect("ends with 5 when its patience is over", () =>
    Effect.gen(function* () {
      const { simulator } = answering()
      const wait = applications(["wait", "no.such", "--patience", "30s"], { simulator })
      const { code, stdout, stderr } = yield* inVirtualTime(wait, simulator)
      expect({ code, stdout }).toEqual({ code: 5, stdout: "" })
      expect(stderr).toContain("within 30 s")
      expect(stderr).toContain("Nothing is changed: the call only asks.")
      expect(stderr).toContain("--patience")
    })
  )
})

describe("applications interrupt", () => {
  it.effect("interrupts with --yes, and prints what became of each", () =>
    Effect.gen(function* () {
      const { simulator, id } = answering()
      const { code, stdout } = yield* applications(["interrupt", id, "nobody", "--yes"], { simulator })
      expect(code).toBe(0)
      expect(stdout).toMatch(new RegExp(`^${id} +interrupted`, "m"))
      expect(stdout).toMatch(/^nobody +no such application/m)
      expect(simulator.applications.get(id)?.interruption).toMatchObject({ redirectPage: undefined })
    })
  )

  it.effect("redirects, and prints JSON", () =>
    Effect.gen(function* () {
      const { simulator, id } = answering()
      const redirect = ["--redirect-page", "https://example.com/instead", "--redirect-method", "POST"]
      const interrupt = ["interrupt", id, ...redirect, "--yes", "--json"]
      const { code, stdout } = yield* applications(interrupt, { simulator })
      expect(code).toBe(0)
      expect(document(stdout)).toEqual({
        interruptions: [{ applicationInstanceId: id, result: "interrupted", other: expect.any(Object) }]
      })
      expect(simulator.applications.get(id)?.interruption).toMatchObject({
        redirectPage: "https://example.com/instead",
        redirectMethod: "POST"
      })
    })
  )

  it.effect.each([
    {
      args: ["a.1"],
      says: "This interrupts the application a.1: what goes on in the call stops, the final page"
    },
    { args: ["a.1", "a.2"], says: "This interrupts 2 applications" },
    {
      args: ["a.1", "--redirect-page", "https://example.com/"],
      says: "https://example.com/ is asked what to do"
    },
    { args: ["a.1", "--redirect-page", "instead", "--yes"], says: "--redirect-page: must be an absolute" },
    {
      args: ["a.1", "--redirect-method", "GET", "--yes"],
      says: "--redirect-page: is required beside a method"
    }
  ])("refuses $args", ({ args, says }) =>
    Effect.gen(function* () {
      const { simulator } = answering()
      const { code, stdout, stderr } = yield* applications(["interrupt", ...args], { simulator })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain(says)
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect("asks before it does, where someone is there", () =>
    Effect.gen(function* () {
      const { simulator, id } = answering()
      const terminals = ["stdin", "stderr"] as const
      const refused = yield* applications(["interrupt", id], {
        simulator,
        terminals,
        keys: [..."no", "enter"]
      })
      expect(refused.code).toBe(130)
      expect(simulator.requests).toEqual([])
      const agreed = yield* applications(["interrupt", id], {
        simulator,
        terminals,
        keys: [..."yes", "enter"]
      })
      expect(agreed.code).toBe(0)
      expect(simulator.applications.get(id)?.interruption).toBeDefined()
    })
  )
})
