// @ts-check
// 1,000 status look-ups at the same time, against the simulator in the same process: how many requests they are.
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import * as Messages from "@aculab-cloud/core/Messages"
import { makeSimulator } from "@aculab-cloud/simulator/Simulator"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
/** @typedef {import("effect/http/HttpClient").HttpClient} HttpClient */
import * as Redacted from "effect/Redacted"
import { serveTasks } from "../support/processes.mjs"

const count = 1_000

const simulator = makeSimulator()
const { cloudId, username, apiAccessKey } = simulator.account
const cloud = Layer.mergeAll(
  CloudAccount.layer({ cloudId, username, apiAccessKey: Redacted.make(apiAccessKey) }),
  FetchHttpClient.layer,
  Layer.succeed(FetchHttpClient.Fetch, simulator.fetch)
)
const send = Effect.map(
  Messages.send({ to: "441908273800", from: "441908273801", content: "Hello" }),
  ([reference]) => reference
)
const references = await Effect.runPromise(
  Effect.provide(Effect.all(Array.from({ length: count }, () => send)), cloud)
)

/** @param {Effect.Effect<ReadonlyArray<{ readonly reference: string } | undefined>, unknown, CloudAccount.CloudAccount | HttpClient>} statuses */
const requestsOf = async (statuses) => {
  const before = simulator.count("/msg_query")
  const found = await Effect.runPromise(Effect.provide(statuses, cloud))
  if (found.some((status, index) => status?.reference !== references[index])) {
    throw new Error("the statuses are not those that were asked for")
  }
  return simulator.count("/msg_query") - before
}

serveTasks({ count }, async () => ({
  together: await requestsOf(Effect.forEach(references, Messages.status, { concurrency: "unbounded" })),
  oneByOne: await requestsOf(
    Effect.forEach(references, (reference) => Effect.map(Messages.query([reference]), ([status]) => status), {
      concurrency: 32
    })
  )
}))
