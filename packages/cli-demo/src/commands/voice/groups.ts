/** `aculab-cloud voice groups` */
import * as BiometricGroups from "@aculab-cloud/core/BiometricGroups"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { ask } from "../../ask.js"
import { confirm, yesFlag } from "../../confirm.js"
import { withNames } from "../../failure.js"
import { print } from "../../output.js"
import { otherColumns, printTable } from "../../table.js"
import { timeOf } from "../messages/status.js"

const group = Argument.String("GROUP").pipe(
  Argument.withDescription('Name of the group: 1 to 64 characters, no two spaces in a row, no " or ^ or :')
)

const inArguments = withNames({ name: "GROUP" })

const list = Command.make("list", { name: Argument.optional(group) }, ({ name }) =>
  ask({
    operation: "BiometricGroups.list",
    doing: "Asking for groups",
    call: BiometricGroups.list({ name: Option.getOrUndefined(name) }).pipe(Effect.mapError(inArguments)),
    toJson: (groups) => ({ groups }),
    show: (groups) =>
      groups.length === 0
        ? print("There is no such group.")
        : printTable(groups, [
            { title: "Group", of: ({ name }) => name },
            { title: "Created", of: ({ createdAt }) => timeOf(createdAt) },
            { title: "Users", of: ({ registrations }) => String(registrations) },
            ...otherColumns(groups)
          ])
  })
).pipe(
  Command.withDescription("List the user groups with the number of their users: all, or the one of a name."),
  Command.withShortDescription("List the user groups"),
  Command.withExamples([
    { command: "aculab-cloud voice groups list" },
    { command: "aculab-cloud voice groups list 'Call centre' --json", description: "One, as JSON" }
  ])
)

const create = Command.make("create", { name: group }, ({ name }) =>
  ask({
    operation: "BiometricGroups.create",
    doing: "Creating the group",
    call: BiometricGroups.create(name).pipe(Effect.mapError(inArguments)),
    toJson: (creation) => creation,
    show: ({ createdAt }) => print(`Created ${timeOf(createdAt)}.`)
  })
).pipe(
  Command.withDescription(
    "Create a user group. It has no users and no keys: go on with `aculab-cloud voice keys create GROUP`."
  ),
  Command.withShortDescription("Create a user group"),
  Command.withExamples([
    {
      command: "aculab-cloud voice groups create --simulate 'Call centre'",
      description: "Try it without an account"
    }
  ])
)

const remove = Command.make(
  "remove",
  { name: group, ...yesFlag },
  Effect.fnUntraced(function* ({ name, yes }) {
    yield* confirm(
      `This removes the user group ${name}, for good. Expect its keys, its users and the models of their voices to go with it.`,
      { yes }
    )
    yield* ask({
      operation: "BiometricGroups.remove",
      doing: "Removing the group",
      call: BiometricGroups.remove(name).pipe(Effect.mapError(inArguments)),
      toJson: (removal) => removal,
      show: ({ deletedAt }) => print(`Removed ${timeOf(deletedAt)}.`)
    })
  })
).pipe(
  Command.withDescription(
    "Remove a user group. It cannot be brought back: expect its keys, its users and the models of their voices to go with it. Asks before it does."
  ),
  Command.withShortDescription("Remove a user group, for good"),
  Command.withExamples([
    { command: "aculab-cloud voice groups remove 'Call centre'", description: "Asks before it does" },
    { command: "aculab-cloud voice groups remove 'Call centre' --yes", description: "For a script" }
  ])
)

export const groups = Command.make("groups").pipe(
  Command.withDescription("The groups in which users of voice biometrics are registered"),
  Command.withSubcommands([list, create, remove]),
  Command.withExamples([{ command: "aculab-cloud voice groups list", description: "Which there are" }])
)
