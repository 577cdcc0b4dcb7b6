/**
 * The options of a phrase, checked.
 */
import type { InvalidInput } from "@aculab-cloud/core/CloudError"
import * as Effect from "effect/Effect"
import * as Struct from "effect/Struct"
import type { PhraseOptions } from "../PhraseDetector.js"
import { issueOf, type Rule, refuse, secondsOf } from "./optionRules.js"

/** Times in seconds. */
export interface Settings {
  readonly threshold: number
  readonly minimumSpeech: number
  readonly silence: number
  readonly before: number
  readonly after: number
  readonly longest: number
  readonly startTimeout: number
}

const rules = {
  threshold: { usual: 12, from: 3, to: 40, rule: "must be from 3 to 40 dB" },
  minimumSpeech: { usual: 0.25, from: 0.1, to: 10, rule: "must be from 100 milliseconds to 10 seconds" },
  silence: { usual: 0.8, from: 0.1, to: Number.POSITIVE_INFINITY, rule: "must be 100 milliseconds or more" },
  before: { usual: 0.3, from: 0, to: 2, rule: "must be from 0 to 2 seconds" },
  after: { usual: 0.3, from: 0, to: 2, rule: "must be from 0 to 2 seconds" },
  longest: { usual: 60, from: 1, to: 60, rule: "must be from 1 to 60 seconds" },
  startTimeout: { usual: 10, from: 0.1, to: 600, rule: "must be from 100 milliseconds to 10 minutes" }
} as const satisfies Readonly<Record<keyof Settings, Rule>>

const rate: Rule = {
  usual: 16_000,
  from: 8000,
  to: 192_000,
  rule: "must be a whole number from 8000 to 192000"
}

export const checkRate = (sampleRate: number): Effect.Effect<void, InvalidInput> =>
  refuse(issueOf("sampleRate", Number.isInteger(sampleRate) ? sampleRate : Number.NaN, rate))

/** Fails with all problems at once. */
export const settingsOf = (options: PhraseOptions): Effect.Effect<Settings, InvalidInput> =>
  Effect.suspend(() => {
    const settings: Settings = {
      threshold: options.threshold ?? rules.threshold.usual,
      minimumSpeech: secondsOf(options.minimumSpeech, rules.minimumSpeech),
      silence: secondsOf(options.silence, rules.silence),
      before: secondsOf(options.before, rules.before),
      after: secondsOf(options.after, rules.after),
      longest: secondsOf(options.longest, rules.longest),
      startTimeout: secondsOf(options.startTimeout, rules.startTimeout)
    }
    const issues = Struct.keys(rules).flatMap((name) => issueOf(name, settings[name], rules[name]))
    return Effect.as(refuse(issues), settings)
  })
