/** Whatever is sent to the page of status updates: an update, or an answer that refuses it. */
import * as MessageUpdates from "@aculab-cloud/core/MessageUpdates"
import * as StatusEndpoint from "@aculab-cloud/core/StatusEndpoint"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as fc from "fast-check"
import { bytes, jsonText, mutated, oddities } from "./fuzz/hostile.js"
import { runs } from "./fuzz/parameters.js"

const good = {
  msg_ref: "r1",
  status: "delivered",
  direction: "outgoing",
  to: "441908273800",
  from: "441908273801",
  content: "Hello",
  msg_media: '["a.png"]'
}

const outcomeOf = (exit: Exit.Exit<MessageUpdates.MessageUpdate, unknown>): "update" | "refused" => {
  if (Exit.isSuccess(exit)) {
    expect(typeof exit.value.reference).toBe("string")
    return "update"
  }
  const error = Cause.squash(exit.cause)
  if (Cause.hasDies(exit.cause) || !(error instanceof MessageUpdates.InvalidUpdate)) throw error
  return "refused"
}

/** Sends a body to the page, and gives the status of its answer and how many updates it dealt with. */
const posted = async (body: BodyInit, type: string) => {
  let updates = 0
  const endpoint = await Effect.runPromise(
    StatusEndpoint.make({
      onUpdate: () =>
        Effect.sync(() => {
          updates++
        })
    })
  )
  const response = await endpoint.handle(
    new Request("https://app.example.com/status", { method: "POST", body, headers: { "content-type": type } })
  )
  await Effect.runPromise(endpoint.settled)
  return { status: response.status, updates }
}

const consistent = ({ status, updates }: { readonly status: number; readonly updates: number }): void => {
  expect([
    [200, 1],
    [400, 0],
    [413, 0]
  ]).toContainEqual([status, updates])
}

const asForm = (fields: object) =>
  new URLSearchParams(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value)
    ])
  ).toString()

describe("whatever is sent as a status update", () => {
  it("is one, if it is a good one", async () => {
    expect(outcomeOf(Effect.runSyncExit(MessageUpdates.fromJson(JSON.stringify(good))))).toBe("update")
    expect(await posted(asForm(good), "application/x-www-form-urlencoded")).toEqual({
      status: 200,
      updates: 1
    })
  })

  it("is refused with words, if it is JSON of any kind", () =>
    fc.assert(
      fc.property(fc.oneof(jsonText, fc.constantFrom(...oddities)), (body) => {
        outcomeOf(Effect.runSyncExit(MessageUpdates.fromJson(body)))
      }),
      runs(1_000)
    ))

  it("is an update or refused, if something is wrong in a good one", () =>
    fc.assert(
      fc.property(mutated(good), (fields) => {
        outcomeOf(Effect.runSyncExit(MessageUpdates.fromJson(JSON.stringify(fields) ?? "")))
        if (typeof fields !== "object" || fields === null || Array.isArray(fields)) return
        outcomeOf(Effect.runSyncExit(MessageUpdates.fromFields({ ...fields })))
        outcomeOf(Effect.runSyncExit(MessageUpdates.fromFields(new URLSearchParams(asForm(fields)))))
      }),
      runs(1_000)
    ))

  it("gets an answer from the page, and is dealt with once or not at all", () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          jsonText,
          bytes,
          mutated(good).map((fields) => JSON.stringify(fields) ?? ""),
          mutated(good).map((fields) => (typeof fields === "object" && fields !== null ? asForm(fields) : ""))
        ),
        fc.constantFrom("application/json", "application/x-www-form-urlencoded", "text/plain"),
        async (body, type) => consistent(await posted(body, type))
      ),
      runs(500)
    ))
})
