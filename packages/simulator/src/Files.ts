/** The file stores of the simulated account. */
import type { ContentStore } from "./ContentStore.js"

/** The stores: voice and fax media, message media, and the log files of REST applications (D). */
export type FileType = "media" | "msg_media" | "rest"

/** A file that a test puts into a store. */
export interface FileToStore {
  readonly filetype: FileType
  /**
   * The name with its path. Letters, digits and `. _ / @ - :` (D); no `..`, `//` or `/./`. In `media` and
   * `msg_media` it has an extension, in `media` one of `.wav .wave .tif .tiff`. No `/` at the end (I).
   */
  readonly name: string
  readonly bytes: Uint8Array
  /** Default `application/octet-stream`. (`file_write` takes it from the extension.) */
  readonly contentType?: string
  /** Default false. */
  readonly encrypted?: boolean
  /** How long the file is kept, in milliseconds of the simulator's clock. Default: for ever. */
  readonly keepFor?: number
}

/** A file that is in a store. */
export interface StoredFile {
  readonly filetype: FileType
  readonly name: string
  /** In bytes. */
  readonly size: number
  /** Throws a TypeError for what was uploaded to a content store: `Files.read` reads that. */
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly contentType: string
  readonly encrypted: boolean
  /** Milliseconds since the epoch, as are all times. */
  readonly modified: number
  /** In milliseconds since the epoch. Undefined for a file that is kept for ever. */
  readonly expires: number | undefined
}

/** How the stores behave. Times are milliseconds of the simulator's clock. */
export interface FileOptions {
  /**
   * How long operations go on to serve and to list what was overwritten or deleted. Default 0. In the cloud that is
   * several seconds (D): a program that must live with it is tested with 5000, say.
   */
  readonly consistencyDelay: number
  /** How long `file_delete` takes for each 10 000 files, or fewer. Default 1000. */
  readonly deletionStep: number
  /** How many entries a list has at most when `max_count` does not say it. Default 1000 (I). */
  readonly listLimit: number
  /**
   * Where the contents of uploaded files are kept, for one simulator. Uploads then go there as they arrive, and
   * downloads come from there, without ever being whole in memory. Default `undefined`: in memory.
   */
  readonly content: ContentStore | undefined
}

/**
 * A test's own access to the stores, beside the operations of the cloud. It sees what is stored, also where the
 * operations still serve what was there before (`consistencyDelay`).
 */
export interface Files {
  /**
   * Stores a file, in memory, replacing one of the same name. Throws if the name breaks the rules of the store.
   */
  readonly put: (file: FileToStore) => StoredFile
  readonly has: (filetype: FileType, name: string) => boolean
  readonly get: (filetype: FileType, name: string) => StoredFile | undefined
  /** The content of a file from its beginning, wherever it is kept. Undefined if there is no such file. */
  readonly read: (filetype: FileType, name: string) => ReadableStream<Uint8Array<ArrayBuffer>> | undefined
  /** The files of a store, ordered by name. */
  readonly list: (filetype: FileType) => readonly StoredFile[]
  /** False if there was no such file. */
  readonly remove: (filetype: FileType, name: string) => boolean
}
