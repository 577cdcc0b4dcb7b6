/**
 * Long lists: one page at a time, as the consumer asks for more.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { CloudError, UnexpectedResponse } from "../CloudError.js"

export interface Page<A> {
  /** HTTP status of the answer that held it. */
  readonly status: number
  readonly items: ReadonlyArray<A>
  /** Where the next page starts. Absent: this is the last one. */
  readonly next?: string | undefined
}

/**
 * All pages from a cursor on. A cursor that comes back would lead in a circle for ever: the
 * stream fails instead, before it repeats what it has told.
 */
export const pages = <A, R>(options: {
  readonly operation: string
  readonly from: string | undefined
  readonly read: (cursor: string | undefined) => Effect.Effect<Page<A>, CloudError, R>
}): Stream.Stream<A, CloudError, R> =>
  Stream.suspend(() => {
    const seen = new Set([options.from])
    return Stream.paginate(options.from, (cursor) =>
      Effect.flatMap(options.read(cursor), ({ status, items, next }) => {
        if (next === undefined) return Effect.succeed([items, Option.none<string>()] as const)
        if (seen.has(next)) return circle(options.operation, status)
        seen.add(next)
        return Effect.succeed([items, Option.some(next)] as const)
      })
    )
  })

const circle = (operation: string, status: number): Effect.Effect<never, CloudError> =>
  Effect.fail(
    new CloudError({
      operation,
      outcome: "unknown",
      repeat: "read",
      reason: new UnexpectedResponse({
        status,
        problem: "its cursor does not move: it is one that this list has already passed",
        excerpt: ""
      })
    })
  )
