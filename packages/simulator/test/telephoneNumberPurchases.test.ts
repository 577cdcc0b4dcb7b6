import { describe, expect, it } from "vitest"
import { makeSimulator, type Simulator } from "../src/Simulator.js"
import { angeles, ask, berlin, buy, london } from "./numberSupport.js"
import { type Fields, get, post } from "./support.js"

const day = 86_400_000

describe("tel_purchase", () => {
  it("buys one number, by GET too, and records what it costs", async () => {
    const simulator = makeSimulator()
    const numbers = await (await get(simulator, "/tel_purchase", london)).json()
    expect(numbers).toEqual(["442079460100"])
    expect(simulator.telephoneNumbers.list()).toEqual([
      {
        number: "442079460100",
        country: "United Kingdom",
        state: undefined,
        region: "London",
        kind: "geographic",
        regulationAddress: undefined,
        callers: undefined,
        purchased: simulator.clock.now(),
        monthlyCost: 1.5
      }
    ])
    const at = simulator.clock.now()
    expect(simulator.telephoneNumbers.charges()).toEqual([
      { number: "442079460100", kind: "setup", amount: 1, at },
      { number: "442079460100", kind: "monthly", amount: 1.5, at }
    ])
  })

  it("costs again every 30 days, until the number is deleted", async () => {
    const simulator = makeSimulator()
    const [number] = await buy(simulator, london)
    const monthly = () => simulator.telephoneNumbers.charges().filter((charge) => charge.kind === "monthly")
    await simulator.clock.advance(30 * day - 1)
    expect(monthly()).toHaveLength(1)
    await simulator.clock.advance(1)
    expect(monthly()).toHaveLength(2)
    await ask(simulator, "/tel_delete_numbers", { numbers: number })
    await simulator.clock.advance(90 * day)
    expect(monthly()).toHaveLength(2)
  })

  it("buys several, all different, also from one purchase to the next", async () => {
    const simulator = makeSimulator()
    const numbers = [
      ...(await buy(simulator, { ...london, quantity: "3" })),
      ...(await buy(simulator, { ...london, quantity: "2" }))
    ]
    expect(new Set(numbers).size).toBe(5)
    expect(simulator.telephoneNumbers.list().map(({ number }) => number)).toEqual(numbers)
  })

  it("lists what was bought in an object, if that form is chosen", async () => {
    const simulator = makeSimulator({ forms: { numbersBought: "object" } })
    expect(await buy(simulator, london)).toEqual({ numbers: ["442079460100"] })
  })

  it("buys nothing when there are not enough numbers", async () => {
    const simulator = makeSimulator()
    simulator.telephoneNumbers.limit({ country: "United Kingdom", region: "London" }, 2)
    expect(await buy(simulator, { ...london, quantity: "3" })).toBe("HTTP 400")
    expect(await buy(simulator, { ...london, quantity: "3", allow_partial: "false" })).toBe("HTTP 400")
    expect(simulator.telephoneNumbers.charges()).toEqual([])
  })

  it.each(["true", "True"])("buys what there is when allow_partial is %s", async (allow_partial) => {
    const simulator = makeSimulator()
    simulator.telephoneNumbers.limit({ country: "United Kingdom", region: "London" }, 2)
    expect(await buy(simulator, { ...london, quantity: "3", allow_partial })).toHaveLength(2)
    expect(await buy(simulator, { ...london, quantity: "3", allow_partial })).toBe("HTTP 400")
    expect(simulator.telephoneNumbers.list()).toHaveLength(2)
  })

  it("has 100 numbers of each offer, and knows how many are left", async () => {
    const simulator = makeSimulator()
    await buy(simulator, { ...london, quantity: "99" })
    expect(simulator.telephoneNumbers.offers().find(({ region }) => region === "London")?.available).toBe(1)
    expect(await buy(simulator, { ...london, quantity: "2" })).toBe("HTTP 400")
    expect(await buy(simulator, london)).toHaveLength(1)
    const place = { country: "United Kingdom", region: "London" }
    expect(() => simulator.telephoneNumbers.limit(place, 1)).toThrow(RangeError)
    expect(() => simulator.telephoneNumbers.limit({ ...place, region: "Paris" }, 1)).toThrow(TypeError)
  })

  it("wants the state in countries that have states, and only there", async () => {
    const simulator = makeSimulator()
    const { state: _, ...without } = angeles
    expect(await buy(simulator, angeles)).toEqual(["12135550100"])
    expect(await buy(simulator, without)).toBe("0001")
    expect(await buy(simulator, { ...angeles, state: "Bavaria" })).toBe("0002")
    expect(await buy(simulator, { ...angeles, state: "New York" })).toBe("0002")
    expect(await buy(simulator, { ...london, state: "England" })).toBe("0002")
  })

  it("wants a regulation address where the country needs one", async () => {
    const simulator = makeSimulator()
    const { regulation_address: _, ...without } = berlin
    expect(await buy(simulator, berlin)).toHaveLength(1)
    expect(await buy(simulator, without)).toBe("0005")
    expect(await buy(simulator, { ...london, regulation_address: "Head office" })).toHaveLength(1)
    expect(simulator.telephoneNumbers.list()[0]?.regulationAddress).toBe("Berlin office")
  })

  it("wants a regulation address that suits: in the region, in the country, or anywhere", async () => {
    const simulator = makeSimulator()
    const national: Fields = { country: "Germany", region: "32", did_type: "national" }
    const dublin: Fields = { country: "Ireland", region: "Dublin" }
    expect(await buy(simulator, { ...berlin, regulation_address: "Head office" })).toBe("0006")
    expect(await buy(simulator, { ...berlin, region: "Hamburg" })).toBe("0006")
    expect(await buy(simulator, { ...national, regulation_address: "Head office" })).toBe("0006")
    expect(await buy(simulator, { ...national, regulation_address: "Berlin office" })).toHaveLength(1)
    expect(await buy(simulator, { ...dublin, regulation_address: "Berlin office" })).toHaveLength(1)
    expect(await buy(simulator, dublin)).toBe("0005")
    expect(await buy(simulator, { ...dublin, regulation_address: "Nowhere" })).toBe("0002")
  })

  it("takes a name that is not ASCII as its escapes, and no other way", async () => {
    const simulator = makeSimulator()
    simulator.telephoneNumbers.addRegulationAddress({
      name: "Büro",
      country: "Germany",
      region: "Mönchengladbach",
      street: "Hauptstraße 1"
    })
    const fields = { country: "Germany", region: "M\\u00f6nchengladbach", regulation_address: "B\\u00FCro" }
    expect(await buy(simulator, fields)).toEqual(["49216155550100"])
    expect(await buy(simulator, { ...fields, region: "Mönchengladbach" })).toBe("0002")
    expect(await buy(simulator, { ...fields, region: "M\\u00fnchengladbach" })).toBe("0002")
    expect(simulator.telephoneNumbers.list()).toMatchObject([
      { region: "Mönchengladbach", regulationAddress: "Büro" }
    ])
  })

  it("buys numbers of other kinds by their prefix", async () => {
    const simulator = makeSimulator()
    const place = { country: "United Kingdom" }
    expect(await buy(simulator, { ...place, region: "306", did_type: "national" })).toEqual(["443069990100"])
    expect(await buy(simulator, { ...place, region: "7700", did_type: "mobile" })).toEqual(["447700900100"])
    expect(await buy(simulator, { ...place, region: "London", did_type: "mobile" })).toBe("0002")
    const tollfree = { country: "United States", region: "800", did_type: "tollfree" }
    expect(await buy(simulator, { ...tollfree, allow_landline: "true" })).toEqual(["18005550100"])
    expect(simulator.telephoneNumbers.get("18005550100")?.callers).toEqual({
      landline: true,
      cellular: false,
      payphone: false
    })
  })

  it.each(["allow_landline", "allow_cellular", "allow_payphone"])(
    "takes %s for toll-free numbers only",
    async (name) => {
      expect(await buy(makeSimulator(), { ...london, [name]: "true" })).toBe("0002")
    }
  )

  it("makes an inbound service for each number, like the one that it is based on", async () => {
    const simulator = makeSimulator()
    simulator.services.put("inbound", "template", {
      description: "Reception",
      rest: { first_page: { address: "https://example.com/reception" } }
    })
    const numbers: string[] = await buy(simulator, { ...london, quantity: "2", based_on: "template" })
    const template = simulator.services.get("inbound", "template")
    for (const number of numbers) {
      expect(simulator.services.get("inbound", number)).toEqual({ ...template, name: number })
    }
    expect(numbers).toHaveLength(2)
    expect(await buy(simulator, { ...london, based_on: "nothing" })).toBe("0002")
  })

  it.each([
    ["country", "Atlantis"],
    ["country", "44"],
    ["country", ""],
    ["region", "Paris"],
    ["region", ""],
    ["quantity", "-1"],
    ["quantity", "1.5"],
    ["quantity", "ten"],
    ["allow_partial", "TRUE"],
    ["allow_partial", "1"],
    ["did_type", "satellite"],
    ["city", "London"]
  ])("buys nothing when %s is %j", async (name, text) => {
    const simulator = makeSimulator()
    expect(await buy(simulator, { ...london, [name]: text })).toBe("0002")
    expect(simulator.telephoneNumbers.list()).toEqual([])
  })

  it("wants a country, a region, and not zero numbers", async () => {
    expect(await buy(makeSimulator(), { region: "London" })).toBe("0001")
    expect(await buy(makeSimulator(), { country: "United Kingdom" })).toBe("0001")
    expect(await buy(makeSimulator(), { ...london, quantity: "0" })).toBe("0004")
  })

  it("names each problem once", async () => {
    const response = await post(makeSimulator(), "/tel_purchase", { country: "Atlantis", region: "Nowhere" })
    const { error } = await response.json()
    expect(error.text).toMatch(/\bcountry\b/)
    expect(error).not.toHaveProperty("details")
  })
})

describe("tel_purchase_development", () => {
  const play = (simulator: Simulator, fields: Fields) => ask(simulator, "/tel_purchase_development", fields)

  it("makes numbers up, and buys nothing", async () => {
    const simulator = makeSimulator()
    const numbers = await play(simulator, { ...london, quantity: "3" })
    expect(new Set(numbers).size).toBe(3)
    for (const number of numbers) expect(number).toMatch(/^4420794609\d\d$/)
    expect(simulator.telephoneNumbers.list()).toEqual([])
    expect(simulator.telephoneNumbers.charges()).toEqual([])
    expect(await ask(simulator, "/tel_list_numbers", {})).toEqual({})
    expect(await buy(simulator, { ...london, quantity: "100" })).toHaveLength(100)
  })

  it("has the rules of a purchase", async () => {
    const simulator = makeSimulator()
    expect(await play(simulator, { ...london, quantity: "0" })).toBe("0004")
    expect(await play(simulator, { country: "Germany", region: "Berlin" })).toBe("0005")
    expect(await play(simulator, { ...berlin, regulation_address: "Head office" })).toBe("0006")
    expect(await play(simulator, { ...london, quantity: "101" })).toBe("HTTP 400")
    expect(await play(simulator, { ...london, based_on: "nothing" })).toBe("0002")
    expect(await play(simulator, { country: "United Kingdom" })).toBe("0001")
  })

  it("makes no services", async () => {
    const simulator = makeSimulator()
    simulator.services.put("inbound", "template", {})
    const before = simulator.services.list("inbound")
    await play(simulator, { ...london, based_on: "template" })
    expect(simulator.services.list("inbound")).toEqual(before)
  })
})
