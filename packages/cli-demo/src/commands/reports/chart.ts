/** The rows of a report, counted and summed for a chart: per day, or per month or year when it is long. */
import * as CloudDateTime from "@aculab-cloud/core/CloudDateTime"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import type { ReportKind } from "@aculab-cloud/core/Report"
import type { ReportRow } from "@aculab-cloud/core/ReportRow"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

export type Measure = "count" | "cost"

/** What happened in a part of the report's period. */
export interface Sum {
  readonly count: number
  /** Absent: no row says it. */
  readonly cost?: number
}

/** A whole report, day by day, as far as its rows have one. */
export interface Sums extends Sum {
  readonly days: ReadonlyMap<string, Sum>
  /** Rows without a time: they are in the sums, and in no day. */
  readonly undated: number
  /** Rows whose costs may still change. */
  readonly notFinal: number
}

interface Entry {
  readonly day: string | undefined
  readonly cost: number | undefined
  readonly final: boolean
}

/** Reads the rows one by one, and keeps none of them. */
export const sumsOf = <R>(
  rows: Stream.Stream<ReportRow, CloudError, R>,
  note: (count: number) => void
): Effect.Effect<Sums, CloudError, R> =>
  Effect.suspend(() => {
    const days = new Map<string, Sum>()
    const state = { all: { count: 0 } as Sum, undated: 0, notFinal: 0 }
    const add = (row: ReportRow) => {
      const { day, cost, final } = entryOf(row)
      state.all = plus(state.all, cost)
      if (day === undefined) state.undated += 1
      else days.set(day, plus(days.get(day) ?? { count: 0 }, cost))
      if (!final) state.notFinal += 1
      note(state.all.count)
    }
    return Effect.map(
      Stream.runForEach(rows, (row) => Effect.sync(() => add(row))),
      () => ({ ...state.all, days, undated: state.undated, notFinal: state.notFinal })
    )
  })

const plus = (sum: Sum, cost: number | undefined): Sum => ({
  count: sum.count + 1,
  ...(cost === undefined && sum.cost === undefined ? {} : { cost: rounded((sum.cost ?? 0) + (cost ?? 0)) })
})

/** Millionths: sums of decimal fractions are not exact. */
const rounded = (cost: number): number => Math.round(cost * 1e6) / 1e6

const entryOf = (row: ReportRow): Entry => {
  if (row.type === "text") return textEntryOf(Object.entries(row.other))
  // The period of a report is one of records, and an application may have started before it.
  const at = row.recordedAt ?? row.startTime ?? row.stopTime
  return {
    day: at === undefined ? undefined : dayOf(at),
    cost: row.totalCost,
    final: row.costsValid !== false
  }
}

/** No column of these is documented: the first cell that is a time is the time, and a column named Cost the cost. */
const textEntryOf = (cells: ReadonlyArray<readonly [header: string, cell: string]>): Entry => {
  const cost = cells.find(([header]) => /^\s*(total )?cost\s*$/i.test(header))?.[1].trim()
  return {
    day: cells.map(([, cell]) => dayIn(cell)).find((day) => day !== undefined),
    cost: cost !== undefined && /^-?\d+(\.\d+)?$/.test(cost) ? Number(cost) : undefined,
    final: true
  }
}

// Digits alone may be a telephone number.
const dayIn = (cell: string): string | undefined =>
  /^\d{4}-/.test(cell) ? Option.getOrUndefined(Option.map(CloudDateTime.parse(cell), dayOf)) : undefined

const dayOf = (at: DateTime.Utc): string => DateTime.formatIso(at).slice(0, 10)

export type Unit = "day" | "month" | "year"

export interface Bar extends Sum {
  /** Such as 2026-01-31, 2026-01 or 2026, in UTC. */
  readonly label: string
  /** What is drawn. */
  readonly value: number
}

export interface Chart {
  /** Of the report. */
  readonly name: string
  readonly measure: Measure
  readonly unit: Unit
  /** From the first to the last, without a gap. */
  readonly bars: ReadonlyArray<Bar>
  /** What the rows are, in the plural. */
  readonly things: string
  /** Whether costs are known to be US dollars. */
  readonly dollars: boolean
  readonly sums: Sums
}

/** As many bars as a person can look at. */
const mostBars = 100

// The beginning of a date is its month or its year.
const units: ReadonlyArray<readonly [Unit, length: number]> = [
  ["day", 10],
  ["month", 7],
  ["year", 4]
]

export const chartOf = (name: string, sums: Sums, measure: Measure): Chart => {
  const dates = [...sums.days.keys()].sort()
  const { unit, labels } = partsOf(dates[0], dates.at(-1))
  const parts = new Map<string, Sum>()
  for (const [day, sum] of sums.days) {
    const label = labelOf(day, unit)
    parts.set(label, together(parts.get(label), sum))
  }
  const kind = kindOf(name)
  return {
    name,
    measure,
    unit,
    things: (kind === undefined ? undefined : thingsOf[kind]) ?? "records",
    dollars: kind === "adr",
    bars: labels.map((label) => {
      const sum = parts.get(label) ?? { count: 0 }
      return { label, ...sum, value: sum[measure] ?? 0 }
    }),
    sums
  }
}

const together = (first: Sum | undefined, second: Sum): Sum => {
  if (first === undefined) return second
  const cost =
    first.cost === undefined && second.cost === undefined
      ? {}
      : { cost: rounded((first.cost ?? 0) + (second.cost ?? 0)) }
  return { count: first.count + second.count, ...cost }
}

const labelOf = (day: string, unit: Unit): string => day.slice(0, units.find(([name]) => name === unit)?.[1])

const partsOf = (first: string | undefined, last: string | undefined) => {
  if (first === undefined || last === undefined) return { unit: "day" as const, labels: [] }
  const days = (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1
  const unit = days <= mostBars ? "day" : days <= mostBars * 30 ? "month" : "year"
  return { unit, labels: labelsBetween(labelOf(first, unit), labelOf(last, unit)) } as const
}

const labelsBetween = (first: string, last: string): ReadonlyArray<string> => {
  const labels = [first]
  for (let label = first; label < last; label = after(label)) labels.push(after(label))
  return labels
}

const after = (label: string): string => {
  const [year = 0, month = 1, day = 1] = label.split("-").map(Number)
  const parts = label.split("-").length
  const date = new Date(0)
  date.setUTCFullYear(
    parts === 1 ? year + 1 : year,
    parts === 2 ? month : month - 1,
    parts === 3 ? day + 1 : day
  )
  return date.toISOString().slice(0, label.length)
}

const thingsOf: Readonly<Record<ReportKind, string>> = {
  adr: "applications",
  cdr: "calls",
  fdr: "uses of features",
  msg: "messages",
  err: "errors",
  csr: "services"
}

/** The name of a report holds its kind between the user and the period. */
const kindOf = (name: string): ReportKind | undefined =>
  Object.keys(thingsOf).find((kind): kind is ReportKind => name.includes(`_${kind}_`))

/** Such as "Cost per day in US dollars". */
export const titleOf = ({ measure, unit, things, dollars }: Chart): string =>
  measure === "cost"
    ? `Cost per ${unit}${dollars ? " in US dollars" : ""}`
    : `${things.charAt(0).toUpperCase()}${things.slice(1)} per ${unit}`

/** A value as it is written in a chart: cents where it is money. */
export const amountOf = ({ measure }: Pick<Chart, "measure">, value: number): string =>
  measure === "cost" ? costOf(value) : String(value)

export const costOf = (cost: number): string => cost.toFixed(2)

/** What is true of the whole: one sentence each. */
export const notesOf = (chart: Chart): ReadonlyArray<string> => {
  const { bars, sums, measure, things } = chart
  if (bars.length === 0) return [`There are no ${things} with a time in this report.`]
  const highest = bars.reduce((high, bar) => (bar.value > high.value ? bar : high))
  return [
    `Total ${amountOf(chart, sums[measure] ?? 0)}, highest ${amountOf(chart, highest.value)} ${chart.unit === "day" ? "on" : "in"} ${highest.label}. Times are UTC.`,
    ...(sums.undated === 0 ? [] : [`Rows without a time, which are in the total only: ${sums.undated}.`]),
    ...(measure === "count" || sums.notFinal === 0
      ? []
      : [`Rows whose costs are not final: ${sums.notFinal}.`])
  ]
}
