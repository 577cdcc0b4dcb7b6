/** The flags of `messages send --file`, and how they become a run. */
import type { Rate } from "@aculab-cloud/core/MessageBatch"
import type * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import { yesFlag } from "../../confirm.js"

export const fileFlags = {
  file: Flag.String("file").pipe(
    Flag.withMetavar("path"),
    Flag.withDescription(
      "Send one message for each line of a CSV file, whose first line names the columns: to, from, content, type, media, sender-id, delivery-report, status-page. Other flags are for lines that do not say; --content may hold {column}"
    ),
    Flag.optional
  ),
  results: Flag.String("results").pipe(
    Flag.withMetavar("path"),
    Flag.withDescription(
      "Where to write what became of each line (default: numbers.results.csv for numbers.csv)"
    ),
    Flag.optional
  ),
  resume: Flag.Boolean("resume").pipe(
    Flag.withDescription(
      "Go on with an earlier run: send what its result file does not have as sent or unknown"
    ),
    Flag.withDefault(false)
  ),
  repeatUnknown: Flag.Boolean("repeat-unknown").pipe(
    Flag.withDescription("With --resume: send again what may have been sent"),
    Flag.withDefault(false)
  ),
  concurrency: Flag.Int("concurrency").pipe(
    Flag.withMetavar("count"),
    Flag.filter(
      (count) => count >= 1 && count <= 1000,
      () => "a whole number from 1 to 1000"
    ),
    Flag.withDescription("How many messages of a file are under way at a time (default: 8)"),
    Flag.optional
  ),
  rate: Flag.String("rate").pipe(
    Flag.withMetavar("count/unit"),
    Flag.filterMap(
      (text) => rateOf(text),
      () => "a number of messages in a second, a minute or an hour, such as 30/s, 100/m or 1000/h"
    ),
    Flag.withDescription("At most so many messages of a file in a time, evenly spaced: 30/s, 100/m, 1000/h"),
    Flag.optional
  ),
  ...yesFlag
} as const

export type FileInput = Command.Command.Config.Infer<typeof fileFlags>

const units: Readonly<Record<string, Rate["per"]>> = { s: "1 second", m: "1 minute", h: "1 hour" }

const rateOf = (text: string): Option.Option<Rate> => {
  const [, count, unit] = /^([1-9]\d{0,8})\/([smh])$/.exec(text) ?? []
  const per = units[unit ?? ""]
  return per === undefined ? Option.none() : Option.some({ messages: Number(count), per })
}

/** `numbers.results.csv` for `numbers.csv`. */
export const resultsOf = (file: string): string => `${file.replace(/\.csv$/i, "")}.results.csv`

/** Flags that say something about a file where there is none. */
export const withoutFile = (input: FileInput) =>
  [
    { field: "--results", given: Option.isSome(input.results) },
    { field: "--resume", given: input.resume },
    { field: "--repeat-unknown", given: input.repeatUnknown },
    { field: "--concurrency", given: Option.isSome(input.concurrency) },
    { field: "--rate", given: Option.isSome(input.rate) },
    { field: "--yes", given: input.yes }
  ].flatMap(({ field, given }) => (given ? [{ field, rule: "is only for --file" }] : []))
