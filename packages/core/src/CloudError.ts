/**
 * The one error of this SDK: which operation failed, whether the cloud may have
 * acted, and the reason.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

/**
 * A duration, which is a number of milliseconds when the error is encoded. What effect has for it reads and writes
 * other forms too, and a page that sends one message would carry the code for all of them.
 */
const duration = /*#__PURE__*/ Schema.declare(Duration.isDuration, {
  expected: "Duration",
  toCodecJson: () =>
    Schema.link<Duration.Duration>()(Schema.Number, {
      decode: SchemaGetter.transform((milliseconds) => Duration.millis(milliseconds)),
      encode: SchemaGetter.transform((time) => Duration.toMillis(time))
    })
})

/** One of the words. Effect's `Literals` can also pick from them and rename them, and a page would carry that. */
const oneOf = <const Words extends ReadonlyArray<string>>(
  words: Words
): Schema.Union<ReadonlyArray<Schema.Literal<Words[number]>>> =>
  Schema.Union(words.map((word) => Schema.Literal(word)))

/** What the cloud says of a failure. Every field but `status` may be missing: proxies answer too. */
const answer = {
  /** HTTP status. */
  status: Schema.Number,
  /** The cloud's error code, such as `"0002"` or `"HTTP 400"`: an open set (D). */
  code: Schema.optional(Schema.String),
  /** The cloud's own words, or a bounded excerpt of a body that is not the documented JSON. */
  text: Schema.String,
  /** One entry a problem when there are several. */
  details: Schema.Array(Schema.String),
  /** Page that explains the code. */
  link: Schema.optional(Schema.String)
}

/**
 * Input that breaks a rule. Nothing was sent, but for an upload from a stream that has another length
 * than announced: then the request was broken off before its end, and the outcome is `unknown`.
 *
 * @category reasons
 * @since 0.1.0
 */
export class InvalidInput extends Schema.TaggedError<InvalidInput>()("InvalidInput", {
  /** The first problem's field, in the names of this SDK, such as `to` or `statusPage.url`. */
  field: Schema.String,
  /** The rule that it breaks. Never holds the value: that may be private. */
  rule: Schema.String,
  /** All problems, the first included. */
  issues: Schema.Array(Schema.Struct({ field: Schema.String, rule: Schema.String }))
}) {
  override get message(): string {
    return inOneLine(this.issues.map((issue) => `${issue.field}: ${issue.rule}`).join("; "))
  }
}

/**
 * The credentials were refused (HTTP 401 or 403).
 *
 * @category reasons
 * @since 0.1.0
 */
export class Unauthorized extends Schema.TaggedError<Unauthorized>()("Unauthorized", answer) {
  override get message(): string {
    return describeAnswer("the credentials were refused", this)
  }
}

/**
 * What the call names does not exist (HTTP 404).
 *
 * @category reasons
 * @since 0.1.0
 */
export class NotFound extends Schema.TaggedError<NotFound>()("NotFound", answer) {
  override get message(): string {
    return describeAnswer("not found", this)
  }
}

/**
 * The cloud understood the call and said no (any other HTTP 4xx).
 *
 * @category reasons
 * @since 0.1.0
 */
export class Rejected extends Schema.TaggedError<Rejected>()("Rejected", answer) {
  override get message(): string {
    return describeAnswer("the cloud rejected the call", this)
  }
}

/**
 * Too many calls (HTTP 429). The cloud did nothing.
 *
 * @category reasons
 * @since 0.1.0
 */
export class RateLimited extends Schema.TaggedError<RateLimited>()("RateLimited", {
  ...answer,
  /** How long the cloud asks to wait, when it says so. */
  retryAfter: Schema.optional(duration)
}) {
  override get message(): string {
    const wait = this.retryAfter === undefined ? "" : `, try again in ${seconds(this.retryAfter)}`
    return `${describeAnswer("too many calls", this)}${wait}`
  }
}

/**
 * The cloud, or something between, is not able to answer (HTTP 408 and 5xx).
 *
 * @category reasons
 * @since 0.1.0
 */
export class Unavailable extends Schema.TaggedError<Unavailable>()("Unavailable", {
  ...answer,
  /** How long the cloud asks to wait, when it says so. */
  retryAfter: Schema.optional(duration)
}) {
  override get message(): string {
    return describeAnswer("the cloud is not available", this)
  }
}

/**
 * No complete answer: the connection could not be made, or broke.
 *
 * @category reasons
 * @since 0.1.0
 */
export class TransportFailure extends Schema.TaggedError<TransportFailure>()("TransportFailure", {
  /** Where it broke: before any byte of the answer, or in the middle of it. */
  during: oneOf(["request", "response"]),
  /** The runtime's code, such as `ECONNREFUSED`, where it gives one. */
  code: Schema.optional(Schema.String),
  /** The runtime's words. */
  description: Schema.String
}) {
  override get message(): string {
    const code = this.code === undefined ? "" : ` (${this.code})`
    return inOneLine(`the connection failed during the ${this.during}: ${this.description}${code}`)
  }
}

/**
 * The time that the `CallPolicy` allows is over.
 *
 * @category reasons
 * @since 0.1.0
 */
export class Timeout extends Schema.TaggedError<Timeout>()("Timeout", {
  /** Which limit it was: one attempt, the whole call with its retries, or the patience of a `follow`. */
  limit: oneOf(["attempt", "call", "follow"]),
  /** The limit. */
  after: duration
}) {
  override get message(): string {
    return this.limit === "follow"
      ? `not at its end within ${seconds(this.after)}`
      : `no answer within ${seconds(this.after)} (limit of the ${this.limit})`
  }
}

/**
 * A successful HTTP status with a body that is not what the operation answers,
 * or a redirect, which is never followed.
 *
 * @category reasons
 * @since 0.1.0
 */
export class UnexpectedResponse extends Schema.TaggedError<UnexpectedResponse>()("UnexpectedResponse", {
  /** HTTP status. */
  status: Schema.Number,
  /** What is wrong with it. */
  problem: Schema.String,
  /** Content-Type of the answer. */
  contentType: Schema.optional(Schema.String),
  /** The beginning of the body: at most 500 characters, secrets of the call removed. */
  excerpt: Schema.String
}) {
  override get message(): string {
    return inOneLine(`the answer (HTTP ${this.status}) is not understood: ${this.problem}`)
  }
}

/**
 * Every reason, for exhaustive handling.
 *
 * @category reasons
 * @since 0.1.0
 */
export const Reason = Schema.Union([
  InvalidInput,
  Unauthorized,
  NotFound,
  Rejected,
  RateLimited,
  Unavailable,
  TransportFailure,
  Timeout,
  UnexpectedResponse
])

/**
 * Why a call failed: one of the tagged classes of this module.
 *
 * @category reasons
 * @since 0.1.0
 */
export type Reason = typeof Reason.Type

/**
 * What became of the call at the cloud.
 *
 * - `not-sent`: nothing reached the cloud.
 * - `rejected`: the cloud answered and did nothing.
 * - `unknown`: there is no answer that can be trusted, and the cloud may have acted. Check
 *   before doing it again, unless `repeat` says that it does no harm.
 *
 * @category models
 * @since 0.1.0
 */
export type Outcome = "not-sent" | "rejected" | "unknown"

/**
 * The error of every operation.
 *
 * **When to use**
 *
 * Match the reason with `Effect.catchReason("CloudError", "RateLimited", ...)`, or
 * look at `outcome` first: only after `unknown` may something have happened.
 *
 * **Details**
 *
 * The error is a schema class, so it can be encoded, logged and sent elsewhere. It
 * never holds a secret, a request or a response object.
 *
 * **Example** (Telling the reasons apart)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Messages from "@aculab-cloud/core/Messages"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const sent = Messages.send({ to: "+44 1908 273800", from: "441908273801", content: "" }).pipe(
 *   Effect.map((references) => `sent as ${references[0]}`),
 *   Effect.catchReason("CloudError", "InvalidInput", (reason) => Effect.succeed(reason.message)),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(sent))
 * // => content: must not be empty
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class CloudError extends Schema.TaggedError<CloudError>()("CloudError", {
  /** The operation, such as `Messages.send`. */
  operation: Schema.String,
  /** Whether the cloud may have acted. */
  outcome: oneOf(["not-sent", "rejected", "unknown"]),
  /**
   * What a second call does: `read` nothing, whatever the outcome; `again` the same end
   * state; `once` the same thing twice: another message, another purchase.
   */
  repeat: oneOf(["read", "again", "once"]),
  /** Why it failed. */
  reason: Reason,
  /** What to do next, when a call that changes something ends as `unknown`. */
  advice: Schema.optional(Schema.String)
}) {
  override get message(): string {
    const advice = this.advice === undefined ? "" : `. ${this.advice}`
    return `${this.operation}: ${this.reason.message} [${this.outcome}]${advice}`
  }
}

/**
 * Whether a value is a {@link CloudError}.
 *
 * @category guards
 * @since 0.1.0
 */
export const isCloudError = (value: unknown): value is CloudError => value instanceof CloudError

/**
 * What the documented error codes mean (D). The set is open: other codes occur.
 *
 * @category models
 * @since 0.1.0
 */
export const codeDescriptions: Readonly<Record<string, string>> = {
  "0001": "a mandatory parameter is missing",
  "0002": "a parameter is malformed",
  "0003": "the same parameter was given more than once",
  "0004": "a numeric parameter is zero and must be at least 1",
  "0005": "a number of this country needs a regulation address",
  "0006": "the regulation address does not fit the country or region",
  "0405": "an invalid, lapsed or unidentified token",
  // Of the WebSocket of voice biometrics.
  "50": "a bad request",
  "51": "audio that cannot be used",
  "52": "not enough speech",
  "60": "an exception of the voice biometrics server",
  "61": "the service is disabled for this key or account"
}

const seconds = (time: Duration.Duration): string => `${Duration.toSeconds(time)} s`

/** Without what begins a line or moves a cursor: others choose some of the words, and must not fake a line of a log. */
const inOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")

const describeAnswer = (
  what: string,
  reason: {
    readonly status: number
    readonly code?: string | undefined
    readonly text: string
    readonly details: ReadonlyArray<string>
  }
): string => {
  const isKnown = reason.code !== undefined && Object.hasOwn(codeDescriptions, reason.code)
  const known = isKnown ? codeDescriptions[reason.code] : undefined
  // A code such as "HTTP 401" says nothing that the status does not.
  const code =
    reason.code === undefined || reason.code === `HTTP ${reason.status}`
      ? ""
      : `, code ${reason.code}${known === undefined ? "" : ` "${known}"`}`
  const words = [reason.text, ...reason.details].filter((text) => text !== "").join("; ")
  return inOneLine(`${what} (HTTP ${reason.status}${code})${words === "" ? "" : `: ${words}`}`)
}
