/** Lists of files and folders, a page at a time. Files come ordered by name, which is what a cursor relies on (I). */
import type { StoredFile } from "../Files.js"

export interface Period {
  /** Milliseconds since the epoch; both ends count. */
  readonly from: number | undefined
  readonly to: number | undefined
}

/** On the wire times have no parts of a second, so none count here: what a list shows, a period of that time finds. */
export const modifiedWithin = ({ from, to }: Period, file: StoredFile): boolean => {
  const modified = Math.floor(file.modified / 1000) * 1000
  return (from === undefined || from <= modified) && (to === undefined || modified <= to)
}

/** An exact name, or the beginning of names with a `*` after it (D). */
export const matches = (spec: string, name: string): boolean =>
  spec.endsWith("*") ? name.startsWith(spec.slice(0, -1)) : name === spec

export interface FilePage {
  readonly files: readonly StoredFile[]
  readonly more: boolean
}

export const pageOfFiles = (
  files: readonly StoredFile[],
  { startAfter, limit }: { readonly startAfter: string | undefined; readonly limit: number }
): FilePage => {
  const left = startAfter === undefined ? files : files.filter((file) => file.name > startAfter)
  return { files: left.slice(0, limit), more: left.length > limit }
}

/** A folder, or a file in the folder that is listed. */
interface FolderEntry {
  /** The name within the folder; ends in `/` for a folder. */
  readonly name: string
  readonly file: StoredFile | undefined
  /** The last file that the entry stands for. */
  lastFile: string
}

export interface FolderPage {
  /** What all names begin with: empty for the root, otherwise the folder with a `/`. */
  readonly path: string
  /** Names within the folder, with their `/`. */
  readonly folders: readonly string[]
  readonly files: readonly StoredFile[]
  /** Present when there is more. */
  readonly startAfter: string | undefined
}

/**
 * A page of what is directly in a folder. Files and folders count alike (I). A folder is there because of the files
 * in it; the cursor after a folder is its last file, so that the next page does not show it again (I).
 */
export const pageOfFolder = (
  files: readonly StoredFile[],
  wanted: {
    readonly folder: string
    readonly prefix: string
    readonly startAfter: string | undefined
    readonly limit: number
  }
): FolderPage => {
  const folder = wanted.folder.replace(/\/$/, "")
  const path = folder === "" ? "" : `${folder}/`
  const start = wanted.startAfter
  const entries: FolderEntry[] = []
  for (const file of files) {
    if (!file.name.startsWith(path + wanted.prefix)) continue
    if (start !== undefined && file.name <= start) continue
    const name = file.name.slice(path.length)
    const slash = name.indexOf("/")
    const folderName = slash < 0 ? undefined : name.slice(0, slash + 1)
    const last = entries.at(-1)
    // Files of a folder follow each other, because they are ordered by name.
    if (folderName !== undefined && last?.name === folderName) last.lastFile = file.name
    else if (entries.length > wanted.limit) break
    else
      entries.push({
        name: folderName ?? name,
        file: folderName === undefined ? file : undefined,
        lastFile: file.name
      })
  }
  const page = entries.slice(0, wanted.limit)
  return {
    path,
    folders: page.filter((entry) => entry.file === undefined).map((entry) => entry.name),
    files: page.map((entry) => entry.file).filter((file) => file !== undefined),
    startAfter: entries.length > wanted.limit ? page.at(-1)?.lastFile : undefined
  }
}
