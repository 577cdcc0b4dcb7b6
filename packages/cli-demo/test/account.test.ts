import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import { type RunningServer, serve } from "@aculab-cloud/simulator/server"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud, document, documents, hello } from "./support.js"

const key = "MARKED-API-KEY-ü:/+"
const simulator = makeSimulator({ clock: Clock.manual(), apiAccessKey: key })
let server: RunningServer

beforeAll(async () => {
  server = await serve(simulator)
})
afterAll(() => server.close())

const environment = (changes: Readonly<Record<string, string | undefined>> = {}): Record<string, string> => {
  const variables = {
    ACULAB_CLOUD_ID: "1-2-0",
    ACULAB_USERNAME: "you@example.com",
    ACULAB_API_ACCESS_KEY: key,
    ACULAB_BASE_URL: server.url,
    ...changes
  }
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  )
}

const send = ["messages", "send", ...hello]
const blocked = ["messages", "blocked", "--from", "441908273801"]

/** Everything that a secret could look like in an output. */
const traces = [
  "MARKED",
  encodeURIComponent(key),
  btoa(unescape(encodeURIComponent(`1-2-0/you@example.com:${key}`)))
]

const expectNoSecret = (output: string) => {
  for (const trace of traces) expect(output).not.toContain(trace)
}

describe("the account", () => {
  it.live("comes from the environment, and the cloud from ACULAB_BASE_URL", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* aculabCloud([...send, "--json"], { env: environment() })
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(document(stdout)).toEqual({ references: simulator.messages.list().map(({ ref }) => ref) })
      const request = simulator.requests.at(-1)
      expect(request).toMatchObject({ method: "POST", path: "/msg_send", authorized: true })
    })
  )

  it.live("is asked for where the environment says nothing and someone is there", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* aculabCloud([...blocked, "--json"], {
        env: { ACULAB_BASE_URL: server.url },
        terminals: ["stdin", "stderr"],
        keys: [..."1-2-0", "enter", ..."you@example.com", "enter", ...key, "enter"]
      })
      expect(code).toBe(0)
      // The questions are no part of the data.
      expect(stdout).toBe('{"blocked":[]}\n')
      expect(stderr).toContain("Cloud id")
      expect(stderr).toContain("API access key (what you type is not shown)")
      expectNoSecret(stderr)
      expect(stderr).not.toContain("*")
    })
  )

  it.live("is asked for until there is an answer", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud(blocked, {
        env: environment({ ACULAB_API_ACCESS_KEY: undefined }),
        terminals: ["stdin", "stderr"],
        keys: ["enter", ...key, "enter"]
      })
      expect(code).toBe(0)
      expect(stderr).toContain("An answer is needed")
    })
  )

  it.live("is asked for as far as it is missing", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud(blocked, {
        env: environment({ ACULAB_API_ACCESS_KEY: undefined }),
        terminals: ["stdin", "stderr"],
        keys: [...key, "enter"]
      })
      expect(code).toBe(0)
      expect(stderr).not.toContain("Cloud id")
    })
  )

  it.effect.each([
    { terminals: [] as const },
    { terminals: ["stdin"] as const },
    { terminals: ["stdout", "stderr"] as const }
  ])("names every missing variable when there is nobody to ask: $terminals", ({ terminals }) =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* aculabCloud(send, { terminals })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain("ACULAB_CLOUD_ID: is not set")
      expect(stderr).toContain("ACULAB_USERNAME: is not set")
      expect(stderr).toContain("ACULAB_API_ACCESS_KEY: is not set")
      expect(stderr).toContain("Nothing was sent.")
    })
  )

  it.effect("counts an empty variable as missing", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud([...send, "--json"], {
        env: environment({ ACULAB_API_ACCESS_KEY: "" })
      })
      expect(code).toBe(2)
      expect(document(stderr)).toMatchObject({
        error: {
          outcome: "not-sent",
          reason: { _tag: "InvalidInput", issues: [{ field: "ACULAB_API_ACCESS_KEY", rule: "is not set" }] }
        }
      })
    })
  )

  it.effect.each([
    { change: { ACULAB_CLOUD_ID: "europe" }, says: "ACULAB_CLOUD_ID: must be three numbers" },
    { change: { ACULAB_USERNAME: "a:b" }, says: "ACULAB_USERNAME: must not" },
    { change: { ACULAB_BASE_URL: "http://example.com" }, says: "ACULAB_BASE_URL: must start with https://" },
    { change: { ACULAB_BASE_URL: "http://example.com" }, says: "(ACULAB_ALLOW_PLAIN_HTTP allows http)" },
    { change: { ACULAB_ALLOW_PLAIN_HTTP: "perhaps" }, says: "ACULAB_ALLOW_PLAIN_HTTP: must be true or false" }
  ])("names the variable that breaks a rule: $change", ({ change, says }) =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud(send, { env: environment(change) })
      expect(code).toBe(2)
      expect(stderr).toContain(says)
      expectNoSecret(stderr)
    })
  )

  it.effect("is not needed with --simulate", () =>
    Effect.gen(function* () {
      expect((yield* aculabCloud([...send, "--simulate"])).code).toBe(0)
    })
  )

  it.effect("ends with 130 when the question is not answered", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud(send, {
        env: environment({ ACULAB_API_ACCESS_KEY: undefined }),
        terminals: ["stdin", "stderr"],
        keys: ["escape"]
      })
      expect(code).toBe(130)
      expect(stderr).toMatch(/interrupted\n.*Nothing was sent\.\n$/)
    })
  )
})

describe("secrets", () => {
  it.live("are in no output, whatever happens", () =>
    Effect.gen(function* () {
      const page = ["--status-page", "https://example.com", "--status-page-username", "me"]
      const env = environment({ ACULAB_STATUS_PAGE_PASSWORD: "MARKED-PAGE-PASSWORD" })
      // What a confused server or proxy might do: say again what it was sent.
      const echo = (path: string) =>
        simulator.faults.next({
          path,
          kind: "response",
          response: (request) =>
            Response.json(
              { error: { code: "HTTP 400", text: `${request.headers.get("authorization")} ${key}` } },
              { status: 400 }
            )
        })
      const runs = [
        [...send, ...page],
        [...send, ...page, "--json"],
        blocked,
        [...blocked, "--json"],
        ["messages", "--help"],
        ["messages", "send", "--nonsense"]
      ]
      for (const args of runs) {
        echo("/msg_send")
        echo("/msg_list_blocked")
        const { stdout, stderr } = yield* aculabCloud(args, { env })
        expectNoSecret(stdout + stderr)
        simulator.faults.clear()
      }
    })
  )

  it.live("are in no output when they are wrong", () =>
    Effect.gen(function* () {
      const env = environment({ ACULAB_API_ACCESS_KEY: "MARKED-WRONG-KEY" })
      const { code, stdout, stderr } = yield* aculabCloud([...send, "--json"], { env })
      expect(code).toBe(3)
      expect(documents(stderr)).toMatchObject([{ error: { reason: { _tag: "Unauthorized", status: 401 } } }])
      expectNoSecret(stdout + stderr)
    })
  )

  it.effect("are not accepted on the command line", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud([...send, "--api-access-key=MARKED"])
      expect(code).toBe(2)
      expect(stderr).toContain("Unrecognized flag: --api-access-key")
      expectNoSecret(stderr)
    })
  )
})
