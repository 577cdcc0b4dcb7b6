/** Interrupts calls in one phase, many times, and tells what is left. Runs in Node with `--expose-gc`. */
import { getEventListeners } from "node:events"
import { readdirSync } from "node:fs"
import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import * as Files from "@aculab-cloud/core/Files"
import * as Messages from "@aculab-cloud/core/Messages"
import * as Wav from "@aculab-cloud/core/Wav"
import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
import * as NodeTransport from "@aculab-cloud/node/NodeTransport"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { withSleep } from "../program/clock.js"
import { countFibers } from "../program/fibers.js"
import type { PhaseName } from "./phases.js"
import { batches, type Held, heapBound, type Left, perBatch, type Task, warmUps } from "./task.js"

declare const gc: () => void

const [control = "", transport = "", folder = ""] = process.argv.slice(2)

const ask = async (path: string, body?: unknown): Promise<string> => {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }
  return (await fetch(`${control}/${path}`, init)).text()
}

const turn = (milliseconds = 0) => new Promise((done) => setTimeout(done, milliseconds))

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await turn()
}

const warnings: Array<string> = []
process.on("warning", ({ name, message }) => warnings.push(`${name}: ${message}`))

/** Counts what only the program itself can see: long waits of the SDK, pieces taken from a source, bytes that came. */
let reached = 0
const reach = Effect.sync(() => {
  reached++
})

/** Longer than anything of the SDK waits but a retry and a follow, which are told to. */
const pause = Duration.minutes(5)

const task: Task = JSON.parse(await ask("task"))

const policy = CallPolicy.make({
  deadline: "1 hour",
  firstDelay: pause,
  maxDelay: pause,
  attemptTimeout: "1 minute"
})

const session = {
  operation: "verify",
  url: Redacted.make(`${task.url.replace("http", "ws")}/stream/token`),
  openedAt: DateTime.makeUnsafe(0),
  rules: { encodings: ["pcm16"], channels: 1, lowestSampleRate: 8000, longestSeconds: 60 }
} satisfies BiometricSocket.StreamSession

/** As a recorder of 8,000 samples a second writes it. */
const wav = Wav.encode(Wav.fromFloat32(new Float32Array(8_000), 8_000))

const source = Stream.fromIterable([new Uint8Array(1_000)]).pipe(
  // Asked for more, it has been read so far as it goes.
  Stream.concat(Stream.fromEffect(Effect.andThen(reach, Effect.never)))
)

const blocked = Messages.listBlocked({ from: "441908273801" })
const file = { fileType: "media", name: "a.wav" } as const
const verified = BiometricSocket.stream(session, wav)

type Call = Effect.Effect<unknown, unknown, CloudAccount.CloudAccount | HttpClient.HttpClient>

const calls: Readonly<Record<PhaseName, (index: number) => Call>> = {
  "before it connects": () => blocked,
  connecting: () => blocked,
  "waiting for the headers": () => blocked,
  "in the body": () => blocked,
  "in a retry's delay": () => blocked,
  "in a follow's pause": () => Stream.runDrain(Messages.follow(["r1"], { schedule: Schedule.spaced(pause) })),
  "an upload in the middle": () => Files.upload({ ...file, content: { stream: source } }),
  "a download in the middle": () => Stream.runForEach(Files.download(file), () => reach),
  "a download to disk in the middle": (index) =>
    NodeFiles.download({
      ...file,
      to: `${folder}/${index}.wav`,
      onProgress: () => {
        reached++
      }
    }),
  "a WebSocket that connects": () => verified,
  "a WebSocket that waits for the result": () => verified
}

const count = (name: string) => process.getActiveResourcesInfo().filter((each) => each === name).length

/** Resolves when so many calls, counted from the beginning, have come to the phase. */
const arrive = async (phase: PhaseName, interrupted: number): Promise<void> => {
  switch (phase) {
    case "before it connects":
      return
    case "connecting":
      return until(() => count("ConnectWrap") >= perBatch)
    case "waiting for the headers":
    case "in the body":
    case "a WebSocket that connects":
    case "a WebSocket that waits for the result":
      await ask(`stood/${interrupted}`)
      return
    default:
      return until(() => reached >= interrupted)
  }
}

const fibers = countFibers()
const layer = Layer.merge(
  Layer.orDie(
    CloudAccount.layer({
      cloudId: "1-2-0",
      username: "you@example.com",
      apiAccessKey: Redacted.make("key-of-the-leaks"),
      baseUrl: task.url,
      allowPlainHttp: true
    })
  ),
  transport === "fetch" ? FetchHttpClient.layer : NodeTransport.layer
)

const program = Effect.gen(function* () {
  const clock = yield* Clock.Clock
  const context = yield* Effect.context<CloudAccount.CloudAccount | HttpClient.HttpClient>()
  const never = new AbortController()
  const start = (index: number) =>
    Effect.runFork(
      calls[task.phase](index).pipe(
        Effect.provideService(CallPolicy.CurrentCallPolicy, policy),
        Effect.provideContext(context),
        Effect.provideService(
          Clock.Clock,
          withSleep(clock, (duration) =>
            Duration.toMillis(duration) > Duration.toMillis(pause) / 3
              ? Effect.andThen(reach, clock.sleep(duration))
              : clock.sleep(duration)
          )
        ),
        Effect.provideService(Metric.FiberRuntimeMetrics, fibers.service)
      ),
      { signal: never.signal }
    )
  let interrupted = 0
  const batch = Effect.gen(function* () {
    const running = Array.from({ length: perBatch }, () => start(interrupted++))
    yield* Effect.promise(() => arrive(task.phase, interrupted))
    yield* Fiber.interruptAll(running)
    yield* Effect.promise(() => ask("quiet"))
  })
  for (let count = 0; count < warmUps; count++) yield* batch
  const before = yield* Effect.promise(() => measure(never.signal))
  for (let count = 0; count < batches; count++) yield* batch
  const after = yield* Effect.promise(() => measure(never.signal, before))
  const left: Left = {
    before,
    after,
    interrupted,
    fibers: fibers.running(),
    warnings,
    files: readdirSync(folder)
  }
  yield* Effect.promise(() => ask("left", left))
})

const heapNow = async (): Promise<number> => {
  gc()
  await turn()
  gc()
  return process.memoryUsage().heapUsed
}

/**
 * Waits for what closes by itself, for as long as a runtime may take to hear of it. Memory is waited for, too: Node's own
 * `fetch` looks at its timers each half second, and until then keeps those that it has cleared, with what they were for.
 */
const measure = async (signal: AbortSignal, before?: Held): Promise<Held> => {
  let resources: ReadonlyArray<string> = []
  let heap = Number.NaN
  for (let round = 0; round < 500; round++) {
    await turn(round === 0 ? 50 : 10)
    // The timer of this very wait is over.
    resources = process.getActiveResourcesInfo().toSorted()
    const isQuiet =
      before === undefined
        ? !resources.includes("TCPSocketWrap")
        : String(resources) === String(before.resources)
    if (!isQuiet) continue
    heap = await heapNow()
    if (before === undefined || heap - before.heap < heapBound) break
  }
  const events = process.eventNames()
  return {
    resources,
    signalListeners: getEventListeners(signal, "abort").length,
    processListeners: events.reduce((sum, name) => sum + process.listenerCount(name), 0),
    heap
  }
}

await Effect.runPromise(Effect.scoped(Effect.provide(program, layer)))
