import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import type * as RateLimit from "@aculab-cloud/core/RateLimit"
import * as VoiceEndpoint from "@aculab-cloud/core/VoiceEndpoint"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as TestClock from "effect/testing/TestClock"
import { fieldsOf, inVirtualTime, present } from "./support.js"
import { logInto, post, read, silentCloud } from "./supportEndpoint.js"
import { answering, withKey } from "./supportVoice.js"

const secret = "MARKED-one-time-token"
const url = `wss://voice.example.com/stream/${secret}`

const signedInAs =
  (authorisation: VoiceEndpoint.Authorisation) => (): Effect.Effect<VoiceEndpoint.Authorisation> =>
    Effect.succeed(authorisation)

const bob = signedInAs({ userId: "Bob" })
const verify = '{"operation":"verify"}'

describe("VoiceEndpoint", () => {
  it.effect("gives whoever is signed in a session of their own", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(Date.parse("2026-03-01T09:05:07Z"))
        const endpoint = yield* VoiceEndpoint.make({
          authorise: (request) =>
            Effect.succeed({ userId: request.headers.get("authorization") === "Bearer b" ? "Bob" : "Eve" })
        })
        answering(simulator, { url })
        const answer = yield* read(endpoint.handle(post(verify, { authorization: "Bearer b" })))
        expect(answer.status).toBe(200)
        expect(answer.body).toEqual({
          operation: "verify",
          url,
          openedAt: "2026-03-01T09:05:07.000Z",
          rules: {
            encodings: ["pcm16", "a-law", "mu-law"],
            channels: 1,
            lowestSampleRate: 8000,
            longestSeconds: 60
          }
        })
        expect(answer.headers.get("cache-control")).toBe("no-store")
        expect(answer.headers.get("content-type")).toBe("application/json")
        expect(fieldsOf(present(simulator.requests[0]).query)).toEqual({ user_id: "Bob", enable_pad: "true" })
      })
    )
  )

  it.effect("gives `authorise` the user whom the framework knows already", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const endpoint = yield* VoiceEndpoint.make({
          authorise: (_request, user: { readonly id: string } | undefined) =>
            user === undefined ? Effect.fail("signed-out") : Effect.succeed({ userId: user.id })
        })
        answering(simulator, { url })
        expect((yield* read(endpoint.handle(post(verify), undefined))).status).toBe(401)
        expect((yield* read(endpoint.handle(post(verify), { id: "Bob" }))).status).toBe(200)
        expect(simulator.requests.map(({ query }) => fieldsOf(query).user_id)).toEqual(["Bob"])
      })
    )
  )

  it.effect("verifies as the server decides, and the page can weaken nothing", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const endpoint = yield* VoiceEndpoint.make({
          authorise: signedInAs({
            userId: "Bob",
            fileName: "bob.wav",
            verify: { sensitivity: 5, textDependent: false }
          })
        })
        answering(simulator, { url })
        yield* read(endpoint.handle(post(verify)))
        expect(fieldsOf(present(simulator.requests[0]).query)).toEqual({
          user_id: "Bob",
          filename: "bob.wav",
          sensitivity: "5",
          text_dependent: "false",
          enable_pad: "true"
        })
        for (const setting of ['"sensitivity":-10', '"enablePad":false', '"textDependent":true']) {
          const answer = yield* read(endpoint.handle(post(`{"operation":"verify",${setting}}`)))
          expect([answer.status, answer.body]).toEqual([403, { error: "setting-not-allowed" }])
        }
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )

  it.effect("lets the page choose what it may, within the rules", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const endpoint = yield* VoiceEndpoint.make({
          authorise: signedInAs({
            userId: "Bob",
            verify: { sensitivity: 5, textDependent: true },
            pageMayChoose: ["textDependent"]
          })
        })
        answering(simulator, { url })
        yield* read(endpoint.handle(post('{"operation":"verify","textDependent":false}')))
        expect(fieldsOf(present(simulator.requests[0]).query)).toMatchObject({
          sensitivity: "5",
          text_dependent: "false"
        })
        const wrong = yield* read(endpoint.handle(post('{"operation":"verify","textDependent":"no"}')))
        expect([wrong.status, wrong.body]).toEqual([400, { error: "malformed" }])
        const elsewhere = yield* read(endpoint.handle(post('{"operation":"register","textDependent":false}')))
        expect(elsewhere.status).toBe(403)
      })
    )
  )

  it.effect("allows register and verify, an update only where it is named", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const cautious = yield* VoiceEndpoint.make({ authorise: bob })
        const trusting = yield* VoiceEndpoint.make({
          authorise: signedInAs({ userId: "Bob", operations: ["update"] })
        })
        for (const _ of [1, 2, 3]) answering(simulator, { url })
        const asked = (endpoint: typeof cautious, operation: string) =>
          Effect.map(read(endpoint.handle(post(JSON.stringify({ operation })))), ({ status }) => status)
        expect(yield* asked(cautious, "register")).toBe(200)
        expect(yield* asked(cautious, "verify")).toBe(200)
        expect(yield* asked(cautious, "update")).toBe(403)
        expect(yield* asked(trusting, "update")).toBe(200)
        expect(yield* asked(trusting, "verify")).toBe(403)
        expect(simulator.requests.map(({ path }) => path.split("/").at(-1))).toEqual([
          "register",
          "verify",
          "update"
        ])
      })
    )
  )

  const refusals: ReadonlyArray<{
    readonly name: string
    readonly request: () => Request
    readonly options?: Partial<VoiceEndpoint.Options>
    readonly status: number
    readonly error: string
  }> = [
    {
      name: "nobody who is signed in",
      request: () => post(verify),
      options: { authorise: () => Effect.fail("signed-out") },
      status: 401,
      error: "signed-out"
    },
    {
      name: "somebody who may not",
      request: () => post(verify),
      options: { authorise: () => Effect.fail("forbidden") },
      status: 403,
      error: "forbidden"
    },
    { name: "a GET", request: () => post(undefined, {}, "GET"), status: 405, error: "method-not-allowed" },
    {
      name: "a form, as other sites could send it",
      request: () => post(verify, { "content-type": "text/plain" }),
      status: 415,
      error: "not-json"
    },
    { name: "no JSON", request: () => post("{"), status: 400, error: "malformed" },
    { name: "no body", request: () => post(undefined), status: 400, error: "malformed" },
    {
      name: "another operation",
      request: () => post('{"operation":"remove"}'),
      status: 400,
      error: "malformed"
    },
    {
      name: "a user that the page names",
      request: () => post('{"operation":"verify","userId":"Eve"}'),
      status: 400,
      error: "malformed"
    },
    {
      name: "a long body",
      request: () => post(JSON.stringify({ operation: "x".repeat(5000) })),
      status: 413,
      error: "body-too-long"
    },
    {
      name: "a page of another site",
      request: () => post(verify, { origin: "https://evil.example", "sec-fetch-site": "cross-site" }),
      status: 403,
      error: "origin-not-allowed"
    }
  ]

  it.effect.each(refusals)("refuses $name with $status, and the cloud hears nothing", (refusal) =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const endpoint = yield* VoiceEndpoint.make({ authorise: bob, ...refusal.options })
        const answer = yield* read(endpoint.handle(refusal.request()))
        expect([answer.status, answer.body]).toEqual([refusal.status, { error: refusal.error }])
        expect(answer.headers.get("cache-control")).toBe("no-store")
        if (refusal.status === 405) expect(answer.headers.get("allow")).toBe("POST")
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )

  it.effect("asks who it is before it reads a body, and gives up on one that does not come", () =>
    withKey(() =>
      Effect.gen(function* () {
        const endpoint = yield* VoiceEndpoint.make({ authorise: bob })
        const request = post("x")
        Object.defineProperty(request, "body", { value: new ReadableStream() })
        const answer = yield* inVirtualTime(read(endpoint.handle(request)))
        expect([answer.status, answer.body]).toEqual([408, { error: "body-timed-out" }])
        const closed = yield* VoiceEndpoint.make({ authorise: () => Effect.fail("signed-out") })
        expect((yield* read(closed.handle(request))).status).toBe(401)
      })
    )
  )

  it.effect("leaves the cloud alone when the page goes away", () =>
    withKey(() =>
      Effect.gen(function* () {
        const cloud = silentCloud()
        const endpoint = yield* cloud.provide(VoiceEndpoint.make({ authorise: bob }))
        const page = new AbortController()
        const answering = endpoint.handle(post(verify, {}, "POST", page.signal))
        yield* Effect.promise(() => cloud.asked)
        page.abort()
        expect((yield* read(answering)).status).toBe(499)
        expect(cloud.log).toEqual(["asked", "left"])
      })
    )
  )

  it.effect("does not go on waiting for the body of a page that has gone", () =>
    withKey(() =>
      Effect.gen(function* () {
        const { promise: cancelled, resolve } = Promise.withResolvers<void>()
        const { promise: asked, resolve: arrive } = Promise.withResolvers<void>()
        const body = new ReadableStream(
          { pull: () => arrive(), cancel: () => resolve() },
          { highWaterMark: 0 }
        )
        const endpoint = yield* VoiceEndpoint.make({ authorise: bob })
        const page = new AbortController()
        const request = post("x", {}, "POST", page.signal)
        Object.defineProperty(request, "body", { value: body })
        const answering = endpoint.handle(request)
        yield* Effect.promise(() => asked)
        page.abort()
        expect((yield* read(answering)).status).toBe(499)
        yield* Effect.promise(() => cancelled)
      })
    )
  )

  it.effect("gives up on a sign-in that does not end", () =>
    withKey(() =>
      Effect.gen(function* () {
        const endpoint = yield* VoiceEndpoint.make({ authorise: () => Effect.never, timeout: "3 seconds" })
        const answer = yield* inVirtualTime(read(endpoint.handle(post(verify))))
        expect([answer.status, answer.body]).toEqual([504, { error: "timed-out" }])
      })
    )
  )

  it.effect.each([
    {
      name: "an unknown user",
      body: { error: { text: "user_id 'Bob' not found" } },
      cloud: 400,
      status: 409,
      error: "unknown-user"
    },
    {
      name: "a user who is registered",
      body: { error: { text: "user_id 'Bob' is already present" } },
      cloud: 400,
      status: 409,
      error: "user-already-present"
    },
    { name: "a bad key", body: { error: { text: secret } }, cloud: 401, status: 502, error: "cloud-refused" },
    { name: "no URL", body: { text: secret }, cloud: 200, status: 502, error: "cloud-refused" },
    { name: "an outage", body: { text: secret }, cloud: 503, status: 503, error: "cloud-unavailable" }
  ])("tells a page $error for $name, and no word of the cloud", ({ body, cloud, status, error }) =>
    withKey((simulator, key) =>
      Effect.gen(function* () {
        const lines: Array<string> = []
        answering(simulator, body, cloud)
        const answer = yield* Effect.gen(function* () {
          const endpoint = yield* VoiceEndpoint.make({ authorise: bob })
          return yield* read(endpoint.handle(post(verify)))
        }).pipe(Effect.provide(logInto(lines)), CallPolicy.with({ maxAttempts: 1 }))
        expect([answer.status, answer.body]).toEqual([status, { error }])
        expect(lines).toHaveLength(status === 409 ? 0 : 1)
        expect(answer.text + lines.join("\n")).not.toContain(key)
        expect(answer.text).not.toContain(secret)
      })
    )
  )

  it.effect("answers 500 and logs why when the program itself fails", () =>
    withKey(() =>
      Effect.gen(function* () {
        const lines: Array<string> = []
        const endpoint = yield* Effect.provide(
          VoiceEndpoint.make({
            authorise: () => {
              throw new Error("no database")
            }
          }),
          logInto(lines)
        )
        const answer = yield* read(endpoint.handle(post(verify)))
        expect([answer.status, answer.body]).toEqual([500, { error: "internal-error" }])
        expect(lines.join()).toMatch(/VoiceEndpoint could not answer.*no database/s)
      })
    )
  )

  it.effect("answers 500 and logs why when the program has read the body before", () =>
    withKey(() =>
      Effect.gen(function* () {
        const lines: Array<string> = []
        const endpoint = yield* Effect.provide(
          VoiceEndpoint.make({ authorise: () => Effect.succeed({ userId: "Bob" }) }),
          logInto(lines)
        )
        const request = post(verify)
        yield* Effect.promise(() => request.text())
        const answer = yield* read(endpoint.handle(request))
        expect([answer.status, answer.body]).toEqual([500, { error: "internal-error" }])
        expect(lines.join()).toMatch(/has been read already/)
      })
    )
  )

  it.effect("lets each user ask ten times a minute", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        let userId = "Bob"
        const endpoint = yield* VoiceEndpoint.make({ authorise: () => Effect.succeed({ userId }) })
        const ask = () => {
          answering(simulator, { url })
          return read(endpoint.handle(post(verify)))
        }
        for (let count = 0; count < 10; count++) expect((yield* ask()).status).toBe(200)
        const refused = yield* ask()
        expect([refused.status, refused.body]).toEqual([429, { error: "rate-limited" }])
        expect(refused.headers.get("retry-after")).toBe("6")
        userId = "Anna"
        expect((yield* ask()).status).toBe(200)
        userId = "Bob"
        yield* TestClock.adjust("6 seconds")
        expect((yield* ask()).status).toBe(200)
        expect((yield* ask()).status).toBe(429)
      })
    )
  )

  it.effect("asks a rate limit of one's own for the user", () =>
    withKey(() =>
      Effect.gen(function* () {
        const keys: Array<string> = []
        const rateLimit: RateLimit.RateLimit = (key) =>
          Effect.sync(() => {
            keys.push(key)
            return { allowed: true }
          })
        const endpoint = yield* VoiceEndpoint.make({ authorise: bob, rateLimit })
        yield* read(endpoint.handle(post("{")))
        expect(keys).toEqual(["Bob"])
      })
    )
  )
})

describe("pages of another origin", () => {
  const origin = "https://app.example.org"
  const cors = { origins: [origin], credentials: true, headers: ["x-csrf"] }
  const foreign = { origin, "sec-fetch-site": "cross-site" }

  it.effect("may ask when they are named, and read the answer, errors too", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const endpoint = yield* VoiceEndpoint.make({ authorise: bob, cors })
        answering(simulator, { url })
        for (const [body, status] of [
          [verify, 200],
          ["{", 400]
        ] as const) {
          const answer = yield* read(endpoint.handle(post(body, foreign)))
          expect(answer.status).toBe(status)
          expect(answer.headers.get("access-control-allow-origin")).toBe(origin)
          expect(answer.headers.get("access-control-allow-credentials")).toBe("true")
          expect(answer.headers.get("vary")).toBe("Origin")
        }
      })
    )
  )

  it.effect.each([
    "*",
    "null",
    "app.example.com",
    "https://app.example.com/",
    "https://App.example.com",
    "https://a.example:443"
  ])("cannot be named as %s, which is the origin of none: that is told where the endpoint is made", (none) =>
    withKey(() =>
      Effect.gen(function* () {
        const made = yield* Effect.exit(VoiceEndpoint.make({ authorise: bob, cors: { origins: [none] } }))
        expect(Exit.isFailure(made) && Cause.squash(made.cause)).toBeInstanceOf(RangeError)
      })
    )
  )

  it.effect.each(["http://localhost:5173", "https://[::1]:8443", "capacitor://localhost"])(
    "may be named as %s",
    (one) => withKey(() => Effect.asVoid(VoiceEndpoint.make({ authorise: bob, cors: { origins: [one] } })))
  )

  it.effect("are told beforehand that they may", () =>
    withKey(() =>
      Effect.gen(function* () {
        const endpoint = yield* VoiceEndpoint.make({ authorise: bob, cors })
        const allowed = yield* read(endpoint.handle(post(undefined, foreign, "OPTIONS")))
        expect([allowed.status, allowed.text]).toEqual([204, ""])
        expect(allowed.headers.get("access-control-allow-origin")).toBe(origin)
        expect(allowed.headers.get("access-control-allow-methods")).toBe("POST")
        expect(allowed.headers.get("access-control-allow-headers")).toBe(
          "authorization, content-type, x-csrf"
        )
        const similar = { origin: `${origin}.evil.example`, "sec-fetch-site": "cross-site" }
        const refused = yield* read(endpoint.handle(post(undefined, similar, "OPTIONS")))
        expect(refused.status).toBe(403)
        expect(refused.headers.get("access-control-allow-origin")).toBeNull()
      })
    )
  )

  it.effect("get no header when none are named, and pages of the same origin need none", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const endpoint = yield* VoiceEndpoint.make({ authorise: bob })
        answering(simulator, { url })
        const answer = yield* read(
          endpoint.handle(
            post(verify, { origin: "https://app.example.com", "sec-fetch-site": "same-origin" })
          )
        )
        expect(answer.status).toBe(200)
        expect(answer.headers.get("access-control-allow-origin")).toBeNull()
      })
    )
  )
})
