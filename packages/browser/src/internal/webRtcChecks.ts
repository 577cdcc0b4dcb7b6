/**
 * Checks of options, before anything is sent. A rule never holds the value that breaks it.
 */
import { InvalidInput } from "@aculab-cloud/core/CloudError"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"

export interface Issue {
  readonly field: string
  readonly rule: string
}

/** The options of every function of this package that takes any: a type that no API access key fits into. */
export interface NoApiKey {
  /**
   * Not here, not ever: a key in a page is a key for everyone. Your backend holds it, and asks the cloud for tokens.
   */
  readonly apiAccessKey?: never
}

/** All problems as one reason, or `undefined` when there are none. */
export const invalidInput = (issues: ReadonlyArray<Issue>): InvalidInput | undefined => {
  const first = issues[0]
  return first === undefined ? undefined : new InvalidInput({ ...first, issues: [...issues] })
}

/** What a table says of a word that comes from outside, which may be any: `toString`, too. */
export const lookUp = <A>(table: Readonly<Record<string, A>>, word: string): A | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined

/** For callers without types. */
export const keyIssues = (options: object): ReadonlyArray<Issue> =>
  issueIf(
    "apiAccessKey" in options,
    "apiAccessKey",
    "must not be given: a key in a page is a key for everyone"
  )

export const issueIf = (broken: boolean, field: string, rule: string): ReadonlyArray<Issue> =>
  broken ? [{ field, rule }] : []

/** Client ids and service names, as the library has them (D). */
export const idIssues = (field: string, id: unknown): ReadonlyArray<Issue> =>
  issueIf(
    typeof id !== "string" || !/^[A-Za-z0-9+._-]+$/.test(id),
    field,
    "must be letters, digits, +, ., _ and -, at least one"
  )

export const durationIssues = (
  options: Readonly<Record<string, Duration.Input | undefined>>
): ReadonlyArray<Issue> =>
  Object.entries(options).flatMap(([field, input]) =>
    issueIf(input !== undefined && !isUsable(input), field, "must be a duration of more than 0 and an end")
  )

const isUsable = (input: Duration.Input): boolean =>
  Option.match(Duration.fromInput(input), {
    onNone: () => false,
    onSome: (duration) => Duration.isFinite(duration) && Duration.toMillis(duration) > 0
  })

/** Of a duration that was checked, or its default. */
export const millis = (input: Duration.Input | undefined, standard: Duration.Input): number =>
  Duration.toMillis(Duration.fromInputUnsafe(input ?? standard))
