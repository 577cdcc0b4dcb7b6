/** What every command does with the cloud: ask, show that it takes time, print the answer. */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import type { Cloud } from "@aculab-cloud/node/NodeCloud"
import * as Effect from "effect/Effect"
import { Json, withCloud } from "./cloud.js"
import { interrupted, report } from "./failure.js"
import { printJson } from "./output.js"
import { spinning } from "./spinner.js"

/** Shows that a call takes time, and tells what is known if it is interrupted. */
export const telling =
  (operation: string, doing: string, tail?: () => string) =>
  <A, E, R>(call: Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      const json = yield* Json
      return yield* call.pipe(
        spinning(doing, tail),
        Effect.onInterrupt(() => report(interrupted(operation), json))
      )
    })

/** The same, with the cloud of the command line. */
export const underWay =
  (operation: string, doing: string, tail?: () => string) =>
  <A, E, R>(call: Effect.Effect<A, E, R | Cloud>) =>
    withCloud(telling(operation, doing, tail)(call))

/** A call, and how its answer is shown. */
export interface Question<A, E, R, Caller = Cloud> {
  /** The operation, such as `Messages.send`. */
  readonly operation: string
  /** What a person reads meanwhile. */
  readonly doing: string
  readonly call: Effect.Effect<A, CloudError, Caller>
  readonly toJson: (answer: A) => unknown
  readonly show: (answer: A) => Effect.Effect<unknown, E, R>
}

/** Asks the cloud and prints its answer, which it gives back to commands that go on from there. */
export const ask = Effect.fnUntraced(function* <A, E, R>(question: Question<A, E, R>) {
  const answer = yield* underWay(question.operation, question.doing)(question.call)
  yield* answered(question, answer)
  return answer
})

/** Prints the answer to a question, for people or for programs. */
export const answered = Effect.fnUntraced(function* <A, E, R>(
  { toJson, show }: Pick<Question<A, E, R>, "toJson" | "show">,
  answer: A
) {
  if (yield* Json) yield* printJson(toJson(answer))
  else yield* show(answer)
})
