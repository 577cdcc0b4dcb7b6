/**
 * Why audio cannot be used for voice biometrics.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

const problem = /*#__PURE__*/ Schema.Literals([
  "empty",
  "unknown-format",
  "sample-rate-too-low",
  "sample-size-too-small",
  "too-long",
  "not-mono"
])

/**
 * The problems that the cloud has with audio, as it lists them itself (D, error 415 and
 * reject code 51).
 *
 * - `empty`: it holds no audio.
 * - `unknown-format`: it is not WAV, or in a coding that the cloud does not take.
 * - `sample-rate-too-low`: below 8000 samples a second.
 * - `sample-size-too-small`: below 16 bits a sample, and neither a-law nor mu-law.
 * - `too-long`: more than 60 seconds.
 * - `not-mono`: more than one channel.
 *
 * @category models
 * @since 0.1.0
 */
export type AudioProblem = typeof problem.Type

/**
 * Audio that breaks a rule. It was looked at before anything was sent.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidAudio extends /*#__PURE__*/ Schema.TaggedError<InvalidAudio>()("InvalidAudio", {
  /** The first problem. */
  problem,
  /** What the audio is, such as `2 channels`. */
  found: Schema.String,
  /** What to do about it, such as `mix them to one: Wav.toMono`. */
  advice: Schema.String,
  /** All problems, the first included. */
  issues: Schema.Array(Schema.Struct({ problem, found: Schema.String, advice: Schema.String })),
  /** The name of the audio, where one call has several. */
  source: Schema.optional(Schema.String)
}) {
  override get message(): string {
    const all = this.issues.map(({ found, advice }) => `${found} (${advice})`).join("; ")
    return `${this.source === undefined ? "the audio" : this.source} cannot be used: ${all}`
  }
}
