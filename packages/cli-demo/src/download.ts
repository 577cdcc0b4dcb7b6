/** What all downloads have in common: where they go, and what is said of them. */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import type { Download } from "@aculab-cloud/core/Download"
import type { Cloud } from "@aculab-cloud/node/NodeCloud"
import type { FileError } from "@aculab-cloud/node/NodeFileError"
import type { Destination, SavedFile, SaveOptions } from "@aculab-cloud/node/NodeTransfer"
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import { answered, underWay } from "./ask.js"
import { CommandFailed, type Failure, fromCloudError, invalidInput } from "./failure.js"
import { isTerminal, print } from "./output.js"
import { transferring } from "./transfer.js"

export const overwriteFlag = {
  overwrite: Flag.Boolean("overwrite").pipe(
    Flag.withDescription("Replace a file that is there already, once the new one is whole"),
    Flag.withDefault(false)
  )
}

/** The input of every command that downloads one thing. */
export const target = {
  to: Argument.String("TO").pipe(
    Argument.withDescription(
      "The file, or a folder, in which it keeps its own name; - is the standard output (default: its own name, here)"
    ),
    Argument.optional
  ),
  ...overwriteFlag
}

export const aboutTarget =
  "In a folder it gets its own name, the folders in that name included; characters that not every disk takes become % and two digits. The file appears when all of it is there, and a file that is there already stays unless --overwrite is given. For - nothing but the bytes is on the standard output, which must not be a terminal. --timeout is how long the bytes may stand still, and not how long they may take."

/** What is to be downloaded. */
export interface Source {
  readonly operation: string
  readonly open: Effect.Effect<Download, CloudError, Cloud | Scope.Scope>
  readonly save: (
    to: Destination,
    options: Pick<SaveOptions, "overwrite" | "onProgress">
  ) => Effect.Effect<SavedFile, CloudError | FileError, Cloud>
}

export const downloadTo = Effect.fnUntraced(function* (
  source: Source,
  { to, overwrite }: { readonly to: Option.Option<string>; readonly overwrite: boolean }
) {
  if (isStandardOutput(to)) return yield* toStandardOutput(source)
  const destination = yield* destinationOf(to)
  const saved = yield* transferring({
    operation: source.operation,
    doing: "Downloading",
    run: (onProgress) => source.save(destination, { overwrite, onProgress })
  })
  yield* answered(
    {
      toJson: (saved) => saved,
      show: ({ path, size }) => print(`Saved ${path}, ${size} bytes`)
    },
    saved
  )
})

export const isStandardOutput = (to: Option.Option<string>): boolean => Option.getOrUndefined(to) === "-"

const destinationOf = Effect.fnUntraced(function* (to: Option.Option<string>) {
  if (Option.isNone(to)) return { folder: "." }
  const files = yield* FileSystem.FileSystem
  // What is not there, or cannot be looked at, the download itself will tell.
  const isFolder = yield* files.stat(to.value).pipe(
    Effect.map(({ type }) => type === "Directory"),
    Effect.orElseSucceed(() => false)
  )
  return isFolder || to.value.endsWith("/") ? { folder: to.value } : to.value
})

const toStandardOutput = Effect.fnUntraced(function* ({ operation, open }: Source) {
  if (yield* isTerminal("stdout")) {
    return yield* invalidInput(operation, [
      { field: "TO", rule: "the standard output is a terminal: send it into a file or another program" }
    ])
  }
  const stdout = yield* Stdio.Stdio.use((stdio) => Effect.succeed(stdio.stdout()))
  let begun = false
  const note = (chunk: Uint8Array) => {
    begun = true
    return chunk
  }
  yield* Effect.flatMap(open, ({ bytes }) => Stream.run(Stream.map(bytes, note), stdout)).pipe(
    Effect.scoped,
    underWay(operation, "Downloading"),
    Effect.mapError((error) =>
      error._tag === "CloudError" && begun
        ? new CommandFailed({ failure: cutShort(fromCloudError(error)) })
        : error
    )
  )
})

const cutShort = (failure: Failure): Failure => ({
  ...failure,
  consequence: "Nothing is changed in the cloud. What was written is only the beginning."
})
