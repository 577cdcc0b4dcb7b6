/** Commands that end gently: the first signal asks them to stop, and only the second one interrupts them. */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"

/** Completes when a second signal comes. As long as somebody waits for it, it does not end the process. */
export const SecondSignal: Context.Reference<Effect.Effect<void>> = Context.Reference<Effect.Effect<void>>(
  "@aculab-cloud/cli-demo/SecondSignal",
  { defaultValue: () => Effect.never }
)

interface Stoppable<A, E, R, E2, R2> {
  /** Gets the wish to stop. It ends by itself soon after it. */
  readonly run: (stop: Effect.Effect<void>) => Effect.Effect<A, E, R>
  /** What is said when the wish comes. */
  readonly onStop: Effect.Effect<void, E2, R2>
}

/** Runs it. After an interruption it still comes to its end, and then is interrupted. */
export const stoppable = <A, E, R, E2, R2>({ run, onStop }: Stoppable<A, E, R, E2, R2>) =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const secondSignal = yield* SecondSignal
      const stop = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(Effect.interruptible(run(Deferred.await(stop))))
      const stopGently = Effect.gen(function* () {
        yield* Deferred.succeed(stop, undefined)
        yield* onStop
        yield* Effect.raceFirst(
          Fiber.await(fiber),
          Effect.andThen(Effect.interruptible(secondSignal), Fiber.interrupt(fiber))
        )
      })
      return yield* Effect.onInterrupt(restore(Fiber.join(fiber)), () => stopGently)
    })
  )
