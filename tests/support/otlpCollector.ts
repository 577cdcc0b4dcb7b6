/** A collector of OpenTelemetry that keeps what it is sent. */
import { createServer } from "node:http"
import { text } from "node:stream/consumers"
import * as Schema from "effect/Schema"

/** The part of OTLP's JSON that is looked at here. Integers of 64 bits are texts in it. */
const Attributes = Schema.Array(
  Schema.Struct({
    key: Schema.String,
    value: Schema.Struct({
      stringValue: Schema.optionalKey(Schema.NullOr(Schema.String)),
      intValue: Schema.optionalKey(Schema.Union([Schema.Null, Schema.String, Schema.Number])),
      doubleValue: Schema.optionalKey(Schema.Union([Schema.Null, Schema.Number])),
      boolValue: Schema.optionalKey(Schema.Union([Schema.Null, Schema.Boolean]))
    })
  })
)
const Traces = Schema.Struct({
  resourceSpans: Schema.Array(
    Schema.Struct({
      resource: Schema.Struct({ attributes: Attributes }),
      scopeSpans: Schema.Array(
        Schema.Struct({
          spans: Schema.Array(
            Schema.Struct({
              traceId: Schema.String,
              spanId: Schema.String,
              parentSpanId: Schema.optionalKey(Schema.String),
              name: Schema.String,
              kind: Schema.Number,
              attributes: Attributes,
              status: Schema.Struct({ code: Schema.Number }),
              events: Schema.Array(Schema.Struct({ name: Schema.String, attributes: Attributes }))
            })
          )
        })
      )
    })
  )
})
const Point = Schema.Struct({
  attributes: Attributes,
  asInt: Schema.optionalKey(Schema.Union([Schema.String, Schema.Number])),
  asDouble: Schema.optionalKey(Schema.Number),
  count: Schema.optionalKey(Schema.Union([Schema.String, Schema.Number])),
  sum: Schema.optionalKey(Schema.Number)
})
const Points = Schema.Struct({ dataPoints: Schema.Array(Point) })
const Metrics = Schema.Struct({
  resourceMetrics: Schema.Array(
    Schema.Struct({
      scopeMetrics: Schema.Array(
        Schema.Struct({
          metrics: Schema.Array(
            Schema.Struct({
              name: Schema.String,
              unit: Schema.optionalKey(Schema.String),
              sum: Schema.optionalKey(Points),
              histogram: Schema.optionalKey(Points)
            })
          )
        })
      )
    })
  )
})

const decodeTraces = Schema.decodeUnknownSync(Schema.fromJsonString(Traces))
const decodeMetrics = Schema.decodeUnknownSync(Schema.fromJsonString(Metrics))

/** Attributes as an object. */
export const recordOf = (attributes: typeof Attributes.Type) =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ?? (value.intValue == null ? undefined : Number(value.intValue)) ?? value.doubleValue
    ])
  )

export const startCollector = async () => {
  const received: Array<{ readonly path: string; readonly body: string }> = []
  const server = createServer(async (request, response) => {
    received.push({ path: request.url ?? "", body: await text(request) })
    response.writeHead(200, { "content-type": "application/json" }).end("{}")
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the server has no port")
  const bodies = (path: string) => received.filter((one) => one.path === path).map(({ body }) => body)
  return {
    url: `http://127.0.0.1:${address.port}`,
    text: () => received.map(({ body }) => body).join(""),
    clear: () => received.splice(0),
    spans: () =>
      bodies("/v1/traces")
        .map((body) => decodeTraces(body))
        .flatMap(({ resourceSpans }) => resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans)
        .flatMap(({ spans }) => spans),
    metrics: () =>
      bodies("/v1/metrics")
        .map((body) => decodeMetrics(body))
        .flatMap(({ resourceMetrics }) => resourceMetrics)
        .flatMap(({ scopeMetrics }) => scopeMetrics)
        .flatMap(({ metrics }) => metrics),
    close: () => {
      server.closeAllConnections()
      server.close()
    }
  }
}
