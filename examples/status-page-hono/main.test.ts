import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import { afterAll, expect, test } from "vitest"
import { start } from "../../tests/support/programs.js"

const page = start("node", "examples/status-page-hono/main.ts", {
  environment: { PORT: "0", STATUS_USERNAME: "cloud", STATUS_PASSWORD: "p:ä ss" }
})
afterAll(() => page.signal("SIGKILL"))

test("prints each change of a message, and ends cleanly", async () => {
  const url = (await page.line(/^listening on /)).replace("listening on ", "")
  const simulator = makeSimulator({ clock: Clock.manual() })
  const { cloudId, username, apiAccessKey } = simulator.account
  const response = await simulator.fetch("https://cloud.example.com/msg_send", {
    method: "POST",
    headers: {
      authorization: `Basic ${btoa(`${cloudId}/${username}:${apiAccessKey}`)}`,
      accept: "application/json"
    },
    body: new URLSearchParams({
      to: "441908273800",
      from: "441908273801",
      content: "Hello",
      status_page: url,
      status_authentication_name: "cloud",
      status_authentication_password: "p:ä ss"
    })
  })
  const references: ReadonlyArray<string> = await response.json()
  await simulator.clock.advance(10_000)
  expect(await page.line(/is sent$/)).toBe(`${references[0]} is sent`)
  expect(simulator.messages.updates.map(({ outcome }) => outcome)).toEqual(["delivered", "delivered"])

  const stranger = await fetch(url, { method: "POST", body: "{}" })
  expect(stranger.status).toBe(401)

  page.signal("SIGTERM")
  const { code, error } = await page.ended
  expect(error).toBe("")
  expect(code).toBe(0)
})

test("does not start without a password: everybody who sends an empty one would be believed", async () => {
  const open = start("node", "examples/status-page-hono/main.ts", {
    environment: { PORT: "0", STATUS_USERNAME: "cloud" }
  })
  try {
    const first = await Promise.race([open.line(/^listening on /), open.ended])
    expect(first).toMatchObject({ code: 1, error: expect.stringContaining("STATUS_PASSWORD is not set") })
  } finally {
    open.signal("SIGKILL")
  }
})
