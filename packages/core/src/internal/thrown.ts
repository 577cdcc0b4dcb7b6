/**
 * What runtimes throw, which may be anything, and what can be asked of it.
 */
import * as Predicate from "effect/Predicate"

/** An error and what it was caused by, outermost first; of a longer chain, its beginning. */
export const causes = (error: unknown, most = 10): ReadonlyArray<unknown> =>
  most > 1 && error instanceof Error && error.cause !== undefined
    ? [error, ...causes(error.cause, most - 1)]
    : [error]

export const codeOf = (error: unknown): unknown => propertyOf(error, "code")

export const propertyOf = (value: unknown, name: string): unknown =>
  Predicate.hasProperty(value, name) ? value[name] : undefined
