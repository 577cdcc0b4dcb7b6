/** No secret shows, whatever is printed: every secret of a call is marked, and looked for everywhere. */
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import * as CloudError from "@aculab-cloud/core/CloudError"
import * as Messages from "@aculab-cloud/core/Messages"
import { type Fault, makeSimulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Formatter from "effect/Formatter"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import { from, inVirtualTime, makeRecorder, to } from "./support.js"

const key = 'MARKED-key:ä "&=+'
const password = "MARKED-password:ü/\\%"
const content = "MARKED-content"

const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
const simulated = { username: "you@example.com", apiAccessKey: key }

/** Every form in which a marked value could appear. */
const needles = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams({ s: secret }).toString().slice(2),
  JSON.stringify(secret).slice(1, -1),
  base64(secret)
]
const secrets = [...needles(key), ...needles(password), base64(`1-2-0/you@example.com:${key}`)]

const faults: ReadonlyArray<{ readonly name: string; readonly fault: Fault | undefined }> = [
  { name: "success", fault: undefined },
  { name: "a refusal", fault: { kind: "status", status: 400, text: "no", details: [] } },
  { name: "a reset", fault: { kind: "reset" } },
  { name: "a refused connection", fault: { kind: "refuse" } },
  { name: "a stall", fault: { kind: "stall" } },
  { name: "a redirect", fault: { kind: "redirect", location: "https://evil.example.com/" } },
  ...[200, 400, 401, 500].map((status) => ({
    name: `a server that sends all it got back with ${status}`,
    fault: { kind: "response", response: (request: Request) => echo(request, status) } as const
  }))
]

/** What a careless or hostile server could do with a request. */
const echo = (request: Request, status: number): Response => {
  const got = {
    ...Object.fromEntries(request.headers),
    key,
    password,
    form: new URLSearchParams({ key, password }).toString()
  }
  return new Response(
    JSON.stringify({
      error: { code: key, text: `bad: ${JSON.stringify(got)}`, details: [password], link: password },
      ...got
    }),
    { status, headers: { "content-type": `text/plain; secret=${status}` } }
  )
}

const given = [
  { as: "Redacted", hidden: (secret: string): string | Redacted.Redacted<string> => Redacted.make(secret) },
  { as: "text", hidden: (secret: string) => secret }
]

describe.each(given)("secrets, given as $as,", ({ hidden }) => {
  it.effect.each(faults)("appear nowhere after $name", ({ fault }) =>
    Effect.gen(function* () {
      const simulator = makeSimulator(simulated)
      if (fault !== undefined) simulator.faults.next({ ...fault, times: 10 })
      const shown: Array<string> = []
      const { tracer, spans } = makeRecorder()
      const logger = Logger.make(
        (entry) => void shown.push(Formatter.format(entry.message), Cause.pretty(entry.cause))
      )
      const account = yield* CloudAccount.make({
        cloudId: "1-2-0",
        username: "you@example.com",
        apiAccessKey: hidden(key)
      })
      const exit = yield* Messages.send({
        to,
        from,
        content,
        statusPage: { url: "https://example.com", username: "u", password: hidden(password) }
      }).pipe(
        Effect.tapError((error) => Effect.logError("failed", error)),
        inVirtualTime,
        Effect.provide([
          Layer.succeed(CloudAccount.CloudAccount, account),
          FetchHttpClient.layer.pipe(Layer.provide(Layer.succeed(FetchHttpClient.Fetch, simulator.fetch))),
          Logger.layer([logger])
        ]),
        Effect.provideService(References.MinimumLogLevel, "All"),
        Effect.withTracer(tracer),
        Effect.exit
      )

      shown.push(...allForms(exit), ...allForms(account))
      if (exit._tag === "Failure") {
        shown.push(Cause.pretty(exit.cause))
        for (const reason of exit.cause.reasons)
          if (Cause.isFailReason(reason)) shown.push(...formsOf(reason.error))
      }
      for (const span of spans)
        shown.push(
          ...[...span.attributes].map(([name, value]) => `${name}=${String(value)}`),
          span.name,
          ...allForms(span.status)
        )
      expect(spans.length).toBeGreaterThan(0)
      expect(exit._tag).toBe(fault === undefined ? "Success" : "Failure")

      const everything = shown.join("\n")
      for (const secret of secrets) expect(everything).not.toContain(secret)
      for (const span of spans) {
        const attributes = [...span.attributes.values()].map(String).join("\n")
        for (const personal of [content, to, from]) expect(attributes).not.toContain(personal)
      }
    })
  )

  it.effect("do not appear in the error of bad input", () =>
    Effect.gen(function* () {
      const simulator = makeSimulator(simulated)
      const error = yield* Messages.send({
        to: `${key}`,
        from,
        content: `${content}\ud800`,
        statusPage: { url: password, username: "u", password: hidden(`${password}\ud800`) }
      }).pipe(
        Effect.flip,
        Effect.provide([
          CloudAccount.layer({ ...simulator.account, apiAccessKey: hidden(key) }),
          FetchHttpClient.layer.pipe(Layer.provide(Layer.succeed(FetchHttpClient.Fetch, simulator.fetch)))
        ])
      )
      const everything = formsOf(error).join("\n")
      expect(everything).toContain("statusPage.password")
      for (const secret of [...secrets, content]) expect(everything).not.toContain(secret)
    })
  )

  it.effect("do not appear in the error of a bad account", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        CloudAccount.make({
          cloudId: key,
          username: `${key}:`,
          apiAccessKey: hidden(key),
          baseUrl: `https://u:${password}@x`
        })
      )
      for (const secret of secrets) expect(formsOf(error).join("\n")).not.toContain(secret)
    })
  )
})

/** The ways in which a value is usually printed. */
const allForms = (value: unknown): ReadonlyArray<string> => [
  String(value),
  JSON.stringify(value, (_, part) => (typeof part === "bigint" ? String(part) : part)) ?? "",
  Formatter.format(value)
]

const formsOf = (error: unknown): ReadonlyArray<string> => {
  expect(CloudError.isCloudError(error)).toBe(true)
  if (!CloudError.isCloudError(error)) return []
  const encoded = Schema.encodeSync(Schema.toCodecJson(CloudError.CloudError))(error)
  return [
    ...allForms(error),
    ...allForms(error.reason),
    error.message,
    error.stack ?? "",
    JSON.stringify(encoded),
    ...Object.getOwnPropertyNames(error).map((name) => Formatter.format(Reflect.get(error, name)))
  ]
}
