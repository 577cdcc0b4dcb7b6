/** What every command does with the cloud: ask, show that it takes time, print the answer. */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import type { Cloud } from "@aculab-cloud/node/NodeCloud"
import * as Effect from "effect/Effect"
import { Json, withCloud } from "./cloud.js"
import { interrupted, report } from "./failure.js"
import { printJson } from "./output.js"
import { spinning } from "./spinner.js"

/** Runs a call with the cloud of the command line, and tells what is known if it is interrupted. */
export const underWay =
  (operation: string, doing: string) =>
  <A, E, R>(call: Effect.Effect<A, E, R | Cloud>) =>
    Effect.gen(function* () {
      const json = yield* Json
      return yield* call.pipe(
        spinning(doing),
        Effect.onInterrupt(() => report(interrupted(operation), json)),
        withCloud
      )
    })

/** A call, and how its answer is shown. */
export interface Question<A, E, R> {
  /** The operation, such as `Messages.send`. */
  readonly operation: string
  /** What a person reads meanwhile. */
  readonly doing: string
  readonly call: Effect.Effect<A, CloudError, Cloud>
  readonly toJson: (answer: A) => unknown
  readonly show: (answer: A) => Effect.Effect<unknown, E, R>
}

export const ask = Effect.fnUntraced(function* <A, E, R>(question: Question<A, E, R>) {
  const answer = yield* underWay(question.operation, question.doing)(question.call)
  if (yield* Json) yield* printJson(question.toJson(answer))
  else yield* question.show(answer)
})
