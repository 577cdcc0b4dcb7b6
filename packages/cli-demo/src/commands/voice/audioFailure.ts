/** What is wrong with audio that was not sent, in the form that all failures have. */
import { CloudError } from "@aculab-cloud/core/CloudError"
import { InvalidAudio } from "@aculab-cloud/core/InvalidAudio"
import { FileError } from "@aculab-cloud/node/NodeFileError"
import { CommandFailed, type Failure, withNames } from "../../failure.js"
import { fromFileError } from "../../fileFailure.js"

/** Where audio is named: the operation that it is for, and its file, where there is only one. */
export interface Place {
  readonly operation: string
  readonly file: string | undefined
  /** How to convert audio from here, such as `--convert`. */
  readonly convert: string
}

const inFlags = withNames({
  userId: "USER",
  audio: "FILE",
  "audio.name": "FILE",
  urls: "--url",
  url: "--url",
  sensitivity: "--sensitivity"
})

/** Failures of a call with audio, in the words of the command line. */
export const inCommandLine =
  (place: Place) =>
  <E>(error: E | CloudError | InvalidAudio | FileError) => {
    if (error instanceof CloudError) return inFlags(error)
    if (error instanceof InvalidAudio) return new CommandFailed({ failure: fromInvalidAudio(place, error) })
    if (error instanceof FileError) return new CommandFailed({ failure: unread(place.operation, error) })
    return error
  }

export const fromInvalidAudio = (place: Place, error: InvalidAudio): Failure => {
  const { problem, source = place.file } = error
  const issues = issuesIn(place, error)
  return {
    operation: place.operation,
    outcome: "not-sent",
    reason: { _tag: "InvalidAudio", problem, source, issues },
    message: `${nameOf(source)} cannot be used: ${issues.map(({ found }) => found).join("; ")}`,
    consequence: "Nothing was sent.",
    advice: [...new Set(issues.map(({ advice }) => sentence(advice)))].join(" "),
    exit: "usage"
  }
}

/** Advice of the SDK names its functions: here they are a flag. */
export const issuesIn = ({ convert }: Place, { issues }: InvalidAudio): InvalidAudio["issues"] =>
  issues.map((issue) => ({
    ...issue,
    advice: issue.advice.replace(/\bWav\.(convert|toMono)\b/g, () => convert)
  }))

const nameOf = (source: string | undefined): string =>
  source === undefined || source === "-" ? "the audio" : source

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`

/** All audio is read before any of it is sent. */
const unread = (operation: string, error: FileError): Failure => ({
  ...fromFileError(operation, error),
  outcome: "not-sent",
  consequence: "Nothing was sent."
})
