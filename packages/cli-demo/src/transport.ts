/** How commands reach the cloud. */
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"

/** Loaded when a call is made: help pages and mistakes in the command line need not wait for it. */
export const transport: Layer.Layer<HttpClient> = Layer.unwrap(
  Effect.map(
    Effect.promise(() => import("@aculab-cloud/node/NodeTransport")),
    ({ layer }) => layer
  )
)
