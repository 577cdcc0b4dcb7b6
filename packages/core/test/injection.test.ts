/** Text that would be more than text: where it would become a header, a line of a log, or another host. */
import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import * as CloudError from "@aculab-cloud/core/CloudError"
import * as Messages from "@aculab-cloud/core/Messages"
import * as RestApplications from "@aculab-cloud/core/RestApplications"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Redacted from "effect/Redacted"
import { refused } from "./refused.js"
import { from, to, withCloud } from "./support.js"
import { answering, withKey } from "./supportVoice.js"

const secret = "MARKED-secret"

/** A page that asks an endpoint, and what it asked. */
const asking = (
  endpoint: string,
  headers: NonNullable<BiometricSocket.SessionRequest["headers"]> = {}
): Effect.Effect<{ readonly error: CloudError.CloudError; readonly asked: ReadonlyArray<string> }> => {
  const asked: Array<string> = []
  return BiometricSocket.sessionFrom(endpoint, { operation: "verify", headers }).pipe(
    Effect.flip,
    Effect.map((error) => ({ error, asked })),
    Effect.provide(FetchHttpClient.layer),
    Effect.provideService(FetchHttpClient.Fetch, async (input) => {
      asked.push(String(input))
      return new Response("{}")
    }),
    Effect.orDie
  )
}

describe("BiometricSocket.sessionFrom sends nothing", () => {
  it.effect.each([
    { name: "a line break in a secret", headers: { authorization: Redacted.make(`${secret}\r\nx-evil: 1`) } },
    { name: "a line feed in a text", headers: { "x-csrf": `${secret}\nx-evil: 1` } },
    { name: "NUL", headers: { "x-csrf": `${secret}\u0000` } },
    { name: "letters that no header has", headers: { "x-csrf": `${secret}€` } },
    { name: "a line break in a name", headers: { "x-csrf\r\nx-evil": secret } },
    { name: "a colon in a name", headers: { "x-csrf:": secret } },
    { name: "an empty name", headers: { "": secret } }
  ])("with $name, and names the field without the value", ({ headers }) =>
    Effect.gen(function* () {
      const { error, asked } = yield* asking("https://app.example.com/voice", headers)
      expect(error.outcome).toBe("not-sent")
      expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "headers" })
      expect(JSON.stringify(error)).not.toContain("MARKED")
      expect(error.message).not.toContain("evil")
      expect(asked).toEqual([])
    })
  )

  it.effect.each([
    "http://app.example.com/voice",
    "http://127.0.0.1.example.com/voice",
    "http://localhost.example.com/voice",
    `https://anna:${secret}@app.example.com/voice`
  ])("to %s, and does not say the address", (endpoint) =>
    Effect.gen(function* () {
      const { error, asked } = yield* asking(endpoint, { authorization: secret })
      expect(error.outcome).toBe("not-sent")
      expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "endpoint" })
      expect(error.message).not.toContain("example.com")
      expect(JSON.stringify(error)).not.toContain("MARKED")
      expect(asked).toEqual([])
    })
  )
})

it.effect.each(["http://localhost:3000/voice", "http://127.0.0.1/voice", "http://[::1]:80/voice"])(
  "BiometricSocket.sessionFrom asks this machine in the clear: %s",
  (endpoint) =>
    Effect.gen(function* () {
      const { asked } = yield* asking(endpoint, { authorization: "Bearer b" })
      expect(asked).toEqual([new URL(endpoint).href])
    })
)

describe("an address that holds a password", () => {
  const address = `https://anna:${secret}@example.com/page`

  it.effect("is no status page: it has a field of its own for it", () =>
    refused(Messages.send({ to, from, content: "x", statusPage: { url: address } }), [
      "statusPage.url",
      /must not hold a user name or password$/
    ])
  )

  it.effect("is no page to redirect a call to", () =>
    refused(RestApplications.interrupt(["a.1"], { redirectPage: address }), [
      "redirectPage",
      /must not hold a user name or password$/
    ])
  )

  it.effect("is nowhere to fetch a voice from", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(BiometricUsers.register({ userId: "Bob", urls: [address] }))
        expect(error).toMatchObject({ outcome: "not-sent", reason: { _tag: "InvalidInput" } })
        expect(error.message).toContain("user name or password")
        expect(error.message).not.toContain(secret)
        expect(simulator.requests).toEqual([])
      })
    )
  )
})

describe("a base URL", () => {
  it.effect.each([
    "https://exam\nple.com",
    "https://example.com ",
    " https://example.com",
    "https://example.com\\@evil.example.com",
    "https://example.com/\u0000",
    "https:example.com"
  ])("is read in one way only: %j is refused", (baseUrl) =>
    Effect.gen(function* () {
      const account = { cloudId: "1-2-0", username: "you", apiAccessKey: Redacted.make("key"), baseUrl }
      const error = yield* Effect.flip(CloudAccount.make(account))
      expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "baseUrl" })
    })
  )
})

describe("the message of an error", () => {
  it.effect("is one line, whatever the cloud says: it fakes no line of a log", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const forged = "no\r\n2026-01-01 INFO all is well\u2028\u0085\u001b[2J"
        answering(simulator, { error: { code: forged, text: forged, details: [forged] } }, 400)
        const error = yield* Effect.flip(Messages.send({ to, from, content: "x" }))
        expect(error.message).toContain("all is well")
        for (const message of [error.message, error.reason.message]) {
          expect(message).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
        }
        // As data, the words stay what they are.
        expect(error.reason).toMatchObject({ _tag: "Rejected", text: forged })
      })
    )
  )

  it.effect("is one line, whatever an answer is made of", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answering(simulator, { "a\nb": { status: 1 } })
        const error = yield* Effect.flip(Messages.query(["r.1"]))
        expect(error.message).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
      })
    )
  )

  it.effect.each(["constructor", "toString", "__proto__", "hasOwnProperty"])(
    "does not take the code %s for one that is documented",
    (code) =>
      withCloud((simulator) =>
        Effect.gen(function* () {
          answering(simulator, { error: { code, text: "no", details: [] } }, 400)
          const error = yield* Effect.flip(Messages.send({ to, from, content: "x" }))
          expect(error.message).toBe(
            `Messages.send: the cloud rejected the call (HTTP 400, code ${code}): no [rejected]`
          )
        })
      )
  )

  it("is one line when the transport has many", () => {
    const reason = new CloudError.TransportFailure({ during: "request", description: "one\ntwo" })
    expect(reason.message).toBe("the connection failed during the request: one two")
  })
})
