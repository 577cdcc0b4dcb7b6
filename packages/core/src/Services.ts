/**
 * The account's inbound and outbound services: list, read, write, modify and remove their
 * configurations, and look after the queues of outbound services.
 *
 * All of it with the account's API Access Key (I for configurations, D for queues). An
 * inbound service is named by a telephone number or a SIP user name (D).
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { CloudAccount } from "./CloudAccount.js"
import type { CloudError } from "./CloudError.js"
import { defined } from "./internal/answers.js"
import { call, callWithStatus, type Requirements } from "./internal/call.js"
import { redacted } from "./internal/credentials.js"
import * as Endpoint from "./internal/endpoint.js"
import {
  type PurgedAnswer,
  type PurgedQueue,
  purgedAnswer,
  purgedOf,
  type QueueAnswer,
  type QueuesAnswer,
  queueAnswer,
  queueOf,
  queuesAnswer,
  type ServiceQueue
} from "./internal/queue.js"
import * as Read from "./internal/record.js"
import { configurationAnswer, configurationBody } from "./internal/serviceConfiguration.js"
import * as Wire from "./internal/wire.js"
import type { ConfigurationInput, ServiceConfiguration } from "./ServiceConfiguration.js"

export type { PurgedQueue, ServiceQueue } from "./internal/queue.js"
export type {
  ApplicationPage,
  ConfigurationInput,
  RestApplication,
  ServiceConfiguration,
  UasApplication
} from "./ServiceConfiguration.js"

/**
 * Which of the two kinds of services.
 *
 * @category models
 * @since 0.1.0
 */
export type Direction = "inbound" | "outbound"

/**
 * A service in a list.
 *
 * @category models
 * @since 0.1.0
 */
export interface ServiceSummary {
  readonly name: string
  /** The UAS application or the REST page that it leads to (S). */
  readonly target?: string
  readonly description?: string
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

interface Directed {
  readonly direction: Direction
}

interface Named extends Directed {
  readonly name: string
}

interface Configured extends Named {
  readonly configuration?: ConfigurationInput | undefined
}

const direction = () => Endpoint.inPath("direction", "D", Wire.choice(["inbound", "outbound"]))
const name = () => Endpoint.inPath("name", "D", Wire.pathSegment)

const summaries = () => Schema.Union([Schema.Array(Schema.Unknown), anyObject()])
const anyObject = () => Schema.Record(Schema.String, Schema.Unknown)

const listEndpoint = /*#__PURE__*/ Endpoint.define<
  Directed,
  ReturnType<typeof summaries>["Type"],
  CloudAccount
>(() => ({
  operation: "Services.list",
  wrapper: [61],
  method: "GET",
  path: "/service/v1/{direction}",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "read",
  parameters: { direction: direction() },
  responseMark: "S",
  response: summaries()
}))

/**
 * Lists the services of a kind.
 *
 * **Example** (Names of the outbound services)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Services from "@aculab-cloud/core/Services"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Redacted from "effect/Redacted"
 *
 * const program = Effect.gen(function* () {
 *   yield* Services.write("outbound", "listed", {
 *     service_password: Redacted.make("pa:ss"),
 *     uas: { application_name: "reminder" }
 *   })
 *   const services = yield* Services.list("outbound")
 *   return services.some((service) => service.name === "listed")
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => true
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const list = (
  direction: Direction
): Effect.Effect<ReadonlyArray<ServiceSummary>, CloudError, Requirements> =>
  Effect.map(call(listEndpoint, { direction }), (wire) => Read.recordsOf(wire).map(summaryOf))

// The wrapper speaks of one object (S), which may be one by name; the wire has an array (I).
const summaryOf = (wire: Read.OpenRecord): ServiceSummary => {
  const { take, rest } = Read.readerOf(wire)
  const name = take("name", Read.text) ?? take("key", Read.text) ?? ""
  return {
    name,
    ...defined({ target: take("target", Read.text), description: take("description", Read.text) }),
    other: rest()
  }
}

const schemaEndpoint = /*#__PURE__*/ Endpoint.define<
  Directed,
  ReturnType<typeof anyObject>["Type"],
  CloudAccount
>(() => ({
  operation: "Services.schema",
  wrapper: [62],
  method: "GET",
  path: "/service/v1/schema/{direction}",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "read",
  parameters: { direction: direction() },
  responseMark: "S",
  response: anyObject()
}))

/**
 * Gets the schema that the cloud checks configurations of a kind with: in all likelihood a
 * JSON Schema (I). It is the only full list of the keys.
 *
 * **Example** (What may a configuration hold?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Services from "@aculab-cloud/core/Services"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const schema = Services.schema("outbound").pipe(
 *   Effect.map(({ type }) => type),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(schema))
 * // => object
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const schema = (
  direction: Direction
): Effect.Effect<Readonly<Record<string, unknown>>, CloudError, Requirements> =>
  call(schemaEndpoint, { direction })

const readEndpoint = /*#__PURE__*/ Endpoint.define<Named, ServiceConfiguration, CloudAccount>(() => ({
  operation: "Services.read",
  wrapper: [63],
  method: "GET",
  path: "/service/v1/{direction}/{name}",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "read",
  parameters: { direction: direction(), name: name() },
  responseMark: "S",
  response: configurationAnswer(),
  secretAnswer: true
}))

/**
 * Reads the full configuration of a service. Fails with `NotFound` when there is no such
 * service (I).
 *
 * **Example** (Is there a password?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Services from "@aculab-cloud/core/Services"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Redacted from "effect/Redacted"
 *
 * const password = Services.read("outbound", "simulator-uas").pipe(
 *   Effect.map(({ service_password }) => Redacted.isRedacted(service_password)),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(password))
 * // => true
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const read = (
  direction: Direction,
  name: string
): Effect.Effect<ServiceConfiguration, CloudError, Requirements> => call(readEndpoint, { direction, name })

/**
 * What a write did.
 *
 * @category models
 * @since 0.1.0
 */
export interface Written {
  /**
   * Whether the service is new: HTTP 201 says so (I). When a lost answer made the call try
   * again, a new service may read as replaced.
   */
  readonly result: "created" | "replaced"
  /** HTTP status of the answer, 200 to 299: the raw fact behind `result`. */
  readonly status: number
  /** The full configuration, as it is now. */
  readonly configuration: ServiceConfiguration
}

const writeEndpoint = /*#__PURE__*/ Endpoint.define<Configured, ServiceConfiguration, CloudAccount>(() => ({
  operation: "Services.write",
  wrapper: [64],
  method: "PUT",
  path: "/service/v1/{direction}/{name}",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "again",
  parameters: {
    direction: direction(),
    name: name(),
    configuration: { ...Endpoint.asBody("configuration", "D", configurationBody()), optional: true }
  },
  rules: ({ direction, configuration }) =>
    direction === "outbound" && configuration === undefined
      ? [{ field: "configuration", rule: "is required for an outbound service" }]
      : [],
  responseMark: "S",
  response: configurationAnswer(),
  secretAnswer: true
}))

/**
 * Creates a service, or replaces its whole configuration: what is left out gets its default.
 * An inbound service may be written without a configuration (D).
 *
 * **Details**
 *
 * A configuration that the cloud refuses fails with `Rejected`. Its `details` hold one message
 * for each problem, which starts with the path of the key, such as `rest.first_page.method` (D).
 *
 * **Example** (Create an outbound service)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Services from "@aculab-cloud/core/Services"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Redacted from "effect/Redacted"
 *
 * const written = Services.write("outbound", "written", {
 *   service_password: Redacted.make("pa:ss"),
 *   rest: { first_page: { address: "https://example.com/first", method: "POST" } }
 * }).pipe(
 *   Effect.map(({ result }) => result),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(written))
 * // => created
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const write = (
  direction: Direction,
  name: string,
  configuration?: ConfigurationInput
): Effect.Effect<Written, CloudError, Requirements> =>
  Effect.map(
    callWithStatus(writeEndpoint, { direction, name, configuration: wrapped(configuration) }),
    ({ status, output }) => ({
      result: status === 201 ? "created" : "replaced",
      status,
      configuration: output
    })
  )

const modifyEndpoint = /*#__PURE__*/ Endpoint.define<
  Required<Configured>,
  ServiceConfiguration,
  CloudAccount
>(() => ({
  operation: "Services.modify",
  wrapper: [65],
  method: "PATCH",
  path: "/service/v1/{direction}/{name}",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "again",
  parameters: {
    direction: direction(),
    name: name(),
    configuration: Endpoint.asBody("configuration", "D", configurationBody())
  },
  responseMark: "S",
  response: configurationAnswer(),
  secretAnswer: true
}))

/**
 * Changes part of a service's configuration: what is left out stays (D). Answers the full
 * configuration, as it is then (S). Fails with `NotFound` when there is no such service (I),
 * and as {@link write} does when the cloud refuses the configuration.
 *
 * **Example** (Another application for a service)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Services from "@aculab-cloud/core/Services"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Redacted from "effect/Redacted"
 *
 * const program = Effect.gen(function* () {
 *   yield* Services.write("outbound", "modified", {
 *     service_password: Redacted.make("pa:ss"),
 *     uas: { application_name: "reminder" }
 *   })
 *   const configuration = yield* Services.modify("outbound", "modified", {
 *     uas: { application_name: "survey" }
 *   })
 *   return configuration.uas?.application_name
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => survey
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const modify = (
  direction: Direction,
  name: string,
  configuration: ConfigurationInput
): Effect.Effect<ServiceConfiguration, CloudError, Requirements> =>
  call(modifyEndpoint, { direction, name, configuration: wrapped(configuration) })

/** With a password that no error can say: secrets are looked for among what is Redacted. */
const wrapped = <Configuration extends ConfigurationInput | undefined>(
  configuration: Configuration
): Configuration | ConfigurationInput =>
  typeof configuration?.service_password === "string"
    ? { ...configuration, service_password: redacted(configuration.service_password) }
    : configuration

const removeEndpoint = /*#__PURE__*/ Endpoint.define<Named, void, CloudAccount>(() => ({
  operation: "Services.remove",
  wrapper: [66],
  method: "DELETE",
  path: "/service/v1/{direction}/{name}",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "again",
  parameters: { direction: direction(), name: name() },
  responseMark: "S",
  response: Schema.Void,
  ignoresBody: true
}))

/**
 * Removes a service.
 *
 * **Details**
 *
 * Fails with `NotFound` when there is no such service (I). With the outcome `unknown`, an
 * earlier attempt of the same call may have removed it.
 *
 * **Example** (Remove a service)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Services from "@aculab-cloud/core/Services"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   yield* Services.write("inbound", "15550001234")
 *   yield* Services.remove("inbound", "15550001234")
 *   const services = yield* Services.list("inbound")
 *   return services.some(({ name }) => name === "15550001234")
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => false
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const remove = (direction: Direction, name: string): Effect.Effect<void, CloudError, Requirements> =>
  call(removeEndpoint, { direction, name })

const queuesEndpoint = /*#__PURE__*/ Endpoint.define<
  Readonly<Record<never, never>>,
  QueuesAnswer,
  CloudAccount
>(() => ({
  operation: "Services.queues",
  wrapper: [67],
  method: "GET",
  path: "/service/v1/outbound_queues",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "read",
  parameters: {},
  responseMark: "D",
  response: queuesAnswer()
}))

/**
 * Lists the queues of all outbound services that have starts waiting (D).
 *
 * **Example** (Which services have starts waiting?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Services from "@aculab-cloud/core/Services"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const queues = Services.queues().pipe(
 *   Effect.map((queues) => queues.every(({ length }) => length > 0)),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(queues))
 * // => true
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const queues = (): Effect.Effect<ReadonlyArray<ServiceQueue>, CloudError, Requirements> =>
  Effect.map(call(queuesEndpoint, {}), (wire) => wire.map(queueOf))

interface ServiceName {
  readonly name: string
}

const queueEndpoint = /*#__PURE__*/ Endpoint.define<ServiceName, QueueAnswer, CloudAccount>(() => ({
  operation: "Services.queue",
  wrapper: [68],
  method: "GET",
  path: "/service/v1/outbound/{name}/queue",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "read",
  parameters: { name: name() },
  responseMark: "S",
  response: queueAnswer()
}))

/**
 * How many starts of an outbound service wait for their turn. `Outbound.queue` asks with the
 * service's own password instead.
 *
 * **Example** (How long is a queue?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Services from "@aculab-cloud/core/Services"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const length = Services.queue("simulator-rest").pipe(
 *   Effect.map((queue) => typeof queue.length),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(length))
 * // => number
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const queue = (name: string): Effect.Effect<ServiceQueue, CloudError, Requirements> =>
  Effect.map(call(queueEndpoint, { name }), queueOf)

const purgeQueueEndpoint = /*#__PURE__*/ Endpoint.define<ServiceName, PurgedAnswer, CloudAccount>(() => ({
  operation: "Services.purgeQueue",
  wrapper: [69],
  method: "DELETE",
  path: "/service/v1/outbound/{name}/queue",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "again",
  parameters: { name: name() },
  responseMark: "S",
  response: purgedAnswer()
}))

/**
 * Cancels all starts of an outbound service that wait for their turn; those that run go on
 * (S). `Outbound.purgeQueue` does it with the service's own password instead.
 *
 * **Details**
 *
 * When a lost answer made the call try again, what the first attempt cancelled is not among
 * the references.
 *
 * **Example** (Empty a queue)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Services from "@aculab-cloud/core/Services"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const left = Services.purgeQueue("simulator-rest").pipe(
 *   Effect.andThen(Services.queue("simulator-rest")),
 *   Effect.map(({ length }) => length),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(left))
 * // => 0
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const purgeQueue = (name: string): Effect.Effect<PurgedQueue, CloudError, Requirements> =>
  Effect.map(call(purgeQueueEndpoint, { name }), purgedOf)

/**
 * The operations of this module as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [
  listEndpoint,
  schemaEndpoint,
  readEndpoint,
  writeEndpoint,
  modifyEndpoint,
  removeEndpoint,
  queuesEndpoint,
  queueEndpoint,
  purgeQueueEndpoint
] as const
