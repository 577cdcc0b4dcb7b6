/** What the demo needs around it: a simulated cloud and a status page, both behind real sockets. */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import type * as Messages from "@aculab-cloud/core/Messages"
import type { MessageUpdate } from "@aculab-cloud/core/MessageUpdates"
import * as StatusEndpoint from "@aculab-cloud/core/StatusEndpoint"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import { Clock, makeSimulator, type Simulator } from "@aculab-cloud/simulator"
import { serve } from "@aculab-cloud/simulator/server"
import { createAdaptorServer } from "@hono/node-server"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"

export interface Stage {
  readonly simulator: Simulator
  /** Where the simulated cloud listens. */
  readonly cloudUrl: string
  /** The page to give with a message, credentials included. */
  readonly statusPage: Messages.StatusPage
  /** What the status page has heard, in that order. */
  readonly updates: Queue.Dequeue<MessageUpdate>
  /** The cloud for a program: a pool of connections, and an account. */
  readonly connect: (apiAccessKey: Redacted.Redacted<string>) => Layer.Layer<NodeCloud.Cloud, CloudError>
}

/** Starts both servers, and stops them with the scope. */
export const makeStage = Effect.fnUntraced(function* (speed: number) {
  const simulator = makeSimulator({
    clock: Clock.real({ speed }),
    // Shorter than life, so that nobody waits for a call to end.
    outbound: { queued: 300 },
    applications: { running: 1000, status: 300 },
    reports: { duration: 1000 }
  })
  const cloud = yield* Effect.acquireRelease(
    Effect.promise(() => serve(simulator)),
    (server) => Effect.promise(() => server.close())
  )

  const updates = yield* Queue.unbounded<MessageUpdate>()
  const credentials = { username: "demo", password: Redacted.make(crypto.randomUUID()) }
  const page = yield* StatusEndpoint.make({
    credentials,
    onUpdate: (update) => Queue.offer(updates, update)
  })
  const origin = yield* listen((request) => page.handle(request))

  const stage: Stage = {
    simulator,
    cloudUrl: cloud.url,
    statusPage: { url: `${origin}/status`, ...credentials },
    updates,
    connect: (apiAccessKey) =>
      NodeCloud.layer({
        cloudId: simulator.account.cloudId,
        username: simulator.account.username,
        apiAccessKey,
        baseUrl: cloud.url
      })
  }
  return stage
})

/** A web server on a free port of this machine; gives back its origin. */
const listen = (handle: (request: Request) => Promise<Response>) =>
  Effect.acquireRelease(
    Effect.promise(() => start(handle)),
    ({ close }) => Effect.promise(close)
  ).pipe(Effect.map(({ origin }) => origin))

const start = async (handle: (request: Request) => Promise<Response>) => {
  const server = createAdaptorServer({ fetch: handle, overrideGlobalObjects: false })
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(0, "127.0.0.1", resolve)
  })
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the status page has no port")
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        if ("closeAllConnections" in server) server.closeAllConnections()
      })
  }
}
