/**
 * Why there is no sound from a microphone.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

const reason = /*#__PURE__*/ Schema.Literals([
  "unsupported",
  "not-secure-context",
  "permission-denied",
  "permission-dismissed",
  "no-device",
  "overconstrained",
  "device-busy",
  "device-lost",
  "suspended",
  "worklet-refused",
  "no-speech",
  "failed"
])

/**
 * - `unsupported`: the browser has no microphone for pages, or no AudioWorklet.
 * - `not-secure-context`: the page came neither by https nor from the same machine.
 * - `permission-denied`: the person, the browser's settings, the operating system or the page that embeds this one
 *   says no.
 * - `permission-dismissed`: the question was closed, or not answered in time. Only some browsers tell the former
 *   from a no.
 * - `no-device`: there is no microphone.
 * - `overconstrained`: the microphone that was asked for is not there.
 * - `device-busy`: the microphone is there and gives no sound; often another program has it.
 * - `device-lost`: it was there and went away, or the permission was taken back.
 * - `suspended`: the browser holds all sound back, until the person has clicked or a call has ended.
 * - `worklet-refused`: the code that takes the sound could not be loaded; see `workletUrl`.
 * - `no-speech`: there was sound, and nobody spoke.
 * - `failed`: anything else; `browserError` has the browser's name for it.
 *
 * @category models
 * @since 0.1.0
 */
export type MicrophoneProblem = typeof reason.Type

const words: Readonly<Record<MicrophoneProblem, readonly [what: string, advice: string]>> = {
  unsupported: ["the browser cannot record", "use a current version of the browser"],
  "not-secure-context": ["the page is not secure", "open it by https"],
  "permission-denied": [
    "the microphone may not be used",
    "allow it in the site's settings of the browser, and in the system's settings"
  ],
  "permission-dismissed": ["the question for the microphone was not answered", "try again, and allow it"],
  "no-device": ["there is no microphone", "connect one, and try again"],
  overconstrained: ["the chosen microphone is not there", "choose another one"],
  "device-busy": ["the microphone gives no sound", "close other programs that use it, and try again"],
  "device-lost": ["the microphone went away", "connect it again, and start anew"],
  suspended: ["the browser holds sound back", "click into the page, and try again"],
  "worklet-refused": [
    "the recorder could not be loaded",
    "serve @aculab-cloud/browser/MicrophoneWorklet yourself, and name its address in workletUrl"
  ],
  "no-speech": ["nobody spoke", "check that the microphone is not muted, come closer, and try again"],
  failed: ["the microphone does not work", "try again, or another browser"]
}

/**
 * No sound, or no speech. `reason` is for programs, `message` for logs, `advice` for the person.
 *
 * @category errors
 * @since 0.1.0
 */
export class MicrophoneError extends /*#__PURE__*/ Schema.TaggedError<MicrophoneError>()("MicrophoneError", {
  reason,
  /** The browser's name for it, such as `NotReadableError`. */
  browserError: Schema.optional(Schema.String)
}) {
  /** What to do about it, in English. */
  get advice(): string {
    return words[this.reason][1]
  }

  override get message(): string {
    const [what, advice] = words[this.reason]
    const name = this.browserError === undefined ? "" : `, ${this.browserError}`
    return `${what} (${advice}) [${this.reason}${name}]`
  }
}
