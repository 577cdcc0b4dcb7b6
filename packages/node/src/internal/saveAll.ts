/**
 * Many downloads into one folder.
 */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import type { Download } from "@aculab-cloud/core/Download"
import * as Effect from "effect/Effect"
import * as Glob from "effect/Glob"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { TransferEvent } from "../NodeTransfer.js"
import { save } from "./save.js"
import { find, pathOfTarget, targetOf } from "./target.js"
import { runAll, type Transfer } from "./transfers.js"

/** What there is to be saved, and where. */
export interface SaveAll<R, R2> {
  /** The operation that errors name. */
  readonly operation: string
  readonly files: Stream.Stream<{ readonly name: string; readonly size: number }, CloudError, R2>
  readonly open: (name: string) => Effect.Effect<Download, CloudError, R>
  readonly folder: string
  /** What all names begin with, and no path. */
  readonly prefix: string
  readonly pattern: string | undefined
  readonly concurrency: number | undefined
  readonly overwrite: boolean | undefined
}

export const saveAll = <R, R2>(
  options: SaveAll<R, R2>
): Stream.Stream<TransferEvent, CloudError, Exclude<R, Scope.Scope> | R2> => {
  const { files, prefix, pattern, concurrency } = options
  const glob = pattern === undefined ? undefined : Glob.make(pattern)
  const within = (name: string) => (name.startsWith(prefix) ? name.slice(prefix.length) : name)
  return files.pipe(
    Stream.filter(({ name }) => glob === undefined || Glob.match(glob, within(name))),
    Stream.mapEffect(({ name, size }) => transferOf(options, { name, size, within: within(name) })),
    (transfers) => runAll(transfers, concurrency)
  )
}

const transferOf = <R, R2>(
  { operation, open, folder, overwrite }: SaveAll<R, R2>,
  file: { readonly name: string; readonly size: number; readonly within: string }
): Effect.Effect<Transfer<Exclude<R, Scope.Scope>>> => {
  const { name, size } = file
  const target = targetOf({ folder }, file.within, overwrite)
  const path = pathOfTarget(target)
  return find(target).pipe(
    // What is in the way is told by the download itself.
    Effect.orElseSucceed(() => undefined),
    Effect.map((found) => ({
      name,
      path,
      total: size,
      skipped: found?.size === size ? ("same size" as const) : undefined,
      run: (onProgress) =>
        Effect.map(
          save({ operation, name, open: open(name), target, size, onProgress }),
          (saved) => saved.size
        )
    }))
  )
}
