/** What the tests of many messages share: a cloud whose requests are watched, held back or spoilt on their way. */
import type * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import type * as Messages from "@aculab-cloud/core/Messages"
import { type Fault, type ManualClock, makeSimulator, type Simulator } from "@aculab-cloud/simulator"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Stream from "effect/Stream"
import { cloudOf, from, turn } from "./support.js"

/** A number for each message, so that the simulator's messages can be told apart. */
export const toOf = (index: number): string => `4477009${String(100_000 + index)}`

/** So many messages, one at a time: each chunk of the source has one. */
export const numbered = (count: number): Stream.Stream<Messages.BatchMessage<string>> =>
  Stream.range(0, count - 1, 1).pipe(
    Stream.map((index) => ({ key: `k${index}`, to: toOf(index), from, content: "Hello" }))
  )

export interface Watched {
  readonly simulator: Simulator<ManualClock>
  /** When each request was made, in milliseconds of the test's clock. */
  readonly times: Array<number>
  /** How many requests were made that have no answer yet. */
  readonly underWay: () => number
  /** Ends when there is none, and what waited for the last one has had the time to go on. */
  readonly answered: () => Promise<void>
  /** Spoils the next requests, as the function says for each: it gets their number, from 0. */
  spoil: (request: number) => Fault | undefined
  /** Requests wait here before they reach the cloud, from `hold` to `release`. */
  readonly hold: () => void
  readonly release: () => void
}

/** Runs a test against a cloud that is watched. */
export const watching = <A, E>(
  body: (watched: Watched) => Effect.Effect<A, E, CloudAccount.CloudAccount | HttpClient.HttpClient>
): Effect.Effect<A, E> =>
  Effect.clockWith((clock: Clock.Clock) => {
    const simulator = makeSimulator()
    const times: Array<number> = []
    let underWay = 0
    let gate = Promise.resolve()
    let open = () => {}
    const watched: Watched = {
      simulator,
      times,
      underWay: () => underWay,
      answered: async () => {
        for (let quiet = 0; quiet < 8; quiet++) {
          if (underWay > 0) quiet = 0
          await Effect.runPromise(turn)
        }
      },
      spoil: () => undefined,
      hold: () => {
        gate = new Promise((resolve) => {
          open = resolve
        })
      },
      release: () => open()
    }
    const fetch: typeof globalThis.fetch = async (...request) => {
      const fault = watched.spoil(times.length)
      times.push(clock.currentTimeMillisUnsafe())
      underWay += 1
      await gate
      if (fault !== undefined) simulator.faults.next(fault)
      try {
        return await simulator.fetch(...request)
      } finally {
        underWay -= 1
      }
    }
    return Effect.provide(body(watched), cloudOf({ ...simulator, fetch }))
  })

/** How often each word occurs. */
export const countsOf = (words: ReadonlyArray<string>): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}
