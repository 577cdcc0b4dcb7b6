/**
 * Retries that cannot send twice: every sequence of faults, against a simulator that
 * counts what it received and knows what it did.
 */
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import type { CloudAccount } from "@aculab-cloud/core/CloudAccount"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Messages from "@aculab-cloud/core/Messages"
import type { Fault } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Result from "effect/Result"
import { from, inVirtualTime, present, to, withCloud } from "./support.js"

type Requirements = CloudAccount | HttpClient.HttpClient

type Name =
  | "503"
  | "429 with Retry-After"
  | "reset before headers"
  | "reset in the body"
  | "stall"
  | "refused connection"
  | "empty 200"
  | "HTML 200"
  | "cut-off JSON"

interface Expected {
  readonly fault: Fault
  readonly reason: CloudError["reason"]["_tag"]
  readonly outcome: CloudError["outcome"]
  /** Whether the policy of docs/architecture.md tries again after it. */
  readonly read: "again" | "end"
  readonly once: "again" | "end"
  /** Whether it reaches the server at all, and whether the server acts on it. */
  readonly arrives: boolean
  readonly acts: boolean
}

// 503 acts in this table: a gateway that answers 503 cannot say whether the service behind it did its work.
const faults: Readonly<Record<Name, Expected>> = {
  "503": {
    fault: { kind: "status", status: 503, when: "after" },
    reason: "Unavailable",
    outcome: "unknown",
    read: "again",
    once: "end",
    arrives: true,
    acts: true
  },
  "429 with Retry-After": {
    fault: { kind: "rate-limit", retryAfter: 2 },
    reason: "RateLimited",
    outcome: "rejected",
    read: "again",
    once: "again",
    arrives: true,
    acts: false
  },
  "reset before headers": {
    fault: { kind: "reset" },
    reason: "TransportFailure",
    outcome: "unknown",
    read: "again",
    once: "end",
    arrives: true,
    acts: true
  },
  "reset in the body": {
    fault: { kind: "reset-body" },
    reason: "TransportFailure",
    outcome: "unknown",
    read: "again",
    once: "end",
    arrives: true,
    acts: true
  },
  stall: {
    fault: { kind: "stall" },
    reason: "Timeout",
    outcome: "unknown",
    read: "again",
    once: "end",
    arrives: true,
    acts: true
  },
  "refused connection": {
    fault: { kind: "refuse" },
    reason: "TransportFailure",
    outcome: "not-sent",
    read: "again",
    once: "again",
    arrives: false,
    acts: false
  },
  "empty 200": {
    fault: { kind: "empty" },
    reason: "UnexpectedResponse",
    outcome: "unknown",
    read: "end",
    once: "end",
    arrives: true,
    acts: true
  },
  "HTML 200": {
    fault: { kind: "html", status: 200 },
    reason: "UnexpectedResponse",
    outcome: "unknown",
    read: "end",
    once: "end",
    arrives: true,
    acts: true
  },
  "cut-off JSON": {
    fault: { kind: "truncate" },
    reason: "UnexpectedResponse",
    outcome: "unknown",
    read: "end",
    once: "end",
    arrives: true,
    acts: true
  }
}
const names = Object.keys(faults) as ReadonlyArray<Name>

const maxAttempts = 3

/** Every sequence that can be told apart: it goes on only after a fault that is tried again. */
const sequences = (repeat: "read" | "once"): ReadonlyArray<ReadonlyArray<Name>> => {
  const grow = (sequence: ReadonlyArray<Name>): ReadonlyArray<ReadonlyArray<Name>> => {
    const last = sequence.at(-1)
    const ends = last !== undefined && faults[last][repeat] === "end"
    if (ends || sequence.length === maxAttempts) return [sequence]
    return [sequence, ...names.flatMap((name) => grow([...sequence, name]))]
  }
  return grow([])
}

const policy = { maxAttempts, attemptTimeout: "3 seconds" } as const

/** Runs the operation into the sequence of faults and compares with what the table says. */
const check = (repeat: "read" | "once", sequence: ReadonlyArray<Name>) =>
  withCloud((simulator) =>
    Effect.gen(function* () {
      for (const name of sequence) simulator.faults.next(faults[name].fault)
      const path = repeat === "read" ? "/msg_query" : "/msg_send"
      const operation: Effect.Effect<unknown, CloudError, Requirements> =
        repeat === "read" ? Messages.query(["r1"]) : Messages.send({ to, from, content: "Hello" })
      const result = yield* inVirtualTime(Effect.result(CallPolicy.with(operation, policy)))

      const last = sequence.at(-1)
      const fails = last !== undefined && (faults[last][repeat] === "end" || sequence.length === maxAttempts)
      const arrived = sequence.filter((name) => faults[name].arrives).length + (fails ? 0 : 1)
      expect(simulator.count(path)).toBe(arrived)
      if (repeat === "once") {
        const acted = sequence.filter((name) => faults[name].acts).length + (fails ? 0 : 1)
        expect(acted).toBeLessThanOrEqual(1)
        expect(simulator.messages.list()).toHaveLength(acted)
      }
      if (fails) {
        const error = Result.isFailure(result) ? result.failure : undefined
        expect(error?.reason._tag).toBe(faults[last].reason)
        expect(error?.outcome).toBe(faults[last].outcome)
      } else {
        expect(Result.isSuccess(result)).toBe(true)
      }
    })
  )

describe("every sequence of faults", () => {
  it.effect.each(
    sequences("once").map((sequence) => ({ sequence, title: sequence.join(", ") || "no fault" }))
  )("sends at most one message through: $title", ({ sequence }) => check("once", sequence))

  // One test for each first fault: there are hundreds of sequences.
  it.effect.each([undefined, ...names].map((first) => ({ first, title: first ?? "no fault" })))(
    "reads as often as allowed and no more, when it starts with $title",
    ({ first }) =>
      Effect.forEach(
        sequences("read").filter((sequence) => sequence[0] === first),
        (sequence) => check("read", sequence),
        { discard: true }
      )
  )
})

describe("the loop", () => {
  const failing = (fault: Fault, changes: CallPolicy.Changes = {}) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ ...fault, times: 1000 })
        const start = yield* Clock.currentTimeMillis
        const error = yield* inVirtualTime(Effect.flip(CallPolicy.with(Messages.query(["r1"]), changes)), {
          step: "50 millis"
        })
        return {
          error,
          count: simulator.count("/msg_query"),
          waited: (yield* Clock.currentTimeMillis) - start
        }
      })
    )

  it.effect("tries four times, waiting longer each time", () =>
    Effect.gen(function* () {
      const { error, count, waited } = yield* failing({ kind: "status", status: 503 })
      expect(count).toBe(4)
      expect(error.reason).toMatchObject({ _tag: "Unavailable", status: 503 })
      // 250, 500 and 1000 ms, of which half is chance; the clock of the test moves in steps of 50 ms.
      expect(waited).toBeGreaterThanOrEqual(875)
      expect(waited).toBeLessThanOrEqual(1900)
    })
  )

  it.effect("waits as long as the cloud asks", () =>
    Effect.gen(function* () {
      const { waited } = yield* failing({ kind: "rate-limit", retryAfter: 7 }, { maxAttempts: 2 })
      expect(waited).toBeGreaterThanOrEqual(7000)
      expect(waited).toBeLessThanOrEqual(7100)
    })
  )

  it.effect("understands Retry-After as a date", () =>
    Effect.gen(function* () {
      const { waited, count } = yield* failing(
        { kind: "rate-limit", retryAfter: new Date(9000) },
        { maxAttempts: 2 }
      )
      expect(count).toBe(2)
      expect(waited).toBeGreaterThanOrEqual(9000)
      expect(waited).toBeLessThanOrEqual(9100)
    })
  )

  it.effect.each(["soon", "-5", "", "1e3", "5 minutes"])("takes the Retry-After %j for none", (retryAfter) =>
    Effect.gen(function* () {
      const { count, waited, error } = yield* failing({ kind: "rate-limit", retryAfter }, { maxAttempts: 2 })
      expect(count).toBe(2)
      expect(waited).toBeLessThan(500)
      expect(error.reason).toMatchObject({ _tag: "RateLimited" })
    })
  )

  it.effect("does not wait a day because the cloud says so: it ends and passes the wish on", () =>
    Effect.gen(function* () {
      const { error, count, waited } = yield* failing({ kind: "rate-limit", retryAfter: 86_400 })
      expect(count).toBe(1)
      expect(waited).toBe(0)
      expect(error.outcome).toBe("rejected")
      expect(error.message).toContain("86400 s")
    })
  )

  it.effect("does not start a wait that the deadline would cut off", () =>
    Effect.gen(function* () {
      const { count, waited } = yield* failing(
        { kind: "rate-limit", retryAfter: 20 },
        { deadline: "10 seconds" }
      )
      expect(count).toBe(1)
      expect(waited).toBe(0)
    })
  )

  it.effect("begins no attempt after the deadline, when a machine that slept wakes up from its wait", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "rate-limit", retryAfter: 5 })
        const awake = yield* Clock.Clock
        let slept = 0
        const now = () => awake.currentTimeMillisUnsafe() + slept
        const clock: Clock.Clock = {
          currentTimeMillisUnsafe: now,
          currentTimeMillis: Effect.sync(now),
          currentTimeNanosUnsafe: () => awake.currentTimeNanosUnsafe(),
          currentTimeNanos: awake.currentTimeNanos,
          monotonicTimeNanosUnsafe: () => awake.monotonicTimeNanosUnsafe(),
          monotonicTimeNanos: awake.monotonicTimeNanos,
          // The wait for Retry-After takes ten minutes.
          sleep: (duration) =>
            Duration.toSeconds(duration) === 5
              ? Effect.sync(() => {
                  slept += 600_000
                })
              : awake.sleep(duration)
        }
        const sending = Effect.flip(Messages.send({ to, from, content: "Hello" }))
        const error = yield* Effect.provideService(sending, Clock.Clock, clock)
        expect(error).toMatchObject({ outcome: "rejected", reason: { _tag: "RateLimited" } })
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )

  it.effect.each(["stall", "stall-body"] as const)("ends a %s with the deadline of the call", (kind) =>
    Effect.gen(function* () {
      const { error, count, waited } = yield* failing(
        { kind },
        { deadline: "7 seconds", attemptTimeout: "3 seconds" }
      )
      expect(count).toBe(3)
      expect(error.reason).toMatchObject({ _tag: "Timeout", limit: "call" })
      expect(waited).toBeGreaterThanOrEqual(6900)
      expect(waited).toBeLessThanOrEqual(7100)
    })
  )

  it.effect("tries once under CallPolicy.none, and still ends", () =>
    Effect.gen(function* () {
      const { error, count } = yield* failing({ kind: "stall" }, CallPolicy.none)
      expect(count).toBe(1)
      expect(error.reason).toMatchObject({ _tag: "Timeout", limit: "attempt" })
    })
  )

  it.effect.each([408, 429, 500, 502, 503, 504])("tries a read again after %d", (status) =>
    Effect.gen(function* () {
      expect((yield* failing({ kind: "status", status })).count).toBe(4)
    })
  )

  it.effect.each([400, 401, 403, 404, 409, 410, 422, 501, 505])(
    "does not try a read again after %d",
    (status) =>
      Effect.gen(function* () {
        expect((yield* failing({ kind: "status", status })).count).toBe(1)
      })
  )

  it.effect("remembers that an earlier attempt may have acted", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "reset" })
        simulator.faults.next({ kind: "status", status: 400 })
        const error = yield* inVirtualTime(Effect.flip(Messages.cancel(["r1"])))
        expect(error.reason._tag).toBe("Rejected")
        expect(error.outcome).toBe("unknown")
      })
    )
  )

  it.effect("says what to check when a message may have been sent", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "reset" })
        const error = yield* Effect.flip(Messages.send({ to, from, content: "Hello" }))
        expect(error.outcome).toBe("unknown")
        expect(error.advice).toMatch(/may have been sent/)
        expect(error.message).toContain(present(error.advice))
      })
    )
  )

  it.effect("stops at once when it is interrupted, and the request with it", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "stall" })
        const outcome = yield* inVirtualTime(Effect.timeoutOption(Messages.query(["r1"]), "1 second"))
        expect(outcome._tag).toBe("None")
        expect(simulator.count("/msg_query")).toBe(1)
      })
    )
  )
})
