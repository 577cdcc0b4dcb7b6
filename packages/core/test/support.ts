/** What the tests of this package share: a cloud without a network, and time without waiting. */
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import {
  type Clock,
  type ManualClock,
  makeSimulator,
  type Simulator,
  type SimulatorOptions
} from "@aculab-cloud/simulator"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Tracer from "effect/Tracer"
import * as TestClock from "effect/testing/TestClock"

export const to = "441908273800"
export const from = "441908273801"

/** The account of a simulator and a client that reaches it without a socket. */
export const cloudOf = <TheClock extends Clock>(
  simulator: Simulator<TheClock>
): Layer.Layer<CloudAccount.CloudAccount | HttpClient.HttpClient> =>
  Layer.mergeAll(
    Layer.orDie(
      CloudAccount.layer({
        cloudId: simulator.account.cloudId,
        username: simulator.account.username,
        apiAccessKey: Redacted.make(simulator.account.apiAccessKey)
      })
    ),
    FetchHttpClient.layer.pipe(Layer.provide(Layer.succeed(FetchHttpClient.Fetch, simulator.fetch)))
  )

/** Runs a test against a simulator of its own. */
export const withCloud = <A, E>(
  body: (
    simulator: Simulator<ManualClock>
  ) => Effect.Effect<A, E, CloudAccount.CloudAccount | HttpClient.HttpClient>,
  options?: Omit<SimulatorOptions, "clock">
): Effect.Effect<A, E> =>
  Effect.suspend(() => {
    const simulator = makeSimulator(options)
    return Effect.provide(body(simulator), cloudOf(simulator))
  })

/** Lets everything that is ready run, without the passing of time. */
export const turn = Effect.promise(
  () =>
    new Promise<void>((resolve) => {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => {
        channel.port1.close()
        resolve()
      }
      channel.port2.postMessage(undefined)
    })
)

/**
 * Runs an effect in virtual time: whenever nothing can go on without the passing of time,
 * a step of it passes, for the effect and for what else has a clock.
 */
export const inVirtualTime = Effect.fnUntraced(function* <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  options?: {
    readonly step?: Duration.Input
    readonly alongside?: (milliseconds: number) => Promise<void>
  }
) {
  const step = Duration.fromInputUnsafe(options?.step ?? "500 millis")
  const fiber = yield* Effect.forkChild(effect)
  while (fiber.pollUnsafe() === undefined) {
    for (let count = 0; count < 8; count++) yield* turn
    if (fiber.pollUnsafe() !== undefined) break
    const { alongside } = options ?? {}
    if (alongside !== undefined) yield* Effect.promise(() => alongside(Duration.toMillis(step)))
    yield* TestClock.adjust(step)
  }
  return yield* Fiber.join(fiber)
})

/** The fields of a form body. */
export const fieldsOf = (form: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(form))

/** A value that a test cannot go on without. */
export const present = <A>(value: A | undefined): A => {
  if (value === undefined) throw new Error("expected a value")
  return value
}

/** A tracer, and the spans that were opened with it. */
export const makeRecorder = () => {
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  return { tracer, spans }
}
