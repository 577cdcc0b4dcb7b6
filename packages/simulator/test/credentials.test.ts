import { describe, expect, it } from "vitest"
import { makeSimulator, type Simulator } from "../src/Simulator.js"
import { asService, rest, serviceHeaders, startRest, uas } from "./outboundSupport.js"
import { baseUrl, basic, hello, post } from "./support.js"

const ask = (simulator: Simulator, path: string, authorization: string, method = "POST") =>
  simulator.fetch(baseUrl + path, { method, headers: { accept: "application/json", authorization } })

describe("the credentials of an outbound service", () => {
  it("are the cloud id, the user name and the service's name, with the service's password", async () => {
    const simulator = makeSimulator()
    expect(await startRest(simulator)).toHaveLength(1)
    expect(simulator.requests).toMatchObject([
      { authorized: true, username: "1-2-0/you@example.com/simulator-rest" }
    ])
  })

  it.each([
    ["another service's password", { ...rest, password: uas.password }],
    ["a service that does not exist", { name: "nobody", password: rest.password }],
    ["no service name", { name: "", password: rest.password }],
    ["an inbound service", { name: "15552341234", password: "" }],
    ["the account's key", { ...rest, password: "simulator-api-access-key" }]
  ])("are refused with %s", async (_, service) => {
    const simulator = makeSimulator()
    const response = await asService(simulator, "/service_start", {}, service)
    expect(response.status).toBe(401)
    expect((await response.json()).error.code).toBe("HTTP 401")
    expect(simulator.requests).toMatchObject([{ authorized: false }])
  })

  it("may hold a colon and any language in the password, and any language in the name", async () => {
    const simulator = makeSimulator()
    const service = { name: "Grüße / 1", password: "p:ä:" }
    simulator.services.put("outbound", service.name, { service_password: service.password })
    expect((await asService(simulator, "/service_start", {}, service)).status).toBe(200)
  })

  it("follow the service's password when that changes", async () => {
    const simulator = makeSimulator()
    simulator.services.put("outbound", rest.name, { service_password: "new" })
    expect((await asService(simulator, "/service_status", { service_refs: "1" })).status).toBe(401)
    const changed = { ...rest, password: "new" }
    expect((await asService(simulator, "/service_status", { service_refs: "1" }, changed)).status).toBe(200)
  })

  it.each(["/service_start", "/service_status", "/service_cancel"])(
    "are needed for %s, where the account's key is refused",
    async (path) => {
      expect((await post(makeSimulator(), path, { service_refs: "1" })).status).toBe(401)
    }
  )

  it.each(["/msg_send", "/application_status", "/rest_interrupt"])(
    "are refused for %s, which needs the account's key",
    async (path) => {
      expect((await asService(makeSimulator(), path, hello)).status).toBe(401)
    }
  )

  it.each(["/service/v1/outbound", "/service/v1/outbound/simulator-rest", "/service/v1/outbound_queues"])(
    "are refused for %s",
    async (path) => {
      const simulator = makeSimulator()
      const { authorization = "" } = serviceHeaders(simulator)
      expect((await ask(simulator, path, authorization, "GET")).status).toBe(401)
    }
  )
})

describe("paths of the newer kind", () => {
  const withKey = (path: string, method = "GET") => {
    const simulator = makeSimulator()
    const { cloudId, username, apiAccessKey } = simulator.account
    return ask(simulator, path, basic(`${cloudId}/${username}`, apiAccessKey), method)
  }

  it.each([
    "/service/v1",
    "/service/v1/sideways",
    "/service/v1/inbound/",
    "/service/v1/inbound/1/2",
    "/service/v1/inbound/15552341234/queue",
    "/service/v1/inbound/schema/x"
  ])("do not include %s", async (path) => {
    expect((await withKey(path)).status).toBe(404)
  })

  it.each([
    ["/service/v1/outbound", "POST", "GET"],
    ["/service/v1/schema/inbound", "PUT", "GET"],
    ["/service/v1/outbound/x", "POST", "GET, PUT, PATCH, DELETE"],
    ["/service/v1/outbound/x/queue", "POST", "GET, DELETE"]
  ])("say for %s which methods they have instead of %s", async (path, method, allowed) => {
    const response = await withKey(path, method)
    expect(response.status).toBe(405)
    expect(response.headers.get("allow")).toBe(allowed)
  })

  it("refuse a query", async () => {
    const response = await withKey("/service/v1/outbound?name=simulator-rest")
    expect(response.status).toBe(400)
    expect((await response.json()).error).toMatchObject({
      code: "0002",
      text: expect.stringContaining("name")
    })
  })

  it("refuse a name that is not correctly encoded", async () => {
    expect((await withKey("/service/v1/outbound/%FF")).status).toBe(404)
  })

  it("can be made to fail like all others", async () => {
    const simulator = makeSimulator()
    const { authorization = "" } = serviceHeaders(simulator)
    const path = "/service/v1/outbound/simulator-rest/queue"
    simulator.faults.next({ kind: "status", status: 503, path })
    expect((await ask(simulator, path, authorization, "GET")).status).toBe(503)
    expect((await ask(simulator, path, authorization, "GET")).status).toBe(200)
  })
})
