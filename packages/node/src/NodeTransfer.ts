/**
 * What uploads and downloads of files on disk have in common: options, progress, events.
 *
 * @since 0.1.0
 */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import type { FileType } from "@aculab-cloud/core/StoredFile"
import type * as Duration from "effect/Duration"
import type * as Redacted from "effect/Redacted"
import type { FileError } from "./NodeFileError.js"

/**
 * How far a transfer is.
 *
 * @category models
 * @since 0.1.0
 */
export interface Progress {
  /** Bytes that were read from the disk, or came from the cloud, in this attempt. */
  readonly bytes: number
  /** How many there are. Absent: the cloud has not said it. */
  readonly total?: number
}

/**
 * The key of AES in CBC mode with the padding of PKCS#7: how the cloud takes media that you
 * have encrypted (D). The cloud does not know the key: it goes to the application that plays
 * the file.
 *
 * **Gotchas**
 *
 * CBC hides a content and does not protect it from changes. A wrong key is noticed by the
 * padding, and one in about 256 wrong keys has a padding that looks right.
 *
 * @category models
 * @since 0.1.0
 */
export interface Encryption {
  /** 16, 24 or 32 bytes: AES-128, AES-192 or AES-256. */
  readonly key: Uint8Array | Redacted.Redacted<Uint8Array>
  /** The initialisation vector: 16 random bytes, others for each file. No secret. */
  readonly iv: Uint8Array
}

/**
 * Where a download goes: the path of the file, or a folder in which it gets the path that
 * `NodeFiles.pathOf` makes of its name. Folders that are missing are made.
 *
 * @category options
 * @since 0.1.0
 */
export type Destination = string | { readonly folder: string }

/**
 * How a file is kept on the disk.
 *
 * @category options
 * @since 0.1.0
 */
export interface SaveOptions {
  /**
   * Whether a file that is there already is replaced, once the new one is whole. Never a symbolic
   * link. Default: `false`, the download fails with `EEXIST`.
   */
  readonly overwrite?: boolean | undefined
  /**
   * How many bytes there must be, as a list said it. Fails with `UnexpectedResponse` if the
   * cloud sends more or less. Default: what the answer says of itself is enough, and something
   * between that cuts an answer short and says so in its head is not noticed.
   */
  readonly size?: number | undefined
  /** Called for each piece that came. It must not throw. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/**
 * A file on the disk, and where it goes.
 *
 * @category options
 * @since 0.1.0
 */
export interface UploadOptions {
  /** Which store (D). The log files of REST applications cannot be uploaded (S). */
  readonly fileType: "media" | "messageMedia"
  /** The name that the file gets, folders included: see `Files`. Default: `NodeFiles.nameOf` of the file's own name. */
  readonly name?: string | undefined
  /** Default: by the extension of the name, from the list of effect's `Mime`; without one the cloud decides. */
  readonly contentType?: string | undefined
  /** Encrypts the file on its way. In `media` only: message media has no encryption (D). Default: as it is. */
  readonly encrypt?: Encryption | undefined
  /** When the cloud removes it: whole minutes (S), at least 1. Default: never. */
  readonly timeToLive?: Duration.Input | undefined
  /** Called for each piece that was read, from the beginning again in each attempt. It must not throw. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/**
 * A file of a store, and where it goes.
 *
 * @category options
 * @since 0.1.0
 */
export interface DownloadOptions extends SaveOptions {
  /** Which store (D). */
  readonly fileType: FileType
  /** The file's name, folders included. */
  readonly name: string
  /** Where it goes. */
  readonly to: Destination
  /** Decrypts the file on its way. Default: as it is. */
  readonly decrypt?: Encryption | undefined
}

/**
 * A file that was uploaded.
 *
 * @category models
 * @since 0.1.0
 */
export interface UploadedFile {
  /** Its name in the cloud. */
  readonly name: string
  /** Bytes in the cloud: of an encrypted file, up to 16 more than on disk. */
  readonly size: number
}

/**
 * A file that was downloaded.
 *
 * @category models
 * @since 0.1.0
 */
export interface SavedFile {
  /** Its name in the cloud. */
  readonly name: string
  /** Where it is on disk: an absolute path, without links in the part that the cloud's name chose. */
  readonly path: string
  /** Bytes on disk. */
  readonly size: number
  /** What the cloud says that it is. */
  readonly contentType?: string
}

/**
 * What transfers of folders have in common.
 *
 * @category options
 * @since 0.1.0
 */
export interface FolderOptions {
  /** The folder in the store that stands for the one on disk, such as `greetings`. Default: the root. */
  readonly cloudFolder?: string | undefined
  /** How many files are under way at once: 1 or more. Default: 4. */
  readonly concurrency?: number | undefined
}

/**
 * A folder on the disk, and where it goes.
 *
 * @category options
 * @since 0.1.0
 */
export interface UploadFolderOptions extends FolderOptions {
  /** Which store (D). */
  readonly fileType: "media" | "messageMedia"
  /** Which files, as a pattern of effect's `Glob` for the path in the folder. Default: `**`, all but hidden ones. */
  readonly pattern?: string | undefined
  /** When the cloud removes them: whole minutes (S), at least 1. Default: never. */
  readonly timeToLive?: Duration.Input | undefined
}

/**
 * A folder of a store, and where it goes.
 *
 * @category options
 * @since 0.1.0
 */
export interface DownloadFolderOptions extends FolderOptions {
  /** Which store (D). */
  readonly fileType: FileType
  /** Which files, as a pattern of effect's `Glob` for the name after `cloudFolder`. Default: all. */
  readonly pattern?: string | undefined
  /** Whether files of another size are replaced. Default: `false`, they fail with `EEXIST`. */
  readonly overwrite?: boolean | undefined
}

/**
 * What happens to the files of a folder: told apart by `type`.
 *
 * - `started`: its transfer begins.
 * - `progress`: some of it is done. A consumer that is slow gets fewer of these.
 * - `done`: it is whole.
 * - `skipped`: nothing was to be done: a file of the same size is there, or it is a symbolic
 *   link or something else that is no file.
 * - `failed`: it was not transferred. The others go on.
 *
 * Each file has either `skipped`, or `started` first and `done` or `failed` last.
 *
 * @category models
 * @since 0.1.0
 */
export type TransferEvent = {
  /** The name in the cloud. */
  readonly name: string
  /** The path on disk. */
  readonly path: string
} & (
  | { readonly type: "started"; readonly total: number }
  | ({ readonly type: "progress" } & Progress)
  | { readonly type: "done"; readonly bytes: number }
  | { readonly type: "skipped"; readonly reason: "same size" | "not a file" }
  | { readonly type: "failed"; readonly error: CloudError | FileError }
)
