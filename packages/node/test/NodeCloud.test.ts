import { isCloudError } from "@aculab-cloud/core/CloudError"
import * as Messages from "@aculab-cloud/core/Messages"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import { Clock, type Fault, makeSimulator, type Simulator } from "@aculab-cloud/simulator"
import { serve } from "@aculab-cloud/simulator/server"
import { afterEach, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"

const to = "441908273800"
const from = "441908273801"
const sms = Messages.send({ to, from, content: "Grüße 👋", deliveryReport: true })

const closing: Array<() => Promise<void>> = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A simulator behind a real socket, and a cloud that talks to it. */
const start = async (changes: Partial<NodeCloud.Options> = {}) => {
  const simulator = makeSimulator({ clock: Clock.real({ speed: 100 }) })
  const server = await serve(simulator)
  const { cloudId, username, apiAccessKey } = simulator.account
  const cloud = NodeCloud.make({ cloudId, username, apiAccessKey, baseUrl: server.url, ...changes })
  closing.push(server.close, cloud.dispose)
  return { simulator, server, cloud }
}

const rejection = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => {
      throw new Error(`expected a rejection, not ${JSON.stringify(value)}`)
    },
    (error: unknown) => error
  )

/** Resolves when the simulator has received a request. */
const received = async (simulator: Simulator<Clock>): Promise<void> => {
  while (simulator.requests.length === 0) await new Promise((resolve) => setImmediate(resolve))
}

describe("NodeCloud.make", () => {
  it("runs operations as promises over a real socket", async () => {
    const { simulator, cloud } = await start()
    const [reference] = await cloud.run(sms)
    expect(simulator.messages.get(reference)?.content).toBe("Grüße 👋")
    const request = simulator.requests[0]
    expect(new TextDecoder("utf-8", { fatal: true }).decode(request?.body)).toContain(
      "content=Gr%C3%BC%C3%9Fe+%F0%9F%91%8B"
    )
    expect(request?.method).toBe("POST")
    expect(request?.headers["content-type"]).toMatch(/^application\/x-www-form-urlencoded/)
  })

  it("iterates over streams", async () => {
    const { cloud } = await start()
    const references = await cloud.run(sms)
    const states: Array<string> = []
    for await (const status of cloud.iterate(
      Messages.follow(references, { schedule: Schedule.spaced("2 millis") })
    )) {
      states.push(status.state)
    }
    expect(states.at(-1)).toBe("delivered")
  })

  it("stops asking when the loop is left", async () => {
    const { simulator, cloud } = await start()
    const references = await cloud.run(sms)
    for await (const _ of cloud.iterate(Messages.follow(references))) break
    expect(simulator.count("/msg_query")).toBe(1)
  })

  /** Goes on, until it is thrown out, with a message that nobody delivers. */
  const goOn = async (cloud: NodeCloud.NodeCloud, signal?: AbortSignal) => {
    const references = await cloud.run(sms)
    for await (const _ of cloud.iterate(Messages.follow(references), { signal })) {
      // Each change is as good as another.
    }
  }

  it("leaves a loop that waits when its signal aborts", async () => {
    const { simulator, cloud } = await start()
    const controller = new AbortController()
    const loop = rejection(goOn(cloud, controller.signal))
    while (simulator.count("/msg_query") === 0) await new Promise((resolve) => setImmediate(resolve))
    const reason = new Error("the user left")
    controller.abort(reason)
    expect(await loop).toBe(reason)
  })

  it("leaves a loop at its next value when its signal aborts in it, though more of a page has come", async () => {
    const { cloud } = await start()
    const controller = new AbortController()
    const seen: Array<number> = []
    const loop = async () => {
      for await (const value of cloud.iterate(Stream.make(1, 2, 3), { signal: controller.signal })) {
        seen.push(value)
        controller.abort(new Error("enough"))
      }
    }
    expect(String(await rejection(loop()))).toBe("Error: enough")
    expect(seen).toEqual([1])
  })

  it("interrupts a loop that waits when it is disposed of", async () => {
    const { simulator, cloud } = await start()
    const loop = rejection(goOn(cloud))
    while (simulator.count("/msg_query") === 0) await new Promise((resolve) => setImmediate(resolve))
    await cloud.dispose()
    expect(String(await loop)).toMatch(/interrupt/i)
  })

  it("throws out of a loop what its stream fails with", async () => {
    const { cloud } = await start()
    const failing = Stream.concat(Stream.make(1, 2), Stream.fail(new Error("no more")))
    const seen: Array<number> = []
    const loop = async () => {
      for await (const value of cloud.iterate(failing)) seen.push(value)
    }
    expect(String(await rejection(loop()))).toBe("Error: no more")
    expect(seen).toEqual([1, 2])
  })

  it("rejects with the CloudError itself", async () => {
    const { cloud } = await start({ apiAccessKey: "wrong" })
    const error = await rejection(cloud.run(sms))
    expect(isCloudError(error)).toBe(true)
    expect(error).toMatchObject({ outcome: "rejected", reason: { _tag: "Unauthorized" } })
  })

  it("rejects with a CloudError when the options break a rule", async () => {
    await using cloud = NodeCloud.make({ cloudId: "x", username: "u", apiAccessKey: Redacted.make("k") })
    const error = await rejection(cloud.run(sms))
    expect(error).toMatchObject({ outcome: "not-sent", reason: { _tag: "InvalidInput", field: "cloudId" } })
  })

  it("stops a call when its signal aborts, and closes the socket", async () => {
    const { simulator, server, cloud } = await start()
    simulator.faults.next({ kind: "stall" })
    const controller = new AbortController()
    const call = rejection(cloud.run(sms, { signal: controller.signal }))
    await received(simulator)
    const reason = new Error("the user left")
    controller.abort(reason)
    expect(await call).toBe(reason)
    // With a connection still open this would wait for its end.
    await server.close()
  })

  it("sends nothing when the signal has aborted before", async () => {
    const { simulator, cloud } = await start()
    const reason = new Error("too late")
    expect(await rejection(cloud.run(sms, { signal: AbortSignal.abort(reason) }))).toBe(reason)
    expect(simulator.requests).toHaveLength(0)
  })

  it("interrupts what is under way when it is disposed of", async () => {
    const { simulator, cloud } = await start()
    simulator.faults.next({ kind: "stall" })
    const call = rejection(cloud.run(sms))
    await received(simulator)
    await cloud.dispose()
    expect(await call).toBeDefined()
  })

  it("refuses to run after it is disposed of", async () => {
    const { simulator, cloud } = await start()
    await cloud.run(Messages.query(["r1"]))
    await cloud[Symbol.asyncDispose]()
    simulator.clearRequests()
    const error = await rejection(cloud.run(sms))
    expect(error).toBeInstanceOf(Error)
    expect(String(error)).toBe("Error: this NodeCloud has been disposed of")
    expect(String(await rejection(goOn(cloud)))).toBe(String(error))
    expect(simulator.requests).toHaveLength(0)
  })

  describe("without options", () => {
    /** With these variables and no others. */
    const within = async (env: NodeJS.ProcessEnv, use: () => Promise<void>) => {
      const before = process.env
      process.env = env
      try {
        await use()
      } finally {
        process.env = before
      }
    }

    it("reads the account from the environment", async () => {
      const { simulator, server } = await start()
      const { cloudId, username, apiAccessKey } = simulator.account
      const variables = {
        ACULAB_CLOUD_ID: cloudId,
        ACULAB_USERNAME: username,
        ACULAB_API_ACCESS_KEY: apiAccessKey,
        ACULAB_BASE_URL: server.url
      }
      // Deno, asked for the names of all, wants the permission to read all.
      const asked = new Proxy(variables, {
        ownKeys: () => {
          throw new Error("all of the environment was asked for")
        }
      })
      await within(asked, async () => {
        await using cloud = NodeCloud.make()
        expect(await cloud.run(sms)).toHaveLength(1)
      })
      // As it is now, and not as it was for another cloud.
      await within({ ...variables, ACULAB_API_ACCESS_KEY: "wrong" }, async () => {
        await using cloud = NodeCloud.make()
        expect(await rejection(cloud.run(sms))).toMatchObject({ reason: { _tag: "Unauthorized" } })
      })
    })

    it.each([
      {
        name: "is missing",
        env: { ACULAB_CLOUD_ID: "1-2-0", ACULAB_API_ACCESS_KEY: "key" },
        field: "ACULAB_USERNAME",
        rule: "must be set in the environment"
      },
      {
        name: "is empty, and which others are missing",
        env: { ACULAB_CLOUD_ID: "1-2-0", ACULAB_USERNAME: "" },
        field: "ACULAB_USERNAME",
        rule: "must be set in the environment",
        issues: ["ACULAB_USERNAME", "ACULAB_API_ACCESS_KEY"]
      },
      {
        name: "is not one of those that it may be",
        env: {
          ACULAB_CLOUD_ID: "1-2-0",
          ACULAB_USERNAME: "me",
          ACULAB_API_ACCESS_KEY: "key",
          ACULAB_ALLOW_PLAIN_HTTP: "perhaps"
        },
        field: "ACULAB_ALLOW_PLAIN_HTTP",
        rule: "must be true or false"
      },
      {
        name: "may not be read",
        env: new Proxy<NodeJS.ProcessEnv>(
          {},
          {
            get: () => {
              throw new Error("no permission")
            }
          }
        ),
        field: "environment",
        rule: "cannot be read: Error: no permission"
      }
    ])("says which variable $name", async ({ env, field, rule, issues = [field] }) => {
      await within(env, async () => {
        await using cloud = NodeCloud.make()
        const error = await rejection(cloud.run(sms))
        expect(error).toBeInstanceOf(Error)
        expect(error).toMatchObject({
          outcome: "not-sent",
          reason: { _tag: "InvalidInput", field, rule, issues: issues.map((field) => ({ field })) }
        })
      })
    })
  })
})

describe("faults on a real socket", () => {
  const cases: ReadonlyArray<{
    readonly name: string
    readonly fault: Fault
    readonly outcome: string
    readonly reason: string
    readonly count: number
  }> = [
    {
      name: "a reset before headers",
      fault: { kind: "reset", times: 9 },
      outcome: "unknown",
      reason: "TransportFailure",
      count: 1
    },
    {
      name: "a reset in the body",
      fault: { kind: "reset-body", times: 9 },
      outcome: "unknown",
      reason: "TransportFailure",
      count: 1
    },
    {
      name: "JSON cut off",
      fault: { kind: "truncate", times: 9 },
      outcome: "unknown",
      reason: "UnexpectedResponse",
      count: 1
    },
    {
      name: "503",
      fault: { kind: "status", status: 503, times: 9 },
      outcome: "unknown",
      reason: "Unavailable",
      count: 1
    },
    {
      name: "an empty 200",
      fault: { kind: "empty", times: 9 },
      outcome: "unknown",
      reason: "UnexpectedResponse",
      count: 1
    },
    {
      name: "a redirect to another host",
      fault: { kind: "redirect", location: "http://localhost:1/", times: 9 },
      outcome: "unknown",
      reason: "UnexpectedResponse",
      count: 1
    },
    {
      name: "429 without end",
      fault: { kind: "rate-limit", retryAfter: 0, times: 9 },
      outcome: "rejected",
      reason: "RateLimited",
      count: 4
    }
  ]

  it.each(cases)("$name: the message is sent at most once", async ({ fault, outcome, reason, count }) => {
    const { simulator, cloud } = await start()
    // A connection that has been used before, as most have.
    await cloud.run(Messages.query(["r1"]))
    simulator.faults.next({ path: "/msg_send", ...fault })
    const error = await rejection(cloud.run(sms))
    expect(error).toMatchObject({ outcome, reason: { _tag: reason } })
    expect(simulator.count("/msg_send")).toBe(count)
    expect(simulator.messages.list().length).toBeLessThanOrEqual(1)
  })

  it("a refused connection: nothing was sent, and the SDK knows", async () => {
    const { server, cloud, simulator } = await start()
    await server.close()
    const error = await rejection(cloud.run(sms))
    expect(error).toMatchObject({
      outcome: "not-sent",
      reason: { _tag: "TransportFailure", code: "ECONNREFUSED" }
    })
    expect(simulator.requests).toHaveLength(0)
  })

  it("a host that does not exist: nothing was sent, and the SDK knows", async () => {
    const { cloud } = await start({ baseUrl: "https://no-such-host.invalid" })
    const error = await rejection(cloud.run(sms))
    expect(error).toMatchObject({ outcome: "not-sent", reason: { _tag: "TransportFailure" } })
  })
})

describe("NodeCloud.layer", () => {
  it.live("gives an Effect program the account and the transport", () =>
    Effect.gen(function* () {
      const { simulator, server } = yield* Effect.promise(() => start())
      const { cloudId, username, apiAccessKey } = simulator.account
      const references = yield* Effect.provide(
        sms,
        NodeCloud.layer({
          cloudId,
          username,
          apiAccessKey: Redacted.make(apiAccessKey),
          baseUrl: server.url,
          transport: { connections: 1 }
        })
      )
      expect(references).toHaveLength(1)
    })
  )
})
