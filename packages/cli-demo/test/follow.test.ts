import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud, document, documents, from, inVirtualTime, lastingSimulator, to } from "./support.js"

/** A simulator with one message under way, and what following it prints. */
const follow = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>,
  options: { readonly to?: string; readonly deliveryReport?: boolean } = {}
) {
  const simulator = lastingSimulator()
  const report = options.deliveryReport === false ? [] : ["--delivery-report"]
  const people = ["--to", options.to ?? to, "--from", from]
  yield* aculabCloud(["messages", "send", "--simulate", ...people, "--content", "Hello", ...report], {
    simulator
  })
  const [message] = simulator.messages.list()
  const reference = message?.ref ?? ""
  const outcome = yield* inVirtualTime(
    aculabCloud(["messages", "follow", "--simulate", reference, ...args], { simulator }),
    simulator
  )
  return { reference, ...outcome }
})

describe("messages follow", () => {
  it.effect("prints one line for each change, and ends with 0 when the message is delivered", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr, reference } = yield* follow([])
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout.split("\n")).toEqual([
        `2026-01-01 00:00:00 UTC  ${reference}  queued`,
        `2026-01-01 00:00:01 UTC  ${reference}  submitted to carrier`,
        `2026-01-01 00:00:02 UTC  ${reference}  sent`,
        `2026-01-01 00:00:04 UTC  ${reference}  delivered`,
        ""
      ])
    })
  )

  it.effect("prints JSON lines", () =>
    Effect.gen(function* () {
      const { code, stdout, reference } = yield* follow(["--json"])
      expect(code).toBe(0)
      const lines = documents(stdout)
      expect(lines).toMatchObject(
        ["queued", "submitted to carrier", "sent", "delivered"].map((state) => ({ reference, state }))
      )
      expect(lines.at(-1)).toEqual({
        reference,
        state: "delivered",
        type: "sms",
        updatedAt: "2026-01-01T00:00:04.000Z",
        errorCode: "000",
        from,
        other: {}
      })
    })
  )

  it.effect("ends at sent when told so", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* follow(["--until", "sent"], { deliveryReport: false })
      expect(code).toBe(0)
      expect(stdout).toMatch(/sent\n$/)
    })
  )

  it.effect("ends with 4 when a message fails, and says which", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr, reference } = yield* follow(["--json"], { to: "447700900404" })
      expect(code).toBe(4)
      expect(documents(stdout).at(-1)).toMatchObject({
        reference,
        state: "failed",
        failureReason: "unknown subscriber",
        errorCode: "901"
      })
      expect(document(stderr)).toEqual({
        error: {
          operation: "Messages.follow",
          outcome: "rejected",
          reason: {
            _tag: "NotArrived",
            messages: [{ reference, state: "failed", failureReason: "unknown subscriber" }]
          },
          message: "1 of 1 message was not delivered",
          exitCode: 4
        }
      })
    })
  )

  it.effect("tells people the error code, too", () =>
    Effect.gen(function* () {
      const { stdout, stderr } = yield* follow([], { to: "447700900404" })
      expect(stdout).toMatch(/failed \(unknown subscriber\), error 901\n$/)
      expect(stderr).toContain("1 of 1 message was not delivered")
    })
  )

  it.effect("ends with 4 for a reference that the cloud does not know", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* aculabCloud(["messages", "follow", "--simulate", "r1"])
      expect(code).toBe(4)
      expect(stdout).toBe("-  r1  unknown\n")
      expect(stderr).toContain("lives as long as one command")
    })
  )

  it.effect("ends with 5 when its patience is over", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* follow(["--patience", "30s"], { to: "447700900408" })
      expect(code).toBe(5)
      expect(stderr).toContain("within 30 s")
      expect(stderr).toContain("Nothing is changed: the call only asks.")
      expect(stderr).toContain("--patience")
    })
  )

  it.effect("asks on after a question that failed", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      yield* aculabCloud(
        [
          "messages",
          "send",
          "--simulate",
          "--to",
          to,
          "--from",
          from,
          "--content",
          "Hello",
          "--delivery-report"
        ],
        { simulator }
      )
      simulator.faults.next({ path: "/msg_query", kind: "status", status: 503, times: 2 })
      const { code } = yield* inVirtualTime(
        aculabCloud(["messages", "follow", "--simulate", simulator.messages.list()[0]?.ref ?? ""], {
          simulator
        }),
        simulator
      )
      expect(code).toBe(0)
      expect(simulator.faults.pending()).toBe(0)
    })
  )
})
