/** `aculab-cloud numbers`: inbound telephone numbers. */
import * as TelephoneNumbers from "@aculab-cloud/core/TelephoneNumbers"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { ask } from "../ask.js"
import { cloudFlags } from "../cloud.js"
import { confirm, yesFlag } from "../confirm.js"
import { fail, saidNo, withNames } from "../failure.js"
import { print } from "../output.js"
import { inWords, otherColumns, printTable } from "../table.js"
import { country, inFlags, kind, region, state } from "./numbers/places.js"
import { purchase, purchaseDevelopment } from "./numbers/purchase.js"

const list = Command.make(
  "list",
  { country: Flag.optional(country), state, region: Flag.optional(region), kind },
  ({ country, state, region, kind }) =>
    ask({
      operation: "TelephoneNumbers.list",
      doing: "Asking for your numbers",
      call: TelephoneNumbers.list({
        country: Option.getOrUndefined(country),
        state: Option.getOrUndefined(state),
        region: Option.getOrUndefined(region),
        kind: Option.getOrUndefined(kind)
      }).pipe(Effect.mapError(inFlags)),
      toJson: (numbers) => ({ numbers }),
      show: (numbers) =>
        numbers.length === 0
          ? print(`You have no such ${Option.getOrElse(kind, () => "geographic")} numbers.`)
          : printTable(numbers, [{ title: "Number", of: ({ number }) => number }, ...otherColumns(numbers)])
    })
).pipe(
  Command.withDescription(
    "List the numbers that you have, of one kind: geographic, unless --kind says another. What is told of a number has the names that the cloud gives it."
  ),
  Command.withShortDescription("List the numbers that you have"),
  Command.withExamples([
    { command: "aculab-cloud numbers list", description: "The geographic ones" },
    {
      command:
        "aculab-cloud numbers list --kind tollfree --country 'United States' --json | jq -r '.numbers[].number'",
      description: "Numbers for a script"
    }
  ])
)

const toRemove = Argument.String("NUMBER").pipe(
  Argument.withDescription("Number of yours, country code first; + and spaces are fine"),
  Argument.atLeast(1)
)

const removeOperation = "TelephoneNumbers.remove"

const remove = Command.make(
  "remove",
  { numbers: toRemove, ...yesFlag },
  Effect.fnUntraced(function* ({ numbers, yes }) {
    yield* confirm(
      `This removes ${numbers.join(", ")} from your account, for good: nobody can promise that you get ${numbers.length === 1 ? "it" : "them"} back.`,
      { yes }
    )
    const { status, failed } = yield* ask({
      operation: removeOperation,
      doing: "Removing",
      call: TelephoneNumbers.remove(numbers).pipe(Effect.mapError(withNames({ numbers: "NUMBER" }))),
      toJson: (removal) => removal,
      show: ({ status, failed }) =>
        failed.length === 0
          ? print(status === "OK" ? "Removed." : `The cloud says ${status}.`)
          : printTable(failed, [
              { title: "Not removed", of: ({ number }) => number },
              { title: "Why", of: ({ details }) => inWords(details) }
            ])
    })
    if (status === "OK") return
    yield* fail(
      saidNo(removeOperation, {
        message:
          status === "FAIL" || failed.length === numbers.length
            ? "no number was removed"
            : `${failed.length} of ${numbers.length} numbers ${failed.length === 1 ? "was" : "were"} not removed`,
        advice: "See `aculab-cloud numbers list` with each --kind: a number may have been gone before."
      })
    )
  })
).pipe(
  Command.withDescription(
    "Remove numbers from your account: they cost nothing more, and cannot be called or brought back. Asks before it does. Ends with 0 when all were removed, and with 4 when some or all were not."
  ),
  Command.withShortDescription("Remove numbers, for good"),
  Command.withExamples([
    { command: "aculab-cloud numbers remove 441632960999", description: "Asks before it removes" },
    { command: "aculab-cloud numbers remove 441632960999 441632960998 --yes", description: "For a script" }
  ])
)

/** Names of places, one a line. */
const showNames = (title: string) => (names: ReadonlyArray<string>) =>
  names.length === 0 ? print("There are none.") : printTable(names, [{ title, of: (name) => name }])

const countries = Command.make("countries", { kind }, ({ kind }) =>
  ask({
    operation: "TelephoneNumbers.countries",
    doing: "Asking for countries",
    call: TelephoneNumbers.countries({ kind: Option.getOrUndefined(kind) }),
    toJson: (countries) => ({ countries }),
    show: showNames("Country")
  })
).pipe(
  Command.withDescription(
    "List the countries in which numbers of a kind can be bought, by their full names."
  ),
  Command.withShortDescription("List where numbers can be bought"),
  Command.withExamples([
    {
      command: "aculab-cloud numbers countries --kind tollfree",
      description: "Countries with toll-free numbers"
    }
  ])
)

const countryName = Argument.String("COUNTRY").pipe(
  Argument.withDescription("Full name, as `numbers countries` prints it")
)

const inArguments = withNames({ country: "COUNTRY", state: "--state", kind: "--kind" })

const states = Command.make("states", { country: countryName }, ({ country }) =>
  ask({
    operation: "TelephoneNumbers.states",
    doing: "Asking for states",
    call: TelephoneNumbers.states(country).pipe(Effect.mapError(inArguments)),
    toJson: (states) => ({ states }),
    show: showNames("State")
  })
).pipe(
  Command.withDescription("List the states of a country in which numbers can be bought."),
  Command.withShortDescription("List the states of a country"),
  Command.withExamples([{ command: "aculab-cloud numbers states 'United States'" }])
)

const regions = Command.make("regions", { country: countryName, state, kind }, ({ country, state, kind }) =>
  ask({
    operation: "TelephoneNumbers.regions",
    doing: "Asking for regions",
    call: TelephoneNumbers.regions({
      country,
      state: Option.getOrUndefined(state),
      kind: Option.getOrUndefined(kind)
    }).pipe(Effect.mapError(inArguments)),
    toJson: (regions) => ({ regions }),
    show: showNames("Region")
  })
).pipe(
  Command.withDescription(
    "List the regions of a country in which numbers of a kind can be bought; for toll-free and national numbers, the prefixes."
  ),
  Command.withShortDescription("List the regions or prefixes of a country"),
  Command.withExamples([
    { command: "aculab-cloud numbers regions Germany", description: "Where in Germany" },
    {
      command: "aculab-cloud numbers regions 'United States' --state California",
      description: "In a country with states"
    }
  ])
)

const regulationAddresses = Command.make("regulation-addresses", {}, () =>
  ask({
    operation: "TelephoneNumbers.regulationAddresses",
    doing: "Asking for addresses",
    call: TelephoneNumbers.regulationAddresses(),
    toJson: (regulationAddresses) => ({ regulationAddresses }),
    show: (addresses) =>
      addresses.length === 0
        ? print("No address is registered.")
        : printTable(addresses, [{ title: "Name", of: ({ name }) => name }, ...otherColumns(addresses)])
  })
).pipe(
  Command.withDescription(
    "List the addresses that are registered on your account: some countries sell numbers only to those who have one. They are registered in the web console, not here."
  ),
  Command.withShortDescription("List your registered addresses"),
  Command.withExamples([{ command: "aculab-cloud numbers regulation-addresses" }])
)

export const numbers = Command.make("numbers").pipe(
  Command.withDescription("Buy, list and remove inbound telephone numbers"),
  Command.withSubcommands([
    purchase,
    purchaseDevelopment,
    list,
    remove,
    countries,
    states,
    regions,
    regulationAddresses
  ]),
  Command.withGlobalFlags(cloudFlags),
  Command.withExamples([
    { command: "aculab-cloud numbers regions --simulate Germany", description: "Try it without an account" }
  ])
)
