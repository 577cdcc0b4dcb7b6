/**
 * Waiting by the wall clock. A browser's timers stand still while the machine sleeps and are slow in hidden
 * pages, so no wait trusts one long timer: it looks at the clock every now and then, and whenever the page
 * comes back to life.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** How long one timer runs at most, in milliseconds. A timer that sleeps is late by no more than this. */
const longestTimer = 30_000

/** What a page hears when it, or its network, comes back. `visibilitychange` bubbles up from the document. */
const signsOfLife = ["online", "pageshow", "focus", "visibilitychange"]

/** Waits until the clock shows a time, in whole milliseconds since the epoch. */
export const waitUntil = (time: number): Effect.Effect<void> => wait(time, nextEvent(signsOfLife), false)

/** Like {@link waitUntil}, but ends at once when the network comes back: there is no better time to try again. */
export const pauseUntil = (time: number): Effect.Effect<void> => wait(time, nextEvent(["online"]), true)

const wait = (time: number, wokenUp: Effect.Effect<void>, isEnd: boolean): Effect.Effect<void> =>
  Effect.gen(function* () {
    const woken = Effect.as(wokenUp, isEnd)
    let ended = false
    while (!ended) {
      const left = time - (yield* Clock.currentTimeMillis)
      if (left <= 0) return
      const timer = Effect.as(Effect.sleep(Math.min(left, longestTimer)), false)
      ended = yield* Effect.raceFirst(timer, woken)
    }
  })

/** Where there are no such events, as in Node, this is never over. */
const nextEvent = (names: ReadonlyArray<string>): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    if (typeof globalThis.addEventListener !== "function") return
    const heard = () => resume(Effect.void)
    for (const name of names) globalThis.addEventListener(name, heard)
    return Effect.sync(() => {
      for (const name of names) globalThis.removeEventListener(name, heard)
    })
  })
