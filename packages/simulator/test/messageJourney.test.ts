import { describe, expect, it } from "vitest"
import type { ManualClock } from "../src/Clock.js"
import { makeSimulator, type Simulator } from "../src/Simulator.js"
import { specialNumbers } from "../src/SpecialNumbers.js"
import { hello, post, query, send, sendOne, statusAfter } from "./support.js"

/** Every status that a message goes through, from `queued` to the end. */
const statuses = async (simulator: Simulator<ManualClock>, ref: string): Promise<string[]> => {
  const seen = [await statusAfter(simulator, 0, ref)]
  while (simulator.clock.pending() > 0) {
    const status = await statusAfter(simulator, 500, ref)
    if (status !== seen.at(-1)) seen.push(status)
  }
  return seen
}

describe("the way of a message", () => {
  it("leads from queued to sent, and ends there without a delivery report", async () => {
    const simulator = makeSimulator()
    const ref = await sendOne(simulator)
    expect(await statusAfter(simulator, 999, ref)).toBe("queued")
    expect(await statusAfter(simulator, 1, ref)).toBe("submitted to carrier")
    expect(await statusAfter(simulator, 999, ref)).toBe("submitted to carrier")
    expect(await statusAfter(simulator, 1, ref)).toBe("sent")
    expect(simulator.clock.pending()).toBe(0)
  })

  it("leads on to delivered with a delivery report", async () => {
    const simulator = makeSimulator()
    const ref = await sendOne(simulator, { request_delivery_report: "true" })
    expect(await statusAfter(simulator, 3999, ref)).toBe("sent")
    expect(await statusAfter(simulator, 1, ref)).toBe("delivered")
    expect(simulator.clock.pending()).toBe(0)
  })

  it("takes as long as it is told to", async () => {
    const simulator = makeSimulator({ delays: { submitted: 10, delivered: 30 } })
    const ref = await sendOne(simulator, { request_delivery_report: "true" })
    expect(await statusAfter(simulator, 10, ref)).toBe("submitted to carrier")
    expect(await statusAfter(simulator, 1000, ref)).toBe("sent")
    expect(await statusAfter(simulator, 30, ref)).toBe("delivered")
  })

  it("ends as failed when it is told to, once, for the number that is named", async () => {
    const simulator = makeSimulator()
    simulator.messages.failNext({ to: "15550009999", reason: "no route", code: "123" })
    const other = await sendOne(simulator)
    const failing = await sendOne(simulator, { to: "15550009999" })
    const later = await sendOne(simulator, { to: "15550009999" })
    await simulator.clock.advance(2000)
    const answers = await query(simulator, other, failing, later)
    expect(answers[failing]).toMatchObject({ status: "failed (no route)", aculab_msg_err: "123" })
    expect([answers[other].status, answers[later].status]).toEqual(["sent", "sent"])
  })

  it("may fail after it was sent, in all its parts", async () => {
    const simulator = makeSimulator()
    simulator.messages.failNext({ reason: "expired", after: "sent" })
    const [ref = "", second = ""] = await send(simulator, { content: "a".repeat(200) })
    expect(await statuses(simulator, ref)).toEqual([
      "queued",
      "submitted to carrier",
      "sent",
      "failed (expired)"
    ])
    expect(simulator.messages.get(second)?.status).toBe("failed (expired)")
    expect(simulator.messages.get(second)?.error).toMatch(/^(?!000)\d{3}$/)
  })

  it("refuses a code for a failure that is not three digits", () => {
    expect(() => makeSimulator().messages.failNext({ reason: "x", code: "1" })).toThrow(TypeError)
  })
})

describe("the special numbers", () => {
  it.each([
    ["447700900202", ["queued", "submitted to carrier", "sent", "accepted"]],
    ["447700900403", ["queued", "failed (blocked)"]],
    ["447700900404", ["queued", "submitted to carrier", "failed (unknown subscriber)"]],
    ["447700900408", ["queued", "submitted to carrier", "sent"]],
    ["447700900410", ["queued", "submitted to carrier", "sent", "failed (handset unreachable)"]]
  ])("make a message to %s go through %j", async (to, expected) => {
    const simulator = makeSimulator()
    const ref = await sendOne(simulator, { to, request_delivery_report: "true" })
    expect(await statuses(simulator, ref)).toEqual(expected)
    const error = simulator.messages.get(ref)?.error
    expect(error === "000").toBe(!expected.at(-1)?.startsWith("failed"))
  })

  it("refuse a delivery report for 447700900501, and take a message without", async () => {
    const simulator = makeSimulator()
    const to = "447700900501"
    const response = await post(simulator, "/msg_send", { ...hello, to, request_delivery_report: "true" })
    expect(response.status).toBe(400)
    expect(simulator.messages.list()).toEqual([])
    await sendOne(simulator, { to })
  })

  it("list 447700900403 as blocked for whoever wrote to it", async () => {
    const simulator = makeSimulator()
    await sendOne(simulator, { to: "447700900403" })
    const response = await post(simulator, "/msg_list_blocked", { to: "447700900403" })
    expect(await response.json()).toMatchObject([{ to: "447700900403", from: "15552341234" }])
  })

  it("are all in the range that is free for drama", () => {
    expect(specialNumbers.filter(({ number }) => !/^447700900\d{3}$/.test(number))).toEqual([])
  })
})

describe("STOP", () => {
  const them = "15550001234"
  const us = "15552341234"

  it.each(["STOP", "stop", " Stop\n"])("blocks the pair when the message is %j", async (content) => {
    const simulator = makeSimulator()
    await simulator.clock.advance(60_000)
    simulator.messages.receive({ from: them, to: us, content })
    expect(await (await post(simulator, "/msg_list_blocked", { to: them })).json()).toEqual([
      { to: them, from: us, timestamp: "2026-01-01_00:01:00" }
    ])
  })

  it("is not any message that holds the word", async () => {
    const simulator = makeSimulator()
    simulator.messages.receive({ from: them, to: us, content: "please stop" })
    expect(await (await post(simulator, "/msg_list_blocked", { to: them })).json()).toEqual([])
  })

  it("makes a message to the pair fail, after it was accepted", async () => {
    const simulator = makeSimulator()
    simulator.messages.block({ to: them, from: us })
    const ref = await sendOne(simulator)
    expect(await statuses(simulator, ref)).toEqual(["queued", "failed (blocked)"])
  })

  it("leaves other pairs alone, and does not use up a failure that waits", async () => {
    const simulator = makeSimulator()
    simulator.messages.block({ to: them, from: us })
    simulator.messages.failNext({ reason: "no route" })
    await sendOne(simulator)
    const other = await sendOne(simulator, { from: "15552349999" })
    expect(await statusAfter(simulator, 2000, other)).toBe("failed (no route)")
  })
})

describe("receiving", () => {
  it("splits long text, and stores the media of an MMS for 30 days", async () => {
    const simulator = makeSimulator()
    const numbers = { from: "15550001234", to: "15552341234" }
    const parts = simulator.messages.receive({ ...numbers, content: "a".repeat(200) })
    expect(parts.map((part) => part.multipart?.pos)).toEqual([1, 2])
    const media = [{ name: "in/cat.jpg", bytes: new Uint8Array([1, 2]) }]
    const [mms] = simulator.messages.receive({ ...numbers, media })
    expect(mms).toMatchObject({
      type: "mms",
      media: ["in/cat.jpg"],
      status: "received",
      direction: "receive"
    })
    await simulator.clock.advance(30 * 86_400_000 - 1)
    expect(simulator.files.has("msg_media", "in/cat.jpg")).toBe(true)
    await simulator.clock.advance(1)
    expect(simulator.files.has("msg_media", "in/cat.jpg")).toBe(false)
  })

  it("can be asked for over HTTP, by programs that have nothing else", async () => {
    const simulator = makeSimulator({ numbers: ["15552341234"] })
    const sms = { from: "15550001234", to: "15552341234", content: "STOP" }
    const response = await post(simulator, "/simulator/receive", sms)
    const [message] = simulator.messages.list()
    expect(await response.json()).toEqual([message?.ref])
    expect(message).toMatchObject({ ...sms, direction: "receive", type: "sms", status: "received" })
    expect(simulator.messages.blocked()).toMatchObject([{ to: "15550001234", from: "15552341234" }])
    const elsewhere = await post(simulator, "/simulator/receive", { ...sms, to: "15550000000" })
    expect([elsewhere.status, (await elsewhere.json()).error.code]).toEqual([400, "0002"])
  })

  it.each([
    ["a number with +", { from: "+15550001234", to: "15552341234", content: "Hi" }],
    ["a number that is not the account's", { from: "15550001234", to: "15550000000", content: "Hi" }],
    ["an SMS without content", { from: "15550001234", to: "15552341234" }],
    [
      "an SMS with media",
      {
        from: "15550001234",
        to: "15552341234",
        type: "sms" as const,
        content: "Hi",
        media: [{ name: "a.jpg", bytes: new Uint8Array() }]
      }
    ]
  ])("throws on %s", (_, message) => {
    const simulator = makeSimulator({ numbers: ["15552341234"] })
    expect(() => simulator.messages.receive(message)).toThrow(TypeError)
    expect(simulator.messages.list()).toEqual([])
  })
})
