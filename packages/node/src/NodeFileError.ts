/**
 * The error of the disk: what went wrong with a file of yours, as opposed to the
 * `CloudError` of the cloud.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * What was done to the file when it failed.
 *
 * - `check`: looking at what is there, before anything is written.
 * - `read`, `write`: opening included.
 * - `rename`: giving the whole file its name, the folders on its way included.
 * - `list`: going through a folder.
 * - `encrypt`, `decrypt`: the key, the initialisation vector or the content is wrong.
 *
 * @category models
 * @since 0.1.0
 */
export const Operation = /*#__PURE__*/ Schema.Literals([
  "check",
  "read",
  "write",
  "rename",
  "list",
  "encrypt",
  "decrypt"
])

/**
 * What was done with a file when it failed.
 *
 * @category models
 * @since 0.1.0
 */
export type Operation = typeof Operation.Type

/**
 * The error of the disk.
 *
 * **Details**
 *
 * `code` is the code of the operating system, such as `ENOENT`, `EACCES`, `ENOSPC` and
 * `ENAMETOOLONG`, also where this package finds out itself:
 *
 * - `EEXIST`: there is a file of this name, and `overwrite` was not asked for; or there is
 *   one that differs in upper and lower case only, on a disk that takes both for the same;
 *   or what is there is neither a file nor a folder.
 * - `ELOOP`: a symbolic link is in the way. Nothing is written through it.
 * - `ENOTDIR`, `EISDIR`: a file where a folder has to be, a folder where a file has to be.
 *
 * Or one of this package's own:
 *
 * - `CHANGED`: the file was changed while it was read.
 * - `BAD_KEY`: the key has not 16, 24 or 32 bytes, or the initialisation vector not 16.
 * - `BAD_DECRYPT`: what came is not what this key and initialisation vector encrypted.
 *
 * **Example** (A file that is not there)
 *
 * ```ts
 * import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
 * import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
 * import * as Effect from "effect/Effect"
 *
 * const uploaded = NodeFiles.upload("no such file.wav", { fileType: "media" }).pipe(
 *   Effect.as("uploaded"),
 *   Effect.catchTag("FileError", ({ operation, code }) => Effect.succeed(`${operation}: ${code}`)),
 *   Effect.provide(NodeCloud.layerConfig)
 * )
 *
 * console.log(await Effect.runPromise(uploaded))
 * // => read: ENOENT
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class FileError extends Schema.TaggedError<FileError>()("FileError", {
  /** The file or folder on disk. */
  path: Schema.String,
  /** What was done to it. */
  operation: Operation,
  /** Why it failed, for programs. */
  code: Schema.String,
  /** Why it failed, for people. Names the path. */
  message: Schema.String
}) {}
