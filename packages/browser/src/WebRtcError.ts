/**
 * The error of calls in the browser: what was tried, and why it did not work. The library's own errors are
 * texts that it throws; here each of them is one of these reasons.
 *
 * @since 0.1.0
 */
import { InvalidInput } from "@aculab-cloud/core/CloudError"
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { TokenError } from "./TokenError.js"

export {
  /**
   * Input that breaks a rule. Nothing was sent.
   *
   * @category reasons
   * @since 0.1.0
   */
  InvalidInput
}

/**
 * This browser cannot make calls, or the page may not: calls need `https://`.
 *
 * @category reasons
 * @since 0.1.0
 */
export class Unsupported extends Schema.TaggedError<Unsupported>()("Unsupported", {
  /** What is missing. */
  problem: Schema.String
}) {
  override get message(): string {
    return this.problem
  }
}

/**
 * Aculab's library could not be loaded, or failed in a way that is not known.
 *
 * @category reasons
 * @since 0.1.0
 */
export class LibraryFailed extends Schema.TaggedError<LibraryFailed>()("LibraryFailed", {
  /** Its words, at most 200 characters. */
  description: Schema.String
}) {
  override get message(): string {
    return `Aculab's library failed: ${this.description}`
  }
}

/**
 * There are as many calls as `maxConcurrent` allows.
 *
 * @category reasons
 * @since 0.1.0
 */
export class TooManyCalls extends Schema.TaggedError<TooManyCalls>()("TooManyCalls", {}) {
  override get message(): string {
    return "there are as many calls as maxConcurrent allows"
  }
}

/**
 * There is no token.
 *
 * @category reasons
 * @since 0.1.0
 */
export class NoToken extends Schema.TaggedError<NoToken>()("NoToken", {
  /** Why. */
  cause: TokenError
}) {
  override get message(): string {
    return `no token: ${this.cause.reason.message}`
  }
}

/**
 * The microphone, the camera or the screen could not be had.
 *
 * - `permission-denied`: the person, or the page's policy, said no.
 * - `no-device`: there is none. `device-busy`: another program has it, or the machine does not give it.
 * - `overconstrained`: there is none that fits the constraints.
 * - `no-answer`: the person was asked and said nothing for 2 minutes.
 * - `failed`: anything else.
 *
 * @category reasons
 * @since 0.1.0
 */
export class MediaFailed extends Schema.TaggedError<MediaFailed>()("MediaFailed", {
  problem: Schema.Literals([
    "permission-denied",
    "no-device",
    "device-busy",
    "overconstrained",
    "no-answer",
    "failed"
  ])
}) {
  override get message(): string {
    return `microphone, camera or screen: ${this.problem}`
  }
}

/**
 * The call is over, or was over before it was connected.
 *
 * @category reasons
 * @since 0.1.0
 */
export class CallEnded extends Schema.TaggedError<CallEnded>()("CallEnded", {
  /** A `DisconnectCause`. */
  cause: Schema.String,
  /** Who ended it: this program, or anybody else. */
  by: Schema.Literals(["local", "remote"])
}) {
  override get message(): string {
    return `the call is over: ${this.cause} (${this.by})`
  }
}

/**
 * The call, or the client, does not allow it in its present state.
 *
 * @category reasons
 * @since 0.1.0
 */
export class NotPossible extends Schema.TaggedError<NotPossible>()("NotPossible", {
  /** What stands against it. */
  problem: Schema.String
}) {
  override get message(): string {
    return this.problem
  }
}

/**
 * It took too long.
 *
 * @category reasons
 * @since 0.1.0
 */
export class TimedOut extends Schema.TaggedError<TimedOut>()("TimedOut", {
  after: Schema.Duration
}) {
  override get message(): string {
    return `not done within ${Duration.toSeconds(this.after)} s`
  }
}

/**
 * Every reason, for exhaustive handling.
 *
 * @category reasons
 * @since 0.1.0
 */
export const Reason = /*#__PURE__*/ Schema.Union([
  InvalidInput,
  Unsupported,
  LibraryFailed,
  TooManyCalls,
  NoToken,
  MediaFailed,
  CallEnded,
  NotPossible,
  TimedOut
])

/**
 * Why a call or its client failed: one of the tagged classes of this module.
 *
 * @category reasons
 * @since 0.1.0
 */
export type Reason = typeof Reason.Type

/**
 * What did not work.
 *
 * **Example** (Telling the person what to do)
 *
 * ```ts
 * import { MediaFailed, type WebRtcError, WebRtcError as Failure } from "@aculab-cloud/browser/WebRtcError"
 * import * as Effect from "effect/Effect"
 *
 * // Stands for a call.
 * const call: Effect.Effect<string, WebRtcError> = Effect.fail(
 *   new Failure({ operation: "Call.answer", reason: new MediaFailed({ problem: "permission-denied" }) })
 * )
 *
 * const words = call.pipe(
 *   Effect.catchReason("WebRtcError", "MediaFailed", ({ problem }) =>
 *     Effect.succeed(problem === "permission-denied" ? "please allow the microphone" : "no microphone")
 *   )
 * )
 *
 * console.log(await Effect.runPromise(words))
 * // => please allow the microphone
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class WebRtcError extends Schema.TaggedError<WebRtcError>()("WebRtcError", {
  /** What was tried, such as `WebRtcClient.callClient` or `Call.sendDtmf`. */
  operation: Schema.String,
  /** Why it did not work. */
  reason: Reason
}) {
  override get message(): string {
    return `${this.operation}: ${this.reason.message}`
  }
}
