import { describe, expect, it } from "vitest"
import type { ManualClock } from "../src/Clock.js"
import type { ReportKind } from "../src/Reports.js"
import { makeSimulator, type Simulator } from "../src/Simulator.js"
import { answer, refused } from "./fileSupport.js"
import { get, post, sendOne } from "./support.js"

const period = { from: "2025-12-31_00:00:00", to: "2025-12-31_04:00:00" }

const start = async (simulator: Simulator, fields: Record<string, string> = {}): Promise<string> =>
  (await answer(simulator, "/report_start", { report: "adr", ...period, ...fields })).filename

/** The lines of a report, from start to download. */
const linesOf = async (simulator: Simulator<ManualClock>, fields: Record<string, string> = {}) => {
  const filename = await start(simulator, fields)
  await simulator.clock.advance(10_000)
  const text = await (await post(simulator, "/report_get", { filename })).text()
  expect(text.endsWith("\r\n")).toBe(true)
  return text.slice(0, -2).split("\r\n")
}

describe("report_start", () => {
  it("names the file after account, kind and period", async () => {
    const simulator = makeSimulator({ username: "bill.blogs@acompany.com" })
    const fields = { report: "adr", from: "2013-05-01_13:00:00", to: "2013-05-03_13:00:00" }
    const filename = "1-2-0_bill.blogs@acompany.com_adr_2013-05-01_13:00:00_2013-05-03_13:00:00.csv"
    expect(await answer(simulator, "/report_start", fields)).toEqual({ filename })
    expect(await (await get(simulator, "/report_start", fields)).json()).toEqual({ filename })
  })

  it.each(["adr", "cdr", "fdr", "msg", "err", "csr"])("knows the kind %s", async (report) => {
    expect(await start(makeSimulator(), { report })).toContain(`_${report}_`)
  })

  it.each([
    [{ ...period }, "0001", "report"],
    [{ report: "adr", to: period.to }, "0001", "from"],
    [{ report: "adr", from: period.from }, "0001", "to"],
    [{ report: "sms", ...period }, "0002", "report"],
    [{ report: "adr", ...period, from: "2025-12-31 00:00:00" }, "0002", "from"],
    [{ report: "adr", ...period, to: "2025-12-32_00:00:00" }, "0002", "to"],
    [{ report: "adr", from: period.to, to: period.from }, "0002", "to"]
  ])("refuses %j with %s", async (fields, code, name) => {
    const simulator = makeSimulator()
    const refusal = await refused(simulator, "/report_start", { ...fields })
    expect(refusal).toMatchObject({ status: 400, code })
    expect(refusal.text).toContain(name)
    expect(simulator.reports.list()).toEqual([])
  })
})

describe("the progress of a report", () => {
  it("moves with the clock, through the period, until the report is complete", async () => {
    const simulator = makeSimulator()
    const filename = await start(simulator)
    const seen = []
    for (const milliseconds of [0, 2600, 4900, 2499, 1]) {
      await simulator.clock.advance(milliseconds)
      seen.push((await answer(simulator, "/report_progress"))[filename])
    }
    expect(seen).toEqual([
      { record: 0, progress: "0%" },
      { record: 2, progress: "26%" },
      { record: 3, progress: "75%" },
      { record: 4, progress: "99%" },
      undefined
    ])
    expect(Object.keys(await answer(simulator, "/report_list"))).toEqual([filename])
    expect(simulator.clock.pending()).toBe(0)
  })

  it("has no sign where that form is chosen", async () => {
    const simulator = makeSimulator({ forms: { reportProgress: "digits" } })
    const filename = await start(simulator)
    await simulator.clock.advance(5000)
    expect((await answer(simulator, "/report_progress"))[filename].progress).toBe("50")
  })

  it("takes as long as a test wants", async () => {
    const simulator = makeSimulator({ reports: { duration: 60_000 } })
    await start(simulator)
    await simulator.clock.advance(59_999)
    expect(simulator.reports.list()[0]).toMatchObject({
      state: "in progress",
      percent: 99,
      modified: undefined
    })
    await simulator.clock.advance(1)
    expect(simulator.reports.list()[0]).toMatchObject({ state: "completed", percent: 100, records: 5 })
  })

  it("is of several reports at a time", async () => {
    const simulator = makeSimulator()
    const first = await start(simulator)
    await simulator.clock.advance(5000)
    const second = await start(simulator, { report: "cdr" })
    expect(Object.keys(await answer(simulator, "/report_progress"))).toEqual([first, second])
    await simulator.clock.advance(5000)
    expect(Object.keys(await answer(simulator, "/report_progress"))).toEqual([second])
    expect(Object.keys(await answer(simulator, "/report_list"))).toEqual([first])
  })

  it("begins again when the same report is started again", async () => {
    const simulator = makeSimulator()
    const filename = await start(simulator)
    await simulator.clock.advance(9000)
    await start(simulator)
    await simulator.clock.advance(9000)
    expect((await answer(simulator, "/report_progress"))[filename].progress).toBe("90%")
    await simulator.clock.advance(1000)
    await start(simulator)
    expect(await answer(simulator, "/report_list")).toEqual({})
  })
})

describe("a completed report", () => {
  const completed = async (simulator: Simulator<ManualClock> = makeSimulator()) => {
    const filename = await start(simulator)
    await simulator.clock.advance(10_000)
    return { simulator, filename }
  }

  it("is listed with its time and its size as text", async () => {
    const { simulator, filename } = await completed()
    const size = simulator.reports.get(filename)?.bytes?.length
    expect(await answer(simulator, "/report_list")).toEqual({
      [filename]: { modified: "2026-01-01_00:00:10", size: String(size) }
    })
  })

  it("is listed with its size as a number where that form is chosen", async () => {
    const { simulator, filename } = await completed(makeSimulator({ forms: { reportSize: "number" } }))
    const listed = await answer(simulator, "/report_list")
    expect(listed[filename].size).toBe(simulator.reports.get(filename)?.bytes?.length)
  })

  it("can be downloaded", async () => {
    const { simulator, filename } = await completed()
    const response = await get(simulator, "/report_get", { filename })
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"])
    expect(response.headers.get("content-disposition")).toBe(`attachment; filename="${filename}"`)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(simulator.reports.get(filename)?.bytes)
  })

  it("can be downloaded when the account's name is not ASCII", async () => {
    const { simulator, filename } = await completed(makeSimulator({ username: "jürgen@example.com" }))
    const response = await post(simulator, "/report_get", { filename })
    expect(response.status).toBe(200)
    expect(response.headers.get("content-disposition")).toContain("filename*=UTF-8''1-2-0_j%C3%BCrgen")
  })

  it("can be deleted, once", async () => {
    const { simulator, filename } = await completed()
    const response = await post(simulator, "/report_delete", { filename })
    expect([response.status, await response.text()]).toEqual([200, ""])
    expect(await answer(simulator, "/report_list")).toEqual({})
    expect(await refused(simulator, "/report_delete", { filename })).toMatchObject({ status: 404 })
  })

  it("cannot be cancelled any more", async () => {
    const { simulator, filename } = await completed()
    expect(await refused(simulator, "/report_cancel", { filename })).toMatchObject({ status: 400 })
    expect(simulator.reports.list()).toHaveLength(1)
  })
})

describe("a report in progress", () => {
  it("can be cancelled, and then never was", async () => {
    const simulator = makeSimulator()
    const filename = await start(simulator)
    const response = await post(simulator, "/report_cancel", { filename })
    expect([response.status, await response.text()]).toEqual([200, ""])
    expect(simulator.clock.pending()).toBe(0)
    await simulator.clock.advance(10_000)
    expect(await answer(simulator, "/report_progress")).toEqual({})
    expect(await answer(simulator, "/report_list")).toEqual({})
    expect(await refused(simulator, "/report_cancel", { filename })).toMatchObject({ status: 404 })
  })

  it.each(["/report_get", "/report_delete"])("refuses %s", async (path) => {
    const simulator = makeSimulator()
    const filename = await start(simulator)
    expect(await refused(simulator, path, { filename })).toMatchObject({ status: 400, code: "HTTP 400" })
    expect(simulator.reports.list()).toHaveLength(1)
  })
})

describe("what is wrong with the other requests for reports", () => {
  it.each(["/report_get", "/report_cancel", "/report_delete"])("%s needs a report", async (path) => {
    const simulator = makeSimulator()
    expect(await refused(simulator, path, {})).toMatchObject({ status: 400, code: "0001" })
    expect(await refused(simulator, path, { filename: "" })).toMatchObject({ status: 400, code: "0002" })
    expect(await refused(simulator, path, { filename: "x.csv" })).toMatchObject({ status: 404 })
  })

  it.each(["/report_progress", "/report_list"])("%s takes no parameters", async (path) => {
    const refusal = await refused(makeSimulator(), path, { filename: "x.csv" })
    expect(refusal).toMatchObject({ status: 400, code: "0002" })
  })

  it.each([
    "/report_start",
    "/report_progress",
    "/report_list",
    "/report_get",
    "/report_cancel",
    "/report_delete"
  ])("%s wants the API key", async (path) => {
    const response = await post(makeSimulator(), path, {}, { headers: { accept: "application/json" } })
    expect(response.status).toBe(401)
  })
})

describe("the records of a report", () => {
  const documentedHeaders = [
    "Date_Time of record",
    "Application Instance ID",
    "Application Name",
    "Start Time",
    "Start Datetime",
    "Stop Time",
    "Stop Datetime",
    "Duration",
    "Text-To-Speech seconds",
    "Text-To-Speech Unit Cost",
    "Extra Channels",
    "Fax enabled",
    "Platform cost",
    "Extra channel cost",
    "PSTN outbound cost",
    "Text-To-Speech cost",
    "Toll free cost",
    "Feature seconds",
    "Feature cost",
    "Total cost",
    "Costs valid",
    "Status",
    "Outbound arguments",
    "Application arguments"
  ]

  it("have the documented headers for applications, and values of the documented types", async () => {
    const [headers, row] = await linesOf(makeSimulator(), {
      from: "2025-12-31_01:00:00",
      to: "2025-12-31_01:59:59"
    })
    expect(headers?.split(",")).toEqual(documentedHeaders)
    const values = row?.split(",") ?? []
    expect(values).toHaveLength(24)
    const value = (header: string) => values[documentedHeaders.indexOf(header)] ?? ""
    expect(value("Date_Time of record")).toBe("2025-12-31_01:00:00")
    expect(value("Application Instance ID")).toMatch(/^[0-9a-f]{16}\.\d+$/)
    expect([value("Start Time"), value("Stop Time")].every((text) => /^\d{10}$/.test(text))).toBe(true)
    expect(value("Start Datetime")).toMatch(/^\d{4}-\d\d-\d\d_\d\d:\d\d:\d\d$/)
    expect([value("Fax enabled"), value("Costs valid"), value("Status")]).toEqual(["false", "true", "0"])
    expect(Number(value("Total cost"))).toBeGreaterThan(0)
  })

  it("are the same for the same time, whatever the period", async () => {
    const simulator = makeSimulator()
    const whole = await linesOf(simulator)
    const part = await linesOf(simulator, { from: "2025-12-31_02:00:00", to: "2025-12-31_03:00:00" })
    expect(whole).toHaveLength(6)
    expect(part).toEqual([whole[0], whole[3], whole[4]])
  })

  it("are one a day in a long period, and none of the future", async () => {
    const simulator = makeSimulator()
    const lines = await linesOf(simulator, { from: "2025-11-01_00:00:00", to: "2027-01-01_00:00:00" })
    expect(lines).toHaveLength(1 + 62)
    expect(lines.at(-1)).toMatch(/^2026-01-01_00:00:00,/)
    expect(await linesOf(simulator, { from: "2026-02-01_00:00:00", to: "2026-02-02_00:00:00" })).toHaveLength(
      1
    )
  })

  it.each<ReportKind>(["cdr", "fdr", "msg", "err", "csr"])(
    "have headers for %s, and no rows",
    async (report) => {
      const lines = await linesOf(makeSimulator(), { report })
      expect(lines).toHaveLength(1)
      expect(lines[0]).toMatch(/^Date_Time of record,/)
    }
  )

  it("are the simulator's messages for msg, without their text", async () => {
    const simulator = makeSimulator()
    const ref = await sendOne(simulator)
    await simulator.clock.advance(2000)
    const today = { report: "msg", from: "2026-01-01_00:00:00", to: "2026-01-01_00:00:02" }
    expect(await linesOf(simulator, today)).toEqual([
      "Date_Time of record,Message Reference,Type,Direction,From,To,Status,Message Error",
      `2026-01-01_00:00:02,${ref},sms,send,15552341234,15550001234,sent,000`
    ])
    expect(await linesOf(simulator, { ...today, to: "2026-01-01_00:00:01" })).toHaveLength(1)
  })

  it("are those that a test added, in the order of their times, if it added any of the kind", async () => {
    const simulator = makeSimulator()
    const at = (hour: number) => Date.UTC(2025, 11, 31, hour)
    simulator.reports.addRow("cdr", { From: "15550001234", Cost: 0.5 }, at(2))
    simulator.reports.addRow("cdr", { To: "15552341234" }, at(1))
    simulator.reports.addRow("cdr", { To: "too late" }, at(5))
    expect(await linesOf(simulator, { report: "cdr" })).toEqual([
      "Date_Time of record,Application Instance ID,Call Direction,From,To,Duration,Cost",
      "2025-12-31_01:00:00,,,,15552341234,,",
      "2025-12-31_02:00:00,,,15550001234,,,0.5"
    ])
    simulator.reports.addRow("adr", { "Application Name": "Survey" }, at(3))
    expect(await linesOf(simulator)).toHaveLength(2)
  })

  it("are of now unless a test says otherwise, and may have columns of their own", async () => {
    const simulator = makeSimulator()
    simulator.reports.addRow("err", { Text: "lost", Colour: "red", "Date_Time of record": "some day" })
    const now = { report: "err", from: "2026-01-01_00:00:00", to: "2026-01-01_00:00:00" }
    expect(await linesOf(simulator, now)).toEqual([
      "Date_Time of record,Application Instance ID,Severity,Text,Colour",
      "some day,,,lost,red"
    ])
  })

  it("are quoted where they have to be", async () => {
    const simulator = makeSimulator()
    simulator.reports.addRow("err", { Text: 'a, "b"\r\nc', Severity: "plain text", Valid: true })
    const filename = await start(simulator, { report: "err", to: "2026-01-01_00:00:00" })
    await simulator.clock.advance(10_000)
    const text = await (await post(simulator, "/report_get", { filename })).text()
    expect(text).toBe(
      "Date_Time of record,Application Instance ID,Severity,Text,Valid\r\n" +
        '2026-01-01_00:00:00,,plain text,"a, ""b""\r\nc",true\r\n'
    )
  })

  it.each([
    ["a,b", '"a,b"'],
    ['"', '""""'],
    ["a\nb", '"a\nb"'],
    ["a\rb", '"a\rb"'],
    ["a b;c\t'd'", "a b;c\t'd'"]
  ])("write %j as %j", async (value, written) => {
    const simulator = makeSimulator()
    simulator.reports.addRow("err", { Text: value })
    const filename = await start(simulator, { report: "err", to: "2026-01-01_00:00:00" })
    await simulator.clock.advance(10_000)
    const text = await (await post(simulator, "/report_get", { filename })).text()
    expect(text.endsWith(`\r\n2026-01-01_00:00:00,,,${written}\r\n`)).toBe(true)
  })

  it("are those that were there when the report was started", async () => {
    const simulator = makeSimulator()
    const filename = await start(simulator, { report: "err", to: "2026-01-02_00:00:00" })
    simulator.reports.addRow("err", { Text: "afterwards" })
    await simulator.clock.advance(10_000)
    expect(simulator.reports.get(filename)?.records).toBe(0)
  })
})
