import { describe, expect, it } from "vitest"
import { makeSimulator, type Simulator } from "../src/Simulator.js"
import { applicationStatus, runOne, startUas } from "./outboundSupport.js"
import { get, post } from "./support.js"

const telephone = { to: "441908273800", from: "441908000000", outbound_parameters: "mine" }

const interrupt = async (simulator: Simulator, ids: string, more: Record<string, string> = {}) =>
  (await post(simulator, "/rest_interrupt", { application_instance_ids: ids, ...more })).json()

describe("application_status", () => {
  it("is empty until the status is ready, and complete from then on", async () => {
    const simulator = makeSimulator()
    const id = await runOne(simulator, telephone)
    expect(await applicationStatus(simulator, id)).toEqual({})
    await simulator.clock.advance(10_000)
    expect(simulator.applications.get(id)?.stopped).toBe(simulator.clock.now())
    await simulator.clock.advance(4999)
    expect(await applicationStatus(simulator, id)).toEqual({})
    await simulator.clock.advance(1)
    const start = Date.UTC(2026, 0, 1) / 1000 + 1
    expect(await applicationStatus(simulator, id)).toEqual({
      adr: {
        application_instance_id: id,
        application_name: "https://example.com/first",
        start_time: start,
        start_datetime: "2026-01-01_00:00:01",
        stop_time: start + 10,
        stop_datetime: "2026-01-01_00:00:11",
        duration: 10,
        tts_seconds: 0,
        tts_unit_cost: 0.03,
        extra_channel_count: 0,
        fax: "false",
        platform_cost: 0.00333,
        extra_cost: 0,
        pstn_cost: 0.00167,
        tts_cost: 0,
        toll_free_cost: 0,
        feature_seconds: 0,
        feature_cost: 0,
        total_cost: 0.005,
        costs_valid: "true",
        status: 0,
        outbound_arguments: "mine",
        application_arguments: ""
      },
      cdrs: [
        {
          channel_type: "p",
          direction: "out",
          from: telephone.from,
          to: telephone.to,
          start_datetime: "2026-01-01_00:00:01",
          stop_datetime: "2026-01-01_00:00:11",
          duration: 10,
          cost: 0.00167
        }
      ],
      errs: []
    })
  })

  it("works by GET, and has no call for a UAS application", async () => {
    const simulator = makeSimulator()
    await startUas(simulator)
    await simulator.clock.advance(16_000)
    const id = simulator.applications.list()[0]?.id ?? ""
    const response = await get(simulator, "/application_status", { application_instance_id: id })
    expect(await response.json()).toMatchObject({
      adr: { application_name: "SimulatorApplication", pstn_cost: 0 },
      cdrs: [],
      errs: []
    })
  })

  it("is empty for an application that nobody knows", async () => {
    expect(await applicationStatus(makeSimulator(), "0123456789abcdef.1")).toEqual({})
  })

  it.each([
    [{}, "0001"],
    [{ application_instance_id: "" }, "0002"],
    [{ application_instance_id: "1", service: "x" }, "0002"]
  ])("refuses the parameters %j", async (fields, code) => {
    const response = await post(makeSimulator(), "/application_status", fields)
    expect(response.status).toBe(400)
    expect((await response.json()).error.code).toBe(code)
  })

  it("has the records and fields that a test adds, and fdrs only then", async () => {
    const simulator = makeSimulator()
    const id = await runOne(simulator)
    const { applications } = simulator
    applications.addError(id, { text: "a page did not answer" })
    applications.addCall(id, { channel_type: "x" })
    applications.addFeature(id, { feature: "speech recognition", seconds: 3 })
    applications.set(id, { status: 2, total_cost: 1.5 })
    applications.makeStatusReady(id)
    expect(await applicationStatus(simulator, id)).toMatchObject({
      adr: { status: 2, total_cost: 1.5, duration: 0 },
      cdrs: [{ channel_type: "p" }, { channel_type: "x" }],
      fdrs: [{ feature: "speech recognition", seconds: 3 }],
      errs: [{ text: "a page did not answer" }]
    })
  })

  it("holds its records in objects if that form is chosen", async () => {
    const simulator = makeSimulator({ forms: { applicationRecords: "object" } })
    const id = await runOne(simulator)
    simulator.applications.addError(id, { text: "first" })
    simulator.applications.addError(id, { text: "second" })
    simulator.applications.makeStatusReady(id)
    expect(await applicationStatus(simulator, id)).toMatchObject({
      cdrs: { 1: { channel_type: "p" } },
      errs: { 1: { text: "first" }, 2: { text: "second" } }
    })
  })

  it("is there for the application behind an inbound service", async () => {
    const simulator = makeSimulator()
    const { id } = simulator.applications.receiveCall({ from: "441908273800" })
    await simulator.clock.advance(15_000)
    expect(await applicationStatus(simulator, id)).toMatchObject({
      adr: { application_instance_id: id, pstn_cost: 0 },
      cdrs: [{ direction: "in", from: "441908273800", to: "15552341234" }]
    })
  })
})

describe("a test's own access to applications", () => {
  it("ends one early, which ends its start too", async () => {
    const simulator = makeSimulator()
    const id = await runOne(simulator)
    await simulator.clock.advance(3000)
    expect(simulator.applications.finish(id)).toBe(true)
    expect(simulator.applications.finish(id)).toBe(false)
    expect(simulator.applications.finish("never")).toBe(false)
    expect(simulator.outbound.list()).toMatchObject([
      { status: "completed", statusEta: simulator.clock.now() + 5000 }
    ])
    expect(simulator.clock.pending()).toBe(0)
  })

  it("makes a status ready, of one that runs or has ended", async () => {
    const simulator = makeSimulator()
    const id = await runOne(simulator)
    expect(simulator.applications.makeStatusReady(id)).toBe(true)
    expect(await applicationStatus(simulator, id)).toHaveProperty("adr")
    expect(simulator.applications.makeStatusReady("never")).toBe(false)
  })

  it("refuses what cannot be", () => {
    const { applications, services } = makeSimulator()
    services.put("inbound", "empty")
    expect(() => applications.addError("never", {})).toThrow("never")
    expect(() => applications.receiveCall({ from: "1", service: "nobody" })).toThrow("nobody")
    expect(() => applications.receiveCall({ from: "1", service: "empty" })).toThrow("nothing is behind")
  })
})

describe("rest_interrupt", () => {
  it("ends what runs, and says so of each application", async () => {
    const simulator = makeSimulator()
    const ended = await runOne(simulator)
    await simulator.clock.advance(10_000)
    const running = await runOne(simulator)
    expect(await interrupt(simulator, `${running}/${ended}/never`)).toEqual({
      [running]: { result: "interrupted" },
      [ended]: { result: "application already completed" },
      never: { result: "no such application" }
    })
    expect(simulator.applications.get(running)?.stopped).toBe(simulator.clock.now())
    expect(simulator.outbound.list().map(({ status }) => status)).toEqual(["completed", "completed"])
    expect(await interrupt(simulator, running)).toEqual({
      [running]: { result: "application already completed" }
    })
  })

  it("answers plain text if the older form is chosen", async () => {
    const simulator = makeSimulator({ forms: { restInterrupt: "text" } })
    const id = await runOne(simulator)
    expect(await interrupt(simulator, `${id}/never`)).toEqual({
      [id]: "interrupted",
      never: "no such application"
    })
  })

  it("has forgotten an application that ended some time ago", async () => {
    const simulator = makeSimulator()
    const id = await runOne(simulator)
    await simulator.clock.advance(10_000 + 3_599_999)
    expect(await interrupt(simulator, id)).toEqual({ [id]: { result: "application already completed" } })
    await simulator.clock.advance(1)
    expect(await interrupt(simulator, id)).toEqual({ [id]: { result: "no such application" } })
  })

  it("knows no UAS application, and does not stop one", async () => {
    const simulator = makeSimulator()
    await startUas(simulator)
    await simulator.clock.advance(1000)
    const { id = "" } = simulator.applications.list()[0] ?? {}
    expect(await interrupt(simulator, id)).toEqual({ [id]: { result: "no such application" } })
    expect(simulator.applications.get(id)?.stopped).toBeUndefined()
  })

  it("remembers the page that was to hear of it", async () => {
    const simulator = makeSimulator()
    const id = await runOne(simulator)
    await interrupt(simulator, id, { redirect_page: "https://example.com/next", redirect_method: "GET" })
    expect(simulator.applications.get(id)?.interruption).toEqual({
      at: simulator.clock.now(),
      redirectPage: "https://example.com/next",
      redirectMethod: "GET"
    })
  })

  it.each([
    [{}, "0001", "application_instance_ids"],
    [{ application_instance_ids: "a//b" }, "0002", "application_instance_ids"],
    [{ application_instance_ids: "a", redirect_page: "" }, "0002", "redirect_page"],
    [{ application_instance_ids: "a", redirect_method: "PUT" }, "0002", "redirect_method"]
  ])("refuses the parameters %j", async (fields, code, name) => {
    const response = await post(makeSimulator(), "/rest_interrupt", fields)
    expect(response.status).toBe(400)
    expect((await response.json()).error).toMatchObject({ code, text: expect.stringContaining(name) })
  })

  it("refuses ids that come one by one", async () => {
    const body = new URLSearchParams([
      ["application_instance_ids", "a"],
      ["application_instance_ids", "b"]
    ])
    const response = await post(makeSimulator(), "/rest_interrupt", {}, { body })
    expect((await response.json()).error.code).toBe("0003")
  })
})
