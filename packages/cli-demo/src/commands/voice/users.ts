/** `aculab-cloud voice` */
import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { confirm, yesFlag } from "../../confirm.js"
import { withNames } from "../../failure.js"
import { print } from "../../output.js"
import { otherColumns, printTable } from "../../table.js"
import { timeOf } from "../messages/status.js"
import { askUserGroup, variable } from "./userGroup.js"

export const user = Argument.String("USER").pipe(
  Argument.withDescription("Id of the user, in the group of the key")
)

const inArguments = withNames({ userId: "USER" })

export const exists = Command.make("exists", { userId: user }, ({ userId }) =>
  askUserGroup({
    operation: "BiometricUsers.exists",
    doing: "Asking for the user",
    call: BiometricUsers.exists(userId).pipe(Effect.mapError(inArguments)),
    toJson: (existence) => existence,
    show: ({ userId, exists }) => print(exists ? `${userId} is registered.` : `${userId} is not registered.`)
  })
).pipe(
  Command.withDescription(
    `Ask whether a user is registered in the group of ${variable}. Ends with 0 when the cloud has answered, whatever the answer is.`
  ),
  Command.withShortDescription("Ask whether a user is registered"),
  Command.withExamples([
    { command: "aculab-cloud voice exists Bob" },
    { command: "aculab-cloud voice exists Bob --json | jq .exists", description: "For a script" }
  ])
)

const timeIfAny = (moment: DateTime.Utc | undefined) => (moment === undefined ? undefined : timeOf(moment))

export const stats = Command.make("stats", { userId: user }, ({ userId }) =>
  askUserGroup({
    operation: "BiometricUsers.stats",
    doing: "Asking for statistics",
    call: BiometricUsers.stats(userId).pipe(Effect.mapError(inArguments)),
    toJson: (stats) => stats,
    show: (stats) =>
      printTable(
        [stats],
        [
          { title: "Group", of: ({ groupName }) => groupName },
          { title: "Registered", of: ({ registeredAt }) => timeOf(registeredAt) },
          { title: "Updated", of: ({ updatedAt }) => timeIfAny(updatedAt) },
          { title: "Last verification", of: ({ verifiedAt }) => timeIfAny(verifiedAt) },
          { title: "Attempts", of: ({ verificationAttempts }) => String(verificationAttempts) },
          { title: "Passed", of: ({ verificationsPassed }) => String(verificationsPassed) },
          { title: "Failed", of: ({ verificationsFailed }) => String(verificationsFailed) },
          ...otherColumns([stats])
        ]
      )
  })
).pipe(
  Command.withDescription(
    `Look up when a user of the group of ${variable} was registered, updated and verified, and how often.`
  ),
  Command.withShortDescription("Look up how often a user was verified"),
  Command.withExamples([{ command: "aculab-cloud voice stats Bob" }])
)

export const remove = Command.make(
  "remove",
  { userId: user, ...yesFlag },
  Effect.fnUntraced(function* ({ userId, yes }) {
    yield* confirm(
      `This removes the user ${userId} with the model of their voice, for good: to be verified again, they have to register again.`,
      { yes }
    )
    yield* askUserGroup({
      operation: "BiometricUsers.remove",
      doing: "Removing the user",
      call: BiometricUsers.remove(userId).pipe(Effect.mapError(inArguments)),
      toJson: (removal) => removal,
      show: ({ userId, deletedAt }) => print(`${userId} was removed ${timeOf(deletedAt)}.`)
    })
  })
).pipe(
  Command.withDescription(
    `Remove a user of the group of ${variable}, with the model of the user's voice. It cannot be brought back. Asks before it does.`
  ),
  Command.withShortDescription("Remove a user, for good"),
  Command.withAlias("delete"),
  Command.withExamples([
    { command: "aculab-cloud voice remove Bob", description: "Asks before it does" },
    { command: "aculab-cloud voice remove Bob --yes", description: "For a script" }
  ])
)
