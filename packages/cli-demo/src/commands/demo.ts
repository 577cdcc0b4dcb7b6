/** `aculab-cloud demo`: the whole way of a message, on this machine. */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"

const speed = Flag.Finite("speed").pipe(
  Flag.withMetavar("number"),
  Flag.withDescription("How many times faster than life the simulated cloud is (default: 2)"),
  Flag.filter(
    (speed) => speed > 0,
    () => "a number above 0"
  ),
  Flag.withDefault(2)
)

export const demo = Command.make("demo", { speed }, ({ speed }) =>
  // Its servers are loaded here, so that no other command has to wait for them.
  Effect.flatMap(
    Effect.promise(() => import("../demo/play.js")),
    ({ play }) => play(speed)
  )
).pipe(
  Command.withDescription(
    "See a message sent and delivered, without an account: starts a simulated cloud and a status page on this machine, sends an SMS and an MMS, shows the news of them as they come in, then what goes wrong and what the errors tell. Ends by itself, with 0 only if everything happened as it should."
  ),
  Command.withShortDescription("See a message sent and delivered, without an account"),
  Command.withExamples([
    { command: "aculab-cloud demo" },
    { command: "aculab-cloud demo --speed 20", description: "For the impatient" }
  ])
)
