import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import { serve } from "@aculab-cloud/simulator/server"
import { afterAll, beforeEach, expect, test } from "vitest"
import { environmentOf, start } from "../../tests/support/programs.js"

const simulator = makeSimulator({ clock: Clock.real({ speed: 20 }) })
const cloud = await serve(simulator)
const app = start("node", "examples/express-without-effect/main.ts", {
  environment: { ...environmentOf(simulator.account, cloud.url), PORT: "0" }
})
afterAll(async () => {
  app.signal("SIGKILL")
  await cloud.close()
})
beforeEach(() => simulator.clearRequests())

const url = (await app.line(/^listening on /)).replace("listening on ", "")
const send = (message: object) =>
  fetch(`${url}/messages`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ to: "441908273800", from: "441908273801", content: "Hello", ...message })
  })

test("sends a message, prints each change, and says where it is", async () => {
  const response = await send({})
  expect(response.status).toBe(202)
  const { references }: { readonly references: ReadonlyArray<string> } = await response.json()
  await app.line(new RegExp(`^${references[0]} is delivered$`))
  const state = await fetch(`${url}/messages/${references[0]}`)
  expect(await state.json()).toEqual({ state: "delivered" })
})

test.each([{ to: "0123" }, { to: 42 }, { to: null }, { to: { $ne: "" } }])(
  "says which field of %j is wrong, and sends nothing",
  async (message) => {
    const response = await send(message)
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ error: "wrong-input", problems: [{ field: "to" }] })
    expect(simulator.count("/msg_send")).toBe(0)
  }
)

test("does not send to a page that the caller names", async () => {
  expect((await send({ statusPage: { url: "https://evil.example" } })).status).toBe(202)
  expect(simulator.requests.some(({ text }) => text.includes("evil"))).toBe(false)
})

test.each([
  { fault: { kind: "rate-limit", retryAfter: 3600 }, status: 503, error: "too-many-messages" },
  { fault: { kind: "status", status: 401 }, status: 502, error: "not-sent" },
  { fault: { kind: "reset" }, status: 502, error: "maybe-sent" }
] as const)("tells $error", async ({ fault, status, error }) => {
  simulator.faults.next({ path: "/msg_send", ...fault })
  const response = await send({})
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ error })
  expect(simulator.count("/msg_send")).toBe(1)
})

test("ends cleanly while a message is being followed", async () => {
  await send({})
  app.signal("SIGTERM")
  expect(await app.ended).toMatchObject({ code: 0 })
})
