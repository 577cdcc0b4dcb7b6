/**
 * What the cloud says of the files in an account's stores, and how to name them.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import type * as CloudDateTime from "./CloudDateTime.js"

/**
 * One of the account's three stores.
 *
 * - `media`: sounds and fax pages for calls (`media` on the wire, D).
 * - `messageMedia`: pictures and other media of messages, sent and received (`msg_media`, D).
 * - `restLogs`: log files of REST applications (`rest`, D). The cloud writes them; they can be
 *   listed, downloaded and removed (S).
 *
 * @category models
 * @since 0.1.0
 */
export type FileType = "media" | "messageMedia" | "restLogs"

interface PageOptions {
  /** Which store (D). */
  readonly fileType: FileType
  /** Only files changed after this moment (S, wire name I). */
  readonly from?: CloudDateTime.Input | undefined
  /** Only files changed before this moment, which is not before `from` (S, wire name I). */
  readonly to?: CloudDateTime.Input | undefined
  /** How many files a page holds at most: 1 or more (S, wire name I). Default: the cloud's. */
  readonly pageSize?: number | undefined
  /** The cursor: goes on after the page that answered it as `startAfter` (S, wire name I). */
  readonly startAfter?: string | undefined
}

/**
 * Which files to list.
 *
 * Names in `media` and `messageMedia` hold nothing but the letters a-z and A-Z, digits and
 * `. _ / @ - :`, and never `..`, `//` or `/./` (D). A `:` is allowed and discouraged (D).
 *
 * @category options
 * @since 0.1.0
 */
export interface ListOptions extends PageOptions {
  /** The name of one file, folders included, or its beginning and a `*` (D). Default: all files. */
  readonly name?: string | undefined
}

/**
 * Which folder to list. Names keep the rules of {@link ListOptions}.
 *
 * @category options
 * @since 0.1.0
 */
export interface FolderOptions extends PageOptions {
  /** The folder, with or without `/` at its end; empty for the root (S, wire name I). Default: the root. */
  readonly name?: string | undefined
  /** Only files whose names in the folder begin so; empty for all (S, wire name I). Default: all. */
  readonly prefix?: string | undefined
}

/**
 * Which file to download. Names keep the rules of {@link ListOptions}.
 *
 * @category options
 * @since 0.1.0
 */
export interface DownloadOptions {
  /** Which store (D). */
  readonly fileType: FileType
  /** The file's name, folders included: no `*` (D). */
  readonly name: string
}

/**
 * Which file to rename. Names keep the rules of {@link ListOptions}.
 *
 * @category options
 * @since 0.1.0
 */
export interface MoveOptions {
  /** Which store. The log files of REST applications cannot be renamed (S). */
  readonly fileType: "media" | "messageMedia"
  /** The file's name, folders included: no `*` (S, wire name I). */
  readonly name: string
  /**
   * Its new name, folders included; another than `name` (S, wire name I). It has an extension: in
   * `media` one of `.wav`, `.wave`, `.tif` and `.tiff` (D).
   */
  readonly newName: string
}

/**
 * Which files to remove. Names keep the rules of {@link ListOptions}.
 *
 * @category options
 * @since 0.1.0
 */
export interface RemoveOptions {
  /** Which store (D). */
  readonly fileType: FileType
  /**
   * The name of one file, folders included, or its beginning and a `*` (S, wire name I).
   *
   * **Dangerous with a `*`**: every file whose name begins so is removed, in all folders below, and
   * nothing brings them back. `*` alone empties the store. List the same name first.
   */
  readonly name: string
  /** Only files changed after this moment (S, wire name I). */
  readonly from?: CloudDateTime.Input | undefined
  /** Only files changed before this moment, which is not before `from` (S, wire name I). */
  readonly to?: CloudDateTime.Input | undefined
}

/**
 * A file in a store.
 *
 * @category models
 * @since 0.1.0
 */
export interface StoredFile {
  /** Its name, folders included and delimited by `/`. */
  readonly name: string
  /** When it was last changed. */
  readonly modifiedAt: DateTime.Utc
  /** Bytes. */
  readonly size: number
  /** Whether it was encrypted by you before the upload. Message media never is (D). */
  readonly encrypted: boolean
  /** When the cloud removes it. Absent: never. */
  readonly expiresAt?: DateTime.Utc
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * A folder in a store. Folders exist because files are in them.
 *
 * @category models
 * @since 0.1.0
 */
export interface Folder {
  /** Its name, the folders that it is in and the trailing `/` included (S). */
  readonly name: string
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * Something in a folder: told apart by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export type FolderEntry = ({ readonly type: "folder" } & Folder) | ({ readonly type: "file" } & StoredFile)

/**
 * One page of files.
 *
 * @category models
 * @since 0.1.0
 */
export interface FilePage {
  readonly files: ReadonlyArray<StoredFile>
  /** The cursor: `startAfter` of the next page. Absent: this is the last one. */
  readonly startAfter?: string
}

/**
 * One page of what is in a folder.
 *
 * @category models
 * @since 0.1.0
 */
export interface FolderPage {
  readonly folders: ReadonlyArray<Folder>
  readonly files: ReadonlyArray<StoredFile>
  /** The cursor: `startAfter` of the next page. Absent: this is the last one. */
  readonly startAfter?: string
}

/**
 * Names a removal of files while the cloud works on it. Opaque.
 *
 * @category models
 * @since 0.1.0
 */
export type RemovalToken = string

/**
 * How far a removal is.
 *
 * @category models
 * @since 0.1.0
 */
export interface RemovalProgress {
  readonly token: RemovalToken
  /** The set is open: every word but `in progress` is the end. See {@link isFinished}. */
  readonly state: "in progress" | "completed" | (string & Record<never, never>)
  /** How many files are gone. Grows in steps of up to 10,000; the total at the end (S). */
  readonly filesRemoved: number
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * Whether a removal is at its end: no other state will come.
 *
 * @category guards
 * @since 0.1.0
 */
export const isFinished = (progress: { readonly state: RemovalProgress["state"] }): boolean =>
  !/^in[ _-]?progress$/i.test(progress.state)
