/** Makes the calls, on whatever runtime this is, and tells the tests how each of them ended. */
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import { isCloudError } from "@aculab-cloud/core/CloudError"
import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import { type CellPlan, type Ending, limits, type Remains } from "../plan.js"
import { probes } from "../probes.js"
import { withSleep } from "./clock.js"
import { countFibers } from "./fibers.js"

export interface Transport {
  readonly layer: Layer.Layer<HttpClient.HttpClient>
  /** One that gives up connecting, if there is such a limit. */
  readonly impatient?: Layer.Layer<HttpClient.HttpClient>
}

export interface Program {
  /** Where the tests listen. */
  readonly control: string
  readonly transport: Transport
  /** What is left, when everything is over. */
  readonly remains: () => Remains | Promise<Remains>
  /** How many calls at a time. */
  readonly concurrency: number
}

export const run = async ({ control, transport, remains, concurrency }: Program): Promise<void> => {
  const ask: Ask = async (path, body, signal) => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }
    const response = await fetch(`${control}/${path}`, signal === undefined ? init : { ...init, signal })
    if (!response.ok) throw new Error(`the tests refuse ${path}`)
    return response.text()
  }
  const plans: ReadonlyArray<CellPlan> = JSON.parse(await ask("cells"))
  const all = Effect.gen(function* () {
    const usual = yield* Layer.build(transport.layer)
    const impatient = yield* Layer.build(transport.impatient ?? transport.layer)
    const each = (plan: CellPlan) =>
      Effect.flatMap(
        Effect.provide(
          endingOf(plan, ask, transport.impatient !== undefined),
          plan.connecting ? impatient : usual
        ),
        (ending) => Effect.promise(() => ask(`ended/${plan.id}`, ending))
      )
    yield* Effect.forEach(plans, each, { concurrency, discard: true })
  })
  await Effect.runPromise(Effect.scoped(all))
  await ask("remains", await remains())
}

type Ask = (path: string, body?: unknown, signal?: AbortSignal) => Promise<string>

const endingOf = (
  plan: CellPlan,
  ask: Ask,
  limitsConnecting: boolean
): Effect.Effect<Ending, never, HttpClient.HttpClient> => {
  const call = Effect.provide(probes[plan.probe], credentials(plan.url))
  const tell = (path: string) => Effect.promise((signal) => ask(path, undefined, signal))
  return Effect.gen(function* () {
    if (plan.approach === "on a used connection" || plan.approach === "after the connection was closed") {
      yield* Effect.orDie(call)
    }
    if (plan.approach === "after the connection was closed") {
      yield* tell(`close-idle/${plan.id}`)
      // Once more there and back, so that this side has heard of it too.
      yield* tell("cells")
    }
    let timeouts = 0
    const fibers = countFibers()
    const clock = yield* Clock.Clock
    const exit = yield* call.pipe(
      Effect.tap(() => (plan.approach === "twice" ? call : Effect.void)),
      CallPolicy.with(policyOf(plan.still && !(plan.connecting && limitsConnecting))),
      Effect.exit,
      // An attempt at what stands still ends after its time, but not before it does stand still.
      Effect.provideService(
        Clock.Clock,
        withSleep(clock, (duration) =>
          plan.still && isAttempt(Duration.toMillis(duration))
            ? Effect.andThen(
                clock.sleep(duration),
                Effect.suspend(() => tell(`stood/${plan.id}/${++timeouts}`))
              )
            : clock.sleep(duration)
        )
      ),
      Effect.provideService(Metric.FiberRuntimeMetrics, fibers.service)
    )
    // What was interrupted may need a moment to end; what never ends is what this looks for.
    for (let turn = 0; fibers.running() > 0 && turn < 500; turn++) yield* Effect.sleep("10 millis")
    return { ...resultOf(exit), timeouts, fibers: fibers.running() }
  })
}

/** Whether a time to sleep is the limit of an attempt, or what is left of it for an upload under way. */
const isAttempt = (milliseconds: number): boolean =>
  milliseconds > limits.stillAttempt / 2 && milliseconds <= limits.stillAttempt

const policyOf = (still: boolean): CallPolicy.Changes => ({
  attemptTimeout: still ? limits.stillAttempt : limits.attempt,
  deadline: limits.deadline,
  maxAttempts: limits.attempts,
  firstDelay: limits.firstDelay,
  maxDelay: limits.firstDelay,
  maxRetryAfter: limits.maxRetryAfter
})

const resultOf = (exit: Exit.Exit<unknown, unknown>): Pick<Ending, "result" | "outcome" | "words"> => {
  if (Exit.isSuccess(exit)) return { result: "done", words: JSON.stringify(exit.value) ?? "" }
  const error = Cause.squash(exit.cause)
  if (Cause.hasDies(exit.cause) || !isCloudError(error))
    return { result: "defect", words: Cause.pretty(exit.cause) }
  return { result: error.reason._tag, outcome: error.outcome, words: error.message }
}

const secret = Redacted.make("a-secret-of-the-matrix")

const credentials = (baseUrl: string) => {
  const account = { cloudId: "1-2-0", username: "you@example.com", baseUrl, allowPlainHttp: true }
  return Layer.orDie(
    Layer.merge(
      CloudAccount.layer({ ...account, apiAccessKey: secret }),
      UserGroupKey.layerAlone({ ...account, key: secret })
    )
  )
}
