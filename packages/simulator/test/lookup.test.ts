import { describe, expect, it } from "vitest"
import { makeSimulator, type Simulator } from "../src/Simulator.js"
import { baseUrl, type Fields, get, headersOf, post } from "./support.js"

const look = (simulator: Simulator, fields: Fields) => get(simulator, "/number_lookup/v1/check", fields)

describe("number lookup", () => {
  it("finds what a test has set", async () => {
    const simulator = makeSimulator()
    simulator.lookup.set("12025550123", {
      countryName: "United States",
      countryCode: "USA",
      lineType: "mobile",
      carrier: "United States Cellular Corp. (U.S. Cellular)"
    })
    const response = await look(simulator, { phone_number: "12025550123" })
    expect(await response.json()).toEqual({
      number_found: true,
      country_name: "United States",
      country_code: "USA",
      line_type: "mobile",
      carrier: "United States Cellular Corp. (U.S. Cellular)"
    })
  })

  it.each([
    ["443069990123", "GBR", "landline"],
    ["447700900123", "GBR", "mobile"],
    ["448081570123", "GBR", "toll_free"],
    ["12135550123", "USA", "landline"],
    ["18005550123", "USA", "toll_free"],
    ["4915112345678", "DEU", "mobile"],
    ["35312020123", "IRL", "landline"]
  ])("finds %s by its first digits", async (phone_number, country_code, line_type) => {
    const response = await look(makeSimulator(), { phone_number })
    expect(await response.json()).toMatchObject({ number_found: true, country_code, line_type })
  })

  it("answers two letters, if that form is chosen", async () => {
    const simulator = makeSimulator({ forms: { countryCode: "alpha-2" } })
    const response = await look(simulator, { phone_number: "443069990123" })
    expect(await response.json()).toMatchObject({ country_name: "United Kingdom", country_code: "GB" })
  })

  it("says only that it did not find", async () => {
    const simulator = makeSimulator()
    simulator.lookup.set("443069990123", undefined)
    for (const phone_number of ["443069990123", "999123456789"]) {
      expect(await (await look(simulator, { phone_number })).json()).toEqual({ number_found: false })
    }
  })

  it.each(["", "+443069990123", "03069990123", "44 306 999 0123", "4430699901234567", "Bob"])(
    "has an error of its own for %j",
    async (phone_number) => {
      const response = await look(makeSimulator(), { phone_number })
      expect(response.status).toBe(400)
      const { error, request } = await response.json()
      expect(error).toMatchObject({ code: "400 Bad Request", text: "Invalid phone number format" })
      expect(request.url).toBe("/number_lookup/v1/check")
    }
  )

  it("wants the number, once, and nothing else", async () => {
    const simulator = makeSimulator()
    const code = async (response: Response) => (await response.json()).error.code
    expect(await code(await look(simulator, {}))).toBe("0001")
    expect(await code(await look(simulator, { phone_number: "443069990123", country: "GB" }))).toBe("0002")
    const twice = `${baseUrl}/number_lookup/v1/check?phone_number=441&phone_number=442`
    expect(await code(await simulator.fetch(twice, { headers: headersOf(simulator) }))).toBe("0003")
  })

  it("takes GET only, and the API key", async () => {
    const simulator = makeSimulator()
    const posted = await post(simulator, "/number_lookup/v1/check", { phone_number: "443069990123" })
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET"])
    const url = `${baseUrl}/number_lookup/v1/check?phone_number=443069990123`
    expect((await simulator.fetch(url)).status).toBe(401)
  })
})
