/**
 * Running instances of REST applications: interrupt what they do.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { CloudAccount } from "./CloudAccount.js"
import type { CloudError } from "./CloudError.js"
import { open, otherThan } from "./internal/answers.js"
import { call, type Requirements } from "./internal/call.js"
import * as Endpoint from "./internal/endpoint.js"
import * as Wire from "./internal/wire.js"

/**
 * Where an application goes on when it was interrupted.
 *
 * @category options
 * @since 0.1.0
 */
export interface InterruptOptions {
  /**
   * The page that gets the result and may answer with other actions: it receives the
   * `instance_info` with an `action_result` (D). Absolute `http` or `https` address. Default:
   * the application's final page is called, and the application ends (D).
   */
  readonly redirectPage?: string | undefined
  /** How that page is called (D). Needs `redirectPage`. The cloud's default is not documented. */
  readonly redirectMethod?: "GET" | "POST" | undefined
}

/**
 * What an interruption did to one application instance.
 *
 * @category models
 * @since 0.1.0
 */
export interface Interruption {
  readonly applicationInstanceId: string
  /**
   * `interrupted`, `no such application` (perhaps it ended some time ago) or `application
   * already completed` (D, S), or another word of the cloud. `unknown` when the cloud leaves
   * the instance out of its answer.
   */
  readonly result:
    | "interrupted"
    | "no such application"
    | "application already completed"
    | "unknown"
    | (string & Record<never, never>)
  /** What else the cloud said, under its own names: newer answers tell the action that was interrupted (D). */
  readonly other: Readonly<Record<string, unknown>>
}

interface InterruptInput extends InterruptOptions {
  readonly applicationInstanceIds: ReadonlyArray<string>
}

const answer = () =>
  Schema.Record(Schema.String, Schema.Union([Schema.String, open({ result: Schema.String })]))

type Answer = ReturnType<typeof answer>["Type"]

const interruptEndpoint = /*#__PURE__*/ Endpoint.define<InterruptInput, Answer, CloudAccount>(() => ({
  operation: "RestApplications.interrupt",
  wrapper: [35],
  method: "POST",
  path: "/rest_interrupt",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "once",
  whenUnknown:
    "The applications may have been interrupted, and be at another action by now: look at the redirect page before interrupting them again",
  parameters: {
    applicationInstanceIds: Endpoint.required(
      "application_instance_ids",
      "D",
      Wire.list("/", "application instance id")
    ),
    redirectPage: Endpoint.optional("redirect_page", "D", Wire.pageUrl),
    redirectMethod: Endpoint.optional("redirect_method", "D", Wire.choice(["GET", "POST"]))
  },
  rules: ({ redirectPage, redirectMethod }) =>
    redirectMethod !== undefined && redirectPage === undefined
      ? [{ field: "redirectPage", rule: "is required beside a method" }]
      : [],
  responseMark: "D",
  response: answer()
}))

/**
 * Interrupts instances of REST applications: the running action stops, and the rest of the
 * current list of actions is skipped (D).
 *
 * **When to use**
 *
 * Use it with a redirect page to make an application do something else. It never repeats an
 * interruption by itself: a second one would stop the actions that the first one brought.
 *
 * **Details**
 *
 * Answers one result for each instance, in the order asked. An instance that the cloud does
 * not know is no error: its result says so (D).
 *
 * **Example** (Interrupt an application)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as RestApplications from "@aculab-cloud/core/RestApplications"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = RestApplications.interrupt(["06e122c3364cc74c.787379"], {
 *   redirectPage: "https://example.com/instead",
 *   redirectMethod: "POST"
 * }).pipe(
 *   Effect.map((interruptions) => interruptions.map(({ result }) => result)),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(program))
 * // => ["no such application"]
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const interrupt = (
  applicationInstanceIds: ReadonlyArray<string>,
  options: InterruptOptions = {}
): Effect.Effect<ReadonlyArray<Interruption>, CloudError, Requirements> =>
  Effect.map(call(interruptEndpoint, { ...options, applicationInstanceIds }), (byId) =>
    applicationInstanceIds.map((applicationInstanceId) => {
      const wire = Object.hasOwn(byId, applicationInstanceId) ? byId[applicationInstanceId] : undefined
      if (wire === undefined) return { applicationInstanceId, result: "unknown", other: {} }
      // The older generation of the answer is the result alone.
      return typeof wire === "string"
        ? { applicationInstanceId, result: wire, other: {} }
        : { applicationInstanceId, result: wire.result, other: otherThan(["result"], wire) }
    })
  )

/**
 * The operations of this module as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [interruptEndpoint] as const
