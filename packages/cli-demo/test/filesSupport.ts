/** What the tests of `files` share. */
import type { ManualClock, Simulator } from "@aculab-cloud/simulator"
import * as Effect from "effect/Effect"
import { lastingSimulator } from "./support.js"

/** A simulator with these files in its media store, a second between them. */
export const stored = Effect.fnUntraced(function* (...names: ReadonlyArray<string>) {
  const simulator = lastingSimulator()
  for (const name of names) {
    simulator.files.put({ filetype: "media", name, bytes: new Uint8Array(name.length) })
    yield* Effect.promise(() => simulator.clock.advance(1000))
  }
  return simulator
})

export const namesIn = (simulator: Simulator<ManualClock>) =>
  simulator.files.list("media").map(({ name }) => name)
