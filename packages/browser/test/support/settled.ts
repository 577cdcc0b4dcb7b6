import * as Effect from "effect/Effect"

/** Lets everything run that can run without time passing. */
export const settled: Effect.Effect<void> = Effect.asVoid(Effect.repeat(Effect.yieldNow, { times: 20 }))
