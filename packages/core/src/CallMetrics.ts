/**
 * Metrics of the calls to the cloud, named as OpenTelemetry has it: how many calls, how many requests they took, how
 * they ended, and how long they lasted. A program that does not import this module pays nothing for it.
 *
 * They are made of the spans of calls, so no call has to be wrapped, and whatever exports effect's metrics exports
 * them: `Otlp` of `effect/observability`, say.
 *
 * **Details**
 *
 * Each metric is told apart by `aculab.operation`, such as `Messages.send`, and `aculab.outcome`: `done`, `not-sent`,
 * `rejected`, `unknown`, or `interrupted`. Where they are known there are `error.type`, which is the tag of the reason,
 * `http.request.method`, `http.response.status_code`, `server.address` and `server.port`, all as of the last attempt.
 * No value of them is a number of a person, a text, or a secret, and each has few values.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Tracer from "effect/Tracer"

/**
 * `aculab.client.calls`: calls that have ended. Those that were refused before anything was sent are among them.
 *
 * @category metrics
 * @since 0.1.0
 */
export const calls: Metric.Counter<number> = /*#__PURE__*/ Metric.counter("aculab.client.calls", {
  description: "Calls that have ended",
  incremental: true,
  attributes: { unit: "{call}" }
})

/**
 * `aculab.client.attempts`: the requests that ended calls took. More than calls, where some were repeated.
 *
 * @category metrics
 * @since 0.1.0
 */
export const attempts: Metric.Counter<number> = /*#__PURE__*/ Metric.counter("aculab.client.attempts", {
  description: "Requests that ended calls took, repetitions included",
  incremental: true,
  attributes: { unit: "{attempt}" }
})

/**
 * `aculab.client.call.duration`: how long calls lasted, in seconds, with their repetitions and the waits between
 * them. The buckets are those that OpenTelemetry recommends for requests of HTTP.
 *
 * @category metrics
 * @since 0.1.0
 */
export const duration: Metric.Histogram<number> = /*#__PURE__*/ Metric.histogram(
  "aculab.client.call.duration",
  {
    description: "How long calls lasted, with their repetitions",
    boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    attributes: { unit: "s" }
  }
)

/**
 * Counts and times every call of what it is provided to.
 *
 * **Details**
 *
 * It is a tracer around the tracer in force, which hears of all spans as before. So put it on top of the layer that
 * exports spans, if there is one: `CallMetrics.layer.pipe(Layer.provideMerge(exporter))`.
 *
 * **Example** (What was done, by operation)
 *
 * ```ts
 * import * as CallMetrics from "@aculab-cloud/core/CallMetrics"
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Messages from "@aculab-cloud/core/Messages"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Metric from "effect/Metric"
 *
 * const program = Effect.gen(function* () {
 *   yield* Messages.send({ to: "441908273800", from: "441908273801", content: "Hello" })
 *   yield* Effect.ignore(Messages.send({ to: "0123", from: "441908273801", content: "Hello" }))
 *   for (const { id, attributes, state } of yield* Metric.snapshot) {
 *     if (id !== "aculab.client.calls" || !("count" in state)) continue
 *     console.log(attributes?.["aculab.operation"], attributes?.["aculab.outcome"], Number(state.count))
 *   }
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer, CallMetrics.layer]))
 *
 * await Effect.runPromise(program)
 * // => Messages.send done 1
 * // => Messages.send not-sent 1
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<never> = /*#__PURE__*/ Layer.effect(
  Tracer.Tracer,
  /*#__PURE__*/ Effect.gen(function* () {
    const tracer = yield* Effect.tracer
    const context = yield* Effect.context<never>()
    return Tracer.make({
      ...tracer,
      span: (options) => {
        const span = tracer.span(options)
        if (options.kind !== "client" || !options.name.startsWith("aculab.")) return span
        const end = span.end
        span.end = (time, exit) => {
          end.call(span, time, exit)
          const attributes = attributesOf(span, exit)
          const add = (metric: Metric.Metric<number, unknown>, value: number) =>
            Metric.withAttributes(metric, attributes).updateUnsafe(value, context)
          add(calls, 1)
          add(duration, Number(time - options.startTime) / 1e9)
          const made = Number(span.attributes.get("aculab.attempts") ?? 0)
          if (made > 0) add(attempts, made)
        }
        return span
      }
    })
  })
)

/** What metrics are told apart by: few values each. */
const names = [
  "aculab.operation",
  "aculab.outcome",
  "error.type",
  "http.request.method",
  "http.response.status_code",
  "server.address",
  "server.port"
]

const attributesOf = (span: Tracer.Span, exit: Exit.Exit<unknown, unknown>): Record<string, string> => ({
  // A call that ends by itself says how.
  ...(Exit.hasInterrupts(exit) ? { "aculab.outcome": "interrupted" } : {}),
  ...Object.fromEntries(
    names.flatMap((name) => {
      const value = span.attributes.get(name)
      return value === undefined ? [] : [[name, String(value)]]
    })
  )
})
