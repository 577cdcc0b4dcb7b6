/**
 * Reports as rows: comma-separated values (RFC 4180), typed by their header.
 */
import * as Csv from "effect/encoding/Csv"
import * as Stream from "effect/Stream"
import { CloudError, UnexpectedResponse } from "../CloudError.js"
import type { ApplicationDataRow, ReportRow } from "../ReportRow.js"
import { defined } from "./answers.js"
import { flag, moment, number, text } from "./record.js"

type Cells = Readonly<Record<string, string>>

/** The rows of a report whose bytes come in any chunks. */
export const rowsOf = <R>(
  bytes: Stream.Stream<Uint8Array, CloudError, R>
): Stream.Stream<ReportRow, CloudError, R> =>
  bytes.pipe(
    Stream.pipeThroughChannelOrFail(Csv.decode({ headers: true, ignoreEmptyLines: true })),
    Stream.mapError((error) => (error._tag === "CsvError" ? notCsv(error) : error)),
    Stream.map(rowOf)
  )

// A problem of the text is told with its place, never with the text.
const notCsv = ({ line, message }: Csv.CsvError): CloudError =>
  new CloudError({
    operation: "Reports.rows",
    outcome: "unknown",
    repeat: "read",
    reason: new UnexpectedResponse({
      status: 200,
      problem: `line ${line} of the report is not CSV: ${message}`,
      excerpt: ""
    })
  })

const rowOf = (cells: Cells): ReportRow =>
  isApplicationData(cells) ? applicationDataOf(cells) : { type: "text", other: cells }

// The kinds of reports do not name themselves: only applications have a platform to pay for (I).
const isApplicationData = (cells: Cells): boolean =>
  Object.hasOwn(cells, "Application Instance ID") && Object.hasOwn(cells, "Platform cost")

/** The columns are documented (D), and that more may follow. */
const applicationDataOf = (cells: Cells): ApplicationDataRow => {
  const other = { ...cells }
  const take = <A>(header: string, read: (cell: string) => A | undefined): A | undefined => {
    const cell = Object.hasOwn(cells, header) ? cells[header] : undefined
    const value = cell === undefined || cell === "" ? undefined : read(cell)
    if (cell === "" || value !== undefined) delete other[header]
    return value
  }
  const started = take("Start Datetime", moment)
  const stopped = take("Stop Datetime", moment)
  const fields = defined({
    recordedAt: take("Date_Time of record", moment),
    applicationInstanceId: take("Application Instance ID", text),
    applicationName: take("Application Name", text),
    startTime: take("Start Time", moment) ?? started,
    stopTime: take("Stop Time", moment) ?? stopped,
    duration: take("Duration", number),
    ttsSeconds: take("Text-To-Speech seconds", number),
    ttsUnitCost: take("Text-To-Speech Unit Cost", number),
    extraChannelCount: take("Extra Channels", number),
    fax: take("Fax enabled", flag),
    platformCost: take("Platform cost", number),
    extraCost: take("Extra channel cost", number),
    pstnCost: take("PSTN outbound cost", number),
    ttsCost: take("Text-To-Speech cost", number),
    tollFreeCost: take("Toll free cost", number),
    featureSeconds: take("Feature seconds", number),
    featureCost: take("Feature cost", number),
    totalCost: take("Total cost", number),
    costsValid: take("Costs valid", flag),
    status: take("Status", number),
    outboundArguments: take("Outbound arguments", text),
    applicationArguments: take("Application arguments", text)
  })
  return { type: "adr", ...fields, other }
}
