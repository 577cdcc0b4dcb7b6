/** `aculab-cloud reports`: what the account did and what it cost, as files of comma-separated values. */
import * as Reports from "@aculab-cloud/core/Reports"
import * as NodeReports from "@aculab-cloud/node/NodeReports"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { ask } from "../ask.js"
import { cloudFlags } from "../cloud.js"
import { confirm, yesFlag } from "../confirm.js"
import { aboutTarget, downloadTo, target } from "../download.js"
import { withNames } from "../failure.js"
import { dim, isTerminal, print, printError } from "../output.js"
import { printTable } from "../table.js"
import { timeOf } from "./messages/status.js"
import { run } from "./reports/run.js"
import { show } from "./reports/show.js"
import { aboutKinds, aboutPeriods, what, whatNames, whatOf } from "./reports/what.js"

const start = Command.make("start", what, (input) =>
  ask({
    operation: "Reports.start",
    doing: "Starting the report",
    call: Reports.start(whatOf(input)).pipe(Effect.mapError(withNames(whatNames))),
    toJson: (name) => ({ name }),
    show: Effect.fnUntraced(function* (name) {
      yield* printTable([{ name }], [{ title: "Report", of: ({ name }) => name }])
      if (yield* isTerminal("stderr")) {
        yield* printError(
          dim("How far it is: aculab-cloud reports progress"),
          dim("When it is complete: aculab-cloud reports list")
        )
      }
    })
  })
).pipe(
  Command.withDescription(
    `Start a report, and print its name without waiting for it; \`reports run\` waits. ${aboutKinds} ${aboutPeriods} A report of the same kind and period has the same name: what becomes of the older one is not documented.`
  ),
  Command.withShortDescription("Start a report"),
  Command.withExamples([
    {
      command: "aculab-cloud reports start cdr --from 2026-01-01 --to 2026-02-01",
      description: "The calls of a month"
    }
  ])
)

const progress = Command.make("progress", {}, () =>
  ask({
    operation: "Reports.progress",
    doing: "Asking how far the reports are",
    call: Reports.progress(),
    toJson: (reports) => ({ reports }),
    show: (reports) =>
      reports.length === 0
        ? print("The cloud works on no report.")
        : printTable(reports, [
            { title: "Report", of: ({ name }) => name },
            { title: "Records", of: ({ records }) => String(records) },
            {
              title: "Done",
              of: ({ percentage }) => (percentage === undefined ? undefined : `${percentage} %`)
            }
          ])
  })
).pipe(
  Command.withDescription(
    "See how far the reports are that the cloud works on: how many records they hold so far, and how much of their period is done. Those that are complete are in `reports list`."
  ),
  Command.withShortDescription("See how far the reports are that the cloud works on"),
  Command.withExamples([
    { command: "aculab-cloud reports progress", description: "What is the cloud doing?" }
  ])
)

const list = Command.make("list", {}, () =>
  ask({
    operation: "Reports.list",
    doing: "Listing the reports",
    call: Reports.list(),
    toJson: (reports) => ({ reports }),
    show: (reports) =>
      reports.length === 0
        ? print("There are no complete reports.")
        : printTable(reports, [
            { title: "Report", of: ({ name }) => name },
            { title: "Changed", of: ({ modifiedAt }) => timeOf(modifiedAt) },
            { title: "Bytes", of: ({ size }) => String(size) }
          ])
  })
).pipe(
  Command.withDescription(
    "List the reports that are complete, with the time of the last change and the size."
  ),
  Command.withShortDescription("List the reports that are complete"),
  Command.withExamples([
    { command: "aculab-cloud reports list", description: "Which are there?" },
    {
      command: "aculab-cloud reports list --json | jq -r '.reports[].name'",
      description: "Names for a script"
    }
  ])
)

const name = Argument.String("NAME").pipe(
  Argument.withDescription("Name of the report, as `reports start` prints it")
)

const inArguments = withNames({ name: "NAME" })

const download = Command.make("download", { name, ...target }, ({ name, ...target }) =>
  downloadTo(
    {
      operation: "Reports.download",
      open: Effect.mapError(Reports.open(name), inArguments),
      save: (to, options) =>
        NodeReports.download(name, to, options).pipe(
          Effect.mapError((error) => (error._tag === "CloudError" ? inArguments(error) : error))
        )
    },
    target
  )
).pipe(
  Command.withDescription(
    `Download a report that is complete: comma-separated values in UTF-8. ${aboutTarget} Ends with 2 when there is a file already, and with 4 when there is no such report.`
  ),
  Command.withShortDescription("Download a report that is complete"),
  Command.withExamples([
    {
      command:
        "aculab-cloud reports download 1-2-0_you@example.com_cdr_2026-01-01_00:00:00_2026-02-01_00:00:00.csv calls.csv",
      description: "To calls.csv"
    },
    {
      command:
        "aculab-cloud reports download 1-2-0_you@example.com_cdr_2026-01-01_00:00:00_2026-02-01_00:00:00.csv - | head -3",
      description: "A look at its beginning"
    }
  ])
)

const cancel = Command.make("cancel", { name }, ({ name }) =>
  ask({
    operation: "Reports.cancel",
    doing: "Cancelling",
    call: Reports.cancel(name).pipe(Effect.mapError(inArguments)),
    toJson: () => ({ name }),
    show: () => print(`Cancelled ${name}`)
  })
).pipe(
  Command.withDescription(
    "Cancel a report that the cloud works on. What is done of it is lost; it can be started again. What the cloud answers for one that is complete is not documented."
  ),
  Command.withShortDescription("Cancel a report that the cloud works on"),
  Command.withExamples([
    {
      command:
        "aculab-cloud reports cancel 1-2-0_you@example.com_cdr_2026-01-01_00:00:00_2026-02-01_00:00:00.csv",
      description: "Never mind"
    }
  ])
)

const remove = Command.make(
  "remove",
  { name, ...yesFlag },
  Effect.fnUntraced(function* ({ name, yes }) {
    yield* confirm(`This removes the report ${name} from the cloud, for good.`, { yes })
    yield* ask({
      operation: "Reports.remove",
      doing: "Removing",
      call: Reports.remove(name).pipe(Effect.mapError(inArguments)),
      toJson: () => ({ name }),
      show: () => print(`Removed ${name}`)
    })
  })
).pipe(
  Command.withDescription(
    "Remove a report that is complete, for good; one of the same period can be made again. Asks first; without a terminal it needs --yes. Ends with 4 when there is no such report."
  ),
  Command.withShortDescription("Remove a report that is complete, for good"),
  Command.withExamples([
    {
      command:
        "aculab-cloud reports remove 1-2-0_you@example.com_cdr_2026-01-01_00:00:00_2026-02-01_00:00:00.csv",
      description: "One report; asks first"
    }
  ])
)

export const reports = Command.make("reports").pipe(
  Command.withDescription("Make reports of what the account did and what it cost, download and draw them"),
  Command.withSubcommands([start, run, show, progress, list, download, cancel, remove]),
  Command.withGlobalFlags(cloudFlags),
  Command.withExamples([
    {
      command: "aculab-cloud reports run adr --from 2026-01-01 --to 2026-02-01 --simulate",
      description: "Try it without an account"
    }
  ])
)
