import type { BrowserEndpoint } from "@aculab-cloud/core/BrowserEndpoint"
import * as TokenEndpoint from "@aculab-cloud/core/TokenEndpoint"
import { describe, expect, expectTypeOf, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { fieldsOf, inVirtualTime, present, withCloud } from "./support.js"
import { address, logInto, post, read, silentCloud } from "./supportEndpoint.js"

interface User {
  readonly name: string
}

const signedOut = Effect.fail("signed-out" as const)
const anna = () => Effect.succeed({ clientId: "anna.smith" })

describe("TokenEndpoint", () => {
  it.effect("gives whoever is signed in a token, as the server decides", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(simulator.clock.now())
        const endpoint = yield* TokenEndpoint.make({
          authorise: (request) =>
            Effect.succeed({
              clientId: request.headers.get("cookie") === "session=1" ? "anna.smith" : "nobody",
              lifetime: "10 minutes",
              incoming: false,
              callableClients: ["support-*"]
            })
        })
        const answer = yield* read(endpoint.handle(post('{"clientId":"admin"}', { cookie: "session=1" })))
        const [issued] = simulator.webrtc.tokens()
        expect(answer.status).toBe(200)
        expect(answer.body).toEqual({
          token: present(issued).token,
          expiresAt: new Date(present(issued).expires).toISOString(),
          expiresIn: 600
        })
        expect(answer.headers.get("cache-control")).toBe("no-store")
        expect(fieldsOf(present(simulator.requests[0]).text)).toEqual({
          client_id: "anna.smith",
          ttl: "600",
          enable_incoming: "false",
          call_client: "support-*"
        })
      })
    )
  )

  it.effect("gives `authorise` what the framework knows already, as it is", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const endpoint = yield* TokenEndpoint.make({
          authorise: (request, user: { readonly name: string } | undefined, tenant: string) =>
            user === undefined
              ? Effect.fail("signed-out")
              : Effect.succeed({ clientId: [user.name, tenant, request.method].join(".") })
        })
        const signedOut = yield* read(endpoint.handle(post(undefined), undefined, "shop"))
        expect([signedOut.status, signedOut.body]).toEqual([401, { error: "signed-out" }])
        expect((yield* read(endpoint.handle(post(undefined), { name: "anna" }, "shop"))).status).toBe(200)
        expect(simulator.webrtc.tokens().map(({ clientId }) => clientId)).toEqual(["anna.shop.POST"])
      })
    )
  )

  it("says by its type what `handle` must be given, and no more", () => {
    type Handle<Context extends ReadonlyArray<unknown>> = BrowserEndpoint<Context>["handle"]
    const plain = TokenEndpoint.make({ authorise: (request) => (request.url === "" ? signedOut : anna()) })
    const withUser = TokenEndpoint.make({ authorise: (_request, _user: User) => anna() })
    const withOptional = TokenEndpoint.make({ authorise: (_request, _user?: User) => anna() })
    expectTypeOf<Effect.Success<typeof plain>["handle"]>().toEqualTypeOf<
      (request: Request) => Promise<Response>
    >()
    expectTypeOf<Effect.Success<typeof withUser>["handle"]>().toEqualTypeOf<Handle<[user: User]>>()
    expectTypeOf<Parameters<Effect.Success<typeof withUser>["handle"]>>().toEqualTypeOf<[Request, User]>()
    expectTypeOf<Effect.Success<typeof withOptional>["handle"]>().toBeCallableWith(new Request(address))
    // Servers give their handlers more than the request: an endpoint that wants no more can be mounted as it is.
    expectTypeOf<Effect.Success<typeof plain>["handle"]>().toExtend<
      (request: Request, server: { readonly port: number }) => Promise<Response>
    >()
    expectTypeOf<Effect.Success<typeof withUser>["handle"]>().not.toExtend<
      (request: Request, server: { readonly port: number }) => Promise<Response>
    >()
  })

  it.effect("needs no body, and reads none", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const endpoint = yield* TokenEndpoint.make({ authorise: anna })
        expect((yield* read(endpoint.handle(post(undefined)))).status).toBe(200)
        const request = post("x")
        Object.defineProperty(request, "body", { value: new ReadableStream() })
        expect((yield* read(endpoint.handle(request))).status).toBe(200)
      })
    )
  )

  it.effect.each([
    {
      name: "nobody who is signed in",
      authorise: () => Effect.fail("signed-out" as const),
      request: () => post(undefined),
      status: 401,
      error: "signed-out"
    },
    {
      name: "somebody who may not",
      authorise: () => Effect.fail("forbidden" as const),
      request: () => post(undefined),
      status: 403,
      error: "forbidden"
    },
    {
      name: "a GET",
      authorise: anna,
      request: () => post(undefined, {}, "GET"),
      status: 405,
      error: "method-not-allowed"
    },
    {
      name: "a page of another site",
      authorise: anna,
      request: () => post(undefined, { origin: "https://evil.example", "sec-fetch-site": "cross-site" }),
      status: 403,
      error: "origin-not-allowed"
    }
  ])("refuses $name with $status, and the cloud hears nothing", ({ authorise, request, status, error }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const endpoint = yield* TokenEndpoint.make({ authorise })
        const answer = yield* read(endpoint.handle(request()))
        expect([answer.status, answer.body]).toEqual([status, { error }])
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )

  it.effect("lets each client ask ten times a minute", () =>
    withCloud(() =>
      Effect.gen(function* () {
        let clientId = "anna"
        const endpoint = yield* TokenEndpoint.make({ authorise: () => Effect.succeed({ clientId }) })
        const ask = Effect.map(
          Effect.suspend(() => read(endpoint.handle(post(undefined)))),
          ({ status }) => status
        )
        for (let count = 0; count < 10; count++) expect(yield* ask).toBe(200)
        expect(yield* ask).toBe(429)
        clientId = "bob"
        expect(yield* ask).toBe(200)
      })
    )
  )

  it.effect.each([
    { name: "an outage", status: 503, answered: 503, error: "cloud-unavailable" },
    { name: "too many calls", status: 429, answered: 503, error: "cloud-unavailable" },
    { name: "a bad key", status: 401, answered: 502, error: "cloud-refused" }
  ])("tells a page $error for $name, and no word of the cloud", ({ status, answered, error }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const lines: Array<string> = []
        simulator.faults.next({ kind: "status", status, text: "the cloud's words", times: 10 })
        const answer = yield* inVirtualTime(
          Effect.gen(function* () {
            const endpoint = yield* TokenEndpoint.make({ authorise: anna })
            return yield* read(endpoint.handle(post(undefined)))
          })
        ).pipe(Effect.provide(logInto(lines)))
        expect([answer.status, answer.text]).toEqual([answered, JSON.stringify({ error })])
        expect(lines.join("\n")).toContain("TokenEndpoint got no answer from the cloud")
        expect(lines.join("\n")).not.toContain(simulator.account.apiAccessKey)
      })
    )
  )

  it.effect("answers 500 for a token that the server may not ask for", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const lines: Array<string> = []
        const answer = yield* Effect.gen(function* () {
          const endpoint = yield* TokenEndpoint.make({
            authorise: () => Effect.succeed({ clientId: "anna smith" })
          })
          return yield* read(endpoint.handle(post(undefined)))
        }).pipe(Effect.provide(logInto(lines)))
        expect([answer.status, answer.body]).toEqual([500, { error: "internal-error" }])
        expect(lines.join("\n")).toContain("clientId")
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )

  it.effect("leaves the cloud alone when the page goes away, and still never rejects", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const cloud = silentCloud()
        const lines: Array<string> = []
        const endpoint = yield* TokenEndpoint.make({ authorise: anna }).pipe(
          cloud.provide,
          Effect.provide(logInto(lines))
        )
        const page = new AbortController()
        const answering = endpoint.handle(post(undefined, {}, "POST", page.signal))
        yield* Effect.promise(() => cloud.asked)
        page.abort()
        const answer = yield* read(answering)
        expect([answer.status, answer.body]).toEqual([499, { error: "client-gone" }])
        expect(cloud.log).toEqual(["asked", "left"])
        expect(lines).toEqual([])
      })
    )
  )

  it.effect("does nothing for a page that has gone before it begins", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        let asked = 0
        const endpoint = yield* TokenEndpoint.make({
          authorise: () => {
            asked += 1
            return anna()
          }
        })
        const answer = yield* read(endpoint.handle(post(undefined, {}, "POST", AbortSignal.abort())))
        expect([answer.status, asked, simulator.requests.length]).toEqual([499, 0, 0])
      })
    )
  )

  it.effect("leaves no listener on the signal of a page that it has answered", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const request = post(undefined)
        const listening = new Set<unknown>()
        const { signal } = request
        signal.addEventListener = (_name: string, listener: unknown) => void listening.add(listener)
        signal.removeEventListener = (_name: string, listener: unknown) => void listening.delete(listener)
        let listened = 0
        const endpoint = yield* TokenEndpoint.make({
          authorise: () => {
            listened = listening.size
            return anna()
          }
        })
        expect((yield* read(endpoint.handle(request))).status).toBe(200)
        expect([listened, listening.size]).toEqual([1, 0])
      })
    )
  )
})
