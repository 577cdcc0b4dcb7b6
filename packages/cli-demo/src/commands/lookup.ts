/** `aculab-cloud lookup`: what a telephone number is. */
import * as NumberLookup from "@aculab-cloud/core/NumberLookup"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { ask } from "../ask.js"
import { cloudFlags } from "../cloud.js"
import { withNames } from "../failure.js"
import { print } from "../output.js"
import { otherColumns, printTable } from "../table.js"

const number = Argument.String("NUMBER").pipe(
  Argument.withDescription("International number, country code first; + and spaces are fine")
)

export const lookup = Command.make("lookup", { number }, ({ number }) =>
  ask({
    operation: "NumberLookup.check",
    doing: "Looking the number up",
    call: NumberLookup.check(number).pipe(Effect.mapError(withNames({ phoneNumber: "NUMBER" }))),
    toJson: (result) => result,
    show: (result) =>
      result.found
        ? printTable(
            [result],
            [
              { title: "Country", of: ({ countryName }) => countryName },
              { title: "Code", of: ({ countryCode }) => countryCode },
              { title: "Line", of: ({ lineType }) => lineType },
              { title: "Carrier", of: ({ carrier }) => carrier },
              ...otherColumns([result])
            ]
          )
        : print("The cloud knows nothing of this number.")
  })
).pipe(
  Command.withDescription(
    "Look a telephone number up: its country, its kind of line and its carrier. Ends with 0 when the cloud has answered, also when it knows nothing of the number: then found is false in the JSON. The number travels in the address of the request, so a proxy on the way may keep it in its log."
  ),
  Command.withShortDescription("Look up what a telephone number is"),
  Command.withGlobalFlags(cloudFlags),
  Command.withExamples([
    { command: "aculab-cloud lookup --simulate '+44 7700 900123'", description: "Try it without an account" },
    { command: "aculab-cloud lookup 447700900123 --json | jq -r .lineType", description: "For a script" }
  ])
)
