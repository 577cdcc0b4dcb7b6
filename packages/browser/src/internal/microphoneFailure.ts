/**
 * What browsers say, as a `MicrophoneError`.
 */
import * as Predicate from "effect/Predicate"
import { MicrophoneError, type MicrophoneProblem } from "../MicrophoneError.js"

/** By the name of the exception, as the specification of getUserMedia has it, and as older browsers had it. */
const problems: Readonly<Record<string, MicrophoneProblem>> = {
  NotAllowedError: "permission-denied",
  SecurityError: "permission-denied",
  NotFoundError: "no-device",
  OverconstrainedError: "overconstrained",
  NotReadableError: "device-busy",
  AbortError: "device-busy",
  NotSupportedError: "unsupported"
}

export const problem = (reason: MicrophoneProblem): MicrophoneError => new MicrophoneError({ reason })

const nameOf = (error: unknown): string =>
  Predicate.hasProperty(error, "name") && typeof error.name === "string" ? error.name : "unknown"

export const withName = (reason: MicrophoneProblem, error: unknown): MicrophoneError =>
  new MicrophoneError({ reason, browserError: nameOf(error) })

/** Chromium says in the text whether the question was closed; no browser says it in the name. */
const isDismissed = (error: unknown): boolean =>
  nameOf(error) === "NotAllowedError" &&
  Predicate.hasProperty(error, "message") &&
  /dismissed/i.test(String(error.message))

/** Why getUserMedia was refused, or another of the browser's own functions. */
export const fromBrowser = (error: unknown): MicrophoneError => {
  const name = nameOf(error)
  const known = Object.hasOwn(problems, name) ? problems[name] : undefined
  return withName(isDismissed(error) ? "permission-dismissed" : (known ?? "failed"), error)
}
