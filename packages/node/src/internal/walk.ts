/**
 * What is in a folder and in the folders below it.
 */
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import * as Stream from "effect/Stream"
import type { FileError } from "../NodeFileError.js"
import { fileError } from "./disk.js"

export interface Found {
  readonly path: string
  /** The path from the folder on, with `/` on every system. */
  readonly within: string
  /** False for symbolic links, which are not followed, and for devices, pipes and sockets. */
  readonly isFile: boolean
}

/** In the order of the names, folder by folder. Folders themselves are not told. */
export const walk = (folder: string): Stream.Stream<Found, FileError> =>
  Stream.suspend(() =>
    Stream.fromAsyncIterable(foundIn(folder, ""), (cause) => fileError("list", folder, cause))
  )

async function* foundIn(folder: string, before: string): AsyncGenerator<Found, void, undefined> {
  const entries = await readdir(folder, { withFileTypes: true })
  entries.sort((left, right) => (left.name < right.name ? -1 : 1))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    const within = before + entry.name
    if (entry.isDirectory()) yield* foundIn(path, `${within}/`)
    else yield { path, within, isFile: entry.isFile() }
  }
}
