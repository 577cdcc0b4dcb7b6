/** A file that a command makes: all of it appears at once, or nothing. */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import { type Failure, fail } from "./failure.js"

interface FileToWrite {
  /** The operation that failures name. */
  readonly operation: string
  readonly path: string
  readonly overwrite: boolean
}

/** Before the cloud is asked: fails when a file is there that nobody asked to replace. */
export const refuseExisting = Effect.fnUntraced(function* ({ operation, path, overwrite }: FileToWrite) {
  const files = yield* FileSystem.FileSystem
  const found = yield* Effect.orElseSucceed(files.exists(path), () => false)
  if (found && !overwrite) return yield* fail(existing(operation, path))
})

export const writeFile = Effect.fnUntraced(function* (file: FileToWrite, text: string) {
  const { operation, path } = file
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  yield* refuseExisting(file)
  yield* Effect.scoped(
    Effect.gen(function* () {
      const folder = yield* Effect.acquireRelease(
        files.makeTempDirectory({ directory: paths.dirname(path), prefix: ".aculab-cloud-" }),
        (folder) => Effect.ignore(files.remove(folder, { recursive: true }))
      )
      const temporary = paths.join(folder, "file")
      yield* files.writeFileString(temporary, text)
      yield* files.rename(temporary, path)
    })
  ).pipe(Effect.catchTag("PlatformError", (error) => fail(notWritten(operation, path, error))))
})

const existing = (operation: string, path: string): Failure => ({
  operation,
  outcome: "not-sent",
  reason: { _tag: "FileError", path, operation: "check", code: "EEXIST" },
  message: `${path}: the file exists already`,
  consequence: "Nothing was written.",
  advice: "Replace it with --overwrite, or choose another place.",
  exit: "usage"
})

const notWritten = (operation: string, path: string, { reason }: PlatformError): Failure => ({
  operation,
  outcome: "unknown",
  reason: { _tag: "FileError", path, operation: "write", code: reason._tag },
  message: `${path}: cannot be written (${reason._tag})`,
  consequence: "Nothing is left of the file on this machine, and nothing is changed in the cloud.",
  exit: "disk"
})
