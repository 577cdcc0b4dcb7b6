import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import {
  CloudError,
  InvalidInput,
  RateLimited,
  type Reason,
  TransportFailure
} from "@aculab-cloud/core/CloudError"
import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { repeatedly } from "../src/internal/repeatedly.js"

const broken = new TransportFailure({ during: "request", description: "broken" })
const busy = (seconds: number) =>
  new RateLimited({ status: 429, text: "", details: [], retryAfter: Duration.seconds(seconds) })

/** Runs attempts that all fail, and returns how many there were and the seconds that they took. */
const attempts = (reason: Reason, options: { readonly hasRead?: boolean; readonly takes?: number } = {}) =>
  Effect.gen(function* () {
    let count = 0
    const error = new CloudError({ operation: "Files.upload", outcome: "unknown", repeat: "again", reason })
    const attempt = Effect.suspend(() => {
      count++
      return Effect.delay(Effect.fail(error), Duration.seconds(options.takes ?? 0))
    })
    const fiber = yield* Effect.forkChild(
      Effect.flip(repeatedly(() => ({ run: attempt, hasRead: () => options.hasRead ?? true })))
    )
    yield* TestClock.adjust("1 hour")
    expect(yield* Fiber.join(fiber)).toMatchObject({ reason, outcome: "unknown" })
    return count
  })

describe("the repetition of uploads", () => {
  it.effect("ends with the last attempt of the policy", () =>
    Effect.gen(function* () {
      expect(yield* attempts(broken)).toBe(4)
      expect(yield* CallPolicy.with(attempts(broken), { maxAttempts: 1 })).toBe(1)
    })
  )

  it.effect("leaves it to core where nothing was read", () =>
    Effect.gen(function* () {
      expect(yield* attempts(broken, { hasRead: false })).toBe(1)
    })
  )

  it.effect("ends with what another attempt does not mend", () =>
    Effect.gen(function* () {
      expect(yield* attempts(new InvalidInput({ field: "name", rule: "no", issues: [] }))).toBe(1)
    })
  )

  it.effect("waits as long as the cloud asks, if the policy allows it", () =>
    Effect.gen(function* () {
      expect(yield* attempts(busy(10))).toBe(4)
      expect(yield* attempts(busy(31))).toBe(1)
    })
  )

  it.effect("makes no other attempt after the deadline, and cuts none off", () =>
    Effect.gen(function* () {
      expect(yield* attempts(broken, { takes: 59 })).toBe(2)
      expect(yield* attempts(broken, { takes: 600 })).toBe(1)
    })
  )
})
