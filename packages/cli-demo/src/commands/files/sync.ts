/** `aculab-cloud files sync`: a folder on this machine and a folder in the cloud. */
import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { confirm, yesFlag } from "../../confirm.js"
import { overwriteFlag } from "../../download.js"
import { withNames } from "../../failure.js"
import { transferAll } from "../../transferAll.js"
import { anyStore, storeWords, writableStore } from "./stores.js"
import { timeToLiveFlag } from "./upload.js"

const folder = Argument.String("FOLDER").pipe(Argument.withDescription("The folder on this machine"))

const shared = {
  cloudFolder: Flag.String("cloud-folder").pipe(
    Flag.withMetavar("folder"),
    Flag.withDescription("The folder in the store that stands for FOLDER (default: the outermost one)"),
    Flag.optional
  ),
  pattern: Flag.String("pattern").pipe(
    Flag.withMetavar("glob"),
    Flag.withDescription(
      "Which files, such as '*.wav' or '**/*.wav', by their names in the folder (default: all)"
    ),
    Flag.optional
  ),
  concurrency: Flag.Int("concurrency").pipe(
    Flag.withMetavar("number"),
    Flag.withDescription("How many files are under way at once, 1 to 32 (default: 4)"),
    Flag.filter(
      (count) => count >= 1 && count <= 32,
      () => "a whole number from 1 to 32"
    ),
    Flag.optional
  )
}

const optionsOf = (input: {
  readonly cloudFolder: Option.Option<string>
  readonly pattern: Option.Option<string>
  readonly concurrency: Option.Option<number>
}) => ({
  cloudFolder: Option.getOrUndefined(input.cloudFolder),
  pattern: Option.getOrUndefined(input.pattern),
  concurrency: Option.getOrUndefined(input.concurrency)
})

const inFlags = withNames({ fileType: "--store", name: "--cloud-folder", timeToLive: "--ttl" })

const aboutLines =
  "One line tells what becomes of each file; with --json, one JSON document a line: started, done, skipped or failed. A file that fails does not stop the others. Files of the same size are taken for the same, and skipped; nothing is removed on either side. The same command goes on after an interruption. Ends with 4 when a file has failed."

const up = Command.make(
  "up",
  { folder, store: writableStore, ...shared, timeToLive: timeToLiveFlag, ...yesFlag },
  Effect.fnUntraced(function* (input) {
    const cloudFolder = Option.getOrElse(input.cloudFolder, () => "")
    yield* confirm(
      `This uploads what is in ${input.folder} to ${storeWords[input.store]}${cloudFolder === "" ? "" : `, folder ${cloudFolder}`}. Files there of the same names, and of other sizes, are replaced for good.`,
      input
    )
    yield* transferAll({
      operation: "Files.upload",
      doing: "Uploading",
      done: "uploaded",
      events: NodeFiles.uploadFolder(input.folder, {
        fileType: input.store,
        ...optionsOf(input),
        timeToLive: Option.getOrUndefined(input.timeToLive)
      }).pipe(Stream.mapError((error) => (error._tag === "CloudError" ? inFlags(error) : error)))
    })
  })
).pipe(
  Command.withDescription(
    `Upload the files of a folder and of the folders below it, but no hidden ones unless --pattern names them. A file in the cloud of the same name and another size is replaced, for good: it asks first; without a terminal it needs --yes. Symbolic links are not followed. ${aboutLines}`
  ),
  Command.withShortDescription("Upload the files of a folder that the cloud has not got"),
  Command.withExamples([
    {
      command: "aculab-cloud files sync up ./greetings --store media --cloud-folder greetings",
      description: "All greetings; asks first"
    },
    {
      command: "aculab-cloud files sync up . --store message-media --pattern '**/*.jpg' --ttl 30d --yes",
      description: "All pictures, for a month, from a script"
    }
  ])
)

const down = Command.make("down", { folder, store: anyStore, ...shared, ...overwriteFlag }, (input) =>
  transferAll({
    operation: "Files.download",
    doing: "Downloading",
    done: "saved",
    events: NodeFiles.downloadFolder(input.folder, {
      fileType: input.store,
      ...optionsOf(input),
      overwrite: input.overwrite
    }).pipe(Stream.mapError(inFlags))
  })
).pipe(
  Command.withDescription(
    `Download the files of a store, or of one folder in it and of those below. Each file appears when all of it is there. A file on this machine of the same name and another size fails unless --overwrite is given. ${aboutLines}`
  ),
  Command.withShortDescription("Download the files of a store that are not here"),
  Command.withExamples([
    {
      command: "aculab-cloud files sync down ./backup --store media",
      description: "All of a store"
    },
    {
      command:
        "aculab-cloud files sync down ./logs --store rest-logs --pattern '**/2026-01-*' --json | jq -r 'select(.type == \"failed\").name'",
      description: "The logs of a month, and which of them have failed"
    }
  ])
)

export const sync = Command.make("sync").pipe(
  Command.withDescription("Bring a folder on this machine and a folder in the cloud together: up or down"),
  Command.withSubcommands([up, down]),
  Command.withExamples([
    {
      command: "aculab-cloud files sync down ./backup --store media",
      description: "Everything for calls, to this machine"
    }
  ])
)
