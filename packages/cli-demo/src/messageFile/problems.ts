/** What is wrong with a file, told line by line. */
import * as Effect from "effect/Effect"
import { Json } from "../cloud.js"
import { fail, fromCloudError, invalidInput } from "../failure.js"
import { printError } from "../output.js"
import type { Problem } from "./sheet.js"

/** Tells all problems of the file, and ends the command: nothing was sent. */
export const refusedFor = Effect.fnUntraced(function* <A, R>(
  file: string,
  effect: Effect.Effect<A, ReadonlyArray<Problem>, R>
) {
  return yield* Effect.catch(effect, (problems) => refuse(file, problems))
})

const refuse = Effect.fnUntraced(function* (file: string, problems: ReadonlyArray<Problem>) {
  const failure = fromCloudError(invalidInput("Messages.send", problems))
  if (yield* Json) return yield* fail(failure)
  yield* printError(...problems.map(({ field, rule }) => `${file}, ${field}: ${rule}`))
  const count = `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`
  return yield* fail({ ...failure, message: `${file} has ${count}` })
})
