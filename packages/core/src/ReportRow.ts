/**
 * The rows of reports.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import type { ApplicationRecord } from "./ApplicationRecord.js"

/**
 * A row of an `adr` report: what one application did and what it cost, in US dollars (D). The same
 * record as that of `ApplicationStatus`, and more.
 *
 * A field whose column is missing or whose cell is empty is absent. A cell that does not read as it
 * should is in `other`.
 *
 * @category models
 * @since 0.1.0
 */
export interface ApplicationDataRow extends Omit<ApplicationRecord, "other"> {
  readonly type: "adr"
  /** When the record was written (D). */
  readonly recordedAt?: DateTime.Utc
  /** The return code of the application, a whole number (D). */
  readonly status?: number
  /** Shortened by the cloud (D). */
  readonly outboundArguments?: string
  /** Shortened by the cloud (D). */
  readonly applicationArguments?: string
  /** The columns that this SDK does not know, under their headers. */
  readonly other: Readonly<Record<string, string>>
}

/**
 * A row of any other report. Of these no column is documented.
 *
 * @category models
 * @since 0.1.0
 */
export interface TextRow {
  readonly type: "text"
  /** The cells, under their headers. */
  readonly other: Readonly<Record<string, string>>
}

/**
 * A row of a report: told apart by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export type ReportRow = ApplicationDataRow | TextRow
