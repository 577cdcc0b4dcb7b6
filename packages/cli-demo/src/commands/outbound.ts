/** `aculab-cloud outbound`: what an outbound service does with its own password. */
import * as Outbound from "@aculab-cloud/core/Outbound"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { cloudFlags } from "../cloud.js"
import { confirm, yesFlag } from "../confirm.js"
import { withNames } from "../failure.js"
import { printTable } from "../table.js"
import { hintAtForgetfulness } from "./messages/status.js"
import { follow } from "./outbound/follow.js"
import { askService, service } from "./outbound/service.js"
import { start } from "./outbound/start.js"
import { startUas } from "./outbound/startUas.js"
import { starts, stateOf, statusColumns } from "./outbound/status.js"
import { purgeQuestion, queueColumns, showPurged } from "./services/queue.js"

const inWords = withNames({ references: "REF", name: "--service" })

const query = Command.make("query", { references: starts, service }, ({ references, service }) =>
  askService(service, {
    operation: "Outbound.query",
    doing: "Asking where the starts are",
    call: Outbound.query(references).pipe(Effect.mapError(inWords)),
    toJson: (statuses) => ({ starts: statuses }),
    show: (statuses) =>
      Effect.andThen(printTable(statuses, statusColumns), hintAtForgetfulness(statuses, "starts"))
  })
).pipe(
  Command.withDescription(
    "Look up where starts are: queued, running, completed, couldnotrun, cancelled or unknown, and which application they became. Ends with 0 when the cloud has answered, whatever the states are. With --simulate, every start is unknown: nothing is kept from one command to the next."
  ),
  Command.withShortDescription("Look up where starts are"),
  Command.withExamples([
    {
      command: "aculab-cloud outbound query --service reminders 5f1c9a07_2.1767225600.10001",
      description: "One start"
    },
    {
      command:
        "aculab-cloud outbound query --service reminders REF1 REF2 --json | jq -r '.starts[].applicationInstanceId'",
      description: "The applications of several, for a script"
    }
  ])
)

const cancel = Command.make(
  "cancel",
  { references: starts, service, ...yesFlag },
  Effect.fnUntraced(function* ({ references, service, yes }) {
    if (references.length > 1) {
      yield* confirm(
        `This cancels ${references.length} starts of the outbound service ${service}, as far as they are queued: those calls will not be made.`,
        { yes }
      )
    }
    yield* askService(service, {
      operation: "Outbound.cancel",
      doing: "Cancelling",
      call: Outbound.cancel(references).pipe(Effect.mapError(inWords)),
      toJson: (cancellations) => ({ cancellations }),
      show: (cancellations) =>
        printTable(cancellations, [
          { title: "Reference", of: ({ reference }) => reference },
          { title: "Result", of: ({ result }) => stateOf(result) }
        ])
    })
  })
).pipe(
  Command.withDescription(
    "Try to cancel starts that are still queued; one that runs cannot be cancelled. A cancelled start cannot be brought back, so several are confirmed first, or take --yes. Ends with 0 when the cloud has answered: the result says what became of each, success, failed or unknown."
  ),
  Command.withShortDescription("Try to cancel starts that are still queued"),
  Command.withExamples([
    {
      command: "aculab-cloud outbound cancel --service reminders 5f1c9a07_2.1767225600.10001",
      description: "Cancel one start"
    },
    {
      command: "aculab-cloud outbound cancel --service reminders REF1 REF2 --yes",
      description: "Several, from a script"
    }
  ])
)

const queue = Command.make("queue", { service }, ({ service }) =>
  askService(service, {
    operation: "Outbound.queue",
    doing: "Asking for the queue",
    call: Outbound.queue().pipe(Effect.mapError(inWords)),
    toJson: (queue) => queue,
    show: (queue) => printTable([queue], queueColumns)
  })
).pipe(
  Command.withDescription(
    "Show how many starts of the service wait for their turn. With the account's key instead of the service's password: `aculab-cloud services queue`."
  ),
  Command.withShortDescription("Show how many starts wait for their turn"),
  Command.withExamples([
    {
      command: "aculab-cloud outbound queue --simulate --service simulator-uas",
      description: "Try it without an account"
    }
  ])
)

const purgeQueue = Command.make(
  "purge-queue",
  { service, ...yesFlag },
  Effect.fnUntraced(function* ({ service, yes }) {
    yield* confirm(purgeQuestion(service), { yes })
    yield* askService(service, {
      operation: "Outbound.purgeQueue",
      doing: "Emptying the queue",
      call: Outbound.purgeQueue().pipe(Effect.mapError(inWords)),
      toJson: (purged) => purged,
      show: showPurged
    })
  })
).pipe(
  Command.withDescription(
    "Cancel all starts of the service that wait for their turn; those that run go on. They cannot be brought back. With the account's key instead of the service's password: `aculab-cloud services purge-queue`."
  ),
  Command.withShortDescription("Cancel all starts that wait for their turn"),
  Command.withExamples([
    {
      command: "aculab-cloud outbound purge-queue --service reminders",
      description: "Asks first"
    },
    {
      command: "aculab-cloud outbound purge-queue --service reminders --yes --json",
      description: "From a script"
    }
  ])
)

export const outbound = Command.make("outbound").pipe(
  Command.withDescription(
    "Start outbound services and see what becomes of them. All of it needs the service's own password (ACULAB_SERVICE_PASSWORD, or asked for), and not the account's API access key"
  ),
  Command.withShortDescription("Start outbound services and see what becomes of them"),
  Command.withSubcommands([start, startUas, query, cancel, follow, queue, purgeQueue]),
  Command.withGlobalFlags(cloudFlags),
  Command.withExamples([
    {
      command: "aculab-cloud outbound start --simulate --service simulator-rest --to sip:someone@example.com",
      description: "Try it without an account"
    }
  ])
)
