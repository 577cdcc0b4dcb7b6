import { describe, expect, it } from "vitest"
import { makeSimulator } from "../src/Simulator.js"
import { get, hello, post, query, send, sendOne, statusAfter } from "./support.js"

describe("msg_send", () => {
  it("answers an array of references in the cloud's style, each its own", async () => {
    const simulator = makeSimulator()
    const refs = [...(await send(simulator)), ...(await send(simulator))]
    expect(refs).toHaveLength(2)
    expect(new Set(refs).size).toBe(2)
    for (const ref of refs) expect(ref).toMatch(/^[0-9a-f]{8}_\d+\.\d+\.\d+$/)
  })

  it("keeps what was sent", async () => {
    const simulator = makeSimulator()
    const ref = await sendOne(simulator, {
      alphanumeric_id: "Aculab",
      request_delivery_report: "true",
      status_page: "https://example.com/status",
      status_method: "GET",
      status_authentication_name: "user",
      status_authentication_password: "a:b",
      status_ssl_check: "true"
    })
    expect(simulator.messages.get(ref)).toEqual({
      ref,
      direction: "send",
      type: "sms",
      to: "15550001234",
      from: "15552341234",
      content: "Hello",
      media: [],
      alphanumericId: "Aculab",
      deliveryReport: true,
      status: "queued",
      error: "000",
      timestamp: simulator.clock.now(),
      multipart: undefined,
      statusPage: {
        url: "https://example.com/status",
        method: "GET",
        sslCheck: true,
        authenticationName: "user",
        authenticationPassword: "a:b"
      }
    })
  })

  it("needs content for an SMS, and no media", async () => {
    const simulator = makeSimulator()
    const { content: _, ...without } = hello
    const missing = await (await post(simulator, "/msg_send", without)).json()
    expect(missing.error).toMatchObject({ code: "0001", text: expect.stringContaining("content") })
    const media = await (await post(simulator, "/msg_send", { ...hello, msg_media_list: "a.jpg" })).json()
    expect(media.error).toMatchObject({ code: "0002", text: expect.stringContaining("msg_media_list") })
  })

  it("needs media for an MMS, and no content", async () => {
    const simulator = makeSimulator()
    const { content: _, ...without } = hello
    const missing = await (await post(simulator, "/msg_send", { ...without, type: "mms" })).json()
    expect(missing.error).toMatchObject({ code: "0001", text: expect.stringContaining("msg_media_list") })
    simulator.files.put({ filetype: "msg_media", name: "a.jpg", bytes: new Uint8Array(1) })
    simulator.files.put({ filetype: "msg_media", name: "b/c.png", bytes: new Uint8Array(1) })
    const response = await post(simulator, "/msg_send", {
      ...without,
      type: "mms",
      msg_media_list: "a.jpg,b/c.png"
    })
    expect(response.status).toBe(200)
    expect(simulator.messages.list()).toMatchObject([
      { type: "mms", media: ["a.jpg", "b/c.png"], content: undefined }
    ])
  })

  it("names the media that do not exist in the message media store", async () => {
    const simulator = makeSimulator()
    simulator.files.put({ filetype: "msg_media", name: "a.jpg", bytes: new Uint8Array(1) })
    simulator.files.put({ filetype: "media", name: "b.wav", bytes: new Uint8Array(1) })
    const response = await post(simulator, "/msg_send", {
      ...hello,
      type: "mms",
      msg_media_list: "a.jpg,b.wav,c.jpg"
    })
    expect(response.status).toBe(400)
    expect((await response.json()).error).toMatchObject({ code: "0002", details: ["b.wav", "c.jpg"] })
  })

  it.each(["", "a.jpg,", ",a.jpg"])("calls the media list %j malformed", async (list) => {
    const response = await post(makeSimulator(), "/msg_send", { ...hello, type: "mms", msg_media_list: list })
    expect((await response.json()).error.code).toBe("0002")
  })

  it("sends from the account's numbers only, where these are given", async () => {
    const simulator = makeSimulator({ numbers: ["15552341234"] })
    await send(simulator)
    const response = await post(simulator, "/msg_send", { ...hello, from: "15550000000" })
    expect(response.status).toBe(400)
    expect((await response.json()).error).toMatchObject({
      code: "0002",
      text: expect.stringContaining("from")
    })
  })
})

describe("msg_query", () => {
  it("answers for several references, by GET too", async () => {
    const simulator = makeSimulator()
    const first = await sendOne(simulator)
    await simulator.clock.advance(61_000)
    const second = await sendOne(simulator, { from: "15552349999" })
    const response = await get(simulator, "/msg_query", { msg_refs: `${first}/${second}` })
    expect(await response.json()).toEqual({
      [first]: {
        status: "sent",
        type: "sms",
        timestamp: "2026-01-01_00:00:02",
        aculab_msg_err: "000",
        msg_from: "15552341234"
      },
      [second]: {
        status: "queued",
        type: "sms",
        timestamp: "2026-01-01_00:01:01",
        aculab_msg_err: "000",
        msg_from: "15552349999"
      }
    })
  })

  it("says only unknown of a reference that it does not know", async () => {
    expect(await query(makeSimulator(), "never", "__proto__")).toEqual(
      JSON.parse('{"never":{"status":"unknown"},"__proto__":{"status":"unknown"}}')
    )
  })

  it("knows received messages", async () => {
    const simulator = makeSimulator()
    const [message] = simulator.messages.receive({ from: "15550001234", to: "15552341234", content: "Hi" })
    const ref = message?.ref ?? ""
    expect((await query(simulator, ref))[ref]).toMatchObject({ status: "received", msg_from: "15550001234" })
  })

  it.each(["", "/", "a//b", "a/"])("calls the references %j malformed", async (msg_refs) => {
    const response = await post(makeSimulator(), "/msg_query", { msg_refs })
    expect(response.status).toBe(400)
    expect((await response.json()).error.code).toBe("0002")
  })
})

describe("msg_cancel", () => {
  it("cancels a message that is queued, for good", async () => {
    const simulator = makeSimulator()
    const ref = await sendOne(simulator)
    await simulator.clock.advance(500)
    expect(await (await post(simulator, "/msg_cancel", { msg_refs: ref })).json()).toEqual({
      [ref]: "cancelled"
    })
    expect(simulator.clock.pending()).toBe(0)
    expect(await statusAfter(simulator, 60_000, ref)).toBe("cancelled")
    expect((await query(simulator, ref))[ref].timestamp).toBe("2026-01-01_00:00:00")
  })

  it("answers the status of a message that it cannot cancel, and unknown", async () => {
    const simulator = makeSimulator()
    const ref = await sendOne(simulator)
    await simulator.clock.advance(1000)
    expect(await (await post(simulator, "/msg_cancel", { msg_refs: `${ref}/never` })).json()).toEqual({
      [ref]: "submitted to carrier",
      never: "unknown"
    })
    expect(await statusAfter(simulator, 1000, ref)).toBe("sent")
  })

  it("answers cancelled again when it is repeated", async () => {
    const simulator = makeSimulator()
    const ref = await sendOne(simulator)
    await post(simulator, "/msg_cancel", { msg_refs: ref })
    expect(await (await post(simulator, "/msg_cancel", { msg_refs: ref })).json()).toEqual({
      [ref]: "cancelled"
    })
  })
})

describe("msg_list_blocked", () => {
  const listed = async (fields: Record<string, string>) => {
    const simulator = makeSimulator()
    simulator.messages.block({ to: "441", from: "111" })
    simulator.messages.block({ to: "441", from: "112" })
    simulator.messages.block({ to: "442", from: "111" })
    const response = await post(simulator, "/msg_list_blocked", fields)
    const pairs: { to: string; from: string }[] = await response.json()
    return pairs.map(({ to, from }) => `${to} ${from}`)
  }

  it("filters by either number, or by both", async () => {
    expect(await listed({ to: "441" })).toEqual(["441 111", "441 112"])
    expect(await listed({ from: "111" })).toEqual(["441 111", "442 111"])
    expect(await listed({ to: "442", from: "111" })).toEqual(["442 111"])
    expect(await listed({ to: "442", from: "112" })).toEqual([])
  })

  it("needs one of them", async () => {
    const response = await post(makeSimulator(), "/msg_list_blocked", {})
    expect(response.status).toBe(400)
    expect((await response.json()).error).toMatchObject({
      code: "0001",
      text: expect.stringMatching(/to or from/)
    })
  })
})
