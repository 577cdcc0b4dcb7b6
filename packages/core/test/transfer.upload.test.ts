/** Uploads that go wrong: what is repeated, what never is, what is stored, and what is left running. */
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import type { CloudAccount } from "@aculab-cloud/core/CloudAccount"
import * as Files from "@aculab-cloud/core/Files"
import { type Fault, makeSimulator, type Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { cloudOf, inVirtualTime, withCloud } from "./support.js"

const content = new TextEncoder().encode("Hello")
const note = { fileType: "messageMedia", name: "hello.txt" } as const
const policy = { maxAttempts: 3, attemptTimeout: "3 seconds" } as const

/** A stream that counts how often it was begun, read and ended. */
const counted = (chunks: ReadonlyArray<Uint8Array> = [content.slice(0, 2), content.slice(2)]) => {
  const counts = { begun: 0, read: 0, ended: 0 }
  const stream = Stream.suspend(() => {
    counts.begun++
    return Stream.fromIterable(chunks).pipe(
      Stream.rechunk(1),
      Stream.tap(() => Effect.sync(() => void counts.read++)),
      Stream.ensuring(Effect.sync(() => void counts.ended++))
    )
  })
  return { counts, stream }
}

const sources = {
  bytes: () => content,
  Blob: () => new Blob([content]),
  stream: () => ({ stream: counted().stream })
} satisfies Record<string, () => Files.UploadContent>

interface Case {
  readonly what: string
  readonly fault: Fault
  readonly reason: string
  readonly outcome: string
  /** Whether bytes and Blobs are sent again; and streams. */
  readonly again: boolean
  readonly streamAgain?: boolean
  readonly arrives?: false
}

const cases: ReadonlyArray<Case> = [
  {
    what: "503",
    fault: { kind: "status", status: 503 },
    reason: "Unavailable",
    outcome: "unknown",
    again: true
  },
  {
    what: "503 after the file was stored",
    fault: { kind: "status", status: 503, when: "after" },
    reason: "Unavailable",
    outcome: "unknown",
    again: true
  },
  {
    what: "429",
    fault: { kind: "rate-limit", retryAfter: 2 },
    reason: "RateLimited",
    outcome: "rejected",
    again: true
  },
  { what: "a reset", fault: { kind: "reset" }, reason: "TransportFailure", outcome: "unknown", again: true },
  {
    what: "a reset in the answer",
    fault: { kind: "response", response: () => new Response(brokenStream()) },
    reason: "TransportFailure",
    outcome: "unknown",
    again: true
  },
  { what: "a stall", fault: { kind: "stall" }, reason: "Timeout", outcome: "unknown", again: true },
  {
    what: "a refused connection",
    fault: { kind: "refuse" },
    reason: "TransportFailure",
    outcome: "not-sent",
    again: true,
    arrives: false
  },
  {
    what: "400",
    fault: { kind: "status", status: 400 },
    reason: "Rejected",
    outcome: "rejected",
    again: false
  },
  {
    what: "a redirect",
    fault: { kind: "redirect", location: "https://evil.example.com/", status: 307 },
    reason: "UnexpectedResponse",
    outcome: "unknown",
    again: false
  }
]

/**
 * Runs a test whose requests may be Blobs. A browser reads these in another process, in real time: here they
 * are read before the simulator has them, and virtual time stands still meanwhile.
 */
const withBlobs = <A, E>(
  body: (
    simulator: Simulator,
    inTime: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>,
    signals: ReadonlyArray<AbortSignal>
  ) => Effect.Effect<A, E, CloudAccount | HttpClient.HttpClient>
) =>
  Effect.suspend(() => {
    const simulator = makeSimulator()
    const signals: Array<AbortSignal> = []
    let reading: Promise<unknown> = Promise.resolve()
    const fetching: typeof fetch = async (input, init) => {
      if (init?.signal) signals.push(init.signal)
      const url = input instanceof URL ? input.href : input
      if (!(init?.body instanceof Blob)) return simulator.fetch(url, init)
      const bytes = init.body.arrayBuffer()
      reading = bytes
      return simulator.fetch(url, { ...init, body: await bytes })
    }
    const inTime = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      inVirtualTime(effect, {
        alongside: async () => {
          await reading
        }
      })
    return body(simulator, inTime, signals).pipe(
      Effect.provideService(FetchHttpClient.Fetch, fetching),
      Effect.provide(Layer.merge(cloudOf(simulator), FetchHttpClient.layer))
    )
  })

const brokenStream = () =>
  new ReadableStream({
    pull: (controller) => controller.error(new Error("broken"))
  })

describe("an upload", () => {
  for (const source of ["bytes", "Blob"] as const) {
    it.effect.each(cases)(`from ${source} goes well after $what, or ends as it must`, (one) =>
      withBlobs((simulator, inTime) =>
        Effect.gen(function* () {
          simulator.faults.next(one.fault)
          const upload = Files.upload({ ...note, content: sources[source]() })
          const exit = yield* inTime(Effect.exit(CallPolicy.with(upload, policy)))
          expect(Exit.isSuccess(exit)).toBe(one.again)
          expect(simulator.count("/file_write")).toBe((one.arrives === false ? 0 : 1) + (one.again ? 1 : 0))
          if (one.again) expect(simulator.files.get("msg_media", note.name)?.bytes).toEqual(content)
          else expect(simulator.files.list("msg_media")).toEqual([])
        })
      )
    )

    it.effect.each(cases)(`from ${source} ends when there is nothing but $what`, (one) =>
      withBlobs((simulator, inTime) =>
        Effect.gen(function* () {
          simulator.faults.next({ ...one.fault, times: 10 })
          const upload = Files.upload({ ...note, content: sources[source]() })
          const error = yield* inTime(Effect.flip(CallPolicy.with(upload, policy)))
          expect(error).toMatchObject({
            operation: "Files.upload",
            repeat: "again",
            outcome: one.outcome,
            reason: { _tag: one.reason }
          })
          const tried = one.again ? 3 : 1
          expect(simulator.count("/file_write")).toBe(one.arrives === false ? 0 : tried)
          expect(simulator.faults.pending()).toBe(10 - tried)
        })
      )
    )
  }

  it.effect.each(cases.filter(({ what }) => what !== "a refused connection"))(
    "from a stream is sent once and no more: $what",
    (one) =>
      withCloud((simulator) =>
        Effect.gen(function* () {
          simulator.faults.next(one.fault)
          const { counts, stream } = counted()
          const upload = Files.upload({ ...note, content: { stream } })
          const error = yield* inVirtualTime(Effect.flip(CallPolicy.with(upload, policy)))
          expect(error).toMatchObject({ outcome: one.outcome, reason: { _tag: one.reason } })
          if (error.outcome === "unknown") expect(error.advice).toMatch(/again does no harm/)
          expect(simulator.count("/file_write")).toBe(1)
          expect(counts).toEqual({ begun: 1, read: 2, ended: 1 })
        })
      )
  )

  it.effect("from a stream is tried again when nobody took the connection, because nothing was read", () =>
    Effect.gen(function* () {
      const simulator = makeSimulator()
      const { counts, stream } = counted()
      let refused = 0
      // What a runtime does that connects before it reads: simulator.fetch reads first.
      const refusing: typeof fetch = (input, init) => {
        if (refused++ < 2) {
          return Promise.reject(
            new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ECONNREFUSED" }) })
          )
        }
        return simulator.fetch(input instanceof URL ? input.href : input, init)
      }
      yield* Files.upload({ ...note, content: { stream } }).pipe(
        inVirtualTime,
        Effect.provideService(FetchHttpClient.Fetch, refusing),
        Effect.provide(Layer.merge(cloudOf(simulator), FetchHttpClient.layer))
      )
      expect(refused).toBe(3)
      expect(counts).toEqual({ begun: 1, read: 2, ended: 1 })
      expect(simulator.files.get("msg_media", note.name)?.bytes).toEqual(content)
    })
  )
})

class OwnFailure extends Data.TaggedError("OwnFailure")<{ readonly why: string }> {}

describe("a stream that breaks", () => {
  it.effect("gives its own failure to the caller, and no file to the cloud", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const stream = Stream.concat(Stream.succeed(content), Stream.fail(new OwnFailure({ why: "disk" })))
        const error = yield* Effect.flip(Files.upload({ ...note, content: { stream } }))
        expect(error).toEqual(new OwnFailure({ why: "disk" }))
        expect(simulator.files.list("msg_media")).toEqual([])
        expect(simulator.count("/file_write")).toBe(0)
      })
    )
  )

  it.effect("may die, too", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const stream = Stream.concat(Stream.succeed(content), Stream.die("a defect"))
        const exit = yield* Effect.exit(Files.upload({ ...note, content: { stream } }))
        if (Exit.isSuccess(exit)) throw new Error("succeeded")
        expect(Cause.squash(exit.cause)).toBe("a defect")
        expect(simulator.files.list("msg_media")).toEqual([])
      })
    )
  )

  it.effect.each([
    { length: 4, rule: /more than 4 bytes/ },
    { length: 6, rule: /fewer than 6 bytes/ },
    { length: 0, rule: /more than 0 bytes/ }
  ])("and one of 5 bytes that said $length", ({ length, rule }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const { counts, stream } = counted()
        const error = yield* Effect.flip(Files.upload({ ...note, content: { stream, length } }))
        expect(error).toMatchObject({
          outcome: "unknown",
          reason: { _tag: "InvalidInput", field: "content.length" }
        })
        expect(error.message).toMatch(rule)
        expect(simulator.files.list("msg_media")).toEqual([])
        expect(simulator.count("/file_write")).toBe(0)
        expect(counts).toMatchObject({ begun: 1, ended: 1 })
      })
    )
  )

  it.effect("is a Blob that cannot be read", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const blob = new Blob([new Uint8Array(300_000)])
        Object.defineProperty(blob, "stream", { value: () => brokenStream() })
        const upload = Files.upload({ ...note, content: blob })
        // A browser reads the Blob by itself.
        if (navigator.userAgent.startsWith("Mozilla/")) return
        const error = yield* Effect.flip(upload)
        expect(error).toMatchObject({
          outcome: "unknown",
          reason: { _tag: "TransportFailure", during: "request" }
        })
        expect(error.message).toMatch(/the content could not be read: broken/)
        expect(simulator.files.list("msg_media")).toEqual([])
      })
    )
  )
})

/** A client that reads from the body what a test says, and tells when its request was given up. */
const reader = (read: (body: Stream.Stream<Uint8Array>) => Effect.Effect<Response>) => {
  const state = { aborted: 0 }
  const client = HttpClient.make((request, _url, signal) => {
    signal.addEventListener("abort", () => void state.aborted++)
    const body = request.body._tag === "Raw" ? request.body.body : undefined
    if (!(body instanceof ReadableStream)) throw new Error("not a stream")
    const bytes = Stream.fromReadableStream<Uint8Array, unknown>({
      evaluate: () => body,
      onError: (error) => error
    })
    return Effect.map(read(Stream.orDie(bytes)), (response) => HttpClientResponse.fromWeb(request, response))
  })
  return { state, layer: Layer.merge(cloudOf(makeSimulator()), Layer.succeed(HttpClient.HttpClient, client)) }
}

describe("the pace of an upload", () => {
  const chunks = Array.from({ length: 100 }, () => new Uint8Array(1000))

  it.effect("is that of the connection: what it does not take is not read", () =>
    Effect.gen(function* () {
      const { counts, stream } = counted(chunks)
      const { layer, state } = reader((body) =>
        Effect.andThen(Stream.runDrain(Stream.take(body, 3)), Effect.never)
      )
      const error = yield* inVirtualTime(
        Effect.flip(CallPolicy.with(Files.upload({ ...note, content: { stream } }), policy))
      ).pipe(Effect.provide(layer))
      expect(error).toMatchObject({ outcome: "unknown", reason: { _tag: "Timeout", limit: "attempt" } })
      // The head of the form and two chunks.
      expect(counts).toEqual({ begun: 1, read: 2, ended: 1 })
      expect(state.aborted).toBe(1)
    })
  )

  it.effect("may be slow for hours, as long as it moves", () =>
    Effect.gen(function* () {
      const { counts, stream } = counted(chunks)
      const { layer } = reader((body) =>
        Effect.as(
          Stream.runForEach(body, () => Effect.sleep("2900 millis")),
          new Response("{}")
        )
      )
      yield* inVirtualTime(CallPolicy.with(Files.upload({ ...note, content: { stream } }), policy)).pipe(
        Effect.provide(layer)
      )
      expect(counts).toEqual({ begun: 1, read: 100, ended: 1 })
    })
  )

  it.effect("counts no time that the stream itself takes", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const stream = Stream.make(content, content).pipe(
          Stream.rechunk(1),
          Stream.tap(() => Effect.sleep("1 hour"))
        )
        yield* inVirtualTime(CallPolicy.with(Files.upload({ ...note, content: { stream } }), policy), {
          step: "1 minute"
        })
        expect(simulator.files.get("msg_media", note.name)?.bytes).toHaveLength(10)
      })
    )
  )

  it.effect("is watched within large chunks as well", () =>
    Effect.gen(function* () {
      const taken: Array<number> = []
      const { layer } = reader((body) =>
        Effect.as(
          Stream.runForEach(body, (piece) =>
            Effect.andThen(
              Effect.sync(() => taken.push(piece.length)),
              Effect.sleep("2 seconds")
            )
          ),
          new Response("{}")
        )
      )
      const stream = Stream.succeed(new Uint8Array(600_000))
      yield* inVirtualTime(CallPolicy.with(Files.upload({ ...note, content: { stream } }), policy)).pipe(
        Effect.provide(layer)
      )
      expect(taken.slice(1, -1)).toEqual([262_144, 262_144, 75_712])
    })
  )

  it.effect("ends with the deadline where that is the shorter limit", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "stall" })
        const upload = Files.upload({ ...note, content })
        const error = yield* inVirtualTime(Effect.flip(CallPolicy.with(upload, { deadline: "2 seconds" })))
        expect(error.reason).toMatchObject({ _tag: "Timeout", limit: "call" })
        expect(simulator.count("/file_write")).toBe(1)
      })
    )
  )

  it.effect("is not waited for when the cloud refuses in the middle", () =>
    Effect.gen(function* () {
      const { counts, stream } = counted(chunks)
      const { layer } = reader((body) =>
        Effect.as(
          Stream.runDrain(Stream.take(body, 5)),
          Response.json({ error: { code: "0002" } }, { status: 400 })
        )
      )
      const error = yield* Effect.flip(Files.upload({ ...note, content: { stream } })).pipe(
        Effect.provide(layer)
      )
      expect(error).toMatchObject({ outcome: "rejected", reason: { _tag: "Rejected", code: "0002" } })
      expect(counts).toEqual({ begun: 1, read: 4, ended: 1 })
    })
  )

  it.effect("has not been kept when the cloud says well done before the end", () =>
    Effect.gen(function* () {
      const { stream } = counted(chunks)
      const { layer } = reader((body) => Effect.as(Stream.runDrain(Stream.take(body, 5)), new Response("{}")))
      const error = yield* Effect.flip(Files.upload({ ...note, content: { stream } })).pipe(
        Effect.provide(layer)
      )
      expect(error).toMatchObject({ outcome: "unknown", reason: { _tag: "UnexpectedResponse", status: 200 } })
      expect(error.message).toMatch(/before the end of the file/)
    })
  )
})

describe("interrupting an upload", () => {
  it.effect("ends the reading of the stream and gives up the request", () =>
    Effect.gen(function* () {
      const { counts, stream } = counted(Array.from({ length: 100 }, () => new Uint8Array(10)))
      const { layer, state } = reader((body) =>
        Effect.andThen(Stream.runDrain(Stream.take(body, 3)), Effect.never)
      )
      const fiber = yield* Effect.forkChild(
        Files.upload({ ...note, content: { stream } }).pipe(Effect.provide(layer))
      )
      yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 0)))
      yield* Fiber.interrupt(fiber)
      expect(counts).toEqual({ begun: 1, read: 2, ended: 1 })
      expect(state.aborted).toBe(1)
    })
  )

  it.effect.each(["stream", "Blob"] as const)("of a %s aborts the request of a fetch that stalls", (source) =>
    withBlobs((simulator, inTime, signals) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "stall" })
        const { counts, stream } = counted()
        const content = source === "stream" ? { stream } : new Blob(["Hello"])
        const upload = Files.upload({ ...note, content }).pipe(Effect.timeoutOption("1 second"))
        expect((yield* inTime(upload))._tag).toBe("None")
        expect(signals.map(({ aborted }) => aborted)).toEqual([true])
        expect(simulator.count("/file_write")).toBe(1)
        if (source === "stream") expect(counts).toEqual({ begun: 1, read: 2, ended: 1 })
      })
    )
  )
})
