import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"

describe("CallPolicy.make", () => {
  it("takes what is given, and leaves the rest as it is", () => {
    const policy = CallPolicy.make({ deadline: "5 minutes", firstDelay: 0, maxAttempts: 10 })
    expect(policy).toEqual({
      ...CallPolicy.standard,
      deadline: Duration.minutes(5),
      firstDelay: Duration.zero,
      maxAttempts: 10
    })
    expect(CallPolicy.make({ deadline: "Infinity" }, policy)).toEqual({
      ...policy,
      deadline: Duration.infinity
    })
  })

  it.each<CallPolicy.Changes>([
    { deadline: -1 },
    { attemptTimeout: "-1 seconds" },
    { deadline: Number.NaN },
    { maxDelay: "soon" as "1 second" },
    { maxRetryAfter: null as unknown as "1 second" },
    { maxAttempts: 0 },
    { maxAttempts: 1.5 },
    { maxAttempts: Number.NaN }
  ])("throws a RangeError at %j, which names the limit", (changes) => {
    expect(() => CallPolicy.make(changes)).toThrow(RangeError)
    expect(() => CallPolicy.make(changes)).toThrow(`CallPolicy.${Object.keys(changes).join()} must`)
  })
})
