/**
 * A download into a file: all of it, or nothing.
 */
import { CloudError, UnexpectedResponse } from "@aculab-cloud/core/CloudError"
import type { Download } from "@aculab-cloud/core/Download"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { FileError } from "../NodeFileError.js"
import type { Encryption, SavedFile, SaveOptions } from "../NodeTransfer.js"
import { checkEncryption, decryptWith } from "./cipher.js"
import { counting } from "./counting.js"
import { check, pathOfTarget, type Target } from "./target.js"
import * as Temporary from "./temporary.js"

/** What there is to be saved, and how. */
export interface Save<R> extends Omit<SaveOptions, "overwrite"> {
  /** The operation that errors name. */
  readonly operation: string
  readonly name: string
  readonly open: Effect.Effect<Download, CloudError, R>
  readonly target: Target
  readonly decrypt?: Encryption | undefined
}

export const save = <R>(
  options: Save<R>
): Effect.Effect<SavedFile, CloudError | FileError, Exclude<R, Scope.Scope>> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { name, target, decrypt, onProgress } = options
      const path = pathOfTarget(target)
      // What cannot be saved is not asked for.
      if (decrypt !== undefined) yield* checkEncryption("decrypt", decrypt, path)
      yield* check(target)
      const { bytes, length, contentType } = yield* options.open
      if (length !== undefined) yield* checkSize(options, length, contentType)
      const temporary = yield* Temporary.make(target)
      const received = counting(bytes, { total: length ?? options.size, onProgress })
      const sizes = { received: 0, saved: 0 }
      const counted = Stream.map(received, (chunk) => {
        sizes.received += chunk.length
        return chunk
      })
      const content = decrypt === undefined ? counted : decryptWith(decrypt, path)(counted)
      yield* content.pipe(
        // More comes while the disk is at work, and goes to it at once.
        Stream.buffer({ capacity: 16 }),
        Stream.runForEachArray((chunks) => {
          for (const chunk of chunks) sizes.saved += chunk.length
          return temporary.write(chunks)
        })
      )
      yield* checkSize(options, sizes.received, contentType)
      return {
        name,
        path: yield* temporary.finish,
        size: sizes.saved,
        ...(contentType === undefined ? {} : { contentType })
      }
    })
  )

const checkSize = <R>(
  { operation, size }: Save<R>,
  found: number,
  contentType: string | undefined
): Effect.Effect<void, CloudError> =>
  size === undefined || size === found
    ? Effect.void
    : Effect.fail(
        new CloudError({
          operation,
          outcome: "unknown",
          repeat: "read",
          reason: new UnexpectedResponse({
            status: 200,
            problem: `it has ${found} bytes, and the list says ${size}`,
            contentType,
            excerpt: ""
          })
        })
      )
