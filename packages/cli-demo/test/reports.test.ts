import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import {
  aculabCloud,
  document,
  documents,
  interruptedWhen,
  inVirtualTime,
  lastingSimulator
} from "./support.js"

const january = ["--from", "2026-01-01", "--to", "2026-02-01"]
const name = "1-2-0_you@example.com_cdr_2026-01-01_00:00:00_2026-02-01_00:00:00.csv"
const start = ["reports", "start", "--simulate", "cdr", ...january]
const run = ["reports", "run", "--simulate", "cdr", ...january]

/** A simulator that works on a report, or has done it. */
const started = Effect.fnUntraced(function* (options: { readonly complete: boolean }) {
  const simulator = lastingSimulator()
  simulator.reports.addRow("cdr", { To: "sip:you@example.com" })
  yield* aculabCloud(start, { simulator })
  yield* Effect.promise(() => simulator.clock.advance(options.complete ? 10_000 : 4000))
  return simulator
})

describe("reports start", () => {
  it.effect("prints the name of the report", () =>
    Effect.gen(function* () {
      expect((yield* aculabCloud(start)).stdout).toBe(`Report\n${name}\n`)
      expect(document((yield* aculabCloud([...start, "--json"])).stdout)).toEqual({ name })
    })
  )

  it.effect("tells people how to go on", () =>
    Effect.gen(function* () {
      const { stderr } = yield* aculabCloud(start, { terminals: ["stderr"] })
      expect(stderr).toContain("aculab-cloud reports progress")
    })
  )

  it.effect.each([
    { args: ["adr"], says: "--from" },
    { args: ["abc", ...january], says: "csr" },
    { args: ["adr", "--from", "2026-02-01", "--to", "2026-01-01"], says: "--to: must not be before from" },
    { args: ["adr", "--from", "noon"], says: "2026-01-31T09:30:00" }
  ])("refuses $args in words, and sends nothing", ({ args, says }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const outcome = yield* aculabCloud(["reports", "start", "--simulate", ...args], { simulator })
      expect(outcome.code).toBe(2)
      expect(outcome.stderr).toContain(says)
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect("says that a report may have been started when there is no answer", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({ path: "/report_start", kind: "reset" })
      const { code, stderr } = yield* aculabCloud(start, { simulator })
      expect(code).toBe(6)
      expect(stderr).toContain("The report may have been started")
    })
  )
})

describe("reports run", () => {
  it.effect("prints a line for each thing that happens, until the report is ready", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.reports.addRow("cdr", { To: "sip:you@example.com" })
      const { code, stdout, stderr } = yield* inVirtualTime(aculabCloud(run, { simulator }), simulator)
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      const lines = stdout.split("\n")
      expect(lines[0]).toBe(`started   ${name}`)
      expect(lines[1]).toBe("progress  0 %, 0 records")
      expect(lines.at(-2)).toBe(`ready     ${name}, ${simulator.reports.get(name)?.bytes?.length} bytes`)
      expect(lines.slice(1, -2).every((line) => /^progress {2}\d+ %, \d+ records?$/.test(line))).toBe(true)
    })
  )

  it.effect("prints JSON lines", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { stdout } = yield* inVirtualTime(aculabCloud([...run, "--json"], { simulator }), simulator)
      const lines = documents(stdout)
      expect(lines[0]).toEqual({ type: "started", name })
      expect(lines[1]).toEqual({ type: "progress", name, records: 0, percentage: 0, other: {} })
      expect(lines.at(-1)).toEqual({
        type: "ready",
        name,
        modifiedAt: "2026-01-01T00:00:10.000Z",
        size: expect.any(Number),
        other: {}
      })
    })
  )

  it.effect("says that the cloud goes on when its patience is over", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stderr } = yield* inVirtualTime(aculabCloud([...run, "--patience", "20s"], { simulator }))
      expect(code).toBe(5)
      expect(stderr).toContain("within 20 s")
      expect(stderr).toContain("The cloud goes on making the report.")
      expect(stderr).not.toContain("essage")
    })
  )

  it.effect("cancels the report with --cancel-when-stopped", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stderr } = yield* inVirtualTime(
        aculabCloud([...run, "--patience", "20s", "--cancel-when-stopped"], { simulator })
      )
      expect(code).toBe(5)
      expect(stderr).toContain("told to cancel the report")
      expect(simulator.reports.list()).toEqual([])
    })
  )

  it.effect.each([
    { args: [], left: 1, says: "The cloud goes on making the report." },
    { args: ["--cancel-when-stopped"], left: 0, says: "The cloud was told to cancel the report." }
  ])("says on Ctrl-C what becomes of the report: $args", ({ args, left, says }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const asked = Effect.gen(function* () {
        while (simulator.count("/report_progress") === 0) yield* turn
        for (let count = 0; count < 20; count++) yield* turn
      })
      const { exit, stderr } = yield* interruptedWhen(asked, [...run, ...args], { simulator })
      expect(Exit.hasInterrupts(exit)).toBe(true)
      expect(stderr).toContain(says)
      expect(simulator.reports.list()).toHaveLength(left)
    })
  )

  it.effect("ends with 4 when the report is gone", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const nothing = { kind: "response", response: () => Response.json({}), times: 3 } as const
      simulator.faults.next({ path: "/report_progress", ...nothing })
      simulator.faults.next({ path: "/report_list", ...nothing })
      const { code, stderr } = yield* inVirtualTime(aculabCloud(run, { simulator }), simulator)
      expect(code).toBe(4)
      expect(stderr).toContain("not to be found any more")
    })
  )
})

const turn = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

describe("reports progress", () => {
  it.effect("lists what the cloud works on", () =>
    Effect.gen(function* () {
      const simulator = yield* started({ complete: false })
      const { stdout } = yield* aculabCloud(["reports", "progress", "--simulate"], { simulator })
      expect(stdout).toMatch(/^Report +Records +Done\n\S+_cdr_\S+ +\d+ +\d+ %\n$/)
      const asJson = yield* aculabCloud(["reports", "progress", "--simulate", "--json"], { simulator })
      expect(document(asJson.stdout)).toEqual({
        reports: [{ name, records: expect.any(Number), percentage: expect.any(Number), other: {} }]
      })
    })
  )

  it.effect("says so when there is nothing", () =>
    Effect.gen(function* () {
      const { stdout } = yield* aculabCloud(["reports", "progress", "--simulate"])
      expect(stdout).toBe("The cloud works on no report.\n")
    })
  )
})

describe("reports list", () => {
  it.effect("lists what is complete", () =>
    Effect.gen(function* () {
      const simulator = yield* started({ complete: true })
      const size = simulator.reports.get(name)?.bytes?.length
      const { stdout } = yield* aculabCloud(["reports", "list", "--simulate"], { simulator })
      expect(stdout.split("\n")).toEqual([
        `${"Report".padEnd(name.length)}  Changed                  Bytes`,
        `${name}  2026-01-01 00:00:10 UTC  ${size}`,
        ""
      ])
      const asJson = yield* aculabCloud(["reports", "list", "--simulate", "--json"], { simulator })
      expect(document(asJson.stdout)).toEqual({
        reports: [{ name, modifiedAt: "2026-01-01T00:00:10.000Z", size, other: {} }]
      })
    })
  )

  it.effect("says so when there are none", () =>
    Effect.gen(function* () {
      expect((yield* aculabCloud(["reports", "list", "--simulate"])).stdout).toBe(
        "There are no complete reports.\n"
      )
    })
  )
})

describe("reports cancel", () => {
  it.effect("cancels a report that is being made", () =>
    Effect.gen(function* () {
      const simulator = yield* started({ complete: false })
      const { code, stdout } = yield* aculabCloud(["reports", "cancel", "--simulate", name], { simulator })
      expect({ code, stdout }).toEqual({ code: 0, stdout: `Cancelled ${name}\n` })
      expect(simulator.reports.list()).toEqual([])
    })
  )

  it.effect("tells JSON, and names the argument that is wrong", () =>
    Effect.gen(function* () {
      const simulator = yield* started({ complete: false })
      const asJson = yield* aculabCloud(["reports", "cancel", "--simulate", name, "--json"], { simulator })
      expect(document(asJson.stdout)).toEqual({ name })
      const { code, stderr } = yield* aculabCloud(["reports", "cancel", "--simulate", ""])
      expect(code).toBe(2)
      expect(stderr).toContain("NAME: must not be empty")
    })
  )
})

describe("reports remove", () => {
  const remove = ["reports", "remove", "--simulate", name]

  it.effect("removes a report that is complete", () =>
    Effect.gen(function* () {
      const simulator = yield* started({ complete: true })
      const { code, stdout } = yield* aculabCloud([...remove, "--yes"], { simulator })
      expect({ code, stdout }).toEqual({ code: 0, stdout: `Removed ${name}\n` })
      expect(simulator.reports.list()).toEqual([])
      const again = yield* aculabCloud([...remove, "--yes"], { simulator })
      expect(again.code).toBe(4)
      expect(again.stderr).toContain("not found")
    })
  )

  it.effect("tells JSON", () =>
    Effect.gen(function* () {
      const simulator = yield* started({ complete: true })
      const { stdout } = yield* aculabCloud([...remove, "--yes", "--json"], { simulator })
      expect(document(stdout)).toEqual({ name })
    })
  )

  it.effect("needs --yes without a terminal", () =>
    Effect.gen(function* () {
      const simulator = yield* started({ complete: true })
      simulator.clearRequests()
      const { code, stderr } = yield* aculabCloud(remove, { simulator })
      expect(code).toBe(2)
      expect(stderr).toContain("--yes")
      expect(stderr).toContain("removes the report")
      expect(simulator.requests).toEqual([])
    })
  )
})
