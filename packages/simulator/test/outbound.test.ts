import { describe, expect, it } from "vitest"
import { Clock } from "../src/Clock.js"
import { makeSimulator } from "../src/Simulator.js"
import {
  asService,
  oneCall,
  rest,
  sendJson,
  serviceHeaders,
  serviceStatus,
  startOne,
  startRest,
  startUas,
  uas
} from "./outboundSupport.js"
import { baseUrl } from "./support.js"

const cancel = async (simulator: ReturnType<typeof makeSimulator>, ...refs: string[]) =>
  (await asService(simulator, "/service_cancel", { service_refs: refs.join("/") })).json()

describe("service_start for a REST service", () => {
  it("answers one reference for one call", async () => {
    const simulator = makeSimulator()
    const refs = await startRest(simulator)
    expect(refs).toEqual([expect.stringMatching(/^[0-9a-f]{8}_\d+\.\d+\.\d+$/)])
  })

  it("answers a reference for each call of an array, each its own", async () => {
    const simulator = makeSimulator()
    const refs = await startRest(simulator, [oneCall, oneCall, oneCall])
    expect(new Set(refs).size).toBe(3)
    expect(simulator.outbound.list().map(({ ref }) => ref)).toEqual(refs)
  })

  it("keeps what was asked for", async () => {
    const simulator = makeSimulator()
    const extra_sip_headers = [{ name: "X-Trace", value: "1" }]
    const ref = await startOne(simulator, {
      to: "tel:+44-1908-273800",
      from: "441908000000",
      token: "mine",
      outbound_parameters: "a|b^ü",
      extra_sip_headers
    })
    expect(simulator.outbound.get(ref)).toEqual({
      ref,
      service: "simulator-rest",
      call: {
        to: "tel:+44-1908-273800",
        from: "441908000000",
        token: "mine",
        extraSipHeaders: extra_sip_headers
      },
      outboundParameters: "a|b^ü",
      status: "queued",
      applicationInstanceId: undefined,
      statusEta: undefined,
      at: simulator.clock.now()
    })
  })

  it("takes the calls under their older name", async () => {
    const simulator = makeSimulator()
    const fields = { outbound_parameters: JSON.stringify([oneCall]) }
    expect(await (await asService(simulator, "/service_start", fields)).json()).toHaveLength(1)
    expect(simulator.outbound.list()).toMatchObject([{ call: { to: oneCall.to } }])
  })

  it("works by GET", async () => {
    const simulator = makeSimulator()
    const query = new URLSearchParams({ rest_calls: JSON.stringify(oneCall) })
    const headers = serviceHeaders(simulator)
    const response = await simulator.fetch(`${baseUrl}/service_start?${query}`, { headers })
    expect(await response.json()).toHaveLength(1)
  })
})

describe("service_start for a UAS service", () => {
  const parametersOf = async (fields: Record<string, string>) => {
    const simulator = makeSimulator()
    const refs = await startUas(simulator, fields)
    return refs.map((ref) => simulator.outbound.get(ref)?.outboundParameters)
  }

  it("starts one instance if nothing else is said", async () => {
    expect(await parametersOf({})).toEqual([undefined])
  })

  it("starts as many as are wanted, all with the same parameters", async () => {
    expect(await parametersOf({ count: "3" })).toEqual([undefined, undefined, undefined])
    expect(await parametersOf({ count: "2", outbound_parameters: "a,b" })).toEqual(["a,b", "a,b"])
  })

  it("starts one for each of the parameters that the delimiter separates, whatever the count", async () => {
    expect(await parametersOf({ outbound_parameters: "one,two", delimiter: "," })).toEqual(["one", "two"])
    expect(await parametersOf({ outbound_parameters: "a/b/c", delimiter: "/", count: "2" })).toEqual([
      "a",
      "b",
      "c"
    ])
    expect(await parametersOf({ outbound_parameters: "one", delimiter: ",", count: "2" })).toEqual([
      "one",
      "one"
    ])
  })
})

describe("the life of a start", () => {
  it("is queued, then runs, then has completed, with what is known at each moment", async () => {
    const simulator = makeSimulator()
    const ref = await startOne(simulator)
    expect(await serviceStatus(simulator, ref)).toEqual({ [ref]: { status: "queued" } })
    await simulator.clock.advance(999)
    expect(simulator.outbound.get(ref)?.status).toBe("queued")

    await simulator.clock.advance(1)
    const id = "06e122c3364cc74c.787379"
    expect(await serviceStatus(simulator, ref)).toEqual({
      [ref]: { status: "running", application_instance_id: id }
    })

    await simulator.clock.advance(10_000)
    expect(await serviceStatus(simulator, ref)).toEqual({
      [ref]: {
        status: "completed",
        application_instance_id: id,
        application_status_eta: Date.UTC(2026, 0, 1) / 1000 + 16
      }
    })
    expect(simulator.applications.get(id)).toMatchObject({ kind: "rest", direction: "outbound" })
  })

  it("tells the time of the application's status as a date if that form is chosen", async () => {
    const simulator = makeSimulator({ forms: { applicationStatusEta: "date-time" } })
    const ref = await startOne(simulator)
    await simulator.clock.advance(11_000)
    expect((await serviceStatus(simulator, ref))[ref].application_status_eta).toBe("2026-01-01_00:00:16")
  })

  it("takes as long as the options say", async () => {
    const simulator = makeSimulator({ outbound: { queued: 0 }, applications: { running: 60_000 } })
    const ref = await startOne(simulator)
    await simulator.clock.advance(0)
    expect(simulator.outbound.get(ref)?.status).toBe("running")
    await simulator.clock.advance(59_999)
    expect(simulator.outbound.get(ref)?.status).toBe("running")
    await simulator.clock.advance(1)
    expect(simulator.outbound.get(ref)?.status).toBe("completed")
  })

  it("waits its own time, whatever was started before", async () => {
    const simulator = makeSimulator()
    const first = await startOne(simulator)
    await simulator.clock.advance(500)
    const second = await startOne(simulator)
    await simulator.clock.advance(500)
    expect([first, second].map((ref) => simulator.outbound.get(ref)?.status)).toEqual(["running", "queued"])
    await simulator.clock.advance(500)
    expect(simulator.outbound.get(second)?.status).toBe("running")
  })

  it("goes on although a machine's timer fires early by its clock", async () => {
    const clock = Clock.manual()
    const simulator = makeSimulator({ clock: { ...clock, now: () => 0 } })
    const ref = await startOne(simulator)
    await clock.advance(11_000)
    expect(simulator.outbound.get(ref)?.status).toBe("completed")
  })

  it("is unknown for a reference of nobody's, or of another service", async () => {
    const simulator = makeSimulator()
    const [ref = ""] = await startUas(simulator)
    expect(await serviceStatus(simulator, ref, "never")).toEqual({
      [ref]: { status: "unknown" },
      never: { status: "unknown" }
    })
    expect(await cancel(simulator, ref)).toEqual({ [ref]: "unknown" })
    expect(simulator.outbound.get(ref)?.status).toBe("queued")
  })

  it("ends as couldnotrun when a test says so, for that service and once", async () => {
    const simulator = makeSimulator()
    simulator.outbound.failNext({ service: rest.name })
    const [ofUas = ""] = await startUas(simulator)
    const [first = "", second = ""] = await startRest(simulator, [oneCall, oneCall])
    await simulator.clock.advance(1000)
    expect(await serviceStatus(simulator, first)).toEqual({ [first]: { status: "couldnotrun" } })
    expect([ofUas, second].map((ref) => simulator.outbound.get(ref)?.status)).toEqual(["running", "running"])
  })

  it.each([
    ["is gone by then", undefined],
    ["has nothing behind it", { service_password: rest.password }],
    ["has become one of the other kind", { service_password: "x", uas: { application_name: "App" } }]
  ])("ends as couldnotrun if its service %s", async (_, configuration) => {
    const simulator = makeSimulator()
    const ref = await startOne(simulator)
    if (configuration === undefined) simulator.services.remove("outbound", rest.name)
    else simulator.services.put("outbound", rest.name, configuration)
    await simulator.clock.advance(1000)
    expect(simulator.outbound.get(ref)).toMatchObject({
      status: "couldnotrun",
      applicationInstanceId: undefined
    })
  })

  // When each start looked at all others, these took longer than a test may.
  it("comes to its end for tens of thousands of one service, in their order", async () => {
    const ran: string[] = []
    const simulator = makeSimulator({
      observe: (event) => {
        if (event.kind === "invocation" && event.invocation.status === "running")
          ran.push(event.invocation.ref)
      }
    })
    const refs: string[] = []
    for (let batch = 0; batch < 20; batch += 1) refs.push(...(await startUas(simulator, { count: "1000" })))
    await simulator.clock.advance(60_000)
    expect(ran).toEqual(refs)
    expect(new Set(simulator.outbound.list().map(({ status }) => status))).toEqual(new Set(["completed"]))
    expect(simulator.outbound.queue(uas.name)).toEqual([])
  })

  it("has completed when whoever observes ends its application at once", async () => {
    const simulator: ReturnType<typeof makeSimulator> = makeSimulator({
      observe: (event) => {
        if (event.kind === "application") simulator.applications.finish(event.application.id)
      }
    })
    const ref = await startOne(simulator)
    await simulator.clock.advance(1000)
    expect(simulator.outbound.get(ref)?.status).toBe("completed")
    simulator.outbound.setConcurrency(rest.name, 1)
    const next = await startOne(simulator)
    await simulator.clock.advance(1000)
    expect(simulator.outbound.get(next)?.status).toBe("completed")
  })

  it("is told to whoever observes", async () => {
    const seen: string[] = []
    const simulator = makeSimulator({
      observe: (event) => {
        if (event.kind === "invocation") seen.push(event.invocation.status)
        if (event.kind === "application") seen.push(event.application.stopped ? "app ends" : "app runs")
      }
    })
    await startOne(simulator)
    await simulator.clock.advance(11_000)
    expect(seen).toEqual(["queued", "app runs", "running", "app ends", "completed"])
  })
})

describe("service_cancel", () => {
  it("cancels what is queued, for good", async () => {
    const simulator = makeSimulator()
    const ref = await startOne(simulator)
    expect(await cancel(simulator, ref)).toEqual({ [ref]: "success" })
    expect(simulator.clock.pending()).toBe(0)
    await simulator.clock.advance(60_000)
    expect(await serviceStatus(simulator, ref)).toEqual({ [ref]: { status: "cancelled" } })
  })

  it("fails for what runs, has ended or is cancelled already, and does not know the rest", async () => {
    const simulator = makeSimulator()
    const ended = await startOne(simulator)
    await simulator.clock.advance(11_000)
    const running = await startOne(simulator)
    await simulator.clock.advance(1000)
    const cancelled = await startOne(simulator)
    await cancel(simulator, cancelled)
    expect(await cancel(simulator, ended, running, cancelled, "never")).toEqual({
      [ended]: "failed",
      [running]: "failed",
      [cancelled]: "failed",
      never: "unknown"
    })
    expect(simulator.outbound.get(running)?.status).toBe("running")
  })
})

describe("a limit to how many run at a time", () => {
  const statuses = (simulator: ReturnType<typeof makeSimulator>) =>
    simulator.outbound.list().map(({ status }) => status)

  it("makes the others wait, and run in their order as room appears", async () => {
    const simulator = makeSimulator({ outbound: { concurrency: 1 } })
    const refs = await startRest(simulator, [oneCall, oneCall, oneCall])
    await simulator.clock.advance(1000)
    expect(statuses(simulator)).toEqual(["running", "queued", "queued"])
    expect(simulator.outbound.queue(rest.name)).toEqual(refs.slice(1))
    await simulator.clock.advance(10_000)
    expect(statuses(simulator)).toEqual(["completed", "running", "queued"])
    await simulator.clock.advance(20_000)
    expect(statuses(simulator)).toEqual(["completed", "completed", "completed"])
  })

  it("is one for each service", async () => {
    const simulator = makeSimulator({ outbound: { concurrency: 1 } })
    await startRest(simulator)
    await startUas(simulator)
    await simulator.clock.advance(1000)
    expect(statuses(simulator)).toEqual(["running", "running"])
  })

  it("can be changed while things run, and more room is used at once", async () => {
    const simulator = makeSimulator()
    simulator.outbound.setConcurrency(rest.name, 0)
    await startRest(simulator, [oneCall, oneCall])
    await simulator.clock.advance(60_000)
    expect(statuses(simulator)).toEqual(["queued", "queued"])
    simulator.outbound.setConcurrency(rest.name, 1)
    expect(statuses(simulator)).toEqual(["running", "queued"])
  })

  it("is a whole number", () => {
    expect(() => makeSimulator({ outbound: { concurrency: -1 } })).toThrow(RangeError)
    expect(() => makeSimulator().outbound.setConcurrency(rest.name, 1.5)).toThrow(RangeError)
  })

  it("gives the room of an application that could not run to the next one", async () => {
    const simulator = makeSimulator({ outbound: { concurrency: 1 } })
    simulator.outbound.failNext()
    await startRest(simulator, [oneCall, oneCall])
    await simulator.clock.advance(1000)
    expect(statuses(simulator)).toEqual(["couldnotrun", "running"])
  })
})

describe("queues of outbound services", () => {
  const queuePath = `/service/v1/outbound/${rest.name}/queue`

  /** One start of the REST service that runs, three that wait. */
  const withQueue = async () => {
    const simulator = makeSimulator({ outbound: { concurrency: 1 } })
    const refs = await startRest(simulator, [oneCall, oneCall, oneCall, oneCall])
    await simulator.clock.advance(1000)
    return { simulator, refs }
  }

  const asOwner = (
    simulator: ReturnType<typeof makeSimulator>,
    method: string,
    path: string,
    service: typeof rest | typeof uas = rest
  ) => sendJson(simulator, method, path, undefined, serviceHeaders(simulator, service))

  it("are listed if anything is in them", async () => {
    const { simulator } = await withQueue()
    const list = async () => (await sendJson(simulator, "GET", "/service/v1/outbound_queues")).json()
    expect(await list()).toEqual([{ service_name: rest.name, length: 3 }])
    await startUas(simulator)
    expect(await list()).toEqual([
      { service_name: rest.name, length: 3 },
      { service_name: uas.name, length: 1 }
    ])
    await simulator.clock.advance(60_000)
    expect(await list()).toEqual([])
  })

  it("tell their length to the account and to the service itself", async () => {
    const { simulator } = await withQueue()
    const expected = { service_name: rest.name, length: 3 }
    expect(await (await sendJson(simulator, "GET", queuePath)).json()).toEqual(expected)
    expect(await (await asOwner(simulator, "GET", queuePath)).json()).toEqual(expected)
  })

  it("tell a length of 0 when nothing waits", async () => {
    expect(await (await sendJson(makeSimulator(), "GET", queuePath)).json()).toEqual({
      service_name: rest.name,
      length: 0
    })
  })

  it.each(["GET", "DELETE"])("are closed to another service, by %s", async (method) => {
    const { simulator } = await withQueue()
    expect((await asOwner(simulator, method, queuePath, uas)).status).toBe(401)
    expect(simulator.outbound.queue(rest.name)).toHaveLength(3)
  })

  it.each(["GET", "DELETE"])("do not exist for a service that does not, by %s", async (method) => {
    const response = await sendJson(makeSimulator(), method, "/service/v1/outbound/nobody/queue")
    expect(response.status).toBe(404)
  })

  it.each([
    ["the account", sendJson],
    ["the service itself", asOwner]
  ])("can be purged by %s: what waits is cancelled and named, what runs goes on", async (_, send) => {
    const { simulator, refs } = await withQueue()
    const [running = "", ...waiting] = refs
    expect(await (await send(simulator, "DELETE", queuePath)).json()).toEqual({
      service_name: rest.name,
      cancelled: 3,
      service_refs: waiting
    })
    expect(waiting.map((ref) => simulator.outbound.get(ref)?.status)).toEqual(waiting.map(() => "cancelled"))
    await simulator.clock.advance(60_000)
    expect(simulator.outbound.get(running)?.status).toBe("completed")
    expect(simulator.applications.list()).toHaveLength(1)
    expect(await (await send(simulator, "DELETE", queuePath)).json()).toEqual({
      service_name: rest.name,
      cancelled: 0,
      service_refs: []
    })
  })
})
