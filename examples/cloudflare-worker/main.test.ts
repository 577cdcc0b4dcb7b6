import { fileURLToPath } from "node:url"
import { Clock, type Message, makeSimulator } from "@aculab-cloud/simulator"
import { serve } from "@aculab-cloud/simulator/server"
import { build } from "esbuild"
import { Miniflare } from "miniflare"
import { afterAll, expect, test } from "vitest"

const page = {
  url: "https://worker.example/status",
  authenticationName: "cloud",
  authenticationPassword: "p:ä ss"
}
const sent = Promise.withResolvers<Message>()
const simulator = makeSimulator({
  clock: Clock.manual(),
  notificationPage: page,
  // The worker has no name on the internet.
  deliver: (request) => fetch(new Request(new URL("/status", worker.url), request)),
  observe: (event) => {
    if (event.kind === "message" && event.message.direction === "send") sent.resolve(event.message)
  }
})
const cloud = await serve(simulator)

const startWorker = async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("main.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "silent"
  })
  const miniflare = new Miniflare({
    modules: true,
    script: outputFiles[0]?.text ?? "",
    compatibilityDate: "2026-07-01",
    // Otherwise it asks the internet what a request would look like there.
    cf: false,
    bindings: {
      ACULAB_CLOUD_ID: simulator.account.cloudId,
      ACULAB_USERNAME: simulator.account.username,
      ACULAB_API_ACCESS_KEY: simulator.account.apiAccessKey,
      ACULAB_BASE_URL: cloud.url,
      STATUS_USERNAME: page.authenticationName,
      STATUS_PASSWORD: page.authenticationPassword
    }
  })
  return { url: (await miniflare.ready).href, dispose: () => miniflare.dispose() }
}
const worker = await startWorker()
afterAll(async () => {
  await worker.dispose()
  await cloud.close()
})

test("answers an SMS that comes in with an SMS", async () => {
  simulator.messages.receive({ from: "441908273800", to: "441908273801", content: "Hello" })
  await simulator.settled()
  expect(simulator.messages.updates).toMatchObject([{ outcome: "delivered", responseStatus: 200 }])
  expect(await sent.promise).toMatchObject({
    to: "441908273800",
    from: "441908273801",
    content: "Thank you. We will call you back."
  })
})

test("does nothing for a stranger", async () => {
  const before = simulator.count("/msg_send")
  const body = JSON.stringify({ msg_ref: "r1", status: "received", direction: "receive", to: "1", from: "2" })
  const stranger = await fetch(new URL("/status", worker.url), { method: "POST", body })
  expect(stranger.status).toBe(401)
  expect((await fetch(new URL("/other", worker.url))).status).toBe(404)
  expect(simulator.count("/msg_send")).toBe(before)
})
