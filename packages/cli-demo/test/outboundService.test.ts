/** Who calls in `aculab-cloud outbound`: the service, and never the account with its key. */
import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import { type RunningServer, serve } from "@aculab-cloud/simulator/server"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud, document } from "./support.js"

const password = "MARKED-ü:/+"
const simulator = makeSimulator({ clock: Clock.manual(), apiAccessKey: "MARKED-KEY" })
simulator.services.put("outbound", "reminders", {
  service_password: password,
  uas: { application_name: "reminder" }
})
let server: RunningServer

beforeAll(async () => {
  server = await serve(simulator)
})
afterAll(() => server.close())

const environment = () => ({
  ACULAB_CLOUD_ID: "1-2-0",
  ACULAB_USERNAME: "you@example.com",
  ACULAB_BASE_URL: server.url
})

const queue = ["outbound", "queue", "--service", "reminders"]

const expectNoSecret = (output: string) => {
  expect(output).not.toContain("MARKED")
  expect(output).not.toContain(encodeURIComponent(password))
}

describe("an outbound service", () => {
  it.live("calls with its password from the environment, without the account's key", () =>
    Effect.gen(function* () {
      const env = { ...environment(), ACULAB_SERVICE_PASSWORD: password }
      const { code, stdout, stderr } = yield* aculabCloud([...queue, "--json"], { env })
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(document(stdout)).toEqual({ serviceName: "reminders", length: 0, other: {} })
    })
  )

  it.live("is asked for its password where someone is there", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* aculabCloud([...queue, "--json"], {
        env: environment(),
        terminals: ["stdin", "stderr"],
        keys: [...password, "enter"]
      })
      expect(code).toBe(0)
      expect(document(stdout)).toMatchObject({ serviceName: "reminders" })
      expect(stderr).toContain("Password of the outbound service (what you type is not shown)")
      expectNoSecret(stderr)
    })
  )

  it.live("needs its password where nobody can be asked", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* aculabCloud(queue, { env: environment() })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain("aculab-cloud: ACULAB_SERVICE_PASSWORD: is not set\n")
    })
  )

  it.live("ends with 3 when its password is wrong, says where it comes from, and does not show it", () =>
    Effect.gen(function* () {
      const env = { ...environment(), ACULAB_SERVICE_PASSWORD: "MARKED-WRONG" }
      const { code, stdout, stderr } = yield* aculabCloud(queue, { env })
      expect({ code, stdout }).toEqual({ code: 3, stdout: "" })
      expect(stderr).toContain("Check --service, ACULAB_SERVICE_PASSWORD")
      expectNoSecret(stderr)
    })
  )

  it.live("has a name without a slash, in an account that is named in the environment", () =>
    Effect.gen(function* () {
      const env = { ...environment(), ACULAB_CLOUD_ID: "nowhere", ACULAB_SERVICE_PASSWORD: password }
      const { code, stderr } = yield* aculabCloud(["outbound", "queue", "--service", "a/b"], { env })
      expect(code).toBe(2)
      expect(stderr).toContain("ACULAB_CLOUD_ID: must be")
      expect(stderr).toContain("--service: must not be empty or hold : or /")
      expectNoSecret(stderr)
    })
  )

  it.live("is written with its password from the environment", () =>
    Effect.gen(function* () {
      const write = ["services", "write", "outbound", "written", "service.json"]
      const files = { "service.json": '{"uas":{"application_name":"reminder"}}' }
      const env = { ...environment(), ACULAB_API_ACCESS_KEY: "MARKED-KEY" }
      const without = yield* aculabCloud(write, { env, files })
      expect(without.code).toBe(2)
      expect(without.stderr).toContain("ACULAB_SERVICE_PASSWORD: is not set")
      const empty = yield* aculabCloud([...write, "--yes"], {
        env: { ...env, ACULAB_SERVICE_PASSWORD: "" },
        files
      })
      expect(empty.code).toBe(2)
      const { code, stdout, stderr } = yield* aculabCloud(write, {
        env: { ...env, ACULAB_SERVICE_PASSWORD: password },
        files
      })
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expectNoSecret(stdout)
      expect(simulator.services.get("outbound", "written")?.configuration.service_password).toBe(password)
    })
  )
})
