/**
 * A stream of effect's as one of the web's, for transports: read strictly on demand, and
 * never ended but by its own end. Effect's own conversions read ahead, or end the web's
 * stream as if it were whole when they are stopped.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/** When the scope is closed before the end, the reading stops, and the web's stream is broken. */
export const toReadable = (
  stream: Stream.Stream<Uint8Array>
): Effect.Effect<ReadableStream<Uint8Array>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const pull = yield* Stream.toPull(stream)
    const run = Effect.runForkWith(yield* Effect.context<never>())
    let fiber: Fiber.Fiber<unknown, unknown> | undefined
    let giveUp = () => {}
    // Runs before the scope of the stream itself closes, so that nobody reads what is closed.
    yield* Effect.addFinalizer(() => {
      giveUp()
      return fiber === undefined ? Effect.void : Fiber.interrupt(fiber)
    })
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          giveUp = () => {
            giveUp = () => {}
            controller.error(new Error("the upload was given up"))
          }
        },
        pull: (controller) =>
          new Promise((resolve) => {
            const reading = run(pull)
            fiber = reading
            reading.addObserver((exit) => {
              if (Exit.isSuccess(exit)) for (const bytes of exit.value) controller.enqueue(bytes)
              else if (Pull.isDoneCause(exit.cause)) {
                giveUp = () => {}
                controller.close()
              } else giveUp()
              resolve()
            })
          }),
        cancel: () => {
          giveUp = () => {}
          return fiber === undefined ? undefined : Effect.runPromise(Fiber.interrupt(fiber))
        }
      },
      { highWaterMark: 0 }
    )
  })
