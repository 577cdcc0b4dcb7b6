import * as TelephoneNumbers from "@aculab-cloud/core/TelephoneNumbers"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { inVirtualTime, present, withCloud } from "./support.js"
import { answers, asForm, onWire, problems } from "./supportNumbers.js"

const london = { country: "United Kingdom", region: "London" }

describe("TelephoneNumbers.list", () => {
  it.effect("lists what was bought, of one kind", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const [geographic] = yield* TelephoneNumbers.purchase(london)
        const [mobile] = yield* TelephoneNumbers.purchase({
          country: "United Kingdom",
          region: "7700",
          kind: "mobile"
        })
        const numbersOf = (options?: TelephoneNumbers.ListOptions) =>
          Effect.map(TelephoneNumbers.list(options), (numbers) => numbers.map(({ number }) => number))
        expect(yield* numbersOf()).toEqual([geographic])
        expect(yield* numbersOf({ kind: "mobile" })).toEqual([mobile])
        expect(yield* numbersOf({ country: "Germany" })).toEqual([])
        const [listed] = yield* TelephoneNumbers.list(london)
        expect(listed).toMatchObject({ number: geographic, other: london })
      })
    )
  )

  it.effect("lists all numbers, with what the cloud says of each", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, {
          "442079460000": { country: "United Kingdom", monthly_cost: 1.5 },
          "33123456789": {}
        })
        expect(yield* TelephoneNumbers.list()).toEqual([
          { number: "442079460000", other: { country: "United Kingdom", monthly_cost: 1.5 } },
          { number: "33123456789", other: {} }
        ])
        expect(onWire(simulator)).toEqual(asForm("/tel_list_numbers", {}))
      })
    )
  )

  it.effect("sends every filter under its name on the wire", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, {})
        const numbers = yield* TelephoneNumbers.list({
          country: "Österreich",
          state: "Kärnten",
          region: "Völkermarkt",
          kind: "mobile"
        })
        expect(numbers).toEqual([])
        expect(onWire(simulator).fields).toEqual({
          country: "\\u00d6sterreich",
          state: "K\\u00e4rnten",
          region: "V\\u00f6lkermarkt",
          did_type: "mobile"
        })
      })
    )
  )

  it.effect("takes an empty array for no numbers", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, [])
        expect(yield* TelephoneNumbers.list({})).toEqual([])
      })
    )
  )

  it.effect("names every problem before anything is sent", () =>
    withCloud(
      Effect.fnUntraced(function* (simulator) {
        const options = { country: "", state: 1, region: "\udc00", kind: "x", number: "44" }
        const found = yield* problems(() =>
          TelephoneNumbers.list(options as unknown as TelephoneNumbers.ListOptions)
        )(simulator)
        expect(found.map(({ field }) => field).sort()).toEqual([
          "country",
          "kind",
          "number",
          "region",
          "state"
        ])
      })
    )
  )
})

describe("TelephoneNumbers.remove", () => {
  it.effect("gives back what was bought, and names what is not on the account", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const numbers = yield* TelephoneNumbers.purchase({ ...london, quantity: 2 })
        const [first, second] = numbers
        const partial = yield* TelephoneNumbers.remove([`+${first}`, "447000000000"])
        expect(partial).toMatchObject({ status: "PARTIAL", failed: [{ number: "447000000000" }] })
        expect(simulator.telephoneNumbers.list().map(({ number }) => number)).toEqual([second])
        expect(yield* TelephoneNumbers.remove([present(second)])).toEqual({ status: "OK", failed: [] })
        expect((yield* TelephoneNumbers.remove(numbers)).status).toBe("FAIL")
      })
    )
  )

  it.effect("is repeated when its answer is lost, and then names what the first attempt deleted", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const numbers = yield* TelephoneNumbers.purchase(london)
        simulator.faults.next({ path: "/tel_delete_numbers", kind: "reset", when: "after" })
        const result = yield* inVirtualTime(TelephoneNumbers.remove(numbers))
        expect(simulator.count("/tel_delete_numbers")).toBe(2)
        expect(result).toMatchObject({ status: "FAIL", failed: [{ number: numbers[0] }] })
        expect(yield* TelephoneNumbers.list()).toEqual([])
      })
    )
  )

  it.effect("gives numbers back in one value, without their decoration", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, { status: "OK" })
        expect(yield* TelephoneNumbers.remove(["+44 20 7946-0000", "33123456789"])).toEqual({
          status: "OK",
          failed: []
        })
        expect(onWire(simulator)).toEqual(
          asForm("/tel_delete_numbers", { numbers: "442079460000/33123456789" })
        )
      })
    )
  )

  it.effect.each([
    {
      name: "some, keyed by number",
      body: { status: "PARTIAL", numbers: { "33123456789": { error: "not yours" } } } as unknown,
      expected: { status: "PARTIAL", failed: [{ number: "33123456789", details: { error: "not yours" } }] }
    },
    {
      name: "all, with a text for each",
      body: { status: "FAIL", numbers: { "1": "unknown", "2": null } },
      expected: {
        status: "FAIL",
        failed: [
          { number: "1", details: "unknown" },
          { number: "2", details: null }
        ]
      }
    },
    {
      name: "some, as an array",
      body: { status: "PARTIAL", numbers: ["33123456789", 44] },
      expected: {
        status: "PARTIAL",
        failed: [
          { number: "33123456789", details: undefined },
          { number: "44", details: undefined }
        ]
      }
    },
    { name: "with a word of its own", body: { status: "LATER" }, expected: { status: "LATER", failed: [] } },
    { name: "with null", body: { status: "OK", numbers: null }, expected: { status: "OK", failed: [] } }
  ])("tells what could not be deleted: $name", ({ body, expected }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, body)
        expect(yield* TelephoneNumbers.remove(["33123456789"])).toEqual(expected)
      })
    )
  )

  it.effect.each([
    { numbers: [], rule: /at least one number/ },
    { numbers: [""], rule: /digits alone/ },
    { numbers: ["44/33"], rule: /digits alone/ },
    { numbers: ["44,33"], rule: /digits alone/ },
    { numbers: ["442079460000", "four"], rule: /digits alone/ },
    { numbers: "442079460000" as unknown as ReadonlyArray<string>, rule: /must be array/ },
    { numbers: [442079460000] as unknown as ReadonlyArray<string>, rule: /must be string/ }
  ])("refuses the numbers $numbers", ({ numbers, rule }) =>
    withCloud(
      Effect.fnUntraced(function* (simulator) {
        const found = yield* problems(() => TelephoneNumbers.remove(numbers))(simulator)
        expect(present(found[0]).field).toMatch(/^numbers/)
        expect(present(found[0]).rule).toMatch(rule)
      })
    )
  )
})

describe("TelephoneNumbers: where numbers can be bought", () => {
  it.effect("leads from a country over its states and regions to a purchase", () =>
    withCloud(() =>
      Effect.gen(function* () {
        expect(yield* TelephoneNumbers.countries()).toContain("Germany")
        expect(yield* TelephoneNumbers.countries({ kind: "tollfree" })).not.toContain("Germany")
        expect(yield* TelephoneNumbers.regions({ country: "Germany" })).toContain("Mönchengladbach")
        const country = "United States"
        const [state] = yield* TelephoneNumbers.states(country)
        const [region] = yield* TelephoneNumbers.regions({ country, state })
        const bought = yield* TelephoneNumbers.purchase({ country, state, region: present(region) })
        expect(bought).toHaveLength(1)
      })
    )
  )

  const cases = [
    {
      name: "countries",
      ask: TelephoneNumbers.countries({ kind: "national" }),
      path: "/tel_get_supported_countries",
      fields: { did_type: "national" }
    },
    {
      name: "countries, of the cloud's default kind",
      ask: TelephoneNumbers.countries(),
      path: "/tel_get_supported_countries",
      fields: {}
    },
    {
      name: "states",
      ask: TelephoneNumbers.states("México"),
      path: "/tel_get_supported_states",
      fields: { country: "M\\u00e9xico" }
    },
    {
      name: "regions",
      ask: TelephoneNumbers.regions({ country: "México", state: "Nuevo León", kind: "mobile" }),
      path: "/tel_get_supported_regions",
      fields: { country: "M\\u00e9xico", state: "Nuevo Le\\u00f3n", did_type: "mobile" }
    },
    {
      name: "regions of a country",
      ask: TelephoneNumbers.regions({ country: "Germany" }),
      path: "/tel_get_supported_regions",
      fields: { country: "Germany" }
    }
  ]

  it.effect.each(cases)("asks for $name", ({ ask, path, fields }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, ["München", "M\u00f6nchengladbach"])
        expect(yield* ask).toEqual(["München", "Mönchengladbach"])
        expect(onWire(simulator)).toEqual(asForm(path, fields))
      })
    )
  )

  it.effect.each(cases)(
    "reads $name from an object with an array, and prefixes that are numbers",
    ({ ask }) =>
      withCloud((simulator) =>
        Effect.gen(function* () {
          answers(simulator, { count: 2, names: ["London", 44800] })
          expect(yield* ask).toEqual(["London", "44800"])
        })
      )
  )

  it.effect("decodes names that the cloud escapes in its JSON", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "response", response: () => new Response('["M\\u00f6nchengladbach"]') })
        expect(yield* TelephoneNumbers.regions({ country: "Germany" })).toEqual(["Mönchengladbach"])
      })
    )
  )

  const wrong = (value: unknown) => value as never
  it.effect.each([
    { name: "another kind", ask: () => TelephoneNumbers.countries({ kind: wrong("x") }), field: "kind" },
    {
      name: "an unknown option",
      ask: () => TelephoneNumbers.countries(wrong({ state: "x" })),
      field: "state"
    },
    { name: "an empty country", ask: () => TelephoneNumbers.states(""), field: "country" },
    { name: "no country", ask: () => TelephoneNumbers.states(wrong(undefined)), field: "country" },
    { name: "regions of nowhere", ask: () => TelephoneNumbers.regions(wrong({})), field: "country" },
    {
      name: "an empty state",
      ask: () => TelephoneNumbers.regions({ country: "Germany", state: "" }),
      field: "state"
    },
    {
      name: "regions of another kind",
      ask: () => TelephoneNumbers.regions({ country: "Germany", kind: wrong("fax") }),
      field: "kind"
    }
  ])("refuses $name", ({ ask, field }) =>
    withCloud(
      Effect.fnUntraced(function* (simulator) {
        const found = yield* problems(ask)(simulator)
        expect(found.map((problem) => problem.field)).toEqual([field])
      })
    )
  )
})

describe("TelephoneNumbers.regulationAddresses", () => {
  it.effect("lists the addresses of the account", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const names = (yield* TelephoneNumbers.regulationAddresses()).map(({ name }) => name)
        expect(names).toEqual(simulator.telephoneNumbers.regulationAddresses().map(({ name }) => name))
      })
    )
  )

  it.effect("lists names, with what the cloud says of each", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, { "Büro Köln": { country: "Germany", region: "Köln" }, "Head office": {} })
        expect(yield* TelephoneNumbers.regulationAddresses()).toEqual([
          { name: "Büro Köln", other: { country: "Germany", region: "Köln" } },
          { name: "Head office", other: {} }
        ])
        expect(onWire(simulator)).toEqual(asForm("/tel_list_regulation_addresses", {}))
      })
    )
  )

  it.effect("takes an array of addresses that hold their names", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answers(simulator, [{ name: "Head office", country: "Germany" }])
        expect(yield* TelephoneNumbers.regulationAddresses()).toMatchObject([{ name: "Head office" }])
      })
    )
  )
})
