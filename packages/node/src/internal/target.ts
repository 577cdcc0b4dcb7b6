/**
 * Where a download goes, and what is in its way: no component below the target folder may be
 * a symbolic link, and nothing is replaced that nobody asked to replace.
 */
import type { Stats } from "node:fs"
import { lstat, mkdir, readdir, realpath, rmdir } from "node:fs/promises"
import { basename, dirname, join, resolve } from "node:path"
import * as Effect from "effect/Effect"
import type { FileError } from "../NodeFileError.js"
import type { Destination } from "../NodeTransfer.js"
import { codeOf, disk, diskIfThere, refuse } from "./disk.js"
import { pathOf } from "./fileNames.js"

export interface Target {
  /** The folder that the caller named. Links on the way to it are the caller's. */
  readonly folder: string
  /** The folders below it, and the file: none of them through a link. */
  readonly names: ReadonlyArray<string>
  /** Whether the cloud chose the names. Then they are taken to the letter, upper and lower case included. */
  readonly chosenByCloud: boolean
  readonly overwrite: boolean
}

export const targetOf = (to: Destination, name: string, overwrite: boolean | undefined): Target => ({
  ...(typeof to === "string"
    ? { folder: dirname(resolve(to)), names: [basename(resolve(to))], chosenByCloud: false }
    : { folder: resolve(to.folder), names: pathOf(name).split("/"), chosenByCloud: true }),
  overwrite: overwrite ?? false
})

export const pathOfTarget = ({ folder, names }: Target): string => join(folder, ...names)

/** Where the way to a target ends for now. */
export interface Way {
  /** The last folder that is there, with no link in its path. */
  readonly parent: string
  /** What is not there yet, the file last. */
  readonly missing: ReadonlyArray<string>
}

/** Makes the target folder, if it is not there. What the cloud named below it is not made yet. */
export const openFolder = ({ folder }: Target): Effect.Effect<string, FileError> =>
  Effect.andThen(
    disk("write", folder, () => mkdir(folder, { recursive: true })),
    disk("check", folder, () => realpath(folder))
  )

/** Whether a target may be written, as far as can be seen now. Changes nothing. */
export const check = (target: Target): Effect.Effect<void, FileError> =>
  Effect.flatMap(find(target), (found) =>
    found === undefined || target.overwrite ? Effect.void : refuseExisting(pathOfTarget(target))
  )

/** The file that is there already. Fails when something else is there, or on the way. */
export const find = /*#__PURE__*/ Effect.fnUntraced(function* (
  target: Target
): Effect.fn.Return<Stats | undefined, FileError> {
  const { folder } = target
  const real = yield* diskIfThere("check", folder, () => realpath(folder))
  if (real === undefined) return undefined
  const { parent, missing } = yield* descend(real, target)
  return missing.length === 1 ? yield* findFile(parent, target) : undefined
})

/** Goes down from the target folder as far as there are folders. */
export const descend = /*#__PURE__*/ Effect.fnUntraced(function* (
  folder: string,
  target: Target
): Effect.fn.Return<Way, FileError> {
  let parent = folder
  for (const [index, name] of target.names.slice(0, -1).entries()) {
    const path = join(parent, name)
    const found = yield* diskIfThere("check", path, () => lstat(path))
    if (found === undefined) return { parent, missing: target.names.slice(index) }
    if (found.isSymbolicLink()) return yield* refuseLink(path)
    if (!found.isDirectory()) return yield* refuse("check", path, "ENOTDIR", "it is not a folder")
    yield* checkCase(parent, name, target)
    parent = path
  }
  return { parent, missing: target.names.slice(-1) }
})

const findFile = /*#__PURE__*/ Effect.fnUntraced(function* (parent: string, target: Target) {
  const name = target.names.at(-1) ?? ""
  const path = join(parent, name)
  const found = yield* diskIfThere("check", path, () => lstat(path))
  if (found === undefined) return undefined
  if (found.isSymbolicLink()) return yield* refuseLink(path)
  if (found.isDirectory()) return yield* refuse("check", path, "EISDIR", "it is a folder")
  if (!found.isFile()) return yield* refuse("check", path, "EEXIST", "it is not a file")
  yield* checkCase(parent, name, target)
  return found
})

const refuseExisting = (path: string) => refuse("check", path, "EEXIST", "the file exists already")

const refuseLink = (path: string) =>
  refuse("check", path, "ELOOP", "it is a symbolic link, and nothing is written through one")

/**
 * On a disk that takes `A` and `a` for the same, what was found may have another name. Such a
 * disk finds the same file under the name with its letters turned round.
 */
const checkCase = /*#__PURE__*/ Effect.fnUntraced(function* (parent: string, name: string, target: Target) {
  const turned = name.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
  )
  if (!target.chosenByCloud || turned === name) return
  const path = join(parent, name)
  const other = yield* diskIfThere("check", path, () => lstat(join(parent, turned)))
  if (other === undefined) return
  const found = yield* disk("check", path, () => lstat(path))
  if (found.ino !== other.ino || found.dev !== other.dev) return
  const entries = yield* disk("check", path, () => readdir(parent))
  if (entries.includes(name)) return
  return yield* refuse("check", path, "EEXIST", "there is one that differs in upper and lower case only")
})

/**
 * Checks the way again, makes the folders that are missing, runs `finish` with the path of the
 * file, and takes the folders away again if that fails.
 */
export const arrive = <A>(
  folder: string,
  target: Target,
  finish: (path: string) => Effect.Effect<A, FileError>
): Effect.Effect<A, FileError> =>
  Effect.suspend(() => {
    const made: Array<string> = []
    return Effect.gen(function* () {
      const { parent, missing } = yield* descend(folder, target)
      let current = parent
      for (const name of missing.slice(0, -1)) {
        current = join(current, name)
        const path = current
        // Another program may have made it a moment ago, or made a link of it: the check below sees to that.
        const isNew = yield* disk("rename", path, () => makeFolder(path))
        if (isNew) made.push(path)
      }
      const again = yield* descend(folder, target)
      const file = join(again.parent, ...again.missing)
      const found = yield* findFile(again.parent, target)
      if (found !== undefined && !target.overwrite) return yield* refuseExisting(file)
      return yield* finish(file)
    }).pipe(Effect.onError(() => Effect.promise(() => removeEmpty(made))))
  })

const makeFolder = (path: string): Promise<boolean> =>
  mkdir(path).then(
    () => true,
    (cause: unknown) => {
      if (codeOf(cause) === "EEXIST") return false
      throw cause
    }
  )

const removeEmpty = async (folders: ReadonlyArray<string>): Promise<void> => {
  for (const folder of folders.toReversed()) {
    try {
      await rmdir(folder)
    } catch {
      // Somebody else has put something there: then it stays.
      return
    }
  }
}
