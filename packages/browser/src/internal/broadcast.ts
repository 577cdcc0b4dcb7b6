/**
 * What one source tells many readers.
 */
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import type * as Take from "effect/Take"

export interface Broadcast<A, E> {
  readonly stream: Stream.Stream<A, E>
  readonly tell: (value: A) => void
  readonly end: (exit: Exit.Exit<void, E>) => void
}

/**
 * Keeps so many values for readers that are slow: they miss the oldest. Without readers it keeps none. Who begins to
 * read after the end learns how it ended.
 */
export const makeBroadcast = <A, E>(capacity: number): Effect.Effect<Broadcast<A, E>> =>
  Effect.map(PubSub.sliding<Take.Take<A, E>>(capacity), (pubsub) => ({
    stream: Stream.fromPubSubTake(pubsub),
    // `publishUnsafe` would drop the newest.
    tell: (value) => {
      Effect.runSync(PubSub.publish(pubsub, [value]))
    },
    end: (exit) => {
      PubSub.endUnsafe(pubsub, exit)
    }
  }))
