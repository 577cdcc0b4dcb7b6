// A page for the cloud's status updates, in Hono. Prints each change of a message.
//   PORT=3000 STATUS_USERNAME=cloud STATUS_PASSWORD=... node main.ts
import * as StatusEndpoint from "@aculab-cloud/core/StatusEndpoint"
import { serve } from "@hono/node-server"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { Hono } from "hono"

// Without one, everybody who knows the address would be believed.
const password = process.env.STATUS_PASSWORD
if (!password) throw new Error("STATUS_PASSWORD is not set")

const page = await Effect.runPromise(
  StatusEndpoint.make({
    // The cloud must show what you told it in `statusPage` when you sent the message.
    credentials: { username: process.env.STATUS_USERNAME ?? "cloud", password },
    onUpdate: (update) => Console.log(`${update.reference} is ${update.state}`)
  })
)

const app = new Hono()
app.on(["GET", "POST"], "/status", (context) => page.handle(context.req.raw))

const server = serve(
  { fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env.PORT ?? 3000) },
  ({ port }) => console.log(`listening on http://127.0.0.1:${port}/status`)
)

// A clean end: no new requests, and every update that came is dealt with.
process.once("SIGTERM", () => server.close(() => Effect.runFork(page.settled)))
