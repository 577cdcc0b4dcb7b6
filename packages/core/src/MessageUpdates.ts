/**
 * What the cloud sends to your pages: status updates of sent messages, and received
 * messages. Both have the same form (D).
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { defined, nonEmptyText } from "./internal/answers.js"
import { basicAuthorization, equalInConstantTime, isSecret } from "./internal/credentials.js"
import { madeOnce } from "./internal/madeOnce.js"
import { maybe, messageFields, messageOf, othersOf } from "./internal/message.js"
import { readTextUpTo, wasRead, wasReadWords } from "./internal/requestBody.js"
import type { MessagePart, MessageReference, MessageState } from "./MessageStatus.js"

/**
 * News of a message.
 *
 * @category models
 * @since 0.1.0
 */
export interface MessageUpdate {
  readonly reference: MessageReference
  /** As in `MessageStatus`, without `queued` and `cancelled`, which are not reported (S). */
  readonly state: MessageState
  readonly failureReason?: string
  /** `send` for a message of yours, `receive` for one to you (D). */
  readonly direction: string
  /** The receiving number, digits without `+` (D). */
  readonly to: string
  /** The sending number, digits without `+` (D). */
  readonly from: string
  /** `sms` or `mms`. */
  readonly type?: string
  /** When the state changed. */
  readonly updatedAt?: DateTime.Utc
  /** Aculab message error code, three digits; `000` is no error (D). */
  readonly errorCode?: string
  /** The text of a received message. May be empty. */
  readonly content?: string
  /** Names of the files of a received MMS in the message media store, kept for 30 days (D). */
  readonly media?: ReadonlyArray<string>
  /** Only for a part of a long message. */
  readonly part?: MessagePart
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * A request that is not a message update.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidUpdate extends Schema.TaggedError<InvalidUpdate>()("InvalidUpdate", {
  /** Which of the rules it breaks. */
  problem: Schema.Literals(["credentials", "method", "too-long", "unreadable", "malformed"]),
  message: Schema.String
}) {}

/**
 * The HTTP Basic credentials that the cloud must show: what you gave as `statusPage`.
 *
 * @category options
 * @since 0.1.0
 */
export interface Credentials {
  readonly username: string
  /** Not empty: with an empty one, nobody is believed. */
  readonly password: string | Redacted.Redacted<string>
}

/**
 * Who may send updates, and how long one may be.
 *
 * @category options
 * @since 0.1.0
 */
export interface RequestOptions {
  /** Refuses requests without these credentials. Compared in constant time. Default: everyone is believed. */
  readonly credentials?: Credentials | undefined
  /** The longest body that is read, in bytes. Default: 65,536. */
  readonly maxBodyBytes?: number | undefined
}

const ownFields = () => ({
  msg_ref: nonEmptyText(),
  direction: nonEmptyText(),
  to: Schema.String,
  from: Schema.String,
  content: maybe(Schema.String),
  msg_media: maybe(Schema.Union([Schema.Array(Schema.String), Schema.String]))
})

const reader = /*#__PURE__*/ madeOnce(() => {
  const own = ownFields()
  const whole = Schema.StructWithRest(Schema.Struct({ ...messageFields(), ...own }), [
    Schema.Record(Schema.String, Schema.Unknown)
  ])
  return { decode: Schema.decodeUnknownResult(whole), names: Object.keys(own) }
})

const malformed = (message: string) => new InvalidUpdate({ problem: "malformed", message })

/**
 * Reads an update from its fields: a parsed JSON object, form fields, or a query.
 *
 * **Details**
 *
 * How the fields travel with `method: "GET"` is not documented (I): plain fields are
 * read, and so is a JSON object in the only field. Media names may be an array, JSON
 * text, or joined with commas.
 *
 * @category decoding
 * @since 0.1.0
 */
export const fromFields = (
  fields: URLSearchParams | FormData | Readonly<Record<string, unknown>>
): Effect.Effect<MessageUpdate, InvalidUpdate> =>
  Effect.suspend(() => {
    const record = fields instanceof URLSearchParams || fields instanceof FormData ? recordOf(fields) : fields
    const values = Object.values(record)
    const only = values.length === 1 ? parseJson(values[0]) : undefined
    const decoded = reader().decode(Predicate.isObject(only) ? only : record)
    if (Result.isFailure(decoded))
      return Effect.fail(malformed(`not a message update: ${decoded.failure.message}`))
    const wire = decoded.success
    return Effect.succeed({
      reference: wire.msg_ref,
      ...messageOf(wire),
      direction: wire.direction,
      to: wire.to,
      from: wire.from,
      ...defined({ content: wire.content ?? undefined }),
      ...(wire.msg_media == null ? {} : { media: namesOf(wire.msg_media) }),
      other: othersOf(wire, reader().names)
    })
  })

const namesOf = (media: string | ReadonlyArray<string>): ReadonlyArray<string> => {
  if (!Predicate.isString(media)) return media
  const parsed = parseJson(media)
  return Array.isArray(parsed) && parsed.every(Predicate.isString)
    ? parsed
    : media.split(",").filter((name) => name !== "")
}

const parseJson = (text: unknown): unknown => {
  try {
    return Predicate.isString(text) ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

/**
 * Whether several names come as one field or as one each is not known (I): the second keeps them all, too. Nor is it known
 * whether what is absent may come as an empty field: where no text can stand, empty is absent.
 */
const recordOf = (fields: URLSearchParams | FormData): Readonly<Record<string, unknown>> => {
  const media = fields.getAll("msg_media")
  const given = [...fields].filter(([name, value]) => value !== "" || !/^(timestamp|multipart_)/.test(name))
  return { ...Object.fromEntries<unknown>(given), ...(media.length > 1 ? { msg_media: media } : {}) }
}

/**
 * Reads an update from the JSON text of a POST body (D).
 *
 * **Example** (A recorded update)
 *
 * ```ts
 * import * as MessageUpdates from "@aculab-cloud/core/MessageUpdates"
 * import * as Effect from "effect/Effect"
 *
 * const body = `{"status": "received", "direction": "receive", "from": "15554499760",
 *   "msg_ref": "36e1766e_2.1493141823.12345", "timestamp": "2017-04-25_17:37:03", "content": "Test4",
 *   "to": "15558130969", "aculab_msg_err": "000", "type": "sms"}`
 *
 * const update = await Effect.runPromise(MessageUpdates.fromJson(body))
 * console.log(update.state, update.content, update.errorCode)
 * // => received Test4 000
 * ```
 *
 * @category decoding
 * @since 0.1.0
 */
export const fromJson = (body: string): Effect.Effect<MessageUpdate, InvalidUpdate> =>
  Effect.suspend(() => {
    const parsed = parseJson(body)
    return Predicate.isObject(parsed) && !Array.isArray(parsed)
      ? fromFields({ ...parsed })
      : Effect.fail(malformed("the body is not a JSON object"))
  })

/**
 * Reads an update from a web-standard `Request`, by POST or GET.
 *
 * **Details**
 *
 * The content type of the cloud's POST is not documented, so the body is read as JSON
 * first and as form fields second. A request without the right credentials is refused
 * before its body is read. Fails with `InvalidUpdate`, also where somebody has read the body before.
 *
 * **Example** (In a handler of one's own)
 *
 * ```ts
 * import * as MessageUpdates from "@aculab-cloud/core/MessageUpdates"
 * import * as Effect from "effect/Effect"
 *
 * const request = new Request("https://example.com/status", {
 *   method: "POST",
 *   body: JSON.stringify({ msg_ref: "r1", status: "sent", direction: "send", to: "441908273800", from: "441908273801" })
 * })
 *
 * const update = await Effect.runPromise(MessageUpdates.fromRequest(request))
 * console.log(update.reference, update.state)
 * // => r1 sent
 * ```
 *
 * @category decoding
 * @since 0.1.0
 */
export const fromRequest = /*#__PURE__*/ Effect.fnUntraced(function* (
  request: Request,
  options?: RequestOptions
): Effect.fn.Return<MessageUpdate, InvalidUpdate> {
  if (options?.credentials !== undefined && !hasCredentials(request, options.credentials)) {
    return yield* new InvalidUpdate({
      problem: "credentials",
      message: "the credentials are missing or wrong"
    })
  }
  if (request.method === "GET") return yield* fromFields(new URL(request.url).searchParams)
  if (request.method !== "POST") {
    return yield* new InvalidUpdate({ problem: "method", message: "only GET and POST carry updates" })
  }
  if (wasRead(request)) return yield* new InvalidUpdate({ problem: "unreadable", message: wasReadWords })
  const limit = options?.maxBodyBytes ?? 65_536
  const body = yield* readTextUpTo(request, limit).pipe(
    Effect.mapError(() => new InvalidUpdate({ problem: "unreadable", message: "the body could not be read" }))
  )
  if (body === undefined) {
    return yield* new InvalidUpdate({
      problem: "too-long",
      message: `the body is longer than ${limit} bytes`
    })
  }
  return yield* body.trimStart().startsWith("{") ? fromJson(body) : fromFields(new URLSearchParams(body))
})

const hasCredentials = (request: Request, credentials: Credentials): boolean =>
  isSecret(credentials.password) &&
  equalInConstantTime(
    Redacted.value(basicAuthorization(credentials.username, credentials.password)).slice("Basic ".length),
    (request.headers.get("authorization") ?? "").replace(/^basic +/i, "")
  )
