/** `aculab-cloud webrtc`: tokens for WebRTC clients, and who is registered. */
import * as WebRtcTokens from "@aculab-cloud/core/WebRtcTokens"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { ask } from "../ask.js"
import { cloudFlags, Simulate } from "../cloud.js"
import { withNames } from "../failure.js"
import { duration } from "../flags.js"
import { dim, isTerminal, print, printError } from "../output.js"
import { otherColumns, printTable } from "../table.js"
import { timeOf } from "./messages/status.js"

const tokenInput = {
  clientId: Argument.String("CLIENT").pipe(
    Argument.withDescription(
      "Id of the client, the same that the browser library is given: letters, digits, +, ., _ and -"
    )
  ),
  lifetime: duration("lifetime").pipe(
    Flag.withDescription("How long it is good for: whole seconds, 10m to 24h (default: 1h)"),
    Flag.optional
  ),
  incoming: Flag.Boolean("incoming").pipe(
    Flag.withDescription("Whether the client can be called; --no-incoming: it cannot (default: it can)"),
    Flag.withDefault(true)
  ),
  call: Flag.String("call").pipe(
    Flag.withMetavar("client"),
    Flag.withDescription(
      "A client that it may call; abc* is all that begin so, '*' all; may be repeated (default: none)"
    ),
    Flag.atLeast(0)
  )
}

const token = Command.make("token", tokenInput, ({ clientId, lifetime, incoming, call }) =>
  ask({
    operation: "WebRtcTokens.generate",
    doing: "Making a token",
    call: WebRtcTokens.generate({
      clientId,
      lifetime: Option.getOrUndefined(lifetime),
      incoming,
      callableClients: call
    }).pipe(
      Effect.mapError(withNames({ clientId: "CLIENT", lifetime: "--lifetime", callableClients: "--call" }))
    ),
    // The one place of this command that shows a token: it is what the command is for.
    toJson: ({ token, expiresAt }) => ({ token: Redacted.value(token), expiresAt }),
    show: showToken
  })
).pipe(
  Command.withDescription(
    "Make a token with which a WebRTC client registers and calls. It is as good as a password until it ends, and is printed once, on the standard output and nowhere else: mind what keeps that, such as the log of a CI system. The time of its end is by this machine's clock. A developer account can make only so many tokens in a month; how many is not documented. A token cannot be called back."
  ),
  Command.withShortDescription("Make a token for a client, and print it once"),
  Command.withExamples([
    { command: "aculab-cloud webrtc token --simulate anna.smith", description: "Try it without an account" },
    {
      command: "aculab-cloud webrtc token anna.smith --lifetime 10m --call 'support-*' --call reception",
      description: "For a client that calls some others"
    },
    {
      command: "aculab-cloud webrtc token kiosk --no-incoming --call reception --json | jq -r .token",
      description: "For a client that only calls; for a script"
    }
  ])
)

const showToken = Effect.fnUntraced(function* ({ token, expiresAt }: WebRtcTokens.WebRtcToken) {
  yield* print(Redacted.value(token))
  if (!(yield* isTerminal("stderr"))) return
  yield* printError(dim(`Good until ${timeOf(expiresAt)}. Guard it as a password.`))
  if (yield* Simulate) yield* printError(dim("Made by a simulated cloud: it opens nothing."))
})

const clients = Command.make("clients", {}, () =>
  ask({
    operation: "WebRtcTokens.registeredClients",
    doing: "Asking who is registered",
    call: WebRtcTokens.registeredClients(),
    toJson: (clients) => ({ clients }),
    show: (clients) =>
      clients.length === 0
        ? print("No client is registered.")
        : printTable(clients, [
            { title: "Client", of: ({ clientId }) => clientId },
            {
              title: "Renewed",
              of: ({ lastModifiedAt }) => (lastModifiedAt === undefined ? undefined : timeOf(lastModifiedAt))
            },
            {
              title: "Ends",
              of: ({ expiresAt }) => (expiresAt === undefined ? undefined : timeOf(expiresAt))
            },
            ...otherColumns(clients)
          ])
  })
).pipe(
  Command.withDescription(
    "List the clients that are registered, which are those that can be called now: when each registration was renewed, and when it ends."
  ),
  Command.withShortDescription("List the clients that can be called now"),
  Command.withExamples([
    { command: "aculab-cloud webrtc clients" },
    {
      command: "aculab-cloud webrtc clients --json | jq -r '.clients[].clientId'",
      description: "For a script"
    }
  ])
)

export const webrtc = Command.make("webrtc").pipe(
  Command.withDescription("Make tokens for WebRTC clients, and see who is registered"),
  Command.withSubcommands([token, clients]),
  Command.withGlobalFlags(cloudFlags),
  Command.withExamples([
    { command: "aculab-cloud webrtc token --simulate anna.smith", description: "Try it without an account" }
  ])
)
