/** What is in reports when a test has put nothing there. */
import type { Message } from "../Messages.js"
import type { ReportKind, ReportRow } from "../Reports.js"
import { cloudDateTime } from "./dateTime.js"

export interface TimedRow {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly row: ReportRow
}

/** The first column of every report (D for adr, I for the rest). */
export const timeHeader = "Date_Time of record"

/** The headers of adr are documented, and may go on where the page was cut off; all others are invented (I). */
export const reportHeaders: Readonly<Record<ReportKind, readonly [string, ...string[]]>> = {
  adr: [
    timeHeader,
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
  ],
  cdr: [timeHeader, "Application Instance ID", "Call Direction", "From", "To", "Duration", "Cost"],
  fdr: [timeHeader, "Application Instance ID", "Feature", "Seconds", "Cost"],
  msg: [timeHeader, "Message Reference", "Type", "Direction", "From", "To", "Status", "Message Error"],
  err: [timeHeader, "Application Instance ID", "Severity", "Text"],
  csr: [timeHeader, "Application Instance ID", "Service Name", "Count"]
}

const hour = 3_600_000
const day = 24 * hour

const applicationNames = ["Reception", "Survey", "Fax to mail"]

const cents = (dollars: number): number => Math.round(dollars * 10_000) / 10_000

/** An application that ended at a full hour: always the same one. */
const application = (at: number): ReportRow => {
  const number = Math.floor(at / hour)
  const duration = 20 + (number % 17) * 7.5
  const start = at - duration * 1000
  const spoken = (number % 5) * 4.2
  const platform = cents((duration / 60) * 0.01)
  const calls = cents((duration / 60) * 0.016)
  const speech = cents((spoken / 60) * 0.04)
  const values = [
    cloudDateTime(at),
    `${number.toString(16).padStart(16, "0")}.${10_000 + (number % 90_000)}`,
    applicationNames[number % applicationNames.length] ?? "",
    Math.floor(start / 1000),
    cloudDateTime(start),
    Math.floor(at / 1000),
    cloudDateTime(at),
    duration,
    spoken,
    0.04,
    number % 2,
    number % 3 === 2,
    platform,
    0,
    calls,
    speech,
    0,
    0,
    0,
    cents(platform + calls + speech),
    true,
    0,
    // Text that needs quotation marks in a CSV file is what people write.
    number % 4 === 0 ? `15550001${String(number % 1000).padStart(3, "0")},"first" attempt` : "",
    ""
  ]
  return Object.fromEntries(reportHeaders.adr.map((header, index) => [header, values[index] ?? ""]))
}

/** One application in each hour of a period of up to 31 days, in each day of a longer one. None before 1970. */
export const applicationRows = (from: number, to: number): readonly TimedRow[] => {
  const step = to - from > 31 * day ? day : hour
  const rows: TimedRow[] = []
  for (let at = Math.ceil(Math.max(from, step) / step) * step; at <= to; at += step) {
    rows.push({ at, row: application(at) })
  }
  return rows
}

/** A message as a record of the moment when its status last changed. Its text stays out. */
export const messageRow = (message: Message): TimedRow => ({
  at: message.timestamp,
  row: {
    [timeHeader]: cloudDateTime(message.timestamp),
    "Message Reference": message.ref,
    Type: message.type,
    Direction: message.direction,
    From: message.from,
    To: message.to,
    Status: message.status,
    "Message Error": message.error
  }
})
