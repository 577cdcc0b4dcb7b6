import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud, document, lastingSimulator, type Surroundings } from "./support.js"

/** Runs a command of `services`, and looks for the simulated passwords in all that it prints. */
const services = (args: ReadonlyArray<string>, surroundings: Surroundings = {}) =>
  Effect.map(aculabCloud(["services", ...args, "--simulate"], surroundings), (outcome) => {
    expect(outcome.stdout + outcome.stderr).not.toMatch(/(simulator-\w+|simulated)-password|MARKED/)
    return outcome
  })

const application = (name: string) => ({
  "service.json": JSON.stringify({ uas: { application_name: name } })
})
const nobody = "--yes: is required, because there is no terminal to ask on"

describe("services list", () => {
  it.effect("prints a table, or JSON", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* services(["list", "outbound"])
      expect({ code, lines: stdout.split("\n") }).toEqual({
        code: 0,
        lines: [
          "Name            Leads to                   Description",
          "simulator-rest  https://example.com/first  REST",
          "simulator-uas   SimulatorApplication       UAS",
          ""
        ]
      })
      const asJson = yield* services(["list", "inbound", "--json"])
      expect(document(asJson.stdout)).toEqual({
        services: [
          { name: "15552341234", target: "https://example.com/first", description: "REST", other: {} }
        ]
      })
    })
  )

  it.effect("says so when there are none", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.services.remove("inbound", "15552341234")
      const { stdout } = yield* services(["list", "inbound"], { simulator })
      expect(stdout).toBe("There are no inbound services.\n")
    })
  )

  it.effect("knows two directions", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* services(["list", "upwards"])
      expect(code).toBe(2)
      expect(stderr).toContain('"inbound" | "outbound"')
    })
  )
})

describe("services schema", () => {
  it.effect("prints a table of keys, or the schema as it is", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stdout } = yield* services(["schema", "inbound"], { simulator })
      expect(code).toBe(0)
      expect(stdout).toMatch(/^Key +Type +One of +Default\n/)
      expect(stdout).toMatch(/^rest\.first_page\.method +string +GET, POST +"POST"$/m)
      const asJson = yield* services(["schema", "inbound", "--json"], { simulator })
      expect(document(asJson.stdout)).toEqual(simulator.services.schema("inbound"))
    })
  )

  it.effect("that is no JSON Schema is shown as it is", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({
        path: "/service/v1/schema/inbound",
        kind: "response",
        response: () => Response.json({ "odd\u001b": [1] })
      })
      const { code, stdout } = yield* services(["schema", "inbound"], { simulator })
      expect({ code, stdout }).toEqual({ code: 0, stdout: '{\n  "odd\\u001b": [\n    1\n  ]\n}\n' })
    })
  )
})

describe("services show", () => {
  it.effect("prints a table of keys, without the password", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* services(["show", "outbound", "simulator-uas"])
      expect(code).toBe(0)
      expect(stdout).toMatch(/^service_password +set, not shown$/m)
      expect(stdout).toMatch(/^uas\.application_name +SimulatorApplication$/m)
      expect(stdout).toMatch(/^rest\.first_page\.address +null$/m)
    })
  )

  it.effect("prints JSON that can be written back, without the password", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { stdout } = yield* services(["show", "outbound", "simulator-rest", "--json"], { simulator })
      const { service_password, ...shown } =
        simulator.services.get("outbound", "simulator-rest")?.configuration ?? {}
      expect(service_password).toBe("simulator-rest-password")
      expect(document(stdout)).toEqual(shown)
      const files = { "service.json": stdout }
      const write = ["write", "outbound", "simulator-rest", "service.json", "--yes", "--json"]
      const written = yield* services(write, { simulator, files })
      expect(document(written.stdout)).toEqual({ result: "replaced", status: 200, configuration: shown })
      expect(simulator.services.get("outbound", "simulator-rest")?.configuration).toEqual({
        service_password,
        ...shown
      })
    })
  )

  it.effect("hides what may be a secret among the keys that are not known", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const configuration = {
        rest: { first_page: { address: "https://example.com/", page_password: "MARKED" } },
        list: [{ clientSecret: "MARKED", id: 1 }],
        empty: {}
      }
      simulator.faults.next({
        path: "/service/v1/inbound/1",
        kind: "response",
        times: 2,
        response: () => Response.json(configuration)
      })
      const { stdout } = yield* services(["show", "inbound", "1"], { simulator })
      expect(stdout.split("\n").map((line) => line.replace(/ {2,}/, " | "))).toEqual([
        "Key | Value",
        "rest.first_page.address | https://example.com/",
        "rest.first_page.page_password | set, not shown",
        'list | [{"id":1}]',
        "empty | {}",
        ""
      ])
      const asJson = yield* services(["show", "inbound", "1", "--json"], { simulator })
      expect(document(asJson.stdout)).toEqual({
        rest: { first_page: { address: "https://example.com/" } },
        list: [{ id: 1 }],
        empty: {}
      })
    })
  )

  it.effect("ends with 4 for a service that there is not", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* services(["show", "outbound", "nowhere"])
      expect({ code, stdout }).toEqual({ code: 4, stdout: "" })
      expect(stderr).toContain("There is no service nowhere")
    })
  )
})

describe("services write", () => {
  it.effect("creates a service without a question", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const write = ["write", "outbound", "reminders", "service.json"]
      const { code, stdout, stderr } = yield* services(write, { simulator, files: application("reminder") })
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout).toMatch(/^The outbound service reminders is created\.\nKey +Value\n/)
      expect(stdout).toMatch(/^uas\.application_name +reminder$/m)
      expect(simulator.services.get("outbound", "reminders")?.configuration.uas).toEqual({
        application_name: "reminder"
      })
    })
  )

  it.effect("creates an inbound service without a configuration", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* services(["write", "inbound", "441908273801", "--json"])
      expect(code).toBe(0)
      expect(document(stdout)).toMatchObject({ result: "created", status: 201 })
    })
  )

  it.effect("reads the configuration from the standard input, its password included", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const text = '{"service_password":"MARKED","uas":{"application_name":"reminder"}}'
      const { code } = yield* services(["write", "outbound", "reminders", "-"], {
        simulator,
        stdin: [new TextEncoder().encode(text)]
      })
      expect(code).toBe(0)
      expect(simulator.services.get("outbound", "reminders")?.configuration.service_password).toBe("MARKED")
    })
  )

  const replace = ["write", "outbound", "simulator-uas", "service.json"]
  const targetIn = (simulator: ReturnType<typeof lastingSimulator>) =>
    simulator.services.get("outbound", "simulator-uas")?.configuration.uas

  it.effect("asks before it replaces a service, and says what is lost", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const terminals = ["stdin", "stderr"] as const
      const files = application("other")
      const refused = yield* services(replace, { simulator, files, terminals, keys: ["enter"] })
      expect(refused.code).toBe(130)
      expect(refused.stderr.replace(/\s+/g, " ")).toContain(
        "The outbound service simulator-uas exists. This replaces its whole configuration"
      )
      expect(refused.stderr).toContain("Nothing is changed: the service was only looked up.")
      expect(targetIn(simulator)).toEqual({ application_name: "SimulatorApplication" })
      const agreed = yield* services(replace, { simulator, files, terminals, keys: [..."yes", "enter"] })
      expect(agreed.code).toBe(0)
      expect(agreed.stdout).toContain("is replaced.")
      expect(targetIn(simulator)).toEqual({ application_name: "other" })
    })
  )

  it.effect("replaces one only with --yes where nobody can be asked", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const files = application("other")
      const { code, stdout, stderr } = yield* services(replace, { simulator, files })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain(nobody)
      expect(simulator.requests.map(({ method }) => method)).toEqual(["GET"])
      simulator.clearRequests()
      expect((yield* services([...replace, "--yes"], { simulator, files })).code).toBe(0)
      expect(simulator.requests.map(({ method }) => method)).toEqual(["PUT"])
    })
  )

  it.effect.each([
    { file: undefined, says: "FILE: there is no such file" },
    { file: "MARKED", says: "FILE: must be a JSON document" },
    { file: '["MARKED"]', says: "FILE: must be object" },
    {
      file: '{"service_password":"<redacted>"}',
      says: "FILE: service_password: must be the password itself"
    },
    { file: '{"rest":{"first_page":{"method":5}}}', says: "FILE: rest.first_page.method: must be string" },
    {
      file: '{"rest":{"first_page":{"method":"PUT"}}}',
      says: "FILE: rest.first_page.method: must be one of GET, POST"
    }
  ])("refuses $file", ({ file, says }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const files = file === undefined ? {} : { "service.json": file }
      const { code, stdout, stderr } = yield* services([...replace, "--yes"], { simulator, files })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain(says)
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect("needs a configuration for an outbound service", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* services(["write", "outbound", "reminders", "--yes"])
      expect(code).toBe(2)
      expect(stderr).toContain("FILE: is required for an outbound service")
    })
  )

  it.effect("tells every problem that the cloud has with a configuration", () =>
    Effect.gen(function* () {
      const files = { "service.json": '{"rest":{"first_page":{"address":"http:"}},"more":1}' }
      const { code, stderr } = yield* services(["write", "outbound", "new", "service.json"], { files })
      expect(code).toBe(4)
      expect(stderr).toContain("first_page")
      expect(stderr).toContain("'more' was unexpected")
    })
  )
})

describe("services modify", () => {
  it.effect("changes what the document holds, and nothing else", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const modify = ["modify", "outbound", "simulator-uas", "service.json", "--json"]
      const { code, stdout } = yield* services(modify, { simulator, files: application("survey") })
      expect(code).toBe(0)
      expect(document(stdout)).toMatchObject({ uas: { application_name: "survey" }, description: "UAS" })
      expect(simulator.services.get("outbound", "simulator-uas")?.configuration.service_password).toBe(
        "simulator-uas-password"
      )
    })
  )

  it.effect("changes the password with --password", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.services.put("outbound", "reminders", {
        service_password: "MARKED",
        uas: { application_name: "reminder" }
      })
      const { code, stdout } = yield* services(["modify", "outbound", "reminders", "--password"], {
        simulator
      })
      expect(code).toBe(0)
      expect(stdout).toMatch(/^service_password +set, not shown$/m)
      expect(simulator.services.get("outbound", "reminders")?.configuration.service_password).toBe(
        "simulated-password"
      )
    })
  )

  it.effect("needs something to change", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* services(["modify", "outbound", "simulator-uas"])
      expect(code).toBe(2)
      expect(stderr).toContain("FILE: is required without --password")
    })
  )
})

describe("services remove", () => {
  it.effect("removes a service with --yes", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const remove = ["remove", "inbound", "15552341234"]
      const refused = yield* services(remove, { simulator })
      expect(refused.code).toBe(2)
      expect(refused.stderr).toContain(nobody)
      expect(refused.stderr).toContain("calls to it are no longer answered")
      expect(simulator.requests).toEqual([])
      const { code, stdout } = yield* services([...remove, "--yes"], { simulator })
      expect({ code, stdout }).toEqual({ code: 0, stdout: "The inbound service 15552341234 is removed.\n" })
      expect(simulator.services.list("inbound")).toEqual([])
    })
  )

  it.effect("prints JSON", () =>
    Effect.gen(function* () {
      const remove = ["remove", "outbound", "simulator-uas", "--yes", "--json"]
      const { code, stdout } = yield* services(remove)
      expect(code).toBe(0)
      expect(document(stdout)).toEqual({ direction: "outbound", name: "simulator-uas", result: "removed" })
    })
  )
})

describe("the queues of services", () => {
  it.effect("are listed, shown and purged", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      expect((yield* services(["queues"], { simulator })).stdout).toBe("Nothing is waiting.\n")
      expect((yield* services(["queues", "--json"], { simulator })).stdout).toBe('{"queues":[]}\n')
      yield* aculabCloud(["outbound", "start-uas", "--service", "simulator-uas", "--simulate"], { simulator })
      const table = "Service        Waiting\nsimulator-uas  1\n"
      expect((yield* services(["queues"], { simulator })).stdout).toBe(table)
      expect((yield* services(["queue", "simulator-uas"], { simulator })).stdout).toBe(table)
      const one = yield* services(["queue", "simulator-uas", "--json"], { simulator })
      expect(document(one.stdout)).toEqual({ serviceName: "simulator-uas", length: 1, other: {} })

      const refused = yield* services(["purge-queue", "simulator-uas"], { simulator })
      expect(refused.code).toBe(2)
      expect(refused.stderr).toContain(nobody)
      const references = simulator.outbound.queue("simulator-uas")
      const purged = yield* services(["purge-queue", "simulator-uas", "--yes", "--json"], { simulator })
      expect(document(purged.stdout)).toEqual({
        serviceName: "simulator-uas",
        cancelled: 1,
        references,
        other: {}
      })
      const again = yield* services(["purge-queue", "simulator-uas", "--yes"], { simulator })
      expect(again.stdout).toBe("Nothing was waiting at simulator-uas.\n")
    })
  )
})
