import * as Services from "@aculab-cloud/core/Services"
import type { AnswerForms } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { refused } from "./refused.js"
import { inVirtualTime, present, withCloud } from "./support.js"

const answering = (body: unknown, status = 200) =>
  ({ kind: "response", response: () => Response.json(body, { status }) }) as const

const password = Redacted.make('p:ä"ss')
const rest = { first_page: { address: "https://example.com/first", method: "POST" } } as const

const bodyOf = (request: { readonly text: string }): unknown => JSON.parse(request.text)

describe("Services.list", () => {
  it.effect.each<{ direction: Services.Direction; name: string }>([
    { direction: "inbound", name: "15552341234" },
    { direction: "outbound", name: "simulator-uas" }
  ])("lists the $direction services, with the account's credentials", ({ direction, name }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const services = yield* Services.list(direction)
        expect(services.map((service) => service.name)).toEqual(
          simulator.services.list(direction).map((service) => service.name)
        )
        const service = present(services.find((service) => service.name === name))
        expect(service.target).toBeTypeOf("string")
        expect(service.other).toEqual({})
        const request = present(simulator.requests[0])
        expect(request.method).toBe("GET")
        expect(request.url).toBe(`https://ws-1-2-0.aculabcloud.net/service/v1/${direction}`)
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
      })
    )
  )

  it.effect.each([
    { form: "an array", body: [{ name: "a", target: null, extra: 1 }, { name: "b" }] as unknown },
    { form: "an object by name", body: { a: { target: null, extra: 1 }, b: {} } }
  ])("takes $form", ({ body }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(answering(body))
        expect(yield* Services.list("inbound")).toEqual([
          { name: "a", other: { extra: 1 } },
          { name: "b", other: {} }
        ])
      })
    )
  )

  it.effect("keeps the names of inbound services that are telephone numbers, in an object by name too", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(answering({ 441908273800: { target: "t" }, 441908273801: {} }))
        expect(yield* Services.list("inbound")).toEqual([
          { name: "441908273800", target: "t", other: {} },
          { name: "441908273801", other: {} }
        ])
      })
    )
  )

  it.effect("takes one service alone, as the wrapper's reference reads", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(answering({ name: "a", target: "t", description: "d" }))
        expect(yield* Services.list("outbound")).toEqual([
          { name: "a", target: "t", description: "d", other: {} }
        ])
      })
    )
  )

  it.effect("takes no services for what they are", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(answering([]))
        expect(yield* Services.list("outbound")).toEqual([])
      })
    )
  )

  it.effect("refuses another direction", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Services.list("sideways" as Services.Direction))
        expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "direction" })
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )

  it.effect("is repeated after 503", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "status", status: 503 })
        expect(yield* inVirtualTime(Services.list("outbound"))).not.toEqual([])
        expect(simulator.requests).toHaveLength(2)
      })
    )
  )
})

describe("Services.schema", () => {
  it.effect.each<Services.Direction>(["inbound", "outbound"])("gets that of %s services", (direction) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        expect(yield* Services.schema(direction)).toEqual(simulator.services.schema(direction))
        const request = present(simulator.requests[0])
        expect(request.method).toBe("GET")
        expect(request.url).toBe(`https://ws-1-2-0.aculabcloud.net/service/v1/schema/${direction}`)
      })
    )
  )
})

describe("Services.read", () => {
  it.effect("reads a configuration, its password hidden", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const configuration = yield* Services.read("outbound", "simulator-uas")
        expect(Redacted.value(present(configuration.service_password ?? undefined))).toBe(
          "simulator-uas-password"
        )
        expect(JSON.stringify(configuration)).not.toContain("simulator-uas-password")
        const request = present(simulator.requests[0])
        expect(request.method).toBe("GET")
        expect(request.url).toBe("https://ws-1-2-0.aculabcloud.net/service/v1/outbound/simulator-uas")
        expect(request.username).toBe("1-2-0/you@example.com")
      })
    )
  )

  it.effect.each(["", ".", "..", "two\nlines"])("says what is wrong with the name %j", (name) =>
    refused(Services.read("inbound", name), [
      "name",
      /^must not be empty, \. or \.\., or hold control characters$/
    ])
  )

  it.effect("keeps every other key, and takes null and absent for what they are", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const wire = {
          uas: { application_name: null, more: 1 },
          rest: { first_page: { address: "", method: "PATCH", auth: {} }, final_page: null },
          tts: { voice: "x" },
          channels: [1, 2]
        }
        simulator.faults.next(answering(wire))
        expect(yield* Services.read("inbound", "15552341234")).toEqual(wire)
      })
    )
  )

  it.effect("fails as not found for a service that is not there", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Services.read("outbound", "nothing"))
        expect(error.reason).toMatchObject({ _tag: "NotFound", status: 404 })
      })
    )
  )

  it.effect("writes the name as one segment of the path", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(answering({}))
        yield* Services.read("inbound", "bob/alice@example.com?ü")
        expect(present(simulator.requests[0]).url).toBe(
          "https://ws-1-2-0.aculabcloud.net/service/v1/inbound/bob%2Falice%40example.com%3F%C3%BC"
        )
      })
    )
  )

  it.effect.each(["", ".", "..", "a\nb"])("refuses the name %j", (name) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Services.read("inbound", name))
        expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "name" })
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )
})

describe("Services.write", () => {
  it.effect("creates a service, then replaces it, and says which", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const created = yield* Services.write("outbound", "new", { service_password: password, rest })
        expect([created.result, created.status]).toEqual(["created", 201])
        expect(Redacted.value(present(created.configuration.service_password ?? undefined))).toBe('p:ä"ss')
        expect(created.configuration.rest?.first_page).toMatchObject(rest.first_page)
        const replaced = yield* Services.write("outbound", "new", {
          service_password: password,
          uas: { application_name: "reminder" }
        })
        expect([replaced.result, replaced.status]).toEqual(["replaced", 200])
        expect(simulator.services.get("outbound", "new")?.configuration).toMatchObject({
          service_password: 'p:ä"ss',
          uas: { application_name: "reminder" }
        })
        const request = present(simulator.requests[0])
        expect(request.method).toBe("PUT")
        expect(request.url).toBe("https://ws-1-2-0.aculabcloud.net/service/v1/outbound/new")
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
        expect(request.headers["content-type"]).toMatch(/^application\/json/)
        expect(bodyOf(request)).toEqual({ service_password: 'p:ä"ss', rest })
      })
    )
  )

  it.effect("writes an inbound service without a configuration, and without a body", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const written = yield* Services.write("inbound", "15550001234")
        expect(written.result).toBe("created")
        expect(present(simulator.requests[0]).text).toBe("")
        expect(simulator.services.get("inbound", "15550001234")).toBeDefined()
      })
    )
  )

  it.effect("writes back what was read, and any other JSON", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const configuration = yield* Services.read("outbound", "simulator-rest")
        yield* Services.write("outbound", "simulator-rest", configuration)
        expect(bodyOf(present(simulator.requests[1]))).toEqual(
          simulator.services.get("outbound", "simulator-rest")?.configuration
        )
        simulator.faults.next(answering({}))
        yield* Services.write("inbound", "a", {
          secrets: [{ token: Redacted.make("t") }, null, 1.5, true],
          absent: undefined,
          rest: { first_page: null }
        })
        expect(bodyOf(present(simulator.requests[2]))).toEqual({
          secrets: [{ token: "t" }, null, 1.5, true],
          rest: { first_page: null }
        })
      })
    )
  )

  const refuses = (
    direction: Services.Direction,
    configuration: unknown,
    ...issues: ReadonlyArray<readonly [field: string, rule: RegExp]>
  ) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(
          Services.write(direction, "x", configuration as Services.ServiceConfiguration)
        )
        expect(error.outcome).toBe("not-sent")
        const reason = error.reason
        if (reason._tag !== "InvalidInput") throw error
        expect(reason.issues.map(({ field }) => field)).toEqual(issues.map(([field]) => field))
        issues.forEach(([, rule], index) => {
          expect(present(reason.issues[index]).rule).toMatch(rule)
        })
        expect(error.message).not.toContain("MARKED")
        expect(simulator.requests).toHaveLength(0)
      })
    )

  it.effect("refuses an outbound service without a configuration", () =>
    refuses("outbound", undefined, ["configuration", /is required for an outbound service/])
  )
  it.effect("refuses a password that is no text, and does not tell it", () =>
    refuses("outbound", { service_password: ["MARKED"] }, [
      "configuration.service_password",
      /a text or a Redacted text/
    ])
  )
  it.effect("refuses an empty password that is text", () =>
    refuses("outbound", { service_password: "" }, ["configuration.service_password", /must not be empty/])
  )
  it.effect("refuses an empty password", () =>
    refuses("outbound", { service_password: Redacted.make("") }, [
      "configuration.service_password",
      /must not be empty/
    ])
  )
  it.effect("names every problem at once", () =>
    refuses(
      "outbound",
      {
        uas: { application_name: 5 },
        rest: { first_page: { address: "", method: "PUT" }, error_page: "MARKED" }
      },
      ["configuration.uas.application_name", /string/],
      ["configuration.rest.first_page.address", /must not be empty/],
      ["configuration.rest.first_page.method", /GET, POST/],
      ["configuration.rest.error_page", /object/]
    )
  )
  it.effect.each([
    { what: "a function", value: () => "MARKED" },
    { what: "a number without a form", value: Number.NaN },
    { what: "a Date", value: new Date(0) },
    { what: "a Redacted that is no text", value: Redacted.make(5) }
  ])("refuses $what, which JSON has no form for", ({ value }) =>
    refuses("inbound", { tts: [{ voice: value }] }, ["configuration.tts.0.voice", /must be JSON/])
  )
  it.effect("refuses what holds itself", () => {
    const loop: Record<string, unknown> = {}
    loop.again = loop
    return refuses("inbound", { loop }, ["configuration.loop.again", /must not hold itself/])
  })
  it.effect.each([null, "{}", 5])("refuses %j for a configuration", (configuration) =>
    refuses("inbound", configuration, ["configuration", /object/])
  )

  it.effect("fails with the cloud's details of a faulty configuration (doc 30)", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const details = [
          "rest.first_page.address: 'woiern' is too short",
          "rest.first_page.method: 'haha' is not one of ['GET', 'POST']",
          "uas.application_name: 16 is not of type 'null' or 'string'"
        ]
        const text = "Failed to validate configuration, see details for the specific failures."
        simulator.faults.next(answering({ error: { code: "HTTP 400", text, details } }, 400))
        const error = yield* Effect.flip(Services.write("inbound", "x", { rest }))
        expect(error.outcome).toBe("rejected")
        expect(error.reason).toMatchObject({ _tag: "Rejected", status: 400, text, details })
      })
    )
  )

  it.effect("is refused by the simulator with the same kind of details", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(
          Services.write("outbound", "x", {
            service_password: password,
            rest: { first_page: { address: "woiern" }, final_page: { address: "short" } }
          })
        )
        expect(error.reason).toMatchObject({ _tag: "Rejected", status: 400 })
        expect(error.message).toContain("rest.first_page.address")
      })
    )
  )

  it.effect("is repeated when its answer is lost", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "reset" })
        const written = yield* inVirtualTime(
          Services.write("outbound", "x", { service_password: password, rest })
        )
        // The first attempt created it: the documentation of `result` says so.
        expect(written.result).toBe("replaced")
        expect(simulator.requests).toHaveLength(2)
      })
    )
  )
})

describe("Services.modify", () => {
  it.effect("changes what is given, and answers the whole", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const configuration = yield* Services.modify("outbound", "simulator-uas", {
          uas: { application_name: "survey" }
        })
        expect(configuration.uas?.application_name).toBe("survey")
        expect(Redacted.value(present(configuration.service_password ?? undefined))).toBe(
          "simulator-uas-password"
        )
        const request = present(simulator.requests[0])
        expect(request.method).toBe("PATCH")
        expect(request.path).toBe("/service/v1/outbound/simulator-uas")
        expect(request.headers["content-type"]).toMatch(/^application\/json/)
        expect(bodyOf(request)).toEqual({ uas: { application_name: "survey" } })
      })
    )
  )

  it.effect("sends a change of nothing as one", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(answering({}))
        expect(yield* Services.modify("inbound", "a", {})).toEqual({})
        expect(present(simulator.requests[0]).text).toBe("{}")
      })
    )
  )

  it.effect("fails as not found for a service that is not there", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Services.modify("inbound", "nothing", {}))
        expect(error.reason._tag).toBe("NotFound")
      })
    )
  )

  it.effect("refuses to change nothing at all", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(
          Services.modify("inbound", "a", undefined as unknown as Services.ServiceConfiguration)
        )
        expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "configuration" })
      })
    )
  )
})

describe("Services.remove", () => {
  it.effect.each<{ status: AnswerForms["serviceDeleted"] }>([{ status: 204 }, { status: 200 }])(
    "removes a service, whatever the cloud says with $status",
    ({ status }) =>
      withCloud(
        (simulator) =>
          Effect.gen(function* () {
            expect(yield* Services.remove("outbound", "simulator-uas")).toBeUndefined()
            expect(simulator.services.get("outbound", "simulator-uas")).toBeUndefined()
            const request = present(simulator.requests[0])
            expect(request.method).toBe("DELETE")
            expect(request.path).toBe("/service/v1/outbound/simulator-uas")
            expect(request.text).toBe("")
          }),
        { forms: { serviceDeleted: status } }
      )
  )

  it.effect("fails as not found, and as rejected, for a service that is not there", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Services.remove("inbound", "nothing"))
        expect(error.outcome).toBe("rejected")
        expect(error.reason._tag).toBe("NotFound")
      })
    )
  )

  it.effect("fails as unknown when an attempt before may have removed it", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "reset" })
        const error = yield* inVirtualTime(Effect.flip(Services.remove("outbound", "simulator-uas")))
        expect(error.outcome).toBe("unknown")
        expect(error.reason._tag).toBe("NotFound")
      })
    )
  )
})

describe("Services.queues, queue and purgeQueue", () => {
  it.effect("tell of the queues, with the account's credentials", () =>
    withCloud(
      (simulator) =>
        Effect.gen(function* () {
          simulator.faults.next(
            // The documented example (doc 26).
            answering([
              { service_name: "service-name-1", length: 78 },
              { service_name: "service-name-2", length: "112", oldest: 5 }
            ])
          )
          expect(yield* Services.queues()).toEqual([
            { serviceName: "service-name-1", length: 78, other: {} },
            { serviceName: "service-name-2", length: 112, other: { oldest: 5 } }
          ])
          expect(yield* Services.queues()).toEqual([])
          expect(yield* Services.queue("simulator-uas")).toEqual({
            serviceName: "simulator-uas",
            length: 0,
            other: {}
          })
          expect(yield* Services.purgeQueue("simulator-uas")).toEqual({
            serviceName: "simulator-uas",
            cancelled: 0,
            references: [],
            other: {}
          })
          expect(simulator.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
            "GET /service/v1/outbound_queues",
            "GET /service/v1/outbound_queues",
            "GET /service/v1/outbound/simulator-uas/queue",
            "DELETE /service/v1/outbound/simulator-uas/queue"
          ])
          for (const request of simulator.requests) {
            expect(request.authorized).toBe(true)
            expect(request.username).toBe("1-2-0/you@example.com")
          }
        }),
      { outbound: { concurrency: 0 } }
    )
  )

  it.effect("read the references of what was purged", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(answering({ service_name: "x", cancelled: 2, service_refs: ["r1", "r2"] }))
        expect((yield* Services.purgeQueue("x")).references).toEqual(["r1", "r2"])
      })
    )
  )

  it.effect("refuse a name that would lead elsewhere", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        for (const call of [Effect.asVoid(Services.queue("..")), Effect.asVoid(Services.purgeQueue(""))]) {
          const error = yield* Effect.flip(call)
          expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "name" })
        }
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )

  it.effect("fail as not found for a service that is not there", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Services.queue("nothing"))
        expect(error.reason._tag).toBe("NotFound")
      })
    )
  )
})
