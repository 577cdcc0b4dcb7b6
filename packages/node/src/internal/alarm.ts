/**
 * Time that is over.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { longestTimer } from "./longestTimer.js"

/**
 * Rings after so many milliseconds of the clock in force, and not before it has returned what silences it.
 */
export const alarm = (context: Context.Context<never>, limit: number, ring: () => void): (() => void) => {
  // A timer costs a tenth of a fiber that sleeps. Only a clock that somebody provided needs the fiber.
  if (Context.getOrUndefined(context, Clock.Clock) === undefined && limit <= longestTimer) {
    const timer = setTimeout(ring, limit)
    return () => clearTimeout(timer)
  }
  const sleeper = Effect.runForkWith(context)(Effect.sleep(Duration.millis(limit)))
  sleeper.addObserver((exit) => {
    if (Exit.isSuccess(exit)) ring()
  })
  return () => sleeper.interruptUnsafe()
}
