/** `aculab-cloud security`: how secure the connection is. */
import * as Security from "@aculab-cloud/core/Security"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { answered, underWay } from "../ask.js"
import { cloudFlags } from "../cloud.js"
import { fail, saidNo } from "../failure.js"
import { green, red } from "../output.js"
import { printTable } from "../table.js"

const operation = "Security.protocolCheck"

const check = Command.make(
  "check",
  {},
  Effect.fnUntraced(function* () {
    const result = yield* underWay(operation, "Asking how secure the connection is")(Security.protocolCheck())
    yield* answered(
      {
        toJson: (result: Security.ProtocolCheck) => result,
        show: (result) =>
          printTable(
            [result],
            [
              { title: "Secure", of: ({ pass }) => (pass ? green("yes") : red("no")) },
              { title: "Protocol", of: ({ protocol }) => protocol },
              { title: "Cipher", of: ({ cipher }) => cipher },
              { title: "Your address", of: ({ sourceAddress }) => sourceAddress },
              { title: "Your client", of: ({ userAgent }) => userAgent },
              { title: "Reason", of: ({ reason }) => reason }
            ]
          )
      },
      result
    )
    if (!result.pass) {
      return yield* fail(
        saidNo(operation, {
          message: "the cloud does not consider this connection secure",
          advice:
            "The version of TLS is the runtime's choice: update it, or look at what is between it and the cloud."
        })
      )
    }
  })
).pipe(
  Command.withDescription(
    "Ask the cloud which protocol and cipher this machine reaches it with, and whether it considers that secure. Costs nothing and changes nothing. Ends with 0 if it does, and with 4 if not."
  ),
  Command.withShortDescription("Ask the cloud whether the connection is secure"),
  Command.withExamples([
    { command: "aculab-cloud security check --simulate", description: "Try it without an account" },
    {
      command: "aculab-cloud security check --json | jq -r .protocol",
      description: "The protocol, for a script"
    }
  ])
)

export const security = Command.make("security").pipe(
  Command.withDescription("How secure the connection to the cloud is"),
  Command.withSubcommands([check]),
  Command.withGlobalFlags(cloudFlags),
  Command.withExamples([
    { command: "aculab-cloud security check --simulate", description: "Try it without an account" }
  ])
)
