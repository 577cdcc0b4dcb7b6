import { describe, expect, it } from "vitest"
import { makeSimulator, type Simulator } from "../src/Simulator.js"
import { baseUrl, type Fields, get, hello, post } from "./support.js"

const day = 86_400_000

const london: Fields = { country: "United Kingdom", region: "London" }
const berlin: Fields = { country: "Germany", region: "Berlin", regulation_address: "Berlin office" }
const angeles: Fields = { country: "United States", state: "California", region: "Los Angeles" }

const ask = async (simulator: Simulator, path: string, fields: Fields) => {
  const response = await post(simulator, path, fields)
  return response.status === 200 ? response.json() : (await response.json()).error.code
}

const buy = (simulator: Simulator, fields: Fields) => ask(simulator, "/tel_purchase", fields)

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

describe("tel_list_numbers", () => {
  const list = async (fields: Fields): Promise<string[]> => {
    const simulator = makeSimulator()
    for (const bought of [london, { ...london, region: "Manchester" }, berlin, angeles])
      await buy(simulator, bought)
    await buy(simulator, { country: "United Kingdom", region: "808", did_type: "tollfree" })
    return Object.keys(await ask(simulator, "/tel_list_numbers", fields)).sort()
  }

  it("lists geographic numbers, or those of another kind", async () => {
    expect(await list({})).toEqual(["12135550100", "441614960100", "442079460100", "493023125100"])
    expect(await list({ did_type: "tollfree" })).toEqual(["448081570100"])
    expect(await list({ did_type: "mobile" })).toEqual([])
  })

  it("filters by country, state and region", async () => {
    expect(await list({ country: "United Kingdom" })).toEqual(["441614960100", "442079460100"])
    expect(await list({ country: "United Kingdom", region: "London" })).toEqual(["442079460100"])
    expect(await list({ country: "United States", state: "California" })).toEqual(["12135550100"])
    expect(await list({ country: "United States", state: "New York" })).toEqual([])
  })

  it("tells about each number", async () => {
    const simulator = makeSimulator()
    await buy(simulator, berlin)
    await buy(simulator, {
      country: "United States",
      region: "800",
      did_type: "tollfree",
      allow_cellular: "true"
    })
    expect(await ask(simulator, "/tel_list_numbers", {})).toEqual({
      "493023125100": {
        country: "Germany",
        region: "Berlin",
        did_type: "geographic",
        regulation_address: "Berlin office",
        purchased: "2026-01-01_00:00:00",
        monthly_cost: 2.5
      }
    })
    expect(await ask(simulator, "/tel_list_numbers", { did_type: "tollfree" })).toMatchObject({
      "18005550100": { allow_landline: false, allow_cellular: true, allow_payphone: false }
    })
  })

  it.each([
    ["country", "Köln"],
    ["region", "M\\u00fnchengladbach"],
    ["region", "London\\"],
    ["did_type", "any"],
    ["number", "1"]
  ])("refuses %s %j", async (name, text) => {
    expect(await ask(makeSimulator(), "/tel_list_numbers", { [name]: text })).toBe("0002")
  })
})

describe("tel_delete_numbers", () => {
  it("says whether all, some or none were deleted, and which were not", async () => {
    const simulator = makeSimulator()
    const [one, two, three] = await buy(simulator, { ...london, quantity: "3" })
    const drop = (numbers: string) => ask(simulator, "/tel_delete_numbers", { numbers })
    expect(await drop(`${one}/${two}`)).toEqual({ status: "OK" })
    expect(await drop(`${one}/${three}`)).toEqual({
      status: "PARTIAL",
      numbers: { [one]: expect.any(String) }
    })
    expect(await drop(`${one}/15550001234`)).toEqual({
      status: "FAIL",
      numbers: { [one]: expect.any(String), "15550001234": expect.any(String) }
    })
    expect(simulator.telephoneNumbers.list()).toEqual([])
  })

  it("deletes a number once that is named twice", async () => {
    const simulator = makeSimulator()
    const [number] = await buy(simulator, london)
    expect(await ask(simulator, "/tel_delete_numbers", { numbers: `${number}/${number}` })).toEqual({
      status: "OK"
    })
  })

  it("does not sell a number again that was deleted", async () => {
    const simulator = makeSimulator()
    const [number] = await buy(simulator, london)
    await ask(simulator, "/tel_delete_numbers", { numbers: number })
    expect(await buy(simulator, london)).not.toContain(number)
  })

  it("wants numbers", async () => {
    expect(await ask(makeSimulator(), "/tel_delete_numbers", {})).toBe("0001")
    for (const numbers of ["", "/", "442079460100,442079460101", "+442079460100"]) {
      expect(await ask(makeSimulator(), "/tel_delete_numbers", { numbers })).toBe("0002")
    }
  })
})

describe("what is on sale", () => {
  it("is in these countries, kind by kind", async () => {
    const simulator = makeSimulator()
    const countries = (fields: Fields) => ask(simulator, "/tel_get_supported_countries", fields)
    expect(await countries({})).toEqual(["United Kingdom", "United States", "Germany", "Ireland"])
    expect(await countries({ did_type: "tollfree" })).toEqual(["United Kingdom", "United States"])
    expect(await countries({ did_type: "mobile" })).toEqual(["United Kingdom"])
    expect(await countries({ did_type: "" })).toBe("0002")
    expect(await countries({ country: "Germany" })).toBe("0002")
  })

  it("is in these states", async () => {
    const simulator = makeSimulator()
    const states = (fields: Fields) => ask(simulator, "/tel_get_supported_states", fields)
    expect(await states({ country: "United States" })).toEqual(["California", "New York"])
    expect(await states({ country: "Germany" })).toEqual([])
    expect(await states({ country: "Atlantis" })).toBe("0002")
    expect(await states({})).toBe("0001")
    expect(await states({ country: "United States", did_type: "geographic" })).toBe("0002")
  })

  it("is in these regions", async () => {
    const simulator = makeSimulator()
    const regions = (fields: Fields) => ask(simulator, "/tel_get_supported_regions", fields)
    expect(await regions({ country: "Germany" })).toEqual(["Berlin", "Hamburg", "Mönchengladbach"])
    expect(await regions({ country: "United States", state: "California" })).toEqual([
      "Los Angeles",
      "San Francisco"
    ])
    expect(await regions({ country: "United States" })).toBe("0001")
    expect(await regions({ country: "United States", did_type: "tollfree" })).toEqual(["800"])
    expect(await regions({ country: "Germany", did_type: "mobile" })).toEqual([])
    expect(await regions({ country: "Germany", state: "Bavaria" })).toBe("0002")
    expect(await regions({})).toBe("0001")
  })
})

describe("tel_list_regulation_addresses", () => {
  it("lists the addresses by name", async () => {
    const simulator = makeSimulator()
    simulator.telephoneNumbers.addRegulationAddress({
      name: "Branch",
      country: "Ireland",
      region: "Dublin",
      street: "2 Example Street"
    })
    expect(await (await get(simulator, "/tel_list_regulation_addresses", {})).json()).toEqual({
      "Head office": { country: "United Kingdom", region: "London", street: "1 Example Street" },
      "Berlin office": { country: "Germany", region: "Berlin", street: "Beispielstraße 1" },
      Branch: { country: "Ireland", region: "Dublin", street: "2 Example Street" }
    })
    expect(await ask(simulator, "/tel_list_regulation_addresses", { country: "Ireland" })).toBe("0002")
  })
})

describe("messages and numbers", () => {
  it("can be sent from and received at a number that was bought, until it is deleted", async () => {
    const simulator = makeSimulator({ numbers: ["15552341234"] })
    const from = "447700900100"
    const status = async (number: string) =>
      (await post(simulator, "/msg_send", { ...hello, from: number })).status
    expect(await status(from)).toBe(400)
    await buy(simulator, { country: "United Kingdom", region: "7700", did_type: "mobile" })
    expect([await status(from), await status("15552341234")]).toEqual([200, 200])
    expect(simulator.messages.receive({ from: "15550001234", to: from, content: "Hi" })).toHaveLength(1)
    await ask(simulator, "/tel_delete_numbers", { numbers: from })
    expect(await status(from)).toBe(400)
    expect(() => simulator.messages.receive({ from: "15550001234", to: from, content: "Hi" })).toThrow(
      TypeError
    )
  })

  it("can be sent from any number where none are given", async () => {
    const simulator = makeSimulator()
    await buy(simulator, london)
    expect((await post(simulator, "/msg_send", hello)).status).toBe(200)
  })
})

describe("the services of telephone numbers", () => {
  it.each([
    "tel_purchase",
    "tel_purchase_development",
    "tel_list_numbers",
    "tel_delete_numbers",
    "tel_get_supported_countries",
    "tel_get_supported_states",
    "tel_get_supported_regions",
    "tel_list_regulation_addresses"
  ])("want the API key, and GET or POST, for %s", async (name) => {
    const simulator = makeSimulator()
    expect((await simulator.fetch(`${baseUrl}/${name}`)).status).toBe(401)
    expect((await post(simulator, `/${name}`, {}, { method: "PUT" })).status).toBe(405)
  })
})
