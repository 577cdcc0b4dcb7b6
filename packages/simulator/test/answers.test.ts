import { describe, expect, it } from "vitest"
import { makeSimulator, type Simulator } from "../src/Simulator.js"
import { baseUrl, basic, headersOf, hello, post } from "./support.js"

describe("the form of an error", () => {
  const wrong = (simulator: Simulator, accept: string | undefined) =>
    simulator.fetch(`${baseUrl}/msg_send?from=1`, {
      headers: { authorization: headersOf(simulator).authorization ?? "", ...(accept ? { accept } : {}) }
    })

  it("is the documented JSON, with the path and the times of the clock", async () => {
    const simulator = makeSimulator()
    await simulator.clock.advance(61_000)
    const response = await post(simulator, "/msg_query", {})
    expect(response.headers.get("content-type")).toBe("application/json")
    expect(await response.json()).toEqual({
      error: {
        code: "0001",
        text: "The mandatory parameter msg_refs is missing",
        datetime: "2026-01-01_00:01:01",
        link: "https://www.aculab.com/cloud/web-services/web-service-errors?error=0001"
      },
      request: { url: "/msg_query", datetime: "2026-01-01_00:01:01" }
    })
  })

  it.each(["application/json", "text/json", "text/html, Application/JSON;q=0.5"])(
    "is JSON when the client accepts %s",
    async (accept) => {
      const response = await wrong(makeSimulator(), accept)
      expect((await response.json()).error.code).toBe("0001")
    }
  )

  it.each(["*/*", "text/html", "application/*", undefined])("is XML when Accept is %s", async (accept) => {
    const response = await wrong(makeSimulator(), accept)
    expect(response.status).toBe(400)
    expect(response.headers.get("content-type")).toBe("application/xml")
    const text = await response.text()
    expect(text).toMatch(/^<\?xml .*<code>0001<\/code>.*<url>\/msg_send<\/url>/)
    expect(text.match(/<detail>/g)).toHaveLength(3)
  })

  it("escapes what it quotes in XML", async () => {
    const simulator = makeSimulator()
    const response = await simulator.fetch(`${baseUrl}/msg_query?msg_refs=a&${encodeURIComponent("<&>")}=1`, {
      headers: { authorization: headersOf(simulator).authorization ?? "" }
    })
    expect(await response.text()).toContain("&lt;&amp;&gt;")
  })

  it.each(["/", "/msg_sendd", "/msg_send/", "//msg_send", "/MSG_SEND"])(
    "is 404 for the path %s",
    async (path) => {
      const response = await post(makeSimulator(), path, hello)
      expect(response.status).toBe(404)
      expect((await response.json()).error.code).toBe("HTTP 404")
    }
  )

  it.each(["PUT", "DELETE", "OPTIONS"])("is 405 for %s, with what is allowed", async (method) => {
    const simulator = makeSimulator()
    const response = await simulator.fetch(`${baseUrl}/msg_send`, { method, headers: headersOf(simulator) })
    expect(response.status).toBe(405)
    expect(response.headers.get("allow")).toBe("GET, POST")
    expect((await response.json()).error.code).toBe("HTTP 405")
  })
})

describe("credentials", () => {
  const attempt = (simulator: Simulator, authorization: string | undefined) =>
    simulator.fetch(`${baseUrl}/msg_query?msg_refs=x`, {
      headers: { accept: "application/json", ...(authorization === undefined ? {} : { authorization }) }
    })

  it.each([
    ["are missing", undefined],
    ["have another user name", basic("1-2-0/me@example.com", "simulator-api-access-key")],
    ["lack the cloud id", basic("you@example.com", "simulator-api-access-key")],
    ["have another key", basic("1-2-0/you@example.com", "wrong")],
    ["name a service", basic("1-2-0/you@example.com/service", "simulator-api-access-key")],
    ["are of another scheme", "Bearer simulator-api-access-key"],
    ["are not base64", "Basic %%%"],
    ["have no colon", `Basic ${btoa("1-2-0/you@example.com")}`],
    ["are not UTF-8", `Basic ${btoa("1-2-0/\xff:\xff")}`]
  ])("are refused with 401 when they %s", async (_, authorization) => {
    const response = await attempt(makeSimulator(), authorization)
    expect(response.status).toBe(401)
    expect(response.headers.get("www-authenticate")).toMatch(/^Basic realm="/)
    expect((await response.json()).error.code).toBe("HTTP 401")
  })

  it("may hold any UTF-8, and colons in the key", async () => {
    const simulator = makeSimulator({ username: "zoë@example.com", apiAccessKey: "clé:with:colons€" })
    expect((await attempt(simulator, basic("1-2-0/zoë@example.com", "clé:with:colons€"))).status).toBe(200)
    expect((await attempt(simulator, basic("1-2-0/zoë@example.com", "clé"))).status).toBe(401)
  })

  it("are checked before the parameters", async () => {
    const response = await makeSimulator().fetch(`${baseUrl}/msg_send?nonsense=1`)
    expect(response.status).toBe(401)
  })

  it("have a cloud id of three numbers", () => {
    expect(() => makeSimulator({ cloudId: "europe" })).toThrow(TypeError)
  })
})

describe("the record of requests", () => {
  it("keeps everything that arrived, without the secret", async () => {
    const simulator = makeSimulator()
    await simulator.clock.advance(5000)
    await post(simulator, "/msg_send?type=sms", hello)
    const [request] = simulator.requests
    expect(request).toMatchObject({
      method: "POST",
      url: `${baseUrl}/msg_send?type=sms`,
      path: "/msg_send",
      query: "type=sms",
      authorized: true,
      username: "1-2-0/you@example.com",
      text: "to=15550001234&from=15552341234&content=Hello",
      at: Date.UTC(2026, 0, 1, 0, 0, 5),
      status: 200,
      fault: undefined
    })
    expect(request?.headers.accept).toBe("application/json")
    expect(request?.headers).not.toHaveProperty("authorization")
    expect(new TextDecoder().decode(request?.body)).toBe(request?.text)
  })

  it("keeps requests that were refused, too", async () => {
    const simulator = makeSimulator()
    await simulator.fetch(`${baseUrl}/nowhere`, { headers: { authorization: basic("me", "wrong") } })
    expect(simulator.requests).toMatchObject([
      { path: "/nowhere", authorized: false, username: "me", status: 404 }
    ])
  })

  it("counts requests by path, and forgets them on demand", async () => {
    const simulator = makeSimulator()
    await post(simulator, "/msg_send", hello)
    await post(simulator, "/msg_query", { msg_refs: "x" })
    await post(simulator, "/msg_query", { msg_refs: "y" })
    expect([simulator.count("/msg_send"), simulator.count("/msg_query"), simulator.count("/")]).toEqual([
      1, 2, 0
    ])
    simulator.clearRequests()
    expect(simulator.count("/msg_query")).toBe(0)
    expect(simulator.messages.list()).toHaveLength(1)
  })
})
