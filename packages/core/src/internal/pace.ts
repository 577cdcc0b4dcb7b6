/**
 * When the next message may begin: evenly spaced, and slower for a while when the cloud says that it is too much.
 *
 * All is counted in messages per millisecond, and `Infinity` is no limit.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"

/** The number of a turn: later ones are greater. */
export type Turn = number

export interface Pace {
  /** Waits for a turn. `undefined` when the run was halted before it came. */
  readonly turn: Effect.Effect<Turn | undefined>
  /** What began at this turn was too much: nothing begins for so many milliseconds, and then fewer do. */
  readonly slowDown: (turn: Turn, wait: number) => Effect.Effect<void>
}

/** What may end a wait. */
export interface Halt {
  readonly isHalted: () => boolean
  readonly halted: Effect.Effect<void>
}

/** How much faster it gets with each second without a refusal. */
const growth = 1.05

// Slower than this it would look as if it hung; a limit that is slow by itself is divided by this at most.
const slowest = 1 / 10_000
const mostDivided = 8

// Sums of thirds of a millisecond must not be one millisecond short.
const roundingError = 1e-6

/** A slow-down: the rate at its beginning, from when on it grows, and the last turn that was before it. */
interface SlowDown {
  readonly rate: number
  readonly since: number
  readonly turn: Turn
}

export const makePace = (limit: number, { isHalted, halted }: Halt): Pace => {
  const queue = Semaphore.makeUnsafe(1)
  let turns: Turn = 0
  let next = Number.NEGATIVE_INFINITY
  let pausedUntil = Number.NEGATIVE_INFINITY
  let paused = 0
  let slowDown: SlowDown | undefined
  const recent = makeCounter()

  const rateAt = (now: number): number =>
    slowDown === undefined
      ? limit
      : Math.min(limit, slowDown.rate * growth ** (Math.max(0, now - slowDown.since) / 1000))

  /** The time without its pauses, in which the rate was what was measured. */
  const active = (now: number): number => Math.max(now, pausedUntil) - paused

  const begin = (now: number): Turn => {
    const interval = 1 / rateAt(now)
    // Who comes late, by less than one interval, takes nothing from those who follow; who comes later begins anew.
    next = (now - next < interval ? next : now) + interval
    recent.note(active(now))
    turns += 1
    return turns
  }

  // One waits for the moment, the others for their place behind it.
  const turn = queue.withPermit(
    Effect.gen(function* () {
      while (!isHalted()) {
        const now = yield* Clock.currentTimeMillis
        const wait = Math.floor(Math.max(next, pausedUntil) + roundingError) - now
        if (!(wait > 0)) return begin(now)
        yield* Effect.raceFirst(Effect.sleep(wait), halted)
      }
      return undefined
    })
  )

  return {
    turn,
    slowDown: (turn, wait) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const last = Math.min(rateAt(now), recent.perMillisecond(active(now)))
        const end = Math.max(pausedUntil, now + wait)
        paused += end - Math.max(pausedUntil, now)
        pausedUntil = end
        // Refusals of what began before a slow-down are no news: they come in swarms.
        const isNews = slowDown === undefined || turn > slowDown.turn
        slowDown = isNews
          ? { rate: Math.max(last / 2, Math.min(slowest, limit / mostDivided)), since: end, turn: turns }
          : slowDown && { ...slowDown, since: end }
      })
  }
}

/** Counts what happens in about one second. */
const makeCounter = () => {
  let second = 0
  let before = 0
  let now = 0
  const moveTo = (time: number) => {
    const current = Math.floor(time / 1000)
    if (current === second) return
    before = current === second + 1 ? now : 0
    now = 0
    second = current
  }
  return {
    note: (time: number) => {
      moveTo(time)
      now += 1
    },
    perMillisecond: (time: number): number => {
      moveTo(time)
      const share = 1 - (time - second * 1000) / 1000
      return Math.max(1, now + before * share) / 1000
    }
  }
}
