/**
 * What the cloud says of the reports that it makes.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"

/**
 * What a report is about (D).
 *
 * - `adr`: application data records, one for each application that ran.
 * - `cdr`: call data records.
 * - `fdr`: feature data records.
 * - `msg`: message records.
 * - `err`: error records.
 * - `csr`: chargeable service records; newer than the others.
 *
 * @category models
 * @since 0.1.0
 */
export type ReportKind = "adr" | "cdr" | "fdr" | "msg" | "err" | "csr"

/**
 * Names a report: a file of comma-separated values. It holds the account, the kind and the
 * period, and characters such as `@` and `:` that not every file system takes (D).
 *
 * @category models
 * @since 0.1.0
 */
export type ReportName = string

/**
 * How far a report is that the cloud works on.
 *
 * @category models
 * @since 0.1.0
 */
export interface ReportProgress {
  readonly name: ReportName
  /** How many records it holds so far (S). */
  readonly records: number
  /** How much of its period is done: 0 to 100 (S). Absent when the cloud's word is no number. */
  readonly percentage?: number
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * A report that is complete.
 *
 * @category models
 * @since 0.1.0
 */
export interface CompletedReport {
  readonly name: ReportName
  /** When it was last changed. */
  readonly modifiedAt: DateTime.Utc
  /** Bytes. */
  readonly size: number
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * What happens to a report while it is made: told apart by `type`.
 *
 * - `started`: the cloud has given it a name. Comes first, once.
 * - `progress`: the cloud works on it. Comes at each change, or never if it is soon done.
 * - `ready`: it is complete. Comes last.
 *
 * @category models
 * @since 0.1.0
 */
export type ReportEvent =
  | { readonly type: "started"; readonly name: ReportName }
  | ({ readonly type: "progress" } & ReportProgress)
  | ({ readonly type: "ready" } & CompletedReport)
