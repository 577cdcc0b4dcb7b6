/** The command with its areas. */
import * as Command from "effect/cli/Command"
import { applications } from "./commands/applications.js"
import { check } from "./commands/check.js"
import { conferences } from "./commands/conferences.js"
import { demo } from "./commands/demo.js"
import { files } from "./commands/files.js"
import { lookup } from "./commands/lookup.js"
import { messages } from "./commands/messages.js"
import { numbers } from "./commands/numbers.js"
import { outbound } from "./commands/outbound.js"
import { recordings } from "./commands/recordings.js"
import { reports } from "./commands/reports.js"
import { security } from "./commands/security.js"
import { services } from "./commands/services.js"
import { voice } from "./commands/voice.js"
import { webrtc } from "./commands/webrtc.js"

export const command = Command.make("aculab-cloud").pipe(
  Command.withDescription("Aculab Cloud from the command line: for people, and for scripts with --json"),
  Command.withSubcommands([
    messages,
    outbound,
    applications,
    services,
    files,
    recordings,
    reports,
    numbers,
    lookup,
    conferences,
    voice,
    webrtc,
    security,
    check,
    demo
  ]),
  Command.withExamples([
    { command: "aculab-cloud demo", description: "See a message sent and delivered, without an account" },
    {
      command: 'aculab-cloud messages send --to 441908273800 --from 441908273801 --content "Hello"',
      description: "Send an SMS"
    },
    { command: "aculab-cloud messages --help", description: "What there is about messages" }
  ])
)
