/** What the tests of telephone numbers share. */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import type { Simulator } from "@aculab-cloud/simulator"
import { expect } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { fieldsOf, present } from "./support.js"

/** The next answer of the cloud, whatever is asked. */
export const answers = (simulator: Simulator, body: unknown, status = 200) =>
  simulator.faults.next({ kind: "response", when: "before", response: () => Response.json(body, { status }) })

/** The one request, as far as it can be compared. */
export const onWire = (simulator: Simulator) => {
  const { method, path, query, text, authorized, username } = present(simulator.requests[0])
  return { method, path, query, fields: fieldsOf(text), authorized, username }
}

/** What {@link onWire} is for a POST of a form. */
export const asForm = (path: string, fields: Readonly<Record<string, string>>) => ({
  method: "POST",
  path,
  query: "",
  fields,
  authorized: true,
  username: "1-2-0/you@example.com"
})

/** The problems that were found before anything was sent. */
export const problems = <A, R>(effect: (simulator: Simulator) => Effect.Effect<A, CloudError, R>) =>
  Effect.fnUntraced(function* (simulator: Simulator) {
    const error = yield* Effect.flip(effect(simulator))
    expect(error.outcome).toBe("not-sent")
    if (error.reason._tag !== "InvalidInput") throw error
    expect(simulator.requests).toHaveLength(0)
    return error.reason.issues
  })
