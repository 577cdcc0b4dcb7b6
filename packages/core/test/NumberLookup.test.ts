import * as NumberLookup from "@aculab-cloud/core/NumberLookup"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { withCloud } from "./support.js"

const checked = (body: unknown) =>
  withCloud((simulator) => {
    simulator.faults.next({ kind: "response", when: "before", response: () => Response.json(body) })
    return NumberLookup.check("443069990123")
  })

describe("NumberLookup.check", () => {
  it.effect("asks with a GET, the number in the query without its decoration", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({
          kind: "response",
          when: "before",
          response: () => Response.json({ number_found: false })
        })
        yield* NumberLookup.check("+44 306 999-0123")
        expect(simulator.requests).toHaveLength(1)
        expect(simulator.requests[0]).toMatchObject({
          method: "GET",
          path: "/number_lookup/v1/check",
          query: "phone_number=443069990123",
          text: "",
          authorized: true,
          username: "1-2-0/you@example.com"
        })
      })
    )
  )

  it.effect.each(["alpha-3", "alpha-2"] as const)(
    "finds a number, with its country code in %s",
    (countryCode) =>
      withCloud(
        () =>
          Effect.gen(function* () {
            expect(yield* NumberLookup.check("+44 7700 900123")).toMatchObject({
              found: true,
              countryName: "United Kingdom",
              countryCode: countryCode === "alpha-3" ? "GBR" : "GB",
              lineType: "mobile"
            })
          }),
        { forms: { countryCode } }
      )
  )

  it.effect("tells that the cloud knows nothing of a number", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.lookup.set("447700900123", undefined)
        expect((yield* NumberLookup.check("447700900123")).found).toBe(false)
      })
    )
  )

  // Both examples of the documentation: shared/wire/numbers-conferences-reports-services.md, 6.1.
  it.effect("reads the documented example of a number that is found", () =>
    Effect.gen(function* () {
      expect(
        yield* checked({
          number_found: true,
          country_name: "United States",
          country_code: "USA",
          line_type: "mobile",
          carrier: "United States Cellular Corp. (U.S. Cellular)"
        })
      ).toEqual({
        found: true,
        countryName: "United States",
        countryCode: "USA",
        lineType: "mobile",
        carrier: "United States Cellular Corp. (U.S. Cellular)",
        other: {}
      })
    })
  )

  it.effect("reads the documented example of a number that is not found", () =>
    Effect.gen(function* () {
      expect(yield* checked({ number_found: false })).toEqual({ found: false, other: {} })
    })
  )

  it.effect("takes a country code of two letters, as the Python wrapper says", () =>
    Effect.gen(function* () {
      expect(yield* checked({ number_found: true, country_code: "US" })).toEqual({
        found: true,
        countryCode: "US",
        other: {}
      })
    })
  )

  it.effect("passes unknown kinds of line and fields on, and takes null for absent", () =>
    Effect.gen(function* () {
      expect(
        yield* checked({ number_found: true, line_type: "satellite", carrier: null, ported: true, mcc: 310 })
      ).toEqual({ found: true, lineType: "satellite", other: { ported: true, mcc: 310 } })
      expect(yield* checked({ number_found: false, hint: "x" })).toEqual({
        found: false,
        other: { hint: "x" }
      })
    })
  )

  it.effect.each([{ body: {} as unknown }, { body: [] }, { body: { number_found: "maybe" } }])(
    "does not understand $body",
    ({ body }) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(checked(body))
        expect(error.reason._tag).toBe("UnexpectedResponse")
      })
  )

  // The documented error: its code is an HTTP status with words, in text (same source).
  it.effect("fails as rejected when the cloud takes it for no telephone number", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({
          kind: "response",
          when: "before",
          response: () =>
            Response.json(
              {
                error: { code: "400 Bad Request", text: "Invalid phone number format" },
                request: { url: "/number_lookup/v1/check" }
              },
              { status: 400 }
            )
        })
        const error = yield* Effect.flip(NumberLookup.check("443069990123"))
        expect(error.outcome).toBe("rejected")
        expect(error.reason).toMatchObject({
          _tag: "Rejected",
          status: 400,
          code: "400 Bad Request",
          text: "Invalid phone number format"
        })
      })
    )
  )

  it.effect.each(["", "+", "0441908273800", "call me", "4419", "1234567890123456", "44&x=1"])(
    "refuses %j before anything is sent",
    (phoneNumber) =>
      withCloud((simulator) =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(NumberLookup.check(phoneNumber))
          expect(error.outcome).toBe("not-sent")
          expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "phoneNumber" })
          expect(error.message).toMatch(/E\.164 number/)
          expect(simulator.requests).toHaveLength(0)
        })
      )
  )
})
