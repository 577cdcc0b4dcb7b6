import { describe, expect, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { makeBroadcast } from "../src/internal/broadcast.js"

/** Begins to read, and stands still at the first value until it is let go. */
const slowReader = <A, E>(stream: Stream.Stream<A, E>) =>
  Effect.gen(function* () {
    const hasFirst = yield* Deferred.make<void>()
    const letGo = yield* Deferred.make<void>()
    const fiber = yield* stream.pipe(
      Stream.mapEffect((value) =>
        Deferred.succeed(hasFirst, undefined).pipe(Effect.andThen(Deferred.await(letGo)), Effect.as(value))
      ),
      Stream.runCollect,
      Effect.forkChild({ startImmediately: true })
    )
    return { fiber, hasFirst: Deferred.await(hasFirst), letGo: Deferred.succeed(letGo, undefined) }
  })

describe("A broadcast", () => {
  it.effect("keeps the latest for a slow reader, and no more", () =>
    Effect.gen(function* () {
      const broadcast = yield* makeBroadcast<number, never>(3)
      const { fiber, hasFirst, letGo } = yield* slowReader(broadcast.stream)
      broadcast.tell(0)
      yield* hasFirst
      for (let value = 1; value <= 1000; value++) broadcast.tell(value)
      broadcast.end(Exit.void)
      yield* letGo
      expect(yield* Fiber.join(fiber)).toEqual([0, 998, 999, 1000])
    })
  )

  it.effect("does not make others wait for a slow reader", () =>
    Effect.gen(function* () {
      const broadcast = yield* makeBroadcast<number, never>(3)
      const slow = yield* slowReader(broadcast.stream)
      const quick = yield* Effect.forkChild(Stream.runCollect(broadcast.stream), { startImmediately: true })
      for (let value = 0; value < 10; value++) {
        broadcast.tell(value)
        yield* slow.hasFirst
        yield* Effect.yieldNow
      }
      broadcast.end(Exit.void)
      expect(yield* Fiber.join(quick)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
      yield* slow.letGo
      expect(yield* Fiber.join(slow.fiber)).toEqual([0, 7, 8, 9])
    })
  )

  it.effect("keeps nothing when nobody reads", () =>
    Effect.gen(function* () {
      const broadcast = yield* makeBroadcast<number, never>(3)
      for (let value = 0; value < 1000; value++) broadcast.tell(value)
      const fiber = yield* Effect.forkChild(Stream.runCollect(broadcast.stream), { startImmediately: true })
      broadcast.tell(1000)
      broadcast.end(Exit.void)
      expect(yield* Fiber.join(fiber)).toEqual([1000])
    })
  )

  it.effect("tells late readers how it ended", () =>
    Effect.gen(function* () {
      const broadcast = yield* makeBroadcast<number, string>(3)
      broadcast.end(Exit.fail("lost"))
      broadcast.end(Exit.void)
      broadcast.tell(1)
      expect(yield* Effect.flip(Stream.runCollect(broadcast.stream))).toBe("lost")
    })
  )
})
