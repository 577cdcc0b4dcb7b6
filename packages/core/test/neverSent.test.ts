/** Failures that prove that nothing was sent: what must not happen twice is tried again after them. */
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as Messages from "@aculab-cloud/core/Messages"
import { makeSimulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { cloudOf, from, inVirtualTime, to } from "./support.js"

/** Sends a message through a `fetch` that always fails as Node's does, with this code. */
const failing = Effect.fnUntraced(function* (code: string) {
  const simulator = makeSimulator()
  let attempts = 0
  const cloud = cloudOf({
    ...simulator,
    fetch: async () => {
      attempts++
      throw new TypeError("fetch failed", { cause: Object.assign(new Error("words"), { code }) })
    }
  })
  const error = yield* Messages.send({ to, from, content: "Hello" }).pipe(
    CallPolicy.with({ maxAttempts: 3 }),
    Effect.provide(cloud),
    Effect.flip,
    inVirtualTime
  )
  return { attempts, outcome: error.outcome, reason: error.reason }
})

describe("a connection that was never made", () => {
  it.effect.each([
    "ECONNREFUSED",
    "ENOTFOUND",
    "CERT_HAS_EXPIRED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
  ])("is known by the code %s", (code) =>
    Effect.gen(function* () {
      expect(yield* failing(code)).toMatchObject({
        attempts: 3,
        outcome: "not-sent",
        reason: { _tag: "TransportFailure", code }
      })
    })
  )

  it.effect.each(["ECONNRESET", "EPIPE", "EPROTO", "UND_ERR_SOCKET"])(
    "is not known by the code %s, which an open one gives too",
    (code) =>
      Effect.gen(function* () {
        expect(yield* failing(code)).toMatchObject({ attempts: 1, outcome: "unknown" })
      })
  )
})
