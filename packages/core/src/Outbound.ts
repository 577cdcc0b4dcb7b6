/**
 * Outbound services: start them, look up and follow their starts, cancel what is queued.
 *
 * The caller is the service itself: everything here needs an `OutboundService`, with the
 * service's name and its own password (D for starts and the queue, S for the rest). More
 * than one start at once needs a Production or Premium account (D).
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { CloudError } from "./CloudError.js"
import { defined, nonEmptyText, open } from "./internal/answers.js"
import { call } from "./internal/call.js"
import * as Endpoint from "./internal/endpoint.js"
import { type FollowOptions, follow as followChanges } from "./internal/follow.js"
import { lookup } from "./internal/lookup.js"
import {
  type Delimited,
  delimitedTexts,
  delimiter,
  delimiterFor,
  restCalls,
  uasProblems
} from "./internal/outbound.js"
import {
  type PurgedAnswer,
  type PurgedQueue,
  purgedAnswer,
  purgedOf,
  type QueueAnswer,
  queueAnswer,
  queueOf,
  type ServiceQueue
} from "./internal/queue.js"
import * as Read from "./internal/record.js"
import * as Wire from "./internal/wire.js"
import type { OutboundCall, UasOptions } from "./OutboundCall.js"
import { OutboundService } from "./OutboundService.js"
import { isFinal, type OutboundStatus, type ServiceInvocationReference } from "./OutboundStatus.js"

export type { FollowOptions } from "./internal/follow.js"
export type { PurgedQueue, ServiceQueue } from "./internal/queue.js"
export type { OutboundCall, SipHeader, UasOptions } from "./OutboundCall.js"
export type { OutboundState, OutboundStatus, ServiceInvocationReference } from "./OutboundStatus.js"
export { isFinal } from "./OutboundStatus.js"

/** What the operations of a service need: its own password, not the account's key. */
type Requirements = OutboundService | HttpClient.HttpClient

const references = () => Schema.NonEmptyArray(nonEmptyText())

const whenUnknown =
  "The calls may have been started: look at the service's queue and at the application report before starting them again"

const startRestEndpoint = /*#__PURE__*/ Endpoint.define<
  { readonly calls: ReadonlyArray<OutboundCall> },
  readonly [string, ...Array<string>],
  OutboundService
>(() => ({
  operation: "Outbound.startRest",
  wrapper: [1],
  method: "POST",
  path: "/service_start",
  pathMark: "D",
  credential: OutboundService,
  repeat: "once",
  whenUnknown,
  parameters: { calls: Endpoint.required("rest_calls", "D", restCalls()) },
  responseMark: "S",
  response: references()
}))

/**
 * Starts an outbound service with a REST application: one instance for each call.
 *
 * **When to use**
 *
 * Use it once for each call. It never repeats a start by itself: it tries again only after a
 * connection that was never made and after HTTP 429, when nothing can have been started. An
 * error with the outcome `unknown` means that the telephone may ring.
 *
 * **Details**
 *
 * Succeeds with one reference for each call. The service queues them: see {@link follow}.
 *
 * **Example** (Call a telephone)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Outbound from "@aculab-cloud/core/Outbound"
 * import * as OutboundService from "@aculab-cloud/core/OutboundService"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Layer from "effect/Layer"
 * import * as Redacted from "effect/Redacted"
 *
 * const service = OutboundService.layer({
 *   name: "simulator-rest",
 *   password: Redacted.make("simulator-rest-password")
 * }).pipe(Layer.provide(CloudAccount.layerConfig))
 *
 * const started = Outbound.startRest({
 *   to: "tel:+441908273800",
 *   from: "441908273801",
 *   parameters: "appointment 4711"
 * }).pipe(Effect.provide([service, FetchHttpClient.layer]))
 *
 * const references = await Effect.runPromise(started)
 * console.log(references.length)
 * // => 1
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const startRest = (
  calls: OutboundCall | ReadonlyArray<OutboundCall>
): Effect.Effect<
  readonly [ServiceInvocationReference, ...Array<ServiceInvocationReference>],
  CloudError,
  Requirements
> => call(startRestEndpoint, { calls: isList(calls) ? calls : [calls] })

// What is narrowed by `Array.isArray` would be an array of anything.
const isList = (calls: OutboundCall | ReadonlyArray<OutboundCall>): calls is ReadonlyArray<OutboundCall> =>
  Array.isArray(calls)

interface UasInput {
  readonly count?: number | undefined
  readonly parameters?: Delimited | undefined
  readonly delimiter?: string | undefined
}

const startUasEndpoint = /*#__PURE__*/ Endpoint.define<
  UasInput,
  readonly [string, ...Array<string>],
  OutboundService
>(() => ({
  operation: "Outbound.startUas",
  wrapper: [2],
  method: "POST",
  path: "/service_start",
  pathMark: "D",
  credential: OutboundService,
  repeat: "once",
  whenUnknown,
  parameters: {
    count: Endpoint.optional("count", "D", Wire.wholeNumberFrom(1)),
    parameters: Endpoint.optional("outbound_parameters", "D", delimitedTexts()),
    delimiter: Endpoint.optional("delimiter", "D", delimiter())
  },
  rules: uasProblems,
  responseMark: "D",
  response: references()
}))

/**
 * Starts an outbound service with a UAS application: one instance, `count` of them, or one
 * for each of several parameters.
 *
 * **Details**
 *
 * Succeeds with one reference for each instance. Never repeats a start by itself: see
 * {@link startRest}.
 *
 * **Example** (Start two instances)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Outbound from "@aculab-cloud/core/Outbound"
 * import * as OutboundService from "@aculab-cloud/core/OutboundService"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Layer from "effect/Layer"
 * import * as Redacted from "effect/Redacted"
 *
 * const service = OutboundService.layer({
 *   name: "simulator-uas",
 *   password: Redacted.make("simulator-uas-password")
 * }).pipe(Layer.provide(CloudAccount.layerConfig))
 *
 * const started = Outbound.startUas({ parameters: ["441908273800", "441908273802"] }).pipe(
 *   Effect.provide([service, FetchHttpClient.layer])
 * )
 *
 * const references = await Effect.runPromise(started)
 * console.log(references.length)
 * // => 2
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const startUas = (
  options: UasOptions = {}
): Effect.Effect<
  readonly [ServiceInvocationReference, ...Array<ServiceInvocationReference>],
  CloudError,
  Requirements
> => call(startUasEndpoint, delimited(options))

/** The options with the delimiter in them, if one is needed. */
const delimited = (options: UasOptions): UasInput => {
  const { parameters } = options
  if (parameters === undefined) return { ...options, parameters }
  const several = Array.isArray(parameters) && parameters.length > 1
  const delimiter = options.delimiter ?? (several ? delimiterFor(parameters) : undefined)
  return {
    ...options,
    parameters: [Predicate.isString(delimiter) ? delimiter : "", parameters],
    delimiter
  }
}

interface References {
  readonly references: ReadonlyArray<ServiceInvocationReference>
}

const referencesParameter = () => Endpoint.required("service_refs", "I", Wire.references)

const statusesByReference = () => Schema.Record(Schema.String, open({ status: nonEmptyText() }))

type StatusesByReference = ReturnType<typeof statusesByReference>["Type"]

const queryEndpoint = /*#__PURE__*/ Endpoint.define<References, StatusesByReference, OutboundService>(() => ({
  operation: "Outbound.query",
  wrapper: [3],
  method: "POST",
  path: "/service_status",
  pathMark: "I",
  credential: OutboundService,
  repeat: "read",
  parameters: { references: referencesParameter() },
  responseMark: "S",
  response: statusesByReference()
}))

/**
 * Looks up where starts are.
 *
 * **Details**
 *
 * Answers one status for each reference, in the order asked. A reference that the cloud
 * does not know, or leaves out of its answer, has the state `unknown`.
 *
 * **Example** (Where is my start?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Outbound from "@aculab-cloud/core/Outbound"
 * import * as OutboundService from "@aculab-cloud/core/OutboundService"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Layer from "effect/Layer"
 * import * as Redacted from "effect/Redacted"
 *
 * const service = OutboundService.layer({
 *   name: "simulator-uas",
 *   password: Redacted.make("simulator-uas-password")
 * }).pipe(Layer.provide(CloudAccount.layerConfig))
 *
 * const program = Effect.gen(function* () {
 *   const references = yield* Outbound.startUas()
 *   const statuses = yield* Outbound.query([...references, "no-such-start"])
 *   return statuses.map(({ reference, state }) => (reference === references[0] ? "known" : state))
 * }).pipe(Effect.provide([service, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => ["known","unknown"]
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const query = (
  references: ReadonlyArray<ServiceInvocationReference>
): Effect.Effect<ReadonlyArray<OutboundStatus>, CloudError, Requirements> =>
  Effect.map(call(queryEndpoint, { references }), (byReference) =>
    references.map((reference) =>
      statusOf(reference, Object.hasOwn(byReference, reference) ? byReference[reference] : undefined)
    )
  )

const statusOf = (
  reference: ServiceInvocationReference,
  wire: StatusesByReference[string] | undefined
): OutboundStatus => {
  if (wire === undefined) return { reference, state: "unknown", other: {} }
  const { status, ...fields } = wire
  const { take, rest } = Read.readerOf(fields)
  return {
    reference,
    state: status,
    ...defined({
      applicationInstanceId: take("application_instance_id", Read.nonEmptyText),
      applicationStatusEta: take("application_status_eta", Read.moment)
    }),
    other: rest()
  }
}

/**
 * Looks up where one start is.
 *
 * **When to use**
 *
 * Use it where many parts of a program each wait for a start of their own: look-ups that are
 * made at the same time travel in one request, at most 100 in each, and never with those of
 * another service. For a list of references, {@link query} says it better.
 *
 * **Details**
 *
 * Fails with what the shared request fails with, so the operation of the error is
 * `Outbound.query`. A look-up that is interrupted leaves the others alone.
 *
 * **Example** (Two look-ups, one request)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Outbound from "@aculab-cloud/core/Outbound"
 * import * as OutboundService from "@aculab-cloud/core/OutboundService"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Layer from "effect/Layer"
 * import * as Redacted from "effect/Redacted"
 *
 * const service = OutboundService.layer({
 *   name: "simulator-uas",
 *   password: Redacted.make("simulator-uas-password")
 * }).pipe(Layer.provide(CloudAccount.layerConfig))
 *
 * const stateOf = (reference: Outbound.ServiceInvocationReference) =>
 *   Effect.map(Outbound.status(reference), ({ state }) => state)
 *
 * const program = Effect.all([stateOf("no-such-start"), stateOf("nor-this-one")], {
 *   concurrency: "unbounded"
 * }).pipe(Effect.provide([service, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => ["unknown","unknown"]
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const status: (
  reference: ServiceInvocationReference
) => Effect.Effect<OutboundStatus, CloudError, Requirements> = /*#__PURE__*/ lookup(queryEndpoint, query)

/**
 * What became of an attempt to cancel.
 *
 * @category models
 * @since 0.1.0
 */
export interface Cancellation {
  readonly reference: ServiceInvocationReference
  /** `success`, `unknown` (no such start) or `failed` (S), or another word of the cloud. */
  readonly result: "success" | "unknown" | "failed" | (string & Record<never, never>)
}

const cancelEndpoint = /*#__PURE__*/ Endpoint.define<
  References,
  Readonly<Record<string, string>>,
  OutboundService
>(() => ({
  operation: "Outbound.cancel",
  wrapper: [4],
  method: "POST",
  path: "/service_cancel",
  pathMark: "I",
  credential: OutboundService,
  repeat: "again",
  parameters: { references: referencesParameter() },
  responseMark: "S",
  response: Schema.Record(Schema.String, Schema.String)
}))

/**
 * Tries to cancel starts that are still queued; one that runs cannot be cancelled (S).
 *
 * **Details**
 *
 * Answers one result for each reference, in the order asked; `unknown` for one that the
 * cloud leaves out. When a lost answer made the call try again, what the first attempt
 * cancelled may read as `failed`.
 *
 * **Example** (Cancel what was just queued)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Outbound from "@aculab-cloud/core/Outbound"
 * import * as OutboundService from "@aculab-cloud/core/OutboundService"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Layer from "effect/Layer"
 * import * as Redacted from "effect/Redacted"
 *
 * const service = OutboundService.layer({
 *   name: "simulator-uas",
 *   password: Redacted.make("simulator-uas-password")
 * }).pipe(Layer.provide(CloudAccount.layerConfig))
 *
 * const program = Effect.gen(function* () {
 *   const references = yield* Outbound.startUas()
 *   const results = yield* Outbound.cancel([...references, "no-such-start"])
 *   return results.map(({ reference, result }) => (reference === references[0] ? "known" : result))
 * }).pipe(Effect.provide([service, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => ["known","unknown"]
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const cancel = (
  references: ReadonlyArray<ServiceInvocationReference>
): Effect.Effect<ReadonlyArray<Cancellation>, CloudError, Requirements> =>
  Effect.map(call(cancelEndpoint, { references }), (byReference) =>
    references.map((reference) => ({
      reference,
      result: (Object.hasOwn(byReference, reference) ? byReference[reference] : undefined) ?? "unknown"
    }))
  )

/**
 * Follows starts to their end: a stream of each change, once.
 *
 * **Details**
 *
 * A change is another state, or an application instance id that has become known. Asks at
 * once, then as `schedule` says, for the starts that are not done, in one request. Ends when
 * all are `completed`, `couldnotrun`, `cancelled` or `unknown`. Stops asking the moment that
 * the consumer stops. Fails with `Timeout` when the patience is over.
 *
 * **Example** (Wait until the application is done)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Outbound from "@aculab-cloud/core/Outbound"
 * import * as OutboundService from "@aculab-cloud/core/OutboundService"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Layer from "effect/Layer"
 * import * as Redacted from "effect/Redacted"
 * import * as Schedule from "effect/Schedule"
 * import * as Stream from "effect/Stream"
 *
 * const service = OutboundService.layer({
 *   name: "simulator-uas",
 *   password: Redacted.make("simulator-uas-password")
 * }).pipe(Layer.provide(CloudAccount.layerConfig))
 *
 * const program = Effect.gen(function* () {
 *   const references = yield* Outbound.startUas()
 *   const changes = Outbound.follow(references, { schedule: Schedule.spaced("50 millis") })
 *   const last = (yield* Stream.runCollect(changes)).at(-1)
 *   return last?.state
 * }).pipe(Effect.provide([service, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => completed
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const follow = (
  references: ReadonlyArray<ServiceInvocationReference>,
  options?: FollowOptions
): Stream.Stream<OutboundStatus, CloudError, Requirements> =>
  followChanges(references, {
    ...options,
    operation: "Outbound.follow",
    ask: query,
    keyOf: ({ reference }) => reference,
    stateOf: ({ state, applicationInstanceId }) => `${state} ${applicationInstanceId ?? ""}`,
    isDone: isFinal
  })

interface Named {
  readonly name: string
}

const queueEndpoint = /*#__PURE__*/ Endpoint.define<Named, QueueAnswer, OutboundService>(() => ({
  operation: "Outbound.queue",
  wrapper: [68],
  method: "GET",
  path: "/service/v1/outbound/{name}/queue",
  pathMark: "D",
  credential: OutboundService,
  repeat: "read",
  parameters: { name: Endpoint.inPath("name", "D", Wire.pathSegment) },
  responseMark: "S",
  response: queueAnswer()
}))

/**
 * How many starts of the service wait for their turn. `Services.queue` asks with the
 * account's key instead.
 *
 * **Example** (How long is the queue?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Outbound from "@aculab-cloud/core/Outbound"
 * import * as OutboundService from "@aculab-cloud/core/OutboundService"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Layer from "effect/Layer"
 * import * as Redacted from "effect/Redacted"
 *
 * const service = OutboundService.layer({
 *   name: "simulator-uas",
 *   password: Redacted.make("simulator-uas-password")
 * }).pipe(Layer.provide(CloudAccount.layerConfig))
 *
 * const length = Outbound.queue().pipe(
 *   Effect.map((queue) => typeof queue.length),
 *   Effect.provide([service, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(length))
 * // => number
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const queue = (): Effect.Effect<ServiceQueue, CloudError, Requirements> =>
  Effect.map(
    Effect.flatMap(OutboundService, ({ name }) => call(queueEndpoint, { name })),
    queueOf
  )

const purgeQueueEndpoint = /*#__PURE__*/ Endpoint.define<Named, PurgedAnswer, OutboundService>(() => ({
  operation: "Outbound.purgeQueue",
  wrapper: [69],
  method: "DELETE",
  path: "/service/v1/outbound/{name}/queue",
  pathMark: "D",
  credential: OutboundService,
  repeat: "again",
  parameters: { name: Endpoint.inPath("name", "D", Wire.pathSegment) },
  responseMark: "S",
  response: purgedAnswer()
}))

/**
 * Cancels all starts of the service that wait for their turn; those that run go on (S).
 * `Services.purgeQueue` does it with the account's key instead.
 *
 * **Details**
 *
 * When a lost answer made the call try again, what the first attempt cancelled is not among
 * the references.
 *
 * **Example** (Cancel everything that waits)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Outbound from "@aculab-cloud/core/Outbound"
 * import * as OutboundService from "@aculab-cloud/core/OutboundService"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Layer from "effect/Layer"
 * import * as Redacted from "effect/Redacted"
 *
 * const service = OutboundService.layer({
 *   name: "simulator-uas",
 *   password: Redacted.make("simulator-uas-password")
 * }).pipe(Layer.provide(CloudAccount.layerConfig))
 *
 * const program = Effect.gen(function* () {
 *   yield* Outbound.startUas({ count: 3 })
 *   const { cancelled, references } = yield* Outbound.purgeQueue()
 *   return cancelled === references.length
 * }).pipe(Effect.provide([service, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => true
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const purgeQueue = (): Effect.Effect<PurgedQueue, CloudError, Requirements> =>
  Effect.map(
    Effect.flatMap(OutboundService, ({ name }) => call(purgeQueueEndpoint, { name })),
    purgedOf
  )

/**
 * The operations of this module as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [
  startRestEndpoint,
  startUasEndpoint,
  queryEndpoint,
  cancelEndpoint,
  queueEndpoint,
  purgeQueueEndpoint
] as const
