/** Why a run of many messages ends before its source does, and who has to know. */
import type * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { CloudError } from "../CloudError.js"

export interface BatchRun<E> {
  /** No message begins any more. */
  readonly isHalted: () => boolean
  readonly halted: Effect.Effect<void>
  /** Nothing more is taken from the source. */
  readonly isEnough: () => boolean
  readonly enough: Effect.Effect<void>
  /** The refusal that all other messages would meet, too. */
  readonly refusal: () => CloudError | undefined
  /** What the run ends with, when it ends badly. */
  readonly failure: () => Cause.Cause<E> | undefined
  /** Somebody wants it to end. */
  readonly stop: () => void
  /** The credentials were refused: what is left in the source is told of, and not tried. */
  readonly refuse: (error: CloudError) => void
  /** The source has failed: what was taken before is sent. */
  readonly runDry: (cause: Cause.Cause<E>) => void
  /** Something that every message needs has failed. */
  readonly breakOff: (cause: Cause.Cause<E>) => void
}

export const makeRun = <E>(): BatchRun<E> => {
  const halted = Deferred.makeUnsafe<void>()
  const enough = Deferred.makeUnsafe<void>()
  let refusal: CloudError | undefined
  let failure: Cause.Cause<E> | undefined
  const halt = () => void Deferred.doneUnsafe(halted, Effect.void)
  // In this order: who is halted goes on at once, and must not find that there is still something to take.
  const stop = () => {
    Deferred.doneUnsafe(enough, Effect.void)
    halt()
  }
  return {
    isHalted: () => Deferred.isDoneUnsafe(halted),
    halted: Deferred.await(halted),
    isEnough: () => Deferred.isDoneUnsafe(enough),
    enough: Deferred.await(enough),
    refusal: () => refusal,
    failure: () => failure,
    stop,
    refuse: (error) => {
      refusal ??= error
      halt()
    },
    runDry: (cause) => {
      failure ??= cause
    },
    breakOff: (cause) => {
      failure ??= cause
      stop()
    }
  }
}
