import * as RateLimit from "@aculab-cloud/core/RateLimit"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"

describe("RateLimit.make", () => {
  it.effect("fills up evenly, and never over the brim", () =>
    Effect.gen(function* () {
      const limit = RateLimit.make({ requests: 2, per: "1 minute" })
      const passes = Effect.map(limit("a"), ({ allowed }) => allowed)
      expect([yield* passes, yield* passes, yield* passes]).toEqual([true, true, false])
      yield* TestClock.adjust("30 seconds")
      expect([yield* passes, yield* passes]).toEqual([true, false])
      yield* TestClock.adjust("1 hour")
      expect([yield* passes, yield* passes, yield* passes]).toEqual([true, true, false])
    })
  )

  it.effect("forgets who was quiet for longest when there are too many", () =>
    Effect.gen(function* () {
      const limit = RateLimit.make({ requests: 1, per: "1 minute", maxKeys: 2 })
      const passes = (key: string) => Effect.map(limit(key), ({ allowed }) => allowed)
      expect([yield* passes("a"), yield* passes("b"), yield* passes("a")]).toEqual([true, true, false])
      expect(yield* passes("c")).toBe(true)
      expect([yield* passes("a"), yield* passes("b")]).toEqual([false, true])
    })
  )

  it.each([
    { requests: 0, per: "1 minute" },
    { requests: 1.5, per: "1 minute" },
    { requests: 1, per: 0 },
    { requests: 1, per: "Infinity" },
    { requests: 1, per: "soon" as "1 minute" },
    { requests: 1, per: "1 minute", maxKeys: 0 }
  ] as const)("refuses %o", (options) => {
    expect(() => RateLimit.make(options)).toThrow(RangeError)
  })

  it.effect("counts at once: many at a time do not slip through", () =>
    Effect.gen(function* () {
      const limit = RateLimit.make({ requests: 3, per: "1 minute" })
      const fibers = yield* Effect.forEach(Array(10).fill("a"), (key: string) => Effect.forkChild(limit(key)))
      const decisions = yield* Effect.forEach(fibers, Fiber.join)
      expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(3)
    })
  )
})
