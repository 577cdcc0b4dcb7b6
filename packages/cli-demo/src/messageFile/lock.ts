/** One run at a time: two that use the same result file would both send what is not in it yet. */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import { fail, fromCloudError, invalidInput } from "../failure.js"

/** Holds the lock of a result file for as long as the scope is. One that a dead process has left is taken over. */
export const lock = Effect.fnUntraced(function* (results: string) {
  const files = yield* FileSystem.FileSystem
  const path = `${results}.lock`
  const take = files.writeFileString(path, String(process.pid), { flag: "wx" })
  const held = yield* Effect.orElseSucceed(files.readFileString(path), () => "")
  if (held !== "" && !isAlive(Number(held))) yield* Effect.ignore(files.remove(path))
  yield* Effect.acquireRelease(take, () => Effect.ignore(files.remove(path))).pipe(
    Effect.catchTag("PlatformError", (error) => fail(notLocked(results, path, error)))
  )
})

const isAlive = (processId: number): boolean => {
  if (!Number.isSafeInteger(processId) || processId <= 0) return true
  try {
    // Signal 0 only asks. Without the right to ask there is somebody.
    process.kill(processId, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH")
  }
}

const notLocked = (results: string, path: string, { reason }: PlatformError) =>
  fromCloudError(
    invalidInput("Messages.send", [
      {
        field: "--results",
        rule:
          reason._tag === "AlreadyExists"
            ? `another run writes ${results}; if there is none, remove ${path}`
            : `${path} cannot be written (${reason._tag})`
      }
    ])
  )
