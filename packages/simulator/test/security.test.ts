import { describe, expect, it } from "vitest"
import { makeSimulator, type Simulator } from "../src/Simulator.js"
import { baseUrl, get, post } from "./support.js"

const check = async (simulator: Simulator) => (await get(simulator, "/security/protocol_check", {})).json()

describe("protocol_check", () => {
  it("passes, and tells what the request came over", async () => {
    const simulator = makeSimulator()
    expect(await check(simulator)).toEqual({
      pass: true,
      protocol: "TLSv1.3",
      cipher: "TLS_AES_256_GCM_SHA384",
      user_agent: "",
      source_address: "203.0.113.34"
    })
  })

  it("has an empty user agent for a request without one, by POST too", async () => {
    const simulator = makeSimulator()
    expect((await check(simulator)).user_agent).toBe("")
    const posted = await post(simulator, "/security/protocol_check", {})
    expect(await posted.json()).toMatchObject({ pass: true, user_agent: "" })
  })

  it("says what a test says that the connection is", async () => {
    const simulator = makeSimulator()
    simulator.security.setConnection({ protocol: "TLSv1.2", cipher: "ECDHE-RSA-AES128-GCM-SHA256" })
    simulator.security.setConnection({ sourceAddress: "198.51.100.7" })
    expect(await check(simulator)).toMatchObject({
      pass: true,
      protocol: "TLSv1.2",
      cipher: "ECDHE-RSA-AES128-GCM-SHA256",
      source_address: "198.51.100.7"
    })
    expect(simulator.security.connection().protocol).toBe("TLSv1.2")
  })

  it.each(["TLSv1", "TLSv1.1", "SSLv3"])(
    "fails over %s, with a reason and nothing else",
    async (protocol) => {
      const simulator = makeSimulator()
      simulator.security.setConnection({ protocol })
      expect(await check(simulator)).toEqual({ pass: false, reason: expect.stringContaining(protocol) })
    }
  )

  it("tells everything about a failure too, if that form is chosen", async () => {
    const simulator = makeSimulator({ forms: { failedProtocolCheck: "everything" } })
    simulator.security.setConnection({ protocol: "TLSv1.1" })
    expect(await check(simulator)).toMatchObject({
      pass: false,
      reason: expect.any(String),
      protocol: "TLSv1.1",
      user_agent: ""
    })
  })

  it("takes no parameters, and the API key", async () => {
    const simulator = makeSimulator()
    const response = await get(simulator, "/security/protocol_check", { protocol: "tls12" })
    expect((await response.json()).error.code).toBe("0002")
    expect((await simulator.fetch(`${baseUrl}/security/protocol_check`)).status).toBe(401)
    expect((await post(simulator, "/security/protocol_check", {}, { method: "DELETE" })).status).toBe(405)
  })
})
