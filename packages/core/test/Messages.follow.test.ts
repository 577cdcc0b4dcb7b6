import * as Messages from "@aculab-cloud/core/Messages"
import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { from, inVirtualTime, to, withCloud } from "./support.js"

const states = Stream.map(({ state }: Messages.MessageStatus) => state)

describe("Messages.follow", () => {
  it.effect("tells each change once, and ends with delivery", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const references = yield* Messages.send({ to, from, content: "Hello", deliveryReport: true })
        const seen = yield* inVirtualTime(Stream.runCollect(states(Messages.follow(references))), {
          step: "100 millis",
          alongside: simulator.clock.advance
        })
        expect(seen).toEqual(["queued", "submitted to carrier", "sent", "delivered"])
        expect(simulator.clock.pending()).toBe(0)
      })
    )
  )

  it.effect("asks in one request, and no longer for what is done", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const [short] = yield* Messages.send({ to: "447700900404", from, content: "Hello" })
        const [long] = yield* Messages.send({ to, from, content: "Hello", deliveryReport: true })
        simulator.clearRequests()
        const followed = Messages.follow([short, long, short], { schedule: Schedule.spaced("1 second") })
        yield* inVirtualTime(Stream.runDrain(followed), {
          step: "100 millis",
          alongside: simulator.clock.advance
        })
        const asked = simulator.requests.map(({ text }) => new URLSearchParams(text).get("msg_refs"))
        expect(asked[0]).toBe(`${short}/${long}`)
        expect(asked.at(-1)).toBe(long)
        expect(asked).toHaveLength(5)
      })
    )
  )

  it.effect("ends with sent when asked to", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const references = yield* Messages.send({ to, from, content: "Hello" })
        const seen = yield* inVirtualTime(
          Stream.runCollect(states(Messages.follow(references, { until: "sent" }))),
          {
            alongside: simulator.clock.advance
          }
        )
        expect(seen.at(-1)).toBe("sent")
      })
    )
  )

  it.effect("stops asking the moment that nobody listens", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const references = yield* Messages.send({ to, from, content: "Hello" })
        const first = yield* Stream.runCollect(Stream.take(Messages.follow(references), 1))
        expect(first.map(({ state }) => state)).toEqual(["queued"])
        expect(simulator.count("/msg_query")).toBe(1)
      })
    )
  )

  it.effect("gives up when the patience is over", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const references = yield* Messages.send({
          to: "447700900408",
          from,
          content: "Hello",
          deliveryReport: true
        })
        const start = yield* Clock.currentTimeMillis
        const error = yield* inVirtualTime(
          Effect.flip(Stream.runDrain(Messages.follow(references, { patience: "1 minute" }))),
          { alongside: simulator.clock.advance }
        )
        expect(error.reason).toMatchObject({ _tag: "Timeout", limit: "follow" })
        const waited = (yield* Clock.currentTimeMillis) - start
        expect(waited).toBeGreaterThanOrEqual(60_000)
        expect(waited).toBeLessThanOrEqual(76_000)
      })
    )
  )

  it.effect("gives up when the schedule ends before the messages are done, and says after how long", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const references = yield* Messages.send({ to, from, content: "Hello" })
        const schedule = Schedule.max([Schedule.spaced("10 seconds"), Schedule.recurs(2)])
        const seen: Array<string> = []
        const error = yield* inVirtualTime(
          Effect.flip(
            Stream.runForEach(states(Messages.follow(references, { schedule })), (state) =>
              Effect.sync(() => seen.push(state))
            )
          )
        )
        expect(seen).toEqual(["queued"])
        expect(error.reason).toMatchObject({ _tag: "Timeout", limit: "follow", after: Duration.seconds(20) })
        expect(error).toMatchObject({ operation: "Messages.follow", outcome: "rejected", repeat: "read" })
      })
    )
  )

  it.effect("does not mind a schedule that ends with the last question that was needed", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const followed = Messages.follow(["no-such-message"], { schedule: Schedule.recurs(0) })
        expect(yield* Stream.runCollect(states(followed))).toEqual(["unknown"])
      })
    )
  )

  it.effect("fails with what a question fails with", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ path: "/msg_query", kind: "html" })
        const error = yield* Effect.flip(Stream.runDrain(Messages.follow(["r1"])))
        expect(error.operation).toBe("Messages.query")
        expect(error.reason._tag).toBe("UnexpectedResponse")
      })
    )
  )
})
