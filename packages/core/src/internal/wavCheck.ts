/**
 * The rules of the cloud for audio (D): mono, at least 8 kHz, at most 60 s; 16-bit PCM, a-law or mu-law.
 */
import * as Result from "effect/Result"
import type { InvalidAudio } from "../InvalidAudio.js"
import { frameSize, type Issue, invalidAudio, secondsOf, type WavFormat } from "./wavFormat.js"

export const lowestRate = 8000
/** Nobody records speech faster, and a conversion must not be kept busy by a header. */
export const highestRate = 192_000
export const longestSeconds = 60

const accepted = new Set<string>(["a-law", "mu-law", "pcm16"])

/** The most bytes that audio of this format may have. */
export const longestData = (format: WavFormat): number =>
  longestSeconds * format.sampleRate * frameSize(format)

export const tooLong = (): Issue => ({
  problem: "too-long",
  found: `more than ${longestSeconds} seconds`,
  advice: "keep the phrase, and leave the silence around it out"
})

export const rateOutOfReach = (rate: number): Issue => ({
  problem: "unknown-format",
  found: `${rate} samples a second`,
  advice: `record at ${highestRate} or less`
})

const noSamples = (): Issue => ({
  problem: "empty",
  found: "no audio in it",
  advice: "record again, and look at what the recorder writes"
})

const codingIssues = ({ encoding }: WavFormat): ReadonlyArray<Issue> => {
  if (accepted.has(encoding)) return []
  const advice = "make it 16-bit PCM: Wav.convert"
  return encoding === "pcm8"
    ? [{ problem: "sample-size-too-small", found: "8 bits a sample", advice: "record with 16 bits a sample" }]
    : [{ problem: "unknown-format", found: `samples as ${encoding}`, advice }]
}

/** What is wrong with the format, whatever the length. */
const formatIssues = (format: WavFormat): ReadonlyArray<Issue> => [
  ...codingIssues(format),
  // NaN is below nothing, and would be written as 0.
  ...(!(format.sampleRate >= lowestRate)
    ? [
        {
          problem: "sample-rate-too-low" as const,
          found: `${format.sampleRate} samples a second`,
          advice: `record at ${lowestRate} or more: what is missing cannot be brought back`
        }
      ]
    : []),
  ...(format.channels === 1
    ? []
    : [
        {
          problem: "not-mono" as const,
          found: `${format.channels} channels`,
          advice: "mix them to one: Wav.convert"
        }
      ])
]

const lengthIssues = (format: WavFormat, bytes: number): ReadonlyArray<Issue> => {
  if (bytes <= 0) return [noSamples()]
  // Without a rate there is no length in time either; the rate is told already.
  return format.sampleRate > 0 && secondsOf(format, bytes) > longestSeconds ? [tooLong()] : []
}

/** All that is wrong with audio of so many bytes; of the format alone where nobody knows how many. */
export const issuesOf = (format: WavFormat, bytes: number | undefined): ReadonlyArray<Issue> => [
  ...formatIssues(format),
  ...(bytes === undefined ? [] : lengthIssues(format, bytes))
]

export const refuse = (issues: ReadonlyArray<Issue>): Result.Result<void, InvalidAudio> => {
  const [first, ...others] = issues
  return first === undefined ? Result.succeed(undefined) : Result.fail(invalidAudio(first, ...others))
}
