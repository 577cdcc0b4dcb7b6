/** `aculab-cloud files remove` */
import * as Files from "@aculab-cloud/core/Files"
import type { RemovalProgress, RemoveOptions } from "@aculab-cloud/core/StoredFile"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { ask } from "../../ask.js"
import { confirm, yesFlag } from "../../confirm.js"
import { type Failure, fail, withNames } from "../../failure.js"
import { duration } from "../../flags.js"
import { follow } from "../../follow.js"
import { dim, isTerminal, printError } from "../../output.js"
import { printTable } from "../../table.js"
import { timeOf } from "../messages/status.js"
import { anyStore, flagNames, period, periodOf, progressLineOf, storeWords } from "./stores.js"

const operation = "Files.remove"

const input = {
  name: Argument.String("NAME").pipe(
    Argument.withDescription("The name of one file, folders included, or its beginning and a *")
  ),
  store: anyStore,
  ...period,
  detach: Flag.Boolean("detach").pipe(
    Flag.withDescription("Print the token of the removal at once, and do not wait for its end"),
    Flag.withDefault(false)
  ),
  patience: duration("patience").pipe(
    Flag.withDescription("How long to wait for the end (default: 10m)"),
    Flag.optional
  ),
  ...yesFlag
}

const inFlags = withNames({ ...flagNames, name: "NAME" })

export const remove = Command.make(
  "remove",
  input,
  Effect.fnUntraced(function* (input) {
    const options = { fileType: input.store, name: input.name, ...periodOf(input) }
    yield* confirm(questionOf(options), input)
    if (input.detach) yield* begin(options)
    else yield* toTheEnd(options, input.patience)
  })
).pipe(
  Command.withDescription(
    "Remove a file, or with a * at the end of its name every file whose name begins so, in all folders below, too: nothing brings them back, and '*' alone empties the store. List the same name first. The cloud removes in its own time: one line tells each progress, with --json one JSON document a line, until it is done. Nothing stops it, not Ctrl-C either. Asks first; without a terminal it needs --yes. Ends with 0 when it is completed; a name that no file has is no error."
  ),
  Command.withShortDescription("Remove files, for good"),
  Command.withExamples([
    {
      command: "aculab-cloud files remove greetings/old.wav --store media",
      description: "One file; asks first"
    },
    {
      command: "aculab-cloud files remove 'cats/*' --store message-media --to 2026-01-01 --yes",
      description:
        "All in a folder and below it that were changed before this year; quotes keep the * from the shell"
    },
    {
      command: "aculab-cloud files remove '*' --store rest-logs --yes --detach --json | jq -r .token",
      description: "Empty a store, for a script that comes back later"
    }
  ])
)

type Options = RemoveOptions & ReturnType<typeof periodOf>

const questionOf = ({ fileType, name, from, to }: Options): string => {
  const store = storeWords[fileType]
  const when = [
    ...(from === undefined ? [] : [`after ${timeOf(from)}`]),
    ...(to === undefined ? [] : [`before ${timeOf(to)}`])
  ]
  const changed = when.length === 0 ? "" : ` that was changed ${when.join(" and ")}`
  if (name === "*") {
    return when.length === 0
      ? `This empties the store ${store}: every file in it is removed, for good.`
      : `This removes every file in ${store}${changed}, for good.`
  }
  return name.endsWith("*")
    ? `This removes every file in ${store}${changed} and whose name begins with ${name.slice(0, -1)}, in all folders below, too, for good.`
    : `This removes the file ${name} from ${store}${changed === "" ? "" : `, if it was changed ${when.join(" and ")}`}, for good.`
}

const begin = (options: Options) =>
  ask({
    operation,
    doing: "Telling the cloud to remove",
    call: Files.remove(options).pipe(Effect.mapError(inFlags)),
    toJson: (token) => ({ token }),
    show: Effect.fnUntraced(function* (token) {
      yield* printTable([{ token }], [{ title: "Token", of: ({ token }) => token }])
      if (yield* isTerminal("stderr")) {
        yield* printError(dim("How far it is:"), dim(`  aculab-cloud files remove-progress ${token}`))
      }
    })
  })

const toTheEnd = Effect.fnUntraced(function* (
  options: Options,
  patience: Option.Option<Files.FollowOptions["patience"]>
) {
  const last = yield* follow({
    begin: operation,
    doing: "Removing",
    events: Files.removeAndFollow(options, { patience: Option.getOrUndefined(patience) }).pipe(
      Stream.mapError(inFlags)
    ),
    line: progressLineOf,
    rest: goesOn
  })
  if (last !== undefined && last.state !== "completed") return yield* fail(otherEnd(last))
})

const goesOn = (last: RemovalProgress | undefined) => ({
  consequence: "The cloud goes on removing: nothing stops it.",
  advice:
    last === undefined
      ? "List the same name to see what is left."
      : `See how far it is: aculab-cloud files remove-progress ${last.token}`
})

/** The set of states is open: every word but the documented one is told as it is. */
const otherEnd = ({ token, state, filesRemoved }: RemovalProgress): Failure => ({
  operation,
  outcome: "rejected",
  reason: { _tag: "NotCompleted", token, state, filesRemoved },
  message: `the removal has ended as ${state}`,
  consequence: `${filesRemoved} ${filesRemoved === 1 ? "file is" : "files are"} removed.`,
  advice: "List the same name to see what is left.",
  exit: "rejected"
})
