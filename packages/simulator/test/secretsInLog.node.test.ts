/** The simulator's log may be on a screen that others see, and in a file that a CI system keeps. */
import { inspect } from "node:util"
import { Clock } from "@aculab-cloud/simulator/Clock"
import { makeSimulator, type SimulatorEvent } from "@aculab-cloud/simulator/Simulator"
import { serve } from "@aculab-cloud/simulator/server"
import { expect, it } from "vitest"
import { basic } from "./support.js"

const secrets = {
  apiAccessKey: "MARKED-account",
  wrong: "MARKED-wrong",
  page: "MARKED-page"
}

it("what an observer gets to log holds no credentials, neither right nor wrong ones", async () => {
  const events: Array<SimulatorEvent> = []
  const simulator = makeSimulator({
    clock: Clock.real({ speed: 1000 }),
    apiAccessKey: secrets.apiAccessKey,
    deliver: async () => new Response(),
    observe: (event) => void events.push(event)
  })
  const server = await serve(simulator)
  try {
    for (const password of [secrets.apiAccessKey, secrets.wrong]) {
      const { cloudId, username } = simulator.account
      const response = await fetch(`${server.url}/msg_send`, {
        method: "POST",
        headers: { authorization: basic(`${cloudId}/${username}`, password), accept: "application/json" },
        body: new URLSearchParams({ to: "15550001234", from: "15552341234", content: "Hello" })
      })
      expect(response.status).toBe(password === secrets.wrong ? 401 : 200)
    }
    await simulator.settled()
    const shown = inspect(events, { depth: Number.POSITIVE_INFINITY, showHidden: true })
    expect(events.length).toBeGreaterThan(1)
    expect(shown).toContain("/msg_send")
    expect(shown).not.toContain("MARKED")
    for (const secret of Object.values(secrets)) {
      expect(shown).not.toContain(Buffer.from(`1-2-0/you@example.com:${secret}`).toString("base64"))
    }
  } finally {
    await server.close()
  }
})
