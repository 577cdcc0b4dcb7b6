import { describe, expect, it } from "vitest"
import { makeSimulator, type Simulator } from "../src/Simulator.js"
import { sendJson } from "./outboundSupport.js"
import { baseUrl, headersOf } from "./support.js"

const page = { address: null, method: "POST" }

const empty = {
  description: "",
  uas: { application_name: null },
  rest: { first_page: page, final_page: page, error_page: page }
}

const read = async (simulator: Simulator, path: string) => (await sendJson(simulator, "GET", path)).json()

const errorOf = async (response: Response) => {
  expect(response.status).toBe(400)
  return (await response.json()).error
}

describe("listing services", () => {
  it("gives name, target and description of each", async () => {
    const simulator = makeSimulator()
    expect(await read(simulator, "/service/v1/outbound")).toEqual([
      { name: "simulator-rest", target: "https://example.com/first", description: "REST" },
      { name: "simulator-uas", target: "SimulatorApplication", description: "UAS" }
    ])
    expect(await read(simulator, "/service/v1/inbound")).toEqual([
      { name: "15552341234", target: "https://example.com/first", description: "REST" }
    ])
  })

  it("gives an empty target to a service that has nothing behind it", async () => {
    const simulator = makeSimulator()
    simulator.services.put("inbound", "alice")
    expect(await read(simulator, "/service/v1/inbound")).toContainEqual({
      name: "alice",
      target: "",
      description: ""
    })
  })
})

describe("the schema", () => {
  it("is JSON Schema, with a password for outbound services only", async () => {
    const simulator = makeSimulator()
    const inbound = await read(simulator, "/service/v1/schema/inbound")
    const outbound = await read(simulator, "/service/v1/schema/outbound")
    expect(inbound.properties.uas.properties.application_name.type).toEqual(["null", "string"])
    expect(inbound.properties.rest.properties.first_page.properties.method.enum).toEqual(["GET", "POST"])
    expect(inbound.properties).not.toHaveProperty("service_password")
    expect(outbound.properties.service_password.type).toBe("string")
  })
})

describe("reading a service", () => {
  it("gives its whole configuration", async () => {
    expect(await read(makeSimulator(), "/service/v1/outbound/simulator-rest")).toEqual({
      ...empty,
      description: "REST",
      rest: { ...empty.rest, first_page: { address: "https://example.com/first", method: "POST" } },
      service_password: "simulator-rest-password"
    })
  })

  it.each(["GET", "DELETE", "PATCH"])(
    "answers 404 to %s for a service that does not exist",
    async (method) => {
      const body = method === "PATCH" ? {} : undefined
      const response = await sendJson(makeSimulator(), method, "/service/v1/inbound/nobody", body)
      expect(response.status).toBe(404)
      expect((await response.json()).error).toMatchObject({
        code: "HTTP 404",
        text: expect.stringContaining("nobody")
      })
    }
  )

  it("keeps inbound and outbound services apart", async () => {
    const response = await sendJson(makeSimulator(), "GET", "/service/v1/inbound/simulator-rest")
    expect(response.status).toBe(404)
  })
})

describe("writing a service", () => {
  it("creates it with 201 and replaces it with 200, with defaults for what is left out", async () => {
    const simulator = makeSimulator()
    const path = "/service/v1/outbound/mine"
    const first = await sendJson(simulator, "PUT", path, { service_password: "a", description: "first" })
    expect(first.status).toBe(201)
    expect(await first.json()).toEqual({ ...empty, service_password: "a", description: "first" })

    const uas = { application_name: "App" }
    const second = await sendJson(simulator, "PUT", path, { service_password: "b", uas })
    expect(second.status).toBe(200)
    expect(await second.json()).toEqual({ ...empty, service_password: "b", uas })
    expect(await read(simulator, path)).toEqual({ ...empty, service_password: "b", uas })
  })

  it("needs no configuration for an inbound service", async () => {
    const simulator = makeSimulator()
    const response = await sendJson(simulator, "PUT", "/service/v1/inbound/alice")
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual(empty)
  })

  it("needs a configuration for an outbound service", async () => {
    const simulator = makeSimulator()
    const error = await errorOf(await sendJson(simulator, "PUT", "/service/v1/outbound/mine"))
    expect(error).toMatchObject({ code: "HTTP 400", text: expect.stringContaining("mandatory") })
    expect(simulator.services.get("outbound", "mine")).toBeUndefined()
  })

  it("takes the name as one segment of the path, percent-encoded", async () => {
    const simulator = makeSimulator()
    const name = "sales/Zürich 100%?#"
    const path = `/service/v1/outbound/${encodeURIComponent(name)}`
    expect((await sendJson(simulator, "PUT", path, { service_password: "x" })).status).toBe(201)
    expect(simulator.services.get("outbound", name)?.configuration.service_password).toBe("x")
    expect(await read(simulator, path)).toMatchObject({ service_password: "x" })
  })

  it("refuses a name that credentials could not hold", async () => {
    const simulator = makeSimulator()
    const response = await sendJson(simulator, "PUT", "/service/v1/outbound/a%3Ab", { service_password: "x" })
    expect((await errorOf(response)).text).toContain("colon")
  })

  it("says what is wrong with a configuration in the documented words", async () => {
    const simulator = makeSimulator()
    const error = await errorOf(
      await sendJson(simulator, "PUT", "/service/v1/outbound/mine", {
        uas: { application_name: 16 },
        rest: { first_page: { address: "woiern", method: "haha" } }
      })
    )
    expect(error).toMatchObject({
      code: "HTTP 400",
      text: "Failed to validate configuration, see details for the specific failures.",
      details: [
        "uas.application_name 16 is not of type 'null' or 'string'.",
        "rest.first_page.address 'woiern' is too short.",
        "rest.first_page.method 'haha' is not one of ['GET', 'POST'].",
        "service_password None is not of type 'string'."
      ]
    })
    expect(simulator.services.get("outbound", "mine")).toBeUndefined()
  })

  it("says a single thing that is wrong in the text, without details", async () => {
    const error = await errorOf(await sendJson(makeSimulator(), "PUT", "/service/v1/outbound/mine", {}))
    expect(error.text).toBe(
      "Failed to validate configuration: service_password None is not of type 'string'."
    )
    expect(error).not.toHaveProperty("details")
  })

  it.each([
    [{ rest: null }, "rest None is not of type 'object'."],
    [{ rest: [true, "it's"] }, "rest [True, \"it's\"] is not of type 'object'."],
    [{ uas: { application_name: { a: 1.5 } } }, "application_name {'a': 1.5} is not of type"],
    [{ description: false }, "description False is not of type 'string'."],
    [{ rest: { last_page: {} } }, "rest Additional properties are not allowed ('last_page' was unexpected)."],
    [{ service_password: "x" }, "Additional properties are not allowed ('service_password' was unexpected)."]
  ])("refuses %j for an inbound service", async (configuration, text) => {
    const simulator = makeSimulator()
    const response = await sendJson(simulator, "PUT", "/service/v1/inbound/alice", configuration)
    expect((await errorOf(response)).text).toContain(text)
  })

  it.each([
    ["not JSON", "{", "application/json", 400],
    ["not an object", "[]", "application/json", 400],
    ["not UTF-8", Uint8Array.of(0x22, 0xff, 0x22), "application/json", 400],
    ["a form", "service_password=x", "application/x-www-form-urlencoded", 415]
  ])("refuses a body that is %s", async (_, body, contentType, status) => {
    const simulator = makeSimulator()
    for (const method of ["PUT", "PATCH"]) {
      const response = await simulator.fetch(`${baseUrl}/service/v1/outbound/simulator-rest`, {
        method,
        headers: { ...headersOf(simulator), "content-type": contentType },
        body
      })
      expect(response.status).toBe(status)
    }
    expect(simulator.services.get("outbound", "simulator-rest")?.configuration.description).toBe("REST")
  })
})

describe("modifying a service", () => {
  it("changes what is given and keeps the rest, at every level", async () => {
    const simulator = makeSimulator()
    const path = "/service/v1/outbound/simulator-rest"
    const before = await read(simulator, path)
    const response = await sendJson(simulator, "PATCH", path, {
      rest: { first_page: { method: "GET" }, final_page: { address: "https://example.com/final" } }
    })
    expect(response.status).toBe(200)
    const after = {
      ...before,
      rest: {
        ...before.rest,
        first_page: { ...before.rest.first_page, method: "GET" },
        final_page: { ...before.rest.final_page, address: "https://example.com/final" }
      }
    }
    expect(await response.json()).toEqual(after)
    expect(await read(simulator, path)).toEqual(after)
  })

  it("changes nothing if any of it is wrong", async () => {
    const simulator = makeSimulator()
    const path = "/service/v1/outbound/simulator-rest"
    const before = await read(simulator, path)
    await errorOf(await sendJson(simulator, "PATCH", path, { description: "new", service_password: null }))
    expect(await read(simulator, path)).toEqual(before)
  })

  it("needs changes", async () => {
    await errorOf(await sendJson(makeSimulator(), "PATCH", "/service/v1/outbound/simulator-rest"))
  })

  it("takes no name of an object's prototype for a key", async () => {
    const simulator = makeSimulator()
    const response = await simulator.fetch(`${baseUrl}/service/v1/outbound/simulator-rest`, {
      method: "PATCH",
      headers: { ...headersOf(simulator), "content-type": "application/json" },
      body: '{"__proto__":{"description":"x"},"constructor":{}}'
    })
    expect((await errorOf(response)).details).toEqual([
      "Additional properties are not allowed ('__proto__' was unexpected).",
      "Additional properties are not allowed ('constructor' was unexpected)."
    ])
  })
})

describe("deleting a service", () => {
  it("answers 204 and the service is gone", async () => {
    const simulator = makeSimulator()
    const path = "/service/v1/outbound/simulator-rest"
    const response = await sendJson(simulator, "DELETE", path)
    expect([response.status, await response.text()]).toEqual([204, ""])
    expect((await sendJson(simulator, "DELETE", path)).status).toBe(404)
    expect(simulator.services.list("outbound")).toMatchObject([{ name: "simulator-uas" }])
  })

  it("answers 200 without a body if that form is chosen", async () => {
    const simulator = makeSimulator({ forms: { serviceDeleted: 200 } })
    const response = await sendJson(simulator, "DELETE", "/service/v1/outbound/simulator-rest")
    expect([response.status, await response.text()]).toEqual([200, ""])
  })

  it("can be cut off like other answers", async () => {
    const simulator = makeSimulator()
    simulator.faults.next({ kind: "truncate" })
    const response = await sendJson(simulator, "DELETE", "/service/v1/outbound/simulator-rest")
    expect(response.status).toBe(200)
    expect(simulator.services.get("outbound", "simulator-rest")).toBeUndefined()
  })
})

describe("a test's own access to services", () => {
  it("creates, replaces and removes them", () => {
    const { services } = makeSimulator()
    expect(services.put("inbound", "alice", { description: "a" }).configuration).toEqual({
      ...empty,
      description: "a"
    })
    expect(services.put("inbound", "alice").configuration).toEqual(empty)
    expect(services.remove("inbound", "alice")).toBe(true)
    expect(services.remove("inbound", "alice")).toBe(false)
  })

  it("refuses what the cloud would refuse", () => {
    const { services } = makeSimulator()
    expect(() => services.put("outbound", "mine")).toThrow("service_password None is not of type 'string'.")
    expect(() => services.put("outbound", "a:b", { service_password: "x" })).toThrow("colon")
  })

  it("keeps its own copy of a configuration", () => {
    const { services } = makeSimulator()
    const configuration = { description: "before" }
    services.put("inbound", "alice", configuration)
    configuration.description = "after"
    expect(services.get("inbound", "alice")?.configuration.description).toBe("before")
  })
})
