// @ts-check
// The SDK: its promises, and one Effect program.
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import * as Messages from "@aculab-cloud/core/Messages"
import * as TextExchange from "@aculab-cloud/core/TextExchange"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Redacted from "effect/Redacted"
import * as Tracer from "effect/Tracer"
import { stubResponse } from "./stub.mjs"

/** @typedef {{ url: string, account: { cloudId: string, username: string, apiAccessKey: string } }} Server */

const message = { to: "441908273800", from: "441908273801", content: "Hello" }
const first = Effect.map(
  Effect.suspend(() => Messages.send(message)),
  ([reference]) => reference
)

/** @param {Server} server */
const cloudOf = ({ url, account }) => NodeCloud.make({ ...account, baseUrl: url })

/** As programs with promises do it. @param {Server} server @returns {import("../support/load.mjs").Client} */
export const promises = (server) => {
  const cloud = cloudOf(server)
  return { send: () => cloud.run(first) }
}

/** As programs with effects do it: the lanes are fibers of one program. @param {Server} server @returns {import("../support/load.mjs").Client} */
export const effects = (server) => {
  const cloud = cloudOf(server)
  return {
    send: () => cloud.run(first),
    keepSending: (lanes, isOver, check) => {
      const lane = Effect.whileLoop({ while: () => !isOver(), body: () => first, step: check })
      return cloud.run(
        Effect.all(
          Array.from({ length: lanes }, () => lane),
          { concurrency: "unbounded", discard: true }
        )
      )
    }
  }
}

/** A tracer that listens, and does nothing with what it hears. */
const listening = Tracer.make({ span: (options) => new Tracer.NativeSpan(options) })

/** No network: an HttpClient that is a function. */
const client = () =>
  HttpClient.make((request) =>
    Effect.succeed(HttpClientResponse.fromWeb(request, stubResponse('["bench-stub"]')))
  )

/** As the transport of the node package: a client that offers the shorter way. The same answer is read. */
const transportOfNode = () =>
  TextExchange.offer(client(), () =>
    Effect.promise(async () => {
      const response = stubResponse('["bench-stub"]')
      return { status: response.status, headers: {}, text: await response.text() }
    })
  )

/** @param {HttpClient.HttpClient} transport @param {boolean} traced @returns {import("../support/load.mjs").Client} */
const stubbedWith = (transport, traced) => {
  const account = Effect.runSync(
    CloudAccount.make({
      cloudId: "1-2-0",
      username: "bench@example.com",
      apiAccessKey: Redacted.make("bench-key")
    })
  )
  const ready = first.pipe(
    Effect.provideService(HttpClient.HttpClient, transport),
    Effect.provideService(CloudAccount.CloudAccount, account)
  )
  const program = traced ? Effect.withTracer(ready, listening) : ready
  return { send: () => Effect.runPromise(program) }
}

export const stubbed = () => stubbedWith(client(), false)
export const stubbedAndTraced = () => stubbedWith(client(), true)
export const stubbedTransport = () => stubbedWith(transportOfNode(), false)
