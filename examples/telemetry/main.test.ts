import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import { serve } from "@aculab-cloud/simulator/server"
import { afterAll, beforeEach, expect, test } from "vitest"
import { recordOf, startCollector } from "../../tests/support/otlpCollector.js"
import { environmentOf, start } from "../../tests/support/programs.js"

const simulator = makeSimulator({ clock: Clock.real() })
const cloud = await serve(simulator)
const collector = await startCollector()
afterAll(async () => {
  collector.close()
  await cloud.close()
})
beforeEach(() => collector.clear())

const [to, from, content] = ["441908273800", "441908273801", "Your secret word is swordfish"] as const
const run = (number: string = to) =>
  start("node", "examples/telemetry/main.ts", {
    arguments: [number, from, content],
    environment: {
      ...environmentOf(simulator.account, cloud.url),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url
    }
  }).ended

test("exports a span for each call, with the attributes that OpenTelemetry has for HTTP clients", async () => {
  simulator.faults.next({ path: "/msg_query", kind: "status", status: 503 })
  expect(await run()).toMatchObject({ code: 0, error: "" })
  const spans = collector.spans()
  const named = (name: string) => spans.find((span) => span.name === name)
  const server = { "server.address": "127.0.0.1", "server.port": cloud.port, "aculab.cloud_id": "1-2-0" }
  const send = named("aculab.Messages.send")
  // 3 is a client.
  expect(send?.kind).toBe(3)
  expect(recordOf(send?.attributes ?? [])).toEqual({
    ...server,
    "aculab.operation": "Messages.send",
    "aculab.outcome": "done",
    "aculab.attempts": 1,
    "http.request.method": "POST",
    "http.response.status_code": 200,
    "url.template": "/msg_send"
  })
  const query = named("aculab.Messages.query")
  expect(recordOf(query?.attributes ?? [])).toMatchObject({
    ...server,
    "aculab.attempts": 2,
    "http.request.resend_count": 1
  })
  expect(query?.events.map(({ name, attributes }) => [name, recordOf(attributes)["error.type"]])).toEqual([
    ["aculab.retry", "Unavailable"]
  ])
  const reminder = named("reminder")
  expect([send?.parentSpanId, query?.parentSpanId]).toEqual([reminder?.spanId, reminder?.spanId])
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1)
})

test("exports calls, attempts, outcomes and durations as metrics", async () => {
  simulator.faults.next({ path: "/msg_query", kind: "status", status: 503 })
  await run()
  const points = (name: string) =>
    collector
      .metrics()
      .filter((metric) => metric.name === name)
      .flatMap(({ sum, histogram }) => [...(sum?.dataPoints ?? []), ...(histogram?.dataPoints ?? [])])
      .map(({ attributes, asInt, asDouble, count }) => {
        const { "aculab.operation": operation, "aculab.outcome": outcome } = recordOf(attributes)
        return `${operation} ${outcome} ${asInt ?? asDouble ?? count}`
      })
      .sort()
  expect(points("aculab.client.calls")).toEqual(["Messages.query done 1", "Messages.send done 1"])
  expect(points("aculab.client.attempts")).toEqual(["Messages.query done 2", "Messages.send done 1"])
  expect(points("aculab.client.call.duration")).toEqual(["Messages.query done 1", "Messages.send done 1"])
  const units = collector.metrics().filter(({ name }) => name.startsWith("aculab."))
  expect(Object.fromEntries(units.map(({ name, unit }) => [name, unit]))).toEqual({
    "aculab.client.calls": "{call}",
    "aculab.client.attempts": "{attempt}",
    "aculab.client.call.duration": "s"
  })
})

test("tells why a call failed, and whether the cloud may have acted", async () => {
  simulator.faults.next({ path: "/msg_send", kind: "reset" })
  expect(await run()).toMatchObject({ code: 1 })
  const send = collector.spans().find(({ name }) => name === "aculab.Messages.send")
  // 2 is an error.
  expect(send?.status.code).toBe(2)
  expect(recordOf(send?.attributes ?? [])).toMatchObject({
    "aculab.outcome": "unknown",
    "error.type": "TransportFailure"
  })
})

test("exports no number, no text and no key", async () => {
  await run()
  await run("0123")
  expect(collector.spans().length).toBeGreaterThan(0)
  expect(collector.metrics().length).toBeGreaterThan(0)
  for (const secret of [to, from, "swordfish", simulator.account.apiAccessKey]) {
    expect(collector.text()).not.toContain(secret)
  }
})
