/** What the tests of the command share: a run without a process, and a cloud without a network. */
import {
  Clock,
  type ManualClock,
  makeSimulator,
  type Simulator,
  type SimulatorOptions
} from "@aculab-cloud/simulator"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import type * as Cause from "effect/Cause"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import { systemError } from "effect/PlatformError"
import * as ChildProcessSpawner from "effect/process/ChildProcessSpawner"
import * as Queue from "effect/Queue"
import * as Sink from "effect/Sink"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Terminal from "effect/Terminal"
import * as TestClock from "effect/testing/TestClock"
import { SimulatedCloud } from "../src/cloud.js"
import { run } from "../src/run.js"
import { Spinner } from "../src/spinner.js"

export const to = "441908273800"
export const from = "441908273801"

/** The flags of an ordinary SMS. */
export const hello = ["--to", to, "--from", from, "--content", "Hello"]

export interface Surroundings {
  /** The environment; only this, never that of the tests' own process. */
  readonly env?: Readonly<Record<string, string>>
  /** The cloud of `--simulate`. Default: one of its own for each run. */
  readonly simulator?: Simulator
  /** Bytes of the standard input, in the pieces in which they arrive. */
  readonly stdin?: ReadonlyArray<Uint8Array>
  /** The code of the system with which writing to the standard output fails. Default: it does not. */
  readonly stdoutFails?: string
  /** What files hold, by their paths. Default: there are none. */
  readonly files?: Readonly<Record<string, string>>
  /** Whether files are those of the disk, in place of `files`. Downloads and uploads go there in any case. */
  readonly disk?: boolean
  /** What is a terminal. Default: nothing. */
  readonly terminals?: ReadonlyArray<"stdin" | "stdout" | "stderr">
  /** How wide the terminal is. */
  readonly columns?: number
  /** What is typed on the keyboard, key by key. */
  readonly keys?: ReadonlyArray<string>
}

/** What a run has left behind. */
export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** The standard output as it is. */
  readonly bytes: Uint8Array
  /** What spun meanwhile, each with what it said when it stopped. */
  readonly spinners: ReadonlyArray<string>
}

/** What a run under way has printed so far. */
export type Printed = Record<"stdout" | "stderr", string>

/** Runs the command with these arguments. */
export const aculabCloud = (
  args: ReadonlyArray<string>,
  surroundings: Surroundings = {}
): Effect.Effect<Outcome> =>
  Effect.suspend(() => {
    const printed: Printed = { stdout: "", stderr: "" }
    const spinners: Array<string> = []
    const chunks: Array<Uint8Array> = []
    return Effect.map(
      Effect.provide(run(args), surround(surroundings, printed, spinners, chunks)),
      (code): Outcome => ({ code, ...printed, bytes: Buffer.concat(chunks), spinners })
    )
  })

/** Runs the command until something happens, then interrupts it as Ctrl-C does. */
export const interruptedWhen = (
  happened: Effect.Effect<unknown>,
  args: ReadonlyArray<string>,
  surroundings: Surroundings = {}
) =>
  Effect.gen(function* () {
    const printed: Printed = { stdout: "", stderr: "" }
    const fiber = yield* Effect.forkChild(Effect.provide(run(args), surround(surroundings, printed, [])))
    yield* happened
    yield* Fiber.interrupt(fiber)
    return { exit: yield* Fiber.await(fiber), ...printed }
  })

const surround = (
  surroundings: Surroundings,
  printed: Printed,
  spinners: Array<string>,
  chunks: Array<Uint8Array> = []
) => {
  const { env = {}, simulator, stdin = [], stdoutFails, terminals = [], keys = [] } = surroundings
  const into = (target: keyof Printed) => {
    const keep = (chunk: string | Uint8Array) =>
      Effect.sync(() => {
        if (target === "stdout")
          chunks.push(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk)
        printed[target] += typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk)
      })
    return Sink.forEach(keep)
  }
  const is = (name: "stdin" | "stdout" | "stderr") => Effect.succeed(terminals.includes(name))
  return Layer.mergeAll(
    Stdio.layerTest({
      stdin: Stream.fromIterable(stdin),
      stdout: () => (stdoutFails === undefined ? into("stdout") : Sink.fail(unwritable(stdoutFails))),
      stderr: () => into("stderr"),
      stdinIsTerminal: is("stdin"),
      stdoutIsTerminal: is("stdout"),
      stderrIsTerminal: is("stderr")
    }),
    Layer.succeed(Terminal.Terminal, terminalWith(keys, surroundings.columns ?? 80, printed)),
    surroundings.disk === true
      ? NodeFileSystem.layer
      : FileSystem.layerNoop({
          readFile: (path) => {
            const text = surroundings.files?.[path]
            return text === undefined
              ? FileSystem.makeNoop({}).readFile(path)
              : Effect.succeed(new TextEncoder().encode(text))
          }
        }),
    Path.layer,
    Layer.succeed(
      ChildProcessSpawner.ChildProcessSpawner,
      ChildProcessSpawner.make(() => Effect.die("no command starts a program"))
    ),
    ConfigProvider.layer(ConfigProvider.fromEnv({ env })),
    simulator === undefined ? Layer.empty : Layer.succeed(SimulatedCloud, () => simulator),
    Layer.succeed(Spinner, async (text, { tail }) => {
      const index = spinners.push(text) - 1
      return () => {
        if (tail !== undefined) spinners[index] = `${text} ${tail()}`.trimEnd()
      }
    }),
    // Nothing may print past the streams, except what effect/cli prints by itself: completions.
    Layer.succeed(Console.Console, {
      ...console,
      log: (text: unknown) => {
        printed.stdout += `${text}\n`
      }
    })
  )
}

/** As `NodeStdio` has it. */
const unwritable = (code: string) =>
  systemError({
    module: "Stdio",
    method: "stdout",
    _tag: "Unknown",
    cause: Object.assign(new Error(`${code}: write`), { code })
  })

const terminalWith = (keys: ReadonlyArray<string>, columns: number, printed: Printed): Terminal.Terminal => {
  const left = [...keys]
  return Terminal.make({
    columns: Effect.succeed(columns),
    rows: Effect.succeed(24),
    size: Effect.die("not used"),
    readLine: Effect.die("not used"),
    readInput: Effect.gen(function* () {
      const queue = yield* Queue.unbounded<Terminal.UserInput, Cause.Done>()
      // One question takes what is typed up to a return key that answers it.
      let typed = false
      for (let key = left.shift(); key !== undefined; key = left.shift()) {
        yield* Queue.offer(queue, inputOf(key))
        if (key === "enter" && typed) return queue
        typed = key !== "enter"
      }
      yield* Queue.end(queue)
      return queue
    }),
    display: (text) =>
      Effect.sync(() => {
        printed.stderr += text
      })
  })
}

const inputOf = (key: string): Terminal.UserInput => ({
  input: key.length === 1 ? Option.some(key) : Option.none(),
  key: { name: key, ctrl: false, meta: false, shift: false }
})

/** A simulator whose time stands still, and which outlives the commands that use it. */
export const lastingSimulator = (options: Omit<SimulatorOptions, "clock"> = {}): Simulator<ManualClock> => ({
  ...makeSimulator({ clock: Clock.manual(), ...options }),
  close: () => {}
})

/** The JSON documents of some output, one a line. */
export const documents = (output: string): ReadonlyArray<unknown> =>
  output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))

/** The only JSON document of some output. */
export const document = (output: string): unknown => {
  const all = documents(output)
  if (all.length !== 1) throw new Error(`${all.length} documents instead of one: ${output}`)
  return all[0]
}

/** Lets everything that is ready run, without the passing of time. */
const turn = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

/** Runs an effect in virtual time: whenever nothing can go on without it, a second passes, for the simulator, too. */
export const inVirtualTime = Effect.fnUntraced(function* <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  simulator?: Simulator<ManualClock>
) {
  const fiber = yield* Effect.forkChild(effect)
  while (fiber.pollUnsafe() === undefined) {
    for (let count = 0; count < 8; count++) yield* turn
    if (fiber.pollUnsafe() !== undefined) break
    if (simulator !== undefined) yield* Effect.promise(() => simulator.clock.advance(1000))
    yield* TestClock.adjust("1 second")
  }
  return yield* Fiber.join(fiber)
})
