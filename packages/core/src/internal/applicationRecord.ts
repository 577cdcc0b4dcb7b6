/**
 * The status of an application instance: read from the wire, and written for people.
 */
import * as DateTime from "effect/DateTime"
import * as Predicate from "effect/Predicate"
import type { ApplicationRecord, ApplicationStatus, OpenRecord } from "../ApplicationRecord.js"
import { defined } from "./answers.js"
import { flag, isRecord, moment, number, readerOf, recordsOf, text } from "./record.js"

/** The status, or `undefined` for an answer that says nothing. */
export const statusOf = (wire: OpenRecord): ApplicationStatus | undefined => {
  if (Object.values(wire).every(saysNothing)) return undefined
  const { take, rest } = readerOf(wire)
  const records = (name: string) => take(name, recordsOf) ?? []
  return {
    adr: adrOf(take("adr", (value) => (isRecord(value) ? value : undefined)) ?? {}),
    cdrs: records("cdrs"),
    fdrs: records("fdrs"),
    errs: records("errs"),
    other: rest()
  }
}

const saysNothing = (value: unknown): boolean =>
  value === null || (typeof value === "object" && Object.keys(value).length === 0)

const adrOf = (wire: OpenRecord): ApplicationRecord => {
  const { take, rest } = readerOf(wire)
  const started = take("start_datetime", moment)
  const stopped = take("stop_datetime", moment)
  return {
    ...defined({
      applicationInstanceId: take("application_instance_id", text),
      applicationName: take("application_name", text),
      // The number has parts of a second, the text has not.
      startTime: take("start_time", moment) ?? started,
      stopTime: take("stop_time", moment) ?? stopped,
      duration: take("duration", number),
      ttsSeconds: take("tts_seconds", number),
      ttsUnitCost: take("tts_unit_cost", number),
      extraChannelCount: take("extra_channel_count", number),
      fax: take("fax", flag),
      platformCost: take("platform_cost", number),
      extraCost: take("extra_cost", number),
      pstnCost: take("pstn_cost", number),
      ttsCost: take("tts_cost", number),
      tollFreeCost: take("toll_free_cost", number),
      featureSeconds: take("feature_seconds", number),
      featureCost: take("feature_cost", number),
      totalCost: take("total_cost", number),
      costsValid: take("costs_valid", flag)
    }),
    other: rest()
  }
}

/** A block for the application, and one for each kind of record that there is. */
export const linesOf = (status: ApplicationStatus): ReadonlyArray<string> => {
  const { other, ...fields } = status.adr
  return [
    "application",
    ...fieldLines({ ...fields, ...other }),
    ...recordLines("call", status.cdrs),
    ...recordLines("feature", status.fdrs),
    ...recordLines("error", status.errs),
    ...(Object.keys(status.other).length === 0 ? [] : ["other", ...fieldLines(status.other)])
  ]
}

const recordLines = (what: string, records: ReadonlyArray<OpenRecord>): ReadonlyArray<string> =>
  records.flatMap((record, index) => [
    records.length === 1 ? what : `${what} ${index + 1} of ${records.length}`,
    ...fieldLines(record)
  ])

const fieldLines = (record: OpenRecord): ReadonlyArray<string> =>
  // A line end in what the cloud sends must not look like a line of this text.
  Object.entries(record).map(([name, value]) =>
    `  ${wordsOf(name)}: ${shown(value)}`.replace(/\p{Cc}/gu, " ")
  )

/** `applicationName` and `application_name` both read `application name`. */
const wordsOf = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase()

const shown = (value: unknown): string => {
  if (DateTime.isDateTime(value)) return `${DateTime.formatIso(value).replace("T", " ").replace("Z", "")} UTC`
  return Predicate.isString(value) ? value : (JSON.stringify(value) ?? "")
}
