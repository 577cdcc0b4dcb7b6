import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import * as Messages from "@aculab-cloud/core/Messages"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { fieldsOf, from, present, to, withCloud } from "./support.js"

const sms = { to, from, content: "Hello" }

describe("Messages.send", () => {
  it.effect("sends an SMS as a form in a POST, with the account's credentials", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const references = yield* Messages.send({ to, from, content: "Grüße 👋" })
        expect(references).toHaveLength(1)
        expect(simulator.requests).toHaveLength(1)
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.url).toBe("https://ws-1-2-0.aculabcloud.net/msg_send")
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
        expect(request.headers["content-type"]).toMatch(/^application\/x-www-form-urlencoded/)
        expect(request.headers.accept).toBe("application/json")
        expect(new TextDecoder("utf-8", { fatal: true }).decode(request.body)).toBe(
          `to=${to}&from=${from}&content=Gr%C3%BC%C3%9Fe+%F0%9F%91%8B`
        )
        expect(simulator.messages.get(references[0])?.content).toBe("Grüße 👋")
      })
    )
  )

  it.effect("sends every option under its name on the wire", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.files.put({ filetype: "msg_media", name: "cat.png", bytes: new Uint8Array([1]) })
        simulator.files.put({ filetype: "msg_media", name: "dogs/dog.png", bytes: new Uint8Array([1]) })
        yield* Messages.send({
          type: "mms",
          to,
          from,
          content: "Look!",
          media: ["cat.png", "dogs/dog.png"],
          alphanumericSenderId: "Aculab",
          deliveryReport: true,
          statusPage: {
            url: "https://example.com/status?from=cloud",
            method: "GET",
            username: "cloud",
            password: Redacted.make("p:ä ss"),
            checkCertificate: false
          }
        })
        expect(fieldsOf(present(simulator.requests[0]).text)).toEqual({
          to,
          from,
          type: "mms",
          content: "Look!",
          msg_media_list: "cat.png,dogs/dog.png",
          alphanumeric_id: "Aculab",
          request_delivery_report: "true",
          status_page: "https://example.com/status?from=cloud",
          status_method: "GET",
          status_authentication_name: "cloud",
          status_authentication_password: "p:ä ss",
          status_ssl_check: "false"
        })
      })
    )
  )

  it.effect("leaves out what is undefined, and sends what is false", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* Messages.send({
          ...sms,
          deliveryReport: false,
          alphanumericSenderId: undefined,
          statusPage: undefined
        })
        expect(fieldsOf(present(simulator.requests[0]).text)).toEqual({
          to,
          from,
          content: "Hello",
          request_delivery_report: "false"
        })
      })
    )
  )

  it.effect.each([
    "+441908273800",
    "+44 1908 273800",
    "44-1908-273-800",
    "44\u00a01908\u2011273800",
    " 441908273800 "
  ])("removes the decoration of the number %j", (decorated) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* Messages.send({ ...sms, to: decorated })
        expect(fieldsOf(present(simulator.requests[0]).text).to).toBe("441908273800")
      })
    )
  )

  it.effect("answers one reference for each part of a long text", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const references = yield* Messages.send({ ...sms, content: "x".repeat(161) })
        expect(references).toHaveLength(2)
        const statuses = yield* Messages.query(references)
        expect(statuses.map(({ part }) => [part?.position, part?.count])).toEqual([
          [1, 2],
          [2, 2]
        ])
        expect(present(statuses[0]).part?.uid).toBe(present(statuses[1]).part?.uid)
        expect(simulator.messages.list()).toHaveLength(2)
      })
    )
  )

  const refuses = (options: unknown, ...issues: ReadonlyArray<readonly [field: string, rule: RegExp]>) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Messages.send(options as Messages.SendOptions))
        expect(error._tag).toBe("CloudError")
        expect(error.outcome).toBe("not-sent")
        expect(error.operation).toBe("Messages.send")
        const reason = error.reason
        if (reason._tag !== "InvalidInput") throw error
        expect(reason.issues.map(({ field }) => field)).toEqual(issues.map(([field]) => field))
        issues.forEach(([, rule], index) => {
          expect(present(reason.issues[index]).rule).toMatch(rule)
        })
        expect(reason.field).toBe(present(issues[0])[0])
        expect(simulator.requests).toHaveLength(0)
      })
    )

  it.effect.each([
    "",
    "+",
    "0441908273800",
    "00441908273800",
    "(44)1908273800",
    "44.1908",
    "four",
    "4419",
    "1234567890123456",
    "441908273800,441908273801",
    "441908273800/441908273801",
    "tel:441908273800",
    "٤٤١٩٠٨٢٧٣٨٠٠",
    "44++1908273800"
  ])("refuses the number %j before anything is sent", (number) =>
    refuses({ ...sms, to: number }, ["to", /E\.164 number/])
  )

  it.effect("refuses an SMS without content", () =>
    refuses({ to, from }, ["content", /is required for an SMS/])
  )
  it.effect("refuses an SMS with empty content", () =>
    refuses({ to, from, content: "" }, ["content", /must not be empty/])
  )
  it.effect("refuses an MMS with empty content: absent is not the same", () =>
    refuses({ to, from, type: "mms", media: ["cat.png"], content: "" }, ["content", /must not be empty/])
  )
  it.effect("refuses an SMS with media", () =>
    refuses({ ...sms, media: ["cat.png"] }, ["media", /must be left out/])
  )
  it.effect("refuses an MMS without media", () =>
    refuses({ ...sms, type: "mms" }, ["media", /is required for an MMS/])
  )
  it.effect("refuses an MMS with an empty list of media", () =>
    refuses({ ...sms, type: "mms", media: [] }, ["media", /at least one file name/])
  )
  it.effect("refuses a media name with a comma, which the wire takes for two", () =>
    refuses({ ...sms, type: "mms", media: ["a,b.png"] }, ["media", /without a comma/])
  )
  it.effect("refuses a media name that is empty", () =>
    refuses({ ...sms, type: "mms", media: ["a.png", ""] }, ["media", /not empty/])
  )
  it.effect("refuses half of a surrogate pair, which would be sent as another character", () =>
    refuses({ ...sms, content: "a\ud83d" }, ["content", /surrogate/])
  )
  it.effect("refuses another type", () => refuses({ ...sms, type: "fax" }, ["type", /one of sms, mms/]))
  it.effect("refuses a status page that is not http", () =>
    refuses({ ...sms, statusPage: { url: "javascript:alert(1)" } }, ["statusPage.url", /http or https URL/])
  )
  it.effect("refuses a status page without an address", () =>
    refuses({ ...sms, statusPage: { method: "GET" } }, ["statusPage.url", /is required/])
  )
  it.effect("refuses another method for the status page", () =>
    refuses({ ...sms, statusPage: { url: "https://example.com", method: "PUT" } }, [
      "statusPage.method",
      /POST, GET/
    ])
  )
  it.effect.each([
    " https://example.com/status",
    "https://example.com/status\n",
    "https://exam\nple.com/status",
    "https://example.com/my status",
    "https:example.com",
    "https:\\\\example.com"
  ])("refuses the address %j, which a browser would mend, and which travels as it is", (address) =>
    refuses({ ...sms, statusPage: { url: address } }, [
      "statusPage.url",
      /^must be an absolute http or https URL$/
    ])
  )
  it.effect("refuses a password without a user name", () =>
    refuses({ ...sms, statusPage: { url: "https://example.com", password: Redacted.make("x") } }, [
      "statusPage.username",
      /is required beside a password/
    ])
  )
  it.effect("refuses a user name with a colon, where HTTP Basic would split it", () =>
    refuses({ ...sms, statusPage: { url: "https://example.com", username: "a:b" } }, [
      "statusPage.username",
      /colon/
    ])
  )
  it.effect("refuses a password that is no text, or half a character", () =>
    Effect.all([
      refuses({ ...sms, statusPage: { url: "https://example.com", username: "u", password: 7 } }, [
        "statusPage.password",
        /a text or a Redacted text/
      ]),
      refuses({ ...sms, statusPage: { url: "https://example.com", username: "u", password: "\ud800" } }, [
        "statusPage.password",
        /well-formed/
      ])
    ])
  )
  it.effect("refuses an option that it does not know, such as a misspelt one", () =>
    refuses({ ...sms, deliveryReprot: true }, ["deliveryReprot", /is not a field/])
  )
  it.effect("refuses a nested option that it does not know", () =>
    refuses({ ...sms, statusPage: { url: "https://example.com", user: "x" } }, [
      "statusPage.user",
      /is not a field/
    ])
  )
  it.effect.each([{}, { url: undefined }])(
    "refuses a nested option in which nothing is, such as %j",
    (statusPage) =>
      refuses({ ...sms, statusPage }, ["statusPage", /is not a field of this operation, or is empty/])
  )
  it.effect("refuses null, which is not the same as absent", () =>
    refuses({ ...sms, alphanumericSenderId: null }, ["alphanumericSenderId", /must be string/])
  )
  it.effect("refuses text where true or false is meant", () =>
    refuses({ ...sms, deliveryReport: "true" }, ["deliveryReport", /must be boolean/])
  )
  it.effect("refuses numbers that are JavaScript numbers", () =>
    refuses({ ...sms, to: 441908273800 }, ["to", /must be string/])
  )
  it.effect("names every problem at once", () =>
    refuses({ to: "x", content: 1 }, ["to", /E\.164/], ["from", /is required/], ["content", /must be string/])
  )
  it.effect("refuses to work without options", () =>
    refuses(undefined, ["to", /required/], ["from", /required/])
  )

  it.effect("fails as rejected when the cloud refuses, with its code and details", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Messages.send({ ...sms, type: "mms", media: ["missing.png"] }))
        expect(error.outcome).toBe("rejected")
        expect(error.reason).toMatchObject({ _tag: "Rejected", status: 400, code: "0002" })
        expect(error.message).toContain("missing.png")
      })
    )
  )

  it.effect("fails as unauthorized with another key", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const stranger = CloudAccount.layer({
          ...simulator.account,
          apiAccessKey: Redacted.make("another key")
        })
        const error = yield* Effect.flip(Effect.provide(Messages.send(sms), stranger))
        expect(error.outcome).toBe("rejected")
        expect(error.reason).toMatchObject({ _tag: "Unauthorized", status: 401, code: "HTTP 401" })
        expect(simulator.messages.list()).toHaveLength(0)
      })
    )
  )
})

describe("Messages.query", () => {
  it.effect("asks for all references at once, in one value", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const [first] = yield* Messages.send(sms)
        const [second] = yield* Messages.send({ ...sms, deliveryReport: true })
        yield* Effect.promise(() => simulator.clock.advance(4000))
        simulator.clearRequests()
        const statuses = yield* Messages.query([second, "no-such-reference", first])
        const request = present(simulator.requests[0])
        expect(simulator.requests).toHaveLength(1)
        expect(request.path).toBe("/msg_query")
        expect(fieldsOf(request.text)).toEqual({ msg_refs: `${second}/no-such-reference/${first}` })
        expect(statuses.map(({ reference, state }) => [reference, state])).toEqual([
          [second, "delivered"],
          ["no-such-reference", "unknown"],
          [first, "sent"]
        ])
        const delivered = present(statuses[0])
        expect(delivered).toMatchObject({ type: "sms", errorCode: "000", from, other: {} })
        expect(DateTime.formatIso(present(delivered.updatedAt))).toBe("2026-01-01T00:00:04.000Z")
        expect(Object.keys(present(statuses[1])).sort()).toEqual(["other", "reference", "state"])
      })
    )
  )

  it.effect("splits the reason of a failure from the state", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.messages.failNext({ reason: "handset (switched) off", code: "917" })
        const references = yield* Messages.send(sms)
        yield* Effect.promise(() => simulator.clock.advance(10_000))
        const [status] = yield* Messages.query(references)
        expect(status).toMatchObject({
          state: "failed",
          failureReason: "handset (switched) off",
          errorCode: "917"
        })
      })
    )
  )

  it.effect("passes unknown states, types and fields on", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({
          kind: "response",
          response: () =>
            Response.json({ r1: { status: "pondering", type: "rcs", carrier: { name: "X" }, n: 0 } })
        })
        const [status] = yield* Messages.query(["r1"])
        expect(status).toEqual({
          reference: "r1",
          state: "pondering",
          type: "rcs",
          other: { carrier: { name: "X" }, n: 0 }
        })
      })
    )
  )

  it.effect.each([
    { name: "seconds since 1970", timestamp: 1493141823 as unknown },
    { name: "the cloud's form", timestamp: "2017-04-25_17:37:03" },
    { name: "ISO 8601", timestamp: "2017-04-25T17:37:03Z" }
  ])("reads a timestamp in $name, and numbers as text", ({ timestamp }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const parts = { multipart_uid: "u", multipart_pos: "1", multipart_count: 2, aculab_msg_err: 0 }
        simulator.faults.next({
          kind: "response",
          response: () => Response.json({ r1: { status: "sent", timestamp, ...parts } })
        })
        const status = present((yield* Messages.query(["r1"]))[0])
        expect(DateTime.formatIso(present(status.updatedAt))).toBe("2017-04-25T17:37:03.000Z")
        expect(status.part).toEqual({ uid: "u", position: 1, count: 2 })
        expect(status.errorCode).toBe("000")
      })
    )
  )

  it.effect("takes null for a field that is not there", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const nothing = {
          type: null,
          timestamp: null,
          aculab_msg_err: null,
          msg_from: null,
          multipart_uid: null
        }
        simulator.faults.next({
          kind: "response",
          response: () => Response.json({ r1: { status: "unknown", ...nothing, multipart_pos: null } })
        })
        expect(yield* Messages.query(["r1"])).toEqual([{ reference: "r1", state: "unknown", other: {} }])
      })
    )
  )

  it.effect("is not confused by references that are names of JavaScript's own", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({
          kind: "response",
          response: () =>
            new Response('{"__proto__": {"status": "sent"}}', {
              headers: { "content-type": "application/json" }
            })
        })
        const statuses = yield* Messages.query(["constructor", "toString"])
        expect(statuses.map(({ state }) => state)).toEqual(["unknown", "unknown"])
      })
    )
  )

  it.effect.each([
    { references: [] },
    { references: ["a/b"] },
    { references: [""] },
    { references: ["a\nb"] }
  ])("refuses the references $references", ({ references }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Messages.query(references))
        expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "references" })
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )
})

describe("Messages.cancel", () => {
  it.effect("cancels what is queued and nothing else", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const [gone] = yield* Messages.send(sms)
        yield* Effect.promise(() => simulator.clock.advance(1000))
        const [queued] = yield* Messages.send(sms)
        simulator.clearRequests()
        const results = yield* Messages.cancel([queued, gone, "nothing"])
        expect(results).toEqual([
          { reference: queued, result: "cancelled" },
          { reference: gone, result: "submitted to carrier" },
          { reference: "nothing", result: "unknown" }
        ])
        expect(present(simulator.requests[0]).path).toBe("/msg_cancel")
        expect(fieldsOf(present(simulator.requests[0]).text)).toEqual({
          msg_refs: `${queued}/${gone}/nothing`
        })
        expect(simulator.messages.get(queued)?.status).toBe("cancelled")
      })
    )
  )
})

describe("Messages.listBlocked", () => {
  it.effect("lists who has sent STOP", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* Effect.promise(() => simulator.clock.advance(60_000))
        simulator.messages.receive({ from: to, to: from, content: " stop " })
        const blocked = yield* Messages.listBlocked({ from: `+${from}` })
        expect(blocked).toHaveLength(1)
        expect(blocked[0]).toMatchObject({ to, from })
        expect(DateTime.formatIso(present(blocked[0]).blockedAt)).toBe("2026-01-01T00:01:00.000Z")
        expect(present(simulator.requests[0]).path).toBe("/msg_list_blocked")
        expect(fieldsOf(present(simulator.requests[0]).text)).toEqual({ from })
        expect(yield* Messages.listBlocked({ to: "15550001234" })).toEqual([])
      })
    )
  )

  it.effect("asks for at least one of the two numbers", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Messages.listBlocked({}))
        expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "to" })
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )
})
