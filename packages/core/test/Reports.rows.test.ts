/** Reports as rows: typed where the columns are documented, text everywhere else. */
import * as Reports from "@aculab-cloud/core/Reports"
import type { Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import { present, withCloud } from "./support.js"

// shared/wire/numbers-conferences-reports-services.md, 7.7.
const headers = [
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
const cells = [
  "2026-01-01_00:00:15",
  "0123456789abcdef.12345",
  '"Survey, ""new"" – Grüße"',
  "1767225600",
  "2026-01-01_00:00:00",
  "1767225610",
  "2026-01-01_00:00:10",
  "10.25",
  "1.5",
  "0.024",
  "2",
  "true",
  "0.01",
  "0.02",
  "0.03",
  "0.04",
  "0",
  "7",
  "0.05",
  "0.15",
  "false",
  "-1",
  '"to=1\r\nfrom=2"',
  ""
]
const row = {
  type: "adr",
  recordedAt: DateTime.makeUnsafe("2026-01-01T00:00:15Z"),
  applicationInstanceId: "0123456789abcdef.12345",
  applicationName: 'Survey, "new" – Grüße',
  startTime: DateTime.makeUnsafe("2026-01-01T00:00:00Z"),
  stopTime: DateTime.makeUnsafe("2026-01-01T00:00:10Z"),
  duration: 10.25,
  ttsSeconds: 1.5,
  ttsUnitCost: 0.024,
  extraChannelCount: 2,
  fax: true,
  platformCost: 0.01,
  extraCost: 0.02,
  pstnCost: 0.03,
  ttsCost: 0.04,
  tollFreeCost: 0,
  featureSeconds: 7,
  featureCost: 0.05,
  totalCost: 0.15,
  costsValid: false,
  status: -1,
  outboundArguments: "to=1\r\nfrom=2",
  other: {}
}

const encoder = new TextEncoder()

/** Answers with a report in these chunks. */
const answer = (simulator: Simulator, ...chunks: ReadonlyArray<Uint8Array>) => {
  const rest = [...chunks]
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const chunk = rest.shift()
      if (chunk === undefined) controller.close()
      else controller.enqueue(chunk)
    }
  })
  simulator.faults.next({ kind: "response", response: () => new Response(stream) })
}

const rowsOf = (...texts: ReadonlyArray<string>) =>
  withCloud((simulator) => {
    answer(simulator, ...texts.map((text) => encoder.encode(text)))
    return Stream.runCollect(Reports.rows("a.csv"))
  })

const changed = (header: string, cell: string): string =>
  `${headers.join(",")}\r\n${cells.map((each, index) => (headers[index] === header ? cell : each)).join(",")}\r\n`

describe("Reports.rows", () => {
  it.effect("types the documented columns of application data", () =>
    Effect.gen(function* () {
      expect(yield* rowsOf(`${headers.join(",")}\r\n${cells.join(",")}\r\n`)).toEqual([row])
    })
  )

  it.effect("reads the same wherever the chunks end", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const bytes = encoder.encode(`\ufeff${headers.join(",")}\r\n${cells.join(",")}\r\n${cells.join(",")}`)
        for (let at = 0; at <= bytes.length; at++) {
          answer(simulator, bytes.slice(0, at), bytes.slice(at))
          expect(yield* Stream.runCollect(Reports.rows("a.csv"))).toEqual([row, row])
        }
        answer(simulator, ...Array.from(bytes, (byte) => new Uint8Array([byte])))
        expect(yield* Stream.runCollect(Reports.rows("a.csv"))).toEqual([row, row])
      })
    )
  )

  it.effect.each(["\n", "\r\n", "\r"])("takes lines that end with %j, and empty ones between them", (end) =>
    Effect.gen(function* () {
      expect(yield* rowsOf(["A,B", "1,2", "", "3,", ""].join(end))).toEqual([
        { type: "text", other: { A: "1", B: "2" } },
        { type: "text", other: { A: "3", B: "" } }
      ])
    })
  )

  it.effect.each(["", "\ufeff", "\r\n", headers.join(","), `${headers.join(",")}\r\n`])(
    "gives no rows for an empty report: %j",
    (text) =>
      Effect.gen(function* () {
        expect(yield* rowsOf(text)).toEqual([])
      })
  )

  it.effect("keeps columns that it does not know, and other kinds of reports, as text", () =>
    Effect.gen(function* () {
      const more = `${headers.join(",")},Added,__proto__\r\n${cells.join(",")},007,x\r\n`
      const [found] = yield* rowsOf(more)
      expect(Object.entries(present(found).other)).toEqual([
        ["Added", "007"],
        ["__proto__", "x"]
      ])
      expect(found).toMatchObject({ type: "adr", totalCost: 0.15 })
      expect(
        yield* rowsOf("Application Instance ID,Start Time,Total cost\r\na.1,1767225600,0.5\r\n")
      ).toEqual([
        {
          type: "text",
          other: { "Application Instance ID": "a.1", "Start Time": "1767225600", "Total cost": "0.5" }
        }
      ])
    })
  )

  it.effect("needs no order and no more columns than two", () =>
    Effect.gen(function* () {
      expect(yield* rowsOf("Platform cost,Application Instance ID\r\n0.5,a.1\r\n")).toEqual([
        { type: "adr", platformCost: 0.5, applicationInstanceId: "a.1", other: {} }
      ])
    })
  )

  it.effect.each([
    ["Start Time", "", { startTime: row.startTime }, {}],
    ["Start Time", "soon", { startTime: row.startTime }, { "Start Time": "soon" }],
    ["Duration", "n/a", { duration: undefined }, { Duration: "n/a" }],
    ["Duration", "", { duration: undefined }, {}],
    ["Fax enabled", "TRUE", { fax: true }, {}],
    ["Fax enabled", "yes", { fax: undefined }, { "Fax enabled": "yes" }],
    [
      "Date_Time of record",
      "2026-02-30_00:00:00",
      { recordedAt: undefined },
      { "Date_Time of record": "2026-02-30_00:00:00" }
    ],
    // As programs in Python write what is small.
    ["Total cost", "5e-05", { totalCost: 0.00005 }, {}],
    ["Total cost", "1,5", { totalCost: undefined }, { "Total cost": "1,5" }]
  ] as const)("does not fail over a cell: %s of %j", ([header, cell, fields, other]) =>
    Effect.gen(function* () {
      const [found] = yield* rowsOf(changed(header, cell.includes(",") ? `"${cell}"` : cell))
      expect(found).toMatchObject({ type: "adr", other })
      expect(present(found).other).toEqual(other)
      for (const [name, value] of Object.entries(fields))
        expect(new Map(Object.entries(present(found))).get(name)).toEqual(value)
    })
  )

  it.effect.each([
    {
      what: "a quotation mark that is not closed",
      text: 'A,B\r\n1,"secret',
      problem: /line 2 .*Unterminated/
    },
    { what: "a quotation mark out of place", text: 'A,B\r\n1,2\r\nse"cret,4', problem: /line 3 .*quote/ },
    { what: "a cell too few", text: "A,B\r\nsecret", problem: /line 2 .*Expected 2 cells, got 1/ },
    { what: "a cell too many", text: "A,B\r\n1,2,secret", problem: /line 2 .*Expected 2 cells, got 3/ },
    { what: "a header twice", text: "A,A\r\n1,secret", problem: /line 1 .*Duplicate/ },
    {
      what: "a line without end",
      text: `A\r\nsecret${"x".repeat(1_100_000)}`,
      problem: /line 2 .*maxRecordSize/
    }
  ])("says where it is not CSV, and not what is there: $what", ({ text, problem }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(rowsOf(text))
      expect(error).toMatchObject({
        operation: "Reports.rows",
        outcome: "unknown",
        repeat: "read",
        reason: { _tag: "UnexpectedResponse", status: 200, excerpt: "" }
      })
      expect(error.message).toMatch(problem)
      expect(JSON.stringify(error)).not.toContain("secret")
    })
  )

  it.effect("fails as the download does, after the rows that came", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const text = encoder.encode("A,B\r\n1,2\r\n3,4\r\n")
        simulator.faults.next({
          kind: "response",
          response: () => new Response(text, { headers: { "content-length": "100" } })
        })
        const rows: Array<Reports.ReportRow> = []
        const exit = yield* Effect.exit(
          Stream.runForEach(Reports.rows("a.csv"), (row) => Effect.sync(() => void rows.push(row)))
        )
        expect(rows).toHaveLength(2)
        expect(Exit.isFailure(exit) && String(exit.cause.reasons)).toMatch(/ended after 15 of the 100 bytes/)
      })
    )
  )

  it.effect("reads what the simulated cloud writes, of each kind", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.reports.addRow("cdr", { Caller: 'Zoë, or "Z"\nor so', Cost: 0.5 })
        const period = {
          from: DateTime.makeUnsafe("2026-01-01T00:00:00Z"),
          to: DateTime.makeUnsafe("2026-01-02T00:00:00Z")
        }
        for (const kind of ["adr", "cdr", "fdr", "msg", "err", "csr"] as const) {
          const name = yield* Reports.start({ kind, ...period })
          yield* Effect.promise(() => simulator.clock.advance(10_000))
          const rows = yield* Stream.runCollect(Reports.rows(name))
          expect(rows.every(({ type }) => type === (kind === "adr" ? "adr" : "text"))).toBe(true)
          expect(rows).toHaveLength(present(simulator.reports.get(name)).records)
          if (kind === "adr") {
            expect(rows.length).toBeGreaterThan(0)
            for (const each of rows) {
              expect(each.other).toEqual({})
              expect(each).toMatchObject({ totalCost: expect.any(Number), startTime: expect.anything() })
            }
          }
          if (kind === "cdr")
            expect(rows[0]?.other).toMatchObject({ Caller: 'Zoë, or "Z"\nor so', Cost: "0.5" })
        }
      })
    )
  )
})
