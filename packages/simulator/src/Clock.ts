/**
 * The simulator's time. Everything that happens later in the simulated cloud (a message reaches the carrier, a
 * report arrives) waits on one clock, so a test moves hours in no time and a demo may run faster than life.
 */

/** Time as the simulator sees it. All times are milliseconds, `now()` since the Unix epoch. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /**
   * Calls `run` once, `milliseconds` from now. The function that comes back cancels the call.
   * What `run` returns is waited for; what it throws is the caller's business and must not be left to the clock.
   */
  readonly after: (milliseconds: number, run: () => void | Promise<void>) => () => void
  /** How many calls are still to come. Zero when nothing is left to happen. */
  readonly pending: () => number
  /** Cancels every call that is still to come. */
  readonly close: () => void
}

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /**
   * Moves time forward. What falls due on the way runs in the order of its time, sees the clock at that time, and
   * is waited for (a status update has been answered, or has failed) before the next.
   * Only one `advance` may run at a time: it rejects if called from what it started.
   */
  readonly advance: (milliseconds: number) => Promise<void>
}

interface Timer {
  readonly run: () => void | Promise<void>
}

/** The timers of one moment, in the order in which they were set. */
interface Moment {
  readonly due: number
  readonly timers: Set<Timer>
  /** Where in them time has got to: to begin at their front each time would pass all that have run. */
  readonly next: () => IteratorResult<Timer, undefined>
}

const checkDelay = (milliseconds: number): void => {
  if (!Number.isFinite(milliseconds) || milliseconds < 0) {
    throw new RangeError(`a delay is a number of milliseconds, 0 or more, not ${milliseconds}`)
  }
}

// Time stands still while a test does things, so there are few moments, however many timers there are.
const earliest = (moments: ReadonlyMap<number, Moment>): Moment | undefined => {
  let first: Moment | undefined
  for (const moment of moments.values()) {
    if (first === undefined || moment.due < first.due) first = moment
  }
  return first
}

const makeMoment = (due: number): Moment => {
  const timers = new Set<Timer>()
  const iterator = timers.values()
  return { due, timers, next: () => iterator.next() }
}

const manual = (options: { readonly start?: Date | number } = {}): ManualClock => {
  // None of them is without timers.
  const moments = new Map<number, Moment>()
  let now = Number(options.start ?? Date.UTC(2026, 0, 1))
  if (!Number.isFinite(now)) throw new RangeError("the clock's start is not a date")
  let advancing = false

  const remove = ({ due, timers }: Moment, timer: Timer): void => {
    if (timers.delete(timer) && timers.size === 0) moments.delete(due)
  }

  const runUntil = async (end: number): Promise<void> => {
    for (let next = earliest(moments); next !== undefined && next.due <= end; next = earliest(moments)) {
      const { value: timer } = next.next()
      if (timer === undefined) throw new Error("a moment without timers is still there")
      remove(next, timer)
      now = next.due
      await timer.run()
    }
    now = end
  }

  return {
    now: () => now,
    after: (milliseconds, run) => {
      checkDelay(milliseconds)
      const due = now + milliseconds
      const moment = moments.get(due) ?? makeMoment(due)
      const timer: Timer = { run }
      moments.set(due, moment)
      moment.timers.add(timer)
      return () => remove(moment, timer)
    },
    pending: () => [...moments.values()].reduce((sum, { timers }) => sum + timers.size, 0),
    close: () => {
      // Whoever still holds a cancel must find nothing there.
      for (const { timers } of moments.values()) timers.clear()
      moments.clear()
    },
    advance: async (milliseconds) => {
      checkDelay(milliseconds)
      if (advancing) throw new Error("the clock is already moving: await one advance before the next")
      advancing = true
      try {
        await runUntil(now + milliseconds)
      } finally {
        advancing = false
      }
    }
  }
}

/** What `setTimeout` takes at most; a longer delay is waited for in several steps. */
const longestTimeout = 2_147_483_647

const real = (options: { readonly speed?: number } = {}): Clock => {
  const speed = options.speed ?? 1
  if (!Number.isFinite(speed) || speed <= 0) {
    throw new RangeError(`the clock's speed is a number above 0, not ${speed}`)
  }
  const origin = Date.now()
  const cancels = new Set<() => void>()
  // A timer of the platform may run a moment before `Date.now()` has got there: what waits must not see that.
  let reached = origin
  const now = () => Math.max(reached, origin + (Date.now() - origin) * speed)

  return {
    now,
    after: (milliseconds, run) => {
      checkDelay(milliseconds)
      const due = now() + milliseconds
      let timeout: ReturnType<typeof setTimeout> | undefined
      const cancel = () => {
        cancels.delete(cancel)
        clearTimeout(timeout)
      }
      const wait = (remaining: number): void => {
        timeout = setTimeout(
          () => {
            if (remaining > longestTimeout) return wait(remaining - longestTimeout)
            cancels.delete(cancel)
            reached = Math.max(reached, due)
            void run()
          },
          Math.min(remaining, longestTimeout)
        )
      }
      cancels.add(cancel)
      wait(milliseconds / speed)
      return cancel
    },
    pending: () => cancels.size,
    close: () => {
      for (const cancel of cancels) cancel()
    }
  }
}

/**
 * The two clocks.
 *
 * `Clock.manual({ start })` stands still until `await clock.advance(milliseconds)`. `start` is a `Date` or
 * milliseconds since the epoch, by default 2026-01-01 00:00:00 UTC. For tests.
 *
 * `Clock.real({ speed })` follows the machine's time, `speed` times as fast (default 1). For demos and servers. Its
 * timers keep a program alive: `simulator.close()` ends them.
 *
 * @example
 * ```ts
 * import { Clock } from "@aculab-cloud/simulator/Clock"
 *
 * const clock = Clock.manual({ start: new Date("2026-03-01T12:00:00Z") })
 * clock.after(1000, () => console.log("one second later"))
 * await clock.advance(1000)
 * // => one second later
 * ```
 */
export const Clock = { manual, real }
