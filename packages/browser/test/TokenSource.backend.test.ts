import { TokenError, TokenRefused } from "@aculab-cloud/browser/TokenError"
import * as TokenSource from "@aculab-cloud/browser/TokenSource"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { format } from "effect/Formatter"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { expectTypeOf } from "vitest"

const url = "https://app.example.com/webrtc-token"
const good = { token: "head.body.tail", expiresAt: "2030-01-02T03:04:05Z" }

/** Asks a backend that answers so; the calls that it gets are kept. */
const ask = (answer: () => Response, options: Partial<TokenSource.Options> = {}) => {
  const calls: Array<Request> = []
  const inits: Array<RequestInit | undefined> = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    calls.push(new Request(input, init))
    inits.push(init)
    return answer()
  }
  const get = Effect.flatMap(
    TokenSource.make({ url, patience: "1 milli", ...options }),
    (tokens) => tokens.get
  ).pipe(
    Effect.scoped,
    Effect.provide(FetchHttpClient.layer),
    Effect.provideService(FetchHttpClient.Fetch, fetch)
  )
  return { get, calls, inits }
}

const json = (body: unknown) => () => Response.json(body)

describe("TokenSource.make", () => {
  it.effect("posts to the backend and reads the token and its end", () =>
    Effect.gen(function* () {
      const { get, calls, inits } = ask(json(good), {
        headers: { "x-csrf": "on" },
        credentials: "include"
      })
      const { token, expiresAt } = yield* Effect.withSpan(get, "page")
      expect(Redacted.value(token)).toBe("head.body.tail")
      expect(DateTime.formatIso(expiresAt)).toBe("2030-01-02T03:04:05.000Z")
      const [call] = calls
      expect(call?.method).toBe("POST")
      expect(call?.url).toBe(url)
      expect(Object.fromEntries(call?.headers ?? [])).toEqual({ accept: "application/json", "x-csrf": "on" })
      expect(inits[0]).toMatchObject({ credentials: "include", redirect: "manual", cache: "no-store" })
    })
  )

  it.effect("says nothing of credentials unless it is told to", () =>
    Effect.gen(function* () {
      const { get, inits } = ask(json(good))
      yield* get
      expect(inits[0]).not.toHaveProperty("credentials")
    })
  )

  it.effect("reads the end of a JWT where the backend says nothing of it", () =>
    Effect.gen(function* () {
      const payload = btoa(JSON.stringify({ sub: "ü?>", exp: 1_900_000_000 }))
        .replaceAll("+", "-")
        .replaceAll("/", "_")
      const { expiresAt } = yield* ask(json({ token: `e30.${payload}.c2ln` })).get
      expect(DateTime.toEpochMillis(expiresAt)).toBe(1_900_000_000_000)
    })
  )

  it.effect.each([-3600, 0, 3600])(
    "believes how long it lives where the page's clock is %d seconds ahead of the backend's",
    (ahead) =>
      Effect.gen(function* () {
        const backend = DateTime.toEpochMillis(DateTime.makeUnsafe("2030-01-02T03:00:00Z"))
        const page = backend + ahead * 1000
        yield* TestClock.setTime(page)
        const answer = { token: "t", expiresAt: new Date(backend + 600_000).toISOString(), expiresIn: 600 }
        const { expiresAt } = yield* ask(json(answer)).get
        expect(DateTime.toEpochMillis(expiresAt)).toBe(page + 600_000)
      })
  )

  it.effect("reads the end where how long it lives is no number", () =>
    Effect.gen(function* () {
      const { expiresAt } = yield* ask(json({ ...good, expiresIn: "600" })).get
      expect(DateTime.formatIso(expiresAt)).toBe("2030-01-02T03:04:05.000Z")
    })
  )

  it.effect("reads a time with any zone", () =>
    Effect.gen(function* () {
      const { expiresAt } = yield* ask(json({ ...good, expiresAt: "2030-01-02T04:04:05.5+01:00" })).get
      expect(DateTime.formatIso(expiresAt)).toBe("2030-01-02T03:04:05.500Z")
    })
  )

  for (const status of [301, 400, 401, 403, 404, 422]) {
    it.effect(`is refused by HTTP ${status}`, () =>
      Effect.gen(function* () {
        const { get, calls } = ask(() => new Response("secret", { status }), { patience: "1 hour" })
        const error = yield* Effect.flip(get)
        expect(error.reason).toMatchObject({ _tag: "TokenRefused", status })
        expect(calls).toHaveLength(1)
      })
    )
  }

  for (const status of [408, 429, 500, 503]) {
    it.effect(`finds the backend not available by HTTP ${status}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(ask(() => new Response("secret", { status })).get)
        expect(error.reason).toMatchObject({ _tag: "TokenUnavailable", status })
        expect(format(error)).not.toContain("secret")
      })
    )
  }

  it.effect("keeps a Retry-After", () =>
    Effect.gen(function* () {
      const answers = [
        new Response(null, { status: 429, headers: { "retry-after": "20" } }),
        Response.json(good)
      ]
      const { get, calls } = ask(() => answers.shift() ?? Response.error(), { patience: "1 minute" })
      const waiting = yield* Effect.forkChild(get)
      yield* Effect.promise(() => until(() => calls.length === 1))
      yield* TestClock.adjust("19 seconds")
      expect(calls).toHaveLength(1)
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(waiting)
      expect(calls).toHaveLength(2)
    })
  )

  it.effect("finds a connection that breaks not available, and shows no address", () =>
    Effect.gen(function* () {
      const { get } = ask(() => {
        throw new TypeError("failed to fetch")
      })
      const error = yield* Effect.flip(get)
      expect(error.reason._tag).toBe("TokenUnavailable")
      expect(format(error)).not.toContain("example.com")
    })
  )

  const malformed: Record<string, unknown> = {
    "no token": { expiresAt: good.expiresAt },
    "an empty token": { ...good, token: "" },
    "a token that is no text": { ...good, token: 7 },
    "no end, and no JWT": { token: "secret" },
    "no end, and five parts": { token: "secret.a.b.c.d" },
    "an end that is no time": { ...good, token: "secret", expiresAt: "tomorrow" },
    "an end without a zone": { ...good, token: "secret", expiresAt: "2030-01-02T03:04:05" },
    "a life without an end": { ...good, token: "secret", expiresIn: 1e300 },
    "an end as a number": { ...good, token: "secret", expiresAt: 1 },
    "a list": ["secret"],
    "too much": { ...good, token: "secret".repeat(20_000) }
  }
  for (const [name, body] of Object.entries(malformed)) {
    it.effect(`does not take for a token: ${name}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(ask(json(body)).get)
        expect(error.reason._tag).toBe("TokenMalformed")
        expect(`${format(error)} ${JSON.stringify(error)}`).not.toContain("secret")
      })
    )
  }

  it.effect("does not take a page of HTML for a token", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ask(() => new Response("<html>secret</html>")).get)
      expect(error.reason._tag).toBe("TokenMalformed")
    })
  )

  const refused: ReadonlyArray<readonly [string, Partial<TokenSource.Options>]> = [
    ["url", { url: "" }],
    ["url", { url: "http://app.example.com/token" }],
    ["url", { url: "ftp://app.example.com/token" }],
    ["url", { url: "https://anna:secret@app.example.com/token" }],
    ["url", { url: "https://[" }],
    ["headers", { headers: { "x-csrf": "secret\r\nx-evil: 1" } }],
    ["headers", { headers: { "x-csrf\nx-evil": "1" } }],
    ["headers", { headers: { "x-csrf": "secret€" } }],
    ["renewBefore", { renewBefore: 0 }],
    ["patience", { patience: "-1 seconds" }],
    ["requestTimeout", { requestTimeout: Number.POSITIVE_INFINITY }],
    ["firstDelay", { firstDelay: Number.NaN }],
    ["maxDelay", { maxDelay: 0 }]
  ]
  refused.forEach(([field, options], index) => {
    it.effect(`refuses a bad ${field} before anything is sent (${index + 1})`, () =>
      Effect.gen(function* () {
        const { get, calls } = ask(json(good), options)
        const error = yield* Effect.flip(get)
        expect(error.operation).toBe("TokenSource.make")
        expect(error.reason).toMatchObject({ _tag: "InvalidInput", field })
        expect(error.message).not.toContain("secret")
        expect(calls).toEqual([])
      })
    )
  })

  for (const own of [
    "/webrtc-token",
    "webrtc-token?for=me",
    "http://localhost:8080/t",
    "http://127.0.0.1/t"
  ]) {
    it.effect(`takes ${own}`, () =>
      Effect.gen(function* () {
        yield* Effect.scoped(TokenSource.make({ url: own })).pipe(Effect.provide(FetchHttpClient.layer))
      })
    )
  }

  it.effect("refuses an API access key that gets past the types", () =>
    Effect.gen(function* () {
      const options: Partial<TokenSource.Options> = JSON.parse('{ "apiAccessKey": "secret" }')
      const { get } = ask(json(good), options)
      const error = yield* Effect.flip(get)
      expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "apiAccessKey" })
      expect(error.message).not.toContain("secret")
    })
  )

  it("takes no API access key, by its types", () => {
    expectTypeOf<{ url: string; apiAccessKey: string }>().not.toExtend<TokenSource.Options>()
    expectTypeOf<{
      url: string
      apiAccessKey: Redacted.Redacted<string>
    }>().not.toExtend<TokenSource.Options>()
    expectTypeOf<{ apiAccessKey: string }>().not.toExtend<TokenSource.RenewalOptions>()
    expectTypeOf<{ url: string }>().toExtend<TokenSource.Options>()
    const key = Redacted.make("key")
    // @ts-expect-error the key has no place here
    void (() => TokenSource.make({ url, apiAccessKey: key }))
    // @ts-expect-error nor here
    void (() => TokenSource.fromEffect(Effect.never, { apiAccessKey: key }))
  })
})

describe("TokenSource.fromEffect", () => {
  it.effect("leaves a TokenError as it is, and does not try again when it is a refusal", () =>
    Effect.gen(function* () {
      const reason = new TokenRefused({ status: 401 })
      const tokens = yield* TokenSource.fromEffect(Effect.fail(new TokenError({ operation: "mine", reason })))
      const error = yield* Effect.flip(tokens.get)
      expect(error.operation).toBe("mine")
      expect(error.reason).toBe(reason)
    })
  )

  it.effect("takes what your effect throws for a failure like any other, and tries again", () =>
    Effect.gen(function* () {
      let asked = 0
      const fetch = Effect.promise(async () => {
        asked += 1
        if (asked === 1) throw new TypeError("Failed to fetch")
        return { token: Redacted.make("t2"), expiresAt: DateTime.makeUnsafe("2100-01-01T00:00:00Z") }
      })
      const tokens = yield* TokenSource.fromEffect(fetch, { patience: "1 milli", firstDelay: "2 millis" })
      const error = yield* Effect.flip(tokens.get)
      expect(error.reason).toMatchObject({ _tag: "TokenFetchFailed", cause: { message: "Failed to fetch" } })
      yield* TestClock.adjust("2 millis")
      expect(Redacted.value((yield* tokens.get).token)).toBe("t2")
    })
  )
})

/** Resolves when it is so; what is waited for happens in promises, in no virtual time. */
const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve))
}
