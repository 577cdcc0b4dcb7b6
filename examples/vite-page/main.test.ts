import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import { serve } from "@aculab-cloud/simulator/server"
import type { Page } from "playwright"
import { afterAll, expect, test } from "vitest"
import { environmentOf, start } from "../../tests/support/programs.js"
import { buildVitePage, startChromium } from "./testPage.js"

const simulator = makeSimulator({ clock: Clock.real() })
const cloud = await serve(simulator)
// The backend that the README names.
const backend = start("node", "examples/webrtc-token-hono/main.ts", {
  environment: { ...environmentOf(simulator.account, cloud.url), PORT: "0", SIGN_IN_PASSWORD: "swordfish" }
})
const environment = {
  NODE_ENV: "production",
  VITE_ACULAB_CLOUD_ID: simulator.account.cloudId,
  VITE_ACULAB_WEBRTC_ACCESS_KEY: simulator.webrtc.accessKey,
  VITE_ACULAB_SERVICE: "reception",
  BACKEND: (await backend.line(/^listening on /)).replace("listening on ", "")
}
const withFake = await buildVitePage("vite-page", { environment, fakeLibrary: true })
const withLibrary = await buildVitePage("vite-page", { environment, fakeLibrary: false })
const patience = { timeout: 20_000 }
const chromium = await startChromium()
afterAll(async () => {
  await chromium.close()
  await withFake.remove()
  await withLibrary.remove()
  backend.signal("SIGKILL")
  await cloud.close()
})

const signIn = async (page: Page, password = "swordfish") => {
  await page.getByLabel("Name").fill("anna")
  await page.getByLabel("Password").fill(password)
  await page.getByRole("button", { name: "Sign in" }).click()
}

test("calls a service, answers who calls, and hangs up", async () => {
  const { page, errors, violations } = await chromium.open(await withFake.serve())
  await signIn(page, "wrong")
  await page.getByText("That is not the password.").waitFor()
  await signIn(page)
  await expect
    .poll(() => page.evaluate("globalThis.fakeLibrary?.clients[0]?.tokens.length"), patience)
    .toBe(1)
  const token = simulator.webrtc.tokens()[0]
  expect(token).toMatchObject({ clientId: "anna" })
  expect(await page.evaluate("fakeLibrary.clients[0].tokens[0]")).toBe(token?.token)
  expect(await page.evaluate("fakeLibrary.clients[0].made.slice(0, 3)")).toEqual([
    simulator.account.cloudId,
    simulator.webrtc.accessKey,
    "anna"
  ])
  await page.evaluate(
    "fakeLibrary.clients[0].onIncomingState({ ready: true, cause: 'NORMAL', retry: false })"
  )
  await page.getByText("registered", { exact: true }).waitFor()

  await page.getByRole("button", { name: "Call us" }).click()
  await page.getByText("connecting").waitFor()
  await expect.poll(() => page.evaluate("fakeLibrary.clients[0].calls.length"), patience).toBe(1)
  await page.evaluate("fakeLibrary.clients[0].calls[0].onConnected({})")
  await page.getByText("connected", { exact: true }).waitFor()
  await page.evaluate("fakeLibrary.clients[0].calls[0].onMedia({ stream: new MediaStream() })")
  await expect
    .poll(() => page.evaluate("document.querySelector('audio').srcObject instanceof MediaStream"), patience)
    .toBe(true)
  await page.getByRole("button", { name: "Hang up" }).click()
  await page.getByRole("button", { name: "Call us" }).waitFor()
  expect(await page.evaluate("fakeLibrary.clients[0].log")).toContain("service reception")
  expect(await page.evaluate("fakeLibrary.clients[0].calls[0].log")).toEqual(["disconnect"])
  // The microphone is off again.
  expect(
    await page.evaluate(
      "fakeLibrary.clients[0].calls[0].options.localStreams[0].getTracks().map((track) => track.readyState)"
    )
  ).toEqual(["ended"])

  await page.evaluate("fakeLibrary.clients[0].ring({ from: 'bob' }), undefined")
  await page.getByRole("button", { name: "Answer bob" }).click()
  await page.getByRole("button", { name: "Hang up" }).waitFor()
  await page.evaluate("fakeLibrary.clients[0].calls[1].onDisconnect({ cause: 'NORMAL' })")
  await page.getByRole("button", { name: "Call us" }).waitFor()
  expect([...errors, ...violations]).toEqual([])
})

test("says that the server is away, and makes one client however often the button is pressed", async () => {
  const { page, errors } = await chromium.open(await withFake.serve())
  await page.route("**/sign-in", (route) => route.abort())
  await signIn(page)
  await page.getByText("The server does not answer.").waitFor()
  await page.unroute("**/sign-in")
  await page.getByRole("button", { name: "Sign in" }).dblclick()
  await page.getByRole("button", { name: "Call us" }).click()
  await expect.poll(() => page.evaluate("fakeLibrary.clients[0]?.calls.length"), patience).toBe(1)
  expect(await page.evaluate("fakeLibrary.clients.length")).toBe(1)
  expect(errors).toEqual([])
  await page.close()
})

test("its policy lets Aculab's library do what it needs, and no more", async () => {
  const { page, violations } = await chromium.open(await withLibrary.serve())
  // There is no exchange here: the library gets as far as the network.
  const connecting = page.waitForEvent("websocket")
  await signIn(page)
  expect(new URL((await connecting).url()).host).toBe("webrtc-1-2-0.aculabcloud.net")
  expect(violations).toEqual([])
})

test("without the cloud's address in the policy, the browser keeps the library from it", async () => {
  const policy = "default-src 'none'; script-src 'self'; img-src data:; connect-src 'self'"
  const url = await withLibrary.serve({ "content-security-policy": policy })
  const { page, violations } = await chromium.open(url)
  await signIn(page)
  await expect
    .poll(() => violations.join(), patience)
    .toContain("connect-src wss://webrtc-1-2-0.aculabcloud.net")
})
