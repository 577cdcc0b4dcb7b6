/** How fast many messages are sent: to the millisecond of the test's clock. */
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as Messages from "@aculab-cloud/core/Messages"
import type { Fault } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { inVirtualTime } from "./support.js"
import { countsOf, numbered, type Watched, watching } from "./supportBatch.js"

/**
 * Time passes only when every request has its answer: the cloud takes none of it. In one step there are fewer turns
 * than lanes, so none of them waits for an answer.
 */
const outcomesOf = <A extends { readonly outcome: string }, E, R>(
  cloud: Watched,
  results: Stream.Stream<A, E, R>,
  step: Duration.Input = "100 millis"
) =>
  Effect.map(inVirtualTime(Stream.runCollect(results), { step, alongside: () => cloud.answered() }), (all) =>
    countsOf(all.map(({ outcome }) => outcome))
  )

/** The waits between requests that follow each other. */
const gaps = (times: ReadonlyArray<number>): ReadonlyArray<number> =>
  times.slice(1).map((time, index) => time - (times[index] ?? 0))

/** The first requests are refused, the others are not. */
const refuseFirst = (cloud: Watched, count: number, retryAfter?: number) => {
  const fault: Fault = retryAfter === undefined ? { kind: "rate-limit" } : { kind: "rate-limit", retryAfter }
  cloud.spoil = (request) => (request < count ? fault : undefined)
}

describe("a rate", () => {
  it.effect.each([
    { messages: 30, per: "1 second", count: 100 },
    { messages: 7, per: "1 second", count: 50 },
    { messages: 3, per: "1 minute", count: 10 },
    { messages: 2500, per: "1 second", count: 300 }
  ] as const)("of $messages in $per is kept exactly, and evenly", ({ messages, per, count }) =>
    watching((cloud) =>
      Effect.gen(function* () {
        const interval = (per === "1 second" ? 1000 : 60_000) / messages
        const results = Messages.sendAll(numbered(count), { concurrency: 16, rate: { messages, per } })
        const step = Math.max(1, interval)
        expect(yield* outcomesOf(cloud, results, step)).toEqual({ sent: count })
        // A millisecond is the smallest step of a clock; the thousandth is for what thirds do not add up to.
        const due = Array.from({ length: count }, (_, index) => Math.floor(index * interval + 0.001))
        expect(cloud.times).toEqual(due)
        const inWindow = (time: number) =>
          cloud.times.filter((other) => other >= time && other < time + Math.round(interval * messages))
            .length
        expect(Math.max(...cloud.times.slice(0, 100).map(inWindow))).toBeLessThanOrEqual(messages)
      })
    )
  )

  it.effect("saves up nothing while the source is slow", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        const source = Stream.concat(
          numbered(2),
          Stream.concat(Stream.fromEffectDrain(Effect.sleep("10 seconds")), numbered(3))
        )
        yield* outcomesOf(cloud, Messages.sendAll(source, { rate: { messages: 10, per: "1 second" } }))
        expect(cloud.times).toEqual([0, 100, 10_000, 10_100, 10_200])
      })
    )
  )

  it.effect("is made up for by those behind one that is a little late", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        const source = Stream.concat(
          numbered(1),
          Stream.concat(Stream.fromEffectDrain(Effect.sleep("150 millis")), numbered(3))
        )
        yield* outcomesOf(cloud, Messages.sendAll(source, { rate: { messages: 10, per: "1 second" } }))
        expect(cloud.times).toEqual([0, 150, 200, 300])
      })
    )
  )

  it.effect("is not used up by what is invalid", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        const source = Stream.map(numbered(20), (message) => ({
          ...message,
          to: message.to.endsWith("0") ? message.to : ""
        }))
        expect(
          yield* outcomesOf(cloud, Messages.sendAll(source, { rate: { messages: 1, per: "1 second" } }))
        ).toEqual({ sent: 2, "not-sent": 18 })
        expect(cloud.times).toEqual([0, 1000])
      })
    )
  )

  it.effect("counts repeated attempts like first ones", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        cloud.spoil = (request) => (request % 2 === 0 ? { kind: "refuse" } : undefined)
        const rate = { messages: 1, per: "2 seconds" } as const
        expect(yield* outcomesOf(cloud, Messages.sendAll(numbered(5), { concurrency: 1, rate }))).toEqual({
          sent: 5
        })
        expect(cloud.times).toHaveLength(10)
        expect(Math.min(...gaps(cloud.times))).toBeGreaterThanOrEqual(2000)
      })
    )
  )
})

describe("HTTP 429", () => {
  it.effect("makes all wait as long as the cloud asks, halves the rate, and lets it grow again", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        cloud.spoil = (request) => (request === 20 ? { kind: "rate-limit", retryAfter: 7 } : undefined)
        const rate = { messages: 10, per: "1 second" } as const
        expect(yield* outcomesOf(cloud, Messages.sendAll(numbered(400), { concurrency: 5, rate }))).toEqual({
          sent: 400
        })
        // Every tenth of a second until request 20, at 2 seconds, which is refused; nothing for 7 seconds.
        expect(cloud.times[20]).toBe(2000)
        expect(cloud.times[21]).toBe(9000)
        const later = gaps(cloud.times.slice(21))
        // Half of the rate at first, 5 % more with each second, and all of it after 14.2 seconds.
        expect(later.slice(0, 3)).toEqual([200, 198, 196].map((gap) => expect.closeTo(gap, -0.5)))
        expect(later.every((gap, index) => gap <= (later[index - 1] ?? gap) + 1)).toBe(true)
        const recovered = cloud.times.slice(21).findIndex((_, index) => (later[index] ?? 0) <= 100)
        expect((cloud.times[21 + recovered] ?? 0) - 9000).toBeGreaterThan(14_000)
        expect((cloud.times[21 + recovered] ?? 0) - 9000).toBeLessThan(14_500)
        expect(later.slice(-50).every((gap) => gap === 100)).toBe(true)
      })
    )
  )

  it.effect("counts once when it comes in swarms", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        // All 16 at once: one halving, of the 16 that began in the last second, and not 16 of them.
        refuseFirst(cloud, 16, 5)
        expect(yield* outcomesOf(cloud, Messages.sendAll(numbered(100), { concurrency: 16 }))).toEqual({
          sent: 100
        })
        const again = cloud.times.slice(16)
        expect(again[0]).toBe(5000)
        expect(gaps(again)[0]).toBe(125)
        expect(cloud.times).toHaveLength(116)
      })
    )
  )

  it.effect("halves again when it was not enough", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        cloud.spoil = (request) =>
          request === 10 || request === 11 ? { kind: "rate-limit", retryAfter: 1 } : undefined
        const rate = { messages: 10, per: "1 second" } as const
        yield* outcomesOf(cloud, Messages.sendAll(numbered(20), { concurrency: 1, rate }))
        expect(cloud.times.slice(10, 13)).toEqual([1000, 2000, 3000])
        expect(gaps(cloud.times)[12]).toBeCloseTo(400, -1)
      })
    )
  )

  it.effect("without a Retry-After lets all wait a little", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        refuseFirst(cloud, 1)
        expect(yield* outcomesOf(cloud, Messages.sendAll(numbered(5), { concurrency: 1 }))).toEqual({
          sent: 5
        })
        expect(gaps(cloud.times)[0]).toBeGreaterThanOrEqual(250)
      })
    )
  )

  it.effect(
    "with a wait that the policy does not allow rejects the message, and lets the others wait that long",
    () =>
      watching((cloud) =>
        Effect.gen(function* () {
          refuseFirst(cloud, 1, 86_400)
          const results = Messages.sendAll(numbered(3), { concurrency: 1 })
          expect(yield* CallPolicy.with(outcomesOf(cloud, results), { maxRetryAfter: "20 seconds" })).toEqual(
            {
              rejected: 1,
              sent: 2
            }
          )
          expect(cloud.times.slice(0, 2)).toEqual([0, 20_000])
        })
      )
  )

  it.effect("for ever ends each message within its deadline as rejected, and none as unknown", () =>
    watching((cloud) =>
      Effect.gen(function* () {
        refuseFirst(cloud, Number.POSITIVE_INFINITY, 2)
        const results = Messages.sendAll(numbered(12), { concurrency: 4 })
        expect(yield* CallPolicy.with(outcomesOf(cloud, results), { deadline: "30 seconds" })).toEqual({
          rejected: 12
        })
        expect(cloud.simulator.messages.list()).toHaveLength(0)
        // Four attempts at most, as the policy says.
        expect(cloud.times.length).toBeLessThanOrEqual(48)
      })
    )
  )
})
