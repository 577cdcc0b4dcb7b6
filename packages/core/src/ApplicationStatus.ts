/**
 * What became of an application instance, inbound or outbound: its times, its costs, its
 * calls and its errors.
 *
 * Needs the account's API Access Key, also for an instance that a service started (D).
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { ApplicationStatus } from "./ApplicationRecord.js"
import { CloudAccount } from "./CloudAccount.js"
import type * as CloudDateTime from "./CloudDateTime.js"
import type { CloudError } from "./CloudError.js"
import { linesOf, statusOf } from "./internal/applicationRecord.js"
import { call, errorOf, type Requirements } from "./internal/call.js"
import * as Endpoint from "./internal/endpoint.js"
import { type FollowOptions, follow, patienceFor } from "./internal/follow.js"
import { momentOf, momentWords } from "./internal/moment.js"
import * as Wire from "./internal/wire.js"

export type { ApplicationRecord, ApplicationStatus, OpenRecord } from "./ApplicationRecord.js"

interface Instance {
  readonly applicationInstanceId: string
}

const answer = () => Schema.Record(Schema.String, Schema.Unknown)

const getEndpoint = /*#__PURE__*/ Endpoint.define<Instance, ReturnType<typeof answer>["Type"], CloudAccount>(
  () => ({
    operation: "ApplicationStatus.get",
    wrapper: [5],
    method: "POST",
    path: "/application_status",
    pathMark: "D",
    credential: CloudAccount,
    repeat: "read",
    parameters: {
      applicationInstanceId: Endpoint.required("application_instance_id", "D", Wire.nonEmptyText)
    },
    responseMark: "D",
    response: answer()
  })
)

/**
 * Gets the status of an application instance.
 *
 * **Details**
 *
 * Answers `undefined` while the status is not available (S): it is not before the
 * application has ended, and a while after. {@link await} waits for it.
 *
 * **Example** (Not there yet)
 *
 * ```ts
 * import * as ApplicationStatus from "@aculab-cloud/core/ApplicationStatus"
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const status = ApplicationStatus.get("06e122c3364cc74c.787379").pipe(
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(status))
 * // => undefined
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const get = (
  applicationInstanceId: string
): Effect.Effect<ApplicationStatus | undefined, CloudError, Requirements> =>
  Effect.map(call(getEndpoint, { applicationInstanceId }), statusOf)

/**
 * How long to wait for applications, and how often to ask.
 *
 * @category options
 * @since 0.1.0
 */
export interface AwaitOptions extends FollowOptions {
  /**
   * When the status is expected, such as a `Date`: the `applicationStatusEta` of the start. The first question
   * waits for it, but no longer than `patience`, because it is a hint. Default: now.
   */
  readonly eta?: CloudDateTime.Input | undefined
}

const awaitStatus = (
  applicationInstanceId: string,
  options: AwaitOptions = {}
): Effect.Effect<ApplicationStatus, CloudError, Requirements> => {
  const { eta, ...patience } = options
  const statuses = follow([applicationInstanceId], {
    ...patience,
    operation: "ApplicationStatus.await",
    ask: () => Effect.map(get(applicationInstanceId), (status) => [status]),
    keyOf: () => applicationInstanceId,
    stateOf: (status) => (status === undefined ? "pending" : "available"),
    isDone: (status) => status !== undefined
  })
  const available = Stream.filter(statuses, (status) => status !== undefined)
  return Effect.andThen(
    eta === undefined ? Effect.void : untilHint(eta, patience),
    // A stream that ends without a failure has told the status: it ends when it is available.
    Effect.flatMap(Stream.runHead(available), Effect.fromOption).pipe(
      Effect.catchTag("NoSuchElementError", Effect.die)
    )
  )
}

const untilHint = (eta: CloudDateTime.Input, options: FollowOptions): Effect.Effect<void, CloudError> => {
  const moment = momentOf(eta)
  if (moment === undefined) {
    const reason = Endpoint.invalidInput([{ field: "eta", rule: `must be ${momentWords}` }])
    return Effect.fail(
      errorOf(
        { operation: "ApplicationStatus.await", repeat: "read" },
        { reason, outcome: "not-sent", transient: false }
      )
    )
  }
  return Effect.flatMap(patienceFor("ApplicationStatus.await", options), (longest) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.sleep(Duration.min(Duration.millis(Math.max(0, moment.epochMilliseconds - now)), longest))
    )
  )
}

export {
  /**
   * Waits until the status of an application instance is available.
   *
   * **Details**
   *
   * Asks at once, or at `eta`, then as `schedule` says. Fails with `Timeout` when the status
   * is not there `patience` after the first question.
   *
   * **Example** (Start an application, wait, and read what became of it)
   *
   * ```ts
   * import * as ApplicationStatus from "@aculab-cloud/core/ApplicationStatus"
   * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
   * import * as Outbound from "@aculab-cloud/core/Outbound"
   * import * as OutboundService from "@aculab-cloud/core/OutboundService"
   * import * as Effect from "effect/Effect"
   * import * as FetchHttpClient from "effect/http/FetchHttpClient"
   * import * as Redacted from "effect/Redacted"
   * import * as Schedule from "effect/Schedule"
   * import * as Stream from "effect/Stream"
   *
   * const schedule = Schedule.spaced("50 millis")
   *
   * const lastChange = Effect.gen(function* () {
   *   const references = yield* Outbound.startUas()
   *   return (yield* Stream.runCollect(Outbound.follow(references, { schedule }))).at(-1)
   * }).pipe(
   *   Effect.provide(
   *     OutboundService.layer({
   *       name: "simulator-uas",
   *       password: Redacted.make("simulator-uas-password")
   *     })
   *   )
   * )
   *
   * const program = Effect.gen(function* () {
   *   const { applicationInstanceId = "" } = (yield* lastChange) ?? {}
   *   const status = yield* ApplicationStatus.await(applicationInstanceId, { schedule })
   *   return status.adr.applicationInstanceId === applicationInstanceId
   * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
   *
   * console.log(await Effect.runPromise(program))
   * // => true
   * ```
   *
   * @category operations
   * @since 0.1.0
   */
  awaitStatus as await
}

/**
 * The words for an abbreviated type of channel, as in a call data record.
 *
 * **Details**
 *
 * The cloud uses `p`, `x`, `ca` and `cv` (S). What they stand for is not documented: `p`
 * for primary and `x` for extra are inferred (I); the others, and any that this SDK does not
 * know, are passed through.
 *
 * **Example** (Known and unknown)
 *
 * ```ts
 * import * as ApplicationStatus from "@aculab-cloud/core/ApplicationStatus"
 *
 * console.log(ApplicationStatus.channelTypeDescription("p"))
 * // => primary channel
 * console.log(ApplicationStatus.channelTypeDescription("ca"))
 * // => ca
 * ```
 *
 * @category formatting
 * @since 0.1.0
 */
export const channelTypeDescription = (abbreviation: string): string => {
  switch (abbreviation) {
    case "p":
      return "primary channel"
    case "x":
      return "extra channel"
    default:
      return abbreviation
  }
}

/**
 * A status as text for people: a block for the application and one for each record. The
 * layout may change; read the fields instead of this text.
 *
 * **Example** (Print a status)
 *
 * ```ts
 * import * as ApplicationStatus from "@aculab-cloud/core/ApplicationStatus"
 *
 * const text = ApplicationStatus.format({
 *   adr: { applicationName: "reminder", duration: 12.5, other: {} },
 *   cdrs: [{ channel_type: "p" }],
 *   fdrs: [],
 *   errs: [],
 *   other: {}
 * })
 *
 * console.log(text.split("\n").join(" | "))
 * // => application |   application name: reminder |   duration: 12.5 | call |   channel type: p
 * ```
 *
 * @category formatting
 * @since 0.1.0
 */
export const format = (status: ApplicationStatus): string => linesOf(status).join("\n")

/**
 * The operations of this module as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [getEndpoint] as const
