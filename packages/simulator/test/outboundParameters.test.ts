import { describe, expect, it } from "vitest"
import { makeSimulator } from "../src/Simulator.js"
import { asService, oneCall, rest, uas } from "./outboundSupport.js"

const refusal = async (
  fields: Record<string, string>,
  service: { name: string; password: string } = rest
) => {
  const simulator = makeSimulator()
  const response = await asService(simulator, "/service_start", fields, service)
  expect(response.status).toBe(400)
  expect(simulator.outbound.list()).toEqual([])
  return (await response.json()).error
}

const refusedCall = (call: unknown) => refusal({ rest_calls: JSON.stringify(call) })

const accepts = async (call: unknown) => {
  const fields = { rest_calls: JSON.stringify(call) }
  const response = await asService(makeSimulator({ numbers: ["441908000000"] }), "/service_start", fields)
  return response.status === 200
}

describe("where a call may go", () => {
  const from = "441908000000"

  it.each([
    "441908273800",
    "44-1908-273800",
    "tel:441908273800",
    "tel:+441908273800",
    "tel:+44-1908-273800",
    "someone@example.com",
    "441908273800@example.com:5060",
    "sip:someone@example.com;transport=tcp",
    "loc:15552341234",
    "webrtc:client.1_a+b-c",
    "con:Room12",
    "wss://example.com/socket?token=1"
  ])("includes %s", async (to) => {
    expect(await accepts({ to, from })).toBe(true)
  })

  it.each([
    "",
    "someone",
    "+441908273800",
    "0441908273800",
    "44--1908273800",
    "441908273800-",
    "1234567890123456",
    "tel:",
    "tel:0441908273800",
    "tel:++441908273800",
    "tel:someone",
    "tel:449012345678",
    "19005551234",
    "sip:",
    "sip:someone",
    "loc:",
    "webrtc:",
    "webrtc:some one",
    "con:",
    "con:room-1",
    `con:${"a".repeat(48)}`,
    "wss://",
    "https://example.com/socket",
    "SIP:someone@example.com"
  ])("does not include %j", async (to) => {
    const error = await refusedCall({ to, from })
    expect(error).toMatchObject({ code: "0002", text: expect.stringContaining("rest_calls[0].to") })
  })

  it("may be as long as a conference's name may be", async () => {
    expect(await accepts({ to: `con:${"a".repeat(47)}` })).toBe(true)
  })
})

describe("whom a call is from", () => {
  it.each(["441908273800", "tel:+441908273800"])("has to be said for a telephone: %s", async (to) => {
    expect(await refusedCall({ to })).toMatchObject({
      code: "0001",
      text: "The mandatory parameter rest_calls[0].from is missing"
    })
  })

  it("need not be said for anything else, and is free there", async () => {
    expect(await accepts({ to: "sip:a@example.com" })).toBe(true)
    expect(await accepts({ to: "sip:a@example.com", from: "sip:b@example.com" })).toBe(true)
  })

  it.each(["someone", "", "0441908"])("is a number for a telephone, not %j", async (from) => {
    expect(await refusedCall({ to: "441908273800", from })).toMatchObject({
      code: "0002",
      text: expect.stringContaining("rest_calls[0].from")
    })
  })

  it("is one of the account's numbers for a telephone, where these are given", async () => {
    expect(await accepts({ to: "441908273800", from: "+441908000000" })).toBe(true)
    expect(await accepts({ to: "441908273800", from: "441908000001" })).toBe(false)
  })
})

describe("rest_calls", () => {
  it("is mandatory for a REST service", async () => {
    expect(await refusal({})).toMatchObject({ code: "0001", text: expect.stringContaining("rest_calls") })
  })

  it.each(["", "{", "to=1", "[{]"])("is malformed when it is %j", async (rest_calls) => {
    const error = await refusal({ rest_calls })
    expect(error).toMatchObject({ code: "0002", text: expect.stringContaining("rest_calls") })
    expect(error).not.toHaveProperty("details")
  })

  it("is malformed under its older name too, if it is not JSON", async () => {
    expect(await refusal({ outbound_parameters: "a,b" })).toMatchObject({
      code: "0002",
      text: expect.stringContaining("outbound_parameters")
    })
  })

  it("is given twice when it comes under both names", async () => {
    const text = JSON.stringify(oneCall)
    expect((await refusal({ rest_calls: text, outbound_parameters: text })).code).toBe("0003")
  })

  it.each([
    ["[]", "rest_calls"],
    ["null", "rest_calls[0]"],
    ['["441908273800"]', "rest_calls[0]"],
    ['[{"to":"a@b"},[]]', "rest_calls[1]"],
    ['{"to":441908273800}', "rest_calls[0].to"],
    ['{"to":null}', "rest_calls[0].to"],
    ['{"to":"a@b","from":1}', "rest_calls[0].from"],
    ['{"to":"a@b","token":null}', "rest_calls[0].token"],
    ['{"to":"a@b","outbound_parameters":{}}', "rest_calls[0].outbound_parameters"],
    ['{"to":"a@b","outbound parameters":"x"}', "rest_calls[0].outbound parameters"],
    ['{"to":"a@b","extra_sip_headers":{}}', "rest_calls[0].extra_sip_headers"],
    ['{"to":"a@b","extra_sip_headers":[{"name":"X"}]}', "rest_calls[0].extra_sip_headers"],
    [
      '{"to":"a@b","extra_sip_headers":[{"name":"X","value":"1","more":1}]}',
      "rest_calls[0].extra_sip_headers"
    ],
    ['{"to":"a@b","extra_sip_headers":[{"name":"X","value":1}]}', "rest_calls[0].extra_sip_headers"]
  ])("is malformed when it is %s", async (rest_calls, place) => {
    const error = await refusal({ rest_calls })
    expect(error.code).toBe("0002")
    expect(error.text).toContain(`${place} `)
  })

  it("lists everything that is wrong in any of its calls, and starts none", async () => {
    const error = await refusedCall([
      oneCall,
      { from: "1" },
      { to: "441908273800" },
      { to: "x", colour: "red" }
    ])
    expect(error.code).toBe("0001")
    expect(error.details).toEqual([
      "The mandatory parameter rest_calls[1].to is missing",
      "The mandatory parameter rest_calls[2].from is missing",
      "The parameter rest_calls[3].to is malformed: expected a telephone number or a SIP address",
      "The parameter rest_calls[3].colour is unknown"
    ])
  })

  it.each(["count", "delimiter"])("goes without %s, which is for UAS services", async (name) => {
    const fields = { rest_calls: JSON.stringify(oneCall), [name]: "1" }
    expect(await refusal(fields)).toMatchObject({ code: "0002", text: expect.stringContaining(name) })
  })
})

describe("the parameters of a UAS start", () => {
  it.each([
    ["count", "0", "0004"],
    ["count", "-1", "0002"],
    ["count", "many", "0002"],
    ["count", "1001", "0002"],
    ["outbound_parameters", "caf\u00e9", "0002"],
    ["outbound_parameters", "a^b", "0002"],
    ["outbound_parameters", "a|b", "0002"],
    ["outbound_parameters", "a\nb", "0002"],
    ["outbound_parameters", "", "0002"],
    ["delimiter", ",,", "0002"],
    ["delimiter", "", "0002"],
    ["delimiter", "|", "0002"],
    ["delimiter", "ü", "0002"]
  ])("do not include a %s of %j", async (name, text, code) => {
    expect(await refusal({ [name]: text }, uas)).toMatchObject({ code, text: expect.stringContaining(name) })
  })

  it("do not include rest_calls", async () => {
    const error = await refusal({ rest_calls: JSON.stringify(oneCall) }, uas)
    expect(error).toMatchObject({ code: "0002", text: expect.stringContaining("rest_calls") })
  })

  it("take every other character that ASCII prints", async () => {
    const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("")
    const outbound_parameters = printable.replace(/[\^|]/g, "")
    const response = await asService(makeSimulator(), "/service_start", { outbound_parameters }, uas)
    expect(response.status).toBe(200)
  })
})

describe("service_refs", () => {
  it.each(["/service_status", "/service_cancel"])("is mandatory for %s", async (path) => {
    const response = await asService(makeSimulator(), path, {})
    expect(response.status).toBe(400)
    expect((await response.json()).error).toMatchObject({
      code: "0001",
      text: expect.stringContaining("service_refs")
    })
  })

  it.each(["", "/", "a//b", "a/"])("is malformed when it is %j", async (service_refs) => {
    const response = await asService(makeSimulator(), "/service_status", { service_refs })
    expect((await response.json()).error.code).toBe("0002")
  })
})
