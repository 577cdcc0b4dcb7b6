/** `aculab-cloud voice keys` */
import * as BiometricKeys from "@aculab-cloud/core/BiometricKeys"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { ask, underWay } from "../../ask.js"
import { confirm, yesFlag } from "../../confirm.js"
import { fail, invalidInput, saidNo, withNames } from "../../failure.js"
import { yesOrNo } from "../../flags.js"
import { dim, isTerminal, print, printError } from "../../output.js"
import { type Column, otherColumns, printTable } from "../../table.js"
import { timeOf } from "../messages/status.js"
import { fingerprintOf, groupKey, variable } from "./userGroup.js"

const group = Argument.String("GROUP").pipe(Argument.withDescription("Name of the user group"))

/** A key as it may be seen: the fingerprint takes the place of the key. */
const withoutSecret = ({ key, ...rest }: BiometricKeys.BiometricKey) => ({
  fingerprint: fingerprintOf(key),
  ...rest
})

type VisibleKey = ReturnType<typeof withoutSecret>

const columns: ReadonlyArray<Column<VisibleKey>> = [
  { title: "Fingerprint", of: ({ fingerprint }) => fingerprint },
  { title: "Created", of: ({ createdAt }) => timeOf(createdAt) },
  { title: "Enabled", of: ({ enabled }) => (enabled ? "yes" : "no") },
  { title: "Retains data", of: ({ retainData }) => (retainData ? "yes" : "no") }
]

const showKeys = (keys: ReadonlyArray<BiometricKeys.BiometricKey>) => {
  const visible = keys.map(withoutSecret)
  return printTable(visible, [...columns, ...otherColumns(visible)])
}

const list = Command.make("list", { groupName: group }, ({ groupName }) =>
  ask({
    operation: "BiometricKeys.list",
    doing: "Asking for keys",
    call: BiometricKeys.list(groupName).pipe(Effect.mapError(withNames({ groupName: "GROUP" }))),
    toJson: (keys) => ({ keys: keys.map(withoutSecret) }),
    show: (keys) => (keys.length === 0 ? print("The group has no keys.") : showKeys(keys))
  })
).pipe(
  Command.withDescription(
    "List the keys of a user group, without the keys themselves: a fingerprint names each, which is the first 12 digits of its SHA-256. `keys modify` and `keys remove` take it."
  ),
  Command.withShortDescription("List the keys of a group, by fingerprint"),
  Command.withExamples([{ command: "aculab-cloud voice keys list 'Call centre'" }])
)

const create = Command.make("create", { groupName: group }, ({ groupName }) =>
  ask({
    operation: "BiometricKeys.create",
    doing: "Creating a key",
    call: BiometricKeys.create(groupName).pipe(Effect.mapError(withNames({ groupName: "GROUP" }))),
    // The one place of this command that shows a key: it is what the command is for.
    toJson: (created) => ({ key: Redacted.value(created.key), ...withoutSecret(created) }),
    show: showNewKey
  })
).pipe(
  Command.withDescription(
    "Create a key in a user group. Who has it can register, verify and remove the users of the group. It is printed once, on the standard output and nowhere else: mind what keeps that, such as the log of a CI system. No other command shows it again."
  ),
  Command.withShortDescription("Create a key, and print it once"),
  Command.withExamples([
    { command: "aculab-cloud voice keys create 'Call centre'", description: "Prints the key" },
    {
      command: "aculab-cloud voice keys create 'Call centre' | docker secret create group_key -",
      description: "To where secrets are kept, unseen"
    }
  ])
)

const showNewKey = Effect.fnUntraced(function* ({ key }: BiometricKeys.BiometricKey) {
  yield* print(Redacted.value(key))
  if (!(yield* isTerminal("stderr"))) return
  yield* printError(
    dim("Keep it where secrets are kept: no other command shows it again."),
    dim(`Its fingerprint is ${fingerprintOf(key)}.`)
  )
})

/** Which key a command acts on. */
const which = {
  groupName: Flag.String("group").pipe(
    Flag.withMetavar("name"),
    Flag.withDescription("The group of the key, beside --fingerprint"),
    Flag.optional
  ),
  fingerprint: Flag.String("fingerprint").pipe(
    Flag.withMetavar("hex"),
    Flag.withDescription(`The key, as \`keys list\` names it; without it ${variable}, or asked for`),
    Flag.filter(
      (fingerprint) => /^[0-9a-f]{12}$/.test(fingerprint),
      () => "12 hexadecimal digits, as `keys list` prints them"
    ),
    Flag.optional
  )
}

type Which = Command.Command.Config.Infer<typeof which>

type Chosen =
  | { readonly _tag: "Known"; readonly key: Redacted.Redacted<string>; readonly fingerprint: string }
  | { readonly _tag: "Named"; readonly groupName: string; readonly fingerprint: string }

/** What the command line says of the key. A key that is only named is not asked for yet: nothing is sent here. */
const choose = Effect.fnUntraced(function* (operation: string, { groupName, fingerprint }: Which) {
  if (Option.isSome(groupName) && Option.isSome(fingerprint)) {
    const named: Chosen = { _tag: "Named", groupName: groupName.value, fingerprint: fingerprint.value }
    return named
  }
  if (Option.isSome(groupName) || Option.isSome(fingerprint)) {
    const field = Option.isSome(groupName) ? "--fingerprint" : "--group"
    const other = Option.isSome(groupName) ? "--group" : "--fingerprint"
    return yield* invalidInput(operation, [{ field, rule: `is required beside ${other}` }])
  }
  const key = yield* groupKey
  const known: Chosen = { _tag: "Known", key, fingerprint: fingerprintOf(key) }
  return known
})

const findKey = Effect.fnUntraced(function* (operation: string, chosen: Chosen) {
  if (chosen._tag === "Known") return chosen.key
  const keys = yield* BiometricKeys.list(chosen.groupName).pipe(
    Effect.mapError(withNames({ groupName: "--group" })),
    underWay("BiometricKeys.list", "Looking for the key")
  )
  const found = keys.find(({ key }) => fingerprintOf(key) === chosen.fingerprint)
  if (found !== undefined) return found.key
  return yield* fail({
    ...saidNo(operation, { message: "no key of the group has this fingerprint" }),
    consequence: "Nothing was changed.",
    advice: "See `aculab-cloud voice keys list` for the keys of a group."
  })
})

const inVariables = withNames({ key: variable })

const modifyOperation = "BiometricKeys.modify"

const modify = Command.make(
  "modify",
  {
    ...which,
    enabled: yesOrNo("enabled").pipe(
      Flag.withDescription("no: the key cannot register, update and verify users")
    ),
    retainData: yesOrNo("retain-data").pipe(
      Flag.withDescription(
        "yes: the cloud keeps audio and data of the key's use for diagnosis, which are voices of people; normally no"
      )
    )
  },
  Effect.fnUntraced(function* ({ enabled, retainData, ...which }) {
    const chosen = yield* choose(modifyOperation, which)
    const key = yield* findKey(modifyOperation, chosen)
    yield* ask({
      operation: modifyOperation,
      doing: "Modifying the key",
      call: BiometricKeys.modify({ key, enabled, retainData }).pipe(Effect.mapError(inVariables)),
      toJson: withoutSecret,
      show: (modified) => showKeys([modified])
    })
  })
).pipe(
  Command.withDescription(
    `Enable or disable a key, and say whether its use leaves data for diagnosis. Both have to be said, because both are set. The key is that of ${variable}, or one that --group and --fingerprint name.`
  ),
  Command.withShortDescription("Enable or disable a key"),
  Command.withExamples([
    {
      command:
        "aculab-cloud voice keys modify --group 'Call centre' --fingerprint 0123456789ab --enabled no --retain-data no",
      description: "Put a key out of use, for now"
    }
  ])
)

const removeOperation = "BiometricKeys.remove"

const remove = Command.make(
  "remove",
  { ...which, ...yesFlag },
  Effect.fnUntraced(function* ({ yes, ...which }) {
    const chosen = yield* choose(removeOperation, which)
    yield* confirm(
      `This removes the user group key with the fingerprint ${chosen.fingerprint}, for good. What uses it stops working.`,
      { yes }
    )
    const key = yield* findKey(removeOperation, chosen)
    yield* ask({
      operation: removeOperation,
      doing: "Removing the key",
      call: BiometricKeys.remove(key).pipe(Effect.mapError(inVariables)),
      toJson: (removal) => removal,
      show: ({ deletedAt }) => print(`Removed ${timeOf(deletedAt)}.`)
    })
  })
).pipe(
  Command.withDescription(
    `Remove a key. It cannot be brought back, and what uses it stops working. The key is that of ${variable}, or one that --group and --fingerprint name. Asks before it does.`
  ),
  Command.withShortDescription("Remove a key, for good"),
  Command.withExamples([
    {
      command: "aculab-cloud voice keys remove --group 'Call centre' --fingerprint 0123456789ab",
      description: "Asks before it does"
    },
    {
      command: "aculab-cloud voice keys remove --yes",
      description: "The key of ACULAB_USER_GROUP_KEY, in a script"
    }
  ])
)

export const keys = Command.make("keys").pipe(
  Command.withDescription(
    "The keys of user groups: with one, the users of its group are managed and verified"
  ),
  Command.withSubcommands([list, create, modify, remove]),
  Command.withExamples([
    { command: "aculab-cloud voice keys list 'Call centre'", description: "Which there are" }
  ])
)
