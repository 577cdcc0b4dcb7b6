/** One run at a time: two that use the same result file would both send what is not in it yet. */
import { hostname } from "node:os"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import { fail, fromCloudError, invalidInput } from "../failure.js"

/** Holds the lock of a result file for as long as the scope is. One that a dead process has left is taken over. */
export const lock = Effect.fnUntraced(function* (results: string) {
  const path = `${results}.lock`
  if (yield* isLeft(path)) yield* clear(results, path)
  yield* hold(results, path)
})

/** Makes a file that nobody else has made, and takes it away with the scope. */
const hold = Effect.fnUntraced(function* (results: string, path: string) {
  const files = yield* FileSystem.FileSystem
  const holder = `${process.pid} ${hostname()}`
  yield* Effect.acquireRelease(files.writeFileString(path, holder, { flag: "wx" }), () =>
    Effect.ignore(files.remove(path))
  ).pipe(Effect.catchTag("PlatformError", (error) => fail(notLocked(results, path, error))))
})

/** One at a time, who looks again: of two that found the same lock, the later would remove what the earlier has made. */
const clear = Effect.fnUntraced(function* (results: string, path: string) {
  const files = yield* FileSystem.FileSystem
  yield* hold(results, `${path}.clearing`)
  if (yield* isLeft(path)) yield* Effect.ignore(files.remove(path))
}, Effect.scoped)

/** Whether a dead process has left it. Of another machine's processes, or another container's, nobody here can tell. */
const isLeft = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  const holder = yield* Effect.orElseSucceed(files.readFileString(path), () => "")
  const [processId = "", host = hostname()] = holder.split(" ")
  return processId !== "" && host === hostname() && !isAlive(Number(processId))
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
