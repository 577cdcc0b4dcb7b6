// The API behind a port.
import type { AddressInfo } from "node:net"
import { serve } from "@hono/node-server"
import * as Effect from "effect/Effect"
import * as HttpEffect from "effect/http/HttpEffect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as Layer from "effect/Layer"
import { Api, MaybeSent, NotSent, UnknownMessage, WrongInput } from "./api.ts"
import { Outbox } from "./outbox.ts"

const handlers = HttpApiBuilder.group(
  Api,
  "messages",
  Effect.fn(function* (group) {
    const outbox = yield* Outbox
    return group.handleAll({
      send: ({ payload }) =>
        outbox.send(payload).pipe(
          Effect.map((references) => ({ references })),
          Effect.mapError((error) => {
            if (error.reason._tag === "InvalidInput") return new WrongInput({ problems: error.reason.issues })
            return error.outcome === "unknown"
              ? new MaybeSent({ advice: error.advice ?? error.message })
              : new NotSent({})
          })
        ),
      state: ({ params }) =>
        Effect.flatMap(outbox.stateOf(params.reference), (state) =>
          state === undefined ? Effect.fail(new UnknownMessage({})) : Effect.succeed({ state })
        )
    })
  })
)

const routes = HttpApiBuilder.layer(Api, { openapiPath: "/openapi.json" }).pipe(
  Layer.provide(handlers),
  Layer.provide(HttpServer.layerServices)
)

/** Listens until it is closed. Then no new requests are taken, and those that came are answered. */
export const layer = (port: number) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const handle = HttpEffect.toWebHandler(yield* HttpRouter.toHttpEffect(routes))
      let isClosing = false
      const fetch = async (request: Request) => {
        const response = await handle(request)
        // Otherwise closing would wait until the client has no more use for its connection.
        if (isClosing) response.headers.set("connection", "close")
        return response
      }
      const listen = Effect.callback<{ server: ReturnType<typeof serve>; info: AddressInfo }, Error>(
        (resume) => {
          const server = serve({ fetch, port, hostname: "127.0.0.1" }, (info) =>
            resume(Effect.succeed({ server, info }))
          ).once("error", (error) => resume(Effect.fail(error)))
        }
      )
      const { info } = yield* Effect.acquireRelease(listen, ({ server }) =>
        Effect.callback<void>((resume) => {
          isClosing = true
          server.close(() => resume(Effect.void))
          console.log("closing: no new requests")
        })
      )
      console.log(`listening on http://127.0.0.1:${info.port}`)
    })
  )
