/** `aculab-cloud messages`: everything about SMS and MMS. */
import * as Messages from "@aculab-cloud/core/Messages"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { ask } from "../ask.js"
import { cloudFlags } from "../cloud.js"
import { withNames } from "../failure.js"
import { references } from "../flags.js"
import { print } from "../output.js"
import { printTable } from "../table.js"
import { follow } from "./messages/follow.js"
import { send } from "./messages/send.js"
import { hintAtForgetfulness, stateOf, statusColumns, timeOf } from "./messages/status.js"

const query = Command.make("query", { references }, ({ references }) =>
  ask({
    operation: "Messages.query",
    doing: "Asking where the messages are",
    call: Messages.query(references),
    toJson: (messages) => ({ messages }),
    show: (statuses) => Effect.andThen(printTable(statuses, statusColumns), hintAtForgetfulness(statuses))
  })
).pipe(
  Command.withDescription(
    "Look up where messages are. Ends with 0 when the cloud has answered, whatever the states are. With --simulate, every message is unknown: nothing is kept from one command to the next."
  ),
  Command.withShortDescription("Look up where messages are"),
  Command.withExamples([
    { command: "aculab-cloud messages query 36e1766e_2.1493141823.12345", description: "One message" },
    {
      command: "aculab-cloud messages query REF1 REF2 --json | jq -r '.messages[].state'",
      description: "The states of several, for a script"
    }
  ])
)

const cancel = Command.make("cancel", { references }, ({ references }) =>
  ask({
    operation: "Messages.cancel",
    doing: "Cancelling",
    call: Messages.cancel(references),
    toJson: (cancellations) => ({ cancellations }),
    show: (cancellations) =>
      printTable(cancellations, [
        { title: "Reference", of: ({ reference }) => reference },
        { title: "Result", of: ({ result }) => stateOf({ state: result }) }
      ])
  })
).pipe(
  Command.withDescription(
    "Try to cancel messages that are still queued; what has gone to the carrier cannot be called back. Ends with 0 when the cloud has answered: the result says what became of each message."
  ),
  Command.withShortDescription("Try to cancel messages that are still queued"),
  Command.withExamples([
    { command: "aculab-cloud messages cancel 36e1766e_2.1493141823.12345", description: "Cancel one message" }
  ])
)

const numbers = {
  to: Flag.String("to").pipe(
    Flag.withMetavar("number"),
    Flag.withDescription("The other side's number"),
    Flag.optional
  ),
  from: Flag.String("from").pipe(
    Flag.withMetavar("number"),
    Flag.withDescription("Your number"),
    Flag.optional
  )
}

const blocked = Command.make("blocked", numbers, ({ to, from }) =>
  ask({
    operation: "Messages.listBlocked",
    doing: "Asking who is blocked",
    call: Messages.listBlocked({ to: Option.getOrUndefined(to), from: Option.getOrUndefined(from) }).pipe(
      Effect.mapError(withNames({ to: "--to", from: "--from" }))
    ),
    toJson: (pairs) => ({ blocked: pairs }),
    show: (pairs) =>
      pairs.length === 0
        ? print("Nobody has said STOP.")
        : printTable(pairs, [
            { title: "To", of: ({ to }) => to },
            { title: "From", of: ({ from }) => from },
            { title: "Blocked since", of: ({ blockedAt }) => timeOf(blockedAt) }
          ])
  })
).pipe(
  Command.withDescription(
    "List the pairs of numbers between which you cannot send, because the other side has said STOP. Needs at least one of the two numbers."
  ),
  Command.withShortDescription("List who has said STOP"),
  Command.withExamples([
    {
      command: "aculab-cloud messages blocked --from 441908273801",
      description: "Who blocks a number of yours"
    }
  ])
)

export const messages = Command.make("messages").pipe(
  Command.withDescription("Send SMS and MMS messages and see what becomes of them"),
  Command.withSubcommands([send, query, cancel, blocked, follow]),
  Command.withGlobalFlags(cloudFlags),
  Command.withExamples([
    {
      command:
        'aculab-cloud messages send --simulate --to 441908273800 --from 441908273801 --content "Hello"',
      description: "Try it without an account"
    }
  ])
)
