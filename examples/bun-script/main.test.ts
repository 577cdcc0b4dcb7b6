import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import { serve } from "@aculab-cloud/simulator/server"
import { afterAll, describe, expect, test } from "vitest"
import { environmentOf, start } from "../../tests/support/programs.js"

const simulator = makeSimulator({ clock: Clock.real({ speed: 40 }) })
const cloud = await serve(simulator)
const folder = await mkdtemp(join(tmpdir(), "aculab-cloud-reports-"))
afterAll(async () => {
  await cloud.close()
  await rm(folder, { recursive: true })
})

const run = (runtime: "bun" | "node") =>
  start(runtime, "examples/bun-script/main.ts", {
    arguments: ["2026-03-01", join(folder, runtime)],
    environment: environmentOf(simulator.account, cloud.url)
  }).ended

describe.each(["bun", "node"] as const)("on %s", (runtime) => {
  test("saves the report, and adds up what it says", async () => {
    for (const [cost, at] of [
      [99, "2026-02-28T23:59:59Z"],
      [0.25, "2026-03-01T00:00:00Z"],
      [1.5, "2026-03-01T23:59:59Z"],
      [99, "2026-03-02T00:00:00Z"]
    ] as const) {
      simulator.reports.addRow("adr", { "Total cost": cost }, Date.parse(at))
    }
    const { code, out, error } = await run(runtime)
    expect(error).toBe("")
    const [, path = "", cost] = /^saved as (.*)\ncost (.*)\n$/.exec(out) ?? []
    // Each runtime's test has added the rows once more.
    expect(cost).toBe(runtime === "bun" ? "1.75" : "3.50")
    expect(await readFile(path)).toEqual(Buffer.from(simulator.reports.list().at(-1)?.bytes ?? []))
    expect(code).toBe(0)
  })

  test("says why there is none", async () => {
    simulator.faults.next({ path: "/report_start", kind: "status", status: 403 })
    const { code, out, error } = await run(runtime)
    expect(out).toBe("")
    expect(error).toContain("Reports.start: the credentials were refused")
    expect(code).toBe(1)
  })
})
