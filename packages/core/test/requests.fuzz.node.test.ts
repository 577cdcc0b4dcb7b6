/** Whatever valid input an operation gets, the simulator hears what was said: no more, no less, nothing changed. */
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import { isCloudError } from "@aculab-cloud/core/CloudError"
import { makeSimulator, type RecordedRequest } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as fc from "fast-check"
import { type Call, cloudOf, type Said } from "./fuzz/call.js"
import { calls } from "./fuzz/operations.js"
import { runs } from "./fuzz/parameters.js"

const fieldsOf = (encoded: string) => Object.fromEntries(new URLSearchParams(encoded))

/** What the simulator heard, in the terms of what was said. */
const heard = async (request: RecordedRequest, said: Said): Promise<Said> => {
  const query = request.query === "" ? {} : { query: fieldsOf(request.query) }
  const path = request.path
  if (said.bytes !== undefined && said.form === undefined) return { path, ...query, bytes: request.body }
  if (said.bytes !== undefined) {
    const form = await new Response(request.body, { headers: { ...request.headers } }).formData()
    const file = [...form.values()].find((value) => typeof value !== "string")
    if (file === undefined || typeof file === "string") throw new Error("no file arrived")
    const texts = [...form].filter(([, value]) => typeof value === "string")
    return {
      path,
      form: Object.fromEntries(texts.map(([name, value]) => [name, String(value)])),
      bytes: new Uint8Array(await file.arrayBuffer())
    }
  }
  if ("json" in said) {
    const text =
      request.headers["content-type"] === "application/json"
        ? request.text
        : fieldsOf(request.text).rest_calls
    return { path, ...query, json: JSON.parse(text ?? "") }
  }
  return said.form === undefined ? { path, ...query } : { path, ...query, form: fieldsOf(request.text) }
}

const arrives = async ({ call, said }: Call): Promise<void> => {
  const simulator = makeSimulator()
  const group = simulator.biometrics.addGroup("fuzz")
  const cloud = cloudOf(
    {
      apiAccessKey: simulator.account.apiAccessKey,
      servicePassword: "reminders-password",
      groupKey: simulator.biometrics.addKey({ group: group.name }).key
    },
    simulator.fetch
  )
  const exit = await Effect.runPromiseExit(call.pipe(CallPolicy.with(CallPolicy.none), Effect.provide(cloud)))
  if (Exit.isFailure(exit)) {
    const error = Cause.squash(exit.cause)
    // The simulator may know nothing of what is named, but it must not find the request malformed.
    if (!isCloudError(error) || error.reason._tag === "InvalidInput") throw error
  }
  const [request] = simulator.requests
  expect(simulator.requests).toHaveLength(1)
  if (request === undefined) throw new Error("nothing arrived")
  expect(await heard(request, said)).toEqual(normal(said))
}

/** JSON has no undefined and no -0. */
const normal = (said: Said): Said =>
  "json" in said ? { ...said, json: JSON.parse(JSON.stringify(said.json)) } : said

describe.each(Object.entries(calls).map(([name, arbitrary]) => ({ name, arbitrary })))(
  "$name",
  ({ arbitrary }) => {
    it("says what it was told", () => fc.assert(fc.asyncProperty(arbitrary, arrives), runs(30)))
  }
)
