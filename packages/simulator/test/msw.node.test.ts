import { setupServer } from "msw/node"
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import type { Fault } from "../src/Faults.js"
import { mswHandlers } from "../src/msw.js"
import { makeSimulator } from "../src/Simulator.js"
import { itConnects } from "./mswSocketSupport.js"
import { baseUrl, headersOf, hello, rejection } from "./support.js"

let simulator = makeSimulator()
const server = setupServer()

beforeAll(() => server.listen({ onUnhandledFrame: "error" }))
afterAll(() => server.close())
beforeEach(() => {
  simulator = makeSimulator()
  server.resetHandlers(...mswHandlers(simulator))
})

const send = (init: RequestInit = {}, origin = baseUrl) =>
  fetch(`${origin}/msg_send`, {
    method: "POST",
    headers: headersOf(simulator),
    body: new URLSearchParams(hello),
    ...init
  })

const hit = (fault: Fault, init: RequestInit = {}) => {
  simulator.faults.next(fault)
  return send(init)
}

describe("msw in Node", () => {
  it("answers requests to the cloud of the account", async () => {
    const response = await send()
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual(simulator.messages.list().map(({ ref }) => ref))
  })

  it("answers requests to another base URL, when told so", async () => {
    server.resetHandlers(...mswHandlers(simulator, { baseUrl: "http://cloud.test:8080/" }))
    expect((await send({}, "http://cloud.test:8080")).status).toBe(200)
    vi.spyOn(console, "error").mockImplementationOnce(() => {})
    expect(await rejection(send())).toBeInstanceOf(TypeError)
  })

  it("leaves paths that do not exist to the simulator", async () => {
    expect((await fetch(`${baseUrl}/`)).status).toBe(404)
    expect((await fetch(`${baseUrl}/service/v9/inbound`)).status).toBe(404)
  })

  it.each(["refuse", "reset"] as const)("%s is a network error", async (kind) => {
    expect(await rejection(hit({ kind }))).toBeInstanceOf(TypeError)
    expect(simulator.messages.list()).toHaveLength(kind === "reset" ? 1 : 0)
  })

  it("reset-body is an answer whose body ends in an error", async () => {
    const response = await hit({ kind: "reset-body" })
    expect(response.status).toBe(200)
    await rejection(response.text())
  })

  it.each(["stall", "stall-body"] as const)("%s ends when the client gives up", async (kind) => {
    const controller = new AbortController()
    const outcome = rejection(hit({ kind }, { signal: controller.signal }).then((answer) => answer.text()))
    await expect.poll(() => simulator.messages.list().length).toBe(1)
    controller.abort()
    expect(await outcome).toMatchObject({ name: "AbortError" })
  })

  it("answers of every other kind arrive", async () => {
    expect((await hit({ kind: "rate-limit", retryAfter: 3 })).headers.get("retry-after")).toBe("3")
    expect(await (await hit({ kind: "empty" })).text()).toBe("")
    expect((await hit({ kind: "redirect", location: "/elsewhere" }, { redirect: "manual" })).status).toBe(302)
  })
})

describe("a WebSocket through msw in Node", () => itConnects(() => simulator))
