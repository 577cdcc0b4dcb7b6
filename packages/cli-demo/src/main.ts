/** The process of the command: its signals, its streams, its end. */
import * as NodeChildProcessSpawner from "@effect/platform-node-shared/NodeChildProcessSpawner"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import * as NodeStdio from "@effect/platform-node-shared/NodeStdio"
import * as NodeTerminal from "@effect/platform-node-shared/NodeTerminal"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Terminal from "effect/Terminal"
import { exitCodes } from "./exitCodes.js"
import { run } from "./run.js"
import { SecondSignal } from "./stopping.js"

/** Questions go to the standard error: the standard output may be a file or another program. */
const terminal = Layer.effect(
  Terminal.Terminal,
  Effect.gen(function* () {
    const stdio = yield* Stdio.Stdio
    return Terminal.make({
      ...(yield* NodeTerminal.make()),
      // A terminal that was never given a size says 0.
      columns: Effect.sync(() => process.stdout.columns || process.stderr.columns || 80),
      display: (text) => Stream.run(Stream.succeed(text), stdio.stderr())
    })
  })
)

const platform = Layer.mergeAll(
  NodeChildProcessSpawner.layer.pipe(Layer.provideMerge(Layer.merge(NodeFileSystem.layer, NodePath.layer))),
  terminal.pipe(Layer.provideMerge(NodeStdio.layer))
)

/** Runs the command of this process and ends the process. */
export const main = (): void => {
  const impatient = new Set<() => void>()
  const secondSignal = Effect.callback<void>((resume) => {
    const tell = () => resume(Effect.void)
    impatient.add(tell)
    return Effect.sync(() => impatient.delete(tell))
  })
  const fiber = Effect.runFork(
    run(process.argv.slice(2)).pipe(
      Effect.provideService(SecondSignal, secondSignal),
      Effect.provide(platform)
    )
  )
  let signalled: number | undefined
  const stop = (code: number) => () => {
    if (signalled === undefined) {
      signalled = code
      fiber.interruptUnsafe(fiber.id)
      return
    }
    // The second signal does not wait for anything to be cleaned up, unless a command has something to write down.
    if (impatient.size === 0) process.exit(code)
    for (const tell of impatient) tell()
    impatient.clear()
  }
  process.on("SIGINT", stop(exitCodes.interrupted.code))
  process.on("SIGTERM", stop(exitCodes.terminated.code))
  // Where a reader has gone, the write fails; what a stream says of it later must not be a crash.
  process.stdout.on("error", () => {})
  process.stderr.on("error", () => {})
  fiber.addObserver((exit) => {
    const code = Exit.isSuccess(exit) ? exit.value : exitCodes.interrupted.code
    end(signalled ?? code)
  })
}

/** Exits when all that was written has left. What is still open, such as the keyboard, does not matter. */
const end = (code: number): void => {
  process.stdout.write("", () => process.stderr.write("", () => process.exit(code)))
}
