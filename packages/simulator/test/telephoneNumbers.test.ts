import { describe, expect, it } from "vitest"
import { makeSimulator } from "../src/Simulator.js"
import { angeles, ask, berlin, buy, london } from "./numberSupport.js"
import { baseUrl, type Fields, get, hello, post } from "./support.js"

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
