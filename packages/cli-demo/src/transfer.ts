/** One upload or one download, with its progress. */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import type { Cloud } from "@aculab-cloud/node/NodeCloud"
import { FileError } from "@aculab-cloud/node/NodeFileError"
import type { Progress } from "@aculab-cloud/node/NodeTransfer"
import * as Effect from "effect/Effect"
import { underWay } from "./ask.js"
import { CommandFailed } from "./failure.js"
import { fromFileError } from "./fileFailure.js"
import { makeMeter } from "./meter.js"

export interface Transfer<A, E> {
  /** The operation, such as `Files.upload`. */
  readonly operation: string
  /** What a person reads meanwhile, before the bar. */
  readonly doing: string
  readonly run: (
    onProgress: (progress: Progress) => void
  ) => Effect.Effect<A, E | CloudError | FileError, Cloud>
}

/** Runs it, and shows how far it is where a person watches. */
export const transferring = Effect.fnUntraced(function* <A, E = never>({
  operation,
  doing,
  run
}: Transfer<A, E>) {
  const meter = yield* makeMeter(doing)
  return yield* run(meter.note).pipe(
    Effect.mapError((error) =>
      error instanceof FileError ? new CommandFailed({ failure: fromFileError(operation, error) }) : error
    ),
    underWay(operation, doing, meter.text)
  )
})
