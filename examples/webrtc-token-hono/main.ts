// WebRTC tokens for whoever is signed in, in Hono.
//   PORT=3000 SIGN_IN_PASSWORD=... node main.ts
import * as TokenEndpoint from "@aculab-cloud/core/TokenEndpoint"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import { serve } from "@hono/node-server"
import * as Effect from "effect/Effect"
import { Hono } from "hono"
import { getCookie } from "hono/cookie"

// Stands for your own sign-in: these people, one password, and sessions that a restart forgets.
const people = ["anna", "bob"]
const password = process.env.SIGN_IN_PASSWORD
if (password === undefined) throw new Error("SIGN_IN_PASSWORD is not set")
const sessions = new Map<string, string>()

// The API access key is read from the environment, and stays in this process.
const cloud = NodeCloud.make()
const tokens = await cloud.run(
  TokenEndpoint.make({
    // The server decides who the client is and whom it may call. The page has no say in it.
    // Who is signed in, the application knows already: `handle` brings it along.
    authorise: (_request, person: string | undefined) =>
      person === undefined
        ? Effect.fail("signed-out")
        : Effect.succeed({ clientId: person, lifetime: "10 minutes", callableClients: people })
  })
)

const app = new Hono<{ Variables: { person: string | undefined } }>()
app.use(async (context, next) => {
  context.set("person", sessions.get(getCookie(context, "session") ?? ""))
  await next()
})
app.post("/sign-in", async (context) => {
  const form = await context.req.parseBody()
  const person = people.find((name) => name === form.name)
  if (person === undefined || form.password !== password) return context.body(null, 401)
  const session = crypto.randomUUID()
  sessions.set(session, person)
  // Add `Secure` where the page is not on this machine.
  context.header("set-cookie", `session=${session}; HttpOnly; SameSite=Strict; Path=/`)
  return context.body(null, 204)
})
app.all("/webrtc-token", (context) => tokens.handle(context.req.raw, context.get("person")))

const server = serve(
  { fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env.PORT ?? 3000) },
  ({ port }) => console.log(`listening on http://127.0.0.1:${port}`)
)

// A clean end: requests that came are answered, then the connections to the cloud are closed.
process.once("SIGTERM", () => server.close(() => cloud.dispose()))
