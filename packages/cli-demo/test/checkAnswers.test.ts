import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { accountChecks } from "../src/check/plan.js"
import { asData, check, serviceVariables } from "./checkSupport.js"
import { aculabCloud, document, interruptedWhen, lastingSimulator } from "./support.js"

describe("an answer that is not as expected", () => {
  it.effect("does not keep check from going on, and ends it with 4", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({ path: "/report_list", kind: "response", response: () => Response.json([1]) })
      const outcome = yield* asData(simulator)
      expect(outcome.code).toBe(4)
      expect(outcome.checks).toHaveLength(accountChecks().length)
      expect(outcome.checks.filter(({ expected }) => !expected)).toMatchObject([
        {
          operation: "Reports.list",
          path: { verdict: "accepted" },
          response: { mark: "S", verdict: "refused" },
          error: { outcome: "unknown", reason: { _tag: "UnexpectedResponse" } }
        }
      ])
      expect(document(outcome.stderr)).toMatchObject({
        error: {
          operation: "check",
          message: `1 of ${accountChecks().length} answers was not as expected`,
          reason: { _tag: "NotAsExpected", checks: [{ operation: "Reports.list" }] },
          exitCode: 4
        }
      })
    })
  )

  it.effect("is told to people with its reason", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({ path: "/conference_list", kind: "status", status: 404, text: "No such page" })
      const { code, stdout, stderr } = yield* aculabCloud(check, { simulator })
      expect(code).toBe(4)
      expect(stdout).toMatch(/^no {2}Conferences\.list {2}\d+ ms\n {6}not found .*No such page\n/m)
      expect(stdout).toContain("      inferred, refused: /conference_list\n")
      expect(stdout).toContain("Inferred names refused: /conference_list (Conferences.list)")
      expect(stderr).toContain("Nothing is changed: this command only asks.")
    })
  )

  it.effect("tells which name is wrong where there is one", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const missing = { kind: "status", status: 400, code: "0001" } as const
      simulator.faults.next({ path: "/msg_query", ...missing })
      simulator.faults.next({ path: "/tel_get_supported_states", ...missing })
      const { code, of } = yield* asData(simulator)
      expect(code).toBe(4)
      expect(of("Messages.query").inferred).toEqual({ "/msg_query": "accepted", msg_refs: "refused" })
      expect(of("TelephoneNumbers.states").inferred).toMatchObject({ country: "refused" })
    })
  )

  it.effect("takes one good answer as proof of a name", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({ path: "/folder_list", kind: "status", status: 404 })
      const { code, of } = yield* asData(simulator)
      expect(code).toBe(4)
      expect(of("Files.folder").inferred).toMatchObject({ "/folder_list": "accepted" })
    })
  )

  it.effect("is one that knows what nobody has", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({
        path: "/monitor_list",
        kind: "response",
        response: () => Response.json({ "a.wav": { created_date: "2026-01-01_00:00:00", size: 1 } })
      })
      const { code, of } = yield* asData(simulator)
      expect(code).toBe(4)
      expect(of("MonitorRecordings.list").checks).toMatchObject([
        { expected: false, answer: "of the expected shape, but it knows what nobody has" }
      ])
    })
  )

  it.effect.each([
    { path: "/file_delete_progress", status: 400, code: "0405", expected: true, token: "accepted" },
    { path: "/file_delete_progress", status: 400, code: "0002", expected: true, token: "unclear" },
    { path: "/file_delete_progress", status: 404, code: "HTTP 404", expected: true, token: "unclear" },
    { path: "/file_delete_progress", status: 400, code: "0001", expected: false, token: "refused" }
  ])("is not one that refuses what nobody has: $status $code", ({ expected, token, ...fault }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({ kind: "status", ...fault })
      const { of } = yield* asData(simulator)
      const { checks, inferred } = of("Files.removeProgress")
      expect(checks).toMatchObject([{ expected }])
      expect(inferred).toMatchObject({ token })
    })
  )

  it.effect("of a page that is no answer proves nothing", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({ path: "/report_list", kind: "html" })
      const { code, of } = yield* asData(simulator)
      expect(code).toBe(4)
      expect(of("Reports.list").inferred).toEqual({ "/report_list": "unclear" })
    })
  )
})

describe("check gives up", () => {
  it.effect("when the credentials are refused", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({ kind: "status", status: 401 })
      const { code, checks, notChecked } = yield* asData(simulator, serviceVariables)
      expect(code).toBe(4)
      expect(checks.map(({ operation }) => operation)).toEqual([
        "Security.protocolCheck",
        "Outbound.query",
        "Outbound.queue"
      ])
      expect(notChecked).toContainEqual({
        operation: "Messages.query",
        why: "the credentials were refused"
      })
    })
  )

  it.effect("when nothing answers", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({ kind: "refuse", times: 1000 })
      const { code, checks, notChecked } = yield* asData(simulator)
      expect({ code, asked: checks.length }).toEqual({ code: 4, asked: 3 })
      expect(notChecked).toContainEqual({
        operation: "Reports.list",
        why: "there was no answer 3 times in a row"
      })
    })
  )

  it.effect("on Ctrl-C, and says that nothing is changed", () =>
    Effect.gen(function* () {
      const simulator = makeSimulator({ clock: Clock.manual() })
      simulator.faults.next({ kind: "stall" })
      const asked = Effect.gen(function* () {
        while (simulator.requests.length === 0) yield* turn
      })
      const { exit, stderr } = yield* interruptedWhen(asked, check, { simulator })
      expect(Exit.hasInterrupts(exit)).toBe(true)
      expect(stderr).toContain("check: interrupted")
      expect(stderr).toContain("Nothing is changed: this command only asks.")
    })
  )

  it.effect("without an account", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* aculabCloud(["check"])
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain("ACULAB_CLOUD_ID")
    })
  )
})

const turn = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))
