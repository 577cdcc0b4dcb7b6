import { describe, expect, it } from "vitest"
import { Clock } from "../src/Clock.js"
import { makeSimulator } from "../src/Simulator.js"
import { basic, makePage, post, send, sendOne, withPage } from "./support.js"

const statusPage = { status_page: "https://customer.example/status?tenant=7" }

describe("status updates of a sent message", () => {
  it("post a bare JSON object for each change from submitted to carrier on", async () => {
    const { simulator, page } = withPage()
    const ref = await sendOne(simulator, { ...statusPage, request_delivery_report: "true" })
    expect(page.received).toEqual([])
    await simulator.clock.advance(4000)
    expect(page.received[0]).toEqual({
      method: "POST",
      url: "https://customer.example/status?tenant=7",
      redirect: "manual",
      authorization: null,
      contentType: "application/json",
      text: expect.any(String)
    })
    const common = {
      direction: "send",
      from: "15552341234",
      to: "15550001234",
      msg_ref: ref,
      aculab_msg_err: "000",
      type: "sms"
    }
    expect(page.bodies()).toEqual([
      { ...common, status: "submitted to carrier", timestamp: "2026-01-01_00:00:01" },
      { ...common, status: "sent", timestamp: "2026-01-01_00:00:02" },
      { ...common, status: "delivered", timestamp: "2026-01-01_00:00:04" }
    ])
  })

  it("are on their way while the clock stands at the change", async () => {
    const seen: [string, number][] = []
    const simulator = makeSimulator({
      deliver: async (request) => {
        seen.push([(await request.json()).status, simulator.clock.now()])
        return new Response()
      }
    })
    const start = simulator.clock.now()
    await sendOne(simulator, statusPage)
    await simulator.clock.advance(60_000)
    expect(seen).toEqual([
      ["submitted to carrier", start + 1000],
      ["sent", start + 2000]
    ])
  })

  it("travel as query fields when the method is GET, after those that the page has", async () => {
    const { simulator, page } = withPage()
    const ref = await sendOne(simulator, { ...statusPage, status_method: "GET" })
    await simulator.clock.advance(1000)
    const [request] = page.received
    expect([request?.method, request?.text, request?.contentType]).toEqual(["GET", "", null])
    const url = new URL(request?.url ?? "")
    expect(url.origin + url.pathname).toBe("https://customer.example/status")
    expect([...url.searchParams]).toEqual([
      ["tenant", "7"],
      ["status", "submitted to carrier"],
      ["direction", "send"],
      ["from", "15552341234"],
      ["msg_ref", ref],
      ["timestamp", "2026-01-01_00:00:01"],
      ["to", "15550001234"],
      ["aculab_msg_err", "000"],
      ["type", "sms"]
    ])
  })

  it("carry Basic credentials, in UTF-8, when a name is given", async () => {
    const { simulator, page } = withPage()
    const credentials = { status_authentication_name: "zoë", status_authentication_password: "p:ä" }
    await sendOne(simulator, { ...statusPage, ...credentials })
    await sendOne(simulator, { ...statusPage, status_authentication_name: "zoë" })
    await sendOne(simulator, { ...statusPage, status_authentication_password: "ignored" })
    await simulator.clock.advance(1000)
    expect(page.received.map((request) => request.authorization)).toEqual([
      basic("zoë", "p:ä"),
      basic("zoë", ""),
      null
    ])
  })

  it("tell of a failure, with its code", async () => {
    const { simulator, page } = withPage()
    simulator.messages.failNext({ reason: "no route", code: "123" })
    await sendOne(simulator, statusPage)
    await simulator.clock.advance(60_000)
    expect(page.bodies().map((body) => [body.status, body.aculab_msg_err])).toEqual([
      ["submitted to carrier", "000"],
      ["failed (no route)", "123"]
    ])
  })

  it("say which part they are about", async () => {
    const { simulator, page } = withPage()
    const refs = await send(simulator, { ...statusPage, content: "a".repeat(200) })
    await simulator.clock.advance(1000)
    expect(page.bodies()).toMatchObject(
      refs.map((ref, index) => ({ msg_ref: ref, multipart_pos: index + 1, multipart_count: 2 }))
    )
  })

  it("are not sent without a page, nor for a message that was cancelled", async () => {
    const { simulator, page } = withPage()
    await sendOne(simulator)
    const cancelled = await sendOne(simulator, statusPage)
    await post(simulator, "/msg_cancel", { msg_refs: cancelled })
    await simulator.clock.advance(60_000)
    expect(page.received).toEqual([])
    expect(simulator.messages.updates).toEqual([])
  })

  it("go out through the global fetch by default", async () => {
    const simulator = makeSimulator()
    await sendOne(simulator, { status_page: "http://127.0.0.1:1/nobody-listens" })
    await simulator.clock.advance(1000)
    expect(simulator.messages.updates).toMatchObject([{ outcome: "failed", responseStatus: undefined }])
  })
})

describe("the log of status updates", () => {
  it("tells what was sent, where, when, and what became of it", async () => {
    const { simulator } = withPage()
    const ref = await sendOne(simulator, { ...statusPage, status_ssl_check: "true" })
    await simulator.clock.advance(1000)
    expect(simulator.messages.updates).toMatchObject([
      {
        page: { url: statusPage.status_page, method: "POST", sslCheck: true },
        fields: { msg_ref: ref, status: "submitted to carrier" },
        at: simulator.clock.now(),
        outcome: "delivered",
        responseStatus: 200,
        error: undefined
      }
    ])
  })

  it.each([204, 302, 404, 500])("calls an answer of %i a failure, and does not try again", async (status) => {
    const { simulator, page } = withPage(
      () => new Response(null, { status, headers: { location: "https://elsewhere.example/" } })
    )
    await sendOne(simulator, statusPage)
    await simulator.clock.advance(60_000)
    expect(page.bodies().map((body) => body.status)).toEqual(["submitted to carrier", "sent"])
    expect(simulator.messages.updates).toMatchObject([
      { outcome: "failed", responseStatus: status },
      { outcome: "failed", responseStatus: status }
    ])
  })

  it("keeps the reason when the page cannot be reached, and the message goes on", async () => {
    const { simulator } = withPage(() => {
      throw new TypeError("fetch failed", { cause: new Error("no such host") })
    })
    const ref = await sendOne(simulator, statusPage)
    await simulator.clock.advance(2000)
    expect(simulator.messages.get(ref)?.status).toBe("sent")
    expect(simulator.messages.updates[1]).toMatchObject({
      outcome: "failed",
      responseStatus: undefined,
      error: "TypeError: fetch failed (no such host)"
    })
  })
})

describe("updates that are on their way", () => {
  it("wait for each other when the page is slower than the message, and settled waits for all", async () => {
    const answers: (() => void)[] = []
    const page = makePage(() => new Promise((resolve) => answers.push(() => resolve(new Response()))))
    const simulator = makeSimulator({ clock: Clock.real({ speed: 1000 }), deliver: page.deliver })
    const ref = await sendOne(simulator, statusPage)
    await expect.poll(() => simulator.messages.get(ref)?.status).toBe("sent")
    expect(answers).toHaveLength(1)
    let settled = false
    const whenSettled = simulator.settled().then(() => {
      settled = true
    })
    answers[0]?.()
    await expect.poll(() => answers.length).toBe(2)
    expect(settled).toBe(false)
    answers[1]?.()
    await whenSettled
    expect(page.bodies().map((body) => body.status)).toEqual(["submitted to carrier", "sent"])
  })

  it("end when the page takes too long", async () => {
    const page = makePage(() => new Promise(() => {}))
    const simulator = makeSimulator({ deliver: page.deliver, updateTimeout: 1 })
    await sendOne(simulator, statusPage)
    await simulator.clock.advance(1000)
    expect(simulator.messages.updates).toMatchObject([
      { outcome: "failed", responseStatus: undefined, error: expect.stringContaining("TimeoutError") }
    ])
  })

  it("end when the simulator is closed, though the page never answers", async () => {
    const { simulator, page } = withPage(() => new Promise(() => {}))
    await sendOne(simulator, statusPage)
    const advanced = simulator.clock.advance(1000)
    await expect.poll(() => page.received.length).toBe(1)
    simulator.close()
    await advanced
    await simulator.settled()
    expect(simulator.messages.updates).toMatchObject([{ outcome: "failed" }])
    expect(simulator.clock.pending()).toBe(0)
  })
})

describe("updates of received messages", () => {
  it("go to the notification page, with content and media", async () => {
    const page = makePage()
    const simulator = makeSimulator({
      deliver: page.deliver,
      notificationPage: {
        url: "https://customer.example/in",
        authenticationName: "n",
        authenticationPassword: "p"
      }
    })
    const numbers = { from: "15550001234", to: "15552341234" }
    const [sms] = simulator.messages.receive({ ...numbers, content: "Test4" })
    const [mms] = simulator.messages.receive({
      ...numbers,
      media: [{ name: "a.jpg", bytes: new Uint8Array() }]
    })
    await simulator.settled()
    const common = {
      ...numbers,
      status: "received",
      direction: "receive",
      timestamp: "2026-01-01_00:00:00",
      aculab_msg_err: "000"
    }
    expect(page.bodies()).toEqual([
      { ...common, type: "sms", msg_ref: sms?.ref, content: "Test4" },
      { ...common, type: "mms", msg_ref: mms?.ref, msg_media: ["a.jpg"] }
    ])
    expect(page.received[0]).toMatchObject({
      method: "POST",
      url: "https://customer.example/in",
      authorization: basic("n", "p")
    })
  })

  it("go nowhere without a notification page", async () => {
    const { simulator, page } = withPage()
    simulator.messages.receive({ from: "15550001234", to: "15552341234", content: "Hi" })
    await simulator.settled()
    expect(page.received).toEqual([])
  })
})
