/** A page asks its own backend for a session. */
import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
import * as RateLimit from "@aculab-cloud/core/RateLimit"
import * as VoiceEndpoint from "@aculab-cloud/core/VoiceEndpoint"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import type * as HttpClient from "effect/http/HttpClient"
import * as Redacted from "effect/Redacted"
import { fieldsOf, inVirtualTime, present } from "./support.js"
import { address, post, read } from "./supportEndpoint.js"
import { answering, withKey } from "./supportVoice.js"

const secret = "MARKED-one-time-token"
const url = `wss://voice.example.com/stream/${secret}`
const bob = () => Effect.succeed({ userId: "Bob" })

describe("BiometricSocket.sessionFrom", () => {
  /** A page that reaches an endpoint. */
  const pageOf = (handle: (request: Request) => Promise<Response>) =>
    Effect.provideService(FetchHttpClient.Fetch, (input, init) => handle(new Request(input, init)))
  const page = <A, E>(
    effect: Effect.Effect<A, E, HttpClient.HttpClient>,
    handle: (request: Request) => Promise<Response>
  ) => Effect.provide(effect, FetchHttpClient.layer).pipe(pageOf(handle))

  it.effect("gets the session of a VoiceEndpoint", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const seen: Array<string | null> = []
        const endpoint = yield* VoiceEndpoint.make({
          authorise: (request) =>
            Effect.sync(() => {
              seen.push(request.headers.get("authorization"))
              return { userId: "Bob", pageMayChoose: ["sensitivity" as const] }
            })
        })
        answering(simulator, { url })
        const session = yield* page(
          BiometricSocket.sessionFrom(address, {
            operation: "verify",
            sensitivity: 2,
            headers: { Authorization: Redacted.make("Bearer b") }
          }),
          endpoint.handle
        )
        expect(session.operation).toBe("verify")
        expect(Redacted.value(session.url)).toBe(url)
        expect(seen).toEqual(["Bearer b"])
        expect(fieldsOf(present(simulator.requests[0]).query)).toMatchObject({ sensitivity: "2" })
      })
    )
  )

  it.effect("says what the endpoint refused, by its code", () =>
    withKey(() =>
      Effect.gen(function* () {
        const refusing = yield* VoiceEndpoint.make({ authorise: () => Effect.fail("signed-out") })
        const signedOut = yield* Effect.flip(
          page(BiometricSocket.sessionFrom(address, { operation: "verify" }), refusing.handle)
        )
        expect(signedOut).toMatchObject({
          operation: "BiometricSocket.sessionFrom",
          outcome: "rejected",
          repeat: "read",
          reason: { _tag: "Unauthorized", status: 401, code: "signed-out", text: "" }
        })
        const never = yield* VoiceEndpoint.make({
          authorise: bob,
          rateLimit: RateLimit.make({ requests: 1, per: "10 seconds" })
        })
        yield* read(never.handle(post("{")))
        const limited = yield* Effect.flip(
          page(BiometricSocket.sessionFrom(address, { operation: "verify" }), never.handle)
        )
        expect(limited).toMatchObject({ reason: { _tag: "RateLimited", code: "rate-limited" } })
        expect(limited.message).toContain("try again in 10 s")
      })
    )
  )

  const rules = { encodings: ["pcm16"], channels: 1, lowestSampleRate: 8000, longestSeconds: 60 }
  const session = { operation: "verify", url, openedAt: "2026-03-01T09:05:07.000Z", rules }

  it.effect.each([
    { name: "what is not JSON", body: secret, problem: "it is not a session" },
    { name: "no session", body: JSON.stringify({ url: secret }), problem: "it is not a session: operation" },
    {
      name: "another operation",
      body: JSON.stringify({ ...session, operation: "update" }),
      problem: "another operation"
    },
    {
      name: "a voice in the clear",
      body: JSON.stringify({ ...session, url: `ws://voice.example.com/${secret}` }),
      problem: "its URL must begin with wss://"
    }
  ])("does not understand an answer with $name, and shows nothing of it", ({ body, problem }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        page(BiometricSocket.sessionFrom(address, { operation: "verify" }), async () => new Response(body))
      )
      expect(error.reason._tag).toBe("UnexpectedResponse")
      expect(error.message).toContain(problem)
      expect(JSON.stringify(error)).not.toContain(secret)
    })
  )

  it.effect("takes a plain WebSocket where the page itself is plain, as on one's own machine", () =>
    Effect.gen(function* () {
      const plain = JSON.stringify({ ...session, url: "ws://127.0.0.1:4100/s/1" })
      const { url: answered } = yield* page(
        BiometricSocket.sessionFrom("http://127.0.0.1:3000/voice", { operation: "verify" }),
        async () => new Response(plain)
      )
      expect(Redacted.value(answered)).toBe("ws://127.0.0.1:4100/s/1")
    })
  )

  it.effect("has an end, and hides the headers of the page", () =>
    Effect.gen(function* () {
      const silent = yield* Effect.flip(
        inVirtualTime(
          page(
            BiometricSocket.sessionFrom(address, { operation: "verify" }),
            () => new Promise<Response>(() => undefined)
          )
        )
      )
      expect(silent.reason._tag).toBe("Timeout")
      const failing = yield* Effect.flip(
        page(
          BiometricSocket.sessionFrom(address, {
            operation: "verify",
            headers: { authorization: `Bearer ${secret}` }
          }),
          async (request) => {
            throw new TypeError(`failed with ${request.headers.get("authorization")}`)
          }
        )
      )
      expect(failing.reason._tag).toBe("TransportFailure")
      expect(failing.message).not.toContain(secret)
    })
  )

  it.effect("refuses an endpoint that is no address, before anything is sent", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        page(BiometricSocket.sessionFrom("mailto:a@example.com", { operation: "verify" }), () =>
          Promise.reject(new Error("asked"))
        )
      )
      expect(error.message).toBe(
        "BiometricSocket.sessionFrom: endpoint: must be an http or https URL [not-sent]"
      )
    })
  )
})
