/** Comma-separated values after RFC 4180. */
import type { ReportRow } from "../Reports.js"

const field = (value: string | number | boolean | undefined): string => {
  const text = value === undefined ? "" : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A line for the headers and one for each row, each with its line break. */
export const csv = (headers: readonly string[], rows: readonly ReportRow[]): string =>
  [headers, ...rows.map((row) => headers.map((header) => row[header]))]
    .map((values) => `${values.map(field).join(",")}\r\n`)
    .join("")
