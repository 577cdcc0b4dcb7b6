// Sends an SMS, and tells a collector of OpenTelemetry what happened: spans and metrics, over OTLP.
//   OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 node main.ts <to> <from> <text>
import * as CallMetrics from "@aculab-cloud/core/CallMetrics"
import * as Messages from "@aculab-cloud/core/Messages"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Otlp from "effect/observability/Otlp"

const [to = "", from = "", content = ""] = process.argv.slice(2)

const Exporter = Layer.unwrap(
  Effect.map(Config.String("OTEL_EXPORTER_OTLP_ENDPOINT"), (baseUrl) =>
    Otlp.layerJson({ baseUrl, resource: { serviceName: "reminders", serviceVersion: "1.0.0" } })
  )
  // A transport of its own: what is exported is no call to the cloud.
).pipe(Layer.provide(FetchHttpClient.layer))

const Telemetry = CallMetrics.layer.pipe(Layer.provideMerge(Exporter))

const program = Effect.gen(function* () {
  const references = yield* Messages.send({ to, from, content })
  const statuses = yield* Messages.query(references)
  yield* Console.log(statuses.map(({ reference, state }) => `${reference} is ${state}`).join("\n"))
}).pipe(
  Effect.withSpan("reminder"),
  Effect.catchTag("CloudError", (error) =>
    Effect.andThen(
      Console.error(error.message),
      Effect.sync(() => {
        process.exitCode = 1
      })
    )
  ),
  Effect.provide(NodeCloud.layerConfig),
  // Last: its end is when everything has been exported.
  Effect.provide(Telemetry)
)

await Effect.runPromise(program)
