import { describe, expect, it } from "vitest"
import { logLine } from "../src/internal/logLines.js"
import { makeSimulator, type SimulatorEvent } from "../src/Simulator.js"
import {
  addVoices,
  askForSocket,
  closed,
  hum,
  keyHeaders,
  lastSocket,
  open,
  socketUrlOf,
  startOf,
  stopText,
  withVoices
} from "./socketSupport.js"
import { baseUrl } from "./support.js"

const audio = hum()

const opened = async () => {
  const { simulator, key } = withVoices()
  return { simulator, key, ...open(simulator, await socketUrlOf(simulator, key)) }
}

const handshakeOf = (simulator: ReturnType<typeof withVoices>["simulator"], url: string) =>
  simulator.connect(url).handshake

describe("asking for a WebSocket", () => {
  it("gives a URL at the place that was asked, by the same kind of connection", async () => {
    const { simulator, key } = withVoices()
    const asking = (origin: string) => socketUrlOf(simulator, key, { user_id: "Bob" }, "register", origin)
    expect(await asking(baseUrl)).toMatch(
      /^wss:\/\/ws-1-2-0\.aculabcloud\.net\/voice_biometrics\/v1\/stream\/register\?/
    )
    expect(await asking("http://127.0.0.1:8080")).toMatch(/^ws:\/\/127\.0\.0\.1:8080\/voice_biometrics\//)
    expect(new Set([await asking(baseUrl), await asking(baseUrl)]).size).toBe(2)
    expect(simulator.requests[0]).toMatchObject({ method: "GET", authorized: true, status: 200 })
  })

  it("gives it in another field, when told so", async () => {
    const { simulator, key } = withVoices({ forms: { socketUrlField: "websocket_url" } })
    const answer = await (await askForSocket(simulator, key)).json()
    expect(answer).toEqual({ websocket_url: expect.stringMatching(/^wss:/) })
  })

  it.each([
    ["no user", "register", {}, "user_id not supplied"],
    ["a user who is registered", "register", { user_id: "Ann" }, "already present"],
    ["a user who is not", "update", { user_id: "Bob" }, "user_id not found"],
    ["nobody's verification", "verify", { user_id: "Bob" }, "user_id not found"],
    ["characters that are not allowed", "verify", { user_id: "A:nn" }, "disallowed characters"],
    ["too much sensitivity", "verify", { user_id: "Ann", sensitivity: "11" }, "sensitivity"],
    ["a flag that is none", "verify", { user_id: "Ann", enable_pad: "yes" }, "enable_pad"],
    ["what a registration does not have", "register", { user_id: "Bob", sensitivity: "1" }, "sensitivity"],
    ["a parameter that nobody knows", "verify", { user_id: "Ann", pad: "true" }, "pad"]
  ] as const)("is refused for %s", async (_, operation, fields, text) => {
    const { simulator, key } = withVoices()
    const response = await askForSocket(simulator, key, fields, operation)
    expect(response.status).toBe(400)
    expect((await response.json()).error.text).toContain(text)
  })

  it("is refused for a key that is unknown or disabled, and for the API key", async () => {
    const { simulator } = withVoices()
    const disabled = simulator.biometrics.addKey({ group: "Company", enabled: false }).key
    for (const key of ["ak-000009/unknown", disabled, simulator.account.apiAccessKey]) {
      const response = await askForSocket(simulator, key)
      expect([key, response.status]).toEqual([key, 400])
    }
  })

  it("leaves other methods as they are", async () => {
    const { simulator, key } = withVoices()
    const response = await simulator.fetch(`${baseUrl}/voice_biometrics/v1/user/verify?user_id=Ann`, {
      method: "DELETE",
      headers: keyHeaders(simulator, key)
    })
    expect(response.status).toBe(405)
    expect(response.headers.get("allow")?.split(", ")).toContain("GET")
  })
})

describe("the token in the URL", () => {
  it("is good for one socket", async () => {
    const { simulator, key } = withVoices()
    const url = await socketUrlOf(simulator, key)
    expect(handshakeOf(simulator, url)).toEqual({ kind: "accepted" })
    expect(handshakeOf(simulator, url)).toEqual({ kind: "refused", status: 404 })
    expect(simulator.sockets).toMatchObject([
      { operation: "register", userId: "Bob", status: 101, ended: undefined },
      { operation: undefined, userId: undefined, status: 404, ended: { by: "cloud", code: 1006 } }
    ])
    expect(JSON.stringify(simulator.sockets)).not.toContain(new URL(url).search.slice("?token=".length))
  })

  it("is good for a minute", async () => {
    const { simulator, key } = withVoices()
    const early = await socketUrlOf(simulator, key)
    const late = await socketUrlOf(simulator, key)
    await simulator.clock.advance(59_999)
    expect(handshakeOf(simulator, early).kind).toBe("accepted")
    await simulator.clock.advance(1)
    expect(handshakeOf(simulator, late)).toEqual({ kind: "refused", status: 404 })
  })

  it("is good for what it was given for, at whatever host", async () => {
    const { simulator, key } = withVoices()
    const url = new URL(await socketUrlOf(simulator, key))
    const elsewhere = (path: string) => `ws://localhost:1234${path}${url.search}`
    for (const path of ["/", "/voice_biometrics/v1/stream/verify", "/msg_send"]) {
      expect([path, handshakeOf(simulator, elsewhere(path)).kind]).toEqual([path, "refused"])
    }
    expect(handshakeOf(simulator, `${url.origin}${url.pathname}`).kind).toBe("refused")
    expect(handshakeOf(simulator, elsewhere(url.pathname)).kind).toBe("accepted")
  })

  it("needs no timer", async () => {
    const { simulator, key } = withVoices()
    await socketUrlOf(simulator, key)
    expect(simulator.clock.pending()).toBe(0)
  })
})

describe("a WebSocket of voice biometrics", () => {
  it("accepts the start, takes the audio, answers the stop, and closes", async () => {
    const { simulator, heard, socket, sendAudio } = await opened()
    socket.send(startOf(audio))
    expect(heard).toEqual([{ type: "accept" }])
    socket.send(audio.subarray(0, 10_000))
    socket.send(audio.subarray(10_000))
    expect(heard).toHaveLength(1)
    expect(lastSocket(simulator)).toMatchObject({ binaryFrames: 2, bytes: audio.length, ended: undefined })
    socket.send(stopText)
    expect(heard).toEqual([
      { type: "accept" },
      {
        type: "result",
        application_instance_id: expect.any(String),
        transaction_id: expect.any(String),
        sources: [{ name: "audio.wav", accepted: true }]
      },
      closed
    ])
    expect(simulator.biometrics.users("Company").map(({ userId }) => userId)).toEqual(["Ann", "Bob"])
    expect(lastSocket(simulator)).toEqual({
      path: "/voice_biometrics/v1/stream/register",
      operation: "register",
      userId: "Bob",
      at: simulator.clock.now(),
      status: 101,
      texts: [startOf(audio), stopText],
      binaryFrames: 2,
      bytes: audio.length,
      largestFrame: audio.length - 10_000,
      sent: heard.slice(0, 2).map((message) => JSON.stringify(message)),
      fault: undefined,
      ended: { by: "cloud", code: 1000, reason: "", at: simulator.clock.now() }
    })
    expect(simulator.clock.pending()).toBe(0)
    // Too late for anything.
    sendAudio(audio)
    socket.close(1000, "")
    expect(heard).toHaveLength(3)
    expect(lastSocket(simulator).texts).toHaveLength(2)
  })

  it("decides as PUT does, by the parameters of the URL, and calls the audio what it is called there", async () => {
    const { simulator, key } = withVoices()
    const about = { user_id: "Bob", filename: "bobsaudio1.wav" }
    open(simulator, await socketUrlOf(simulator, key, about)).sendAudio(audio)
    await simulator.clock.advance(1000)
    const verification = { ...about, sensitivity: "-10", text_dependent: "false", enable_pad: "true" }
    const { heard, sendAudio } = open(simulator, await socketUrlOf(simulator, key, verification, "verify"))
    sendAudio(audio)
    const response = await simulator.fetch(
      `${baseUrl}/voice_biometrics/v1/user/verify?${new URLSearchParams(verification)}`,
      { method: "PUT", headers: { ...keyHeaders(simulator, key), "content-type": "audio/wav" }, body: audio }
    )
    expect(response.status).toBe(200)
    const put = await response.json()
    expect(put).toMatchObject({ sources: [{ name: "bobsaudio1.wav" }], pad_detected: { type: "TypeA" } })
    const different = { application_instance_id: expect.any(String), transaction_id: expect.any(String) }
    expect(heard[1]).toEqual({ type: "result", ...put, ...different })
    const without = { ...verification, enable_pad: "false" }
    const other = open(simulator, await socketUrlOf(simulator, key, without, "verify"))
    other.sendAudio(audio)
    expect(other.heard[1]).toMatchObject({ type: "result", verified: true })
    expect(other.heard[1]).not.toHaveProperty("pad_detected")
  })

  it("answers without a stop, too, 5 seconds after the last of the audio", async () => {
    const { simulator, heard, sendAudio } = await opened()
    sendAudio(audio, { stop: false })
    await simulator.clock.advance(4999)
    expect(heard).toEqual([{ type: "accept" }])
    await simulator.clock.advance(1)
    expect(heard.slice(1)).toMatchObject([{ type: "result" }, closed])
    expect(simulator.clock.pending()).toBe(0)
  })

  it.each([
    ["audio before the start", [audio]],
    ["a stop before the start", [stopText]],
    ["two starts", [startOf(audio), startOf(audio)]],
    ["a stop before the end of the audio", [startOf(audio), audio.subarray(1), stopText]],
    ["more audio than announced", [startOf(audio.subarray(1)), audio]],
    ["more audio after the last of it", [startOf(audio), audio, audio.subarray(0, 1)]],
    ["text that is not JSON", ["start"]],
    ["JSON that is no object", ["[]"]],
    ["another event", ['{"type":"begin"}']],
    ["no event", ['{"type":"start"}']],
    ["a stop with something else in it", [startOf(audio), '{"type":"stop","length":1}']],
    ["a start with something else in it", ['{"type":"start","stream":"file","length":1,"name":"a.wav"}']],
    ["another type of stream", ['{"type":"start","stream":"live","length":1}']],
    ["no length", ['{"type":"start","stream":"file"}']],
    ["a length as text", ['{"type":"start","stream":"file","length":"1"}']],
    ["half a byte", ['{"type":"start","stream":"file","length":0.5}']],
    ["less than nothing", ['{"type":"start","stream":"file","length":-1}']]
  ])("rejects %s with 50", async (_, frames) => {
    const { simulator, heard, socket } = await opened()
    for (const frame of frames) socket.send(frame)
    expect(heard.filter((event) => JSON.stringify(event) !== '{"type":"accept"}')).toEqual([
      { type: "reject", code: 50, reason: expect.any(String) },
      closed
    ])
    expect(lastSocket(simulator).ended).toMatchObject({ by: "cloud", code: 1000 })
    expect(simulator.clock.pending()).toBe(0)
  })

  it.each([
    ["nothing", 51, new Uint8Array(0)],
    ["what is not WAV", 51, new Uint8Array(5000).fill(7)],
    ["too little speech", 52, hum({ seconds: 0.1 })]
  ])("rejects %s with %i", async (_, error, bytes) => {
    const { simulator, heard, sendAudio } = await opened()
    sendAudio(bytes)
    expect(heard.slice(-2)).toEqual([{ type: "reject", code: error, reason: expect.any(String) }, closed])
    expect(simulator.biometrics.users("Company")).toHaveLength(1)
  })

  it("rejects more than 60 seconds with 51: at the start if no file is that long, or else when it has heard them", async () => {
    const impossible = await opened()
    impossible.socket.send(JSON.stringify({ type: "start", stream: "file", length: 100_000_000 }))
    const long = await opened()
    long.sendAudio(hum({ seconds: 61 }), { frame: 100_000 })
    for (const { heard } of [impossible, long]) {
      expect(heard.slice(-2)).toEqual([{ type: "reject", code: 51, reason: expect.any(String) }, closed])
    }
  })

  it("rejects with 61 when the key was disabled in between", async () => {
    const { simulator, key } = withVoices()
    const { heard, sendAudio } = open(simulator, await socketUrlOf(simulator, key))
    const { cloudId, username } = simulator.account
    await simulator.fetch(`${baseUrl}/voice_biometrics/v1/user_group/key/modify`, {
      method: "POST",
      headers: {
        accept: "application/json",
        authorization: `Basic ${btoa(`${cloudId}/${username}:${simulator.account.apiAccessKey}`)}`
      },
      body: new URLSearchParams({ user_group_key: key, enabled: "false" })
    })
    sendAudio(audio)
    expect(heard.at(-2)).toMatchObject({ type: "reject", code: 61 })
  })

  it("closes with 1009 at a frame of more than 1 MiB", async () => {
    for (const frame of [new Uint8Array(1024 * 1024 + 1), "x".repeat(1024 * 1024 + 1)]) {
      const { heard, socket } = await opened()
      socket.send(frame)
      expect(heard).toMatchObject([{ kind: "close", code: 1009 }])
    }
  })

  it("rejects after 30 seconds without a frame", async () => {
    const { simulator, heard, socket } = await opened()
    await simulator.clock.advance(29_999)
    socket.send(startOf(audio))
    await simulator.clock.advance(29_999)
    expect(heard).toEqual([{ type: "accept" }])
    await simulator.clock.advance(1)
    expect(heard.slice(1)).toEqual([{ type: "reject", code: 50, reason: expect.any(String) }, closed])
    expect(simulator.clock.pending()).toBe(0)
  })

  it.each([
    ["closes", 4000, "enough"],
    ["is gone", 1006, ""]
  ])("forgets a client that %s", async (_, code, reason) => {
    const { simulator, heard, socket } = await opened()
    socket.send(startOf(audio))
    socket.send(audio.subarray(0, 100))
    if (code === 1006) socket.drop()
    else socket.close(code, reason)
    socket.send(audio.subarray(100))
    await simulator.clock.advance(100_000)
    expect(heard).toEqual([{ type: "accept" }])
    expect(lastSocket(simulator)).toMatchObject({ bytes: 100, ended: { by: "client", code, reason } })
    expect(simulator.biometrics.users("Company")).toHaveLength(1)
    expect(simulator.clock.pending()).toBe(0)
  })

  it("opens once, and not at all after a refusal", async () => {
    const { simulator, socket } = await opened()
    expect(() => socket.open(() => {})).toThrow(TypeError)
    const refused = simulator.connect(`${baseUrl}/voice_biometrics/v1/stream/register?token=none`)
    expect(() => refused.open(() => {})).toThrow(TypeError)
    expect(() => simulator.connect("nowhere")).toThrow(TypeError)
  })

  it("is reset when the simulator is closed, which then lets nobody in", async () => {
    const { simulator, key, heard, socket } = await opened()
    const url = await socketUrlOf(simulator, key)
    socket.send(startOf(audio))
    simulator.close()
    expect(heard).toEqual([{ type: "accept" }, { kind: "reset" }])
    expect(lastSocket(simulator).ended).toMatchObject({ by: "cloud", code: 1006 })
    expect(handshakeOf(simulator, url)).toEqual({ kind: "reset" })
  })

  it("is told to an observer once it is over", async () => {
    const events: SimulatorEvent[] = []
    const simulator = makeSimulator({ observe: (event) => events.push(event) })
    const url = await socketUrlOf(simulator, addVoices(simulator))
    const { sendAudio } = open(simulator, url)
    expect(events.map(({ kind }) => kind)).toEqual(["request"])
    sendAudio(audio)
    simulator.connect(url)
    expect(events.slice(1)).toMatchObject([
      { kind: "socket", socket: { status: 101, ended: { code: 1000 } } },
      { kind: "socket", socket: { status: 404 } }
    ])
    expect(events.slice(1).map((event) => logLine(event, 0))).toMatchObject([
      {
        text: `socket /voice_biometrics/v1/stream/register ${audio.length} bytes, cloud closed with 1000`,
        tone: "plain"
      },
      { text: "socket /voice_biometrics/v1/stream/register 404", tone: "bad" }
    ])
    simulator.clearRequests()
    expect([simulator.sockets, simulator.requests]).toEqual([[], []])
  })
})
