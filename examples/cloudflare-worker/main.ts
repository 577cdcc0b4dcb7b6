// A Cloudflare worker: receives the cloud's status updates, and answers each SMS that comes in with an SMS.
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import * as Messages from "@aculab-cloud/core/Messages"
import type { MessageUpdate } from "@aculab-cloud/core/MessageUpdates"
import * as StatusEndpoint from "@aculab-cloud/core/StatusEndpoint"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"

/** The worker's variables. The keys among them: `npx wrangler secret put ACULAB_API_ACCESS_KEY`. */
interface Environment {
  readonly ACULAB_CLOUD_ID: string
  readonly ACULAB_USERNAME: string
  readonly ACULAB_API_ACCESS_KEY: string
  /** Another address of the cloud, for tests. */
  readonly ACULAB_BASE_URL?: string
  /** What the cloud must show, as you entered it beside the page's address. */
  readonly STATUS_USERNAME: string
  readonly STATUS_PASSWORD: string
}

/** An answer to what somebody wrote, and a line in the log for the state of the answer. */
const onUpdate = (update: MessageUpdate) =>
  update.direction === "receive"
    ? Messages.send({
        to: update.from,
        from: update.to,
        content: "Thank you. We will call you back."
      })
    : Console.log(`${update.reference} is ${update.state}`)

const makePage = (environment: Environment) =>
  StatusEndpoint.make({
    credentials: {
      username: environment.STATUS_USERNAME,
      password: environment.STATUS_PASSWORD
    },
    onUpdate
  }).pipe(
    Effect.provide(
      Layer.merge(
        CloudAccount.layer({
          cloudId: environment.ACULAB_CLOUD_ID,
          username: environment.ACULAB_USERNAME,
          apiAccessKey: environment.ACULAB_API_ACCESS_KEY,
          baseUrl: environment.ACULAB_BASE_URL
        }),
        FetchHttpClient.layer
      )
    )
  )

// A worker knows its variables with its first request, and keeps them.
let page: Promise<StatusEndpoint.StatusEndpoint> | undefined

export default {
  async fetch(
    request: Request,
    environment: Environment,
    context: { readonly waitUntil: (work: Promise<unknown>) => void }
  ): Promise<Response> {
    if (new URL(request.url).pathname !== "/status") return new Response(null, { status: 404 })
    page ??= Effect.runPromise(makePage(environment))
    // Otherwise the worker would end with its answer, and the SMS with it.
    return (await page).handle(request, { waitUntil: (work) => context.waitUntil(work) })
  }
}
