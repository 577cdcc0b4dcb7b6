/**
 * Uploads of what is in a folder.
 */

import { stat } from "node:fs/promises"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Files from "@aculab-cloud/core/Files"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Glob from "effect/Glob"
import * as Stream from "effect/Stream"
import type { Cloud } from "../NodeCloud.js"
import type { FileError } from "../NodeFileError.js"
import type { TransferEvent } from "../NodeTransfer.js"
import { diskIfThere, refuse } from "./disk.js"
import { nameOf } from "./fileNames.js"
import { send } from "./send.js"
import { runAll, type Transfer } from "./transfers.js"
import { type Found, walk } from "./walk.js"

export interface SendAll {
  readonly fileType: "media" | "messageMedia"
  /** What all names begin with: empty, or with a slash at its end. */
  readonly prefix: string
  readonly pattern: string
  readonly concurrency: number | undefined
  readonly timeToLive: Duration.Input | undefined
}

export const sendAll = (
  folder: string,
  options: SendAll
): Stream.Stream<TransferEvent, CloudError | FileError, Cloud> => {
  const glob = Glob.make(options.pattern)
  const transfers = Effect.map(sizesInCloud(options), (sizes) => {
    const taken = new Map<string, string>()
    return walk(folder).pipe(
      Stream.filter(({ within }) => Glob.match(glob, within)),
      Stream.mapEffect((found) => transferOf(found, options, sizes)),
      Stream.map((transfer) => unlessTaken(transfer, taken))
    )
  })
  return runAll(Stream.unwrap(transfers), options.concurrency)
}

/** `a:b` and `a%3Ab` are two names on this disk and one in the cloud, where the later would replace the earlier. */
const unlessTaken = (transfer: Transfer<Cloud>, taken: Map<string, string>): Transfer<Cloud> => {
  const { name, path, skipped } = transfer
  if (skipped === "not a file") return transfer
  const other = taken.get(name)
  if (other !== undefined) {
    const refusal = refuse("list", path, "EEXIST", `${other} has the same name in the cloud`)
    return { ...transfer, skipped: undefined, run: () => refusal }
  }
  taken.set(name, path)
  return transfer
}

/** The files that are there already. One that was encrypted is another one, whatever its size. */
const sizesInCloud = ({
  fileType,
  prefix
}: SendAll): Effect.Effect<ReadonlyMap<string, number>, CloudError, Cloud> =>
  Effect.suspend(() => {
    const sizes = new Map<string, number>()
    return Files.list(prefix === "" ? { fileType } : { fileType, name: `${prefix}*` }).pipe(
      Stream.runForEach(({ name, size, encrypted }) =>
        Effect.sync(() => {
          if (!encrypted) sizes.set(name, size)
        })
      ),
      Effect.as(sizes)
    )
  })

const transferOf = (
  { path, within, isFile }: Found,
  { fileType, prefix, timeToLive }: SendAll,
  sizes: ReadonlyMap<string, number>
): Effect.Effect<Transfer<Cloud>> => {
  const name = prefix + nameOf(within)
  return diskIfThere("list", path, () => stat(path)).pipe(
    // A file that cannot be looked at fails when it is read.
    Effect.orElseSucceed(() => undefined),
    Effect.map((found) => ({
      name,
      path,
      total: found?.size ?? 0,
      skipped: !isFile
        ? ("not a file" as const)
        : found !== undefined && found.size === sizes.get(name)
          ? ("same size" as const)
          : undefined,
      run: (onProgress) => send(path, { fileType, name, timeToLive, onProgress })
    }))
  )
}
