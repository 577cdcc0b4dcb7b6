/** Deletions take their time, and can be watched. */
import type { Clock } from "../Clock.js"
import type { StoredFile } from "../Files.js"
import type { FileStore } from "./fileStore.js"

/** How many files go at once (S: "chunks of up to 10k files"). */
const filesPerStep = 10_000

export interface DeletionProgress {
  readonly status: "in progress" | "completed"
  readonly filesDeleted: number
}

export interface FileDeletions {
  /** Begins to delete these files; the token stands for that. */
  readonly start: (files: readonly StoredFile[]) => string
  /** Undefined for a token that is nobody's. */
  readonly progress: (token: string) => DeletionProgress | undefined
}

export const makeFileDeletions = (options: {
  readonly clock: Clock
  readonly files: FileStore
  /** Milliseconds for each step. */
  readonly stepTime: number
}): FileDeletions => {
  const { clock, files, stepTime } = options
  const deletions = new Map<string, DeletionProgress>()
  let counter = 20_000

  /** A file that was written again since the deletion began is another file, and stays (I). */
  const removeUnlessNew = (file: StoredFile): boolean =>
    files.get(file.filetype, file.name) === file && files.remove(file.filetype, file.name)

  const step = (token: string, left: readonly StoredFile[], deleted: number): void => {
    clock.after(stepTime, () => {
      const rest = left.slice(filesPerStep)
      const filesDeleted = deleted + left.slice(0, filesPerStep).filter(removeUnlessNew).length
      deletions.set(token, { status: rest.length > 0 ? "in progress" : "completed", filesDeleted })
      if (rest.length > 0) step(token, rest, filesDeleted)
    })
  }

  return {
    start: (matching) => {
      counter += 1
      const token = `${Math.floor(clock.now() / 1000).toString(16)}_del.${counter}`
      deletions.set(token, { status: "in progress", filesDeleted: 0 })
      step(token, matching, 0)
      return token
    },
    progress: (token) => deletions.get(token)
  }
}
