import type { ManualClock, Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud, document, from, hello, inVirtualTime, lastingSimulator, to } from "./support.js"

const sent = Effect.fnUntraced(function* (
  simulator: Simulator<ManualClock> = lastingSimulator(),
  content = "Hello"
) {
  yield* aculabCloud(
    ["messages", "send", "--simulate", "--to", to, "--from", from, "--content", content, "--delivery-report"],
    { simulator }
  )
  return { simulator, references: simulator.messages.list().map(({ ref }) => ref) }
})

describe("messages query", () => {
  it.effect("prints a table of states", () =>
    Effect.gen(function* () {
      const { simulator, references } = yield* sent()
      yield* Effect.promise(() => simulator.clock.advance(4000))
      const { code, stdout } = yield* aculabCloud(["messages", "query", "--simulate", ...references], {
        simulator
      })
      expect(code).toBe(0)
      expect(stdout.split("\n")).toEqual([
        "Reference                    State      Since                    Type  From",
        `${references[0]}  delivered  2026-01-01 00:00:04 UTC  sms   ${from}`,
        ""
      ])
    })
  )

  it.effect("prints JSON in the words of the SDK", () =>
    Effect.gen(function* () {
      const { simulator, references } = yield* sent(undefined, "long ".repeat(60))
      const [first = ""] = references
      const { code, stdout } = yield* aculabCloud(["messages", "query", "--simulate", "--json", first], {
        simulator
      })
      expect(code).toBe(0)
      expect(document(stdout)).toEqual({
        messages: [
          {
            reference: first,
            state: "queued",
            type: "sms",
            updatedAt: "2026-01-01T00:00:00.000Z",
            errorCode: "000",
            from,
            part: { uid: expect.any(String), position: 1, count: 2 },
            other: {}
          }
        ]
      })
    })
  )

  it.effect("shows why a message has failed", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.messages.failNext({ reason: "unknown subscriber", code: "901" })
      const { references } = yield* sent(simulator)
      yield* Effect.promise(() => simulator.clock.advance(4000))
      const { code, stdout } = yield* aculabCloud(["messages", "query", "--simulate", ...references], {
        simulator
      })
      expect(code).toBe(0)
      expect(stdout).toMatch(/failed \(unknown subscriber\).* 901$/m)
    })
  )

  it.effect("says why the cloud of --simulate knows no earlier message, to people only", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* aculabCloud(["messages", "query", "--simulate", "r1"])
      expect({ code, stdout }).toEqual({ code: 0, stdout: "Reference  State\nr1         unknown\n" })
      expect(stderr).toContain("lives as long as one command")
      const asJson = yield* aculabCloud(["messages", "query", "--simulate", "r1", "--json"])
      expect(asJson.stderr).toBe("")
    })
  )

  it.effect("needs a reference", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud(["messages", "query", "--simulate"])
      expect(code).toBe(2)
      expect(stderr).toContain("REF")
    })
  )
})

describe("messages cancel", () => {
  it.effect("prints what became of each message", () =>
    Effect.gen(function* () {
      const { simulator, references } = yield* sent()
      const cancel = ["messages", "cancel", "--simulate", ...references]
      const { code, stdout } = yield* aculabCloud(cancel, { simulator })
      expect(code).toBe(0)
      expect(stdout).toBe(`Reference                    Result\n${references[0]}  cancelled\n`)
      const again = yield* aculabCloud([...cancel, "--json"], { simulator })
      expect(again.code).toBe(0)
      expect(document(again.stdout)).toEqual({
        cancellations: [{ reference: references[0], result: "cancelled" }]
      })
    })
  )
})

describe("messages blocked", () => {
  it.effect("lists who has said STOP", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.messages.block({ to, from })
      const blocked = ["messages", "blocked", "--simulate", "--from", "+44 1908 273801"]
      const { code, stdout } = yield* aculabCloud(blocked, { simulator })
      expect(code).toBe(0)
      expect(stdout).toBe(
        `To            From          Blocked since\n${to}  ${from}  2026-01-01 00:00:00 UTC\n`
      )
      const asJson = yield* aculabCloud([...blocked, "--json"], { simulator })
      expect(document(asJson.stdout)).toEqual({
        blocked: [{ to, from, blockedAt: "2026-01-01T00:00:00.000Z" }]
      })
    })
  )

  it.effect("says so when nobody has", () =>
    Effect.gen(function* () {
      const blocked = ["messages", "blocked", "--simulate", "--to", to]
      expect((yield* aculabCloud(blocked)).stdout).toBe("Nobody has said STOP.\n")
      expect((yield* aculabCloud([...blocked, "--json"])).stdout).toBe('{"blocked":[]}\n')
    })
  )

  it.effect("needs one of the two numbers", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud(["messages", "blocked", "--simulate"])
      expect(code).toBe(2)
      expect(stderr).toContain("--to: is required when from is left out")
    })
  )
})

describe("--timeout", () => {
  it.effect("ends a call that gets no answer", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({ path: "/msg_send", kind: "stall" })
      const args = ["messages", "send", "--simulate", "--timeout", "90s", ...hello]
      const { code, stderr } = yield* inVirtualTime(aculabCloud(args, { simulator }))
      expect(code).toBe(6)
      expect(stderr).toContain("no answer within 90 s")
      expect(stderr).toContain("may have been sent")
    })
  )
})
