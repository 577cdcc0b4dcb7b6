import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import {
  aculabCloud,
  document,
  documents,
  inVirtualTime,
  lastingSimulator,
  type Surroundings
} from "./support.js"

const rest = ["--simulate", "--service", "simulator-rest"]
const uas = ["--simulate", "--service", "simulator-uas"]

/** Runs a command of `outbound`, and looks for passwords in all that it prints. */
const outbound = (args: ReadonlyArray<string>, surroundings: Surroundings = {}) =>
  Effect.map(aculabCloud(["outbound", ...args], surroundings), (outcome) => {
    expect(outcome.stdout + outcome.stderr).not.toContain("-password")
    return outcome
  })

const started = Effect.fnUntraced(function* (count = 1) {
  const simulator = lastingSimulator()
  yield* outbound(["start-uas", ...uas, "--count", String(count), "--yes"], { simulator })
  return { simulator, references: simulator.outbound.list().map(({ ref }) => ref) }
})

describe("outbound start", () => {
  it.effect("places one call at once, and prints its reference", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const call = [
        "--to",
        "441908273800",
        "--from",
        "441908273801",
        "--token",
        "t=1",
        "--parameters",
        "4711"
      ]
      const headers = ["--sip-header", "X-Order=a=b", "--sip-header", "X-Order=c"]
      const { code, stdout, stderr } = yield* outbound(["start", ...rest, ...call, ...headers], { simulator })
      const [start] = simulator.outbound.list()
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `Reference\n${start?.ref}\n`, stderr: "" })
      expect(start?.outboundParameters).toBe("4711")
      expect(start?.call).toEqual({
        to: "441908273800",
        from: "441908273801",
        token: "t=1",
        extraSipHeaders: [
          { name: "X-Order", value: "a=b" },
          { name: "X-Order", value: "c" }
        ]
      })
    })
  )

  it.effect("prints references as JSON", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* outbound(["start", ...rest, "--to", "sip:a@example.com", "--json"])
      expect(code).toBe(0)
      expect(document(stdout)).toEqual({ references: [expect.any(String)] })
    })
  )

  it.effect("tells a person on a terminal that a simulated call is none", () =>
    Effect.gen(function* () {
      const args = ["start", ...rest, "--to", "sip:a@example.com"]
      const { stderr, spinners } = yield* outbound(args, { terminals: ["stdout", "stderr"] })
      expect(stderr).toContain("no telephone rings")
      expect(spinners).toEqual(["Starting"])
    })
  )

  const two = ["--to", "sip:a@example.com", "--to", "sip:b@example.com"]

  it.effect("places several calls with --yes", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stdout } = yield* outbound(["start", ...rest, ...two, "--yes", "--json"], { simulator })
      expect(code).toBe(0)
      expect(document(stdout)).toEqual({ references: simulator.outbound.list().map(({ ref }) => ref) })
      expect(simulator.outbound.list().map(({ call }) => call?.to)).toEqual([
        "sip:a@example.com",
        "sip:b@example.com"
      ])
    })
  )

  it.effect("asks before it places several, and says whom it would call", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const terminals = ["stdin", "stderr"] as const
      const refused = yield* outbound(["start", ...rest, ...two], {
        simulator,
        terminals,
        keys: [..."no", "enter"]
      })
      expect(refused.code).toBe(130)
      expect(refused.stderr.replace(/\s+/g, " ")).toContain(
        "This places 2 calls with the outbound service simulator-rest, to sip:a@example.com, sip:b@example.com."
      )
      expect(simulator.requests).toEqual([])
      const agreed = yield* outbound(["start", ...rest, ...two], {
        simulator,
        terminals,
        keys: [..."yes", "enter"]
      })
      expect(agreed.code).toBe(0)
      expect(simulator.outbound.list()).toHaveLength(2)
    })
  )

  it.effect("places several only with --yes where nobody can be asked", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stdout, stderr } = yield* outbound(["start", ...rest, ...two], { simulator })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain("--yes")
      expect(simulator.requests).toEqual([])
    })
  )

  const calls = [
    { to: "441908273800", from: "441908273801", token: "t", parameters: "p" },
    { to: "sip:a@example.com", sipHeaders: [{ name: "X-Order", value: "1" }] }
  ]

  it.effect.each([
    { source: "calls.json", surroundings: { files: { "calls.json": JSON.stringify(calls) } } },
    { source: "-", surroundings: { stdin: [new TextEncoder().encode(JSON.stringify(calls))] } }
  ])("takes calls from $source", ({ source, surroundings }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code } = yield* outbound(["start", ...rest, "--calls", source, "--yes"], {
        ...surroundings,
        simulator
      })
      expect(code).toBe(0)
      expect(simulator.outbound.list().map(({ call }) => call)).toEqual([
        { to: "441908273800", from: "441908273801", token: "t", extraSipHeaders: [] },
        {
          to: "sip:a@example.com",
          from: undefined,
          token: undefined,
          extraSipHeaders: [{ name: "X-Order", value: "1" }]
        }
      ])
    })
  )

  it.effect.each([
    { file: undefined, says: "--calls: there is no such file" },
    { file: '[{"to": MARKED', says: "--calls: must be a JSON document" },
    { file: '{"to":"MARKED"}', says: "--calls: must be" },
    {
      file: '[{"to":5},{"from":"MARKED"}]',
      says: "--calls: 0.to: must be string; --calls: 1.to: is required"
    },
    {
      file: '[{"to":"sip:a","outbound_parameters":"MARKED"}]',
      says: "--calls: 0.outbound_parameters: is not a known key"
    },
    { file: '[{"to":"sip:a"},{"to":"441908273800"}]', says: "--calls: 1.from: is required when" },
    { file: "[]", says: "--calls: must hold at least one call" }
  ])("refuses $file", ({ file, says }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const files = file === undefined ? {} : { "calls.json": file }
      const args = ["start", ...rest, "--calls", "calls.json", "--yes"]
      const { code, stdout, stderr } = yield* outbound(args, { simulator, files })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain(says)
      expect(stderr).not.toContain("MARKED")
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect.each([
    { args: [], says: "--to: is required when --calls is left out" },
    { args: ["--to", "441908273800"], says: "error: Outbound.startRest: --from: is required when --to is" },
    { args: ["--to", "+44 1908"], says: "--to: must be a telephone number of digits" },
    {
      args: ["--to", "sip:a", "--to", "+44", "--yes"],
      says: "error: Outbound.startRest: --to +44: must be a telephone number"
    },
    {
      args: ["--to", "1", "--to", "2", "--yes"],
      says: "startRest: --from: is required when --to is a telephone number\n"
    },
    { args: ["--to", "sip:a", "--sip-header", "X Y=1"], says: "--sip-header: must be a SIP header name" },
    { args: ["--to", "sip:a", "--sip-header", "X-Order"], says: "a header such as X-Order=4711" },
    {
      args: ["--calls", "-", "--to", "sip:a", "--token", "t"],
      says: "--to: must be left out beside --calls, which says it for each call; --token:"
    }
  ])("refuses $args", ({ args, says }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stdout, stderr } = yield* outbound(["start", ...rest, ...args], { simulator })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain(says)
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect("ends with 6 when it is not known whether a telephone rings", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({ path: "/service_start", kind: "reset" })
      const { code, stderr } = yield* outbound(["start", ...rest, "--to", "sip:a"], { simulator })
      expect(code).toBe(6)
      expect(stderr).toContain("The calls may have been started")
      expect(simulator.count("/service_start")).toBe(1)
    })
  )
})

describe("outbound start-uas", () => {
  it.effect("starts one instance at once", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* outbound(["start-uas", ...uas])
      expect(code).toBe(0)
      expect(stdout).toMatch(/^Reference\n\S+\n$/)
    })
  )

  it.effect("starts one for each of several texts", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const texts = ["--parameters", "a,b", "--parameters", "c"]
      const { code } = yield* outbound(["start-uas", ...uas, ...texts, "--yes", "--json"], { simulator })
      expect(code).toBe(0)
      expect(simulator.outbound.list().map(({ outboundParameters }) => outboundParameters)).toEqual([
        "a,b",
        "c"
      ])
    })
  )

  it.effect.each([
    { args: ["--count", "3"], says: "This starts 3 instances" },
    { args: ["--parameters", "a", "--parameters", "b"], says: "This starts 2 instances" },
    { args: ["--count", "0"], says: "--count: must be a whole number of 1 or more" },
    { args: ["--parameters", "a|b"], says: "--parameters: must hold texts of 7-bit ASCII" },
    { args: ["--delimiter", ";"], says: "--delimiter: must be left out without parameters" }
  ])("refuses $args without --yes", ({ args, says }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stdout, stderr } = yield* outbound(["start-uas", ...uas, ...args], { simulator })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain(says)
      expect(simulator.requests).toEqual([])
    })
  )
})

describe("outbound query", () => {
  it.effect("prints a table of states", () =>
    Effect.gen(function* () {
      const { simulator, references } = yield* started()
      yield* Effect.promise(() => simulator.clock.advance(11_000))
      const { code, stdout } = yield* outbound(["query", ...uas, ...references], { simulator })
      const id = simulator.applications.list()[0]?.id ?? ""
      expect(code).toBe(0)
      expect(stdout.split("\n").map((line) => line.replace(/ {2,}/g, " | "))).toEqual([
        "Reference | State | Application instance | Its status is due",
        `${references[0]} | completed | ${id} | 2026-01-01 00:00:16 UTC`,
        ""
      ])
    })
  )

  it.effect("prints JSON in the words of the SDK", () =>
    Effect.gen(function* () {
      const { simulator, references } = yield* started()
      const { code, stdout } = yield* outbound(["query", ...uas, ...references, "--json"], { simulator })
      expect(code).toBe(0)
      expect(document(stdout)).toEqual({
        starts: [{ reference: references[0], state: "queued", other: {} }]
      })
    })
  )

  it.effect("says why the cloud of --simulate knows no earlier start", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* outbound(["query", ...uas, "r1"])
      expect({ code, stdout }).toEqual({ code: 0, stdout: "Reference  State\nr1         unknown\n" })
      expect(stderr).toContain("knows no earlier starts")
    })
  )
})

describe("outbound cancel", () => {
  it.effect("cancels one start without a question", () =>
    Effect.gen(function* () {
      const { simulator, references } = yield* started()
      const { code, stdout } = yield* outbound(["cancel", ...uas, ...references], { simulator })
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: `Reference                    Result\n${references[0]}  success\n`
      })
    })
  )

  it.effect("cancels several with --yes", () =>
    Effect.gen(function* () {
      const { simulator, references } = yield* started()
      const cancel = ["cancel", ...uas, ...references, "r1"]
      const refused = yield* outbound(cancel, { simulator })
      expect(refused.code).toBe(2)
      expect(refused.stderr).toContain("This cancels 2 starts of the outbound service simulator-uas")
      const { code, stdout } = yield* outbound([...cancel, "--yes", "--json"], { simulator })
      expect(code).toBe(0)
      expect(document(stdout)).toEqual({
        cancellations: [
          { reference: references[0], result: "success" },
          { reference: "r1", result: "unknown" }
        ]
      })
    })
  )
})

describe("outbound follow", () => {
  const follow = Effect.fnUntraced(function* (args: ReadonlyArray<string>, fails = false) {
    const { simulator, references } = yield* started()
    if (fails) simulator.outbound.failNext()
    const command = outbound(["follow", ...uas, ...references, ...args], { simulator })
    const outcome = yield* inVirtualTime(command, simulator)
    return { ...outcome, reference: references[0] ?? "", id: simulator.applications.list()[0]?.id ?? "" }
  })

  it.effect("prints one line for each change, and ends with 0 when all have completed", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr, reference, id } = yield* follow([])
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout.split("\n")).toEqual([
        `${reference}  queued`,
        `${reference}  running, application ${id}`,
        `${reference}  completed, application ${id}, its status is due 2026-01-01 00:00:16 UTC`,
        ""
      ])
    })
  )

  it.effect("prints JSON lines", () =>
    Effect.gen(function* () {
      const { code, stdout, reference, id } = yield* follow(["--json"])
      expect(code).toBe(0)
      expect(documents(stdout)).toEqual([
        { reference, state: "queued", other: {} },
        { reference, state: "running", applicationInstanceId: id, other: {} },
        {
          reference,
          state: "completed",
          applicationInstanceId: id,
          applicationStatusEta: "2026-01-01T00:00:16.000Z",
          other: {}
        }
      ])
    })
  )

  it.effect("ends with 4 when a start could not run, and says which", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr, reference } = yield* follow(["--json"], true)
      expect(code).toBe(4)
      expect(documents(stdout).at(-1)).toEqual({ reference, state: "couldnotrun", other: {} })
      expect(document(stderr)).toEqual({
        error: {
          operation: "Outbound.follow",
          outcome: "rejected",
          reason: { _tag: "NotCompleted", starts: [{ reference, state: "couldnotrun" }] },
          message: "1 of 1 start was not completed",
          exitCode: 4
        }
      })
    })
  )

  it.effect("ends with 5 when its patience is over", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* follow(["--patience", "2s"])
      expect(code).toBe(5)
      expect(stderr).toContain("Nothing is changed: the call only asks.")
      expect(stderr).toContain("--patience")
    })
  )
})

describe("the queue of an outbound service", () => {
  it.effect("is shown, and purged with --yes", () =>
    Effect.gen(function* () {
      const { simulator, references } = yield* started(2)
      const shown = yield* outbound(["queue", ...uas], { simulator })
      expect(shown.stdout).toBe("Service        Waiting\nsimulator-uas  2\n")
      const asJson = yield* outbound(["queue", ...uas, "--json"], { simulator })
      expect(document(asJson.stdout)).toEqual({ serviceName: "simulator-uas", length: 2, other: {} })

      const refused = yield* outbound(["purge-queue", ...uas], { simulator })
      expect(refused.code).toBe(2)
      expect(refused.stderr).toContain("This cancels every start that waits")
      expect(simulator.outbound.queue("simulator-uas")).toHaveLength(2)

      const purged = yield* outbound(["purge-queue", ...uas, "--yes"], { simulator })
      expect({ code: purged.code, stdout: purged.stdout }).toEqual({
        code: 0,
        stdout: `Cancelled at simulator-uas: 2\nReference\n${references.join("\n")}\n`
      })
      const again = yield* outbound(["purge-queue", ...uas, "--yes"], { simulator })
      expect(again.stdout).toBe("Nothing was waiting at simulator-uas.\n")
      const empty = yield* outbound(["purge-queue", ...uas, "--yes", "--json"], { simulator })
      expect(document(empty.stdout)).toEqual({
        serviceName: "simulator-uas",
        cancelled: 0,
        references: [],
        other: {}
      })
    })
  )
})
