/** `aculab-cloud files download` */
import * as Files from "@aculab-cloud/core/Files"
import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { aboutTarget, downloadTo, isStandardOutput, target } from "../../download.js"
import { withNames } from "../../failure.js"
import { aboutEncryption, encryptionFor, notForStream } from "./encryption.js"
import { anyStore } from "./stores.js"

const operation = "Files.download"

const inFlags = withNames({ fileType: "--store", name: "NAME" })

export const download = Command.make(
  "download",
  {
    name: Argument.String("NAME").pipe(
      Argument.withDescription("The file's name in the cloud, folders included")
    ),
    ...target,
    store: anyStore,
    decrypt: Flag.Boolean("decrypt").pipe(
      Flag.withDescription("Decrypt it on its way, with ACULAB_FILE_KEY and ACULAB_FILE_IV"),
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(function* ({ name, store, decrypt, ...target }) {
    if (decrypt && isStandardOutput(target.to)) return yield* notForStream(operation, "--decrypt")
    const encryption = decrypt ? yield* encryptionFor(operation) : undefined
    const file = { fileType: store, name }
    yield* downloadTo(
      {
        operation,
        open: Effect.mapError(Files.open(file), inFlags),
        save: (to, options) =>
          NodeFiles.download({ ...file, ...options, to, decrypt: encryption }).pipe(
            Effect.mapError((error) => (error._tag === "CloudError" ? inFlags(error) : error))
          )
      },
      target
    )
  })
).pipe(
  Command.withDescription(
    `Download a file. ${aboutTarget} --decrypt: ${aboutEncryption} Ends with 2 when there is a file already, and with 4 when the cloud has no such file.`
  ),
  Command.withShortDescription("Download a file"),
  Command.withExamples([
    {
      command: "aculab-cloud files download greetings/hello.wav --store media",
      description: "To greetings/hello.wav, in the folder where you are"
    },
    {
      command: "aculab-cloud files download greetings/hello.wav old.wav --store media --overwrite",
      description: "Under another name, whether or not that is taken"
    },
    {
      command: "aculab-cloud files download app/2026-01-01.log - --store rest-logs | grep -i error",
      description: "Into another program"
    }
  ])
)
