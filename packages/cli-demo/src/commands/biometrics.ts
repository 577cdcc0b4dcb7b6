/** `aculab-cloud biometrics`: voice biometrics, but for registering and verifying voices. */
import * as Command from "effect/cli/Command"
import { cloudFlags } from "../cloud.js"
import { groups } from "./biometrics/groups.js"
import { keys } from "./biometrics/keys.js"
import { users } from "./biometrics/users.js"

export const biometrics = Command.make("biometrics").pipe(
  Command.withDescription(
    "Manage voice biometrics: groups of users, the keys of the groups, and the users. It is off until Aculab enables it for an account."
  ),
  Command.withShortDescription("Manage voice biometrics"),
  Command.withSubcommands([groups, keys, users]),
  Command.withGlobalFlags(cloudFlags),
  Command.withExamples([
    {
      command: "aculab-cloud biometrics groups create --simulate 'Call centre'",
      description: "Try it without an account"
    }
  ])
)
