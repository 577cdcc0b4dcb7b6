import * as Messages from "@aculab-cloud/core/Messages"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { from, inVirtualTime, present, to, turn, withCloud } from "./support.js"
import { countsOf, numbered, toOf, watching } from "./supportBatch.js"

const collect = <A, E, R>(stream: Stream.Stream<A, E, R>) => inVirtualTime(Stream.runCollect(stream))

/** Goes on until something is so. */
const until = (condition: () => boolean) =>
  Effect.gen(function* () {
    while (!condition()) yield* turn
  })

describe("Messages.sendAll", () => {
  it.effect("gives one result for each message, with its place and its key", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const results = yield* collect(Messages.sendAll(numbered(20)))
        const byIndex = [...results].sort((one, other) => one.index - other.index)
        expect(byIndex.map(({ index, key }) => [index, key])).toEqual(
          Array.from({ length: 20 }, (_, index) => [index, `k${index}`])
        )
        for (const result of byIndex) {
          if (result.outcome !== "sent") throw new Error(result.outcome)
          expect(simulator.messages.get(result.references[0])?.to).toBe(toOf(result.index))
        }
        expect(simulator.messages.list()).toHaveLength(20)
      })
    )
  )

  it.effect("sends the message as it is, without its key", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const messages = Stream.make({ key: { id: 7 }, to, from, content: "Grüße", deliveryReport: true })
        const [result] = yield* collect(Messages.sendAll(messages))
        expect(result?.key).toEqual({ id: 7 })
        expect([...new URLSearchParams(present(simulator.requests[0]).text).keys()]).toEqual([
          "to",
          "from",
          "content",
          "request_delivery_report"
        ])
      })
    )
  )

  it.effect("needs no keys, and no messages", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const [result] = yield* collect(Messages.sendAll(Stream.make({ to, from, content: "Hello" })))
        expect(result).toMatchObject({ index: 0, key: undefined, outcome: "sent" })
        expect(yield* collect(Messages.sendAll(Stream.empty))).toEqual([])
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )

  it.effect("tells each invalid message what is wrong with it, and goes on", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const messages = Stream.make(
          { to: "abc", from, content: "" },
          { to, from, content: "Hello" },
          { to, from, content: "" }
        )
        const results = yield* collect(Messages.sendAll(messages, { concurrency: 1 }))
        expect(results.map(({ outcome }) => outcome)).toEqual(["not-sent", "sent", "not-sent"])
        expect(results[0]).toMatchObject({
          error: {
            _tag: "CloudError",
            operation: "Messages.send",
            reason: { _tag: "InvalidInput", issues: [{ field: "to" }, { field: "content" }] }
          }
        })
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )

  it.effect("says what was rejected and why, and what to check when it is unknown", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        cloud.spoil = (request) =>
          request === 0
            ? { kind: "status", status: 400, code: "0002" }
            : request === 1
              ? { kind: "reset" }
              : undefined
        const results = yield* collect(Messages.sendAll(numbered(3), { concurrency: 1 }))
        expect(results[0]).toMatchObject({ outcome: "rejected", error: { reason: { code: "0002" } } })
        expect(results[1]).toMatchObject({
          outcome: "unknown",
          advice: expect.stringContaining("may have been sent"),
          error: { reason: { _tag: "TransportFailure" } }
        })
        expect(results[2]?.outcome).toBe("sent")
        // The one that is unknown was sent, once.
        expect(cloud.simulator.messages.list().map(({ to }) => to)).toEqual([toOf(1), toOf(2)])
      })
    )
  )

  it.effect("has as many under way as it may, and no more: 8, unless it is told", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        for (const [options, most] of [
          [undefined, 8],
          [{ concurrency: 3 }, 3]
        ] as const) {
          cloud.hold()
          const fiber = yield* Effect.forkChild(Stream.runCollect(Messages.sendAll(numbered(20), options)))
          yield* until(() => cloud.underWay() === most)
          for (let count = 0; count < 20; count++) yield* turn
          expect(cloud.underWay()).toBe(most)
          cloud.release()
          expect(yield* Fiber.join(fiber)).toHaveLength(20)
        }
      })
    )
  )

  it.effect("reads its source only as fast as its results are taken", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        let read = 0
        const source = Stream.tap(numbered(1000), () => Effect.sync(() => ++read))
        const ahead: Array<number> = []
        let taken = 0
        yield* Messages.sendAll(source, { concurrency: 4 }).pipe(
          Stream.take(100),
          Stream.runForEach(() =>
            Effect.gen(function* () {
              for (let count = 0; count < 20; count++) yield* turn
              ahead.push(read - ++taken)
            })
          )
        )
        // Four under way or waiting to hand over, four handed over.
        expect(Math.max(...ahead)).toBeLessThanOrEqual(8)
        expect(cloud.simulator.messages.list().length).toBeLessThanOrEqual(108)
      })
    )
  )

  it.effect.each([
    { options: { concurrency: 0 }, fields: ["concurrency"] },
    { options: { concurrency: 1.5 }, fields: ["concurrency"] },
    { options: { rate: { messages: 0, per: "1 second" } }, fields: ["rate.messages"] },
    { options: { rate: { messages: 1, per: "0 seconds" } }, fields: ["rate.per"] },
    { options: { rate: { messages: 1, per: Number.POSITIVE_INFINITY } }, fields: ["rate.per"] },
    {
      options: { concurrency: Number.NaN, rate: { messages: -1, per: -1 } },
      fields: ["concurrency", "rate.messages", "rate.per"]
    }
  ] as const)("refuses $options before it reads anything", ({ options, fields }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        let read = 0
        const source = Stream.tap(numbered(3), () => Effect.sync(() => ++read))
        const error = yield* Effect.flip(Stream.runDrain(Messages.sendAll(source, options)))
        expect(error).toMatchObject({ operation: "Messages.sendAll", outcome: "not-sent" })
        expect(error.reason).toMatchObject({
          _tag: "InvalidInput",
          issues: fields.map((field) => ({ field }))
        })
        expect({ read, requests: simulator.requests.length }).toEqual({ read: 0, requests: 0 })
      })
    )
  )
})

describe("credentials that are refused", () => {
  it.effect("end it: the rest is told of, and not tried", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        cloud.spoil = (request) => (request >= 10 ? { kind: "status", status: 401 } : undefined)
        const results = yield* collect(Messages.sendAll(numbered(200), { concurrency: 4 }))
        const counts = countsOf(results.map(({ outcome }) => outcome))
        expect(results).toHaveLength(200)
        expect(counts.sent).toBe(10)
        // Those that were under way when the first was refused.
        expect(counts.rejected).toBeLessThanOrEqual(4)
        expect(cloud.times).toHaveLength(10 + (counts.rejected ?? 0))
        for (const result of results) {
          if (result.outcome === "sent") continue
          expect(result).toMatchObject({ error: { reason: { _tag: "Unauthorized", status: 401 } } })
        }
      })
    )
  )
})

describe("a failure that is not of a message", () => {
  it.effect("of the source comes after the results of all that it gave", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        const outcomes: Array<string> = []
        const source = Stream.concat(numbered(10), Stream.fail("the database is gone"))
        cloud.hold()
        const fiber = yield* Messages.sendAll(source).pipe(
          Stream.runForEach(({ outcome }) => Effect.sync(() => outcomes.push(outcome))),
          Effect.flip,
          Effect.forkChild
        )
        yield* until(() => cloud.underWay() === 8)
        cloud.release()
        expect(yield* Fiber.join(fiber)).toBe("the database is gone")
        expect(countsOf(outcomes)).toEqual({ sent: 10 })
      })
    )
  )

  it.effect("of beforeSend sends nothing more, and loses no result", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        const outcomes: Array<string> = []
        const error = yield* Messages.sendAll(numbered(50), {
          concurrency: 2,
          beforeSend: ({ index, key }) => {
            expect(key).toBe(`k${index}`)
            // What is noted here is noted before the request.
            expect(cloud.times.length).toBeLessThanOrEqual(index)
            return index === 5 ? Effect.fail("the disk is full") : Effect.void
          }
        }).pipe(
          Stream.runForEach(({ outcome }) => Effect.sync(() => outcomes.push(outcome))),
          Effect.flip
        )
        expect(error).toBe("the disk is full")
        const { sent = 0, "not-sent": notSent = 0 } = countsOf(outcomes)
        expect(sent).toBe(cloud.times.length)
        expect(sent).toBeGreaterThanOrEqual(4)
        expect(sent + notSent).toBe(outcomes.length)
        expect(notSent).toBeGreaterThanOrEqual(1)
        expect(outcomes.length).toBeLessThanOrEqual(7)
      })
    )
  )

  it.effect("of a beforeSend that throws is as one that it gives: what is under way comes to its end", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        const results: Array<Messages.BatchResult<string>> = []
        cloud.hold()
        const fiber = yield* Messages.sendAll(numbered(50), {
          concurrency: 3,
          beforeSend: ({ index }) => {
            if (index === 2) throw new Error("the disk is full")
            return Effect.void
          },
          onAbandoned: () => Effect.die("nothing is abandoned")
        }).pipe(
          Stream.runForEach((result) => Effect.sync(() => results.push(result))),
          Effect.exit,
          Effect.forkChild
        )
        yield* until(() => cloud.underWay() === 2)
        for (let count = 0; count < 20; count++) yield* turn
        cloud.release()
        const exit = yield* Fiber.join(fiber)
        expect(Exit.isFailure(exit) && Cause.squash(exit.cause)).toEqual(new Error("the disk is full"))
        expect(countsOf(results.map(({ outcome }) => outcome))).toEqual({ sent: 2, "not-sent": 1 })
      })
    )
  )

  it.effect("closes the source in every way out", () =>
    withCloud(() =>
      Effect.gen(function* () {
        let closed = 0
        const source = Stream.ensuring(
          numbered(10),
          Effect.sync(() => ++closed)
        )
        yield* Stream.runDrain(Messages.sendAll(source))
        yield* Stream.runDrain(Stream.take(Messages.sendAll(source), 1))
        yield* Effect.flip(Stream.runDrain(Messages.sendAll(source, { beforeSend: () => Effect.fail("no") })))
        expect(closed).toBe(3)
      })
    )
  )
})

describe("a wish to stop", () => {
  it.effect("lets what is under way finish, begins nothing more, and ends the stream", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        const stop = yield* Deferred.make<void>()
        let read = 0
        const source = Stream.tap(numbered(1000), () => Effect.sync(() => ++read))
        cloud.hold()
        const fiber = yield* Effect.forkChild(
          Stream.runCollect(
            Messages.sendAll(source, {
              concurrency: 4,
              stop: Deferred.await(stop),
              onAbandoned: () => Effect.die("nothing is abandoned")
            })
          )
        )
        yield* until(() => cloud.underWay() === 4)
        yield* Deferred.succeed(stop, undefined)
        for (let count = 0; count < 20; count++) yield* turn
        cloud.release()
        const results = yield* Fiber.join(fiber)
        expect(results.map(({ outcome }) => outcome)).toEqual(["sent", "sent", "sent", "sent"])
        expect({ read, requests: cloud.times.length }).toEqual({ read: 4, requests: 4 })
      })
    )
  )

  it.effect("that is there from the start sends nothing", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        const source = Stream.tap(numbered(10), () => Effect.die("nothing is read"))
        expect(yield* Stream.runCollect(Messages.sendAll(source, { stop: Effect.void }))).toEqual([])
        expect(cloud.times).toEqual([])
      })
    )
  )

  it.effect("does not wait for a source that gives nothing", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const stop = yield* Deferred.make<void>()
        const source = Stream.concat(numbered(2), Stream.never)
        const first = yield* Deferred.make<void>()
        const fiber = yield* Messages.sendAll(source, { stop: Deferred.await(stop) }).pipe(
          Stream.tap(() => Deferred.succeed(first, undefined)),
          Stream.runCollect,
          Effect.forkChild
        )
        yield* Deferred.await(first)
        yield* Deferred.succeed(stop, undefined)
        expect(yield* Fiber.join(fiber)).toHaveLength(2)
      })
    )
  )

  it.effect("tells of those that wait for their turn, and of those that wait after a 429", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        const stop = yield* Deferred.make<void>()
        cloud.spoil = () => ({ kind: "rate-limit", retryAfter: 25 })
        const fiber = yield* Effect.forkChild(
          Stream.runCollect(
            Messages.sendAll(numbered(100), {
              concurrency: 4,
              rate: { messages: 1, per: "1 minute" },
              stop: Deferred.await(stop)
            })
          )
        )
        yield* until(() => cloud.simulator.count("/msg_send") === 1 && cloud.underWay() === 0)
        yield* Deferred.succeed(stop, undefined)
        // No time passes.
        const results = yield* Fiber.join(fiber)
        expect(countsOf(results.map(({ outcome }) => outcome))).toEqual({ rejected: 1, "not-sent": 3 })
        expect(results.find(({ outcome }) => outcome === "rejected")).toMatchObject({
          index: 0,
          error: { reason: { _tag: "RateLimited" } }
        })
        expect(cloud.simulator.messages.list()).toHaveLength(0)
      })
    )
  )
})

describe("an end at once", () => {
  it.effect("by an interruption tells of each message that was taken, and no result is told twice", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        const told: Array<Messages.BatchResult<string>> = []
        const handedOut: Array<Messages.BatchResult<string>> = []
        let read = 0
        const source = Stream.tap(numbered(1000), () => Effect.sync(() => ++read))
        const fiber = yield* Messages.sendAll(source, {
          concurrency: 4,
          onAbandoned: (result) => Effect.sync(() => told.push(result))
        }).pipe(
          Stream.runForEach((result) =>
            Effect.gen(function* () {
              handedOut.push(result)
              if (handedOut.length === 10) cloud.hold()
              // A consumer that is stuck: results pile up behind it.
              if (handedOut.length === 20) yield* Effect.never
            })
          ),
          Effect.forkChild
        )
        yield* until(() => handedOut.length >= 10 && cloud.underWay() === 4)
        cloud.release()
        yield* until(() => handedOut.length === 20)
        cloud.hold()
        for (let count = 0; count < 20; count++) yield* turn
        yield* Fiber.interrupt(fiber)

        const all = [...handedOut, ...told]
        expect(all).toHaveLength(read)
        expect(new Set(all.map(({ index }) => index)).size).toBe(read)
        // What was received is known to be so, here or there.
        const sent = all.flatMap((result) => (result.outcome === "sent" ? result.references : []))
        expect(new Set(sent)).toEqual(new Set(cloud.simulator.messages.list().map(({ ref }) => ref)))
        expect(told.length).toBeGreaterThanOrEqual(4)
      })
    )
  )

  it.effect("tells of what is under way as unknown, and of what waits as not sent", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        const told: Array<Messages.BatchResult<string>> = []
        cloud.hold()
        const fiber = yield* Messages.sendAll(numbered(100), {
          concurrency: 3,
          rate: { messages: 1, per: "1 minute" },
          onAbandoned: (result) => Effect.sync(() => told.push(result))
        }).pipe(Stream.runDrain, Effect.forkChild)
        yield* until(() => cloud.underWay() === 1)
        for (let count = 0; count < 20; count++) yield* turn
        yield* Fiber.interrupt(fiber)
        expect(Exit.hasInterrupts(yield* Fiber.await(fiber))).toBe(true)
        expect(told).toEqual([
          { index: 0, key: "k0", outcome: "unknown", advice: expect.stringContaining("may have been sent") },
          { index: 1, key: "k1", outcome: "not-sent" },
          { index: 2, key: "k2", outcome: "not-sent" }
        ])
      })
    )
  )

  it.effect("tells of all of them, also when telling of one goes wrong", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        const told: Array<number> = []
        cloud.hold()
        const fiber = yield* Effect.forkChild(
          Stream.runDrain(
            Messages.sendAll(numbered(100), {
              concurrency: 3,
              onAbandoned: ({ index }) => {
                told.push(index)
                if (index === 0) throw new Error("no room")
                return index === 1 ? Effect.die("no room") : Effect.void
              }
            })
          )
        )
        yield* until(() => cloud.underWay() === 3)
        yield* Fiber.interrupt(fiber)
        expect(told).toEqual([0, 1, 2])
      })
    )
  )

  it.effect("knows that a message that waits after a 429 was not sent", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        const told: Array<Messages.BatchResult<string>> = []
        cloud.spoil = () => ({ kind: "rate-limit", retryAfter: 25 })
        const fiber = yield* Messages.sendAll(numbered(1), {
          onAbandoned: (result) => Effect.sync(() => told.push(result))
        }).pipe(Stream.runDrain, Effect.forkChild)
        yield* until(() => cloud.times.length === 1 && cloud.underWay() === 0)
        for (let count = 0; count < 20; count++) yield* turn
        yield* Fiber.interrupt(fiber)
        expect(told).toMatchObject([{ outcome: "rejected", error: { reason: { _tag: "RateLimited" } } }])
      })
    )
  )

  it.effect("by a consumer that has enough gives the others to onAbandoned", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        const told: Array<Messages.BatchResult<string>> = []
        const taken = yield* Messages.sendAll(numbered(100), {
          onAbandoned: (result) => Effect.sync(() => told.push(result))
        }).pipe(Stream.take(3), Stream.runCollect)
        const known = [...taken, ...told].filter(({ outcome }) => outcome !== "not-sent")
        expect(taken).toHaveLength(3)
        expect(known.length).toBeGreaterThanOrEqual(cloud.times.length)
        const sent = known.flatMap((result) => (result.outcome === "sent" ? result.references : []))
        for (const { ref, to } of cloud.simulator.messages.list()) {
          const isUnknown = told.some(({ index, outcome }) => outcome === "unknown" && toOf(index) === to)
          expect(sent.includes(ref) || isUnknown).toBe(true)
        }
      })
    )
  )
})
