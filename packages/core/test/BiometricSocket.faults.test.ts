/** What can go wrong between the session and the result. No way out leaves a socket, a listener or a wait behind. */
import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as CloudError from "@aculab-cloud/core/CloudError"
import type { InvalidAudio } from "@aculab-cloud/core/InvalidAudio"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Formatter from "effect/Formatter"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { inVirtualTime, makeRecorder, present } from "./support.js"
import { isStop, type Network, network, type Peer } from "./supportSocket.js"
import { chunk, format, riff, samples } from "./supportWav.js"

const wav = riff(format(), chunk("data", samples(20_000)))
const registered = { application_instance_id: "app-1", transaction_id: "t-1", sources: [] }

const token = "MARKED-one%2Ftime-token"
const url = `wss://voice.example.com/stream/${token}?k=MARKED-key%2Fx`

const session: BiometricSocket.StreamSession<"register"> = {
  operation: "register",
  url: Redacted.make(url),
  openedAt: DateTime.makeUnsafe(0),
  rules: { encodings: ["pcm16"], channels: 1, lowestSampleRate: 8000, longestSeconds: 60 }
}

const over =
  ({ WebSocket }: { readonly WebSocket: BiometricSocket.WebSocketConstructor | undefined }) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.provideService(effect, BiometricSocket.CurrentWebSocket, WebSocket)

const streaming = (cloud: Network, options: BiometricSocket.StreamOptions = {}) =>
  over(cloud)(BiometricSocket.stream(session, wav, options))

/** Runs an effect, and gives its exit and the spans that it opened. */
const traced = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const { tracer, spans } = makeRecorder()
  const exit = yield* Effect.exit(Effect.withTracer(effect, tracer))
  return { exit, spans }
})

const cloudErrorOf = (error: CloudError.CloudError | InvalidAudio): CloudError.CloudError => {
  if (CloudError.isCloudError(error)) return error
  throw error
}

/** The error of a stream, after which nothing is left at the socket. */
const failureOf = (cloud: Network, options?: BiometricSocket.StreamOptions) =>
  Effect.gen(function* () {
    const error = cloudErrorOf(
      yield* inVirtualTime(Effect.flip(streaming(cloud, options)), { step: "1 second" })
    )
    expectNothingLeft(cloud)
    expect(error.operation).toBe("BiometricSocket.stream")
    expect(error.repeat).toBe("once")
    return error
  })

const expectNothingLeft = ({ peers }: Network): void => {
  for (const peer of peers) {
    peer.finish()
    expect(peer.listeners()).toBe(0)
  }
}

/** So many messages of audio, then something happens. */
const after = (pieces: number, happening: (peer: Peer) => void): Network => {
  let count = 0
  return network({
    onMessage: (peer, message) => {
      if (typeof message !== "string" && ++count === pieces) happening(peer)
    }
  })
}

const atTheStop = (happening: (peer: Peer) => void): Network =>
  network({
    onMessage: (peer, message) => {
      if (isStop(message)) happening(peer)
    }
  })

describe("a connection that is never made", () => {
  it.effect.each([
    { name: "refused", cloud: network({ onConnect: (peer) => peer.fail("connect ECONNREFUSED") }) },
    { name: "refused without a word", cloud: network({ onConnect: (peer) => peer.fail() }) },
    { name: "closed before it opens", cloud: network({ onConnect: (peer) => peer.hangUp(1006) }) }
  ])("is not sent when it is $name", ({ cloud }) =>
    Effect.gen(function* () {
      const error = yield* failureOf(cloud)
      expect(error.outcome).toBe("not-sent")
      expect(error.reason._tag).toBe("TransportFailure")
      expect(error.advice).toBeUndefined()
      expect(present(cloud.peers[0]).received).toEqual([])
    })
  )

  it.effect("is not sent when nobody answers within ten seconds", () =>
    Effect.gen(function* () {
      const cloud = network({ onConnect: () => undefined })
      const error = yield* failureOf(cloud)
      expect(error.outcome).toBe("not-sent")
      expect(error.reason).toMatchObject({ _tag: "Timeout" })
      expect(error.message).toContain("10 s")
      expect(present(cloud.peers[0]).closedWith).toBe(4000)
    })
  )

  it.effect("is not sent when the runtime has no WebSocket, or refuses to make one", () =>
    Effect.gen(function* () {
      const without = yield* Effect.flip(over({ WebSocket: undefined })(BiometricSocket.stream(session, wav)))
      expect(without).toMatchObject({ outcome: "not-sent", reason: { _tag: "TransportFailure" } })
      expect(without.message).toContain("no WebSocket")
      class Refusing extends network().WebSocket {
        constructor(address: string) {
          super(address.replace("wss:", "https:"))
        }
      }
      const refused = yield* Effect.flip(over({ WebSocket: Refusing })(BiometricSocket.stream(session, wav)))
      expect(refused).toMatchObject({ outcome: "not-sent", reason: { _tag: "TransportFailure" } })
    })
  )
})

describe("a connection that breaks", () => {
  it.effect("in the middle of the audio leaves the outcome unknown, and says that it was cut short", () =>
    Effect.gen(function* () {
      const error = yield* failureOf(
        after(2, (peer) => peer.hangUp(1011)),
        { bufferBytes: 16_384 }
      )
      expect(error.outcome).toBe("unknown")
      expect(error.reason).toMatchObject({ _tag: "TransportFailure", during: "request", code: "1011" })
      expect(error.advice).toMatch(/cut short.*BiometricUsers\.exists/)
    })
  )

  it.effect("is given no more audio as soon as it begins to close", () =>
    Effect.gen(function* () {
      const closing: Array<Peer> = []
      const cloud = after(1, (peer) => {
        peer.beginToClose()
        closing.push(peer)
      })
      const alongside = async () => closing.forEach((peer) => void peer.hangUp(1006))
      const limits = { frameBytes: 100, bufferBytes: 1000 }
      const error = yield* inVirtualTime(Effect.flip(streaming(cloud, limits)), { alongside })
      expect(error).toMatchObject({ outcome: "unknown", advice: expect.stringContaining("cut short") })
      expect(present(cloud.peers[0]).buffered()).toBe(0)
    })
  )

  it.effect("after the stop leaves the outcome unknown, and says what to ask", () =>
    Effect.gen(function* () {
      const error = yield* failureOf(atTheStop((peer) => peer.fail()))
      expect(error.outcome).toBe("unknown")
      expect(error.reason).toMatchObject({ _tag: "TransportFailure", during: "response" })
      expect(error.advice).toBe("Ask BiometricUsers.exists whether the user is registered")
    })
  )

  it.effect("by a clean close without a result is no success", () =>
    Effect.gen(function* () {
      const error = yield* failureOf(atTheStop((peer) => peer.hangUp(1000)))
      expect(error).toMatchObject({ outcome: "unknown", reason: { _tag: "TransportFailure", code: "1000" } })
    })
  )

  it.effect("after a message that nobody understood shows that message", () =>
    Effect.gen(function* () {
      const error = yield* failureOf(
        atTheStop((peer) => {
          peer.say({ type: "outcome", verdict: "yes" })
          peer.hangUp(1000)
        })
      )
      expect(error).toMatchObject({
        outcome: "unknown",
        reason: { _tag: "UnexpectedResponse", status: 101, excerpt: '{"type":"outcome","verdict":"yes"}' }
      })
    })
  )
})

describe("a codec of one's own that throws at a message", () => {
  it.effect("ends the stream with what it threw, and not the program", () =>
    Effect.gen(function* () {
      const cloud = atTheStop((peer) => peer.say("<hello>"))
      const read = (): never => {
        throw new SyntaxError(`no JSON from ${url}`)
      }
      const error = yield* failureOf(cloud, { codec: { ...BiometricSocket.defaultCodec, read } })
      expect(error.outcome).toBe("unknown")
      expect(error.reason).toMatchObject({
        _tag: "UnexpectedResponse",
        problem: "the codec failed at it: no JSON from <redacted>",
        excerpt: "<hello>"
      })
    })
  )
})

describe("a reject", () => {
  const codes = [
    { code: 50, tag: "Rejected", outcome: "rejected", problem: undefined },
    { code: 51, tag: "Rejected", outcome: "rejected", problem: "unusable-audio" },
    { code: 52, tag: "Rejected", outcome: "rejected", problem: "too-little-speech" },
    { code: 60, tag: "Unavailable", outcome: "unknown", problem: undefined },
    { code: 61, tag: "Rejected", outcome: "rejected", problem: "disabled" }
  ] as const

  it.effect.each(codes)(
    "with code $code is $tag, and its outcome $outcome",
    ({ code, tag, outcome, problem }) =>
      Effect.gen(function* () {
        const cloud = atTheStop((peer) => {
          peer.say({ type: "reject", code: code, reason: "the cloud's words" })
          peer.hangUp(1000)
        })
        const error = yield* failureOf(cloud)
        expect(error).toMatchObject({
          outcome,
          reason: { _tag: tag, status: 101, code: String(code), text: "the cloud's words" }
        })
        expect(BiometricSocket.likelyProblem(error)).toBe(problem)
        expect(error.message).toContain(present(CloudError.codeDescriptions[code]))
      })
  )

  it.effect("with code 50 is told by its words", () =>
    Effect.gen(function* () {
      const cloud = atTheStop((peer) =>
        peer.say({ type: "reject", code: 50, reason: "user_id 'Bob' is already present" })
      )
      expect(BiometricSocket.likelyProblem(yield* failureOf(cloud))).toBe("user-already-present")
    })
  )

  it.effect("of the start ends the sending, and the socket is closed as one that is done", () =>
    Effect.gen(function* () {
      const cloud = after(1, (peer) => peer.say({ type: "reject", code: "61" }))
      const error = yield* failureOf(cloud, { frameBytes: 100, bufferBytes: 1000 })
      expect(error.outcome).toBe("rejected")
      const peer = present(cloud.peers[0])
      expect(peer.received.length).toBeLessThan(100)
      expect(peer.received.some(isStop)).toBe(false)
      expect(peer.closedWith).toBe(1000)
    })
  )
})

describe("an answer that is not one", () => {
  it.effect.each([
    { name: "text that is not JSON", say: "hello", excerpt: "hello" },
    { name: "JSON that is no object", say: "[1]", excerpt: "[1]" },
    { name: "an object that names no event", say: "{}", excerpt: "{}" },
    { name: "bytes", say: new Uint8Array(3), excerpt: "(binary, 3 bytes)" },
    { name: "a Blob", say: new Blob(["x"]), excerpt: "(binary)" },
    { name: "a message of 70,000 characters", say: "x".repeat(70_000), excerpt: `${"x".repeat(500)}…` },
    {
      name: "a result without its fields",
      say: '{"type":"result","transaction_id":1}',
      excerpt: '{"type":"result","transaction_id":1}'
    }
  ])("is an unexpected response after $name, with a short excerpt", ({ say, excerpt }) =>
    Effect.gen(function* () {
      const error = yield* failureOf(atTheStop((peer) => peer.say(say)))
      expect(error).toMatchObject({
        outcome: "unknown",
        reason: { _tag: "UnexpectedResponse", status: 101, excerpt }
      })
    })
  )

  it.effect("names the fields that are wrong, and not what was in them", () =>
    Effect.gen(function* () {
      const error = yield* failureOf(
        atTheStop((peer) => peer.say({ type: "result", ...registered, sources: 7 }))
      )
      expect(error.message).toMatch(/sources: must be/)
      expect(error.message).not.toContain("7")
    })
  )
})

describe("a cloud that is slow", () => {
  it.effect("is given up when nothing of the audio leaves within the limit", () =>
    Effect.gen(function* () {
      const cloud = network({ slow: true })
      const error = yield* failureOf(cloud, { bufferBytes: 1000, stallTimeout: "5 seconds" })
      expect(error).toMatchObject({ outcome: "unknown", reason: { _tag: "Timeout" } })
      expect(error.message).toContain("5 s")
      expect(error.advice).toContain("cut short")
      expect(present(cloud.peers[0]).received).toHaveLength(2)
      expect(present(cloud.peers[0]).closedWith).toBe(4000)
    })
  )

  it.effect("is given the time of the policy to take more audio, counted anew whenever some leaves", () =>
    Effect.gen(function* () {
      const cloud = network({ slow: true })
      let seconds = 0
      const alongside = async () => {
        if (cloud.peers.length > 0 && ++seconds <= 12) present(cloud.peers[0]).take(1)
      }
      const error = yield* inVirtualTime(
        CallPolicy.with(Effect.flip(streaming(cloud, { bufferBytes: 1000 })), {
          attemptTimeout: "4 seconds"
        }),
        { step: "1 second", alongside }
      )
      expect(error.message).toContain("4 s")
      expect(seconds).toBeGreaterThanOrEqual(15)
    })
  )

  it.effect("is given up when all has left and no answer comes", () =>
    Effect.gen(function* () {
      const error = yield* failureOf(network())
      expect(error).toMatchObject({ outcome: "unknown", reason: { _tag: "Timeout" } })
      expect(error.message).toContain("30 s")
      expect(error.advice).toBe("Ask BiometricUsers.exists whether the user is registered")
    })
  )

  it.effect("is given up when the accept that the codec waits for does not come", () =>
    Effect.gen(function* () {
      const cloud = network()
      const codec = { ...BiometricSocket.defaultCodec, waitsForAccept: true }
      const error = yield* failureOf(cloud, { codec, stallTimeout: "3 seconds" })
      expect(error.reason._tag).toBe("Timeout")
      expect(present(cloud.peers[0]).received).toHaveLength(1)
    })
  )
})

describe("an interruption", () => {
  /** Interrupts a stream when it has come so far. */
  const interrupted = (when: "connecting" | "sending" | "answer") =>
    Effect.gen(function* () {
      const there = yield* Deferred.make<void>()
      const arrived = () => void Deferred.doneUnsafe(there, Effect.void)
      const cloud = network({
        slow: when === "sending",
        onConnect: (peer) => (when === "connecting" ? arrived() : peer.open()),
        onMessage: (_, message) => {
          if (when === "sending" && typeof message !== "string") arrived()
          if (when === "answer" && isStop(message)) arrived()
        }
      })
      const fiber = yield* Effect.forkChild(streaming(cloud, { bufferBytes: 0 }))
      yield* Deferred.await(there)
      yield* Fiber.interrupt(fiber)
      const exit = yield* Fiber.await(fiber)
      expect(Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause)).toBe(true)
      return cloud
    })

  it.effect.each(["connecting", "sending", "answer"] as const)("while %s closes the socket", (when) =>
    Effect.gen(function* () {
      const cloud = yield* interrupted(when)
      expect(present(cloud.peers[0]).closedWith).toBe(4000)
      // Until it is closed an error must find a listener: that of `ws` would throw.
      expect(present(cloud.peers[0]).listeners()).toBe(2)
      expectNothingLeft(cloud)
      // What comes afterwards is heard by nobody.
      present(cloud.peers[0]).say({ type: "result", ...registered })
      yield* TestClock.adjust("1 hour")
    })
  )

  it.effect("of the audio's own stream makes no connection", () =>
    Effect.gen(function* () {
      const cloud = network()
      const fiber = yield* Effect.forkChild(over(cloud)(BiometricSocket.stream(session, Stream.never)), {
        startImmediately: true
      })
      yield* Fiber.interrupt(fiber)
      expect(cloud.peers).toHaveLength(0)
    })
  )
})

describe("a progress bar that fails", () => {
  it.effect("closes the socket, and shows its own defect", () =>
    Effect.gen(function* () {
      const cloud = network()
      const exit = yield* Effect.exit(
        streaming(cloud, { onProgress: () => Effect.die(new Error("no screen")) })
      )
      expect(Exit.isFailure(exit) && Cause.pretty(exit.cause)).toContain("no screen")
      expect(present(cloud.peers[0]).closedWith).toBe(4000)
      expectNothingLeft(cloud)
    })
  )
})

describe("input that is not right", () => {
  it.effect("is refused before anything is sent, all of it at once", () =>
    Effect.gen(function* () {
      const cloud = network()
      const error = yield* Effect.flip(
        streaming(cloud, {
          frameBytes: 0,
          bufferBytes: -1,
          connectTimeout: "Infinity",
          stallTimeout: 0,
          answerTimeout: -1,
          codec: { ...BiometricSocket.defaultCodec, closeCodes: { done: 1001, givenUp: 5000 } }
        })
      )
      expect(error).toMatchObject({ outcome: "not-sent", reason: { _tag: "InvalidInput" } })
      expect(error.message).toBe(
        "BiometricSocket.stream: " +
          "frameBytes: must be a whole number of 1 or more; bufferBytes: must be a whole number of 0 or more; " +
          "connectTimeout: must be a duration of more than 0 that ends; " +
          "stallTimeout: must be a duration of more than 0 that ends; " +
          "answerTimeout: must be a duration of more than 0 that ends; " +
          "codec.closeCodes.done: must be 1000, or from 3000 to 4999; " +
          "codec.closeCodes.givenUp: must be 1000, or from 3000 to 4999 [not-sent]"
      )
      expect(cloud.peers).toHaveLength(0)
    })
  )

  it.effect.each([
    { url: "https://voice.example.com/x", rule: "must begin with wss://" },
    { url: "wss://u:p@voice.example.com/x", rule: "must not hold a user name or password" },
    { url: "wss://u@voice.example.com/x", rule: "must not hold a user name or password" },
    { url: "wss://voice.example.com/x#y", rule: "must not hold a fragment" },
    { url: "voice", rule: "must be the URL of a WebSocket" }
  ])("refuses a session whose URL $rule", ({ url, rule }) =>
    Effect.gen(function* () {
      const cloud = network()
      const error = yield* Effect.flip(
        over(cloud)(BiometricSocket.stream({ ...session, url: Redacted.make(url) }, wav))
      )
      expect(error.message).toBe(`BiometricSocket.stream: session.url: ${rule} [not-sent]`)
      expect(cloud.peers).toHaveLength(0)
    })
  )

  it.effect("is audio that the cloud would refuse, and no connection is made", () =>
    Effect.gen(function* () {
      const cloud = network()
      const stereo = riff(format({ channels: 2 }), chunk("data", samples(2000)))
      const error = yield* Effect.flip(over(cloud)(BiometricSocket.stream(session, stereo)))
      expect(error).toMatchObject({ _tag: "InvalidAudio", problem: "not-mono" })
      expect(cloud.peers).toHaveLength(0)
    })
  )

  it.effect("is a stream of audio that fails: its own failure goes out", () =>
    Effect.gen(function* () {
      const cloud = network()
      const error = yield* Effect.flip(
        over(cloud)(BiometricSocket.stream(session, Stream.fail("the microphone is gone" as const)))
      )
      expect(error).toBe("the microphone is gone")
      expect(cloud.peers).toHaveLength(0)
    })
  )
})

describe("the URL of a session", () => {
  const decoded = decodeURIComponent(`${token} MARKED-key%2Fx`)
  const clouds: ReadonlyArray<{ readonly name: string; readonly cloud: () => Network }> = [
    { name: "success", cloud: () => atTheStop((peer) => peer.say({ type: "result", ...registered })) },
    { name: "a refusal", cloud: () => network({ onConnect: (peer) => peer.fail(`no route to ${url}`) }) },
    {
      name: "a reject that sends it back",
      cloud: () =>
        atTheStop((peer) => peer.say({ type: "reject", code: 50, reason: `${url} ${token} ${decoded}` }))
    },
    {
      name: "garbage that sends it back",
      cloud: () => atTheStop((peer) => peer.say(`${url} ${token} ${decoded}`))
    },
    { name: "silence", cloud: () => network() }
  ]

  it.effect.each(clouds)("shows nowhere after $name", ({ cloud }) =>
    Effect.gen(function* () {
      const { exit, spans } = yield* inVirtualTime(traced(streaming(cloud())), { step: "1 second" })
      const shown = [
        Formatter.format(exit),
        JSON.stringify(exit),
        JSON.stringify(session),
        String(session.url)
      ]
      if (Exit.isFailure(exit)) {
        shown.push(Cause.pretty(exit.cause))
        for (const reason of exit.cause.reasons) {
          if (!Cause.isFailReason(reason) || !CloudError.isCloudError(reason.error)) continue
          const encoded = Schema.encodeSync(Schema.toCodecJson(CloudError.CloudError))(reason.error)
          shown.push(reason.error.message, reason.error.stack ?? "", JSON.stringify(encoded))
        }
      }
      expect(spans.map(({ name }) => name)).toEqual(["aculab.BiometricSocket.stream"])
      for (const span of spans) {
        shown.push(...[...span.attributes].map(([name, value]) => `${name}=${String(value)}`))
        shown.push(Formatter.format(span.status))
      }
      expect(shown.join("\n")).not.toMatch(/MARKED/)
    })
  )

  it.effect("is not in the span, which says how far the stream came", () =>
    Effect.gen(function* () {
      const { spans } = yield* traced(
        streaming(
          after(2, (peer) => peer.hangUp(1006)),
          { bufferBytes: 16_384 }
        )
      )
      expect(Object.fromEntries(present(spans[0]).attributes)).toEqual({
        "aculab.operation": "BiometricSocket.stream",
        "aculab.biometrics.operation": "register",
        "aculab.audio.bytes": wav.length,
        "aculab.stream.phase": "sending",
        "aculab.outcome": "unknown",
        "error.type": "TransportFailure"
      })
    })
  )
})
