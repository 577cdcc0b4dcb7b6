/**
 * Reports as files on disk: comma-separated values, as the cloud wrote them. Their rows are
 * read by `Reports.rows` of `@aculab-cloud/core`.
 *
 * @since 0.1.0
 */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Reports from "@aculab-cloud/core/Reports"
import type * as Effect from "effect/Effect"
import { save } from "./internal/save.js"
import { targetOf } from "./internal/target.js"
import type { Cloud } from "./NodeCloud.js"
import type { FileError } from "./NodeFileError.js"
import type { Destination, SavedFile, SaveOptions } from "./NodeTransfer.js"

/**
 * Downloads a report that is complete, as `NodeFiles.download` does.
 *
 * **Example** (Make a report and keep it)
 *
 * ```ts
 * import * as Reports from "@aculab-cloud/core/Reports"
 * import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
 * import * as NodeReports from "@aculab-cloud/node/NodeReports"
 * import * as DateTime from "effect/DateTime"
 * import * as Schedule from "effect/Schedule"
 * import { mkdtemp, rm } from "node:fs/promises"
 * import { tmpdir } from "node:os"
 * import { basename, join } from "node:path"
 *
 * const report = {
 *   kind: "cdr",
 *   from: DateTime.makeUnsafe("2026-02-01T00:00:00Z"),
 *   to: DateTime.makeUnsafe("2026-02-02T00:00:00Z")
 * } as const
 * const folder = await mkdtemp(join(tmpdir(), "reports-"))
 *
 * await using cloud = NodeCloud.make()
 * for await (const event of cloud.iterate(Reports.run(report, { schedule: Schedule.spaced("50 millis") }))) {
 *   if (event.type !== "ready") continue
 *   const { path } = await cloud.run(NodeReports.download(event.name, { folder }, { size: event.size }))
 *   console.log(basename(path))
 * }
 * // => 1-2-0_you@example.com_cdr_2026-02-01_00%3A00%3A00_2026-02-02_00%3A00%3A00.csv
 * await rm(folder, { recursive: true })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const download = (
  name: Reports.ReportName,
  to: Destination,
  options: SaveOptions = {}
): Effect.Effect<SavedFile, CloudError | FileError, Cloud> =>
  save({
    ...options,
    operation: "Reports.download",
    name,
    open: Reports.open(name),
    target: targetOf(to, name, options.overwrite)
  })
