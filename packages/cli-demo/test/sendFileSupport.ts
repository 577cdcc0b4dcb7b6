/** What the tests of `messages send --file` share: a folder with a file, and what a run leaves in it. */
import { existsSync, readFileSync } from "node:fs"
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"

/** A recipient for each line. */
export const toOf = (index: number): string => `4477009${String(10_000 + index)}`

export const from = "441908273801"

/** A file with so many lines, for different recipients. */
export const sheetOf = (count: number): string =>
  [
    "to,from,content",
    ...Array.from({ length: count }, (_, index) => `${toOf(index)},${from},Hello`),
    ""
  ].join("\n")

/** A row of a result file, by the names of its columns. None of these tests has a comma in a cell that it looks at. */
export type Row = Readonly<
  Record<"line" | "to" | "outcome" | "references" | "advice" | "fingerprint", string>
>

export interface Folder {
  readonly file: string
  readonly results: string
  readonly write: (text: string | Uint8Array) => Promise<void>
  readonly exists: () => boolean
  readonly text: () => string
  readonly rows: () => ReadonlyArray<Row>
  readonly names: () => Promise<ReadonlyArray<string>>
  readonly remove: () => Promise<void>
}

export const makeFolder = async (text: string): Promise<Folder> => {
  const folder = await mkdtemp(join(tmpdir(), "aculab-cloud-numbers-"))
  const file = join(folder, "numbers.csv")
  const results = join(folder, "numbers.results.csv")
  const write = (text: string | Uint8Array) => writeFile(file, text)
  await write(text)
  return {
    file,
    results,
    write,
    exists: () => existsSync(results),
    text: () => readFileSync(results, "utf8"),
    rows: () => rowsOf(readFileSync(results, "utf8")),
    names: () => readdir(folder),
    remove: () => rm(folder, { recursive: true, force: true })
  }
}

/** Runs a test with a folder of its own. */
export const withFolder = <A, E, R>(
  text: string,
  body: (folder: Folder) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.acquireUseRelease(
    Effect.promise(() => makeFolder(text)),
    body,
    (folder) => Effect.promise(folder.remove)
  )

const rowsOf = (text: string): ReadonlyArray<Row> =>
  text
    .split("\n")
    .slice(1, -1)
    .map((row) => {
      const [line = "", to = "", outcome = "", references = "", ...others] = row.split(",")
      return {
        line,
        to,
        outcome,
        references,
        advice: others.slice(0, -1).join(","),
        fingerprint: others.at(-1) ?? ""
      }
    })
