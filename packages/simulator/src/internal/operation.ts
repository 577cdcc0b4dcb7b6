import type { Clock } from "../Clock.js"
import type { Files } from "../Files.js"
import type { MessageEngine } from "./messageEngine.js"
import type { Input, Parameter, Problem } from "./parameters.js"
import type { Refusal } from "./refusal.js"

/** The state that operations work on. */
export interface Cloud {
  readonly clock: Clock
  readonly files: Files
  readonly messages: MessageEngine
  /** The account's telephone numbers; undefined when every number is as good as owned. */
  readonly numbers: readonly string[] | undefined
}

export type Outcome =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "refusal"; readonly refusal: Refusal }

export const json = (value: unknown): Outcome => ({ kind: "json", value })

/**
 * An operation of the older, flat kind: the path is its name, and it takes parameters by GET or POST (D for some
 * operations, I for the rest).
 */
export interface Operation {
  readonly path: string
  readonly parameters: readonly Parameter<unknown>[]
  /** What is wrong between parameters, or with the state of the cloud. Runs whatever the parameters are worth. */
  readonly findProblems: (input: Input, cloud: Cloud) => readonly Problem[]
  /** Carries out a request that has no problems. */
  readonly run: (input: Input, cloud: Cloud) => Outcome
}
