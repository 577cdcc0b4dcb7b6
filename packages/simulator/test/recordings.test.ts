import { describe, expect, it } from "vitest"
import { makeSimulator } from "../src/Simulator.js"
import { answer, bytesOf, noise, refused } from "./fileSupport.js"
import { get, post } from "./support.js"

const applicationInstanceId = "0123456789abcdef.12345"
const of = (id: string) => ({ application_instance_id: id })

describe("monitor_list", () => {
  it("tells when each recording of an application instance was made, and its size", async () => {
    const simulator = makeSimulator()
    const { name } = simulator.recordings.add({ applicationInstanceId, seconds: 2 })
    await simulator.clock.advance(86_400_000)
    const later = simulator.recordings.add({ applicationInstanceId, bytes: noise })
    simulator.recordings.add({ applicationInstanceId: "fedcba9876543210.1" })
    expect(await answer(simulator, "/monitor_list", of(applicationInstanceId))).toEqual({
      [name]: { created_date: "2026-01-01_00:00:00", size: 32_044 },
      [later.name]: { created_date: "2026-01-02_00:00:00", size: noise.length }
    })
  })

  it("makes names as the cloud does, or takes a given one", async () => {
    const { recordings } = makeSimulator()
    expect(recordings.add({ applicationInstanceId }).name).toMatch(
      /^2026-01-01\/0123456789abcdef\.12345\.\d+\/\d+_NRCH_NORMAL\(200\)\.wav$/
    )
    const name = "2014-05-14/0123456789abcdef.12345.6543/150994965_NRCH_NORMAL(200).wav"
    expect(recordings.add({ applicationInstanceId, name }).name).toBe(name)
    expect(new Set(recordings.list().map((recording) => recording.name)).size).toBe(2)
  })

  it("has nothing to tell of an instance without recordings", async () => {
    expect(await answer(makeSimulator(), "/monitor_list", of("nobody.1"))).toEqual({})
  })

  it("answers GET", async () => {
    const simulator = makeSimulator()
    const { name } = simulator.recordings.add({ applicationInstanceId })
    const response = await get(simulator, "/monitor_list", of(applicationInstanceId))
    expect(Object.keys(await response.json())).toEqual([name])
  })

  it.each([
    [{}, "0001"],
    [of(""), "0002"],
    [of("0123456789abcdef.1/0123456789abcdef.2"), "0002"],
    [{ app_inst_id: "a.1" }, "0001"]
  ])("refuses %j with %s", async (fields, code) => {
    expect(await refused(makeSimulator(), "/monitor_list", { ...fields })).toMatchObject({
      status: 400,
      code
    })
  })
})

describe("monitor_get", () => {
  it("fetches a recording by its name, with slashes and parentheses", async () => {
    const simulator = makeSimulator()
    const { name, bytes } = simulator.recordings.add({ applicationInstanceId, seconds: 0.5 })
    for (const response of [
      await post(simulator, "/monitor_get", { filename: name }),
      await get(simulator, "/monitor_get", { filename: name })
    ]) {
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "audio/wav"])
      expect(response.headers.get("content-disposition")).toMatch(/filename="\d+_NRCH_NORMAL\(200\)\.wav"/)
      expect(await bytesOf(response)).toEqual(bytes)
    }
  })

  it("answers 404 when there is no such recording", async () => {
    const refusal = await refused(makeSimulator(), "/monitor_get", { filename: "a.wav" })
    expect(refusal).toMatchObject({ status: 404, code: "HTTP 404" })
  })

  it.each([
    [{}, "0001"],
    [{ filename: "" }, "0002"],
    [{ recording: "a.wav" }, "0001"]
  ])("refuses %j with %s", async (fields, code) => {
    expect(await refused(makeSimulator(), "/monitor_get", { ...fields })).toMatchObject({ status: 400, code })
  })
})

describe("recordings", () => {
  it("are gone after two weeks", async () => {
    const simulator = makeSimulator()
    const old = simulator.recordings.add({ applicationInstanceId })
    await simulator.clock.advance(1000)
    const young = simulator.recordings.add({ applicationInstanceId })
    await simulator.clock.advance(14 * 86_400_000 - 1000)
    expect(Object.keys(await answer(simulator, "/monitor_list", of(applicationInstanceId)))).toEqual([
      young.name
    ])
    expect((await post(simulator, "/monitor_get", { filename: old.name })).status).toBe(404)
    await simulator.clock.advance(1000)
    expect(simulator.recordings.list()).toEqual([])
  })

  it("are a tone of the length that was asked for: 16-bit PCM, one channel, 8000 Hz", () => {
    const { bytes } = makeSimulator().recordings.add({
      applicationInstanceId,
      seconds: 0.25,
      frequency: 1000
    })
    const view = new DataView(bytes.buffer)
    const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))
    expect([text(0, 4), text(8, 16), text(36, 40)]).toEqual(["RIFF", "WAVEfmt ", "data"])
    expect([view.getUint32(4, true), view.getUint32(40, true)]).toEqual([bytes.length - 8, 4000])
    expect([view.getUint16(20, true), view.getUint16(22, true), view.getUint16(34, true)]).toEqual([1, 1, 16])
    expect([view.getUint32(24, true), view.getUint32(28, true)]).toEqual([8000, 16_000])
    // 1000 Hz has a period of 8 samples: nothing, up, nothing, down.
    const sample = (index: number) => view.getInt16(44 + 2 * index, true)
    expect([sample(0), sample(2), sample(4), sample(6)]).toEqual([0, 8191, 0, -8191])
  })

  it.each([
    { applicationInstanceId: "" },
    { applicationInstanceId: "a/b" },
    { applicationInstanceId, name: "" },
    { applicationInstanceId, seconds: -1 },
    { applicationInstanceId, seconds: Number.NaN },
    { applicationInstanceId, seconds: 3601 },
    { applicationInstanceId, frequency: 0 },
    { applicationInstanceId, frequency: 4001 },
    { applicationInstanceId, bytes: noise, seconds: 1 }
  ])("are not made of %j", (recording) => {
    expect(() => makeSimulator().recordings.add(recording)).toThrow()
  })

  it("have a name each", () => {
    const { recordings } = makeSimulator()
    const { name } = recordings.add({ applicationInstanceId })
    expect(() => recordings.add({ applicationInstanceId, name })).toThrow(TypeError)
  })

  it.each(["/monitor_list", "/monitor_get"])("are shown by %s to the API key only", async (path) => {
    const response = await post(makeSimulator(), path, {}, { headers: { accept: "application/json" } })
    expect(response.status).toBe(401)
  })
})
