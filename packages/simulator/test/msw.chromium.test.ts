import { setupWorker } from "msw/browser"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { Fault } from "../src/Faults.js"
import { mswHandlers } from "../src/msw.js"
import { makeSimulator } from "../src/Simulator.js"
import { itConnects } from "./mswSocketSupport.js"
import { baseUrl, headersOf, hello, rejection } from "./support.js"

let simulator = makeSimulator()
const worker = setupWorker()

beforeAll(async () => {
  // The page itself loads modules all the time: only the cloud's host is of interest here.
  await worker.start({ quiet: true, onUnhandledFrame: "bypass" })
})
afterAll(() => worker.stop())
beforeEach(() => {
  simulator = makeSimulator()
  worker.resetHandlers(...mswHandlers(simulator))
})

afterEach(() => simulator.close())

const hit = (fault: Fault | undefined, init: RequestInit = {}) => {
  if (fault !== undefined) simulator.faults.next(fault)
  return fetch(`${baseUrl}/msg_send`, {
    method: "POST",
    headers: headersOf(simulator),
    body: new URLSearchParams(hello),
    ...init
  })
}

describe("msw in a browser", () => {
  it("answers requests to the cloud of the account", async () => {
    const response = await hit(undefined)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual(simulator.messages.list().map(({ ref }) => ref))
    expect(simulator.requests).toMatchObject([{ path: "/msg_send", authorized: true, status: 200 }])
  })

  it.each(["refuse", "reset"] as const)("%s is a network error", async (kind) => {
    expect(await rejection(hit({ kind }))).toBeInstanceOf(TypeError)
    expect(simulator.messages.list()).toHaveLength(kind === "reset" ? 1 : 0)
  })

  it("answers of other kinds arrive", async () => {
    expect((await hit({ kind: "rate-limit", retryAfter: 3 })).headers.get("retry-after")).toBe("3")
    expect(await (await hit({ kind: "empty" })).text()).toBe("")
    const text = await (await hit({ kind: "truncate" })).text()
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    expect(await (await hit({ kind: "html", status: 503 })).text()).toMatch(/^<!DOCTYPE html>/)
  })

  it.each(["stall", "stall-body"] as const)("%s ends when the client gives up", async (kind) => {
    const controller = new AbortController()
    const outcome = rejection(hit({ kind }, { signal: controller.signal }).then((answer) => answer.text()))
    await expect.poll(() => simulator.messages.list().length).toBe(1)
    controller.abort()
    expect(await outcome).toMatchObject({ name: "AbortError" })
  })

  it("reset-body is an answer whose body ends in an error", async () => {
    const response = await hit({ kind: "reset-body" })
    expect(response.status).toBe(200)
    await rejection(response.text())
  })
})

describe("a WebSocket through msw in a browser", () => itConnects(() => simulator))
