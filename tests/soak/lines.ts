/** Lines of a file, written and read without ever holding all of them. */
import { closeSync, createReadStream, openSync, writeSync } from "node:fs"
import { createInterface } from "node:readline"

export interface Lines {
  readonly write: (...words: ReadonlyArray<string | number>) => void
  readonly close: () => void
}

const pieceLength = 64 * 1024

/** A line is some words with tabs between them. */
export const writeLines = (file: string): Lines => {
  const descriptor = openSync(file, "w")
  let piece = ""
  const flush = () => {
    writeSync(descriptor, piece)
    piece = ""
  }
  return {
    write: (...words) => {
      piece += `${words.join("\t")}\n`
      if (piece.length >= pieceLength) flush()
    },
    close: () => {
      flush()
      closeSync(descriptor)
    }
  }
}

export async function* readLines(file: string): AsyncGenerator<ReadonlyArray<string>> {
  for await (const line of createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY
  })) {
    yield line.split("\t")
  }
}
