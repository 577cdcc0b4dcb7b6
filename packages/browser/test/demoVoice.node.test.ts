/** The demonstration of voice biometrics, as a person uses it: built, in Chromium, with a voice in the microphone. */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Browser, chromium, type Page } from "playwright"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { chromiumArguments, chromiumPath, microphoneOf } from "../../../tests/support/chromium.js"
import { speak } from "../../../tests/support/voices.js"
import { type Demo, startDemo } from "../demo/server/start.js"

const words = "My voice is my password, please let me in."
const anna = "en-us+f3"
const bob = "en-us+m7"
const desktop = { width: 1100, height: 800 }
const phone = { width: 375, height: 812 }

const silence = (wav: Uint8Array, seconds: number): Uint8Array =>
  new Uint8Array(2 * Math.round(new DataView(wav.buffer, wav.byteOffset).getUint32(24, true) * seconds))

/** A second of silence, a take of the words, and silence enough to know that it was all. */
const take = async (voice: string, speed: number): Promise<Uint8Array> => {
  const wav = await speak({ voice, words, speed })
  const data = Buffer.concat([silence(wav, 1), wav.subarray(44), silence(wav, 3)])
  const header = Buffer.from(wav.subarray(0, 44))
  header.writeUInt32LE(36 + data.length, 4)
  header.writeUInt32LE(data.length, 40)
  return Buffer.concat([header, data])
}

/** Kept in the repository when somebody asks for it: a picture of each run would be a change of each run. */
const picture = async (page: Page, name: string): Promise<void> => {
  if (process.env.ACULAB_SCREENSHOTS !== "1") return
  await page.screenshot({
    path: fileURLToPath(new URL(`../../../docs/images/${name}.png`, import.meta.url)),
    fullPage: true
  })
}

describe("the voice page", { timeout: 60_000 }, () => {
  let folder: string
  let microphone: string
  let demo: Demo
  let browser: Browser
  const complaints: Array<string> = []
  const requests: Array<string> = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "aculab-cloud-voice-"))
    microphone = join(folder, "microphone.wav")
    await writeFile(microphone, await take(anna, 175))
    demo = await startDemo({ port: 0 })
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: [...chromiumArguments, ...microphoneOf(microphone)]
    })
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await demo?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const openPage = async (viewport = desktop): Promise<Page> => {
    const page = await browser.newPage({ viewport })
    page.on("console", (message) => complaints.push(message.text()))
    page.on("pageerror", (error) => complaints.push(error.message))
    page.on("request", (request) => requests.push(`${request.url()} ${JSON.stringify(request.headers())}`))
    page.on("websocket", (socket) => requests.push(socket.url()))
    await page.goto(`${demo.url}/voice.html`)
    return page
  }

  const signIn = async (page: Page): Promise<void> => {
    await page.getByLabel("Who are you?").fill("Anna")
    await page.getByRole("button", { name: "Sign in" }).click()
    await page.getByRole("heading", { name: "Hello, Anna" }).waitFor()
  }

  /** Somebody speaks after the button was pressed; then there is a verdict. */
  const speakAfter = async (page: Page, button: string): Promise<string> => {
    await page.getByRole("button", { name: button }).click()
    await page.locator("#verdict").waitFor()
    return (await page.locator("#verdict").textContent()) ?? ""
  }

  test("learns a voice, knows it again, tells another one and a recording from it", async () => {
    const page = await openPage()
    await signIn(page)
    expect(await speakAfter(page, "Learn my voice")).toContain("Your voice is known now")
    await picture(page, "voice-learned")

    await writeFile(microphone, await take(anna, 185))
    expect(await speakAfter(page, "Prove that it is me")).toContain("It is you, Anna")
    await picture(page, "voice-verified")

    expect(await speakAfter(page, "Send the last recording again")).toContain("This looks like a recording")

    await writeFile(microphone, await take(bob, 175))
    await page.setViewportSize(phone)
    expect(await speakAfter(page, "Prove that it is me")).toContain("This is not Anna's voice")
    await picture(page, "voice-refused-phone")
    await page.close()
  })

  test("knows the voice in another window, until it is told to forget it", async () => {
    const page = await openPage(phone)
    await page.context().clearCookies()
    await page.reload()
    await signIn(page)
    await page.getByRole("button", { name: "Forget my voice" }).click()
    await page.getByRole("button", { name: "Learn my voice" }).waitFor()
    await page.getByRole("button", { name: "Sign out" }).click()
    await page.getByLabel("Who are you?").waitFor()
    await page.close()
  })

  test("says where it can be seen why nobody is signed in, in words for people", async () => {
    const page = await browser.newPage({ viewport: phone })
    await page.goto(`${demo.url}/voice.html`)
    const problem = page.getByRole("alert")
    await page.getByLabel("Who are you?").fill("???")
    await page.keyboard.press("Enter")
    await problem.getByText("That name will not do").waitFor()
    await page.route("**/api/**", (route) => route.abort())
    await page.getByLabel("Who are you?").fill("Anna")
    await page.keyboard.press("Enter")
    await problem.getByText("does not answer").waitFor()
    expect(await problem.textContent()).not.toContain("http")
    await page.unroute("**/api/**")
    await page.keyboard.press("Enter")
    await page.getByRole("heading", { name: "Hello, Anna" }).waitFor()
    await page.close()
  })

  test("keeps the focus of the keyboard on what can be done next", async () => {
    const page = await openPage()
    await page.context().clearCookies()
    await page.reload()
    await page.locator("#name:focus").waitFor()
    await page.keyboard.type("Keyboard")
    await page.keyboard.press("Enter")
    await page.locator("#speak:focus").waitFor()
    await page.keyboard.press("Enter")
    await page.locator("#stop:focus").waitFor()
    await page.keyboard.press("Enter")
    await page.locator("#speak:focus").waitFor()
    await page.close()
  })

  test("fits a phone without scrolling sideways", async () => {
    const page = await openPage({ width: 320, height: 700 })
    await signIn(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
    await page.close()
  })

  test("says nothing in the console, and no request of the page holds a key", () => {
    expect(complaints).toEqual([])
    expect(requests.length).toBeGreaterThan(10)
    expect(requests.filter((request) => /\bak-|authorization/i.test(request))).toEqual([])
  })
})
