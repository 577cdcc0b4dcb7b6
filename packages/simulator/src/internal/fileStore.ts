/** Keeps files, and for a while what the cloud still serves of those that are gone. */
import type { Clock } from "../Clock.js"
import type { Files, FileType, StoredFile } from "../Files.js"
import { nameProblem } from "./fileRules.js"

export interface FileStore extends Files {
  /**
   * What an operation answers with: for `consistencyDelay` after a file was overwritten or removed, the content that
   * it had before (D).
   */
  readonly served: (filetype: FileType, name: string) => StoredFile | undefined
  /** Everything that is served of a store, ordered by name. */
  readonly servedList: (filetype: FileType) => readonly StoredFile[]
  /** Gives a file another name, replacing one that has it already (I). Undefined if there was no such file. */
  readonly move: (filetype: FileType, name: string, newName: string) => StoredFile | undefined
}

interface Leftover {
  readonly file: StoredFile
  readonly until: number
}

const byName = (left: StoredFile, right: StoredFile): number => (left.name < right.name ? -1 : 1)

/** The stores of one simulated account. */
export const makeFiles = (clock: Clock, consistencyDelay: number): FileStore => {
  const files = new Map<string, StoredFile>()
  const leftovers = new Map<string, Leftover>()
  const key = (filetype: FileType, name: string) => `${filetype} ${name}`

  const unlessExpired = (file: StoredFile | undefined): StoredFile | undefined =>
    file?.expires !== undefined && file.expires <= clock.now() ? undefined : file

  const get = (filetype: FileType, name: string) => unlessExpired(files.get(key(filetype, name)))

  const leftoverOf = (filetype: FileType, name: string): StoredFile | undefined => {
    const place = key(filetype, name)
    const leftover = leftovers.get(place)
    if (leftover === undefined || clock.now() < leftover.until) return leftover?.file
    leftovers.delete(place)
    return undefined
  }

  const served = (filetype: FileType, name: string) =>
    unlessExpired(leftoverOf(filetype, name)) ?? get(filetype, name)

  /** Must run before a file changes: what is served now stays for a while. A new name has nothing to leave (D). */
  const leaveBehind = (filetype: FileType, name: string): void => {
    const file = consistencyDelay > 0 ? served(filetype, name) : undefined
    if (file !== undefined)
      leftovers.set(key(filetype, name), { file, until: clock.now() + consistencyDelay })
  }

  const store = (file: StoredFile): StoredFile => {
    leaveBehind(file.filetype, file.name)
    files.set(key(file.filetype, file.name), file)
    return file
  }

  const remove = (filetype: FileType, name: string): boolean => {
    const existed = get(filetype, name) !== undefined
    leaveBehind(filetype, name)
    files.delete(key(filetype, name))
    return existed
  }

  return {
    get,
    has: (filetype, name) => get(filetype, name) !== undefined,
    put: (file) => {
      const problem = nameProblem(file.filetype, file.name)
      if (problem !== undefined) throw new TypeError(`the file name ${JSON.stringify(file.name)} ${problem}`)
      return store({
        filetype: file.filetype,
        name: file.name,
        bytes: file.bytes.slice(),
        contentType: file.contentType ?? "application/octet-stream",
        encrypted: file.encrypted ?? false,
        modified: clock.now(),
        expires: file.keepFor === undefined ? undefined : clock.now() + file.keepFor
      })
    },
    list: (filetype) =>
      [...files.values()]
        .filter((file) => file.filetype === filetype && unlessExpired(file) !== undefined)
        .sort(byName),
    remove,
    served,
    servedList: (filetype) => {
      const names = [...files.values(), ...[...leftovers.values()].map(({ file }) => file)]
        .filter((file) => file.filetype === filetype)
        .map((file) => file.name)
      return [...new Set(names)]
        .map((name) => served(filetype, name))
        .filter((file) => file !== undefined)
        .sort(byName)
    },
    move: (filetype, name, newName) => {
      const file = get(filetype, name)
      if (file === undefined) return undefined
      remove(filetype, name)
      return store({ ...file, name: newName })
    }
  }
}
