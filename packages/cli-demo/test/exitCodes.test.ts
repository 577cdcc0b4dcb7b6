import { readFileSync } from "node:fs"
import { CloudError, Unavailable } from "@aculab-cloud/core/CloudError"
import type { Fault } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { exitCodes } from "../src/exitCodes.js"
import { fromCloudError } from "../src/failure.js"
import { aculabCloud, document, hello, inVirtualTime, lastingSimulator } from "./support.js"

const send = ["messages", "send", "--simulate", ...hello]
const query = ["messages", "query", "--simulate", "r1"]
const cancel = ["messages", "cancel", "--simulate", "r1"]

/** What becomes of a command when each of its calls meets a fault. */
const meeting = Effect.fnUntraced(function* (args: ReadonlyArray<string>, fault: Fault) {
  const simulator = lastingSimulator()
  simulator.faults.next({ ...fault, times: 100 })
  const outcome = yield* inVirtualTime(aculabCloud(args, { simulator }))
  expect(outcome.stdout).toBe("")
  return { ...outcome, simulator }
})

const cases: ReadonlyArray<{
  readonly args: ReadonlyArray<string>
  readonly fault: Fault
  readonly code: number
  readonly says: string
}> = [
  {
    args: send,
    fault: { kind: "status", status: 401 },
    code: 3,
    says: "The cloud answered, and did nothing."
  },
  { args: query, fault: { kind: "status", status: 403 }, code: 3, says: "Check ACULAB_CLOUD_ID" },
  {
    args: send,
    fault: { kind: "status", status: 400, code: "0002" },
    code: 4,
    says: "a parameter is malformed"
  },
  { args: query, fault: { kind: "status", status: 404 }, code: 4, says: "not found" },
  { args: send, fault: { kind: "rate-limit", retryAfter: 120 }, code: 5, says: "Try again in 2m" },
  { args: send, fault: { kind: "rate-limit" }, code: 5, says: "Wait before you try again" },
  { args: send, fault: { kind: "refuse" }, code: 5, says: "Nothing was sent." },
  {
    args: query,
    fault: { kind: "status", status: 503 },
    code: 5,
    says: "Nothing is changed: the call only asks."
  },
  { args: query, fault: { kind: "reset" }, code: 5, says: "does no harm" },
  { args: query, fault: { kind: "stall" }, code: 5, says: "does no harm" },
  { args: query, fault: { kind: "html" }, code: 5, says: "Check ACULAB_BASE_URL" },
  { args: send, fault: { kind: "status", status: 503 }, code: 6, says: "The message may have been sent" },
  { args: send, fault: { kind: "reset" }, code: 6, says: "The cloud may have acted." },
  { args: send, fault: { kind: "stall" }, code: 6, says: "The message may have been sent" },
  { args: send, fault: { kind: "truncate" }, code: 6, says: "The message may have been sent" },
  { args: send, fault: { kind: "html" }, code: 6, says: "The message may have been sent" },
  { args: cancel, fault: { kind: "reset" }, code: 6, says: "does no harm" }
]

describe("exit codes", () => {
  it.effect.each(cases)("are $code for $args.1 meeting $fault", ({ args, fault, code, says }) =>
    Effect.gen(function* () {
      const { code: actual, stderr, simulator } = yield* meeting(args, fault)
      expect(actual).toBe(code)
      expect(stderr).toContain(says)
      if (code === 6 && args === send) expect(simulator.requests).toHaveLength(1)
    })
  )

  it.effect("come with the error of the SDK as JSON", () =>
    Effect.gen(function* () {
      const { stderr } = yield* meeting([...send, "--json"], { kind: "rate-limit", retryAfter: 120 })
      expect(document(stderr)).toEqual({
        error: {
          operation: "Messages.send",
          outcome: "rejected",
          reason: {
            _tag: "RateLimited",
            status: 429,
            code: "HTTP 429",
            text: expect.any(String),
            details: [],
            link: expect.any(String),
            retryAfter: 120_000
          },
          message: expect.stringContaining("too many calls"),
          advice: "Try again in 2m.",
          exitCode: 5
        }
      })
    })
  )

  it.effect("come with the outcome unknown where the cloud may have acted", () =>
    Effect.gen(function* () {
      const { stderr } = yield* meeting([...send, "--json"], { kind: "reset" })
      expect(document(stderr)).toMatchObject({
        error: {
          operation: "Messages.send",
          outcome: "unknown",
          reason: { _tag: "TransportFailure", during: "request" },
          advice: expect.stringContaining("may have been sent"),
          exitCode: 6
        }
      })
    })
  )

  it("never take an operation for harmless that this command does not know", () => {
    const reason = new Unavailable({ status: 503, text: "", details: [] })
    const failure = fromCloudError(
      new CloudError({ operation: "Numbers.buy", outcome: "unknown", repeat: "once", reason })
    )
    expect(failure.exit).toBe("unknown")
    expect(failure.consequence).toBe("The cloud may have acted.")
    expect(failure.advice).toBeUndefined()
  })

  it("are different for each meaning", () => {
    const codes = Object.values(exitCodes).map(({ code }) => code)
    expect(new Set(codes).size).toBe(codes.length)
  })

  it("are the table of the README", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8").replace(/ +/g, " ")
    for (const { code, meaning } of Object.values(exitCodes)) {
      expect(readme).toContain(`| ${code} | ${meaning} |`)
    }
  })
})
