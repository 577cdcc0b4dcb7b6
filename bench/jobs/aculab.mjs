// @ts-check
// Sends one SMS over fetch, as a page or a worker does. (A page has a service's password, or its backend has the key.)
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import * as Messages from "@aculab-cloud/core/Messages"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const cloud = Layer.merge(
  CloudAccount.layer({ cloudId: "1-2-0", username: "you@example.com", apiAccessKey: Redacted.make("key") }),
  FetchHttpClient.layer
)

export const send = () =>
  Effect.runPromise(
    Effect.provide(Messages.send({ to: "441908273800", from: "441908273801", content: "Hello" }), cloud)
  )
