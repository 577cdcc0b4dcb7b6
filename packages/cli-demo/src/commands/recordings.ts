/** `aculab-cloud recordings`: what was heard on the calls of an application. */
import * as MonitorRecordings from "@aculab-cloud/core/MonitorRecordings"
import * as NodeRecordings from "@aculab-cloud/node/NodeRecordings"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { ask } from "../ask.js"
import { cloudFlags } from "../cloud.js"
import { aboutTarget, downloadTo, overwriteFlag, target } from "../download.js"
import { withNames } from "../failure.js"
import { print } from "../output.js"
import { printTable } from "../table.js"
import { transferAll } from "../transferAll.js"
import { timeOf } from "./messages/status.js"

const instance = Argument.String("INSTANCE_ID").pipe(
  Argument.withDescription("Instance of the application, as the status of its start names it")
)

const inArguments = withNames({ applicationInstanceId: "INSTANCE_ID", name: "NAME" })

const list = Command.make("list", { id: instance }, ({ id }) =>
  ask({
    operation: "MonitorRecordings.list",
    doing: "Asking for recordings",
    call: MonitorRecordings.list(id).pipe(Effect.mapError(inArguments)),
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

const download = Command.make(
  "download",
  {
    name: Argument.String("NAME").pipe(
      Argument.withDescription("Name of the recording, as `recordings list` prints it")
    ),
    ...target
  },
  ({ name, ...target }) =>
    downloadTo(
      {
        operation: "MonitorRecordings.download",
        open: Effect.mapError(MonitorRecordings.open(name), inArguments),
        save: (to, options) =>
          NodeRecordings.download(name, to, options).pipe(
            Effect.mapError((error) => (error._tag === "CloudError" ? inArguments(error) : error))
          )
      },
      target
    )
).pipe(
  Command.withDescription(
    `Download a monitor recording, a WAV file. ${aboutTarget} Ends with 2 when there is a file already, and with 4 when the cloud has no such recording, or no longer.`
  ),
  Command.withShortDescription("Download a recording"),
  Command.withExamples([
    {
      command:
        "aculab-cloud recordings download '2026-01-31/0123456789abcdef.12345.1/150994945_NRCH_NORMAL(200).wav' call.wav",
      description: "To call.wav; quotes keep the ( from the shell"
    },
    {
      command:
        "aculab-cloud recordings download '2026-01-31/0123456789abcdef.12345.1/150994945_NRCH_NORMAL(200).wav' - | play -",
      description: "Into another program"
    }
  ])
)

const downloadAll = Command.make(
  "download-all",
  {
    id: instance,
    folder: Argument.String("FOLDER").pipe(Argument.withDescription("The folder on this machine")),
    ...overwriteFlag
  },
  ({ id, folder, overwrite }) =>
    transferAll({
      operation: "MonitorRecordings.download",
      doing: "Downloading",
      done: "saved",
      events: NodeRecordings.downloadAll(id, folder, { overwrite }).pipe(Stream.mapError(inArguments))
    })
).pipe(
  Command.withDescription(
    "Download all monitor recordings of one instance of an application into a folder, each under its own name. One line tells what becomes of each; with --json, one JSON document a line: started, done, skipped or failed. A file of the same size is taken for the same, and skipped; one of another size fails unless --overwrite is given. One that fails does not stop the others. Ends with 4 when one has failed."
  ),
  Command.withShortDescription("Download all recordings of one instance of an application"),
  Command.withExamples([
    {
      command: "aculab-cloud recordings download-all 0123456789abcdef.12345 ./recordings",
      description: "Keep what was recorded, before two weeks are over"
    }
  ])
)

export const recordings = Command.make("recordings").pipe(
  Command.withDescription("Find and download monitor recordings: what was received on outbound calls"),
  Command.withSubcommands([list, download, downloadAll]),
  Command.withGlobalFlags(cloudFlags),
  Command.withExamples([
    { command: "aculab-cloud recordings list 0123456789abcdef.12345", description: "What has been recorded?" }
  ])
)
