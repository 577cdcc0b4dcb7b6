import { expect, it } from "vitest"
import { makeSimulator } from "../src/Simulator.js"
import { baseUrl, headersOf } from "./support.js"

// A browser hides the header from programs, so what it would send can be seen in Node only.
it("tells which user agent a protocol check came from", async () => {
  const simulator = makeSimulator()
  const userAgent = "Aculab PHP Web Services wrapper v1.0.5 (PHP 7.4.4, OpenSSL 1.1.1d  10 Sep 2019, WINNT)"
  const headers = { ...headersOf(simulator), "user-agent": userAgent }
  const response = await simulator.fetch(`${baseUrl}/security/protocol_check`, { headers })
  expect(await response.json()).toMatchObject({ pass: true, user_agent: userAgent })
})
