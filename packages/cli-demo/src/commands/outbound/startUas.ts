/** `aculab-cloud outbound start-uas` */
import * as Outbound from "@aculab-cloud/core/Outbound"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { confirm, yesFlag } from "../../confirm.js"
import { withNames } from "../../failure.js"
import { askService, service } from "./service.js"
import { showStarted } from "./status.js"

const input = {
  service,
  count: Flag.Int("count").pipe(
    Flag.withDescription("How many instances to start (default: 1); not beside several --parameters"),
    Flag.optional
  ),
  parameters: Flag.String("parameters").pipe(
    Flag.withMetavar("text"),
    Flag.withDescription(
      "A text for the application: 7-bit ASCII without ^, | and control characters; repeat it to start an instance for each text"
    ),
    Flag.atLeast(0)
  ),
  delimiter: Flag.String("delimiter").pipe(
    Flag.withMetavar("character"),
    Flag.withDescription(
      "Stands between several texts on their way, and must not occur in them (default: one that does not)"
    ),
    Flag.optional
  ),
  ...yesFlag
}

const inFlags = withNames({ count: "--count", parameters: "--parameters", delimiter: "--delimiter" })

export const startUas = Command.make(
  "start-uas",
  input,
  Effect.fnUntraced(function* ({ service, count, parameters, delimiter, yes }) {
    const instances = Math.max(
      parameters.length,
      Option.getOrElse(count, () => 1)
    )
    if (instances > 1) {
      yield* confirm(
        `This starts ${instances} instances of the application of the outbound service ${service}. They may place calls, which cost money and cannot be taken back.`,
        { yes }
      )
    }
    yield* askService(service, {
      operation: "Outbound.startUas",
      doing: "Starting",
      call: Outbound.startUas({
        count: Option.getOrUndefined(count),
        parameters: parameters.length > 0 ? parameters : undefined,
        delimiter: Option.getOrUndefined(delimiter)
      }).pipe(Effect.mapError(inFlags)),
      toJson: (references) => ({ references }),
      show: showStarted(service)
    })
  })
).pipe(
  Command.withDescription(
    "Start an outbound service with a UAS application: one instance, --count of them, or one for each of several --parameters. Prints a reference for each instance. What the application does, such as calls, costs money. One instance starts at once; several, which need a Production or Premium account, are confirmed first, or take --yes."
  ),
  Command.withShortDescription("Start an outbound service that has a UAS application"),
  Command.withExamples([
    {
      command: "aculab-cloud outbound start-uas --simulate --service simulator-uas",
      description: "Try it without an account"
    },
    {
      command:
        "aculab-cloud outbound start-uas --service reminders --parameters 441908273800 --parameters 441908273802 --yes",
      description: "Two instances, each with a text of its own, from a script"
    }
  ])
)
