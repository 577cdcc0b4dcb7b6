import type { Page } from "playwright"
import { afterAll, beforeEach, expect, test } from "vitest"
import { buildVitePage, startChromium } from "../vite-page/testPage.js"

const built = await buildVitePage("react-hook", {
  environment: {
    // React mounts twice in its development build only.
    NODE_ENV: "development",
    VITE_ACULAB_CLOUD_ID: "1-2-0",
    VITE_ACULAB_WEBRTC_ACCESS_KEY: "abc123",
    VITE_ACULAB_SERVICE: "reception"
  },
  fakeLibrary: true
})
const url = await built.serve()
const chromium = await startChromium()
afterAll(async () => {
  await chromium.close()
  await built.remove()
})

let page: Page
let errors: ReadonlyArray<string>
beforeEach(async () => {
  const opened = await chromium.open("about:blank")
  page = opened.page
  errors = opened.errors
  await page.route("**/webrtc-token", (route) =>
    route.fulfill({ json: { token: "a.b.c", expiresAt: "2100-01-01T00:00:00Z" } })
  )
  await page.goto(url)
  await page.waitForFunction("globalThis.fakeLibrary?.clients.at(-1)?.tokens.length === 1")
  return async () => {
    expect(errors).toEqual([])
    await page.close()
  }
})

const last = "fakeLibrary.clients.at(-1)"
/** How many clients are registered: those that got a token and were not closed. */
const open = () =>
  page.evaluate(
    "fakeLibrary.clients.filter(({ log }) => log.includes('enable') && !log.includes('close')).length"
  )

test("the double mount of StrictMode leaves one registration", async () => {
  await page.evaluate(`${last}.onIncomingState({ ready: true, cause: "NORMAL", retry: false })`)
  await page.getByText("registered", { exact: true }).waitFor()
  expect(await open()).toBe(1)
})

test("a component that goes takes its registration and its call with it, and may come again", async () => {
  await page.getByRole("button", { name: "Call reception" }).click()
  await page.waitForFunction(`${last}.calls.length === 1`)
  const box = page.getByLabel("I can be called")
  await box.uncheck()
  await page.waitForFunction(`${last}.log.includes("close")`)
  expect(await page.evaluate(`${last}.calls[0].log`)).toEqual(["disconnect"])
  expect(await open()).toBe(0)
  await box.check()
  await page.waitForFunction("fakeLibrary.clients.length === 2 && fakeLibrary.clients[1].tokens.length === 1")
  expect(await open()).toBe(1)
})

test("shows a call, its states and its end", async () => {
  await page.getByRole("button", { name: "Call reception" }).click()
  await page.getByRole("button", { name: "Hang up (connecting)" }).waitFor()
  await page.waitForFunction(`${last}.calls.length === 1`)
  await page.evaluate(`${last}.calls[0].onConnected({})`)
  await page.evaluate(`${last}.calls[0].onMedia({ stream: new MediaStream() })`)
  await page.getByRole("button", { name: "Hang up (connected)" }).waitFor()
  await page.waitForFunction(`document.querySelector("audio").srcObject instanceof MediaStream`)
  await page.getByRole("button", { name: "Hang up" }).click()
  await page.getByRole("button", { name: "Call reception" }).waitFor()
  expect(await page.evaluate(`${last}.calls[0].log`)).toEqual(["disconnect"])
})

test("shows who calls, until it is answered or the caller gives up", async () => {
  await page.evaluate(`${last}.ring({ from: "bob" }), undefined`)
  await page.getByRole("button", { name: "Answer bob" }).waitFor()
  await page.evaluate(`${last}.calls[0].onDisconnect({ cause: "NOANSWER" })`)
  await page.getByRole("button", { name: "Answer bob" }).waitFor({ state: "detached" })
  await page.evaluate(`${last}.ring({ from: "eve" }), undefined`)
  await page.getByRole("button", { name: "Answer eve" }).click()
  await page.getByRole("button", { name: "Hang up" }).waitFor()
  await page.getByRole("button", { name: "Answer eve" }).waitFor({ state: "detached" })
})

test("says what went wrong, and can be tried again", async () => {
  await page.evaluate(`${last}.throwNext = "Too many calls"`)
  await page.getByRole("button", { name: "Call reception" }).click()
  await page.getByRole("alert").waitFor()
  await page.getByRole("button", { name: "Call reception" }).click()
  await page.getByRole("button", { name: "Hang up" }).waitFor()
  await page.getByRole("alert").waitFor({ state: "detached" })
})
