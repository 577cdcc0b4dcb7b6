import { inspect } from "node:util"
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import * as Messages from "@aculab-cloud/core/Messages"
import { makeSimulator } from "@aculab-cloud/simulator"
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { from, to } from "./support.js"

it.effect(
  "secrets do not appear in what Node's inspect shows of an account or an error, hidden fields included",
  () =>
    Effect.gen(function* () {
      const key = "MARKED-key"
      const simulator = makeSimulator({ apiAccessKey: key })
      simulator.faults.next({ kind: "reset" })
      const account = yield* CloudAccount.make({ ...simulator.account, apiAccessKey: Redacted.make(key) })
      const error = yield* Messages.send({ to, from, content: "x" }).pipe(
        Effect.flip,
        Effect.provide([
          Layer.succeed(CloudAccount.CloudAccount, account),
          FetchHttpClient.layer.pipe(Layer.provide(Layer.succeed(FetchHttpClient.Fetch, simulator.fetch)))
        ])
      )
      const options = { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }
      for (const value of [account, error]) {
        expect(inspect(value, options)).not.toContain(key)
        expect(inspect(value, options)).not.toContain(btoa(`1-2-0/you@example.com:${key}`))
      }
    })
)
