import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as Messages from "@aculab-cloud/core/Messages"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { from, inVirtualTime, makeRecorder, present, to, withCloud } from "./support.js"

/** Runs an effect and gives the spans that it opened. */
const spansOf = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const { tracer, spans } = makeRecorder()
  yield* Effect.exit(Effect.withTracer(effect, tracer))
  return spans
})

describe("the span of a call", () => {
  it.effect("is one, named after the operation, with what a dashboard asks for", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const spans = yield* spansOf(Messages.send({ to, from, content: "Hello" }))
        expect(spans.map(({ name }) => name)).toEqual(["aculab.Messages.send"])
        const span = present(spans[0])
        expect(span.kind).toBe("client")
        expect(Object.fromEntries(span.attributes)).toEqual({
          "aculab.operation": "Messages.send",
          "aculab.cloud_id": "1-2-0",
          "aculab.attempts": 1,
          "aculab.outcome": "done",
          "http.request.method": "POST",
          "http.response.status_code": 200,
          "server.address": "ws-1-2-0.aculabcloud.net",
          "server.port": 443,
          "url.template": "/msg_send"
        })
      })
    )
  )

  it.effect("tells each repetition and why", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "status", status: 503 })
        simulator.faults.next({ kind: "reset" })
        const spans = yield* spansOf(inVirtualTime(Messages.query(["r1"])))
        const span = present(spans[0])
        expect(span.attributes.get("aculab.attempts")).toBe(3)
        expect(span.attributes.get("http.request.resend_count")).toBe(2)
        expect(
          span.events.map(([name, , attributes]) => [
            name,
            attributes?.["error.type"],
            attributes?.["aculab.attempt"]
          ])
        ).toEqual([
          ["aculab.retry", "Unavailable", 1],
          ["aculab.retry", "TransportFailure", 2]
        ])
      })
    )
  )

  it.effect.each([
    { fault: { kind: "status", status: 400 }, outcome: "rejected", type: "Rejected", status: 400 },
    { fault: { kind: "reset" }, outcome: "unknown", type: "TransportFailure", status: undefined },
    { fault: { kind: "refuse" }, outcome: "not-sent", type: "TransportFailure", status: undefined }
  ] as const)("tells the outcome $outcome of a failure", ({ fault, outcome, type, status }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(fault)
        const spans = yield* spansOf(
          CallPolicy.with(Messages.send({ to, from, content: "Hello" }), CallPolicy.none)
        )
        const { attributes } = present(spans[0])
        expect(attributes.get("aculab.outcome")).toBe(outcome)
        expect(attributes.get("error.type")).toBe(type)
        expect(attributes.get("http.response.status_code")).toBe(status)
      })
    )
  )

  it.effect("is there for input that is refused", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const spans = yield* spansOf(Messages.query([]))
        expect(present(spans[0]).attributes.get("error.type")).toBe("InvalidInput")
        expect(present(spans[0]).attributes.get("aculab.outcome")).toBe("not-sent")
      })
    )
  )

  it.effect("is left out of the way by trace headers: none are sent", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* Effect.withSpan(Messages.query(["r1"]), "outer")
        const headers = Object.keys(present(simulator.requests[0]).headers)
        expect(headers).not.toContain("traceparent")
        expect(headers).not.toContain("b3")
      })
    )
  )
})
