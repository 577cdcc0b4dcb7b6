/** `aculab-cloud services`: the inbound and outbound services of the account, and their queues. */
import * as Services from "@aculab-cloud/core/Services"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { ask } from "../ask.js"
import { cloudFlags } from "../cloud.js"
import { confirm, yesFlag } from "../confirm.js"
import { print } from "../output.js"
import { printTable } from "../table.js"
import { showConfiguration, withoutSecrets } from "./services/configuration.js"
import { purgeQuestion, queueColumns, showPurged } from "./services/queue.js"
import { schema } from "./services/schema.js"
import { direction, inArguments, name, outboundName } from "./services/service.js"
import { modify, remove, write } from "./services/write.js"

const list = Command.make("list", { direction }, ({ direction }) =>
  ask({
    operation: "Services.list",
    doing: "Asking for the services",
    call: Services.list(direction),
    toJson: (services) => ({ services }),
    show: (services: ReadonlyArray<Services.ServiceSummary>) =>
      services.length === 0
        ? print(`There are no ${direction} services.`)
        : printTable(services, [
            { title: "Name", of: ({ name }) => name },
            { title: "Leads to", of: ({ target }) => target },
            { title: "Description", of: ({ description }) => description }
          ])
  })
).pipe(
  Command.withDescription(
    "List the services of the account: inbound ones, which answer calls, or outbound ones, which are started. Each with the UAS application or the REST page that it leads to."
  ),
  Command.withShortDescription("List the services of the account"),
  Command.withExamples([
    {
      command: "aculab-cloud services list outbound --simulate",
      description: "Those of the simulated cloud"
    },
    {
      command: "aculab-cloud services list inbound --json | jq -r '.services[].name'",
      description: "Names for a script"
    }
  ])
)

const show = Command.make("show", { direction, name }, ({ direction, name }) =>
  ask({
    operation: "Services.read",
    doing: "Asking for the configuration",
    call: Services.read(direction, name).pipe(Effect.mapError(inArguments)),
    toJson: withoutSecrets,
    show: showConfiguration
  })
).pipe(
  Command.withDescription(
    "Show the full configuration of a service. Secrets are not shown, and left out of --json, which `services write` and `services modify` accept back."
  ),
  Command.withShortDescription("Show the configuration of a service"),
  Command.withExamples([
    {
      command: "aculab-cloud services show outbound simulator-rest --simulate",
      description: "One of the simulated cloud"
    },
    {
      command: "aculab-cloud services show inbound 441908273801 --json > service.json",
      description: "Save it, before you change it"
    }
  ])
)

const queues = Command.make("queues", {}, () =>
  ask({
    operation: "Services.queues",
    doing: "Asking for the queues",
    call: Services.queues(),
    toJson: (queues) => ({ queues }),
    show: (queues: ReadonlyArray<Services.ServiceQueue>) =>
      queues.length === 0 ? print("Nothing is waiting.") : printTable(queues, queueColumns)
  })
).pipe(
  Command.withDescription(
    "List the outbound services that have starts waiting for their turn, and how many."
  ),
  Command.withShortDescription("List the outbound services that have starts waiting"),
  Command.withExamples([
    { command: "aculab-cloud services queues", description: "All of them" },
    {
      command: "aculab-cloud services queues --json | jq '[.queues[].length] | add'",
      description: "How many starts wait altogether"
    }
  ])
)

const queue = Command.make("queue", { name: outboundName }, ({ name }) =>
  ask({
    operation: "Services.queue",
    doing: "Asking for the queue",
    call: Services.queue(name).pipe(Effect.mapError(inArguments)),
    toJson: (queue) => queue,
    show: (queue: Services.ServiceQueue) => printTable([queue], queueColumns)
  })
).pipe(
  Command.withDescription(
    "Show how many starts of an outbound service wait for their turn. With the service's password instead of the account's key: `aculab-cloud outbound queue`."
  ),
  Command.withShortDescription("Show how many starts of a service wait"),
  Command.withExamples([
    {
      command: "aculab-cloud services queue simulator-rest --simulate",
      description: "Try it without an account"
    }
  ])
)

const purgeQueue = Command.make(
  "purge-queue",
  { name: outboundName, ...yesFlag },
  Effect.fnUntraced(function* ({ name, yes }) {
    yield* confirm(purgeQuestion(name), { yes })
    yield* ask({
      operation: "Services.purgeQueue",
      doing: "Emptying the queue",
      call: Services.purgeQueue(name).pipe(Effect.mapError(inArguments)),
      toJson: (purged) => purged,
      show: showPurged
    })
  })
).pipe(
  Command.withDescription(
    "Cancel all starts of an outbound service that wait for their turn; those that run go on. They cannot be brought back. With the service's password instead of the account's key: `aculab-cloud outbound purge-queue`."
  ),
  Command.withShortDescription("Cancel all starts of a service that wait"),
  Command.withExamples([
    { command: "aculab-cloud services purge-queue reminders", description: "Asks first" },
    { command: "aculab-cloud services purge-queue reminders --yes --json", description: "From a script" }
  ])
)

export const services = Command.make("services").pipe(
  Command.withDescription(
    "The inbound and outbound services of the account: their configurations, and the queues of outbound ones. All of it with the account's API access key; to start a service, see `aculab-cloud outbound`"
  ),
  Command.withShortDescription("List, show, write and remove services, and look after their queues"),
  Command.withSubcommands([list, schema, show, write, modify, remove, queues, queue, purgeQueue]),
  Command.withGlobalFlags(cloudFlags),
  Command.withExamples([
    {
      command: "aculab-cloud services list outbound --simulate",
      description: "Try it without an account"
    }
  ])
)
