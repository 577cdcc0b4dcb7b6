/** The suite as a worker: it answers a request that says where the cloud is with the report. */
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import { runChecks } from "./run.js"

export default {
  fetch: async (request: Request): Promise<Response> =>
    Response.json(
      await runChecks(await request.json(), navigator.userAgent, (account) =>
        Layer.merge(CloudAccount.layer(account), FetchHttpClient.layer)
      )
    )
}
