/** The soft phone of the demonstration: two people in two windows, over a real SIP exchange. */
import { fileURLToPath } from "node:url"
import { type Browser, chromium, type Page } from "playwright"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { callsThrough, chromiumArguments, chromiumPath } from "../../../tests/support/chromium.js"
import { type Demo, startDemo } from "../demo/server/start.js"
import { type Kamailio, missingForCalls, startKamailio } from "./support/kamailio.js"

const desktop = { width: 1100, height: 800 }
const phone = { width: 375, height: 812 }
const missing = missingForCalls()

/** Kept in the repository when somebody asks for it: a picture of each run would be a change of each run. */
const picture = async (page: Page, name: string): Promise<void> => {
  if (process.env.ACULAB_SCREENSHOTS !== "1") return
  await page.screenshot({
    path: fileURLToPath(new URL(`../../../docs/images/${name}.png`, import.meta.url)),
    fullPage: true
  })
}

describe.skipIf(missing !== undefined)(
  `the phone page (skipped where ${missing})`,
  { timeout: 60_000 },
  () => {
    let registrar: Kamailio
    let demo: Demo
    let browser: Browser
    const complaints: Array<string> = []

    beforeAll(async () => {
      registrar = await startKamailio({ cloudId: "1-2-0", longestRegistration: 60 })
      demo = await startDemo({
        port: 0,
        around: async (answer, request) => {
          const response = await answer()
          if (!request.url.endsWith("/api/webrtc-token") || response.status !== 200) return response
          const { token }: { readonly token: string } = await response.clone().json()
          const [, payload = ""] = token.split(".")
          const { sub }: { readonly sub: string } = JSON.parse(Buffer.from(payload, "base64url").toString())
          await registrar.allow(token, sub)
          return response
        }
      })
      browser = await chromium.launch({
        executablePath: chromiumPath,
        args: [...chromiumArguments, ...callsThrough("1-2-0", registrar.port)]
      })
    }, 60_000)
    afterAll(async () => {
      await browser?.close()
      await demo?.close()
      await registrar?.stop()
    })

    const openPhone = async (name: string, viewport: { width: number; height: number }): Promise<Page> => {
      const context = await browser.newContext({ viewport })
      const page = await context.newPage()
      page.on("pageerror", (error) => complaints.push(error.message))
      await page.goto(`${demo.url}/phone.html`)
      await page.getByLabel("Who are you?").fill(name)
      await page.getByRole("button", { name: "Sign in" }).click()
      await page.locator("#registration.good").waitFor()
      return page
    }

    const packets = (page: Page, kind: string): Promise<ReadonlyArray<number>> =>
      page
        .getByRole("row", { name: kind })
        .getByRole("cell")
        .evaluateAll((cells) => cells.slice(0, 2).map((cell) => Number(cell.textContent)))

    test("two people talk, see each other, press keys and hang up", async () => {
      const anna = await openPhone("Anna", desktop)
      const bob = await openPhone("Bob", phone)
      await anna.getByLabel("Whom do you want to call?").fill("bob")
      await anna.getByRole("button", { name: "Call" }).click()
      await bob.getByRole("heading", { name: "anna calls" }).waitFor()
      await picture(bob, "phone-incoming")
      await bob.getByRole("button", { name: "Answer", exact: true }).click()

      for (const page of [anna, bob]) {
        await page.getByText("Connected.").waitFor()
        await expect
          .poll(async () => Math.min(...(await packets(page, "audio"))), { timeout: 15_000 })
          .toBeGreaterThan(20)
      }
      await anna.getByRole("button", { name: "Mute" }).click()
      await anna.locator('#mute[aria-pressed="true"]').waitFor()
      await anna.getByRole("button", { name: "5" }).click()

      await anna.getByRole("button", { name: "Camera" }).click()
      await expect
        .poll(
          () =>
            packets(bob, "video").then(
              ([, received]) => received ?? 0,
              () => 0
            ),
          { timeout: 15_000 }
        )
        .toBeGreaterThan(5)
      await picture(anna, "phone-call")
      await picture(bob, "phone-call-phone")

      await bob.getByRole("button", { name: "Hang up" }).click()
      await anna.getByText("The call is over: normal, ended by the other side.").waitFor()
      await bob.getByText("The call is over: normal, ended by you.").waitFor()
      await anna.context().close()
      await bob.context().close()
    })

    test("a call is rejected, and one to nobody says so", async () => {
      const anna = await openPhone("Anna", phone)
      const bob = await openPhone("Bob", phone)
      const dial = async (whom: string) => {
        await anna.getByLabel("Whom do you want to call?").fill(whom)
        await anna.getByRole("button", { name: "Call" }).click()
      }
      await dial("bob")
      await bob.getByRole("button", { name: "Reject" }).click()
      await anna.getByText("The call is over: busy").waitFor()
      await dial("nobody")
      await anna.getByText("The call is over: unobtainable").waitFor()
      await dial("not a client")
      await anna.getByText(/clientId/).waitFor()
      await anna.getByRole("button", { name: "Sign out" }).click()
      await anna.getByLabel("Who are you?").waitFor()
      await anna.context().close()
      await bob.context().close()
    })

    test("says where it can be seen why nobody is signed in, in words for people", async () => {
      const page = await browser.newPage({ viewport: phone })
      const problem = page.getByRole("alert")
      await page.route("**/api/**", (route) => route.abort())
      await page.goto(`${demo.url}/phone.html`)
      await problem.getByText("does not answer").waitFor()
      expect(await problem.textContent()).not.toContain("http")
      await page.unroute("**/api/**")
      await page.locator("#name:focus").waitFor()
      await page.getByLabel("Who are you?").fill("???")
      await page.keyboard.press("Enter")
      await problem.getByText("That name will not do").waitFor()
      await page.getByLabel("Who are you?").fill("Anna")
      await page.keyboard.press("Enter")
      await page.getByRole("heading", { name: "Hello, Anna" }).waitFor()
      await page.close()
    })

    test("keeps the focus of the keyboard on what can be done next, and shows nobody registered who is not", async () => {
      const anna = await openPhone("Anna", desktop)
      const bob = await openPhone("Bob", desktop)
      await anna.locator("#peer:focus").waitFor()
      await anna.keyboard.type("bob")
      await anna.keyboard.press("Enter")
      await anna.locator("#hang-up:focus").waitFor()
      await bob.locator("#answer:focus").waitFor()
      await anna.keyboard.press("Enter")
      await anna.locator("#call:focus").waitFor()
      await bob.locator("#call:focus").waitFor()
      await anna.route("**/api/**", (route) => route.abort())
      await anna.getByRole("button", { name: "Sign out" }).click()
      await anna.getByText("does not answer").waitFor()
      await anna.locator("#registration").getByText("signed out").waitFor()
      await anna.context().close()
      await bob.context().close()
    })

    test("fits a narrow phone, and every control has a name and a size that a finger hits", async () => {
      const anna = await openPhone("Anna", { width: 320, height: 700 })
      expect(await anna.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
      const small = await anna
        .locator("button:visible, input:not([type=checkbox]):visible")
        .evaluateAll((controls) =>
          controls
            .filter((control) => control.getBoundingClientRect().height < 44)
            .map((control) => control.id)
        )
      expect(small).toEqual([])
      await anna.context().close()
    })

    test("nothing went wrong in the pages", () => {
      expect(complaints).toEqual([])
    })
  }
)
