/**
 * The options of a stream, checked: limits that have an end, and a session that leads to a WebSocket.
 */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { type Codec, defaultCodec } from "../BiometricSocketCodec.js"
import type { StreamOptions } from "../BiometricSocketOptions.js"
import type { CallPolicy } from "../CallPolicy.js"
import type { StreamSession } from "../StreamSession.js"
import { isContent } from "./biometricAudio.js"
import type { Limits } from "./biometricSocketStream.js"
import { socketUrlRule } from "./biometricSocketUrl.js"
import type { Problem } from "./endpoint.js"

/** The limits in force, and what is wrong with them. */
export interface Settings {
  readonly codec: Codec
  readonly limits: Limits
  readonly problems: ReadonlyArray<Problem>
}

export const settingsOf = (options: StreamOptions, policy: CallPolicy): Settings => {
  const codec = options.codec ?? defaultCodec
  const limits = {
    frameBytes: options.frameBytes ?? 16 * 1024,
    bufferBytes: options.bufferBytes ?? 1024 * 1024,
    connectTimeout: durationOf(options.connectTimeout, Duration.seconds(10)),
    stallTimeout: durationOf(options.stallTimeout, policy.attemptTimeout),
    answerTimeout: durationOf(options.answerTimeout, Duration.seconds(30))
  }
  return {
    codec,
    limits,
    problems: [
      ...wholeFrom("frameBytes", limits.frameBytes, 1),
      ...wholeFrom("bufferBytes", limits.bufferBytes, 0),
      ...endOf("connectTimeout", limits.connectTimeout),
      ...endOf("stallTimeout", limits.stallTimeout),
      ...endOf("answerTimeout", limits.answerTimeout),
      ...closeCode("codec.closeCodes.done", codec.closeCodes.done),
      ...closeCode("codec.closeCodes.givenUp", codec.closeCodes.givenUp)
    ]
  }
}

/** What is no duration becomes none at all, which {@link endOf} refuses. */
const durationOf = (input: Duration.Input | undefined, standard: Duration.Duration): Duration.Duration =>
  input === undefined ? standard : Option.getOrElse(Duration.fromInput(input), () => Duration.zero)

const endOf = (field: string, duration: Duration.Duration): ReadonlyArray<Problem> =>
  Duration.isFinite(duration) && Duration.toMillis(duration) > 0
    ? []
    : [{ field, rule: "must be a duration of more than 0 that ends" }]

const wholeFrom = (field: string, value: number, least: number): ReadonlyArray<Problem> =>
  Number.isSafeInteger(value) && value >= least
    ? []
    : [{ field, rule: `must be a whole number of ${least} or more` }]

/** Those that a program may close with: a browser throws at any other. */
const closeCode = (field: string, code: number): ReadonlyArray<Problem> =>
  code === 1000 || (Number.isInteger(code) && code >= 3000 && code <= 4999)
    ? []
    : [{ field, rule: "must be 1000, or from 3000 to 4999" }]

const operations = ["register", "update", "verify"]

/** What is wrong with a session: one may have come as JSON, and not through `StreamSession.fromJson`. */
export const sessionProblems = (session: Partial<StreamSession>): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = []
  if (session.operation === undefined || !operations.includes(session.operation)) {
    problems.push({ field: "session.operation", rule: `must be one of ${operations.join(", ")}` })
  }
  const url = Redacted.isRedacted(session.url) ? Redacted.value(session.url) : undefined
  const rule =
    typeof url === "string" ? socketUrlRule(url) : "must be Redacted: StreamSession.fromJson reads a session"
  if (rule !== undefined) problems.push({ field: "session.url", rule })
  return problems
}

export const contentProblems = (field: string, content: unknown): ReadonlyArray<Problem> =>
  isContent(content) ? [] : [{ field, rule: "must be bytes, a Blob, a stream of bytes, or a Wav" }]
