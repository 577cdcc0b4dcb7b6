/** Sessions: opened with a key, handed on as JSON, and used at once by a backend that has the audio itself. */
import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
import * as StreamSession from "@aculab-cloud/core/StreamSession"
import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Formatter from "effect/Formatter"
import type * as HttpClient from "effect/http/HttpClient"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { fieldsOf, inVirtualTime, present } from "./support.js"
import { audioOf, isStop, network } from "./supportSocket.js"
import { answering, withKey } from "./supportVoice.js"
import { chunk, format, list, riff, samples } from "./supportWav.js"

const secret = "MARKED-one-time-token"
const url = `wss://voice-7.example.com/stream/${secret}`

const rules = {
  encodings: ["pcm16", "a-law", "mu-law"],
  channels: 1,
  lowestSampleRate: 8000,
  longestSeconds: 60
}

describe("BiometricSocket.open", () => {
  it.effect.each(["register", "update"] as const)(
    "asks for a session of %s with the key of the group",
    (operation) =>
      withKey((simulator) =>
        Effect.gen(function* () {
          answering(simulator, { url, event: "x" })
          yield* TestClock.setTime(Date.parse("2026-03-01T09:05:07Z"))
          const session = yield* BiometricSocket.open({
            operation,
            userId: "Bob & Söhne",
            fileName: "bob.wav"
          })
          expect(session.operation).toBe(operation)
          expect(Redacted.value(session.url)).toBe(url)
          expect(DateTime.formatIso(session.openedAt)).toBe("2026-03-01T09:05:07.000Z")
          expect(session.rules).toEqual(rules)
          const request = present(simulator.requests[0])
          expect(request.method).toBe("GET")
          expect(request.path).toBe(`/voice_biometrics/v1/user/${operation}`)
          expect(fieldsOf(request.query)).toEqual({ user_id: "Bob & Söhne", filename: "bob.wav" })
          expect(request.username).toBe("1-2-0/you@example.com")
          expect(request.text).toBe("")
        })
      )
  )

  it.effect("says how to verify, and always whether attacks are looked for", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        answering(simulator, { url })
        yield* BiometricSocket.open({ operation: "verify", userId: "Bob" })
        answering(simulator, { url })
        yield* BiometricSocket.open({
          operation: "verify",
          userId: "Bob",
          sensitivity: -2.5,
          textDependent: false,
          enablePad: false
        })
        expect(simulator.requests.map(({ path }) => path)).toEqual(
          Array(2).fill("/voice_biometrics/v1/user/verify")
        )
        expect(simulator.requests.map(({ query }) => fieldsOf(query))).toEqual([
          { user_id: "Bob", enable_pad: "true" },
          { user_id: "Bob", sensitivity: "-2.5", text_dependent: "false", enable_pad: "false" }
        ])
      })
    )
  )

  it.effect("finds the URL in any field that begins with ws, or where another codec says", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        answering(simulator, { session_id: "7", web_socket: url })
        const found = yield* BiometricSocket.open({ operation: "update", userId: "Bob" })
        expect(Redacted.value(found.url)).toBe(url)
        answering(simulator, [url])
        const codec: BiometricSocket.Codec = {
          ...BiometricSocket.defaultCodec,
          urlOf: (answer) => (Array.isArray(answer) ? String(answer[0]) : undefined)
        }
        const other = yield* BiometricSocket.open({ operation: "update", userId: "Bob" }, { codec })
        expect(Redacted.value(other.url)).toBe(url)
      })
    )
  )

  it.effect("asks again when an answer is lost: nobody is registered by asking", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "reset" })
        simulator.faults.next({ kind: "response", when: "before", response: () => Response.json({ url }) })
        yield* inVirtualTime(BiometricSocket.open({ operation: "register", userId: "Bob" }))
        expect(simulator.requests).toHaveLength(2)
      })
    )
  )

  it.effect.each([
    { name: "no URL", body: { event: secret }, problem: "it holds no URL of a WebSocket" },
    { name: "no object", body: secret, problem: "it holds no URL of a WebSocket" },
    { name: "a voice in the clear", body: { url: `ws://voice.example.com/${secret}` }, problem: "wss://" },
    { name: "credentials", body: { url: `wss://u:${secret}@voice.example.com/` }, problem: "password" },
    { name: "a fragment", body: { url: `${url}#x` }, problem: "fragment" },
    { name: "what is no URL", body: { url: `ws ${secret}` }, problem: "must be the URL" }
  ])("does not understand an answer with $name, and shows nothing of it", ({ body, problem }) =>
    withKey((simulator) =>
      Effect.gen(function* () {
        answering(simulator, body)
        const exit = yield* Effect.exit(BiometricSocket.open({ operation: "verify", userId: "Bob" }))
        if (exit._tag !== "Failure") throw new Error("expected a failure")
        const error = present(exit.cause.reasons.find(Cause.isFailReason)).error
        expect(error).toMatchObject({
          operation: "BiometricSocket.open",
          repeat: "read",
          reason: { _tag: "UnexpectedResponse", status: 200 }
        })
        expect(error.message).toContain(problem)
        for (const shown of [Formatter.format(exit), JSON.stringify(exit), Cause.pretty(exit.cause)]) {
          expect(shown).not.toContain(secret)
        }
      })
    )
  )

  it.effect("shows nothing of an answer that is not JSON", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({
          kind: "response",
          when: "before",
          response: () => new Response(`url=${url}`)
        })
        const error = yield* Effect.flip(BiometricSocket.open({ operation: "verify", userId: "Bob" }))
        expect(error.reason).toMatchObject({ _tag: "UnexpectedResponse", problem: "it is not JSON" })
        expect(JSON.stringify(error)).not.toContain(secret)
      })
    )
  )

  it.effect.each([
    { answered: "ws://127.0.0.1:4100/s/1", taken: true },
    { answered: "wss://elsewhere.example.com/s/1", taken: true },
    { answered: "ws://127.0.0.1:4101/s/1", taken: false },
    { answered: "ws://localhost:4100/s/1", taken: false }
  ])("takes $answered from http://127.0.0.1:4100: $taken", ({ answered, taken }) =>
    withKey((simulator) =>
      Effect.gen(function* () {
        answering(simulator, { url: answered })
        const opened = yield* Effect.exit(
          Effect.provide(
            BiometricSocket.open({ operation: "verify", userId: "Bob" }),
            UserGroupKey.layerAlone({
              cloudId: "1-2-0",
              username: "you@example.com",
              key: Redacted.make("k"),
              baseUrl: "http://127.0.0.1:4100"
            })
          )
        )
        expect(opened._tag).toBe(taken ? "Success" : "Failure")
      })
    )
  )

  it.effect("refuses input that breaks a rule before anything is sent, all of it at once", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const options = { operation: "verify", userId: "", fileName: "", sensitivity: 11, urls: [] } as const
        const error = yield* Effect.flip(BiometricSocket.open(options))
        expect(error.outcome).toBe("not-sent")
        expect(error.message).toContain("userId: must not be empty")
        expect(error.message).toContain("fileName: must not be empty")
        expect(error.message).toContain("sensitivity: must be a number from -10 to 10")
        expect(error.message).toContain("urls: is not a field of this operation")
        const operation: string = "toString"
        const unknown: Effect.Effect<unknown, Error, UserGroupKey.UserGroupKey | HttpClient.HttpClient> =
          Reflect.apply(BiometricSocket.open, undefined, [{ operation, userId: "Bob" }])
        expect((yield* Effect.flip(unknown)).message).toBe(
          "BiometricSocket.open: operation: must be one of register, update, verify [not-sent]"
        )
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )

  it.effect("says what the cloud refused", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const text = "Bad API request, [voice biometrics]: user_id 'Bob' not found"
        answering(simulator, { error: { code: "HTTP 400", text } }, 400)
        const error = yield* Effect.flip(BiometricSocket.open({ operation: "verify", userId: "Bob" }))
        expect(error).toMatchObject({ outcome: "rejected", reason: { _tag: "Rejected" } })
        expect(BiometricSocket.likelyProblem(error)).toBe("unknown-user")
      })
    )
  )
})

describe("a session as JSON", () => {
  const session: StreamSession.StreamSession<"verify"> = {
    operation: "verify",
    url: Redacted.make(url),
    openedAt: DateTime.makeUnsafe(1_700_000_000_123),
    rules
  }
  const json = { operation: "verify", url, openedAt: "2023-11-14T22:13:20.123Z", rules }

  it.effect("is plain, and read back as it was", () =>
    Effect.gen(function* () {
      expect(StreamSession.toJson(session)).toEqual(json)
      expect(yield* StreamSession.fromJson(JSON.parse(JSON.stringify(json)))).toEqual(session)
    })
  )

  it("hides its URL where it is printed", () => {
    for (const shown of [Formatter.format(session), JSON.stringify(session), String(session.url)]) {
      expect(shown).not.toContain(secret)
    }
  })

  it.effect.each([
    { name: "nothing", json: undefined, rule: /must be/ },
    { name: "another operation", json: { ...json, operation: secret }, rule: /^operation: must be/ },
    { name: "no WebSocket", json: { ...json, url: `https://${secret}/` }, rule: /^url: must begin with wss/ },
    { name: "no moment", json: { ...json, openedAt: secret }, rule: /^openedAt: / },
    { name: "no rules", json: { ...json, rules: secret }, rule: /^rules: must be/ }
  ])("is refused with $name, by name and rule, without the value", ({ json, rule }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(StreamSession.fromJson(json))
      expect(error).toMatchObject({ operation: "StreamSession.fromJson", outcome: "not-sent" })
      expect(error.reason.message).toMatch(rule)
      expect(Formatter.format(error)).not.toContain(secret)
    })
  )
})

describe("BiometricSocket.register, update and verify", () => {
  const wav = riff(format(), chunk("data", samples(4000)))
  const decorated = riff(list, format(), chunk("data", samples(4000)), list)
  const verified = {
    application_instance_id: "app-1",
    transaction_id: "t-1",
    sources: [{ name: "bob.wav", accepted: true }],
    verified: false,
    confidence: -1.5,
    pad_detected: { type: "TypeB", description: "a replayed recording" }
  }
  const cloud = () =>
    network({
      onMessage: (peer, message) => {
        if (isStop(message)) peer.say({ event: "result", ...verified })
      }
    })

  it.effect("open and stream in one, with the name of the audio", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const { peers, WebSocket } = cloud()
        const run = Effect.provideService(BiometricSocket.CurrentWebSocket, WebSocket)
        for (const _ of [1, 2, 3]) answering(simulator, { url })
        const audio = { content: decorated, name: "bob.wav" }
        const result = yield* run(
          BiometricSocket.verify({ userId: "Bob", audio, sensitivity: 1, enablePad: false })
        )
        yield* run(BiometricSocket.register({ userId: "Bob", audio: { content: wav } }))
        yield* run(BiometricSocket.update({ userId: "Bob", audio: { content: wav } }))
        expect(result).toMatchObject({
          verified: false,
          confidence: -1.5,
          padDetected: { type: "TypeB", description: "a replayed recording" },
          sources: [{ name: "bob.wav", accepted: true }]
        })
        expect(
          simulator.requests.map(({ path, query }) => [path.split("/").at(-1), fieldsOf(query)])
        ).toEqual([
          ["verify", { user_id: "Bob", filename: "bob.wav", sensitivity: "1", enable_pad: "false" }],
          ["register", { user_id: "Bob", filename: "audio.wav" }],
          ["update", { user_id: "Bob", filename: "audio.wav" }]
        ])
        expect(peers.map(audioOf)).toEqual([wav, wav, wav])
      })
    )
  )

  it.effect("give the same as BiometricUsers does by PUT", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const audio = { content: wav, name: "bob.wav" }
        answering(simulator, verified)
        const byPut = yield* BiometricUsers.verify({ userId: "Bob", audio })
        answering(simulator, { url })
        const bySocket = yield* Effect.provideService(
          BiometricSocket.verify({ userId: "Bob", audio }),
          BiometricSocket.CurrentWebSocket,
          cloud().WebSocket
        )
        expect(bySocket).toEqual(byPut)
      })
    )
  )

  it.effect.each([
    {
      name: "a user that is not right",
      userId: "",
      audio: { content: wav },
      rule: "userId: must not be empty"
    },
    {
      name: "audio with a bad name",
      userId: "Bob",
      audio: { content: wav, name: "a\n" },
      rule: "audio.name: must not be empty, and without control characters"
    },
    {
      name: "bad audio",
      userId: "Bob",
      audio: { content: new Uint8Array() },
      rule: "the audio cannot be used"
    }
  ])("ask for no session for $name", ({ userId, audio, rule }) =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(BiometricSocket.register({ userId, audio }))
        expect(error.message).toContain(rule)
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )
})

describe("BiometricSocket.defaultCodec", () => {
  const { read } = BiometricSocket.defaultCodec
  const readJson = (message: unknown) => read(JSON.stringify(message))

  const rejected = (text: string, code?: number) => ({
    kind: "rejected",
    ...(code === undefined ? {} : { code }),
    text
  })
  const result = (fields: unknown) => ({ kind: "result", fields })

  it.each([
    { message: { event: "accept" }, means: { kind: "accepted" } },
    { message: { type: "accept", event: 1 }, means: { kind: "accepted" } },
    { message: { event: "result", verified: true }, means: result({ verified: true }) },
    { message: { type: "result", sources: [] }, means: result({ sources: [] }) },
    { message: { transaction_id: "t" }, means: result({ transaction_id: "t" }) },
    { message: { event: "done", confidence: 2 }, means: result({ confidence: 2 }) },
    { message: { event: "reject", error: 51, reason: "stereo" }, means: rejected("stereo", 51) },
    { message: { type: "reject", code: "52" }, means: rejected("", 52) },
    { message: { event: "reject", reason: "60", text: "why" }, means: rejected("why", 60) },
    { message: { event: "reject", transaction: 7, number: 61 }, means: rejected("", 61) },
    { message: { event: "reject", transaction: 7 }, means: rejected("") },
    { message: { event: "reject", error: 77 }, means: rejected("", 77) },
    { message: { event: "reject", error: "no" }, means: rejected("no") },
    { message: { error: 50, message: "bad" }, means: rejected("bad", 50) },
    { message: { event: "progress", percent: 50 }, means: { kind: "ignored" } },
    { message: {}, means: { kind: "unknown", problem: "it has no type" } },
    { message: [{ event: "accept" }], means: { kind: "unknown", problem: "it is not a JSON object" } },
    { message: null, means: { kind: "unknown", problem: "it is not a JSON object" } }
  ])("reads $message", ({ message, means }) => {
    expect(readJson(message)).toEqual(means)
  })

  it("does not read bytes, or what is not JSON", () => {
    expect(read(new Uint8Array(2))).toEqual({ kind: "unknown", problem: "it is binary" })
    expect(read("accept")).toEqual({ kind: "unknown", problem: "it is not a JSON object" })
  })
})
