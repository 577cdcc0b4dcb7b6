/** Nothing lost and nothing twice: what is reported, against what a cloud that misbehaves at random has counted. */
import * as Messages from "@aculab-cloud/core/Messages"
import type { Fault } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { inVirtualTime, present } from "./support.js"
import { countsOf, numbered, toOf, watching } from "./supportBatch.js"

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
const seeded = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}

/** What can go wrong, and what is to be reported of a message that meets it once. */
const faults: ReadonlyArray<readonly [fault: Fault, outcome: Messages.BatchResult["outcome"]]> = [
  [{ kind: "refuse" }, "sent"],
  [{ kind: "rate-limit", retryAfter: 1 }, "sent"],
  [{ kind: "rate-limit" }, "sent"],
  [{ kind: "status", status: 400 }, "rejected"],
  [{ kind: "status", status: 500, when: "after" }, "unknown"],
  [{ kind: "status", status: 503 }, "unknown"],
  [{ kind: "status", status: 503, when: "after" }, "unknown"],
  [{ kind: "reset" }, "unknown"],
  [{ kind: "reset", when: "before" }, "unknown"],
  [{ kind: "reset-body" }, "unknown"],
  [{ kind: "stall" }, "unknown"],
  [{ kind: "truncate" }, "unknown"],
  [{ kind: "garbage" }, "unknown"],
  [{ kind: "html" }, "unknown"]
]

const messages = 2000

describe("2,000 messages, 64 at a time, one request in ten spoilt", () => {
  it.effect.each([1, 2])("are all accounted for (seed %d)", (seed) =>
    watching((cloud) =>
      Effect.gen(function* () {
        const random = seeded(seed)
        const met: Array<string> = []
        let maximum = 0
        cloud.spoil = () => {
          maximum = Math.max(maximum, cloud.underWay() + 1)
          if (random() >= 0.1) return undefined
          const [fault, outcome] = present(faults[Math.floor(random() * faults.length)])
          met.push(outcome)
          return fault
        }
        const results = yield* inVirtualTime(
          Stream.runCollect(Messages.sendAll(numbered(messages), { concurrency: 64 }))
        )

        // One result for each message.
        expect(results).toHaveLength(messages)
        expect(new Set(results.map(({ index }) => index)).size).toBe(messages)
        expect(maximum).toBeGreaterThan(32)
        expect(maximum).toBeLessThanOrEqual(64)

        // Nothing twice: each recipient has one message at most, whatever was reported.
        const received = cloud.simulator.messages.list()
        const byRecipient = new Map(received.map(({ to, ref }) => [to, ref]))
        expect(byRecipient.size).toBe(received.length)

        // Nothing lost, nothing made up.
        for (const { index, ...result } of results) {
          const ref = byRecipient.get(toOf(index))
          if (result.outcome === "sent") expect(result.references).toEqual([ref])
          else if (result.outcome !== "unknown") expect(ref).toBeUndefined()
        }

        // What was reported is what went wrong, to the last one.
        const reported = countsOf(results.map(({ outcome }) => outcome))
        const expected = countsOf(met)
        expect(expected.unknown).toBeGreaterThan(50)
        expect(reported.unknown).toBe(expected.unknown)
        expect(reported.rejected).toBe(expected.rejected)
        expect(reported["not-sent"]).toBeUndefined()
        expect(cloud.times).toHaveLength(messages + (expected.sent ?? 0))
      })
    )
  )
})
