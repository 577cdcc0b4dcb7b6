// Metrics of the calls to the cloud, made from their spans. So no call has to be wrapped.
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Tracer from "effect/Tracer"

const calls = Metric.counter("aculab.calls", { description: "Calls that have ended", incremental: true })

const attempts = Metric.counter("aculab.attempts", {
  description: "Requests that these calls took: more than calls, where some were repeated",
  incremental: true
})

const duration = Metric.histogram("aculab.call.duration", {
  description: "How long calls took, with their repetitions",
  // Those that OpenTelemetry recommends for requests of HTTP.
  boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  attributes: { unit: "s" }
})

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

const attributesOf = (span: Tracer.Span): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = span.attributes.get(name)
      return value === undefined ? [] : [[name, String(value)]]
    })
  )

/** The tracer that is in force, which counts and times the calls of this SDK besides. */
export const layer = Layer.effect(
  Tracer.Tracer,
  Effect.gen(function* () {
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
          const attributes = attributesOf(span)
          const update = (metric: Metric.Metric<number, unknown>, value: number) =>
            Metric.withAttributes(metric, attributes).updateUnsafe(value, context)
          update(calls, 1)
          update(attempts, Number(span.attributes.get("aculab.attempts") ?? 0))
          update(duration, Number(time - options.startTime) / 1e9)
        }
        return span
      }
    })
  })
)
