// WebRTC tokens for whoever is signed in, in Express.
//   PORT=3000 SIGN_IN_PASSWORD=... node main.ts
import * as TokenEndpoint from "@aculab-cloud/core/TokenEndpoint"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import * as NodeHandler from "@aculab-cloud/node/NodeHandler"
import * as Effect from "effect/Effect"
import express from "express"

// Stands for your own sign-in: these people, one password, and sessions that a restart forgets.
const people = ["anna", "bob"]
const password = process.env.SIGN_IN_PASSWORD
if (password === undefined) throw new Error("SIGN_IN_PASSWORD is not set")
const sessions = new Map<string, string>()
const signedIn = (request: express.Request): string | undefined =>
  sessions.get(/(?:^|; )session=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1] ?? "")

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

const app = express()
app.post("/sign-in", express.urlencoded(), (request, response) => {
  const person = people.find((name) => name === request.body.name)
  if (person === undefined || request.body.password !== password) {
    response.sendStatus(401)
    return
  }
  const session = crypto.randomUUID()
  sessions.set(session, person)
  // Add `secure: true` where the page is not on this machine.
  response.cookie("session", session, { httpOnly: true, sameSite: "strict" }).sendStatus(204)
})
app.all("/webrtc-token", (request, response) =>
  NodeHandler.respond(request, response, (asked) => tokens.handle(asked, signedIn(request)))
)

const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  const address = server.address()
  if (typeof address === "object") console.log(`listening on http://127.0.0.1:${address?.port}`)
})

// A clean end: requests that came are answered, then the connections to the cloud are closed.
process.once("SIGTERM", () => server.close(() => cloud.dispose()))
