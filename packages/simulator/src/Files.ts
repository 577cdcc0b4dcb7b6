/** The file stores of the simulated account, held in memory. */

/** The stores: voice and fax media, message media, and the log files of REST applications (D). */
export type FileType = "media" | "msg_media" | "rest"

export interface FileToStore {
  readonly filetype: FileType
  /**
   * The name with its path. Letters, digits and `. _ / @ - :` (D); no `..`, `//` or `/./`. In `media` and
   * `msg_media` it has an extension, in `media` one of `.wav .wave .tif .tiff`.
   */
  readonly name: string
  readonly bytes: Uint8Array
  /** Default `application/octet-stream`. */
  readonly contentType?: string
  /** Default false. */
  readonly encrypted?: boolean
  /** How long the file is kept, in milliseconds of the simulator's clock. Default: for ever. */
  readonly keepFor?: number
}

export interface StoredFile {
  readonly filetype: FileType
  readonly name: string
  readonly bytes: Uint8Array
  readonly contentType: string
  readonly encrypted: boolean
  /** Milliseconds since the epoch, as are all times. */
  readonly modified: number
  /** Undefined for a file that is kept for ever. */
  readonly expires: number | undefined
}

/** A test's own access to the stores, beside the operations of the cloud. */
export interface Files {
  /** Stores a file, replacing one of the same name. Throws if the name breaks the rules of the store. */
  readonly put: (file: FileToStore) => StoredFile
  readonly has: (filetype: FileType, name: string) => boolean
  readonly get: (filetype: FileType, name: string) => StoredFile | undefined
  /** The files of a store, ordered by name. */
  readonly list: (filetype: FileType) => readonly StoredFile[]
  /** False if there was no such file. */
  readonly remove: (filetype: FileType, name: string) => boolean
}
