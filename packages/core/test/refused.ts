/** What tests of input share: an operation that is refused before anything is sent. */
import type { CloudAccount } from "@aculab-cloud/core/CloudAccount"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import { expect } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import { withCloud } from "./support.js"

/** Expects these problems, in this order, and that nothing was sent. */
export const refused = (
  operation: Effect.Effect<unknown, CloudError, CloudAccount | HttpClient.HttpClient>,
  ...problems: ReadonlyArray<readonly [field: string, rule: RegExp]>
): Effect.Effect<void, unknown> =>
  withCloud((simulator) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(operation)
      expect(error.outcome).toBe("not-sent")
      if (error.reason._tag !== "InvalidInput") throw error
      expect(error.reason.issues).toEqual(
        problems.map(([field, rule]) => ({ field, rule: expect.stringMatching(rule) }))
      )
      expect(simulator.requests).toHaveLength(0)
    })
  )
