import { createServer } from "node:http"
import * as StatusEndpoint from "@aculab-cloud/core/StatusEndpoint"
import * as NodeHandler from "@aculab-cloud/node/NodeHandler"
import * as Effect from "effect/Effect"
import express from "express"
import { afterEach, describe, expect, test } from "vitest"

const closers: Array<() => void> = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A status page in Express, and what it has heard of. */
const serve = async (...middleware: ReadonlyArray<express.RequestHandler>) => {
  const heard: Array<string> = []
  const page = await Effect.runPromise(
    StatusEndpoint.make({
      onUpdate: ({ reference, state }) => Effect.sync(() => heard.push(`${reference} is ${state}`))
    })
  )
  const app = express()
  for (const one of middleware) app.use(one)
  const router = express.Router()
  router.all("/status", NodeHandler.make(page.handle))
  app.use("/hooks", router)
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  closers.push(
    () => server.close(),
    () => server.closeAllConnections()
  )
  const address = server.address()
  const port = address !== null && typeof address === "object" ? address.port : 0
  return { heard, settled: page.settled, url: `http://127.0.0.1:${port}/hooks/status` }
}

const update = {
  msg_ref: "r1",
  status: "delivered",
  direction: "send",
  to: "441908273800",
  from: "441908273801"
}
const json = { "content-type": "application/json" }

describe.each([
  { name: "nothing", middleware: [] },
  { name: "express.json()", middleware: [express.json()] },
  { name: "express.urlencoded()", middleware: [express.urlencoded()] },
  { name: "express.text()", middleware: [express.text({ type: () => true })] },
  { name: "express.raw()", middleware: [express.raw({ type: () => true })] }
])("behind $name of Express, a status page", ({ middleware }) => {
  test.each([
    { how: "JSON", init: { method: "POST", headers: json, body: JSON.stringify(update) } },
    { how: "a form", init: { method: "POST", body: new URLSearchParams(update) } }
  ])("takes an update that comes as $how", async ({ init }) => {
    const { heard, settled, url } = await serve(...middleware)
    expect((await fetch(url, init)).status).toBe(200)
    await Effect.runPromise(settled)
    expect(heard).toEqual(["r1 is delivered"])
  })

  test("takes an update that comes in the query", async () => {
    const { heard, settled, url } = await serve(...middleware)
    expect((await fetch(`${url}?${new URLSearchParams(update)}`)).status).toBe(200)
    await Effect.runPromise(settled)
    expect(heard).toEqual(["r1 is delivered"])
  })
})
