/** What a line of the file says: its columns, and for what it does not say, the flags. */
import * as Messages from "@aculab-cloud/core/Messages"
import * as Result from "effect/Result"
import { columnName, type Line, type Problem } from "./sheet.js"

/** What the flags say for all lines. */
export interface Defaults {
  readonly from: string | undefined
  /** The text, with names of columns in braces. */
  readonly content: string | undefined
  readonly type: "sms" | "mms" | undefined
  readonly media: ReadonlyArray<string>
  readonly senderId: string | undefined
  readonly deliveryReport: boolean
  readonly statusPage: Messages.StatusPage | undefined
}

/** The columns that mean something by themselves. */
const known = [
  "to",
  "from",
  "content",
  "type",
  "media",
  "sender-id",
  "delivery-report",
  "status-page"
] as const

type Known = (typeof known)[number]

/** The fields of the SDK in the words of the file. */
const columnOf: Readonly<Record<string, string>> = {
  alphanumericSenderId: "sender-id",
  deliveryReport: "delivery-report",
  "statusPage.url": "status-page"
}

/** How lines become messages. */
export interface Reading {
  /** The message of a line, or all that is wrong with it. */
  readonly read: (line: Line) => Result.Result<Messages.SendOptions, ReadonlyArray<Problem>>
  /** Columns that nothing is done with. */
  readonly unused: ReadonlyArray<string>
}

const placeholder = /\{\{|\}\}|\{([^{}]*)\}/g

/** Looks at the header, and finds out what is wrong with it as a whole. */
export const readingOf = (
  columns: ReadonlyArray<string>,
  defaults: Defaults
): Result.Result<Reading, ReadonlyArray<Problem>> => {
  const wanted = [...(defaults.content ?? "").matchAll(placeholder)].flatMap(([, name]) => name ?? [])
  const has = (name: string) => columns.includes(columnName(name))
  const isMms = defaults.type === "mms" || defaults.media.length > 0 || has("media") || has("type")
  const problems: ReadonlyArray<Problem> = [
    ...wanted
      .filter((name) => !has(name))
      .map((name) => ({ field: "--content", rule: `the file has no column ${name}` })),
    ...(has("to") ? [] : [{ field: "line 1", rule: "there must be a column to" }]),
    ...(has("from") || defaults.from !== undefined
      ? []
      : [{ field: "line 1", rule: "there must be a column from, or the flag --from" }]),
    ...(has("content") || defaults.content !== undefined || isMms
      ? []
      : [{ field: "line 1", rule: "there must be a column content, or the flag --content" }])
  ]
  if (problems.length > 0) return Result.fail(problems)
  const names = new Set(wanted.map(columnName))
  return Result.succeed({
    read: (line) => messageOf(columns, defaults, line),
    unused: columns.filter(
      (name) => name !== "" && !names.has(name) && !known.some((column) => column === name)
    )
  })
}

const messageOf = (
  columns: ReadonlyArray<string>,
  defaults: Defaults,
  { cells }: Line
): Result.Result<Messages.SendOptions, ReadonlyArray<Problem>> => {
  if (cells.length !== columns.length) {
    const rule = `must have ${columns.length} cells, as the header has, and has ${cells.length}`
    return Result.fail([{ field: "", rule }])
  }
  const raw = (name: string): string => cells[columns.indexOf(name)] ?? ""
  const cell = (name: Known): string | undefined => (raw(name).trim() === "" ? undefined : raw(name).trim())
  const media =
    cell("media")
      ?.split(",")
      .map((name) => name.trim()) ?? defaults.media
  const type = cell("type") ?? defaults.type ?? (media.length > 0 ? "mms" : "sms")
  const report = booleanOf(cell("delivery-report"))
  const url = cell("status-page")
  // A text is taken as it is, with the spaces around it.
  const content =
    cell("content") === undefined ? filled(defaults.content, (name) => raw(columnName(name))) : raw("content")
  const common = {
    to: raw("to"),
    from: cell("from") ?? defaults.from ?? "",
    alphanumericSenderId: cell("sender-id") ?? defaults.senderId,
    deliveryReport:
      (report === "neither" ? undefined : report) ?? (defaults.deliveryReport ? true : undefined),
    statusPage: url === undefined ? defaults.statusPage : { ...defaults.statusPage, url }
  }
  const options: Messages.SendOptions =
    type === "mms" ? { ...common, type, media, content } : { ...common, type: "sms", content: content ?? "" }
  const problems = [
    ...(type === "sms" || type === "mms" ? [] : [{ field: "type", rule: "must be sms or mms" }]),
    ...(type === "sms" && cell("media") !== undefined ? [{ field: "media", rule: "is for an MMS" }] : []),
    ...(report === "neither" ? [{ field: "delivery-report", rule: "must be yes or no" }] : []),
    ...problemsOf(options)
  ]
  return problems.length > 0 ? Result.fail(problems) : Result.succeed(options)
}

const filled = (template: string | undefined, of: (name: string) => string): string | undefined =>
  template?.replace(placeholder, (found, name: string | undefined) =>
    name === undefined ? found.slice(0, 1) : of(name)
  )

const booleanOf = (word: string | undefined): boolean | undefined | "neither" => {
  if (word === undefined) return undefined
  if (/^(yes|true)$/i.test(word)) return true
  return /^(no|false)$/i.test(word) ? false : "neither"
}

const [sendEndpoint] = Messages.endpoints

/** What the SDK would say to it, without sending anything. */
const problemsOf = (options: Messages.SendOptions): ReadonlyArray<Problem> => {
  const checked = sendEndpoint().encode(options, 0)
  return Result.isSuccess(checked)
    ? []
    : checked.failure.issues.map(({ field, rule }) => ({ field: columnOf[field] ?? field, rule }))
}
