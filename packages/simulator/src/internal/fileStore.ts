/** Keeps files, and for a while what the cloud still serves of those that are gone. */
import type { Clock } from "../Clock.js"
import type { Files, FileType, StoredFile } from "../Files.js"
import { contentInMemory, type FileContent } from "./fileContent.js"
import { nameProblem } from "./fileRules.js"

/** A file and what is in it. */
export interface KeptFile {
  readonly file: StoredFile
  readonly content: FileContent
}

export interface FileStore extends Files {
  readonly find: (filetype: FileType, name: string) => KeptFile | undefined
  /**
   * What an operation answers with: for `consistencyDelay` after a file was overwritten or removed, the content that
   * it had before (D).
   */
  readonly served: (filetype: FileType, name: string) => KeptFile | undefined
  /** Everything that is served of a store, ordered by name. */
  readonly servedList: (filetype: FileType) => readonly StoredFile[]
  /** As `put`, with a content that is somewhere already. The name keeps to the rules. */
  readonly store: (content: FileContent, file: NewFile) => StoredFile
  /** Gives a file another name, replacing one that has it already (I). Undefined if there was no such file. */
  readonly move: (filetype: FileType, name: string, newName: string) => StoredFile | undefined
}

export interface NewFile {
  readonly filetype: FileType
  readonly name: string
  readonly contentType: string
  readonly encrypted: boolean
  /** Milliseconds; undefined for ever. */
  readonly keepFor: number | undefined
}

interface Leftover extends KeptFile {
  readonly until: number
}

/** What a test sees of a file whose content is not in memory. */
const withoutBytes = (file: Omit<StoredFile, "bytes">): StoredFile => ({
  ...file,
  get bytes(): never {
    throw new TypeError(`the content of ${file.name} is in a content store: read it with files.read`)
  }
})

const byName = (left: StoredFile, right: StoredFile): number => (left.name < right.name ? -1 : 1)

/** Contents by the place of their file. Each is retained for as long as it is in here. */
const makePlaces = <Kept extends KeptFile>() => {
  const places = new Map<string, Kept>()
  const drop = (place: string): void => {
    places.get(place)?.content.release()
    places.delete(place)
  }
  return {
    get: (place: string) => places.get(place),
    all: () => [...places.values()],
    entries: () => places.entries(),
    count: () => places.size,
    drop,
    keep: (place: string, kept: Kept): void => {
      kept.content.retain()
      drop(place)
      places.set(place, kept)
    }
  }
}

/** Of fewer files than this, those that are over may stay in memory. */
const fewFiles = 100

/** The stores of one simulated account. */
export const makeFiles = (clock: Clock, consistencyDelay: number): FileStore => {
  const files = makePlaces<KeptFile>()
  const leftovers = makePlaces<Leftover>()
  const key = (filetype: FileType, name: string) => `${filetype} ${name}`

  const unlessExpired = <Kept extends KeptFile>(kept: Kept | undefined): Kept | undefined =>
    kept?.file.expires !== undefined && kept.file.expires <= clock.now() ? undefined : kept

  const find = (filetype: FileType, name: string) => unlessExpired(files.get(key(filetype, name)))

  const leftoverOf = (filetype: FileType, name: string): Leftover | undefined => {
    const place = key(filetype, name)
    const leftover = leftovers.get(place)
    if (leftover === undefined || clock.now() < leftover.until) return leftover
    leftovers.drop(place)
    return undefined
  }

  const served = (filetype: FileType, name: string): KeptFile | undefined =>
    unlessExpired(leftoverOf(filetype, name)) ?? find(filetype, name)

  /** How many files there are when it is looked next for those that are over. */
  let many = fewFiles

  /** For what is in memory, which has no timer: each time when there are twice as many as were left the last time. */
  const dropExpired = (): void => {
    if (files.count() < many) return
    for (const [place, kept] of files.entries()) if (unlessExpired(kept) === undefined) files.drop(place)
    many = Math.max(fewFiles, 2 * files.count())
  }

  /** What is in a store has to be removed when it is over; what is in memory need not, so that no timer is set. */
  const whenOver = (content: FileContent, milliseconds: number | undefined, remove: () => void): void => {
    if (content.bytes === undefined && milliseconds !== undefined) clock.after(milliseconds, remove)
  }

  /** Must run before a file changes: what is served now stays for a while. A new name has nothing to leave (D). */
  const leaveBehind = (filetype: FileType, name: string): void => {
    const kept = consistencyDelay > 0 ? served(filetype, name) : undefined
    if (kept === undefined) return
    const { file, content } = kept
    leftovers.keep(key(filetype, name), { file, content, until: clock.now() + consistencyDelay })
    whenOver(content, consistencyDelay, () => void leftoverOf(filetype, name))
  }

  const keep = (content: FileContent, told: Omit<StoredFile, "bytes">): StoredFile => {
    const { bytes } = content
    dropExpired()
    const file = bytes === undefined ? withoutBytes(told) : { ...told, bytes }
    const kept = { file, content }
    const place = key(file.filetype, file.name)
    leaveBehind(file.filetype, file.name)
    files.keep(place, kept)
    const left = file.expires === undefined ? undefined : Math.max(0, file.expires - clock.now())
    whenOver(content, left, () => {
      if (files.get(place) === kept) files.drop(place)
    })
    return file
  }

  const store = (content: FileContent, { keepFor, ...file }: NewFile): StoredFile =>
    keep(content, {
      ...file,
      size: content.size,
      modified: clock.now(),
      expires: keepFor === undefined ? undefined : clock.now() + keepFor
    })

  const remove = (filetype: FileType, name: string): boolean => {
    const existed = find(filetype, name) !== undefined
    leaveBehind(filetype, name)
    files.drop(key(filetype, name))
    return existed
  }

  return {
    find,
    get: (filetype, name) => find(filetype, name)?.file,
    has: (filetype, name) => find(filetype, name) !== undefined,
    read: (filetype, name) => find(filetype, name)?.content.read(),
    put: (file) => {
      const problem = nameProblem(file.filetype, file.name)
      if (problem !== undefined) throw new TypeError(`the file name ${JSON.stringify(file.name)} ${problem}`)
      return store(contentInMemory(file.bytes), {
        filetype: file.filetype,
        name: file.name,
        contentType: file.contentType ?? "application/octet-stream",
        encrypted: file.encrypted ?? false,
        keepFor: file.keepFor
      })
    },
    list: (filetype) =>
      files
        .all()
        .filter((kept) => kept.file.filetype === filetype && unlessExpired(kept) !== undefined)
        .map(({ file }) => file)
        .sort(byName),
    remove,
    served,
    servedList: (filetype) => {
      const names = [...files.all(), ...leftovers.all()]
        .filter(({ file }) => file.filetype === filetype)
        .map(({ file }) => file.name)
      return [...new Set(names)]
        .map((name) => served(filetype, name)?.file)
        .filter((file) => file !== undefined)
        .sort(byName)
    },
    store,
    move: (filetype, name, newName) => {
      const kept = find(filetype, name)
      if (kept === undefined) return undefined
      const { content, file } = kept
      const { size, contentType, encrypted, modified, expires } = file
      // Between the two places it is in neither.
      content.retain()
      remove(filetype, name)
      const told = { filetype, name: newName, size, contentType, encrypted, modified, expires }
      const moved = keep(content, told)
      content.release()
      return moved
    }
  }
}
