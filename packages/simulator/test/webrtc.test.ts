import { describe, expect, it } from "vitest"
import { makeSimulator, type Simulator } from "../src/Simulator.js"
import { baseUrl, type Fields, get, post } from "./support.js"

const generate = (simulator: Simulator, fields: Fields) => post(simulator, "/webrtc_generate_token", fields)

const tokenOf = async (simulator: Simulator, fields: Fields): Promise<string> =>
  (await (await generate(simulator, fields)).json()).token

const bytesOf = (part: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
    character.charCodeAt(0)
  )

const jsonOf = (part: string | undefined) => JSON.parse(new TextDecoder().decode(bytesOf(part ?? "")))

const claimsOf = (token: string) => jsonOf(token.split(".")[1])

const isSignedBy = async (simulator: Simulator, token: string): Promise<boolean> => {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }
  const key = await crypto.subtle.importKey("jwk", await simulator.webrtc.publicKey(), algorithm, false, [
    "verify"
  ])
  const end = token.lastIndexOf(".")
  const signed = new TextEncoder().encode(token.slice(0, end))
  return crypto.subtle.verify(algorithm, key, bytesOf(token.slice(end + 1)), signed)
}

describe("webrtc_generate_token", () => {
  it("answers a JWT with the documented header and claims, by GET too", async () => {
    const simulator = makeSimulator({ cloudId: "0-0-0" })
    const response = await get(simulator, "/webrtc_generate_token", { client_id: "myClientId" })
    const { token, ...rest } = await response.json()
    expect(rest).toEqual({})
    const parts = token.split(".")
    expect(parts).toHaveLength(3)
    // The rule that Aculab's browser client has for each part.
    for (const part of parts) expect(part).toMatch(/^[-_0-9a-zA-Z]+$/)
    expect(jsonOf(parts[0])).toEqual({
      alg: "RS256",
      typ: "JWT",
      kid: expect.stringMatching(/^[-_0-9a-zA-Z]{43}$/)
    })
    const now = simulator.clock.now() / 1000
    expect(jsonOf(parts[1])).toEqual({
      aud: "0-0-0",
      iss: expect.stringMatching(/^[a-z0-9]{25}$/),
      sub: "myClientId",
      scope: ["webrtcclient"],
      iat: now,
      nbf: now,
      exp: now + 3600
    })
    expect(simulator.webrtc.accessKey).toBe(jsonOf(parts[1]).iss)
  })

  it("signs it with a key whose public half a test can have", async () => {
    const simulator = makeSimulator()
    const token = await tokenOf(simulator, { client_id: "bob" })
    expect((await simulator.webrtc.publicKey()).kid).toBe(jsonOf(token.split(".")[0]).kid)
    expect(await isSignedBy(simulator, token)).toBe(true)
    const [header, , signature] = token.split(".")
    const forged = btoa(JSON.stringify({ ...claimsOf(token), sub: "ann" })).replaceAll("=", "")
    expect(await isSignedBy(simulator, `${header}.${forged}.${signature}`)).toBe(false)
    expect(await isSignedBy(makeSimulator(), token)).toBe(false)
  })

  it("gives out a public key, and only that", async () => {
    const jwk = await makeSimulator().webrtc.publicKey()
    expect(jwk).toMatchObject({ kty: "RSA", alg: "RS256", key_ops: ["verify"] })
    expect(jwk).not.toHaveProperty("d")
  })

  it("takes its times from the simulator's clock", async () => {
    const simulator = makeSimulator()
    const first = claimsOf(await tokenOf(simulator, { client_id: "bob", ttl: "600" }))
    await simulator.clock.advance(90_500)
    const second = claimsOf(await tokenOf(simulator, { client_id: "bob", ttl: "86400" }))
    expect(first.exp - first.iat).toBe(600)
    expect(second.exp - second.iat).toBe(86_400)
    expect(second.iat - first.iat).toBe(90)
  })

  it("remembers what a token is for", async () => {
    const simulator = makeSimulator()
    const token = await tokenOf(simulator, {
      client_id: "bob",
      ttl: "600",
      enable_incoming: "false",
      call_client: "ann,sales*"
    })
    await tokenOf(simulator, { client_id: "ann" })
    const now = simulator.clock.now()
    expect(simulator.webrtc.tokens()).toMatchObject([
      {
        token,
        clientId: "bob",
        enableIncoming: false,
        callClients: ["ann", "sales*"],
        issued: now,
        expires: now + 600_000
      },
      { clientId: "ann", enableIncoming: true, callClients: [] }
    ])
  })

  it("takes the clients to call as a list, repeated, or both", async () => {
    const simulator = makeSimulator()
    const body = new URLSearchParams([
      ["client_id", "bob"],
      ["call_client", "ann"],
      ["call_client", "sales*,x"]
    ])
    expect((await post(simulator, "/webrtc_generate_token", {}, { body })).status).toBe(200)
    expect(simulator.webrtc.tokens()[0]?.callClients).toEqual(["ann", "sales*", "x"])
  })

  it("takes no other parameter repeated", async () => {
    const simulator = makeSimulator()
    const body = new URLSearchParams([
      ["client_id", "bob"],
      ["client_id", "ann"]
    ])
    const response = await post(simulator, "/webrtc_generate_token", {}, { body })
    expect((await response.json()).error.code).toBe("0003")
  })

  it.each(["*", "ann", "a+b-c.d_e*", ""])("takes the call_client %j", async (call_client) => {
    expect((await generate(makeSimulator(), { client_id: "bob", call_client })).status).toBe(200)
  })

  it.each([
    ["client_id", ""],
    ["client_id", "bob smith"],
    ["client_id", "bob@example.com"],
    ["client_id", "webrtc:bob"],
    ["client_id", "bob*"],
    ["ttl", "599"],
    ["ttl", "86401"],
    ["ttl", "0"],
    ["ttl", "ten"],
    ["enable_incoming", "True"],
    ["enable_incoming", ""],
    ["call_client", "a*b"],
    ["call_client", "**"],
    ["call_client", "ann,"],
    ["call_client", "ann, bob"],
    ["time_to_live", "600"]
  ])("is refused when %s is %j", async (name, text) => {
    const simulator = makeSimulator()
    const response = await generate(simulator, { client_id: "bob", [name]: text })
    expect([response.status, (await response.json()).error.code]).toEqual([400, "0002"])
    expect(simulator.webrtc.tokens()).toEqual([])
  })

  it("needs a client id, and the API key", async () => {
    const simulator = makeSimulator()
    expect((await (await generate(simulator, {})).json()).error.code).toBe("0001")
    expect((await simulator.fetch(`${baseUrl}/webrtc_generate_token?client_id=bob`)).status).toBe(401)
    expect(simulator.webrtc.tokens()).toEqual([])
  })
})

describe("webrtc_registered_clients", () => {
  const list = async (simulator: Simulator) => (await get(simulator, "/webrtc_registered_clients", {})).json()

  it("lists the clients until their registration is over", async () => {
    const simulator = makeSimulator()
    expect(await list(simulator)).toEqual([])
    simulator.webrtc.addClient({ clientId: "bob" })
    simulator.webrtc.addClient({ clientId: "ann", expiresIn: 60_000 })
    expect(await list(simulator)).toEqual([
      { client_id: "bob", last_modified: "2026-01-01_00:00:00", expires: "2026-01-01_00:10:00" },
      { client_id: "ann", last_modified: "2026-01-01_00:00:00", expires: "2026-01-01_00:01:00" }
    ])
    await simulator.clock.advance(60_000)
    expect(await list(simulator)).toMatchObject([{ client_id: "bob" }])
    simulator.webrtc.addClient({ clientId: "bob" })
    expect(await list(simulator)).toEqual([
      { client_id: "bob", last_modified: "2026-01-01_00:01:00", expires: "2026-01-01_00:11:00" }
    ])
  })

  it("forgets a client that leaves", async () => {
    const simulator = makeSimulator()
    simulator.webrtc.addClient({ clientId: "bob" })
    expect(simulator.webrtc.removeClient("bob")).toBe(true)
    expect(simulator.webrtc.removeClient("bob")).toBe(false)
    expect(await list(simulator)).toEqual([])
    expect(() => simulator.webrtc.addClient({ clientId: "a b" })).toThrow(TypeError)
  })

  it("has one list in an object, if that form is chosen", async () => {
    const simulator = makeSimulator({ forms: { registeredClients: "object" } })
    simulator.webrtc.addClient({ clientId: "bob" })
    expect(Object.values(await list(simulator))).toMatchObject([[{ client_id: "bob" }]])
  })

  it("takes no parameters, and the API key", async () => {
    const simulator = makeSimulator()
    const response = await post(simulator, "/webrtc_registered_clients", { client_id: "bob" })
    expect((await response.json()).error.code).toBe("0002")
    expect((await simulator.fetch(`${baseUrl}/webrtc_registered_clients`)).status).toBe(401)
  })
})
