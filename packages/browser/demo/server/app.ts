/** The backend of the demonstration: it signs users in, and hands out what their pages may have. The keys stay here. */
import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
import type { CloudAccount } from "@aculab-cloud/core/CloudAccount"
import * as TokenEndpoint from "@aculab-cloud/core/TokenEndpoint"
import type { UserGroupKey } from "@aculab-cloud/core/UserGroupKey"
import * as VoiceEndpoint from "@aculab-cloud/core/VoiceEndpoint"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import { Hono } from "hono"
import { WebRtcAccess } from "./cloud.ts"
import { type AnyUser, signedIn, users } from "./users.ts"

export const makeApp = Effect.gen(function* () {
  const run = Effect.runPromiseWith(yield* Effect.context<CloudAccount | UserGroupKey | HttpClient>())
  const access = yield* WebRtcAccess
  const table = users()

  /** Who it is, the cookie says; the page has no word in it. */
  const authorise = (request: Request) =>
    Effect.suspend(() => {
      const user = signedIn(table, request)
      return user === undefined ? Effect.fail("signed-out" as const) : Effect.succeed(user)
    })
  const voice = yield* VoiceEndpoint.make({
    authorise: (request) => Effect.map(authorise(request), ({ id }) => ({ userId: id }))
  })
  const token = yield* TokenEndpoint.make({
    authorise: (request) =>
      Effect.map(authorise(request), ({ id }) => ({
        clientId: id,
        lifetime: "10 minutes",
        callableClients: ["*"]
      }))
  })

  const whatIsKnownOf = (user: AnyUser) =>
    run(Effect.map(BiometricUsers.exists(user.id), ({ exists }) => ({ name: user.name, enrolled: exists })))
  const phoneOf = (user: AnyUser) => ({ ...access, name: user.name, clientId: user.id })

  const app = new Hono()
  app.post("/api/sign-in", async (context) => {
    const { name } = await context.req.parseBody()
    const user = typeof name === "string" ? table.signIn(name) : undefined
    if (user === undefined) return context.json({ error: "name" }, 400)
    context.header("set-cookie", `session=${user.session}; HttpOnly; SameSite=Strict; Path=/`)
    return context.body(null, 204)
  })
  app.post("/api/sign-out", (context) => {
    table.signOut(signedIn(table, context.req.raw))
    context.header("set-cookie", "session=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0")
    return context.body(null, 204)
  })
  app.get("/api/voice", async (context) => {
    const user = signedIn(table, context.req.raw)
    return context.json(user === undefined ? null : await whatIsKnownOf(user))
  })
  app.delete("/api/voice", async (context) => {
    const user = signedIn(table, context.req.raw)
    if (user === undefined) return context.json(null)
    await run(BiometricUsers.remove(user.id))
    return context.json(await whatIsKnownOf(user))
  })
  app.get("/api/phone", (context) => {
    const user = signedIn(table, context.req.raw)
    return context.json(user === undefined ? null : phoneOf(user))
  })
  app.all("/api/voice-session", (context) => voice.handle(context.req.raw))
  app.all("/api/webrtc-token", (context) => token.handle(context.req.raw))
  return app
})
