import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { document, hello, interruptedWhen } from "./support.js"

/** Interrupts a command while the cloud has its request, and does not answer. */
const interrupted = Effect.fnUntraced(function* (args: ReadonlyArray<string>) {
  const arrived = yield* Deferred.make<void>()
  const simulator = makeSimulator({
    clock: Clock.manual(),
    observe: ({ kind }) => {
      if (kind === "message") Deferred.doneUnsafe(arrived, Exit.void)
    }
  })
  simulator.faults.next({ kind: "stall", when: "after" })
  // What is only asked makes no message.
  const happened = args.includes("send") ? Deferred.await(arrived) : untilRequested(simulator)
  return { simulator, ...(yield* interruptedWhen(happened, args, { simulator })) }
})

const untilRequested = (simulator: { readonly requests: ReadonlyArray<unknown> }): Effect.Effect<void> =>
  Effect.gen(function* () {
    while (simulator.requests.length === 0) {
      yield* Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))
    }
  })

describe("an interrupt", () => {
  it.effect("while a message is being sent says that its outcome is unknown", () =>
    Effect.gen(function* () {
      const { exit, stdout, stderr, simulator } = yield* interrupted([
        "messages",
        "send",
        "--simulate",
        ...hello
      ])
      expect(Exit.hasInterrupts(exit)).toBe(true)
      expect(stdout).toBe("")
      expect(stderr).toContain("Messages.send: interrupted")
      expect(stderr).toContain("The cloud may have acted.")
      expect(stderr).toContain("The message may have been sent")
      expect(simulator.messages.list()).toHaveLength(1)
    })
  )

  it.effect("is told in JSON, too", () =>
    Effect.gen(function* () {
      const { stdout, stderr } = yield* interrupted(["messages", "send", "--simulate", "--json", ...hello])
      expect(stdout).toBe("")
      expect(document(stderr)).toEqual({
        error: {
          operation: "Messages.send",
          outcome: "unknown",
          reason: { _tag: "Interrupted" },
          message: "interrupted",
          advice: expect.stringContaining("may have been sent"),
          exitCode: 130
        }
      })
    })
  )

  it.effect("while something is only asked says that nothing is changed", () =>
    Effect.gen(function* () {
      for (const command of ["query", "follow"]) {
        const { stderr } = yield* interrupted(["messages", command, "--simulate", "r1"])
        expect(stderr).toContain("Nothing is changed: the call only asks.")
      }
    })
  )

  it.effect("while messages are being cancelled says that trying again does no harm", () =>
    Effect.gen(function* () {
      const { stderr } = yield* interrupted(["messages", "cancel", "--simulate", "r1"])
      expect(stderr).toContain("The cloud may have acted.")
      expect(stderr).toContain("Trying again does no harm.")
    })
  )

  it.effect("while a call is being started says that it may have been", () =>
    Effect.gen(function* () {
      const outbound = ["--simulate", "--service", "simulator-rest"]
      const start = yield* interrupted(["outbound", "start", ...outbound, "--to", "sip:a@example.com"])
      expect(start.stderr).toContain("Outbound.startRest: interrupted")
      expect(start.stderr).toContain("The calls may have been started")
      const follow = yield* interrupted(["outbound", "follow", ...outbound, "r1"])
      expect(follow.stderr).toContain("Nothing is changed: the call only asks.")
    })
  )
})
