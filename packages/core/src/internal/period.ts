/** Periods: from a moment to a later one. */
import * as DateTime from "effect/DateTime"
import type { Problem } from "./endpoint.js"

/** The problem of a period that ends before it begins. Half a period is none. */
export const periodProblems = (input: Readonly<Record<string, unknown>>): ReadonlyArray<Problem> =>
  DateTime.isDateTime(input.from) &&
  DateTime.isDateTime(input.to) &&
  DateTime.toEpochMillis(input.from) > DateTime.toEpochMillis(input.to)
    ? [{ field: "to", rule: "must not be before from" }]
    : []
