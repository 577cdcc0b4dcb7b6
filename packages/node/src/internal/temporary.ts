/**
 * A file that is not there until it is whole: written under another name, and renamed.
 */
import { randomBytes } from "node:crypto"
import { type FileHandle, link, open, realpath, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { FileError } from "../NodeFileError.js"
import { codeOf, disk, refuse } from "./disk.js"
import { arrive, descend, openFolder, pathOfTarget, type Target } from "./target.js"

export interface Temporary {
  readonly write: (chunks: ReadonlyArray<Uint8Array>) => Effect.Effect<void, FileError>
  /** Gives the file its name once it is on the disk. Returns its path. */
  readonly finish: Effect.Effect<string, FileError>
}

/** A temporary file for a target, on the same disk. What is left of it is removed with the scope. */
export const make = /*#__PURE__*/ Effect.fnUntraced(function* (
  target: Target
): Effect.fn.Return<Temporary, FileError, Scope.Scope> {
  const folder = yield* openFolder(target)
  const { parent } = yield* descend(folder, target)
  const named = pathOfTarget(target)
  const path = join(parent, `.aculab-${randomBytes(12).toString("hex")}.part`)
  const file = yield* Effect.acquireRelease(
    disk("write", named, () => open(path, "wx")).pipe(Effect.map((handle) => closingOnce(handle))),
    // Nobody is left to be told that this failed.
    ({ close }) =>
      Effect.promise(() =>
        close()
          .catch(ignore)
          .then(() => rm(path, { force: true }))
          .catch(ignore)
      )
  )
  // The new file is followed back: a folder that was made a link meanwhile has it elsewhere.
  const real = yield* disk("write", named, () => realpath(path))
  if (real !== path) return yield* refuse("write", named, "ELOOP", "a folder became a symbolic link")
  return {
    write: (chunks) => disk("write", named, () => writeAll(file.handle, chunks)),
    finish: Effect.gen(function* () {
      yield* disk("write", named, () => file.handle.sync().then(file.close))
      return yield* oneAtATime(
        Effect.uninterruptible(arrive(folder, target, (final) => moveInto(path, final, target.overwrite)))
      )
    })
  }
})

/** Two names that are the same on a disk must not pass the checks together. */
const oneAtATime = Semaphore.makeUnsafe(1).withPermits(1)

const ignore = () => undefined

const closingOnce = (handle: FileHandle) => {
  let closed: Promise<void> | undefined
  return {
    handle,
    close: () => {
      closed ??= handle.close()
      return closed
    }
  }
}

/** In one go, without a copy of them. The system may take less than it is given. */
const writeAll = async (handle: FileHandle, chunks: ReadonlyArray<Uint8Array>): Promise<void> => {
  let left = chunks
  while (left.length > 0) {
    const { bytesWritten } = await handle.writev(left)
    left = behind(left, bytesWritten)
  }
}

/** What is left of chunks behind their first bytes. */
export const behind = (chunks: ReadonlyArray<Uint8Array>, bytes: number): ReadonlyArray<Uint8Array> => {
  let before = bytes
  const index = chunks.findIndex((chunk) => {
    if (chunk.length > before) return true
    before -= chunk.length
    return false
  })
  const cut = chunks[index]
  return cut === undefined ? [] : [cut.subarray(before), ...chunks.slice(index + 1)]
}

const moveInto = (path: string, final: string, overwrite: boolean) =>
  Effect.as(
    disk("rename", final, async () => {
      if (overwrite || !(await linked(path, final))) await rename(path, final)
      await syncFolder(dirname(final))
    }),
    final
  )

/**
 * Gives the file a second name, which fails where there is a file of that name; a renaming
 * would replace it. Not every disk can do this: there the check before has to be enough.
 */
const linked = (path: string, final: string): Promise<boolean> =>
  link(path, final).then(
    () => true,
    (cause: unknown) => {
      if (codeOf(cause) === "EEXIST") throw cause
      return false
    }
  )

/** Makes the new name last. Windows cannot do this, and needs it not. */
const syncFolder = async (folder: string): Promise<void> => {
  try {
    const handle = await open(folder, "r")
    await handle.sync().finally(() => handle.close())
  } catch {
    // The file is whole and has its name: that its name may not outlive a power cut is no failure.
  }
}
