/** Reports of the simulated account: what a test can see and put into them. */

/**
 * What a report is about (D): application, call, feature, message and error records; what `csr` stands for is not
 * known.
 */
export type ReportKind = "adr" | "cdr" | "fdr" | "msg" | "err" | "csr"

/** A record under the headers of its report. What a record does not have is an empty cell. */
export type ReportRow = Readonly<Record<string, string | number | boolean>>

/** A report, as far as it is. */
export interface Report {
  /** `<cloudId>_<username>_<kind>_<from>_<to>.csv` (D). */
  readonly fileName: string
  readonly kind: ReportKind
  /** The period, in milliseconds since the epoch. Both ends belong to it (I). */
  readonly from: number
  /** In milliseconds since the epoch. */
  readonly to: number
  readonly state: "in progress" | "completed"
  /** How many records are written. */
  readonly records: number
  /** 0 to 100. */
  readonly percent: number
  /** When it was completed, in milliseconds since the epoch. */
  readonly modified: number | undefined
  /** The file, once it is completed: UTF-8, CSV after RFC 4180. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined
}

/** How reports behave. */
export interface ReportOptions {
  /** How long it takes to write one, in milliseconds of the simulator's clock. Default 10 000. */
  readonly duration: number
}

/** A test's access to reports. They are written, cancelled and deleted by the operations of the cloud. */
export interface Reports {
  /**
   * Adds a record at a time, which is by default now. The first column holds that time unless the row says another
   * text; a header that the report does not have becomes one more column.
   *
   * A kind to which a test adds rows has these only. Otherwise `adr` has made-up records, always the same for the
   * same time; `msg` has the simulator's messages; the others have none. A report holds what was there when it was
   * started.
   *
   * @example
   * ```ts
   * import { makeSimulator } from "@aculab-cloud/simulator/Simulator"
   *
   * const simulator = makeSimulator()
   * simulator.reports.addRow("adr", { "Application Name": "Survey", "Total cost": 0.25 })
   * ```
   */
  readonly addRow: (kind: ReportKind, row: ReportRow, at?: number) => void
  /** All that are in progress or completed, oldest first. */
  readonly list: () => readonly Report[]
  readonly get: (fileName: string) => Report | undefined
}
