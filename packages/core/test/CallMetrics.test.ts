import * as CallMetrics from "@aculab-cloud/core/CallMetrics"
import * as Messages from "@aculab-cloud/core/Messages"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Tracer from "effect/Tracer"
import * as TestClock from "effect/testing/TestClock"
import { from, inVirtualTime, makeRecorder, to, withCloud } from "./support.js"

const sms = { to, from, content: "Your secret word is swordfish" }

/** Each test has metrics of its own. */
const alone = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(Effect.provide(CallMetrics.layer), Effect.provideService(Metric.MetricRegistry, new Map()))

/** The points of one metric: what it is told apart by, and its value. */
const pointsOf = (metric: Metric.Metric<never, unknown>) =>
  Effect.map(Metric.snapshot, (all) =>
    all
      .filter(({ id }) => id === metric.id)
      .map(({ attributes, state }) => ({
        operation: attributes?.["aculab.operation"],
        outcome: attributes?.["aculab.outcome"],
        type: attributes?.["error.type"],
        value: "sum" in state ? state.sum : "count" in state ? Number(state.count) : undefined
      }))
  )

describe("metrics of calls", () => {
  it.effect("count calls and their requests, by operation and outcome", () =>
    withCloud((simulator) =>
      alone(
        Effect.gen(function* () {
          yield* Messages.send(sms)
          yield* Messages.send(sms)
          simulator.faults.next({ path: "/msg_query", kind: "status", status: 503, times: 2 })
          yield* inVirtualTime(Messages.query(["r1"]))
          simulator.faults.next({ path: "/msg_send", kind: "reset" })
          yield* Effect.flip(Messages.send(sms))
          yield* Effect.flip(Messages.send({ ...sms, to: "0123" }))
          const done = { type: undefined, outcome: "done" }
          const lost = { operation: "Messages.send", outcome: "unknown", type: "TransportFailure" }
          expect(yield* pointsOf(CallMetrics.calls)).toEqual([
            { operation: "Messages.send", ...done, value: 2 },
            { operation: "Messages.query", ...done, value: 1 },
            { ...lost, value: 1 },
            { operation: "Messages.send", outcome: "not-sent", type: "InvalidInput", value: 1 }
          ])
          expect(yield* pointsOf(CallMetrics.attempts)).toEqual([
            { operation: "Messages.send", ...done, value: 2 },
            { operation: "Messages.query", ...done, value: 3 },
            { ...lost, value: 1 }
          ])
        })
      )
    )
  )

  it.effect("time calls in seconds, and count those that are interrupted", () =>
    withCloud((simulator) =>
      alone(
        Effect.gen(function* () {
          simulator.faults.next({ path: "/msg_send", kind: "stall" })
          const fiber = yield* Effect.forkChild(Messages.send(sms), { startImmediately: true })
          yield* TestClock.adjust("3 seconds")
          yield* Fiber.interrupt(fiber)
          const interrupted = { operation: "Messages.send", outcome: "interrupted", type: undefined }
          expect(yield* pointsOf(CallMetrics.duration)).toEqual([{ ...interrupted, value: 3 }])
          expect(yield* pointsOf(CallMetrics.calls)).toEqual([{ ...interrupted, value: 1 }])
        })
      )
    )
  )

  it.effect("name the method, the status and the server, and no number, text or key", () =>
    withCloud((simulator) =>
      alone(
        Effect.gen(function* () {
          yield* Messages.send(sms)
          const [point] = (yield* Metric.snapshot).filter(({ id }) => id === CallMetrics.calls.id)
          expect(point?.attributes).toEqual({
            unit: "{call}",
            "aculab.operation": "Messages.send",
            "aculab.outcome": "done",
            "http.request.method": "POST",
            "http.response.status_code": "200",
            "server.address": "ws-1-2-0.aculabcloud.net",
            "server.port": "443"
          })
          yield* Effect.flip(Messages.send({ ...sms, to: "0123456" }))
          const shown = JSON.stringify(yield* Metric.snapshot, (_, part) =>
            typeof part === "bigint" ? String(part) : part
          )
          for (const secret of [to, from, "0123456", "swordfish", simulator.account.apiAccessKey]) {
            expect(shown).not.toContain(secret)
          }
        })
      )
    )
  )

  it.effect("leave the tracer in force its spans, and count no others", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const { tracer, spans } = makeRecorder()
        const both = CallMetrics.layer.pipe(Layer.provideMerge(Layer.succeed(Tracer.Tracer, tracer)))
        yield* Effect.gen(function* () {
          yield* Messages.send(sms).pipe(Effect.withSpan("reminder"))
          yield* Effect.void.pipe(Effect.withSpan("aculab.page", { kind: "server" }))
          yield* Effect.void.pipe(Effect.withSpan("shop.order", { kind: "client" }))
          expect((yield* pointsOf(CallMetrics.calls)).map(({ value }) => value)).toEqual([1])
        }).pipe(Effect.provide(both), Effect.provideService(Metric.MetricRegistry, new Map()))
        expect(spans.map(({ name, status }) => [name, status._tag])).toEqual([
          ["reminder", "Ended"],
          ["aculab.Messages.send", "Ended"],
          ["aculab.page", "Ended"],
          ["shop.order", "Ended"]
        ])
      })
    )
  )
})
