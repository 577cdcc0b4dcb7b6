import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { aculabCloud, document, lastingSimulator } from "./support.js"

const token = ["webrtc", "token", "--simulate", "anna.smith"]

const together = Effect.gen(function* () {
  const simulator = lastingSimulator()
  yield* TestClock.setTime(simulator.clock.now())
  return simulator
})

describe("webrtc token", () => {
  it.effect("prints the token and nothing else on the standard output", () =>
    Effect.gen(function* () {
      const simulator = yield* together
      const { code, stdout, stderr } = yield* aculabCloud(token, { simulator })
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout).toBe(`${simulator.webrtc.tokens()[0]?.token}\n`)
    })
  )

  it.effect("prints it once, also on a terminal", () =>
    Effect.gen(function* () {
      const simulator = yield* together
      const { stdout, stderr } = yield* aculabCloud(token, {
        simulator,
        terminals: ["stdin", "stdout", "stderr"]
      })
      const made = simulator.webrtc.tokens()[0]?.token ?? "none"
      expect(stdout).toBe(`${made}\n`)
      expect(stderr).not.toContain(made)
      expect(stderr).toContain("Good until 2026-01-01 01:00:00 UTC. Guard it as a password.")
      expect(stderr).toContain("it opens nothing")
    })
  )

  it.effect("prints JSON, and passes every option on", () =>
    Effect.gen(function* () {
      const simulator = yield* together
      const options = ["--lifetime", "10m", "--no-incoming", "--call", "support-*", "--call", "reception"]
      const { code, stdout } = yield* aculabCloud([...token, ...options, "--json"], { simulator })
      expect(code).toBe(0)
      const [made] = simulator.webrtc.tokens()
      expect(made).toMatchObject({
        clientId: "anna.smith",
        enableIncoming: false,
        callClients: ["support-*", "reception"],
        expires: simulator.clock.now() + 600_000
      })
      expect(document(stdout)).toEqual({ token: made?.token, expiresAt: "2026-01-01T00:10:00.000Z" })
    })
  )

  it.effect("lets the client be called unless it is told not to", () =>
    Effect.gen(function* () {
      const simulator = yield* together
      yield* aculabCloud(token, { simulator })
      expect(simulator.webrtc.tokens()[0]).toMatchObject({ enableIncoming: true, callClients: [] })
    })
  )

  it.effect("does not show an answer that it does not understand", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({ kind: "response", response: () => Response.json({ tocken: "MARKED-TOKEN" }) })
      const { code, stdout, stderr } = yield* aculabCloud([...token, "--json"], { simulator })
      expect(code).toBe(6)
      expect(stdout + stderr).not.toContain("MARKED")
    })
  )

  it.effect.each([
    { args: ["webrtc", "token", "--simulate", "sip:anna"], says: "CLIENT: must be letters, digits" },
    { args: [...token, "--lifetime", "5m"], says: "--lifetime: must be a duration of 600 to 86400" },
    { args: [...token, "--call", "a b"], says: "--call: must hold client ids" },
    { args: ["webrtc", "token", "--simulate"], says: "CLIENT" }
  ])("refuses $args and sends nothing", ({ args, says }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stdout, stderr } = yield* aculabCloud(args, { simulator })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain(says)
      expect(simulator.requests).toEqual([])
    })
  )
})

describe("webrtc clients", () => {
  const clients = ["webrtc", "clients", "--simulate"]

  it.effect("lists who can be called", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.webrtc.addClient({ clientId: "anna.smith" })
      const { code, stdout } = yield* aculabCloud(clients, { simulator })
      expect(code).toBe(0)
      expect(stdout.split("\n")).toEqual([
        "Client      Renewed                  Ends",
        "anna.smith  2026-01-01 00:00:00 UTC  2026-01-01 00:10:00 UTC",
        ""
      ])
      const asJson = yield* aculabCloud([...clients, "--json"], { simulator })
      expect(document(asJson.stdout)).toEqual({
        clients: [
          {
            clientId: "anna.smith",
            lastModifiedAt: "2026-01-01T00:00:00.000Z",
            expiresAt: "2026-01-01T00:10:00.000Z",
            other: {}
          }
        ]
      })
    })
  )

  it.effect("says when there is nobody", () =>
    Effect.gen(function* () {
      expect((yield* aculabCloud(clients)).stdout).toBe("No client is registered.\n")
      expect((yield* aculabCloud([...clients, "--json"])).stdout).toBe('{"clients":[]}\n')
    })
  )
})
