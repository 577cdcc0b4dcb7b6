import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as WebRtcTokens from "@aculab-cloud/core/WebRtcTokens"
import type { Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Formatter from "effect/Formatter"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { fieldsOf, inVirtualTime, present, withCloud } from "./support.js"

/** The next answer of the cloud, whatever is asked. */
const answers = (simulator: Simulator, body: unknown) =>
  simulator.faults.next({ kind: "response", when: "before", response: () => Response.json(body) })

/** The beginning of the documented example: shared/wire/voice-biometrics-webrtc-security.md, 5.1. */
const token = "eyJhbGciOiJSUzI1NiIs.eyJzdWIiOiJteUNsaWVudElkIn0.c2lnbmF0dXJl"

describe("WebRtcTokens.generate", () => {
  it.effect("gets a token for what it asks, which lives until the end that it computes", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(simulator.clock.now())
        const generated = yield* WebRtcTokens.generate({
          clientId: "Anna+Smith_1.x-y",
          lifetime: "20 minutes",
          incoming: false,
          callableClients: ["support-*", "bob+1"]
        })
        expect(simulator.webrtc.tokens()).toMatchObject([
          {
            token: Redacted.value(generated.token),
            clientId: "Anna+Smith_1.x-y",
            enableIncoming: false,
            callClients: ["support-*", "bob+1"],
            expires: DateTime.toEpochMillis(generated.expiresAt)
          }
        ])
      })
    )
  )

  it.effect("can be called, and can call nobody, when nothing is said", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* WebRtcTokens.generate({ clientId: "anna", callableClients: [] })
        expect(simulator.webrtc.tokens()).toMatchObject([{ enableIncoming: true, callClients: [] }])
      })
    )
  )

  it.effect("asks for a token with the client id, and says what is left out", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, { token })
        const generated = yield* WebRtcTokens.generate({ clientId: "myClientId" })
        expect(Redacted.value(generated.token)).toBe(token)
        const request = present(simulator.requests[0])
        expect(request).toMatchObject({
          method: "POST",
          path: "/webrtc_generate_token",
          query: "",
          authorized: true,
          username: "1-2-0/you@example.com"
        })
        expect(fieldsOf(request.text)).toEqual({
          client_id: "myClientId",
          ttl: "3600",
          enable_incoming: "true"
        })
      })
    )
  )

  it.effect("sends every option under its name on the wire", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, { token })
        yield* WebRtcTokens.generate({
          clientId: "Anna+Smith_1.x-y",
          lifetime: "20 minutes",
          incoming: false,
          callableClients: ["support-*", "bob+1", "*"]
        })
        expect(present(simulator.requests[0]).text).toBe(
          "client_id=Anna%2BSmith_1.x-y&ttl=1200&enable_incoming=false&call_client=support-*%2Cbob%2B1%2C*"
        )
      })
    )
  )

  it.effect("leaves an empty list of clients out, which means none", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, { token })
        yield* WebRtcTokens.generate({ clientId: "a", callableClients: [] })
        expect(Object.keys(fieldsOf(present(simulator.requests[0]).text))).not.toContain("call_client")
      })
    )
  )

  it.effect.each([
    { lifetime: "10 minutes" as Duration.Input, seconds: 600 },
    { lifetime: 600_000, seconds: 600 },
    { lifetime: Duration.days(1), seconds: 86_400 },
    { lifetime: { minutes: 59, seconds: 59 }, seconds: 3599 },
    { lifetime: [601, 0] as const, seconds: 601 },
    { lifetime: undefined, seconds: 3600 }
  ])("takes the lifetime $lifetime and computes the end from it", ({ lifetime, seconds }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(Date.parse("2026-01-01T00:00:00.900Z"))
        answers(simulator, { token })
        const { expiresAt } = yield* WebRtcTokens.generate({ clientId: "a", lifetime })
        expect(fieldsOf(present(simulator.requests[0]).text).ttl).toBe(String(seconds))
        expect(DateTime.toEpochMillis(expiresAt)).toBe(Date.parse("2026-01-01T00:00:00Z") + seconds * 1000)
      })
    )
  )

  it.effect("counts from the beginning of the call, not from its last attempt", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "status", status: 503 })
        simulator.faults.next({
          kind: "response",
          when: "before",
          response: () => Response.json({ token })
        })
        const { expiresAt } = yield* inVirtualTime(WebRtcTokens.generate({ clientId: "a" }))
        expect(simulator.requests).toHaveLength(2)
        expect(DateTime.toEpochMillis(expiresAt)).toBe(3_600_000)
      })
    )
  )

  it.effect("takes a token of five parts, and one of any form: it is opaque", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        for (const form of ["a.b.c.d.e", "a..c", "opaque"]) {
          answers(simulator, { token: form, kid: "x" })
          const generated = yield* WebRtcTokens.generate({ clientId: "a" })
          expect(Redacted.value(generated.token)).toBe(form)
        }
      })
    )
  )

  it.effect("never shows the token", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, { token })
        const generated = yield* WebRtcTokens.generate({ clientId: "a" })
        expect(Formatter.format(generated)).not.toContain(token)
        expect(JSON.stringify(generated)).not.toContain(token)
        for (const body of [{ token: [token] }, { Token: token }, { token: "", old: token }]) {
          answers(simulator, body)
          const error = yield* Effect.flip(WebRtcTokens.generate({ clientId: "a" }))
          expect(error.reason._tag).toBe("UnexpectedResponse")
          expect(Formatter.format(error)).not.toContain(token)
          expect(error.message).not.toContain(token)
        }
      })
    )
  )

  const refuses = (options: unknown, ...issues: ReadonlyArray<readonly [field: string, rule: RegExp]>) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(WebRtcTokens.generate(options as WebRtcTokens.TokenOptions))
        expect(error.outcome).toBe("not-sent")
        const reason = error.reason
        if (reason._tag !== "InvalidInput") throw error
        expect(reason.issues.map(({ field }) => field)).toEqual(issues.map(([field]) => field))
        issues.forEach(([, rule], index) => {
          expect(present(reason.issues[index]).rule).toMatch(rule)
        })
        expect(simulator.requests).toHaveLength(0)
      })
    )

  it.effect.each(["", "anna smith", "sip:anna", "anna@example.com", "änna", "a,b", "anna*", "anna\n"])(
    "refuses the client id %j",
    (clientId) => refuses({ clientId }, ["clientId", /letters, digits/])
  )
  it.effect.each([
    599_000,
    "599 seconds",
    "86401 seconds",
    3600,
    0,
    -600_000,
    600_500,
    "Infinity",
    "an hour",
    null,
    Number.NaN
  ])("refuses the lifetime %j", (lifetime) =>
    refuses({ clientId: "a", lifetime }, ["lifetime", /600 to 86400 whole seconds, with its unit$/])
  )
  it.effect.each(["a,b", "", "a*b", "**", "sip:a", "b c", "a**"])("refuses the callable client %j", (id) =>
    refuses({ clientId: "a", callableClients: ["fine", id] }, ["callableClients", /client ids/])
  )
  it.effect.each(["*", "", null])("refuses callable clients that are no list: %j", (callableClients) =>
    refuses({ clientId: "a", callableClients }, ["callableClients", /must be array/])
  )
  it.effect.each([null, "true", 0])("refuses %j where true or false is meant", (incoming) =>
    refuses({ clientId: "a", incoming }, ["incoming", /must be boolean/])
  )
  it.effect("refuses an option that it does not know", () =>
    refuses({ clientId: "a", ttl: 600 }, ["ttl", /is not a field/])
  )
  it.effect("names every problem at once", () =>
    refuses(
      { lifetime: 1, incoming: 1 },
      ["clientId", /required/],
      ["lifetime", /whole/],
      ["incoming", /boolean/]
    )
  )
  it.effect("refuses to work without options", () => refuses(undefined, ["clientId", /is required/]))
})

describe("WebRtcTokens.registeredClients", () => {
  it.effect.each(["array", "object"] as const)("lists who is registered, from an %s of the cloud", (form) =>
    withCloud(
      (simulator) =>
        Effect.gen(function* () {
          expect(yield* WebRtcTokens.registeredClients()).toEqual([])
          const anna = simulator.webrtc.addClient({ clientId: "anna" })
          const bob = simulator.webrtc.addClient({ clientId: "bob", expiresIn: 60_000 })
          const listed = yield* WebRtcTokens.registeredClients()
          expect(
            listed.map(({ clientId, lastModifiedAt, expiresAt }) => ({
              clientId,
              lastModified: DateTime.toEpochMillis(present(lastModifiedAt)),
              expires: DateTime.toEpochMillis(present(expiresAt))
            }))
          ).toEqual([anna, bob])
        }),
      { forms: { registeredClients: form } }
    )
  )

  const clients = [
    { client_id: "anna", last_modified: "2026-01-01_00:00:00", expires: "2026-01-01_00:10:00" },
    { client_id: "bob", last_modified: "2026-01-01_00:05:00", expires: "2026-01-01_00:15:00" }
  ]

  it.effect.each([
    { form: "a bare array", body: clients as unknown },
    { form: "an object with one array", body: { clients } },
    { form: "an object with an array and more", body: { count: 2, registered: clients } }
  ])("lists clients from $form", ({ body }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, body)
        const listed = yield* WebRtcTokens.registeredClients()
        expect(
          listed.map(({ clientId, lastModifiedAt, expiresAt, other }) => [
            clientId,
            DateTime.formatIso(present(lastModifiedAt)),
            DateTime.formatIso(present(expiresAt)),
            other
          ])
        ).toEqual([
          ["anna", "2026-01-01T00:00:00.000Z", "2026-01-01T00:10:00.000Z", {}],
          ["bob", "2026-01-01T00:05:00.000Z", "2026-01-01T00:15:00.000Z", {}]
        ])
        expect(present(simulator.requests[0])).toMatchObject({
          method: "POST",
          path: "/webrtc_registered_clients",
          query: "",
          text: "",
          authorized: true,
          username: "1-2-0/you@example.com"
        })
      })
    )
  )

  it.effect.each([
    "2026-01-01_00:10:00",
    "2026-01-01 00:10:00",
    "2026-01-01T00:10:00Z",
    "2026-01-01T00:10:00.000000+00:00",
    1767226200,
    "1767226200"
  ])("reads the time %j", (time) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, [{ client_id: "anna", last_modified: time, expires: time }])
        const [client] = yield* WebRtcTokens.registeredClients()
        expect(DateTime.formatIso(present(present(client).expiresAt))).toBe("2026-01-01T00:10:00.000Z")
        expect(DateTime.formatIso(present(present(client).lastModifiedAt))).toBe("2026-01-01T00:10:00.000Z")
      })
    )
  )

  it.effect("keeps what it does not know, and leaves out what the cloud leaves out", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, { clients: [{ client_id: "anna", expires: null, transport: "wss" }] })
        expect(yield* WebRtcTokens.registeredClients()).toEqual([
          { clientId: "anna", other: { transport: "wss" } }
        ])
      })
    )
  )

  it.effect("lists nobody", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, [])
        expect(yield* WebRtcTokens.registeredClients()).toEqual([])
      })
    )
  )

  it.effect.each([
    { body: {} as unknown },
    { body: { clients: "none" } },
    { body: [{ clientId: "anna" }] },
    { body: [{ client_id: "anna", expires: "tomorrow" }] }
  ])("does not understand $body", ({ body }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, body)
        const error = yield* Effect.flip(CallPolicy.with(WebRtcTokens.registeredClients(), CallPolicy.none))
        expect(error.reason._tag).toBe("UnexpectedResponse")
      })
    )
  )
})
