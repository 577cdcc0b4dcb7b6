/** Downloads that go wrong, in the head and in the body, and how they end. */
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as Files from "@aculab-cloud/core/Files"
import { type Fault, makeSimulator, type Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { cloudOf, inVirtualTime, present, withCloud } from "./support.js"

const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251)
const file = { fileType: "messageMedia", name: "cat.jpg" } as const
const policy = { maxAttempts: 3, attemptTimeout: "3 seconds" } as const
const store = (simulator: Simulator) => simulator.files.put({ filetype: "msg_media", name: file.name, bytes })

/** What came out of a download before its end, and how it ended. */
const taken = Effect.fnUntraced(function* (download: ReturnType<typeof Files.download>) {
  let size = 0
  const exit = yield* Effect.exit(
    Stream.runForEach(download, (chunk) =>
      Effect.sync(() => {
        size += chunk.length
      })
    )
  )
  return { size, exit }
})

const run = Effect.suspend(() =>
  inVirtualTime(CallPolicy.with(Effect.flip(Stream.mkUint8Array(Files.download(file))), policy))
)

const errorOf = (exit: Exit.Exit<unknown, unknown>): unknown =>
  Exit.isFailure(exit)
    ? exit.cause.reasons.flatMap((reason) => ("error" in reason ? [reason.error] : []))[0]
    : undefined

interface Case {
  readonly what: string
  readonly fault: Fault
  readonly reason: string
  readonly outcome: string
  readonly again: boolean
  readonly arrives?: false
}

const inTheHead: ReadonlyArray<Case> = [
  {
    what: "503",
    fault: { kind: "status", status: 503 },
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
    what: "an HTML page with 502",
    fault: { kind: "html", status: 502 },
    reason: "Unavailable",
    outcome: "unknown",
    again: true
  },
  {
    what: "503 that breaks off",
    fault: {
      kind: "response",
      response: () =>
        new Response(new ReadableStream({ pull: (c) => c.error(new Error("broken")) }), { status: 503 })
    },
    reason: "TransportFailure",
    outcome: "unknown",
    again: true
  },
  {
    what: "403",
    fault: { kind: "status", status: 403 },
    reason: "Unauthorized",
    outcome: "rejected",
    again: false
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
    fault: { kind: "redirect", location: "https://evil.example.com/" },
    reason: "UnexpectedResponse",
    outcome: "unknown",
    again: false
  },
  {
    what: "a part of the file",
    fault: { kind: "response", response: () => new Response("part", { status: 206 }) },
    reason: "UnexpectedResponse",
    outcome: "unknown",
    again: false
  }
]

describe("what goes wrong before the body of a download", () => {
  it.effect.each(inTheHead)("once: $what", ({ again, arrives, fault }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator)
        simulator.faults.next(fault)
        const { size, exit } = yield* inVirtualTime(CallPolicy.with(taken(Files.download(file)), policy))
        expect(Exit.isSuccess(exit)).toBe(again)
        expect(size).toBe(again ? bytes.length : 0)
        expect(simulator.count("/file_get")).toBe((arrives === false ? 0 : 1) + (again ? 1 : 0))
      })
    )
  )

  it.effect.each(inTheHead)("always: $what", ({ again, arrives, fault, outcome, reason }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator)
        simulator.faults.next({ ...fault, times: 10 })
        expect(yield* run).toMatchObject({
          operation: "Files.download",
          repeat: "read",
          outcome,
          reason: { _tag: reason }
        })
        expect(simulator.count("/file_get")).toBe(arrives === false ? 0 : again ? 3 : 1)
        expect(simulator.faults.pending()).toBe(10 - (again ? 3 : 1))
      })
    )
  )

  it.effect("ends with the deadline of the call", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "stall" })
        const error = yield* inVirtualTime(
          CallPolicy.with(Effect.flip(Stream.runDrain(Files.download(file))), { deadline: "2 seconds" })
        )
        expect(error.reason).toMatchObject({ _tag: "Timeout", limit: "call" })
      })
    )
  )
})

/** A body in the hands of a test. */
const answer = (simulator: Simulator, body: UnderlyingSource<Uint8Array>, length?: number) => {
  const state = { pulled: 0, cancelled: 0 }
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        state.pulled++
        return body.pull?.(controller)
      },
      cancel: () => void state.cancelled++
    },
    { highWaterMark: 0 }
  )
  const headers = length === undefined ? {} : { "content-length": String(length) }
  simulator.faults.next({ kind: "response", response: () => new Response(stream, { headers }) })
  return state
}

/** Chunks of 10 bytes, then what `end` does. */
const chunksThen = (
  count: number,
  end: (controller: ReadableStreamController<Uint8Array>) => void | Promise<void>
): UnderlyingSource<Uint8Array> => {
  let told = 0
  return {
    pull: (controller) => {
      if (told++ >= count) return end(controller)
      if ("byobRequest" in controller) return
      controller.enqueue(new Uint8Array(10))
    }
  }
}

const never = () => new Promise<void>(() => {})

describe("what goes wrong in the body of a download", () => {
  it.effect.each([
    { what: "a reset", fault: { kind: "reset-body" }, reason: "TransportFailure" },
    { what: "a stall", fault: { kind: "stall-body" }, reason: "Timeout" }
  ] as const)("is told after the half that came, and never repeated: $what", ({ fault, reason }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator)
        simulator.faults.next(fault)
        const { size, exit } = yield* inVirtualTime(CallPolicy.with(taken(Files.download(file)), policy))
        expect(errorOf(exit)).toMatchObject({
          operation: "Files.download",
          repeat: "read",
          outcome: "unknown",
          reason: { _tag: reason, ...(reason === "Timeout" ? { limit: "attempt" } : { during: "response" }) }
        })
        expect(size).toBe(bytes.length / 2)
        expect(simulator.count("/file_get")).toBe(1)
      })
    )
  )

  it.effect.each([
    { length: 41, problem: /ended after 40 of the 41 bytes/, size: 40 },
    { length: 39, problem: /longer than the 39 bytes/, size: 30 },
    { length: 0, problem: /longer than the 0 bytes/, size: 0 },
    { length: 1_000_000, problem: /ended after 40 of/, size: 40 }
  ])("is a length that is wrong: 40 bytes for $length", ({ length, problem, size }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(
          simulator,
          chunksThen(4, (controller) => controller.close()),
          length
        )
        const result = yield* taken(Files.download(file))
        const error = errorOf(result.exit)
        expect(error).toMatchObject({
          outcome: "unknown",
          reason: { _tag: "UnexpectedResponse", status: 200, excerpt: "" }
        })
        expect(String(error)).toMatch(problem)
        expect(result.size).toBe(size)
        expect(simulator.count("/file_get")).toBe(1)
      })
    )
  )

  it.effect("is nothing where 5 bytes were announced", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({
          kind: "response",
          response: () => new Response(null, { headers: { "content-length": "5" } })
        })
        expect((yield* run).message).toMatch(/ended after 0 of the 5 bytes/)
      })
    )
  )

  // Over HTTP these are whole answers. Only a list of files knows better.
  it.effect.each(["truncate", "empty", "garbage", "html"] as const)(
    "is not seen where nothing shows it: %s",
    (kind) =>
      withCloud((simulator) =>
        Effect.gen(function* () {
          store(simulator)
          simulator.faults.next({ kind })
          const { size, exit } = yield* taken(Files.download(file))
          expect(Exit.isSuccess(exit)).toBe(true)
          expect(size).toBeLessThan(bytes.length)
        })
      )
  )
})

describe("the API key", () => {
  it.effect(
    "is in no error, though a server or a connection repeats it: in the head, in the body, after an upload",
    () =>
      withCloud((simulator) =>
        Effect.gen(function* () {
          const key = simulator.account.apiAccessKey
          const broken = () =>
            new ReadableStream({ pull: (controller) => controller.error(new Error(`cannot send ${key}`)) })
          const answers = [
            () => new Response(`who is ${key}`, { status: 400 }),
            () => new Response(broken()),
            () => new Response(`half of ${key}`, { status: 206 })
          ]
          for (const response of answers) {
            simulator.faults.next({ kind: "response", response })
            const error = yield* Effect.flip(Stream.runDrain(Files.download(file)))
            expect(`${error} ${JSON.stringify(error)}`).not.toContain(key)
            expect(`${error} ${JSON.stringify(error)}`).toContain("redacted")
          }
          simulator.faults.next({ kind: "response", response: present(answers[0]) })
          const error = yield* Effect.flip(Files.upload({ ...file, content: bytes }))
          expect(`${error} ${JSON.stringify(error)}`).not.toContain(key)
        })
      )
  )
})

describe("the pace of a download", () => {
  it.effect("is that of its reader: the rest is not fetched ahead", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const state = answer(
          simulator,
          chunksThen(1000, (controller) => controller.close())
        )
        const first = yield* Stream.runHead(Files.download(file))
        expect(first._tag).toBe("Some")
        expect(state.pulled).toBeLessThan(5)
        expect(state.cancelled).toBe(1)
      })
    )
  )

  it.effect("may be slow for hours, as long as it moves, and its reader may take a day", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(
          simulator,
          chunksThen(10, (controller) => controller.close()),
          100
        )
        let size = 0
        const slowly = Stream.runForEach(Files.download(file), (chunk) =>
          Effect.delay(
            Effect.sync(() => {
              size += chunk.length
            }),
            "1 day"
          )
        )
        yield* inVirtualTime(CallPolicy.with(slowly, policy), { step: "1 hour" })
        expect(size).toBe(100)
      })
    )
  )

  it.effect("never stands still for longer than an attempt may take, and closes what does", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const state = answer(simulator, chunksThen(3, never))
        const { size, exit } = yield* inVirtualTime(CallPolicy.with(taken(Files.download(file)), policy))
        expect(errorOf(exit)).toMatchObject({ reason: { _tag: "Timeout", limit: "attempt" } })
        expect(size).toBe(30)
        expect(state.cancelled).toBe(1)
      })
    )
  )
})

describe("the end of a download", () => {
  /** Watches the signal of the request. */
  const watched = Effect.fnUntraced(function* <A, E>(
    use: (simulator: Simulator) => Effect.Effect<A, E, Effect.Services<ReturnType<typeof Files.open>>>
  ) {
    const simulator = makeSimulator()
    store(simulator)
    const signals: Array<AbortSignal> = []
    const fetching: typeof fetch = (input, init) => {
      if (init?.signal) signals.push(init.signal)
      return simulator.fetch(input instanceof URL ? input.href : input, init)
    }
    const result = yield* use(simulator).pipe(
      Effect.provideService(FetchHttpClient.Fetch, fetching),
      Effect.provide(Layer.merge(cloudOf(simulator), FetchHttpClient.layer)),
      Effect.scoped
    )
    return { result, aborted: signals.map(({ aborted }) => aborted) }
  })

  it.effect("comes with its scope, whether anything was read or not", () =>
    Effect.gen(function* () {
      const unread = yield* watched(() => Files.open(file))
      expect(unread.result.length).toBe(bytes.length)
      expect(unread.aborted).toEqual([true])
      const late = yield* watched(() =>
        Effect.gen(function* () {
          const scope = yield* Scope.make()
          const download = yield* Scope.provide(Files.open(file), scope)
          yield* Scope.close(scope, Exit.void)
          return download
        })
      )
      expect(late.aborted).toEqual([true])
    })
  )

  it.effect("comes for each attempt that failed, before the next", () =>
    Effect.gen(function* () {
      const { aborted } = yield* watched((simulator) =>
        Effect.gen(function* () {
          simulator.faults.next({ kind: "status", status: 503, times: 2 })
          const scope = yield* Effect.scope
          const fiber = yield* Effect.forkChild(Scope.provide(Files.open(file), scope))
          return yield* inVirtualTime(Fiber.join(fiber))
        })
      )
      expect(aborted).toEqual([true, true, true])
    })
  )

  it.effect("comes when it is interrupted, in the head and in the body", () =>
    Effect.gen(function* () {
      for (const kind of ["stall", "stall-body"] as const) {
        const { aborted, result } = yield* watched((simulator) => {
          simulator.faults.next({ kind })
          return inVirtualTime(Effect.timeoutOption(Stream.runDrain(Files.download(file)), "1 second"))
        })
        expect(result._tag).toBe("None")
        expect(aborted).toEqual([true])
      }
    })
  )

  it.effect("comes when its reader has had enough", () =>
    Effect.gen(function* () {
      const { aborted } = yield* watched(() => Stream.runHead(Files.download(file)))
      expect(aborted).toEqual([true])
    })
  )

  it.effect("comes once: a second reader is told so", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator)
        const download = yield* Files.open(file)
        yield* Stream.runDrain(download.bytes)
        const exit = yield* Effect.exit(Stream.runDrain(download.bytes))
        expect(String(Exit.isFailure(exit) ? present(exit.cause.reasons[0]) : "")).toMatch(/can be read once/)
      }).pipe(Effect.scoped)
    )
  )
})
