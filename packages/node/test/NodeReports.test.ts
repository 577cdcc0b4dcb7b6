import { readFile } from "node:fs/promises"
import { join } from "node:path"
import * as Reports from "@aculab-cloud/core/Reports"
import * as NodeReports from "@aculab-cloud/node/NodeReports"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Schedule from "effect/Schedule"
import { contentsOf, rejection, start, temporaryFolder } from "./filesSupport.js"

/** A report that is complete. */
const withReport = async () => {
  const started = await start({ reports: { duration: 0 } })
  const period = {
    kind: "adr",
    from: DateTime.makeUnsafe("2026-01-01T00:00:00Z"),
    to: DateTime.makeUnsafe("2026-01-02T00:00:00Z")
  } as const
  const run = Reports.run(period, { schedule: Schedule.spaced("1 millis") })
  for await (const event of started.cloud.iterate(run)) {
    if (event.type === "ready") return { ...started, report: event, folder: await temporaryFolder() }
  }
  throw new Error("the report was never ready")
}

describe("NodeReports.download", () => {
  it("writes the report under the path of its name", async () => {
    const { cloud, simulator, report, folder } = await withReport()
    const saved = await cloud.run(NodeReports.download(report.name, { folder }, { size: report.size }))
    expect(saved).toMatchObject({
      name: report.name,
      size: report.size,
      contentType: "text/csv; charset=utf-8"
    })
    expect(await contentsOf(folder)).toEqual([
      "1-2-0_you@example.com_adr_2026-01-01_00%3A00%3A00_2026-01-02_00%3A00%3A00.csv"
    ])
    expect(new Uint8Array(await readFile(saved.path))).toEqual(simulator.reports.get(report.name)?.bytes)
  })

  it("writes it where it was told to", async () => {
    const { cloud, report, folder } = await withReport()
    const to = join(folder, "report.csv")
    expect(await cloud.run(NodeReports.download(report.name, to))).toMatchObject({ path: to })
  })

  it.each(["reset-body", "truncate"] as const)("leaves nothing after %s", async (kind) => {
    const { cloud, simulator, report, folder } = await withReport()
    simulator.faults.next({ kind })
    const download = NodeReports.download(report.name, { folder }, { size: report.size })
    expect(await rejection(cloud.run(download))).toMatchObject({
      _tag: "CloudError",
      operation: "Reports.download",
      repeat: "read"
    })
    expect(await contentsOf(folder)).toEqual([])
  })
})
