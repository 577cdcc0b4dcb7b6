import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import { describe, expect, it } from "vitest"

const durations = ["deadline", "attemptTimeout", "firstDelay", "maxDelay", "maxRetryAfter"] as const

/** What a program reads from its configuration may be anything, whatever its types say. */
const changes = (name: string, value: unknown): CallPolicy.Changes =>
  JSON.parse(JSON.stringify({ [name]: value }))

describe("CallPolicy.make", () => {
  it.each(durations)("says with a RangeError that %s cannot be read, or is negative", (name) => {
    for (const value of ["a while", "", "-1 seconds", -1, null]) {
      const make = () => CallPolicy.make(changes(name, value))
      expect(make).toThrow(RangeError)
      expect(make).toThrow(`CallPolicy.${name} must be a duration, and not negative`)
    }
  })

  it("keeps what is left out", () => {
    expect(CallPolicy.make({ deadline: undefined })).toEqual(CallPolicy.standard)
  })
})
