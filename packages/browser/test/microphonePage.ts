/** What the tests have a page do with a microphone. Runs in Chromium; `supportMicrophonePage.ts` bundles and serves it. */
import * as Microphone from "@aculab-cloud/browser/Microphone"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"

const asked: Array<MediaStreamConstraints | undefined> = []
const streams: Array<MediaStream> = []
const contexts: Array<AudioContext> = []
const closings: Array<Promise<void>> = []

/** Holds the answer to the question back, where a test wants that. */
let answer: Promise<void> = Promise.resolve()

// Pages that are not secure have no devices.
const devices: MediaDevices | undefined = navigator.mediaDevices
if (devices !== undefined) {
  const real = devices.getUserMedia.bind(devices)
  devices.getUserMedia = async (constraints) => {
    asked.push(constraints)
    await answer
    const stream = await real(constraints)
    streams.push(stream)
    return stream
  }
}

globalThis.AudioContext = class extends AudioContext {
  constructor() {
    super()
    contexts.push(this)
  }
  override close() {
    const closing = super.close()
    closings.push(closing)
    return closing
  }
}

/** What was opened, and what of it is open still. */
const leftovers = async () => {
  await Promise.all(closings)
  const tracks = streams.flatMap((stream) => stream.getTracks())
  return {
    opened: { tracks: tracks.length, contexts: contexts.length },
    open: {
      tracks: tracks.filter(({ readyState }) => readyState === "live").length,
      contexts: contexts.filter(({ state }) => state !== "closed").length
    }
  }
}

const failureOf = async (effect: Effect.Effect<unknown, unknown>) => {
  const error = await Effect.runPromise(Effect.flip(effect))
  if (!(error instanceof Microphone.MicrophoneError)) throw new Error(`not typed: ${String(error)}`)
  const { reason, browserError, message } = error
  return { reason, browserError, message, ...(await leftovers()) }
}

const firstPieces = (microphone: Microphone.Microphone, count: number) =>
  Stream.runCollect(Stream.take(microphone.samples, count))

/** Opens a microphone, lets it go away in the middle of a recording, and tells what everybody hears of it. */
const losing = (
  lose: (microphone: Microphone.Microphone) => Effect.Effect<unknown, Microphone.MicrophoneError>
) =>
  Effect.gen(function* () {
    const microphone = yield* Microphone.open()
    const ends = [
      Effect.asVoid(Microphone.recordFrom(microphone)),
      Stream.runDrain(microphone.level),
      microphone.lost
    ]
    const listening = yield* Effect.forkChild(
      Effect.forEach(ends, (end) => Effect.flip(end), { concurrency: "unbounded" })
    )
    yield* firstPieces(microphone, 5)
    yield* lose(microphone)
    const errors = yield* Fiber.join(listening)
    const late = yield* Effect.flip(Stream.runDrain(microphone.samples))
    return [...errors, late].map((error) => (error._tag === "MicrophoneError" ? error.reason : error._tag))
  }).pipe(Effect.scoped)

const scenarios = {
  record: async () => {
    const levels: Array<Microphone.Level> = []
    const onLevel = (level: Microphone.Level) => {
      levels.push(level)
    }
    const { data, ...format } = await Effect.runPromise(Microphone.record({ onLevel }))
    return { data: [...data], format, levels, asked, ...(await leftovers()) }
  },

  recordUntilStopped: async () => {
    const stop = Deferred.makeUnsafe<void>()
    let spoken = 0
    const onLevel = ({ speaking }: Microphone.Level) => {
      if (speaking) spoken++
      if (spoken === 25) Deferred.doneUnsafe(stop, Exit.void)
    }
    const recording = await Effect.runPromise(
      Microphone.record({ onLevel, silence: "Infinity", until: Deferred.await(stop) })
    )
    return { ended: recording.ended, bytes: recording.data.length, ...(await leftovers()) }
  },

  severalReaders: async () => {
    const read = Effect.gen(function* () {
      const microphone = yield* Microphone.open()
      const some = yield* Effect.all(
        [
          firstPieces(microphone, 10),
          firstPieces(microphone, 10),
          Stream.runCollect(Stream.take(microphone.level, 10))
        ],
        { concurrency: "unbounded" }
      )
      const rest = yield* Effect.forkDetach(Stream.runDrain(microphone.samples))
      const signal = yield* Effect.forkDetach(microphone.lost)
      yield* firstPieces(microphone, 1)
      return { microphone, some, rest, signal }
    }).pipe(Effect.scoped)
    const { microphone, some, rest, signal } = await Effect.runPromise(read)
    const restExit = await Effect.runPromise(Fiber.await(rest))
    const signalExit = await Effect.runPromise(Fiber.await(signal))
    const lateExit = await Effect.runPromiseExit(Stream.runDrain(microphone.samples))
    return {
      label: microphone.label,
      sampleRate: microphone.sampleRate,
      counts: some.map((read) => read.length),
      lengths: [...new Set([...some[0], ...some[1]].map(({ length }) => length))],
      ended: [restExit, lateExit].map(Exit.isSuccess),
      signalInterrupted: Exit.hasInterrupts(signalExit),
      ...(await leftovers())
    }
  },

  trackEnds: async () => {
    const lose = Effect.sync(() => streams[0]?.getTracks()[0]?.dispatchEvent(new Event("ended")))
    return { reasons: await Effect.runPromise(losing(() => lose)), ...(await leftovers()) }
  },

  deviceIsUnplugged: async () => {
    const change = Effect.sync(() => navigator.mediaDevices.dispatchEvent(new Event("devicechange")))
    const lose = (microphone: Microphone.Microphone) =>
      Effect.gen(function* () {
        // Another device came: this one goes on.
        yield* change
        yield* firstPieces(microphone, 5)
        navigator.mediaDevices.enumerateDevices = async () => []
        yield* change
      })
    return { reasons: await Effect.runPromise(losing(lose)), ...(await leftovers()) }
  },

  suspendedInBetween: () =>
    Effect.gen(function* () {
      const microphone = yield* Microphone.open()
      yield* firstPieces(microphone, 5)
      yield* Effect.promise(async () => contexts[0]?.suspend())
      return (yield* firstPieces(microphone, 5)).length
    }).pipe(Effect.scoped, Effect.runPromise),

  interruptQuestion: async () => {
    const gate = Promise.withResolvers<void>()
    answer = gate.promise
    const fiber = Effect.runFork(Microphone.record())
    await until(() => asked.length === 1)
    await Effect.runPromise(Fiber.interrupt(fiber))
    gate.resolve()
    await until(() => streams.length === 1)
    return leftovers()
  },

  interruptRecording: async () => {
    const isListening = Deferred.makeUnsafe<void>()
    const onLevel = () => void Deferred.doneUnsafe(isListening, Exit.void)
    const fiber = Effect.runFork(Microphone.record({ onLevel }))
    await Effect.runPromise(Deferred.await(isListening))
    await Effect.runPromise(Fiber.interrupt(fiber))
    return leftovers()
  },

  refused: () => failureOf(Microphone.record()),

  refusedInOpenScope: () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Microphone.open({ workletUrl: "/nowhere.js" }))
      // The scope is open still.
      return { tag: error._tag, ...(yield* Effect.promise(leftovers)) }
    }).pipe(Effect.scoped, Effect.runPromise),

  unknownDevice: () => failureOf(Microphone.record({ deviceId: "not-there" })),

  list: () => Effect.runPromise(Microphone.devices),

  chooseDevice: async () => {
    const [first] = (await Effect.runPromise(Microphone.devices)).slice(-1)
    const open = Microphone.open({ deviceId: first?.deviceId, noiseSuppression: true })
    const { label } = await Effect.runPromise(Effect.scoped(open))
    return { asked, chosen: first, label }
  },

  openWithServedWorklet: async () => {
    const open = Microphone.open({ workletUrl: new URL("/worklet.js", location.href) })
    const pieces = await Effect.runPromise(
      Effect.scoped(Effect.flatMap(open, (microphone) => firstPieces(microphone, 5)))
    )
    return pieces.length
  }
}

/** Looks again whenever the page has a moment. */
const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve))
}

export type Scenarios = typeof scenarios

Object.assign(globalThis, { scenarios })
