import type { CloudAccount } from "@aculab-cloud/core/CloudAccount"
import * as Outbound from "@aculab-cloud/core/Outbound"
import * as OutboundService from "@aculab-cloud/core/OutboundService"
import type { ManualClock, Simulator, SimulatorOptions } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { fieldsOf, inVirtualTime, present, withCloud } from "./support.js"

const withUas = <A, E>(
  body: (
    simulator: Simulator<ManualClock>
  ) => Effect.Effect<A, E, CloudAccount | OutboundService.OutboundService | HttpClient.HttpClient>,
  options?: Omit<SimulatorOptions, "clock">
) =>
  withCloud(
    (simulator) =>
      Effect.provide(
        body(simulator),
        OutboundService.layer({ name: "simulator-uas", password: Redacted.make("simulator-uas-password") })
      ),
    options
  )

const answering = (body: unknown) => ({ kind: "response", response: () => Response.json(body) }) as const

describe("Outbound.query", () => {
  it.effect("asks for all references at once, with the service's credentials", () =>
    withUas((simulator) =>
      Effect.gen(function* () {
        const [first] = yield* Outbound.startUas()
        yield* Effect.promise(() => simulator.clock.advance(1000))
        const [second] = yield* Outbound.startUas()
        simulator.clearRequests()
        const statuses = yield* Outbound.query([second, "no-such-start", first])
        expect(simulator.requests).toHaveLength(1)
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.path).toBe("/service_status")
        expect(request.username).toBe("1-2-0/you@example.com/simulator-uas")
        expect(request.authorized).toBe(true)
        expect(fieldsOf(request.text)).toEqual({ service_refs: `${second}/no-such-start/${first}` })
        expect(statuses.map(({ reference, state }) => [reference, state])).toEqual([
          [second, "queued"],
          ["no-such-start", "unknown"],
          [first, "running"]
        ])
        expect(present(statuses[0]).applicationInstanceId).toBeUndefined()
        expect(present(statuses[2]).applicationInstanceId).toBe(
          simulator.outbound.get(first)?.applicationInstanceId
        )
      })
    )
  )

  it.effect("knows when the application's status will be ready", () =>
    withUas((simulator) =>
      Effect.gen(function* () {
        const references = yield* Outbound.startUas()
        yield* Effect.promise(() => simulator.clock.advance(11_000))
        const [status] = yield* Outbound.query(references)
        expect(status?.state).toBe("completed")
        expect(DateTime.formatIso(present(status?.applicationStatusEta))).toBe("2026-01-01T00:00:16.000Z")
      })
    )
  )

  it.effect.each([
    { form: "seconds since 1970", eta: 1493141823 as unknown },
    { form: "seconds as text", eta: "1493141823" },
    { form: "the cloud's form", eta: "2017-04-25_17:37:03" }
  ])("reads the time in $form", ({ eta }) =>
    withUas((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(answering({ r1: { status: "completed", application_status_eta: eta } }))
        const [status] = yield* Outbound.query(["r1"])
        expect(DateTime.formatIso(present(status?.applicationStatusEta))).toBe("2017-04-25T17:37:03.000Z")
        expect(status?.other).toEqual({})
      })
    )
  )

  it.effect("keeps what it cannot read, unknown words and unknown fields", () =>
    withUas((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(
          answering({
            r1: { status: "pondering", application_status_eta: "soon", application_instance_id: "", n: 0 },
            r2: { status: "queued", application_status_eta: null, application_instance_id: null }
          })
        )
        expect(yield* Outbound.query(["r1", "r2"])).toEqual([
          {
            reference: "r1",
            state: "pondering",
            other: { application_status_eta: "soon", application_instance_id: "", n: 0 }
          },
          { reference: "r2", state: "queued", other: {} }
        ])
      })
    )
  )

  it.effect("is not confused by references that are names of JavaScript's own", () =>
    withUas((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(answering({}))
        const statuses = yield* Outbound.query(["constructor", "toString"])
        expect(statuses.map(({ state }) => state)).toEqual(["unknown", "unknown"])
      })
    )
  )

  it.effect.each([
    { references: [] },
    { references: ["a/b"] },
    { references: [""] },
    { references: ["a\nb"] }
  ])("refuses the references $references", ({ references }) =>
    withUas((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Outbound.query(references))
        expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "references" })
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )

  it.effect("is repeated after 503", () =>
    withUas((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "status", status: 503 })
        const [status] = yield* inVirtualTime(Outbound.query(["r1"]))
        expect(status?.state).toBe("unknown")
        expect(simulator.requests).toHaveLength(2)
      })
    )
  )
})

describe("Outbound.cancel", () => {
  it.effect("cancels what is queued and nothing else", () =>
    withUas((simulator) =>
      Effect.gen(function* () {
        const [running] = yield* Outbound.startUas()
        yield* Effect.promise(() => simulator.clock.advance(1000))
        const [queued] = yield* Outbound.startUas()
        simulator.clearRequests()
        expect(yield* Outbound.cancel([queued, running, "nothing"])).toEqual([
          { reference: queued, result: "success" },
          { reference: running, result: "failed" },
          { reference: "nothing", result: "unknown" }
        ])
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.path).toBe("/service_cancel")
        expect(request.username).toBe("1-2-0/you@example.com/simulator-uas")
        expect(fieldsOf(request.text)).toEqual({ service_refs: `${queued}/${running}/nothing` })
        expect(simulator.outbound.get(queued)?.status).toBe("cancelled")
      })
    )
  )

  it.effect("says unknown of what the cloud leaves out, and passes other words on", () =>
    withUas((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(answering({ r1: "too late" }))
        expect(yield* Outbound.cancel(["r1", "valueOf"])).toEqual([
          { reference: "r1", result: "too late" },
          { reference: "valueOf", result: "unknown" }
        ])
      })
    )
  )

  it.effect("refuses to cancel nothing", () =>
    withUas(() =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Outbound.cancel([]))
        expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "references" })
      })
    )
  )
})

describe("Outbound.follow", () => {
  it.effect("tells each change once, the application's id as it becomes known, and ends", () =>
    withUas((simulator) =>
      Effect.gen(function* () {
        const [first] = yield* Outbound.startUas()
        const [second] = yield* Outbound.startUas()
        yield* Outbound.cancel([second])
        const seen = yield* inVirtualTime(Stream.runCollect(Outbound.follow([first, second])), {
          alongside: simulator.clock.advance
        })
        const id = present(simulator.outbound.get(first)?.applicationInstanceId)
        expect(
          seen.map(({ reference, state, applicationInstanceId }) => [reference, state, applicationInstanceId])
        ).toEqual([
          [first, "queued", undefined],
          [second, "cancelled", undefined],
          [first, "running", id],
          [first, "completed", id]
        ])
      })
    )
  )

  it.effect("tells an application's id that comes later than the state", () =>
    withUas((simulator) =>
      Effect.gen(function* () {
        for (const fields of [{}, { application_instance_id: "a1" }, { application_instance_id: "a1" }]) {
          simulator.faults.next(answering({ r1: { status: "running", ...fields } }))
        }
        simulator.faults.next(answering({ r1: { status: "completed", application_instance_id: "a1" } }))
        const seen = yield* inVirtualTime(Stream.runCollect(Outbound.follow(["r1"])))
        expect(seen.map(({ state, applicationInstanceId }) => [state, applicationInstanceId])).toEqual([
          ["running", undefined],
          ["running", "a1"],
          ["completed", "a1"]
        ])
      })
    )
  )

  it.effect.each(["couldnotrun", "unknown"])("takes %s for an end", (status) =>
    withUas((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(answering({ r1: { status } }))
        const seen = yield* Stream.runCollect(Outbound.follow(["r1"]))
        expect(seen.map(({ state }) => state)).toEqual([status])
      })
    )
  )

  it.effect("stops asking the moment that nobody listens", () =>
    withUas((simulator) =>
      Effect.gen(function* () {
        const references = yield* Outbound.startUas()
        yield* Stream.runDrain(Stream.take(Outbound.follow(references), 1))
        expect(simulator.count("/service_status")).toBe(1)
      })
    )
  )

  it.effect("gives up when the patience is over", () =>
    withUas(
      (simulator) =>
        Effect.gen(function* () {
          const references = yield* Outbound.startUas()
          const error = yield* inVirtualTime(
            Effect.flip(Stream.runDrain(Outbound.follow(references, { patience: "30 seconds" }))),
            { alongside: simulator.clock.advance }
          )
          expect(error.operation).toBe("Outbound.follow")
          expect(error.reason).toMatchObject({ _tag: "Timeout", limit: "follow" })
        }),
      { outbound: { concurrency: 0 } }
    )
  )
})

describe("Outbound.queue and purgeQueue", () => {
  it.effect("tell of the service's own queue, with its own credentials", () =>
    withUas(
      (simulator) =>
        Effect.gen(function* () {
          const references = yield* Outbound.startUas({ count: 3 })
          simulator.clearRequests()
          expect(yield* Outbound.queue()).toEqual({ serviceName: "simulator-uas", length: 3, other: {} })
          const purged = yield* Outbound.purgeQueue()
          expect(purged).toMatchObject({ serviceName: "simulator-uas", cancelled: 3, other: {} })
          expect([...purged.references].sort()).toEqual([...references].sort())
          expect((yield* Outbound.queue()).length).toBe(0)
          expect(simulator.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
            "GET /service/v1/outbound/simulator-uas/queue",
            "DELETE /service/v1/outbound/simulator-uas/queue",
            "GET /service/v1/outbound/simulator-uas/queue"
          ])
          for (const request of simulator.requests) {
            expect(request.authorized).toBe(true)
            expect(request.username).toBe("1-2-0/you@example.com/simulator-uas")
            expect(request.query).toBe("")
            expect(request.text).toBe("")
          }
        }),
      { outbound: { concurrency: 0 } }
    )
  )

  it.effect("write the service's name as one segment of the path", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(answering({ service_name: "a b?c%ü", length: "2", since: 5 }))
        const queue = yield* Outbound.queue().pipe(
          Effect.provide(OutboundService.layer({ name: "a b?c%ü", password: Redacted.make("x") }))
        )
        expect(queue).toEqual({ serviceName: "a b?c%ü", length: 2, other: { since: 5 } })
        expect(present(simulator.requests[0]).url).toBe(
          "https://ws-1-2-0.aculabcloud.net/service/v1/outbound/a%20b%3Fc%25%C3%BC/queue"
        )
      })
    )
  )

  it.effect("read an answer without references", () =>
    withUas((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(answering({ service_name: "x", cancelled: 0 }))
        expect(yield* Outbound.purgeQueue()).toEqual({
          serviceName: "x",
          cancelled: 0,
          references: [],
          other: {}
        })
      })
    )
  )
})
