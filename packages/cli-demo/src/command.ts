/** The command with its areas. */
import * as Command from "effect/cli/Command"
import { demo } from "./commands/demo.js"
import { messages } from "./commands/messages.js"

export const command = Command.make("aculab-cloud").pipe(
  Command.withDescription("Aculab Cloud from the command line: for people, and for scripts with --json"),
  Command.withSubcommands([messages, demo]),
  Command.withExamples([
    { command: "aculab-cloud demo", description: "See a message sent and delivered, without an account" },
    {
      command: 'aculab-cloud messages send --to 441908273800 --from 441908273801 --content "Hello"',
      description: "Send an SMS"
    },
    { command: "aculab-cloud messages --help", description: "What there is about messages" }
  ])
)
