/** What a file would send: checked from its first line to its last, before anything is sent. */
import { createHash } from "node:crypto"
import type * as Messages from "@aculab-cloud/core/Messages"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { type Defaults, readingOf } from "./columns.js"
import { type Problem, sheetOf, syntax } from "./sheet.js"

/** A line, and its message. */
export interface Planned {
  readonly line: number
  readonly options: Messages.SendOptions
  /** Tells whether the line still says the same. */
  readonly fingerprint: string
}

export interface Plan {
  readonly count: number
  /** Lines that say the same as one before them. */
  readonly repeated: ReadonlyArray<number>
  readonly unused: ReadonlyArray<string>
  /** All of it. The lines were checked, so nothing fails; they are read anew each time. */
  readonly lines: Stream.Stream<Planned>
}

/** More than anybody reads. The others are counted. */
const mostProblems = 1000

/** Reads the whole file, and fails with everything that is wrong with it. */
export const planOf = Effect.fnUntraced(function* (
  text: string,
  defaults: Defaults
): Effect.fn.Return<Plan, ReadonlyArray<Problem>> {
  const sheet = yield* sheetOf(text)
  const { read, unused } = yield* Effect.fromResult(readingOf(sheet.columns, defaults))
  const problems: Array<Problem> = []
  const seen = new Set<string>()
  const repeated: Array<number> = []
  let unnamed = 0
  const note = (problem: Problem) => {
    if (problems.length < mostProblems) problems.push(problem)
    else unnamed += 1
  }
  let count = 0
  yield* Stream.runForEach(sheet.lines, (line) =>
    Effect.sync(() => {
      count += 1
      const message = read(line)
      if (Result.isFailure(message)) {
        for (const { field, rule } of message.failure)
          note({ field: `line ${line.number} ${field}`.trim(), rule })
        return
      }
      const fingerprint = fingerprintOf(message.success)
      if (seen.has(fingerprint)) repeated.push(line.number)
      seen.add(fingerprint)
    })
  ).pipe(Effect.catch((error) => Effect.sync(() => note(syntax(error)))))
  if (count === 0 && problems.length === 0)
    note({ field: "line 2", rule: "there is nothing below the header" })
  if (unnamed > 0) problems.push({ field: "more", rule: `${unnamed} other problems` })
  if (problems.length > 0) return yield* Effect.fail(problems)
  return {
    count,
    repeated,
    unused,
    lines: Stream.orDie(sheet.lines).pipe(
      Stream.map((line) => {
        const options = Result.getOrThrow(read(line))
        return { line: line.number, options, fingerprint: fingerprintOf(options) }
      })
    )
  }
})

/** Digits alone, as the cloud gets them: what is written in another way is the same number. */
export const digitsOf = (number: string): string => number.replace(/\D/g, "")

const fingerprintOf = ({
  to,
  from,
  type,
  content,
  media,
  alphanumericSenderId
}: Messages.SendOptions): string =>
  createHash("sha256")
    .update(JSON.stringify([digitsOf(to), digitsOf(from), type, content, media, alphanumericSenderId]))
    .digest("hex")
    .slice(0, 16)
