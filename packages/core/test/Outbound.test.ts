import type { CloudAccount } from "@aculab-cloud/core/CloudAccount"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Outbound from "@aculab-cloud/core/Outbound"
import * as OutboundService from "@aculab-cloud/core/OutboundService"
import type { ManualClock, Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Redacted from "effect/Redacted"
import { fieldsOf, present, withCloud } from "./support.js"

type Services = CloudAccount | OutboundService.OutboundService | HttpClient.HttpClient

const withService =
  (name: string) =>
  <A, E>(body: (simulator: Simulator<ManualClock>) => Effect.Effect<A, E, Services>) =>
    withCloud((simulator) =>
      Effect.provide(
        body(simulator),
        OutboundService.layer({ name, password: Redacted.make(`${name}-password`) })
      )
    )

const withRest = withService("simulator-rest")
const withUas = withService("simulator-uas")

const isRefused = (
  start: Effect.Effect<unknown, CloudError, Services>,
  ...issues: ReadonlyArray<readonly [field: string, rule: RegExp]>
) =>
  withRest((simulator) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(start)
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

describe("Outbound.startRest", () => {
  const refuses = (calls: unknown, ...issues: ReadonlyArray<readonly [field: string, rule: RegExp]>) =>
    isRefused(Outbound.startRest(calls as Outbound.OutboundCall), ...issues)

  it.effect("sends one call as one object, with the service's own credentials", () =>
    withRest((simulator) =>
      Effect.gen(function* () {
        const references = yield* Outbound.startRest({ to: "441908273800", from: "441908273801" })
        expect(references).toHaveLength(1)
        expect(simulator.requests).toHaveLength(1)
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.url).toBe("https://ws-1-2-0.aculabcloud.net/service_start")
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com/simulator-rest")
        expect(request.headers["content-type"]).toMatch(/^application\/x-www-form-urlencoded/)
        expect(fieldsOf(request.text)).toEqual({
          rest_calls: '{"to":"441908273800","from":"441908273801"}'
        })
        expect(simulator.outbound.get(references[0])?.call?.to).toBe("441908273800")
      })
    )
  )

  it.effect("sends several calls as an array, with everything under its name on the wire", () =>
    withRest((simulator) =>
      Effect.gen(function* () {
        const references = yield* Outbound.startRest([
          {
            to: "sip:grüße@example.com",
            token: "t:ö/\\",
            parameters: 'any "text" ^|\n',
            sipHeaders: [
              { name: "X-One", value: "1" },
              { name: "X-Two", value: "" }
            ]
          },
          { to: "tel:+44-1908-273800", from: "441908273801", token: undefined }
        ])
        expect(references).toHaveLength(2)
        const fields = fieldsOf(present(simulator.requests[0]).text)
        expect(Object.keys(fields)).toEqual(["rest_calls"])
        expect(JSON.parse(present(fields.rest_calls))).toEqual([
          {
            to: "sip:grüße@example.com",
            token: "t:ö/\\",
            outbound_parameters: 'any "text" ^|\n',
            extra_sip_headers: [
              { name: "X-One", value: "1" },
              { name: "X-Two", value: "" }
            ]
          },
          { to: "tel:+44-1908-273800", from: "441908273801" }
        ])
        expect(simulator.outbound.list().map(({ ref }) => ref)).toEqual(references)
      })
    )
  )

  it.effect.each([
    "sip:someone@example.com",
    "someone@example.com",
    "10.0.0.1",
    "loc:15552341234",
    "webrtc:bob",
    "con:meeting",
    "wss://example.com/audio"
  ])("needs no caller for %j", (to) =>
    withRest((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "response", response: () => Response.json(["r1"]) })
        expect(yield* Outbound.startRest({ to })).toEqual(["r1"])
        expect(fieldsOf(present(simulator.requests[0]).text)).toEqual({ rest_calls: JSON.stringify({ to }) })
      })
    )
  )

  it.effect.each(["441908273800", "44-1908-273800", "tel:441908273800", "tel:+441908273800"])(
    "needs a caller for the telephone number %j",
    (to) => refuses({ to }, ["calls.0.from", /is required when to is a telephone number/])
  )

  it.effect.each(["+441908273800", "44 1908 273800", "44--1908", "441908273800-", "(44)1908"])(
    "refuses %j, which the cloud would take for a SIP address",
    (to) => refuses({ to, from: "441908273801" }, ["calls.0.to", /digits and single dashes/])
  )

  it.effect.each(["tel:", "tel:0441908273800", "tel:+0441908", "tel:44 1908", "tel:bob"])(
    "refuses the number %j",
    (to) => refuses({ to, from: "441908273801" }, ["calls.0.to", /full international number/])
  )

  it.effect.each(["", "sip:a\r\nb", "sip:\ud800"])("refuses the destination %j", (to) =>
    refuses({ to }, ["calls.0.to", /not empty, no control characters/])
  )

  it.effect("refuses no calls at all", () => refuses([], ["calls", /at least one call/]))

  it.effect("refuses a call without a destination", () =>
    refuses({ from: "441908273801" }, ["calls.0.to", /required/])
  )

  it.effect("refuses what is no call", () => refuses([null], ["calls.0", /object/]))

  it.effect("refuses a property that it does not know, such as the wire's own", () =>
    refuses({ to: "sip:a@b", outbound_parameters: "x" }, ["calls.0.outbound_parameters", /is not a field/])
  )

  it.effect("refuses half of a surrogate pair", () =>
    refuses(
      { to: "sip:a@b", token: "\ud83d", parameters: "\ude00" },
      ["calls.0.token", /well-formed/],
      ["calls.0.parameters", /well-formed/]
    )
  )

  it.effect("refuses headers that would be others", () =>
    refuses(
      {
        to: "sip:a@b",
        sipHeaders: [
          { name: "X One", value: "1" },
          { name: "X-Two", value: "2\r\nX-Three: 3" },
          { name: "X-Four" }
        ]
      },
      ["calls.0.sipHeaders.0.name", /SIP header name/],
      ["calls.0.sipHeaders.1.value", /control characters/],
      ["calls.0.sipHeaders.2.value", /required/]
    )
  )

  it.effect("names the problems of every call at once", () =>
    refuses(
      [{ to: "441908273800" }, { to: "sip:a@b" }, { to: "" }],
      ["calls.0.from", /required/],
      ["calls.2.to", /not empty/]
    )
  )

  it.effect.each([{ status: 503 }, { status: 500 }, { status: 408 }])(
    "is not repeated after $status, and says what to look at",
    ({ status }) =>
      withRest((simulator) =>
        Effect.gen(function* () {
          simulator.faults.next({ kind: "status", status, times: 5 })
          const error = yield* Effect.flip(Outbound.startRest({ to: "sip:a@b" }))
          expect(error.outcome).toBe("unknown")
          expect(error.advice).toMatch(/queue/)
          expect(simulator.requests).toHaveLength(1)
        })
      )
  )

  it.effect("fails as unauthorized with another password", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const error = yield* Outbound.startRest({ to: "sip:a@b" }).pipe(
          Effect.provide(
            OutboundService.layer({ name: "simulator-rest", password: Redacted.make("another") })
          ),
          Effect.flip
        )
        expect(error.outcome).toBe("rejected")
        expect(error.reason).toMatchObject({ _tag: "Unauthorized", status: 401 })
        expect(simulator.outbound.list()).toHaveLength(0)
      })
    )
  )

  it.effect("is refused for a service with a UAS application", () =>
    withUas(() =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Outbound.startRest({ to: "sip:a@example.com" }))
        expect(error.reason).toMatchObject({ _tag: "Rejected", status: 400 })
      })
    )
  )

  it.effect.each([[], [""], {}, [1]])("does not take %j for references", (body) =>
    withRest((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "response", response: () => Response.json(body) })
        const error = yield* Effect.flip(Outbound.startRest({ to: "sip:a@b" }))
        expect(error.outcome).toBe("unknown")
        expect(error.reason._tag).toBe("UnexpectedResponse")
      })
    )
  )
})

describe("Outbound.startUas", () => {
  const refuses = (options: unknown, ...issues: ReadonlyArray<readonly [field: string, rule: RegExp]>) =>
    isRefused(Outbound.startUas(options as Outbound.UasOptions), ...issues)

  const sends = (options: Outbound.UasOptions | undefined, fields: Readonly<Record<string, string>>) =>
    withUas((simulator) =>
      Effect.gen(function* () {
        yield* Outbound.startUas(options)
        const request = present(simulator.requests[0])
        expect(request.path).toBe("/service_start")
        expect(request.username).toBe("1-2-0/you@example.com/simulator-uas")
        expect(fieldsOf(request.text)).toEqual(fields)
      })
    )

  it.effect("starts one instance without any field", () => sends(undefined, {}))
  it.effect("starts several instances", () => sends({ count: 3 }, { count: "3" }))
  it.effect("starts an instance with a text", () =>
    sends({ parameters: ["a,b;c"] }, { outbound_parameters: "a,b;c" })
  )
  it.effect("starts several instances with the same text", () =>
    sends({ parameters: ["a"], count: 2 }, { outbound_parameters: "a", count: "2" })
  )
  it.effect("joins texts with a comma, as in the documentation's example (doc 11)", () =>
    sends(
      { parameters: ["destinationForApp1", "destinationForApp2"] },
      { outbound_parameters: "destinationForApp1,destinationForApp2", delimiter: "," }
    )
  )
  it.effect("joins texts with another character when they hold commas", () =>
    sends({ parameters: ["a,b", "c;d", "e"] }, { outbound_parameters: "a,b/c;d/e", delimiter: "/" })
  )
  it.effect("joins texts with the delimiter that it is given", () =>
    sends({ parameters: ["a,", "b"], delimiter: "#" }, { outbound_parameters: "a,#b", delimiter: "#" })
  )

  it.effect("answers one reference for each instance, which gets its text", () =>
    withUas((simulator) =>
      Effect.gen(function* () {
        const references = yield* Outbound.startUas({ parameters: ["one", "two, three"] })
        expect(
          simulator.outbound.list().map(({ ref, outboundParameters }) => [ref, outboundParameters])
        ).toEqual([
          [references[0], "one"],
          [references[1], "two, three"]
        ])
      })
    )
  )

  it.effect.each([0, -1, 1.5, Number.NaN, "2"])("refuses the count %j", (count) =>
    refuses({ count }, ["count", /whole number of 1 or more|must be number/])
  )
  it.effect("refuses a count beside several texts, where the cloud ignores it", () =>
    refuses({ count: 2, parameters: ["a", "b"] }, ["count", /must be left out/])
  )
  it.effect.each(["ä", "a^b", "a|b", "a\tb", "a\u007f", ""])("refuses the text %j", (text) =>
    refuses({ parameters: ["ok", text] }, ["parameters", /7-bit ASCII/])
  )
  it.effect("refuses an empty list of texts", () =>
    refuses({ parameters: [] }, ["parameters", /at least one text/])
  )
  it.effect.each(["text", null, [1], { a: "b" }])("refuses %j for a list of texts", (parameters) =>
    refuses({ parameters }, ["parameters", /a list of texts/])
  )
  it.effect.each(["", "^", "|", "ab", "ä", "\n"])("refuses the delimiter %j", (delimiter) =>
    refuses({ parameters: ["x", "y"], delimiter }, ["delimiter", /one printable ASCII character/])
  )
  it.effect("refuses a delimiter that is in a text", () =>
    refuses({ parameters: ["a,b", "c"], delimiter: "," }, ["delimiter", /must not occur/])
  )
  it.effect("refuses a delimiter that would split a single text", () =>
    refuses({ parameters: ["a,b"], delimiter: "," }, ["delimiter", /must not occur/])
  )
  it.effect("refuses a delimiter of nothing", () =>
    refuses({ delimiter: "," }, ["delimiter", /without parameters/])
  )
  it.effect("refuses texts that leave no character for a delimiter", () => {
    const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("")
    return refuses({ parameters: [printable.replace(/[\^|]/g, ""), "a"] }, [
      "parameters",
      /leave one character/
    ])
  })
  it.effect("refuses an option that it does not know", () =>
    refuses({ parameter: ["a"] }, ["parameter", /is not a field/])
  )
  it.effect("names every problem at once", () =>
    refuses({ count: 0, parameters: ["ä"] }, ["count", /1 or more/], ["parameters", /7-bit/])
  )

  it.effect("is not repeated when its answer is lost", () =>
    withUas((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "reset" })
        const error = yield* Effect.flip(Outbound.startUas({ count: 2 }))
        expect(error.outcome).toBe("unknown")
        expect(error.advice).toMatch(/report/)
        expect(simulator.count("/service_start")).toBe(1)
        expect(simulator.outbound.list()).toHaveLength(2)
      })
    )
  )
})
