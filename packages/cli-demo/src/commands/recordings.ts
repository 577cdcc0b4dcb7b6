/** `aculab-cloud recordings`: what was heard on the calls of an application. */
import * as MonitorRecordings from "@aculab-cloud/core/MonitorRecordings"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { ask } from "../ask.js"
import { cloudFlags } from "../cloud.js"
import { withNames } from "../failure.js"
import { print } from "../output.js"
import { printTable } from "../table.js"
import { timeOf } from "./messages/status.js"

const list = Command.make(
  "list",
  {
    id: Argument.String("INSTANCE_ID").pipe(
      Argument.withDescription("Instance of the application, as the status of its start names it")
    )
  },
  ({ id }) =>
    ask({
      operation: "MonitorRecordings.list",
      doing: "Asking for recordings",
      call: MonitorRecordings.list(id).pipe(
        Effect.mapError(withNames({ applicationInstanceId: "INSTANCE_ID" }))
      ),
      toJson: (recordings) => ({ recordings }),
      show: (recordings) =>
        recordings.length === 0
          ? print("There are no recordings of it.")
          : printTable(recordings, [
              { title: "Recording", of: ({ name }) => name },
              { title: "Made", of: ({ createdAt }) => timeOf(createdAt) },
              { title: "Bytes", of: ({ size }) => String(size) }
            ])
    })
).pipe(
  Command.withDescription(
    "List the monitor recordings of one instance of an application: what was received on its outbound calls, one WAV file each. They are made only for accounts that have them switched on, and kept for about two weeks. An instance that the cloud does not know has none."
  ),
  Command.withShortDescription("List the recordings of one instance of an application"),
  Command.withExamples([
    {
      command: "aculab-cloud recordings list 0123456789abcdef.12345",
      description: "The recordings of one instance"
    },
    {
      command: "aculab-cloud recordings list 0123456789abcdef.12345 --json | jq -r '.recordings[].name'",
      description: "Names for a script"
    }
  ])
)

export const recordings = Command.make("recordings").pipe(
  Command.withDescription("Find monitor recordings: what was received on outbound calls"),
  Command.withSubcommands([list]),
  Command.withGlobalFlags(cloudFlags),
  Command.withExamples([
    { command: "aculab-cloud recordings list 0123456789abcdef.12345", description: "What has been recorded?" }
  ])
)
