import { describe, expect, it } from "vitest"
import type { SocketFault } from "../src/Sockets.js"
import { closed, hum, lastSocket, open, socketUrlOf, startOf, stopText, withVoices } from "./socketSupport.js"

const audio = hum()
const accept = { type: "accept" }

const hit = async (fault: SocketFault) => {
  const { simulator, key } = withVoices()
  simulator.socketFaults.next(fault)
  const url = await socketUrlOf(simulator, key)
  return { simulator, url, connect: () => open(simulator, url) }
}

/** Everything that is heard when a client does what it should. */
const heardOf = async (fault: SocketFault) => {
  const { simulator, connect } = await hit(fault)
  const { heard, sendAudio } = connect()
  sendAudio(audio)
  return { simulator, heard, record: lastSocket(simulator) }
}

describe("faults of the handshake", () => {
  it.each([
    [{ kind: "refuse" }, { kind: "refused", status: 503 }],
    [
      { kind: "refuse", status: 401 },
      { kind: "refused", status: 401 }
    ],
    [{ kind: "reset" }, { kind: "reset" }]
  ] as const)("%o, after which the token is still good", async (fault, handshake) => {
    const { simulator, url } = await hit(fault)
    expect(simulator.connect(url).handshake).toEqual(handshake)
    const status = handshake.kind === "refused" ? handshake.status : undefined
    expect(lastSocket(simulator)).toMatchObject({ fault: fault.kind, status, ended: { code: 1006 } })
    expect(simulator.connect(url).handshake).toEqual({ kind: "accepted" })
  })

  it("stall until the client gives up", async () => {
    const { simulator, url } = await hit({ kind: "stall", when: "handshake" })
    const socket = simulator.connect(url)
    if (socket.handshake.kind !== "stall") throw new Error(`the handshake is ${socket.handshake.kind}`)
    expect(lastSocket(simulator)).toMatchObject({ status: undefined, ended: undefined })
    socket.drop()
    await socket.handshake.ended
    expect(lastSocket(simulator).ended).toMatchObject({ by: "client", code: 1006 })
  })

  it("stall until the simulator is closed", async () => {
    const { simulator, url } = await hit({ kind: "stall", when: "handshake" })
    const { handshake } = simulator.connect(url)
    simulator.close()
    if (handshake.kind !== "stall") throw new Error(`the handshake is ${handshake.kind}`)
    await handshake.ended
    expect(lastSocket(simulator).ended).toMatchObject({ by: "cloud", code: 1006 })
  })
})

describe("faults of an open socket", () => {
  it.each([
    ["open", 0, []],
    ["start", 0, []],
    [5000, 8192, [accept]],
    ["stop", audio.length, [accept]]
  ] as const)("close and reset: at the moment %s", async (when, bytes, before) => {
    const close = await heardOf({ kind: "close", when })
    expect(close.heard).toEqual([...before, { kind: "close", code: 1011, reason: "" }])
    expect(close.record).toMatchObject({ bytes, fault: "close", ended: { by: "cloud", code: 1011 } })
    const going = await heardOf({ kind: "close", when, code: 1001, reason: "going away" })
    expect(going.heard.at(-1)).toEqual({ kind: "close", code: 1001, reason: "going away" })
    const reset = await heardOf({ kind: "reset", when })
    expect(reset.heard).toEqual([...before, { kind: "reset" }])
    expect(reset.record).toMatchObject({ bytes, fault: "reset", ended: { by: "cloud", code: 1006 } })
    for (const { simulator } of [close, going, reset]) expect(simulator.clock.pending()).toBe(0)
  })

  it.each([50, 51, 52, 60, 61, 99])("reject with %i", async (code) => {
    const rejected = { type: "reject", code: code, reason: expect.any(String) }
    const late = await heardOf({ kind: "reject", code })
    expect(late.heard).toEqual([accept, rejected, closed])
    const early = await heardOf({ kind: "reject", code, when: "start", text: "no" })
    expect(early.heard).toEqual([{ ...rejected, reason: "no" }, closed])
    const middle = await heardOf({ kind: "reject", code, when: 1 })
    expect(middle.heard).toEqual([accept, rejected, closed])
    expect(late.simulator.biometrics.users("Company")).toHaveLength(1)
  })

  it("stall: nothing comes, however long the client waits", async () => {
    for (const [when, before] of [
      ["stop", [accept]],
      ["start", []],
      [1, [accept]],
      ["open", []]
    ] as const) {
      const { simulator, heard, record } = await heardOf({ kind: "stall", when })
      await simulator.clock.advance(3_600_000)
      expect(heard).toEqual(before)
      expect(record).toMatchObject({ bytes: audio.length, fault: "stall", ended: undefined })
      expect(simulator.clock.pending()).toBe(0)
    }
  })

  it("garbage: text that is not JSON in place of the result", async () => {
    const { heard, record } = await heardOf({ kind: "garbage" })
    expect(heard).toEqual([accept, expect.any(String), closed])
    expect(record).toMatchObject({ fault: "garbage", ended: { by: "cloud", code: 1000 } })
  })

  it("binary: a binary frame in place of the result, or of the accept", async () => {
    const bytes = { kind: "bytes", bytes: expect.any(Uint8Array) }
    expect((await heardOf({ kind: "binary" })).heard).toEqual([accept, bytes, closed])
    const early = await heardOf({ kind: "binary", when: "start" })
    expect(early.heard).toEqual([bytes, expect.objectContaining({ type: "result" }), closed])
  })

  it("slow-reader: takes no more until it is told to read on, and nothing falls due meanwhile", async () => {
    const { simulator, connect } = await hit({ kind: "slow-reader", after: 5000 })
    const { socket, heard } = connect()
    socket.send(startOf(audio))
    socket.send(audio.subarray(0, 4999))
    expect(socket.takes()).toBe(true)
    socket.send(audio.subarray(4999, 6000))
    expect(socket.takes()).toBe(false)
    await simulator.clock.advance(3_600_000)
    expect(heard).toEqual([accept, { kind: "pause" }])
    simulator.socketFaults.readOn(2000)
    expect(socket.takes()).toBe(true)
    socket.send(audio.subarray(6000, 8000))
    expect(socket.takes()).toBe(false)
    simulator.socketFaults.readOn()
    socket.send(audio.subarray(8000))
    socket.send(stopText)
    const again = [{ kind: "pause" }, { kind: "resume" }]
    expect(heard.slice(1, -2)).toEqual([...again, ...again])
    expect(heard.slice(-2)).toMatchObject([{ type: "result" }, closed])
    // Nobody is slow any more.
    simulator.socketFaults.readOn()
    expect(heard.at(-1)).toEqual(closed)
  })

  it("slow-reader: takes nothing but the start, by default", async () => {
    const { simulator, heard, record } = await heardOf({ kind: "slow-reader" })
    expect(heard.slice(0, 2)).toEqual([accept, { kind: "pause" }])
    // Frames that come all the same are on their way already, and count.
    expect(record).toMatchObject({ bytes: audio.length, ended: { code: 1000 } })
    expect(simulator.clock.pending()).toBe(0)
  })
})

describe("the queue of socket faults", () => {
  it("hits the sockets of an operation, in order, as often as it is told", async () => {
    const { simulator, key } = withVoices()
    simulator.socketFaults.next({ kind: "refuse", operation: "verify", times: 2 })
    simulator.socketFaults.next({ kind: "reset" })
    expect(simulator.socketFaults.pending()).toBe(3)
    const kindOf = async (operation: "register" | "verify") => {
      const user_id = operation === "verify" ? "Ann" : "Bob"
      return simulator.connect(await socketUrlOf(simulator, key, { user_id }, operation)).handshake.kind
    }
    expect(await kindOf("register")).toBe("reset")
    expect(await kindOf("register")).toBe("accepted")
    expect(await kindOf("verify")).toBe("refused")
    expect(simulator.socketFaults.pending()).toBe(1)
    simulator.socketFaults.clear()
    expect(await kindOf("verify")).toBe("accepted")
  })

  it("is not touched by a token that is nobody's, or by requests", async () => {
    const { simulator, url } = await hit({ kind: "reset" })
    simulator.connect(url.replace(/token=.*/, "token=none"))
    expect(simulator.socketFaults.pending()).toBe(1)
  })

  it.each([
    { kind: "close", when: "stop", code: 1006 },
    { kind: "close", when: "stop", code: 1005 },
    { kind: "close", when: "stop", code: 999 },
    { kind: "close", when: "stop", code: 5000 },
    { kind: "close", when: -1 },
    { kind: "reset", when: 0.5 },
    { kind: "slow-reader", after: Number.NaN },
    { kind: "refuse", status: 200 },
    { kind: "refuse", times: 0 }
  ] satisfies readonly SocketFault[])("takes no fault that cannot be: %o", (fault) => {
    const { simulator } = withVoices()
    expect(() => simulator.socketFaults.next(fault)).toThrow(RangeError)
    expect(simulator.socketFaults.pending()).toBe(0)
  })

  it("reads on by whole bytes", () => {
    const { simulator } = withVoices()
    expect(() => simulator.socketFaults.readOn(-1)).toThrow(RangeError)
  })
})
