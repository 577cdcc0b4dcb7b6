/**
 * SMS and MMS: send, look up, cancel, follow to the end, and list who has said STOP.
 *
 * Messaging needs a Production or Premium account, and US destinations a registered
 * campaign (D).
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import { CloudAccount } from "./CloudAccount.js"
import type { CloudError } from "./CloudError.js"
import { defined, moment, nonEmptyText } from "./internal/answers.js"
import { call, type Requirements } from "./internal/call.js"
import * as Endpoint from "./internal/endpoint.js"
import { follow as followChanges, type FollowOptions as Patience } from "./internal/follow.js"
import { lookup } from "./internal/lookup.js"
import { maybe, messageFields, messageOf, othersOf } from "./internal/message.js"
import { decoderOf } from "./internal/reader.js"
import { sendAll as sendAllOf } from "./internal/sendAll.js"
import * as Wire from "./internal/wire.js"
import type { BatchMessage, BatchOptions, BatchResult } from "./MessageBatch.js"
import { isFinal, type MessageReference, type MessageStatus } from "./MessageStatus.js"

export type {
  BatchMessage,
  BatchNotSent,
  BatchOptions,
  BatchPlace,
  BatchRejected,
  BatchResult,
  BatchSent,
  BatchUnknown,
  Rate
} from "./MessageBatch.js"
export type { MessagePart, MessageReference, MessageState, MessageStatus } from "./MessageStatus.js"
export { isFinal } from "./MessageStatus.js"

/**
 * A page of yours that the cloud calls at each change of state. See `StatusEndpoint` for
 * the page, and `MessageUpdates` for what it gets.
 *
 * @category options
 * @since 0.1.0
 */
export interface StatusPage {
  /** Absolute `http` or `https` address (D). */
  readonly url: string
  /** How the cloud calls it. Default: `POST` (S, wire name I). */
  readonly method?: "POST" | "GET" | undefined
  /** User name, if the page asks for HTTP Basic credentials: no colon (S, wire name I). */
  readonly username?: string | undefined
  /** Password for the page. Needs `username` (S, wire name I). */
  readonly password?: string | Redacted.Redacted<string> | undefined
  /** Whether the cloud checks the page's certificate. The cloud's default: `false` (S, wire name I). */
  readonly checkCertificate?: boolean | undefined
}

interface CommonOptions {
  /**
   * Who gets it: an E.164 number. The wire takes digits alone (D), so a leading `+`,
   * spaces and dashes are removed. 5 to 15 digits, country code first.
   */
  readonly to: string
  /** One of your purchased numbers, written as `to` (D). */
  readonly from: string
  /** Shown to the recipient instead of `from`, where the carrier supports it (S, wire name I). */
  readonly alphanumericSenderId?: string | undefined
  /**
   * Asks for a delivery report: without it a message ends as `sent`. The call fails when
   * the carrier cannot report (D). Default: `false`.
   */
  readonly deliveryReport?: boolean | undefined
  /** Where the cloud reports each change of state. Default: nowhere. */
  readonly statusPage?: StatusPage | undefined
}

/**
 * An SMS.
 *
 * @category options
 * @since 0.1.0
 */
export interface SmsOptions extends CommonOptions {
  readonly type?: "sms" | undefined
  /** The text: not empty, any Unicode. Long texts travel in several parts, one reference each (I). */
  readonly content: string
  readonly media?: undefined
}

/**
 * An MMS.
 *
 * @category options
 * @since 0.1.0
 */
export interface MmsOptions extends CommonOptions {
  readonly type: "mms"
  /** Names of files in the message media store (`msg_media`), at least one (S, wire form I). No commas. */
  readonly media: ReadonlyArray<string>
  /** Text beside the media: not empty. */
  readonly content?: string | undefined
}

/**
 * A message: an SMS, or an MMS where `type` says so.
 *
 * @category options
 * @since 0.1.0
 */
export type SendOptions = SmsOptions | MmsOptions

const sendEndpoint = /*#__PURE__*/ Endpoint.define<
  SendOptions,
  readonly [string, ...Array<string>],
  CloudAccount
>(() => ({
  operation: "Messages.send",
  wrapper: [8],
  method: "POST",
  path: "/msg_send",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "once",
  whenUnknown:
    "The message may have been sent: look for a status update or a row in the message report before sending it again",
  parameters: {
    to: Endpoint.required("to", "D", Wire.phoneNumber),
    from: Endpoint.required("from", "D", Wire.phoneNumber),
    type: Endpoint.optional("type", "I", Wire.choice(["sms", "mms"])),
    content: Endpoint.optional("content", "D", Wire.nonEmptyText),
    media: Endpoint.optional("msg_media_list", "I", Wire.fileNames),
    alphanumericSenderId: Endpoint.optional("alphanumeric_id", "I", Wire.nonEmptyText),
    deliveryReport: Endpoint.optional("request_delivery_report", "D", Wire.flag),
    "statusPage.url": Endpoint.optional("status_page", "D", Wire.pageUrl),
    "statusPage.method": Endpoint.optional("status_method", "I", Wire.choice(["POST", "GET"])),
    "statusPage.username": Endpoint.optional("status_authentication_name", "I", Wire.userName),
    "statusPage.password": Endpoint.optionalSecret("status_authentication_password", "I", Wire.secretText),
    "statusPage.checkCertificate": Endpoint.optional("status_ssl_check", "I", Wire.flag)
  },
  rules: (input) => {
    const problems: Array<Endpoint.Problem> = []
    const rule = (field: string, words: string) => problems.push({ field, rule: words })
    if (input.type === "mms") {
      if (input.media === undefined) rule("media", "is required for an MMS")
    } else {
      if (input.content === undefined) rule("content", "is required for an SMS")
      if (input.media !== undefined) rule("media", "must be left out of an SMS: say type mms")
    }
    if (input["statusPage.password"] !== undefined && input["statusPage.username"] === undefined) {
      rule("statusPage.username", "is required beside a password")
    }
    if (
      Object.keys(input).some((field) => field.startsWith("statusPage.")) &&
      input["statusPage.url"] === undefined
    ) {
      rule("statusPage.url", "is required")
    }
    return problems
  },
  responseMark: "S",
  response: Schema.NonEmptyArray(nonEmptyText())
}))

/**
 * Queues an SMS or an MMS for sending.
 *
 * **When to use**
 *
 * Use it once for each message. It never repeats a message by itself: it tries again
 * only after a connection that was never made and after HTTP 429, when nothing can
 * have been sent. An error with the outcome `unknown` means that the message may be on
 * its way.
 *
 * **Details**
 *
 * Succeeds with the references of the message: one, or one for each part of a long
 * text. Errors worth telling apart: `InvalidInput` (nothing sent), `Rejected` (the
 * cloud refused: code `0002` for a malformed parameter), `Unauthorized`.
 *
 * **Example** (Send an SMS)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Messages from "@aculab-cloud/core/Messages"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const sent = Messages.send({
 *   to: "+44 1908 273800",
 *   from: "441908273801",
 *   content: "Grüße 👋",
 *   deliveryReport: true
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * const references = await Effect.runPromise(sent)
 * console.log(references.length)
 * // => 1
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const send = (
  options: SendOptions
): Effect.Effect<readonly [MessageReference, ...Array<MessageReference>], CloudError, Requirements> =>
  call(sendEndpoint, options)

/**
 * Sends many messages: a stream of them in, a stream of what became of each out.
 *
 * **When to use**
 *
 * Use it for more messages than fit in one's head: each gets one result, with its place in the source and the key that
 * it came with. It never repeats a message by itself where {@link send} would not.
 *
 * **Details**
 *
 * Results come as they are known, not in the order of the source. The source is read as messages are sent, and messages
 * are sent as results are taken: memory does not grow with their number, so the source may be without an end.
 *
 * - `sent` has the references, `rejected` the cloud's refusal, `not-sent` what is wrong with the message, `unknown`
 *   what to check before it is sent again.
 * - After HTTP 429 nothing begins for as long as Retry-After says, at most the policy's `maxRetryAfter`, and without
 *   one for its `firstDelay`. From then on half as many messages begin in a time as before: half of what the rate was,
 *   or of what began in the last second if that is less. Many 429 at once count as one. Then the rate grows by
 *   5 % a second, up to `rate`. It is never below one message in 10 seconds, or an eighth of a `rate` that is lower.
 * - After HTTP 401 or 403 nothing is tried any more: every message left in the source is `not-sent`.
 * - `stop` ends it gently, with the results of what is under way. An interruption, or a consumer that has enough, ends
 *   it at once: then `onAbandoned` gets the results that were not handed out, of what was under way as `unknown`.
 *
 * Fails when the source or `beforeSend` fails, after the results of what was under way; with `InvalidInput`, before
 * anything is read, when an option breaks a rule.
 *
 * **Example** (Send a reminder to everybody, at most 30 a second)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Messages from "@aculab-cloud/core/Messages"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Stream from "effect/Stream"
 *
 * const patients = [
 *   { name: "Ada", number: "441908273800" },
 *   { name: "Grace", number: "not a number" }
 * ]
 *
 * const reminders = Stream.fromIterable(patients).pipe(
 *   Stream.map(({ name, number }) => ({
 *     key: name,
 *     to: number,
 *     from: "441908273801",
 *     content: `Dear ${name}, we expect you tomorrow.`
 *   }))
 * )
 *
 * const program = Messages.sendAll(reminders, { rate: { messages: 30, per: "1 second" } }).pipe(
 *   Stream.runForEach((result) =>
 *     Effect.sync(() => {
 *       if (result.outcome !== "sent") console.log(result.key, result.outcome, result.error?.reason._tag)
 *     })
 *   ),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * await Effect.runPromise(program)
 * // => Grace not-sent InvalidInput
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const sendAll = <Key = undefined, E = never, R = never, E2 = never, R2 = never>(
  messages: Stream.Stream<BatchMessage<Key>, E, R>,
  options?: BatchOptions<Key, E2, R2>
): Stream.Stream<BatchResult<Key>, E | E2 | CloudError, R | R2 | Requirements> =>
  sendAllOf(sendEndpoint, messages, options)

interface References {
  readonly references: ReadonlyArray<MessageReference>
}

const referencesParameter = () => Endpoint.required("msg_refs", "I", Wire.references)

const statusesByReference = () =>
  Schema.Record(
    Schema.String,
    Schema.StructWithRest(Schema.Struct({ ...messageFields(), msg_from: maybe(Schema.String) }), [
      Schema.Record(Schema.String, Schema.Unknown)
    ])
  )

type StatusesByReference = ReturnType<typeof statusesByReference>["Type"]

const queryEndpoint = /*#__PURE__*/ Endpoint.define<References, StatusesByReference, CloudAccount>(() => ({
  operation: "Messages.query",
  wrapper: [9],
  method: "POST",
  path: "/msg_query",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "read",
  parameters: { references: referencesParameter() },
  responseMark: "S",
  response: statusesByReference()
}))

/**
 * Looks up where messages are.
 *
 * **Details**
 *
 * Answers one status for each reference, in the order asked. A reference that the cloud
 * does not know, or leaves out of its answer, has the state `unknown`.
 *
 * **Example** (Where is my message?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Messages from "@aculab-cloud/core/Messages"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   const references = yield* Messages.send({ to: "441908273800", from: "441908273801", content: "Hello" })
 *   const statuses = yield* Messages.query(references)
 *   return statuses.map((status) => status.state)
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => ["queued"]
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const query = (
  references: ReadonlyArray<MessageReference>
): Effect.Effect<ReadonlyArray<MessageStatus>, CloudError, Requirements> =>
  Effect.map(call(queryEndpoint, { references }), (byReference) =>
    references.map((reference): MessageStatus => {
      const wire = Object.hasOwn(byReference, reference) ? byReference[reference] : undefined
      if (wire === undefined) return { reference, state: "unknown", other: {} }
      return {
        reference,
        ...messageOf(wire),
        ...defined({ from: wire.msg_from ?? undefined }),
        other: othersOf(wire, ["msg_from"])
      }
    })
  )

/**
 * Looks up where one message is.
 *
 * **When to use**
 *
 * Use it where many parts of a program each wait for a message of their own: look-ups that
 * are made at the same time travel in one request, at most 100 in each, and never with those
 * of another account. For a list of references, {@link query} says it better.
 *
 * **Details**
 *
 * Fails with what the shared request fails with, so the operation of the error is
 * `Messages.query`. A look-up that is interrupted leaves the others alone.
 *
 * **Example** (Two look-ups, one request)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Messages from "@aculab-cloud/core/Messages"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const stateOf = (reference: Messages.MessageReference) =>
 *   Effect.map(Messages.status(reference), ({ state }) => state)
 *
 * const program = Effect.all([stateOf("no-such-message"), stateOf("nor-this-one")], {
 *   concurrency: "unbounded"
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => ["unknown","unknown"]
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const status: (reference: MessageReference) => Effect.Effect<MessageStatus, CloudError, Requirements> =
  /*#__PURE__*/ lookup(queryEndpoint, query)

/**
 * What became of an attempt to cancel.
 *
 * @category models
 * @since 0.1.0
 */
export interface Cancellation {
  readonly reference: MessageReference
  /** The cloud's word for it. The words are not documented: expect `cancelled` or another state (I). */
  readonly result: string
}

const cancelEndpoint = /*#__PURE__*/ Endpoint.define<
  References,
  Readonly<Record<string, string>>,
  CloudAccount
>(() => ({
  operation: "Messages.cancel",
  wrapper: [10],
  method: "POST",
  path: "/msg_cancel",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "again",
  parameters: { references: referencesParameter() },
  responseMark: "S",
  response: Schema.Record(Schema.String, Schema.String)
}))

/**
 * Tries to cancel messages that are still queued; what has gone to the carrier cannot be
 * called back (S).
 *
 * **Details**
 *
 * Answers one result for each reference, in the order asked; `unknown` for one that the
 * cloud leaves out.
 *
 * **Example** (Cancel what was just queued)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Messages from "@aculab-cloud/core/Messages"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   const references = yield* Messages.send({ to: "441908273800", from: "441908273801", content: "Oops" })
 *   const results = yield* Messages.cancel(references)
 *   return results.map(({ result }) => result)
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => ["cancelled"]
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancel = (
  references: ReadonlyArray<MessageReference>
): Effect.Effect<ReadonlyArray<Cancellation>, CloudError, Requirements> =>
  Effect.map(call(cancelEndpoint, { references }), (byReference) =>
    references.map((reference) => ({
      reference,
      result: (Object.hasOwn(byReference, reference) ? byReference[reference] : undefined) ?? "unknown"
    }))
  )

/**
 * Which pairs to list: at least one of the two (S).
 *
 * @category options
 * @since 0.1.0
 */
export interface BlockedOptions {
  /** The other side's number: E.164, as in {@link send}. */
  readonly to?: string | undefined
  /** Your number: E.164, as in {@link send}. */
  readonly from?: string | undefined
}

/**
 * A pair of numbers between which messages are blocked, because the other side sent STOP.
 *
 * @category models
 * @since 0.1.0
 */
export interface BlockedPair {
  /** The number that you cannot send to. */
  readonly to: string
  /** The number of yours that you cannot send from. */
  readonly from: string
  /** When the STOP message arrived. */
  readonly blockedAt: DateTime.Utc
}

const blockedPairs = () =>
  Schema.Array(Schema.Struct({ to: Schema.String, from: Schema.String, timestamp: moment() }))

type BlockedPairs = ReturnType<typeof blockedPairs>["Type"]

const listBlockedEndpoint = /*#__PURE__*/ Endpoint.define<BlockedOptions, BlockedPairs, CloudAccount>(() => ({
  operation: "Messages.listBlocked",
  wrapper: [11],
  method: "POST",
  path: "/msg_list_blocked",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "read",
  parameters: {
    to: Endpoint.optional("to", "I", Wire.phoneNumber),
    from: Endpoint.optional("from", "I", Wire.phoneNumber)
  },
  rules: (input) =>
    input.to === undefined && input.from === undefined
      ? [{ field: "to", rule: "is required when from is left out: give at least one of the two" }]
      : [],
  responseMark: "S",
  response: blockedPairs(),
  decoder: decoderOf
}))

/**
 * Lists the pairs of numbers between which you are blocked from sending.
 *
 * **Example** (Who has said STOP to a number?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Messages from "@aculab-cloud/core/Messages"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const blocked = Messages.listBlocked({ from: "441908273801" }).pipe(
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(blocked))
 * // => []
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const listBlocked = (
  options: BlockedOptions
): Effect.Effect<ReadonlyArray<BlockedPair>, CloudError, Requirements> =>
  Effect.map(call(listBlockedEndpoint, options), (pairs) =>
    pairs.map(({ to, from, timestamp }) => ({ to, from, blockedAt: timestamp }))
  )

/**
 * How long messages are followed, how often the cloud is asked, and when they are done.
 *
 * @category options
 * @since 0.1.0
 */
export interface FollowOptions extends Patience {
  /**
   * When a message counts as done: at the latest in this state, or in a final one.
   * Use `sent` for messages without a delivery report. Default: `delivered`.
   */
  readonly until?: "sent" | "delivered" | undefined
}

/**
 * Follows messages to their end: a stream of each change of state, once.
 *
 * **When to use**
 *
 * Use it in scripts and tests. A server that sends many messages gets the same news
 * sooner and for less from a status page: see `StatusEndpoint`.
 *
 * **Details**
 *
 * Asks at once, then as `schedule` says, for the messages that are not done, in one
 * request. Ends when all are done. Stops asking the moment that the consumer stops.
 * Fails with `Timeout` when the patience is over.
 *
 * **Example** (Wait until a message is delivered)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Messages from "@aculab-cloud/core/Messages"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Schedule from "effect/Schedule"
 * import * as Stream from "effect/Stream"
 *
 * const program = Effect.gen(function* () {
 *   const references = yield* Messages.send({
 *     to: "441908273800",
 *     from: "441908273801",
 *     content: "Hello",
 *     deliveryReport: true
 *   })
 *   const changes = Messages.follow(references, { schedule: Schedule.spaced("50 millis") })
 *   const last = (yield* Stream.runCollect(changes)).at(-1)
 *   return last?.state
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => delivered
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const follow = (
  references: ReadonlyArray<MessageReference>,
  options?: FollowOptions
): Stream.Stream<MessageStatus, CloudError, Requirements> =>
  followChanges(references, {
    ...options,
    operation: "Messages.follow",
    ask: query,
    keyOf: ({ reference }) => reference,
    stateOf: ({ state }) => state,
    isDone: (status) => isFinal(status) || (options?.until === "sent" && status.state === "sent")
  })

/**
 * The operations of this module as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [sendEndpoint, queryEndpoint, cancelEndpoint, listBlockedEndpoint] as const
