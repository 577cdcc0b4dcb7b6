import * as RestApplications from "@aculab-cloud/core/RestApplications"
import type { AnswerForms } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { fieldsOf, from, present, withCloud } from "./support.js"

const answering = (body: unknown) => ({ kind: "response", response: () => Response.json(body) }) as const

describe("RestApplications.interrupt", () => {
  it.effect.each<{ form: AnswerForms["restInterrupt"] }>([{ form: "object" }, { form: "text" }])(
    "interrupts what runs and nothing else, with answers as $form",
    ({ form }) =>
      withCloud(
        (simulator) =>
          Effect.gen(function* () {
            const running = simulator.applications.receiveCall({ from })
            const ended = simulator.applications.receiveCall({ from })
            simulator.applications.finish(ended.id)
            const results = yield* RestApplications.interrupt([ended.id, "no.such", running.id])
            expect(
              results.map(({ applicationInstanceId, result }) => [applicationInstanceId, result])
            ).toEqual([
              [ended.id, "application already completed"],
              ["no.such", "no such application"],
              [running.id, "interrupted"]
            ])
            expect(simulator.applications.get(running.id)?.interruption).toBeDefined()
          }),
        { forms: { restInterrupt: form } }
      )
  )

  it.effect("sends everything under its name on the wire, with the account's credentials", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* RestApplications.interrupt(["a.1", "b.2"], {
          redirectPage: "https://example.com/next?a=b",
          redirectMethod: "GET"
        })
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.url).toBe("https://ws-1-2-0.aculabcloud.net/rest_interrupt")
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
        expect(fieldsOf(request.text)).toEqual({
          application_instance_ids: "a.1/b.2",
          redirect_page: "https://example.com/next?a=b",
          redirect_method: "GET"
        })
      })
    )
  )

  it.effect.each([
    { generation: "older (doc 03)", answer: "interrupted" as unknown, other: {} },
    { generation: "newer (doc 04)", answer: { result: "interrupted" }, other: {} },
    {
      generation: "newer, with the action",
      answer: { result: "interrupted", action: { play: {} } },
      other: { action: { play: {} } }
    }
  ])("reads the $generation form of the answer", ({ answer, other }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const applicationInstanceId = "06e122c3364cc74c.787379"
        simulator.faults.next(answering({ [applicationInstanceId]: answer }))
        expect(yield* RestApplications.interrupt([applicationInstanceId])).toEqual([
          { applicationInstanceId, result: "interrupted", other }
        ])
      })
    )
  )

  it.effect("says unknown of what the cloud leaves out", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(answering({}))
        const results = yield* RestApplications.interrupt(["a", "constructor"])
        expect(results.map(({ result }) => result)).toEqual(["unknown", "unknown"])
      })
    )
  )

  it.effect.each([
    { ids: [], options: {}, field: "applicationInstanceIds" },
    { ids: ["a/b"], options: {}, field: "applicationInstanceIds" },
    { ids: [""], options: {}, field: "applicationInstanceIds" },
    { ids: ["a"], options: { redirectPage: "/next" }, field: "redirectPage" },
    { ids: ["a"], options: { redirectMethod: "GET" }, field: "redirectPage" },
    { ids: ["a"], options: { redirectPage: "https://a.b", redirectMethod: "PUT" }, field: "redirectMethod" },
    { ids: ["a"], options: { page: "https://a.b" }, field: "page" }
  ])("refuses $ids with $options", ({ ids, options, field }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(
          RestApplications.interrupt(ids, options as RestApplications.InterruptOptions)
        )
        expect(error.outcome).toBe("not-sent")
        expect(error.reason).toMatchObject({ _tag: "InvalidInput", field })
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )

  it.effect("is not repeated after 503, and says what to look at", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "status", status: 503, when: "after", times: 5 })
        const error = yield* Effect.flip(RestApplications.interrupt(["a.1"]))
        expect(error.outcome).toBe("unknown")
        expect(error.advice).toMatch(/redirect page/)
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )
})
