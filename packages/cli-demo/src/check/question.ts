/** A question of the check, and what questions are about. */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"

/** One question to the cloud. */
export interface Check<R> {
  readonly operation: string
  /** What is asked, beside the operation: empty where that says all. */
  readonly about: string
  /** The fields of the operation's input that are sent. */
  readonly fields: () => ReadonlyArray<string>
  /** Asks, and tells whether the answer says what it has to say, beside having the right shape. */
  readonly call: Effect.Effect<boolean, CloudError, R>
  /** It is about what nobody has: the cloud may say so by a refusal in its documented form. */
  readonly refusable: boolean
}

interface Asked<Input extends object, Answer, R> {
  readonly about?: string
  readonly input: () => Input
  readonly call: (input: Input) => Effect.Effect<Answer, CloudError, R>
  /** For what nobody has: whether the answer says so. */
  readonly saysUnknown?: (answer: Answer) => boolean
}

export const ask = <Input extends object, Answer, R>(
  operation: string,
  { about = "", input, call, saysUnknown }: Asked<Input, Answer, R>
): Check<R> => ({
  operation,
  about,
  fields: () => Object.keys(input()),
  call: Effect.suspend(() => Effect.map(call(input()), (answer) => saysUnknown?.(answer) ?? true)),
  refusable: saysUnknown !== undefined
})

export const nothing = () => ({})

/** References that nobody has, in the form of real ones. */
export const unknown = {
  instance: "0000000000000000.0",
  reference: "00000000_0.0000000000.00000",
  name: "aculab-cloud-check",
  file: "aculab-cloud-check.wav",
  report: "aculab-cloud-check.csv"
}

/** From a range that is kept free for drama. */
export const number = "447700900123"

export const moment = DateTime.makeUnsafe("2026-01-01T00:00:00Z")

export const isEmpty = (list: ReadonlyArray<unknown>): boolean => list.length === 0
