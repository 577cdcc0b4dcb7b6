import type { RecordedRequest } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { accountChecks, excused, groupChecks, serviceChecks } from "../src/check/plan.js"
import { allEndpoints } from "../src/endpoints.js"
import { asData, check, everything, serviceVariables } from "./checkSupport.js"
import { aculabCloud, lastingSimulator } from "./support.js"

const endpoints = allEndpoints()
const reading = endpoints.filter(({ repeat }) => repeat === "read")

/** Whether a request is one of these operations. */
const isOneOf =
  (operations: typeof endpoints) =>
  ({ method, path }: RecordedRequest): boolean =>
    operations.some(
      (endpoint) =>
        endpoint.method === method && new RegExp(`^${endpoint.path.replace(/\{\w+\}/g, "[^/]+")}$`).test(path)
    )

const sentNames = ({ method, query, text }: RecordedRequest): ReadonlyArray<string> => [
  ...new URLSearchParams(method === "POST" ? text : query).keys()
]

describe("the plan of check", () => {
  const all = [...accountChecks(), ...serviceChecks(), ...groupChecks()]
  const checked = new Set(all.map(({ operation }) => operation))

  it("has every operation that only reads, but for those with a reason not to", () => {
    const left = reading.map(({ operation }) => operation).filter((operation) => !checked.has(operation))
    expect(left.filter((operation) => !Object.hasOwn(excused, operation))).toEqual([])
    expect(Object.keys(excused).filter((operation) => checked.has(operation))).toEqual([])
  })

  it("has none that does more than read", () => {
    const read = new Set(reading.map(({ operation }) => operation))
    expect([...checked].filter((operation) => !read.has(operation))).toEqual([])
  })

  it("sends every inferred parameter of what it asks", () => {
    const sent = new Set(
      all.flatMap(({ operation, fields }) => fields().map((field) => `${operation} ${field}`))
    )
    const inferred = reading
      .filter(({ operation }) => checked.has(operation))
      .flatMap(({ operation, parameters }) =>
        Object.entries(parameters)
          .filter(([, { mark }]) => mark === "I")
          .map(([field]) => `${operation} ${field}`)
      )
    expect(inferred.filter((field) => !sent.has(field))).toEqual([])
  })
})

describe("check", () => {
  it.effect("sends nothing but what only reads", () =>
    Effect.gen(function* () {
      const { simulator, env } = everything()
      const { code, checks } = yield* asData(simulator, env)
      expect(code).toBe(0)
      expect(simulator.requests).toHaveLength(checks.length)
      expect(simulator.requests.filter(({ authorized }) => !authorized)).toEqual([])
      for (const request of simulator.requests) {
        expect(isOneOf(reading)(request), `${request.method} ${request.path}`).toBe(true)
        expect(isOneOf(endpoints.filter(({ repeat }) => repeat !== "read"))(request)).toBe(false)
      }
    })
  )

  it.effect("says of exactly what was sent that it was sent", () =>
    Effect.gen(function* () {
      const { simulator, env } = everything()
      const plan = [...accountChecks(), ...serviceChecks(), ...groupChecks()]
      yield* asData(simulator, env)
      const said = plan.map(({ operation, fields }) => {
        const { parameters = {}, path = "" } =
          reading.find((endpoint) => endpoint.operation === operation) ?? {}
        const inForm = fields().flatMap((field) => parameters[field]?.name ?? [])
        return inForm.filter((name) => !path.includes(`{${name}}`)).sort()
      })
      expect(simulator.requests.map((request) => [...sentNames(request)].sort())).toEqual(said)
    })
  )

  it.effect("changes nothing", () =>
    Effect.gen(function* () {
      const { simulator, env } = everything()
      simulator.files.put({ filetype: "media", name: "a.wav", bytes: new Uint8Array(3) })
      const state = () => ({
        files: simulator.files.list("media"),
        messages: simulator.messages.list(),
        reports: simulator.reports.list(),
        starts: simulator.outbound.list(),
        charges: simulator.telephoneNumbers.charges()
      })
      const before = state()
      yield* asData(simulator, env)
      expect(state()).toEqual(before)
    })
  )

  it.effect("tells people of each question, of the inferred names, and of what is not checked", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* aculabCloud(check)
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout).toMatch(/^ok {2}Security\.protocolCheck {2}\d+ ms$/m)
      expect(stdout).toContain("      inferred, accepted: /msg_query, msg_refs\n")
      expect(stdout).toMatch(/^(\d+) of \1 answers were as expected\.$/m)
      expect(stdout).toContain(
        "  needs ACULAB_SERVICE_NAME and ACULAB_SERVICE_PASSWORD: Outbound.query, Outbound.queue\n"
      )
      expect(stdout).toContain("  needs ACULAB_USER_GROUP_KEY: BiometricUsers.exists, BiometricUsers.stats\n")
      expect(stdout).toContain("  whether a look-up costs something is not documented: NumberLookup.check\n")
      expect(stdout).toMatch(/changes something.*: .*Messages\.send, .*TelephoneNumbers\.purchase, /)
    })
  )

  it.effect("tells the same as data", () =>
    Effect.gen(function* () {
      const { simulator, env } = everything()
      const outcome = yield* asData(simulator, env)
      expect(outcome.of("Messages.query").checks).toEqual([
        {
          operation: "Messages.query",
          about: "no message",
          expected: true,
          answer: "as expected",
          path: { name: "/msg_query", mark: "I", verdict: "accepted" },
          parameters: [{ field: "references", name: "msg_refs", mark: "I", verdict: "accepted" }],
          response: { mark: "S", verdict: "accepted" },
          milliseconds: 0
        }
      ])
      expect(outcome.of("WebRtcTokens.registeredClients").inferred).toEqual({
        "the answer's shape": "accepted"
      })
      expect(outcome.notChecked).toContainEqual({
        operation: "Messages.send",
        why: "changes something, so this command never runs it"
      })
      const told = [...outcome.checks, ...outcome.notChecked].map(({ operation }) => operation)
      const all = new Set(endpoints.map(({ operation }) => operation))
      expect([...new Set(told)].sort()).toEqual([...all].sort())
      const left = outcome.notChecked.map(({ operation }) => operation)
      expect(new Set(left).size).toBe(left.length)
    })
  )

  it.effect("asks with all credentials that there are, and shows none", () =>
    Effect.gen(function* () {
      const { simulator, env } = everything()
      const people = yield* aculabCloud(check, { simulator, env })
      const data = yield* aculabCloud([...check, "--json"], { simulator, env })
      expect(people.stdout).toContain("ok  Outbound.queue")
      expect(people.stdout).toContain("ok  BiometricUsers.stats, of no user")
      const output = people.stdout + people.stderr + data.stdout + data.stderr
      for (const secret of [
        env.ACULAB_SERVICE_PASSWORD,
        env.ACULAB_USER_GROUP_KEY,
        simulator.account.apiAccessKey
      ]) {
        expect(output).not.toContain(secret)
      }
    })
  )

  it.effect("needs both halves of a service's credentials", () =>
    Effect.gen(function* () {
      const { ACULAB_SERVICE_NAME } = serviceVariables
      const { notChecked } = yield* asData(lastingSimulator(), { ACULAB_SERVICE_NAME })
      expect(notChecked.map(({ operation }) => operation)).toContain("Outbound.query")
    })
  )
})

describe("check --help", () => {
  it.effect("has examples and says what it never does", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* aculabCloud(["check", "--help"], { columns: 200 })
      expect(code).toBe(0)
      expect(stdout).toContain("aculab-cloud check --simulate")
      expect(stdout.replace(/\s+/g, " ")).toContain("It never sends, buys, changes or deletes.")
    })
  )
})
