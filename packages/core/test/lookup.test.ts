/** Single look-ups that are made at the same time travel in one request. */
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import * as Messages from "@aculab-cloud/core/Messages"
import * as Outbound from "@aculab-cloud/core/Outbound"
import * as OutboundService from "@aculab-cloud/core/OutboundService"
import { makeSimulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { cloudOf, fieldsOf, from, inVirtualTime, present, to, withCloud } from "./support.js"

const together = { concurrency: "unbounded" } as const
const stateOf = (reference: string) => Effect.map(Messages.status(reference), ({ state }) => state)

/** Waits in real time for what happens beside the effects of a test. */
const until = (condition: () => boolean) =>
  Effect.promise(async () => {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        const channel = new MessageChannel()
        channel.port1.onmessage = () => {
          channel.port1.close()
          resolve()
        }
        channel.port2.postMessage(undefined)
      })
    }
  })

describe("Messages.status", () => {
  it.effect("looks up one message", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const [reference] = yield* Messages.send({ to, from, content: "Hello" })
        simulator.clearRequests()
        const status = yield* Messages.status(reference)
        expect(status).toMatchObject({ reference, state: "queued", type: "sms" })
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.path).toBe("/msg_query")
        expect(request.username).toBe("1-2-0/you@example.com")
        expect(fieldsOf(request.text)).toEqual({ msg_refs: reference })
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )

  it.effect("asks once for what is looked up at the same time, each reference once", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const [known] = yield* Messages.send({ to, from, content: "Hello" })
        simulator.clearRequests()
        const states = yield* Effect.all(
          [stateOf("r1"), stateOf(known), stateOf("r2"), stateOf(known)],
          together
        )
        expect(states).toEqual(["unknown", "queued", "unknown", "queued"])
        expect(simulator.requests).toHaveLength(1)
        expect(fieldsOf(present(simulator.requests[0]).text)).toEqual({ msg_refs: `r1/${known}/r2` })
      })
    )
  )

  it.effect("asks again for what is looked up later", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* stateOf("r1")
        yield* stateOf("r1")
        expect(simulator.requests).toHaveLength(2)
      })
    )
  )

  it.effect("asks for at most 100 in one request", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const references = Array.from({ length: 250 }, (_, index) => `r${index}`)
        yield* Effect.forEach(references, stateOf, together)
        const asked = simulator.requests.map(({ text }) => present(fieldsOf(text).msg_refs).split("/").length)
        expect(asked).toEqual([100, 100, 50])
      })
    )
  )

  it.effect("shares a request whatever the span of the caller", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* Effect.all(
          [Effect.withSpan(stateOf("r1"), "one"), Effect.withSpan(stateOf("r2"), "two")],
          together
        )
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )

  it.effect("never shares a request between two accounts", () =>
    Effect.gen(function* () {
      const simulators = [makeSimulator({ username: "a@example.com" }), makeSimulator()]
      const clouds = simulators.map(cloudOf)
      const [reference] = yield* Effect.provide(
        Messages.send({ to, from, content: "Hello" }),
        present(clouds[1])
      )
      const contexts = yield* Effect.forEach(clouds, (cloud) => Effect.scoped(Layer.build(cloud)))
      const states = yield* Effect.forEach(
        [0, 1, 0, 1],
        (index) => Effect.provideContext(stateOf(reference), present(contexts[index])),
        together
      )
      expect(states).toEqual(["unknown", "queued", "unknown", "queued"])
      expect(simulators.map(({ requests }) => requests.map(({ username }) => username))).toEqual([
        ["1-2-0/a@example.com"],
        ["1-2-0/you@example.com", "1-2-0/you@example.com"]
      ])
    })
  )

  it.effect("never shares a request between two accounts of one client", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const account = (key: string) =>
          CloudAccount.layer({ ...simulator.account, apiAccessKey: Redacted.make(key) })
        const [good, bad] = yield* Effect.all(
          [
            Effect.result(Effect.provide(stateOf("r1"), account(simulator.account.apiAccessKey))),
            Effect.result(Effect.provide(stateOf("r1"), account("another key")))
          ],
          together
        )
        expect(good._tag).toBe("Success")
        expect(bad._tag).toBe("Failure")
        expect(simulator.requests.map(({ authorized }) => authorized).sort()).toEqual([false, true])
      })
    )
  )

  it.effect("shares a request only under the same policy, and in the same client", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const client = yield* HttpClient.HttpClient
        yield* Effect.all(
          [
            stateOf("r1"),
            CallPolicy.with(stateOf("r2"), { deadline: "5 seconds" }),
            CallPolicy.with(stateOf("r3"), { deadline: "5 seconds" }),
            Effect.provideService(
              stateOf("r4"),
              HttpClient.HttpClient,
              HttpClient.mapRequest(client, (request) => request)
            ),
            Effect.provideService(stateOf("r5"), FetchHttpClient.RequestInit, { cache: "no-store" })
          ],
          together
        )
        const asked = simulator.requests.map(({ text }) => present(fieldsOf(text).msg_refs))
        expect(asked.sort()).toEqual(["r1", "r2/r3", "r4", "r5"])
      })
    )
  )

  it.effect.each(["", "a/b", "a\nb", "\ud800"])("fails for %j alone, and sends nothing of it", (reference) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const [broken, fine] = yield* Effect.all(
          [Effect.flip(Messages.status(reference)), stateOf("r1")],
          together
        )
        expect(broken.outcome).toBe("not-sent")
        expect(broken.reason).toMatchObject({ _tag: "InvalidInput", field: "references" })
        expect(fine).toBe("unknown")
        expect(simulator.requests).toHaveLength(1)
        expect(fieldsOf(present(simulator.requests[0]).text)).toEqual({ msg_refs: "r1" })
      })
    )
  )

  it.effect("fails for all with what the request fails with", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "status", status: 400 })
        const errors = yield* Effect.all(
          [Effect.flip(Messages.status("r1")), Effect.flip(Messages.status("r2"))],
          together
        )
        expect(errors.map(({ operation, reason }) => [operation, reason._tag])).toEqual([
          ["Messages.query", "Rejected"],
          ["Messages.query", "Rejected"]
        ])
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )

  it.effect("is repeated for all together", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "status", status: 503 })
        const states = yield* inVirtualTime(Effect.all([stateOf("r1"), stateOf("r2")], together))
        expect(states).toEqual(["unknown", "unknown"])
        expect(simulator.requests).toHaveLength(2)
      })
    )
  )

  it.effect("leaves the others alone when one is interrupted, the first included", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "stall" })
        const first = yield* Effect.forkChild(stateOf("r1"))
        const second = yield* Effect.forkChild(CallPolicy.with(stateOf("r2"), {}))
        yield* until(() => simulator.requests.length === 1)
        yield* Fiber.interrupt(first)
        // The attempt times out, and the next one answers.
        expect(yield* inVirtualTime(Fiber.join(second))).toBe("unknown")
        expect(simulator.requests.map(({ text }) => fieldsOf(text).msg_refs)).toEqual(["r1/r2", "r1/r2"])
      })
    )
  )

  it.effect("leaves out one that is interrupted before the request is sent", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const first = yield* Effect.forkChild(stateOf("r1"), { startImmediately: true })
        const second = yield* Effect.forkChild(stateOf("r2"), { startImmediately: true })
        yield* Fiber.interrupt(first)
        expect(yield* Fiber.join(second)).toBe("unknown")
        expect(fieldsOf(present(simulator.requests[0]).text)).toEqual({ msg_refs: "r2" })
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )

  it.effect("stops the request when nobody waits for it any more", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        let aborted = 0
        const client = yield* HttpClient.HttpClient
        const watched = HttpClient.transform(client, (effect) =>
          Effect.onInterrupt(effect, () => Effect.sync(() => void aborted++))
        )
        simulator.faults.next({ kind: "stall" })
        const look = (reference: string) =>
          Effect.forkChild(Effect.provideService(stateOf(reference), HttpClient.HttpClient, watched))
        const first = yield* look("r1")
        const second = yield* look("r2")
        yield* until(() => simulator.requests.length === 1)
        yield* Fiber.interrupt(first)
        expect(aborted).toBe(0)
        yield* Fiber.interrupt(second)
        yield* until(() => aborted === 1)
        expect(Exit.isFailure(yield* Fiber.await(second))).toBe(true)
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )
})

describe("Outbound.status", () => {
  const service = (name: string) =>
    OutboundService.layer({ name, password: Redacted.make(`${name}-password`) })
  const startStateOf = (reference: string) => Effect.map(Outbound.status(reference), ({ state }) => state)

  it.effect("asks once for what is looked up at the same time, for each service alone", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const [reference] = yield* Effect.provide(Outbound.startUas(), service("simulator-uas"))
        simulator.clearRequests()
        const states = yield* Effect.all(
          [
            Effect.provide(
              Effect.all([startStateOf(reference), startStateOf("r1")], together),
              service("simulator-uas")
            ),
            Effect.provide(startStateOf(reference), service("simulator-rest"))
          ],
          together
        )
        expect(states).toEqual([["queued", "unknown"], "unknown"])
        expect(
          simulator.requests
            .map(({ path, username, text }) => [path, username, fieldsOf(text).service_refs])
            .sort()
        ).toEqual([
          ["/service_status", "1-2-0/you@example.com/simulator-rest", reference],
          ["/service_status", "1-2-0/you@example.com/simulator-uas", `${reference}/r1`]
        ])
      })
    )
  )
})
