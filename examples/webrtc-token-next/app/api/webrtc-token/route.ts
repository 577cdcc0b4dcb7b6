// WebRTC tokens for whoever is signed in: a route handler of Next.js.
import type { BrowserEndpoint } from "@aculab-cloud/core/BrowserEndpoint"
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import * as TokenEndpoint from "@aculab-cloud/core/TokenEndpoint"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import { people, signedIn } from "../../../lib/session.ts"

const makeEndpoint = TokenEndpoint.make({
  // The server decides who the client is and whom it may call. The page has no say in it.
  authorise: (request) => {
    const person = signedIn(request)
    return person === undefined
      ? Effect.fail("signed-out")
      : Effect.succeed({ clientId: person, lifetime: "10 minutes", callableClients: people })
  }
}).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))

// Made with the first request, not when the module is loaded: `next build` loads it where there are no keys.
let endpoint: Promise<BrowserEndpoint> | undefined

export const POST = async (request: Request): Promise<Response> => {
  endpoint ??= Effect.runPromise(makeEndpoint)
  return (await endpoint).handle(request)
}
