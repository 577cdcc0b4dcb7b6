/** What the tests of `files` share. */
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
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

/** A folder of the disk that is gone after the test. */
export const temporaryFolder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "aculab-cloud-cli-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true }))
)

/** Everything in a folder, hidden files and those of folders below included. */
export const everythingIn = (folder: string) =>
  Effect.promise(async () => (await readdir(folder, { recursive: true })).sort())

/** Lets everything that is ready run, without the passing of time. */
export const turn = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

/** Until there is something in a folder. */
export const someFileIn = (folder: string) =>
  Effect.gen(function* () {
    while ((yield* everythingIn(folder)).length === 0) yield* turn
  })

/** Until the cloud has a request for a path, and has done with it what it does. */
export const requested = (simulator: Simulator<ManualClock>, path: string) =>
  Effect.gen(function* () {
    while (simulator.count(path) === 0) yield* turn
    for (let count = 0; count < 20; count++) yield* turn
  })

export const namesIn = (simulator: Simulator<ManualClock>) =>
  simulator.files.list("media").map(({ name }) => name)
