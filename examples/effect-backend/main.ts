// A backend in Effect: an HTTP API that sends messages, and a worker that follows them.
//   PORT=3000 node main.ts
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Outbox from "./outbox.ts"
import * as Server from "./server.ts"

// Closed in the opposite order: first the server, then the outbox, then the connections to the cloud.
const Backend = Layer.unwrap(
  Effect.map(Config.Int("PORT").pipe(Config.withDefault(3000)), Server.layer)
).pipe(Layer.provide(Outbox.layer), Layer.provide(NodeCloud.layerConfig))

const stopSignal = Effect.callback<void>((resume) => {
  process.once("SIGTERM", () => resume(Effect.void))
  process.once("SIGINT", () => resume(Effect.void))
})

await Effect.runPromise(Effect.scoped(Effect.andThen(Layer.build(Backend), stopSignal)))
