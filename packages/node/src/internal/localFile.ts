/**
 * A file on disk as a stream that is read as fast as its reader pulls.
 */
import { type FileHandle, open, stat } from "node:fs/promises"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { FileError } from "../NodeFileError.js"
import { disk, refuse } from "./disk.js"

/** What a file was when it was looked at. */
export interface LocalFile {
  readonly path: string
  readonly size: number
  readonly modifiedAt: number
}

/** Each piece costs a turn of Node's threads: larger ones are fewer. */
const chunkSize = 256 * 1024

/** Looks at a file. Only a regular one has a length, and an end. */
export const lookAt = /*#__PURE__*/ Effect.fnUntraced(function* (
  path: string
): Effect.fn.Return<LocalFile, FileError> {
  const found = yield* disk("read", path, () => stat(path))
  if (found.isDirectory()) return yield* refuse("read", path, "EISDIR", "it is a folder")
  if (!found.isFile()) return yield* refuse("read", path, "EINVAL", "it is not a file")
  return { path, size: found.size, modifiedAt: found.mtimeMs }
})

/**
 * The content of a file, opened anew by each reader. Fails with `CHANGED` when it is not the
 * file any more that was looked at, at the latest after its last byte.
 */
export const contentOf = (file: LocalFile): Stream.Stream<Uint8Array, FileError> =>
  Stream.unwrap(
    Effect.map(
      Effect.acquireRelease(
        disk("read", file.path, () => open(file.path, "r")),
        (handle) => Effect.promise(() => handle.close().catch(() => undefined))
      ),
      (handle) => Stream.fromPull(Effect.sync(() => pullFrom(handle, file)))
    )
  )

const pullFrom = (handle: FileHandle, file: LocalFile) => {
  let position = 0
  return Effect.gen(function* () {
    const left = file.size - position
    if (left === 0) {
      yield* checkUnchanged(handle, file)
      return yield* Cause.done()
    }
    const bytes = yield* disk("read", file.path, () => readSome(handle, Math.min(left, chunkSize), position))
    if (bytes.length === 0) return yield* changed(file)
    position += bytes.length
    return [bytes] as const
  })
}

const readSome = async (handle: FileHandle, length: number, position: number): Promise<Uint8Array> => {
  // A new one each time: the chunk before may still be on its way out.
  const buffer = new Uint8Array(length)
  const { bytesRead } = await handle.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}

const checkUnchanged = /*#__PURE__*/ Effect.fnUntraced(function* (handle: FileHandle, file: LocalFile) {
  const now = yield* disk("read", file.path, () => handle.stat())
  if (now.size !== file.size || now.mtimeMs !== file.modifiedAt) return yield* changed(file)
})

const changed = ({ path }: LocalFile) =>
  refuse("read", path, "CHANGED", "the file was changed while it was read")
