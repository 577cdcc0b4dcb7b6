/** `aculab-cloud voice`: voice biometrics. */
import * as Command from "effect/cli/Command"
import { cloudFlags } from "../cloud.js"
import { check } from "./voice/check.js"
import { groups } from "./voice/groups.js"
import { keys } from "./voice/keys.js"
import { register, update } from "./voice/register.js"
import { variable } from "./voice/userGroup.js"
import { exists, remove, stats } from "./voice/users.js"
import { verify } from "./voice/verify.js"

export const voice = Command.make("voice").pipe(
  Command.withDescription(
    `Voice biometrics: register a user by voice and verify later that a voice is theirs; groups of users, and the keys of the groups. It is off until Aculab enables it for an account. Users are managed by a user group key, not by the account: set ${variable}, or be asked for it. Their commands need no ACULAB_API_ACCESS_KEY; groups and keys do. With --simulate and without ${variable} there is a group with a key; it knows nobody.`
  ),
  Command.withShortDescription("Register and verify users by voice"),
  Command.withSubcommands([register, update, verify, exists, stats, remove, check, groups, keys]),
  Command.withGlobalFlags(cloudFlags),
  Command.withExamples([
    { command: "aculab-cloud voice register Bob bob-1.wav bob-2.wav", description: "Register Bob" },
    { command: "aculab-cloud voice verify Bob phrase.wav", description: "Is it Bob?" },
    { command: "aculab-cloud voice check phrase.wav", description: "Would the cloud take it? Sends nothing" }
  ])
)
