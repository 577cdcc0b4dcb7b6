/** `aculab-cloud reports show` */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import type { ReportKind } from "@aculab-cloud/core/Report"
import * as Reports from "@aculab-cloud/core/Reports"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { answered } from "../../ask.js"
import { Json, withCloud } from "../../cloud.js"
import { overwriteFlag } from "../../download.js"
import {
  CommandFailed,
  type Failure,
  fail,
  fromCloudError,
  interrupted,
  invalidInput,
  report,
  withNames
} from "../../failure.js"
import { duration, moment } from "../../flags.js"
import { dim, printError } from "../../output.js"
import { spinning } from "../../spinner.js"
import { refuseExisting, writeFile } from "../../writeFile.js"
import { type Chart, chartOf, type Sums, sumsOf } from "./chart.js"
import { htmlFile, svgFile } from "./drawSvg.js"
import { printChart } from "./drawText.js"
import { restOf } from "./run.js"
import { kinds } from "./what.js"

const operation = "Reports.rows"

const file = (kind: "svg" | "html", what: string) =>
  Flag.String(kind).pipe(
    Flag.withMetavar("file"),
    Flag.withDescription(`Write the chart to a file, too: ${what}`),
    Flag.optional
  )

const input = {
  name: Argument.String("NAME").pipe(
    Argument.withDescription("Name of a report that is complete, as `reports list` prints it"),
    Argument.optional
  ),
  kind: Flag.Literals("kind", kinds).pipe(
    Flag.withDescription("Instead of NAME: make a report of this kind, and wait until it is ready"),
    Flag.optional
  ),
  from: moment("from").pipe(
    Flag.withDescription("With --kind: where its period begins, such as 2026-01-31; UTC without a zone"),
    Flag.optional
  ),
  to: moment("to").pipe(
    Flag.withDescription("With --kind: where its period ends, in the same forms (default: now)"),
    Flag.optional
  ),
  patience: duration("patience").pipe(
    Flag.withDescription("With --kind: how long to wait for it (default: 10m)"),
    Flag.optional
  ),
  measure: Flag.Literals("measure", ["count", "cost"]).pipe(
    Flag.withDescription(
      "count: how many records there are; cost: what they cost (default: cost where the report tells it)"
    ),
    Flag.optional
  ),
  svg: file("svg", "a picture"),
  html: file("html", "a page with the picture and all numbers"),
  ...overwriteFlag
}

export const show = Command.make(
  "show",
  input,
  Effect.fnUntraced(function* (input) {
    const source = yield* sourceOf(input)
    const { overwrite } = input
    const files = [
      ...Option.toArray(input.svg).map((path) => ({ path, draw: svgFile })),
      ...Option.toArray(input.html).map((path) => ({ path, draw: htmlFile }))
    ]
    for (const { path } of files) yield* refuseExisting({ operation, path, overwrite })
    const { name, sums } = yield* reading(source)
    const measure = Option.getOrElse(input.measure, () => (sums.cost === undefined ? "count" : "cost"))
    if (measure === "cost" && sums.cost === undefined) return yield* fail(noCosts(name))
    const chart = chartOf(name, sums, measure)
    for (const { path, draw } of files) yield* writeFile({ operation, path, overwrite }, draw(chart))
    const written = files.map(({ path }) => path)
    yield* answered(
      {
        toJson: () => toJson(chart, written),
        show: () =>
          Effect.andThen(printChart(chart), printError(...written.map((path) => dim(`Written to ${path}`))))
      },
      undefined
    )
  })
).pipe(
  Command.withDescription(
    "Draw a report as a chart: a bar for each day, or for each month or year of a long one, of what it cost or of how many records there are: applications in adr, calls in cdr, messages in msg. On a terminal the bars are there; elsewhere the same as columns, and with --json as one JSON document. Days are those of UTC. Costs are of adr; of other kinds no column is documented, and one that is named Cost is taken. --svg and --html write the chart to a file that needs nothing else, and that is not replaced unless --overwrite is given. A report that was made for the chart stays in the cloud."
  ),
  Command.withShortDescription("Draw a report as a chart"),
  Command.withExamples([
    {
      command: "aculab-cloud reports show --kind adr --from 2026-01-01 --to 2026-02-01",
      description: "What did a month cost, day by day?"
    },
    {
      command:
        "aculab-cloud reports show 1-2-0_you@example.com_cdr_2026-01-01_00:00:00_2026-02-01_00:00:00.csv --measure count --html calls.html",
      description: "The calls of a report that is there already, for a colleague"
    },
    {
      command: "aculab-cloud reports show --kind adr --from 2026-01-01 --to 2026-01-08 --simulate",
      description: "Try it without an account"
    }
  ])
)

/** What is read: a report that is there, or one that is made first. */
type Source =
  | { readonly type: "there"; readonly name: string }
  | {
      readonly type: "made"
      readonly what: Reports.StartOptions
      readonly patience: Reports.RunOptions["patience"]
    }

const sourceOf = Effect.fnUntraced(function* (input: {
  readonly name: Option.Option<string>
  readonly kind: Option.Option<ReportKind>
  readonly from: Option.Option<Reports.StartOptions["from"]>
  readonly to: Option.Option<Reports.StartOptions["from"]>
  readonly patience: Option.Option<NonNullable<Reports.RunOptions["patience"]>>
}): Effect.fn.Return<Source, CloudError> {
  const { name, kind, from, to, patience } = input
  const wrong = (field: string, rule: string) => invalidInput(operation, [{ field, rule }])
  if (Option.isSome(name)) {
    const others = [
      ["--kind", Option.isSome(kind)],
      ["--from", Option.isSome(from)],
      ["--to", Option.isSome(to)],
      ["--patience", Option.isSome(patience)]
    ] as const
    const other = others.find(([, isGiven]) => isGiven)
    if (other !== undefined) return yield* wrong(other[0], "does not go with NAME")
    return { type: "there", name: name.value }
  }
  if (Option.isNone(kind)) return yield* wrong("NAME", "is required, or --kind and --from")
  if (Option.isNone(from)) return yield* wrong("--from", "is required with --kind")
  return {
    type: "made",
    what: { kind: kind.value, from: from.value, to: Option.getOrUndefined(to) },
    patience: Option.getOrUndefined(patience)
  }
})

const inFlags = withNames({ name: "NAME", kind: "--kind", from: "--from", to: "--to" })

/** Makes the report, if it has to be, and reads it. Says what is true of it when that ends early. */
const reading = Effect.fnUntraced(function* (source: Source) {
  const json = yield* Json
  let stage: "starting" | "making" | "reading" = source.type === "made" ? "starting" : "reading"
  let tail = ""
  const made = ({ what, patience }: Extract<Source, { readonly type: "made" }>) =>
    Reports.run(what, { patience }).pipe(
      Stream.tap((event) =>
        Effect.sync(() => {
          stage = "making"
          if (event.type === "progress" && event.percentage !== undefined) tail = `${event.percentage} %`
        })
      ),
      Stream.runFold(
        () => "",
        (_, { name }) => name
      )
    )
  const call = Effect.gen(function* () {
    const name = source.type === "there" ? source.name : yield* made(source)
    stage = "reading"
    const sums: Sums = yield* sumsOf(Reports.rows(name), (count) => {
      tail = `${count} records`
    })
    return { name, sums }
  })
  const stopped = () =>
    stage === "making"
      ? { ...interrupted("Reports.start"), ...restOf(false, undefined) }
      : interrupted(stage === "starting" ? "Reports.start" : "Reports.download")
  return yield* call.pipe(
    Effect.mapError((error) =>
      stage === "making"
        ? new CommandFailed({ failure: { ...fromCloudError(error), ...restOf(false, error) } })
        : inFlags(error)
    ),
    spinning(source.type === "made" ? "Making the report" : "Reading the report", () => tail),
    Effect.onInterrupt(() => report(stopped(), json)),
    withCloud
  )
})

const noCosts = (name: string): Failure => ({
  operation,
  outcome: "rejected",
  reason: { _tag: "NoCosts", name },
  message: "this report does not tell costs",
  consequence: "Nothing is changed: the call only asks.",
  advice: "Count its records with --measure count, or take a report of the kind adr.",
  exit: "rejected"
})

const toJson = ({ name, measure, unit, bars, sums }: Chart, files: ReadonlyArray<string>) => ({
  name,
  measure,
  unit,
  bars: bars.map(({ value: _, ...bar }) => bar),
  count: sums.count,
  cost: sums.cost,
  undated: sums.undated,
  notFinal: sums.notFinal,
  files
})
