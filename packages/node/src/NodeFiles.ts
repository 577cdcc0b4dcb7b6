/**
 * Files on disk to the stores of the account, and back. For bytes and streams there is
 * `Files` of `@aculab-cloud/core`.
 *
 * Memory stays small whatever the size of a file. A download is in its place when it is
 * whole, and not before.
 *
 * @since 0.1.0
 */

import { basename } from "node:path"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Files from "@aculab-cloud/core/Files"
import * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import * as Names from "./internal/fileNames.js"
import { save } from "./internal/save.js"
import { saveAll } from "./internal/saveAll.js"
import { send } from "./internal/send.js"
import { sendAll } from "./internal/sendAll.js"
import { targetOf } from "./internal/target.js"
import type { Cloud } from "./NodeCloud.js"
import type { FileError } from "./NodeFileError.js"
import type {
  DownloadFolderOptions,
  DownloadOptions,
  FolderOptions,
  SavedFile,
  TransferEvent,
  UploadedFile,
  UploadFolderOptions,
  UploadOptions
} from "./NodeTransfer.js"

export { FileError } from "./NodeFileError.js"
export type {
  Destination,
  DownloadFolderOptions,
  DownloadOptions,
  Encryption,
  Progress,
  SavedFile,
  TransferEvent,
  UploadedFile,
  UploadFolderOptions,
  UploadOptions
} from "./NodeTransfer.js"

/**
 * The path on disk for a name in the cloud: relative, with `/` between its folders.
 *
 * **Details**
 *
 * Whatever the name is, the path stays in the folder that it is joined to, names a file on
 * Linux, macOS and Windows alike, and is the path of no other name; {@link nameOf} gives the
 * name back.
 *
 * - Letters and digits of ASCII and `. _ @ - ( ) + , =` stay, and so do spaces.
 * - Every other character is its UTF-8 in `%` and two digits, as in an address: control
 *   characters, `:`, `\`, `%`, `~`, `"`, all letters beyond ASCII. So nothing depends on how
 *   a file system normalises Unicode. Half of a surrogate pair is `%u` and four digits.
 * - So is a dot, a space or a `-` at the beginning of a part between slashes, and a dot or a
 *   space at its end: there is no `..`, and nothing is hidden or taken for an option.
 * - So is the first letter of the names that Windows keeps for devices: `CON`, `nul.txt`.
 * - A part that is empty, as before the first slash of `/etc`, is a lone `%`.
 *
 * Upper and lower case stay. Where the disk takes `A.wav` and `a.wav` for the same file, the
 * second download of the two is refused.
 *
 * **Example** (A report and a name that is up to something)
 *
 * ```ts
 * import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
 *
 * console.log(NodeFiles.pathOf("1-2-0_you@example.com_adr_2026-01-01_00:00:00.csv"))
 * // => 1-2-0_you@example.com_adr_2026-01-01_00%3A00%3A00.csv
 * console.log(NodeFiles.pathOf("../../etc/passwd"))
 * // => %2E%2E/%2E%2E/etc/passwd
 * ```
 *
 * @category names
 * @since 0.1.0
 */
export const pathOf = (name: string): string => Names.pathOf(name)

/**
 * The name in the cloud for a path that {@link pathOf} made, with `/` between its folders.
 *
 * **Details**
 *
 * A part between slashes that `pathOf` would not have written stays as it is, so a file that was
 * never in the cloud keeps its name: `Grüße 100%.wav`.
 *
 * **Example** (There and back)
 *
 * ```ts
 * import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
 *
 * console.log(NodeFiles.nameOf("2026-01-01_00%3A00%3A00.csv"))
 * // => 2026-01-01_00:00:00.csv
 * ```
 *
 * @category names
 * @since 0.1.0
 */
export const nameOf = (path: string): string => Names.nameOf(path)

/**
 * Uploads a file, replacing one of the same name. Succeeds when the cloud has all of it.
 *
 * **Details**
 *
 * A file can be read again, so the upload is repeated as the `CallPolicy` says after anything
 * that may go better the next time. Fails with a `FileError` when the file cannot be read, or
 * is changed meanwhile (`CHANGED`): then the upload is broken off, and the cloud has nothing
 * of it.
 *
 * **Example** (A greeting for callers)
 *
 * ```ts
 * import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
 * import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
 * import { mkdtemp, rm, writeFile } from "node:fs/promises"
 * import { tmpdir } from "node:os"
 * import { join } from "node:path"
 *
 * const folder = await mkdtemp(join(tmpdir(), "greetings-"))
 * const path = join(folder, "logo.svg")
 * await writeFile(path, "<svg xmlns='http://www.w3.org/2000/svg'/>")
 *
 * await using cloud = NodeCloud.make()
 * const { name, size } = await cloud.run(
 *   NodeFiles.upload(path, { fileType: "messageMedia", name: "greetings/logo.svg" })
 * )
 * await rm(folder, { recursive: true })
 *
 * console.log(name, size)
 * // => greetings/logo.svg 41
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const upload = (
  path: string,
  options: UploadOptions
): Effect.Effect<UploadedFile, CloudError | FileError, Cloud> => {
  const name = options.name ?? nameOf(basename(path))
  return Effect.map(send(path, { ...options, name }), (size) => ({ name, size }))
}

/**
 * Downloads a file.
 *
 * **Details**
 *
 * It is written under another name in the target folder, and gets its own when all of it is
 * on the disk. After a failure or an interruption nothing is left of it. No symbolic link is
 * written through, and the links in the path of the target folder are yours.
 *
 * Errors worth telling apart: `FileError` with `EEXIST` (the file is there already; the cloud
 * was not asked), `CloudError` with `NotFound`, and `FileError` with `BAD_DECRYPT`.
 *
 * **Gotchas**
 *
 * A process that is killed leaves its temporary files: `.aculab-….part`. Somebody who may write
 * to the target folder at the same time can move things about in it between a check and the
 * step after it.
 *
 * **Example** (Encrypt, upload, download, decrypt)
 *
 * ```ts
 * import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
 * import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
 * import * as Effect from "effect/Effect"
 * import * as Redacted from "effect/Redacted"
 * import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
 * import { tmpdir } from "node:os"
 * import { join } from "node:path"
 *
 * const folder = await mkdtemp(join(tmpdir(), "secrets-"))
 * await writeFile(join(folder, "secret.wav"), "to be said to nobody else")
 *
 * const key = Redacted.make(crypto.getRandomValues(new Uint8Array(32)))
 * const iv = crypto.getRandomValues(new Uint8Array(16))
 * const stored = { fileType: "media", name: "secrets/secret.wav" } as const
 *
 * const program = Effect.gen(function* () {
 *   yield* NodeFiles.upload(join(folder, "secret.wav"), { ...stored, encrypt: { key, iv } })
 *   return yield* NodeFiles.download({ ...stored, to: join(folder, "copy.wav"), decrypt: { key, iv } })
 * }).pipe(Effect.provide(NodeCloud.layerConfig))
 *
 * const { path } = await Effect.runPromise(program)
 * console.log(await readFile(path, "utf8"))
 * // => to be said to nobody else
 * await rm(folder, { recursive: true })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const download = (
  options: DownloadOptions
): Effect.Effect<SavedFile, CloudError | FileError, Cloud> => {
  const { fileType, name, to, overwrite } = options
  return save({
    ...options,
    operation: "Files.download",
    open: Files.open({ fileType, name }),
    target: targetOf(to, name, overwrite)
  })
}

/**
 * Uploads the files of a folder and of the folders below it: a stream of what happens to each.
 *
 * **Details**
 *
 * A file of the same name and size in the cloud is taken for the same, and skipped; one of
 * another size is replaced. A file that fails is told, and the others go on. So is the second of
 * two that would have the same name there, such as `a:b` and `a%3Ab`: `EEXIST`. The stream itself
 * fails when the folder cannot be read, or the store not be listed. To stop listening stops
 * what is under way. Symbolic links are not followed.
 *
 * **Example** (Only what the cloud has not got)
 *
 * ```ts
 * import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
 * import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
 * import { mkdtemp, rm, writeFile } from "node:fs/promises"
 * import { tmpdir } from "node:os"
 * import { join } from "node:path"
 *
 * const folder = await mkdtemp(join(tmpdir(), "pictures-"))
 * await writeFile(join(folder, "map.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>")
 *
 * await using cloud = NodeCloud.make()
 * const uploads = NodeFiles.uploadFolder(folder, { fileType: "messageMedia", cloudFolder: "pictures" })
 * for await (const event of cloud.iterate(uploads)) {
 *   if (event.type === "done") console.log("uploaded", event.name)
 * }
 * for await (const event of cloud.iterate(uploads)) console.log(event.type, event.name)
 * // => uploaded pictures/map.svg
 * // => skipped pictures/map.svg
 * await rm(folder, { recursive: true })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const uploadFolder = (
  folder: string,
  options: UploadFolderOptions
): Stream.Stream<TransferEvent, CloudError | FileError, Cloud> =>
  sendAll(folder, {
    fileType: options.fileType,
    prefix: prefixOf(options),
    pattern: options.pattern ?? "**",
    concurrency: options.concurrency,
    timeToLive: options.timeToLive
  })

/**
 * Downloads the files of a folder in a store and of the folders below it: a stream of what
 * happens to each.
 *
 * **Details**
 *
 * Each file gets the path that {@link pathOf} makes of its name after `cloudFolder`, and must
 * have the size that the list says. A file of this size on disk is taken for the same, and
 * skipped. A file that fails is told, and the others go on. The stream itself fails when the
 * store cannot be listed. To stop listening stops what is under way.
 *
 * **Example** (All pictures)
 *
 * ```ts
 * import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
 * import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
 * import { mkdtemp, rm } from "node:fs/promises"
 * import { tmpdir } from "node:os"
 * import { join } from "node:path"
 *
 * const folder = await mkdtemp(join(tmpdir(), "pictures-"))
 *
 * await using cloud = NodeCloud.make()
 * const files = { fileType: "messageMedia", cloudFolder: "holidays", pattern: "**\/*.png" } as const
 * for await (const event of cloud.iterate(NodeFiles.downloadFolder(folder, files))) {
 *   if (event.type === "failed") console.error(event.name, event.error.message)
 * }
 * await rm(folder, { recursive: true })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const downloadFolder = (
  folder: string,
  options: DownloadFolderOptions
): Stream.Stream<TransferEvent, CloudError, Cloud> => {
  const { fileType, pattern, concurrency, overwrite } = options
  const prefix = prefixOf(options)
  return saveAll({
    operation: "Files.download",
    files: Files.list(prefix === "" ? { fileType } : { fileType, name: `${prefix}*` }),
    open: (name) => Files.open({ fileType, name }),
    folder,
    prefix,
    pattern,
    concurrency,
    overwrite
  })
}

const prefixOf = ({ cloudFolder = "" }: FolderOptions): string =>
  cloudFolder === "" || cloudFolder.endsWith("/") ? cloudFolder : `${cloudFolder}/`
