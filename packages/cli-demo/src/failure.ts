/**
 * What went wrong, in one form for people and for machines: what happened, whether the
 * cloud may have acted, what to do, and how the command ends.
 */
import { CloudError, InvalidInput, type Outcome, Reason } from "@aculab-cloud/core/CloudError"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { commandOf } from "./commands/operations.js"
import { findEndpoint } from "./endpoints.js"
import { type ExitCode, exitCodes } from "./exitCodes.js"
import { bold, printError, printErrorJson, red } from "./output.js"

export interface Failure {
  /** The operation of the cloud, such as `Messages.send`, or the command. */
  readonly operation: string
  readonly outcome: Outcome
  /** JSON with a `_tag`: for a `CloudError` its reason, as the SDK encodes it. */
  readonly reason: unknown
  /** What happened. */
  readonly message: string
  /** Whether something was sent, or may have been. */
  readonly consequence: string
  /** What to do. */
  readonly advice?: string | undefined
  readonly exit: ExitCode
}

/** Ends a command with a failure that is not a `CloudError`. */
export class CommandFailed extends Data.TaggedError("CommandFailed")<{ readonly failure: Failure }> {}

export const fail = (failure: Failure): Effect.Effect<never, CommandFailed> =>
  Effect.fail(new CommandFailed({ failure }))

/** Tells a failure on the standard error: in words, or as one JSON document. */
export const report = (failure: Failure, json: boolean) => {
  const { operation, outcome, reason, message, consequence, advice, exit } = failure
  return json
    ? printErrorJson({
        error: { operation, outcome, reason, message, advice, exitCode: exitCodes[exit].code }
      })
    : printError(
        [red(bold("error:")), ` ${operation}: ${message}`],
        `  ${consequence}`,
        ...(advice === undefined ? [] : [`  ${advice}`])
      )
}

/** What asks again and again under a name of its own. */
const followers = ["Messages.follow", "Outbound.follow", "ApplicationStatus.await"]

/** Whether the cloud is known to be the same afterwards, whatever becomes of the call. */
const changesNothing = (operation: string): boolean =>
  followers.includes(operation) || findEndpoint(operation)?.repeat === "read"

const encodeReason = Schema.encodeSync(Schema.toCodecJson(Reason))

export const fromCloudError = (error: CloudError): Failure => ({
  operation: error.operation,
  outcome: error.outcome,
  reason: encodeReason(error.reason),
  message: error.reason.message,
  consequence: consequenceOf(error),
  advice: error.advice === undefined ? adviceFor(error) : inCommands(error.advice),
  exit: exitFor(error)
})

/** Advice of the SDK names operations: here they are commands. */
const inCommands = (advice: string): string =>
  advice.replace(/\b[A-Z]\w+\.\w+/g, (name) =>
    Object.hasOwn(commandOf, name) ? `aculab-cloud ${commandOf[name]}` : name
  )

const mayHaveActed = "The cloud may have acted."
const onlyAsked = "Nothing is changed: the call only asks."

const consequenceOf = ({ outcome, repeat, reason }: CloudError): string => {
  if (repeat === "read" && (outcome === "unknown" || reason._tag === "Timeout")) return onlyAsked
  if (outcome === "rejected") return "The cloud answered, and did nothing."
  return outcome === "not-sent" ? "Nothing was sent." : mayHaveActed
}

const exitFor = ({ outcome, repeat, reason }: CloudError): ExitCode => {
  if (outcome === "unknown" && repeat !== "read") return "unknown"
  switch (reason._tag) {
    case "InvalidInput":
      return "usage"
    case "Unauthorized":
      return "credentials"
    case "NotFound":
    case "Rejected":
      return "rejected"
    case "RateLimited":
    case "Unavailable":
    case "TransportFailure":
    case "Timeout":
    case "UnexpectedResponse":
      return "unavailable"
  }
}

const adviceFor = ({ outcome, repeat, reason }: CloudError): string | undefined => {
  switch (reason._tag) {
    case "InvalidInput":
      return undefined
    case "Unauthorized":
      return "Check ACULAB_CLOUD_ID, ACULAB_USERNAME and ACULAB_API_ACCESS_KEY."
    case "NotFound":
    case "Rejected":
      return reason.link === undefined ? undefined : `See ${reason.link}`
    case "RateLimited":
      return reason.retryAfter === undefined
        ? "Wait before you try again."
        : `Try again in ${Duration.format(reason.retryAfter)}.`
    case "UnexpectedResponse":
      return "Check ACULAB_BASE_URL: something else than the cloud may be answering."
    case "TransportFailure":
      return outcome === "not-sent" ? "Check the network and ACULAB_BASE_URL." : repetition(repeat)
    case "Timeout":
      return reason.limit === "follow"
        ? "Nothing has stopped but the questions: ask again, or give --patience more time."
        : repetition(repeat)
    case "Unavailable":
      return repetition(repeat)
  }
}

const repetition = (repeat: CloudError["repeat"] | undefined): string | undefined =>
  repeat === "read" || repeat === "again" ? "Trying again does no harm." : undefined

/** Input of the SDK has names of its own: this puts those of the command line in their place. */
export const withNames =
  (names: Readonly<Record<string, string>>) =>
  (error: CloudError): CloudError => {
    if (error.reason._tag !== "InvalidInput") return error
    return invalidInput(
      error.operation,
      error.reason.issues.map(({ field, rule }) => ({
        field: names[field] ?? field,
        // A rule may name another field. One that is an ordinary word, too, such as `from`, stays.
        rule: rule.replace(/\b[a-z]+[A-Z]\w*/g, (word) =>
          Object.hasOwn(names, word) ? (names[word] ?? word) : word
        )
      }))
    )
  }

interface Issue {
  readonly field: string
  readonly rule: string
}

/** Input that breaks rules, in the form that the SDK has for it: nothing was sent. */
export const invalidInput = (operation: string, issues: ReadonlyArray<Issue>): CloudError => {
  const first = issues[0] ?? { field: "input", rule: "is invalid" }
  const reason = new InvalidInput({ ...first, issues })
  return new CloudError({ operation, outcome: "not-sent", repeat: "read", reason })
}

/** The cloud has answered, and its answer, which is printed, is no: the call succeeded, the command did not. */
export const saidNo = (
  operation: string,
  { message, advice }: { readonly message: string; readonly advice?: string }
): Failure => ({
  operation,
  outcome: "rejected",
  reason: { _tag: "SaidNo" },
  message,
  consequence: "The cloud's answer is above.",
  advice,
  exit: "rejected"
})

/** The command line does not say what this command can do. */
export const wrongUsage = (command: string, problems: ReadonlyArray<string>): Failure => ({
  operation: command,
  outcome: "not-sent",
  reason: { _tag: "WrongUsage", problems },
  message: problems.join("; "),
  consequence: "Nothing was sent.",
  advice: `Run '${command} --help' to see how it is used.`,
  exit: "usage"
})

/** Ctrl-C before anything was sent. */
export const stopped = (operation: string): Failure => ({
  operation,
  outcome: "not-sent",
  reason: { _tag: "Interrupted" },
  message: "interrupted",
  consequence: "Nothing was sent.",
  exit: "interrupted"
})

/** Ctrl-C while the cloud was asked to do something. */
export const interrupted = (operation: string): Failure => {
  if (changesNothing(operation)) {
    return { ...stopped(operation), consequence: onlyAsked }
  }
  const { whenUnknown, repeat } = findEndpoint(operation) ?? {}
  return {
    ...stopped(operation),
    outcome: "unknown",
    consequence: mayHaveActed,
    advice: whenUnknown === undefined ? repetition(repeat) : inCommands(whenUnknown)
  }
}

/** The answer had nowhere to go. */
export const outputLost = (code: string): Failure => ({
  operation: "aculab-cloud",
  outcome: "unknown",
  reason: { _tag: "FileError", path: "-", operation: "write", code },
  message: `the standard output cannot be written (${code})`,
  consequence: "What was asked for may be done: its answer is lost, or a part of it.",
  exit: "disk"
})

/** A mistake of this program, or of what it stands on. */
export const unexpected = (defect: unknown): Failure => ({
  operation: "aculab-cloud",
  outcome: "unknown",
  reason: { _tag: "Unexpected" },
  message: defect instanceof Error ? `${defect.name}: ${defect.message}` : String(defect),
  consequence: "This should not happen, so it is not known whether the cloud has acted.",
  exit: "unexpected"
})
