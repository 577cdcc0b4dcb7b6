/** The result file of a run: rows are added to it, and what has to be on the disk before something happens, is. */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { CommandFailed, type Failure } from "../failure.js"
import { headerText, type ResultRow, rowText } from "./resultRow.js"

export interface ResultFile {
  /**
   * Adds a row, and ends when it is written; one that is `durable` survives the machine, too. Once a row could not be
   * written, none is any more.
   */
  readonly add: (
    row: ResultRow,
    options?: { readonly durable: boolean }
  ) => Effect.Effect<void, CommandFailed>
}

/** Opens the file for as long as the scope is: a new one, or the one of an earlier run. */
export const openResults = Effect.fnUntraced(function* (
  path: string,
  kind: "new" | "existing"
): Effect.fn.Return<ResultFile, CommandFailed, FileSystem.FileSystem | Scope.Scope> {
  const files = yield* FileSystem.FileSystem
  const failed = (error: PlatformError) => new CommandFailed({ failure: notWritten(path, error) })
  const file = yield* Effect.mapError(files.open(path, { flag: kind === "new" ? "ax" : "a" }), failed)
  const encoder = new TextEncoder()
  const writing = Semaphore.makeUnsafe(1)
  const syncing = Semaphore.makeUnsafe(1)
  let written = 0
  let synced = 0
  let broken: CommandFailed | undefined

  const unlessBroken = (step: Effect.Effect<void, PlatformError>): Effect.Effect<void, CommandFailed> =>
    Effect.suspend(() => {
      if (broken !== undefined) return Effect.fail(broken)
      return Effect.mapError(step, (error) => {
        broken = failed(error)
        return broken
      })
    })

  const append = (text: string) =>
    writing.withPermit(
      Effect.map(unlessBroken(file.writeAll(encoder.encode(text))), () => {
        written += 1
        return written
      })
    )

  // Rows that wait for the disk at the same time reach it together: many requests can begin after one wait.
  const reachDisk = (row: number) =>
    syncing.withPermit(
      Effect.suspend(() => {
        if (synced >= row) return Effect.void
        const last = written
        return Effect.map(unlessBroken(file.sync), () => {
          synced = last
        })
      })
    )

  const write = (text: string, durable: boolean) =>
    Effect.flatMap(append(text), (row) => (durable ? reachDisk(row) : Effect.void)).pipe(
      Effect.uninterruptible
    )

  if (kind === "new") yield* write(headerText, true)
  return { add: (row, options) => write(rowText(row), options?.durable ?? false) }
})

const notWritten = (path: string, { reason }: PlatformError): Failure => ({
  operation: "Messages.send",
  outcome: "unknown",
  reason: { _tag: "FileError", path, operation: "write", code: reason._tag },
  message:
    reason._tag === "AlreadyExists"
      ? `${path}: the file exists already`
      : `${path}: cannot be written (${reason._tag})`,
  consequence: "No message was sent that is not in the file; one that is there as trying may have been.",
  exit: "disk"
})

/** Puts a text in the place of the file, all at once. */
export const replaceResults = Effect.fnUntraced(
  function* (path: string, text: string) {
    const files = yield* FileSystem.FileSystem
    const temporary = `${path}.tidy`
    yield* Effect.scoped(
      Effect.gen(function* () {
        const file = yield* files.open(temporary, { flag: "w" })
        yield* file.writeAll(new TextEncoder().encode(text))
        yield* file.sync
      })
    )
    yield* files.rename(temporary, path)
  },
  (replacing, path) =>
    Effect.mapError(replacing, (error) => new CommandFailed({ failure: notWritten(path, error) }))
)
