/** `aculab-cloud reports run` */

import type { CloudError } from "@aculab-cloud/core/CloudError"
import type { ReportEvent } from "@aculab-cloud/core/Report"
import * as Reports from "@aculab-cloud/core/Reports"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { withNames } from "../../failure.js"
import { duration } from "../../flags.js"
import { follow } from "../../follow.js"
import { green, type Words } from "../../output.js"
import { aboutKinds, aboutPeriods, what, whatNames, whatOf } from "./what.js"

const input = {
  ...what,
  patience: duration("patience").pipe(
    Flag.withDescription("How long to wait for it (default: 10m)"),
    Flag.optional
  ),
  cancelWhenStopped: Flag.Boolean("cancel-when-stopped").pipe(
    Flag.withDescription("Cancel it at the cloud when this command ends before it is ready, as by Ctrl-C"),
    Flag.withDefault(false)
  )
}

const lineOf = (event: ReportEvent): Words => {
  switch (event.type) {
    case "started":
      return ["started   ", event.name]
    case "progress":
      return [
        "progress  ",
        event.percentage === undefined ? "" : `${event.percentage} %, `,
        `${event.records} ${event.records === 1 ? "record" : "records"}`
      ]
    case "ready":
      return [green("ready"), `     ${event.name}, ${event.size} bytes`]
  }
}

export const run = Command.make("run", input, (input) =>
  follow({
    begin: "Reports.start",
    doing: "Waiting for the report",
    events: Reports.run(whatOf(input), {
      patience: Option.getOrUndefined(input.patience),
      cancelWhenStopped: input.cancelWhenStopped
    }).pipe(Stream.mapError(withNames(whatNames))),
    line: lineOf,
    rest: (_, error) => restOf(input.cancelWhenStopped, error)
  })
).pipe(
  Command.withDescription(
    `Start a report and wait until it is ready: one line for each thing that happens to it; with --json, one JSON document a line. ${aboutKinds} ${aboutPeriods} Reports of long periods may need more --patience than 10 minutes. Without --cancel-when-stopped, Ctrl-C ends the waiting only. Ends with 0 when it is ready, with 5 when the patience is over, and with 4 when it is nowhere to be found any more.`
  ),
  Command.withShortDescription("Start a report and wait until it is ready"),
  Command.withExamples([
    {
      command: "aculab-cloud reports run adr --from 2026-01-01 --to 2026-02-01",
      description: "What ran in a month, and what it cost"
    },
    {
      command:
        "aculab-cloud reports run cdr --from 2025-01-01 --patience 2h --cancel-when-stopped --json | jq -r 'select(.type == \"ready\").name'",
      description: "A long period until now, for a script"
    }
  ])
)

/** What is true of a report that was begun, when nobody waits for it any more. */
export const restOf = (cancelled: boolean, error: CloudError | undefined) => {
  if (error?.reason._tag === "NotFound") {
    return {
      consequence: "It was started, and is not to be found any more.",
      advice: "Somebody may have cancelled or removed it: start it again."
    }
  }
  return cancelled
    ? {
        consequence: "The cloud was told to cancel the report.",
        advice: "Whether it did: aculab-cloud reports progress"
      }
    : {
        consequence: "The cloud goes on making the report.",
        advice: "How far it is: aculab-cloud reports progress. When it is complete: aculab-cloud reports list"
      }
}
