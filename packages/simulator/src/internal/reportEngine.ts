/** Writes reports, which takes its time. */
import type { Clock } from "../Clock.js"
import type { Messages } from "../Messages.js"
import type { Report, ReportKind, ReportOptions, Reports } from "../Reports.js"
import { csv } from "./csv.js"
import { cloudDateTime } from "./dateTime.js"
import { applicationRows, messageRow, reportHeaders, type TimedRow, timeHeader } from "./reportRows.js"

/** Why nothing came of it. */
export type ReportState = Report["state"] | "unknown"

export interface ReportEngine extends Reports {
  /** Starts a report. One of the same name starts anew (I). */
  readonly start: (kind: ReportKind, from: number, to: number) => Report
  /** Ends a report that is in progress, and says which state it was in; in any other nothing happens. */
  readonly cancel: (fileName: string) => ReportState
  /** Deletes a report that is completed, and says which state it was in; in any other nothing happens. */
  readonly remove: (fileName: string) => ReportState
}

interface Held {
  readonly kind: ReportKind
  readonly from: number
  readonly to: number
  readonly started: number
  readonly rows: readonly TimedRow[]
  readonly file: { readonly modified: number; readonly bytes: Uint8Array<ArrayBuffer> } | undefined
}

const fileOf = (kind: ReportKind, rows: readonly TimedRow[]): Uint8Array<ArrayBuffer> => {
  const headers = new Set<string>(reportHeaders[kind])
  for (const { row } of rows) for (const header of Object.keys(row)) headers.add(header)
  return new TextEncoder().encode(
    csv(
      [...headers],
      rows.map(({ row }) => row)
    )
  )
}

export const makeReportEngine = (
  options: {
    readonly clock: Clock
    readonly messages: Pick<Messages, "list">
    /** What the name of every report begins with. */
    readonly owner: { readonly cloudId: string; readonly username: string }
  } & ReportOptions
): ReportEngine => {
  const { clock, messages, owner, duration } = options
  const added = new Map<ReportKind, TimedRow[]>()
  const reports = new Map<string, Held>()
  const timers = new Map<string, () => void>()

  /** Everything of a kind, in the period or not. */
  const rowsOf = (kind: ReportKind, from: number, to: number): readonly TimedRow[] => {
    const own = added.get(kind)
    if (own !== undefined) return own
    if (kind === "adr") return applicationRows(from, Math.min(to, clock.now()))
    return kind === "msg" ? messages.list().map(messageRow) : []
  }

  const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000) * 1000

  // On the wire times have no parts of a second, so none count here.
  const rowsWithin = (kind: ReportKind, from: number, to: number): readonly TimedRow[] =>
    rowsOf(kind, from, to)
      .filter(({ at }) => from <= seconds(at) && seconds(at) <= to)
      .sort((left, right) => left.at - right.at)

  const describe = (fileName: string, held: Held): Report => {
    const { kind, from, to, started, rows, file } = held
    const done = file !== undefined
    // S: the percentage is one of the period, not of the records.
    const share = done || duration === 0 ? 1 : Math.min(1, (clock.now() - started) / duration)
    const reached = from + share * (to - from)
    return {
      fileName,
      kind,
      from,
      to,
      state: done ? "completed" : "in progress",
      records: done ? rows.length : rows.filter(({ at }) => at < reached).length,
      percent: Math.floor(share * 100),
      modified: file?.modified,
      bytes: file?.bytes
    }
  }

  const get = (fileName: string): Report | undefined => {
    const held = reports.get(fileName)
    return held && describe(fileName, held)
  }

  const forget = (fileName: string): void => {
    timers.get(fileName)?.()
    timers.delete(fileName)
    reports.delete(fileName)
  }

  const forgetIf = (fileName: string, state: Report["state"]): ReportState => {
    const found = get(fileName)?.state ?? "unknown"
    if (found === state) forget(fileName)
    return found
  }

  return {
    addRow: (kind, row, at = clock.now()) => {
      const rows = added.get(kind) ?? []
      added.set(kind, rows)
      rows.push({ at, row: { [timeHeader]: cloudDateTime(at), ...row } })
    },
    list: () => [...reports].map(([fileName, held]) => describe(fileName, held)),
    get,
    start: (kind, from, to) => {
      const period = `${cloudDateTime(from)}_${cloudDateTime(to)}`
      const fileName = `${owner.cloudId}_${owner.username}_${kind}_${period}.csv`
      forget(fileName)
      const held: Held = {
        kind,
        from,
        to,
        started: clock.now(),
        rows: rowsWithin(kind, from, to),
        file: undefined
      }
      reports.set(fileName, held)
      const complete = (): void => {
        timers.delete(fileName)
        const file = { modified: clock.now(), bytes: fileOf(kind, held.rows) }
        reports.set(fileName, { ...held, file })
      }
      timers.set(fileName, clock.after(duration, complete))
      return describe(fileName, held)
    },
    cancel: (fileName) => forgetIf(fileName, "in progress"),
    remove: (fileName) => forgetIf(fileName, "completed")
  }
}
