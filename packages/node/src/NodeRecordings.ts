/**
 * Monitor recordings as files on disk.
 *
 * @since 0.1.0
 */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as MonitorRecordings from "@aculab-cloud/core/MonitorRecordings"
import type * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { save } from "./internal/save.js"
import { saveAll } from "./internal/saveAll.js"
import { targetOf } from "./internal/target.js"
import type { Cloud } from "./NodeCloud.js"
import type { FileError } from "./NodeFileError.js"
import type { Destination, SavedFile, SaveOptions, TransferEvent } from "./NodeTransfer.js"

/**
 * Downloads a recording, as `NodeFiles.download` does.
 *
 * **Example** (Into a folder, under the recording's own name)
 *
 * ```ts
 * import * as MonitorRecordings from "@aculab-cloud/core/MonitorRecordings"
 * import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
 * import * as NodeRecordings from "@aculab-cloud/node/NodeRecordings"
 * import { tmpdir } from "node:os"
 * import { join } from "node:path"
 *
 * await using cloud = NodeCloud.make()
 * for (const { name, size } of await cloud.run(MonitorRecordings.list("0123456789abcdef.12345"))) {
 *   const folder = join(tmpdir(), "recordings")
 *   const { path } = await cloud.run(NodeRecordings.download(name, { folder }, { size }))
 *   console.log(path)
 * }
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const download = (
  name: string,
  to: Destination,
  options: SaveOptions = {}
): Effect.Effect<SavedFile, CloudError | FileError, Cloud> =>
  save({
    ...options,
    operation: "MonitorRecordings.download",
    name,
    open: MonitorRecordings.open(name),
    target: targetOf(to, name, options.overwrite)
  })

/**
 * Which recordings are downloaded, where to, and how many at a time.
 *
 * @category options
 * @since 0.1.0
 */
export interface DownloadAllOptions {
  /** Which recordings, as a pattern of effect's `Glob` for the name. Default: all. */
  readonly pattern?: string | undefined
  /** How many are under way at once: 1 or more. Default: 4. */
  readonly concurrency?: number | undefined
  /** Whether files of another size are replaced. Default: `false`, they fail with `EEXIST`. */
  readonly overwrite?: boolean | undefined
}

/**
 * Downloads all recordings of one instance of an application, as `NodeFiles.downloadFolder`
 * does: a stream of what happens to each.
 *
 * **Example** (Keep what was recorded)
 *
 * ```ts
 * import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
 * import * as NodeRecordings from "@aculab-cloud/node/NodeRecordings"
 * import { tmpdir } from "node:os"
 * import { join } from "node:path"
 *
 * await using cloud = NodeCloud.make()
 * const recordings = NodeRecordings.downloadAll("0123456789abcdef.12345", join(tmpdir(), "recordings"))
 * for await (const event of cloud.iterate(recordings)) {
 *   if (event.type === "done") console.log(event.path)
 * }
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const downloadAll = (
  applicationInstanceId: string,
  folder: string,
  options: DownloadAllOptions = {}
): Stream.Stream<TransferEvent, CloudError, Cloud> =>
  saveAll({
    operation: "MonitorRecordings.download",
    files: Stream.fromIterableEffect(MonitorRecordings.list(applicationInstanceId)),
    open: MonitorRecordings.open,
    folder,
    prefix: "",
    pattern: options.pattern,
    concurrency: options.concurrency,
    overwrite: options.overwrite
  })
