import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { everythingIn, requested, temporaryFolder, turn } from "./filesSupport.js"
import {
  aculabCloud,
  document,
  interruptedWhen,
  inVirtualTime,
  lastingSimulator,
  type Surroundings
} from "./support.js"

const period = (from: string, to: string) => ["--from", from, "--to", to]
const january = period("2026-01-01", "2026-02-01")
const nameOf = (kind: string) => `1-2-0_you@example.com_${kind}_2026-01-01_00:00:00_2026-02-01_00:00:00.csv`
const at = (day: string) => Date.parse(`${day}T12:00:00Z`)

/** A simulator with reports of applications and of calls that are complete. */
const complete = Effect.gen(function* () {
  const simulator = lastingSimulator()
  const { addRow } = simulator.reports
  const row = { "Application Instance ID": "1.1", "Platform cost": 0.1 }
  addRow("adr", { ...row, "Total cost": 0.1, "Costs valid": true }, at("2026-01-02"))
  addRow("adr", { ...row, "Total cost": 0.2, "Costs valid": false }, at("2026-01-02"))
  addRow("adr", { ...row, "Total cost": 0.6, "Costs valid": true }, at("2026-01-04"))
  addRow("cdr", { From: "441908273800" }, at("2026-01-02"))
  addRow("err", { Text: "<b>&" }, at("2026-01-02"))
  for (const kind of ["adr", "cdr", "err"]) {
    yield* aculabCloud(["reports", "start", "--simulate", kind, ...january], { simulator })
  }
  yield* Effect.promise(() => simulator.clock.advance(10_000))
  simulator.clearRequests()
  return simulator
})

const show = (...args: ReadonlyArray<string>) => ["reports", "show", "--simulate", ...args]
const terminal: Pick<Surroundings, "terminals" | "env"> = {
  terminals: ["stdout", "stderr"],
  env: { NO_COLOR: "1" }
}

describe("reports show", () => {
  it.effect("draws bars on a terminal, a day without rows included", () =>
    Effect.gen(function* () {
      const simulator = yield* complete
      const { code, stdout, spinners } = yield* aculabCloud(show(nameOf("adr")), {
        simulator,
        columns: 40,
        ...terminal
      })
      expect(code).toBe(0)
      expect(stdout.split("\n")).toEqual([
        "Cost per day in US dollars",
        nameOf("adr"),
        `2026-01-02  0.30  ${"█".repeat(10)}▌`,
        "2026-01-03  0.00",
        `2026-01-04  0.60  ${"█".repeat(21)}`,
        "Total 0.90, highest 0.60 on 2026-01-04.",
        "Times are UTC.",
        "Rows whose costs are not final: 1.",
        ""
      ])
      expect(spinners).toEqual(["Reading the report 3 records"])
    })
  )

  it.effect("prints columns elsewhere, and JSON", () =>
    Effect.gen(function* () {
      const simulator = yield* complete
      const { stdout } = yield* aculabCloud(show(nameOf("adr")), { simulator })
      expect(stdout.split("\n")).toEqual([
        "day         applications  cost",
        "2026-01-02  2             0.30",
        "2026-01-03  0             0.00",
        "2026-01-04  1             0.60",
        ""
      ])
      const asJson = yield* aculabCloud([...show(nameOf("adr")), "--json"], { simulator })
      expect(document(asJson.stdout)).toEqual({
        name: nameOf("adr"),
        measure: "cost",
        unit: "day",
        bars: [
          { label: "2026-01-02", count: 2, cost: 0.3 },
          { label: "2026-01-03", count: 0 },
          { label: "2026-01-04", count: 1, cost: 0.6 }
        ],
        count: 3,
        cost: 0.9,
        undated: 0,
        notFinal: 1,
        files: []
      })
    })
  )

  it.effect("counts with --measure count, and by itself where nothing is said of costs", () =>
    Effect.gen(function* () {
      const simulator = yield* complete
      const counted = yield* aculabCloud(show(nameOf("adr"), "--measure", "count"), {
        simulator,
        ...terminal
      })
      expect(counted.stdout).toContain("Applications per day")
      const calls = yield* aculabCloud(show(nameOf("err")), { simulator, ...terminal })
      expect(calls.stdout).toContain("Errors per day")
      const refused = yield* aculabCloud(show(nameOf("err"), "--measure", "cost"), { simulator })
      expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 4, stdout: "" })
      expect(refused.stderr).toContain("--measure count")
    })
  )

  it.effect("makes a report first with --kind, and draws months of a long one", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const year = period("2025-01-01", "2026-01-01")
      const { code, stdout } = yield* inVirtualTime(
        aculabCloud([...show("--kind", "adr"), ...year, "--json"], { simulator }),
        simulator
      )
      expect(code).toBe(0)
      expect(document(stdout)).toMatchObject({ unit: "month", measure: "cost", count: 366 })
      expect(stdout).toContain('{"label":"2025-02","count":28')
    })
  )

  it.effect("says what becomes of the report on Ctrl-C", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { exit, stdout, stderr } = yield* interruptedWhen(
        requested(simulator, "/report_progress"),
        [...show("--kind", "adr"), ...january],
        { simulator }
      )
      expect(Exit.hasInterrupts(exit)).toBe(true)
      expect(stdout).toBe("")
      expect(stderr).toContain("The cloud goes on making the report.")
    })
  )

  it.effect("says so when there is nothing to draw", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stdout } = yield* inVirtualTime(
        aculabCloud([...show("--kind", "cdr"), ...january], { simulator }),
        simulator
      )
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: "There are no calls with a time in this report.\n"
      })
    })
  )

  it.effect("writes a picture and a page that need nothing else", () =>
    Effect.gen(function* () {
      const simulator = yield* complete
      const folder = yield* temporaryFolder
      const [svg, html] = [join(folder, "a.svg"), join(folder, "a.html")]
      const args = show(nameOf("adr"), "--svg", svg, "--html", html)
      const { code, stderr } = yield* aculabCloud(args, { simulator, disk: true })
      expect(code).toBe(0)
      expect(stderr).toContain(`Written to ${svg}`)
      expect(yield* everythingIn(folder)).toEqual(["a.html", "a.svg"])
      const picture = yield* Effect.promise(() => readFile(svg, "utf8"))
      expect(picture).toContain('role="img"')
      expect(picture).toMatch(/<title id="chart-title">Cost per day in US dollars<\/title>/)
      expect(picture).toContain("2026-01-02: 0.30; 2026-01-03: 0.00; 2026-01-04: 0.60</desc>")
      const page = yield* Effect.promise(() => readFile(html, "utf8"))
      expect(page).toContain('<tr><th scope="row">2026-01-04</th><td>1</td><td>0.60</td></tr>')
      expect(page).not.toMatch(/<script|src=|href=|url\(/)
      const again = yield* aculabCloud(args, { simulator, disk: true })
      expect(again.code).toBe(2)
      expect(again.stderr).toContain("--overwrite")
      expect((yield* aculabCloud([...args, "--overwrite"], { simulator, disk: true })).code).toBe(0)
    })
  )

  it.effect("escapes what comes from the cloud", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const folder = yield* temporaryFolder
      const html = join(folder, "a.html")
      const name = "<img src=x onerror=alert(1)>&\"'\u202e\u0000.csv"
      simulator.faults.next({
        path: "/report_get",
        kind: "response",
        response: () => new Response("Date_Time of record\r\n2026-01-01_00:00:00\r\n")
      })
      const { code } = yield* aculabCloud(show(name, "--html", html), { simulator, disk: true })
      expect(code).toBe(0)
      const page = yield* Effect.promise(() => readFile(html, "utf8"))
      expect(page).not.toContain("<img")
      for (const character of ["\u0000", "\u202e"]) expect(page).not.toContain(character)
      expect(page).toContain("&lt;img src=x onerror=alert(1)&gt;&amp;&quot;&#39;\\u{202e}\\u{0}.csv")
    })
  )

  it.effect("leaves nothing behind where it cannot write", () =>
    Effect.gen(function* () {
      const simulator = yield* complete
      const folder = yield* temporaryFolder
      const svg = join(folder, "no such folder", "a.svg")
      const { code, stderr } = yield* aculabCloud(show(nameOf("adr"), "--svg", svg), {
        simulator,
        disk: true
      })
      expect(code).toBe(7)
      expect(stderr).toContain("cannot be written")
      expect(yield* everythingIn(folder)).toEqual([])
    })
  )

  it.effect.each([
    { args: [], says: "NAME: is required, or --kind and --from" },
    { args: ["--kind", "adr"], says: "--from: is required with --kind" },
    { args: ["a.csv", "--kind", "adr"], says: "--kind: does not go with NAME" },
    { args: ["a.csv", ...january], says: "--from: does not go with NAME" },
    { args: [""], says: "NAME: must not be empty" },
    { args: ["--kind", "adr", ...period("2026-02-01", "2026-01-01")], says: "--to: must not be before from" }
  ])("refuses $args in words, and sends nothing", ({ args, says }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stderr } = yield* aculabCloud(show(...args), { simulator })
      expect(code).toBe(2)
      expect(stderr).toContain(says)
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect("ends with 4 for a report that nobody has", () =>
    Effect.gen(function* () {
      expect((yield* aculabCloud(show("none.csv"))).code).toBe(4)
    })
  )
})

describe("reports download", () => {
  const download = (...args: ReadonlyArray<string>) => ["reports", "download", "--simulate", ...args]

  it.effect("saves a report under a name that every disk takes", () =>
    Effect.gen(function* () {
      const simulator = yield* complete
      const folder = yield* temporaryFolder
      const { code, stdout } = yield* aculabCloud(download(nameOf("cdr"), folder), { simulator, disk: true })
      const path = join(folder, nameOf("cdr").replaceAll(":", "%3A"))
      const size = simulator.reports.get(nameOf("cdr"))?.bytes?.length
      expect({ code, stdout }).toEqual({ code: 0, stdout: `Saved ${path}, ${size} bytes\n` })
      yield* Effect.promise(() => writeFile(path, "mine"))
      expect((yield* aculabCloud(download(nameOf("cdr"), folder), { simulator, disk: true })).code).toBe(2)
    })
  )

  it.effect("writes to the standard output, and tells JSON of a file", () =>
    Effect.gen(function* () {
      const simulator = yield* complete
      const { stdout } = yield* aculabCloud(download(nameOf("cdr"), "-"), { simulator })
      expect(stdout).toContain("441908273800")
      const path = join(yield* temporaryFolder, "calls.csv")
      const asJson = yield* aculabCloud([...download(nameOf("cdr"), path), "--json"], { simulator })
      expect(document(asJson.stdout)).toMatchObject({ name: nameOf("cdr"), path })
    })
  )

  it.effect("ends with 4 for a report that nobody has, and leaves nothing", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const { code } = yield* aculabCloud(download("none.csv", join(folder, "x")))
      yield* turn
      expect({ code, left: yield* everythingIn(folder) }).toEqual({ code: 4, left: [] })
    })
  )
})
