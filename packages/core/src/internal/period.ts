/** Periods: from a moment to a later one. */
import type { Problem } from "./endpoint.js"
import { momentOf } from "./moment.js"

/** The problem of a period that ends before it begins. Half a period is none. */
export const periodProblems = (input: Readonly<Record<string, unknown>>): ReadonlyArray<Problem> =>
  millisOf(input.from) > millisOf(input.to) ? [{ field: "to", rule: "must not be before from" }] : []

/** `NaN` for what names no moment: it is neither before nor after another. */
const millisOf = (value: unknown): number => momentOf(value)?.epochMilliseconds ?? Number.NaN
