/**
 * The border to the disk: one promise of Node's, one effect, every failure a `FileError`.
 */
import * as Effect from "effect/Effect"
import { FileError, type Operation } from "../NodeFileError.js"

/**
 * Runs one operation of the disk. It is short and cannot be stopped, so an interruption waits
 * for its end: nothing is closed or removed under it.
 */
export const disk = <A>(
  operation: Operation,
  path: string,
  run: () => Promise<A>
): Effect.Effect<A, FileError> =>
  Effect.uninterruptible(Effect.tryPromise({ try: run, catch: (cause) => fileError(operation, path, cause) }))

/** As `disk`; where there is nothing, `undefined`. */
export const diskIfThere = <A>(
  operation: Operation,
  path: string,
  run: () => Promise<A>
): Effect.Effect<A | undefined, FileError> =>
  Effect.catchIf(
    disk(operation, path, run),
    (error) => error.code === "ENOENT",
    () => Effect.succeed(undefined)
  )

export const refuse = (
  operation: Operation,
  path: string,
  code: string,
  problem: string
): Effect.Effect<never, FileError> => Effect.fail(failure(operation, path, code, problem))

export const fileError = (operation: Operation, path: string, cause: unknown): FileError => {
  const message = messageOf(cause)
  // Most of those of the operating system name it already.
  return message.includes(`'${path}'`)
    ? new FileError({ operation, path, code: codeOf(cause), message })
    : failure(operation, path, codeOf(cause), message)
}

export const failure = (operation: Operation, path: string, code: string, problem: string): FileError =>
  new FileError({ operation, path, code, message: `${path}: ${problem}` })

export const codeOf = (cause: unknown): string =>
  cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "UNKNOWN"

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
