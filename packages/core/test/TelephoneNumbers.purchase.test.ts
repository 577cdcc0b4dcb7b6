import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as TelephoneNumbers from "@aculab-cloud/core/TelephoneNumbers"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { present, withCloud } from "./support.js"
import { answers, asForm, onWire, problems } from "./supportNumbers.js"

const london = { country: "United Kingdom", region: "London" }
const freephone = { country: "United Kingdom", region: "44800", kind: "tollfree" } as const

describe.each([
  { name: "purchase", purchase: TelephoneNumbers.purchase, path: "/tel_purchase" },
  {
    name: "purchaseDevelopment",
    purchase: TelephoneNumbers.purchaseDevelopment,
    path: "/tel_purchase_development"
  }
])("TelephoneNumbers.$name", ({ name, purchase, path }) => {
  it.effect("asks for a number with country and region alone", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, ["441234567890"])
        expect(yield* purchase(london)).toEqual(["441234567890"])
        expect(simulator.requests).toHaveLength(1)
        expect(onWire(simulator)).toEqual(asForm(path, london))
        expect(present(simulator.requests[0]).headers["content-type"]).toMatch(
          /^application\/x-www-form-urlencoded/
        )
      })
    )
  )

  it.effect("sends every option under its name on the wire", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, ["18005550100"])
        yield* purchase({
          country: "United States",
          state: "California",
          region: "1800",
          regulationAddress: "Head office",
          quantity: 3,
          basedOn: "15550001234",
          allowPartial: true,
          kind: "tollfree",
          allowLandline: true,
          allowCellular: false,
          allowPayphone: true
        })
        expect(onWire(simulator).fields).toEqual({
          country: "United States",
          state: "California",
          region: "1800",
          regulation_address: "Head office",
          quantity: "3",
          based_on: "15550001234",
          allow_partial: "true",
          did_type: "tollfree",
          allow_landline: "true",
          allow_cellular: "false",
          allow_payphone: "true"
        })
      })
    )
  )

  it.effect("leaves out what is undefined, and sends what is false", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, [])
        yield* purchase({ ...london, state: undefined, kind: undefined, allowPartial: false })
        expect(onWire(simulator).fields).toEqual({ ...london, allow_partial: "false" })
      })
    )
  )

  it.effect.each([
    { name: "beyond ASCII", region: "Mönchengladbach", sent: "M\\u00f6nchengladbach" },
    { name: "that are escaped already", region: "M\\u00f6nchengladbach", sent: "M\\u00f6nchengladbach" },
    { name: "of both kinds", region: "M\\u00f6nchen \u00fc", sent: "M\\u00f6nchen \\u00fc" },
    { name: "beyond the BMP, as two escapes", region: "𐍈 town", sent: "\\ud800\\udf48 town" },
    { name: "of four hexadecimal digits", region: "東京", sent: "\\u6771\\u4eac" },
    { name: "at the border", region: "\u007f\u0080", sent: "\u007f\\u0080" },
    { name: "that a form escapes too", region: "a+b & c=d%", sent: "a+b & c=d%" }
  ])("writes characters $name as the cloud asks", ({ region, sent }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, ["4921610000"])
        yield* purchase({ ...london, region })
        expect(onWire(simulator).fields.region).toBe(sent)
      })
    )
  )

  it.effect("escapes the other texts too, and the bytes are ASCII", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, ["4921610000"])
        const text = "Ö"
        yield* purchase({ country: text, state: text, region: text, regulationAddress: text, basedOn: text })
        expect(present(simulator.requests[0]).text).toBe(
          "country=%5Cu00d6&state=%5Cu00d6&region=%5Cu00d6&regulation_address=%5Cu00d6&based_on=%5Cu00d6"
        )
      })
    )
  )

  it.effect.each([
    { form: "an array", body: ["441234567890", "441234567891"] as unknown },
    { form: "an object with an array", body: { numbers: ["441234567890", "441234567891"] } },
    {
      form: "an object with an array among other things",
      body: { status: "OK", cost: 2.5, numbers: ["441234567890", "441234567891"] }
    },
    { form: "an array of numbers", body: [441234567890, 441234567891] }
  ])("reads the numbers from $form", ({ body }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, body)
        expect(yield* purchase({ ...london, quantity: 2 })).toEqual(["441234567890", "441234567891"])
      })
    )
  )

  it.effect.each([
    { body: {} as unknown },
    { body: { ok: true } },
    { body: [[]] },
    { body: [""] },
    { body: "OK" }
  ])("says that the outcome is unknown when the answer is $body", ({ body }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, body)
        const error = yield* Effect.flip(purchase(london))
        expect(error.outcome).toBe("unknown")
        expect(error.reason._tag).toBe("UnexpectedResponse")
        expect(error.operation).toBe(`TelephoneNumbers.${name}`)
        expect(error.advice).toMatch(name === "purchase" ? /TelephoneNumbers\.list/ : /Nothing was bought/)
      })
    )
  )

  it.effect("is sent once, whatever the policy says: the purchase may have happened", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "status", status: 503, times: 3 })
        const error = yield* Effect.flip(CallPolicy.with(purchase(london), { maxAttempts: 5 }))
        expect(error.outcome).toBe("unknown")
        expect(error.advice).toBeDefined()
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )

  const refuses = (options: unknown, ...issues: ReadonlyArray<readonly [field: string, rule: RegExp]>) =>
    withCloud(
      Effect.fnUntraced(function* (simulator) {
        const found = yield* problems(() => purchase(options as TelephoneNumbers.PurchaseOptions))(simulator)
        expect(found.map(({ field }) => field)).toEqual(issues.map(([field]) => field))
        issues.forEach(([, rule], index) => {
          expect(present(found[index]).rule).toMatch(rule)
        })
      })
    )

  it.effect("needs a country and a region", () =>
    refuses({}, ["country", /is required/], ["region", /is required/])
  )
  it.effect("refuses to work without options", () =>
    refuses(undefined, ["country", /required/], ["region", /required/])
  )
  it.effect("refuses empty texts", () =>
    refuses(
      { country: "", state: "", region: "", regulationAddress: "", basedOn: "" },
      ["country", /not be empty/],
      ["state", /not be empty/],
      ["region", /not be empty/],
      ["regulationAddress", /not be empty/],
      ["basedOn", /not be empty/]
    )
  )
  it.effect("refuses half of a surrogate pair", () =>
    refuses({ ...london, region: "a\ud83d" }, ["region", /surrogate/])
  )
  it.effect.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    "refuses the quantity %d",
    (quantity) => refuses({ ...london, quantity }, ["quantity", /whole number of 1 or more/])
  )
  it.effect("refuses a quantity that is text", () =>
    refuses({ ...london, quantity: "1" }, ["quantity", /must be number/])
  )
  it.effect("refuses another kind", () =>
    refuses({ ...london, kind: "freephone" }, ["kind", /one of geographic, national, mobile, tollfree/])
  )
  it.effect.each(["true", 1, null])("refuses %j where true or false is meant", (value) =>
    refuses({ ...london, allowPartial: value }, ["allowPartial", /must be boolean/])
  )
  it.effect("refuses to open ordinary numbers to callers, which only toll-free ones need", () =>
    refuses(
      { ...london, allowLandline: true, allowCellular: false, allowPayphone: true },
      ["allowLandline", /toll-free/],
      ["allowCellular", /toll-free/],
      ["allowPayphone", /toll-free/]
    )
  )
  it.effect("refuses an option that it does not know, such as a misspelt one", () =>
    refuses({ ...london, allowPartail: true }, ["allowPartail", /is not a field/])
  )
  it.effect("takes a toll-free number without callers, as the cloud does", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, ["448000000000"])
        yield* purchase(freephone)
        expect(onWire(simulator).fields).toEqual({
          country: "United Kingdom",
          region: "44800",
          did_type: "tollfree"
        })
      })
    )
  )

  // Codes of shared/wire/numbers-conferences-reports-services.md, 1.1: documented, all HTTP 400.
  it.effect.each([
    { code: "0001", meaning: /mandatory parameter/ },
    { code: "0002", meaning: /malformed/ },
    { code: "0004", meaning: /at least 1/ },
    { code: "0005", meaning: /needs a regulation address/ },
    { code: "0006", meaning: /does not fit the country or region/ }
  ])("tells why the cloud refused: $code", ({ code, meaning }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(
          simulator,
          {
            error: {
              code,
              text: "in the cloud's words",
              datetime: "2021-01-15_08:56:24",
              link: "https://www.aculab.com/cloud/web-services/web-service-errors"
            },
            request: { url: path, datetime: "2021-01-15_08:56:23" }
          },
          400
        )
        const error = yield* Effect.flip(purchase(london))
        expect(error.outcome).toBe("rejected")
        expect(error.advice).toBeUndefined()
        expect(error.reason).toMatchObject({
          _tag: "Rejected",
          status: 400,
          code,
          text: "in the cloud's words"
        })
        expect(error.message).toMatch(meaning)
      })
    )
  )
})

describe("TelephoneNumbers.purchase, at the cloud", () => {
  it.effect("buys what it says, at the price of it", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const numbers = yield* TelephoneNumbers.purchase({ ...london, quantity: 2 })
        expect(numbers).toHaveLength(2)
        expect(simulator.telephoneNumbers.list().map(({ number }) => number)).toEqual(numbers)
        expect(simulator.telephoneNumbers.get(present(numbers[0]))).toMatchObject({
          ...london,
          kind: "geographic"
        })
        expect(
          simulator.telephoneNumbers
            .charges()
            .map(({ kind }) => kind)
            .sort()
        ).toEqual(["monthly", "monthly", "setup", "setup"])
      })
    )
  )

  it.effect("opens a toll-free number to the callers that it names", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const [number] = yield* TelephoneNumbers.purchase({
          country: "United Kingdom",
          region: "808",
          kind: "tollfree",
          allowLandline: true,
          allowPayphone: false
        })
        expect(simulator.telephoneNumbers.get(present(number))?.callers).toEqual({
          landline: true,
          cellular: false,
          payphone: false
        })
      })
    )
  )

  it.effect("finds a region and an address with characters beyond ASCII", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const name = "Büro 𐍈"
        const region = "Mönchengladbach"
        simulator.telephoneNumbers.addRegulationAddress({ name, country: "Germany", region, street: "Weg 1" })
        const [number] = yield* TelephoneNumbers.purchase({
          country: "Germany",
          region,
          regulationAddress: name
        })
        expect(simulator.telephoneNumbers.get(present(number))).toMatchObject({
          region,
          regulationAddress: name
        })
      })
    )
  )

  it.effect("is refused without the address that a country wants, and with one that does not suit", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const berlin = { country: "Germany", region: "Berlin" }
        const missing = yield* Effect.flip(TelephoneNumbers.purchase(berlin))
        expect(missing.reason).toMatchObject({ _tag: "Rejected", code: "0005" })
        const unsuitable = yield* Effect.flip(
          TelephoneNumbers.purchase({ ...berlin, regulationAddress: "Head office" })
        )
        expect(unsuitable.reason).toMatchObject({ _tag: "Rejected", code: "0006" })
        expect(simulator.telephoneNumbers.charges()).toEqual([])
        const suitable = yield* TelephoneNumbers.purchase({ ...berlin, regulationAddress: "Berlin office" })
        expect(suitable).toHaveLength(1)
      })
    )
  )

  it.effect("buys all or none, unless fewer will do", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.telephoneNumbers.limit(london, 1)
        const error = yield* Effect.flip(TelephoneNumbers.purchase({ ...london, quantity: 2 }))
        expect(error.outcome).toBe("rejected")
        expect(simulator.telephoneNumbers.list()).toEqual([])
        expect(yield* TelephoneNumbers.purchase({ ...london, quantity: 2, allowPartial: true })).toHaveLength(
          1
        )
      })
    )
  )

  it.effect("can be found in the list when its answer was lost", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const before = yield* TelephoneNumbers.list()
        simulator.faults.next({ path: "/tel_purchase", kind: "reset", when: "after" })
        const error = yield* Effect.flip(TelephoneNumbers.purchase(london))
        expect(error.outcome).toBe("unknown")
        expect(simulator.count("/tel_purchase")).toBe(1)
        expect(yield* TelephoneNumbers.list()).toHaveLength(before.length + 1)
      })
    )
  )

  it.effect.each(["array", "object"] as const)("reads the numbers from an %s of the cloud", (numbersBought) =>
    withCloud(
      (simulator) =>
        Effect.gen(function* () {
          const numbers = yield* TelephoneNumbers.purchase(london)
          expect(numbers).toEqual(simulator.telephoneNumbers.list().map(({ number }) => number))
        }),
      { forms: { numbersBought } }
    )
  )
})

describe("TelephoneNumbers.purchaseDevelopment, at the cloud", () => {
  it.effect("answers numbers and buys nothing", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        expect(yield* TelephoneNumbers.purchaseDevelopment({ ...london, quantity: 3 })).toHaveLength(3)
        expect(simulator.telephoneNumbers.list()).toEqual([])
        expect(simulator.telephoneNumbers.charges()).toEqual([])
      })
    )
  )
})
