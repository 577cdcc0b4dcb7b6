import { describe, expect, it, vi } from "vitest"
import type { Simulator } from "../src/Simulator.js"
import type { SocketFault } from "../src/Sockets.js"
import { hum, lastSocket, socketUrlOf, startOf, stopText, withVoices } from "./socketSupport.js"

const audio = hum()

/** A socket of the class in memory, and what its events were. */
const connect = async (options: { readonly fault?: SocketFault; readonly protocols?: string[] } = {}) => {
  const { simulator, key } = withVoices()
  if (options.fault !== undefined) simulator.socketFaults.next(options.fault)
  const url = await socketUrlOf(simulator, key)
  return { simulator, ...listen(simulator, url, options.protocols) }
}

const listen = (simulator: Simulator, url: string, protocols?: string[]) => {
  const socket = new simulator.WebSocket(url, protocols)
  const events: unknown[] = []
  const opened = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<CloseEvent>()
  socket.addEventListener("open", () => {
    events.push("open")
    opened.resolve()
  })
  socket.addEventListener("message", ({ data }) => events.push(data))
  socket.addEventListener("error", () => events.push("error"))
  socket.addEventListener("close", (event) => {
    events.push("close")
    closed.resolve(event)
  })
  return { socket, events, opened: opened.promise, closed: closed.promise }
}

const accepted = '{"type":"accept"}'

/** The name of what is thrown. */
const nameOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof DOMException) return error.name
    throw error
  }
  return "nothing"
}

describe("a WebSocket in memory", () => {
  it("has the life of any WebSocket", async () => {
    const { simulator, key } = withVoices()
    const { socket, events, opened, closed } = listen(simulator, await socketUrlOf(simulator, key))
    const states = [socket.readyState]
    expect([socket.CONNECTING, socket.OPEN, socket.CLOSING, socket.CLOSED]).toEqual([0, 1, 2, 3])
    expect(simulator.WebSocket.OPEN).toBe(1)
    await opened
    states.push(socket.readyState)
    socket.send(startOf(audio))
    expect(socket.bufferedAmount).toBe(startOf(audio).length)
    socket.send(audio.buffer)
    socket.send(stopText)
    expect(socket.bufferedAmount).toBe(startOf(audio).length + audio.length + stopText.length)
    const { code, reason, wasClean } = await closed
    states.push(socket.readyState)
    expect(states).toEqual([0, 1, 3])
    expect([code, reason, wasClean]).toEqual([1000, "", true])
    expect(events).toEqual(["open", accepted, expect.stringContaining('"type":"result"'), "close"])
    expect([socket.bufferedAmount, socket.protocol, socket.extensions]).toEqual([0, "", ""])
    expect(lastSocket(simulator).ended).toMatchObject({ by: "cloud", code: 1000 })
  })

  it("takes all kinds of data, in order, as they were when they were sent", async () => {
    const { simulator, socket, opened, closed } = await connect()
    await opened
    socket.send(startOf(audio))
    const copy = audio.slice()
    socket.send(new Blob([copy.subarray(0, 1000)]))
    socket.send(copy.subarray(1000, 2000))
    socket.send(new DataView(copy.buffer, 2000, 1000))
    socket.send(copy.buffer.slice(3000))
    copy.fill(0)
    socket.send(stopText)
    expect((await closed).code).toBe(1000)
    expect(lastSocket(simulator)).toMatchObject({ binaryFrames: 4, bytes: audio.length })
    expect(lastSocket(simulator).sent[1]).toContain('"result"')
  })

  it("counts what the cloud does not take yet", async () => {
    const { simulator, socket, opened, closed } = await connect({
      fault: { kind: "slow-reader", after: 4000 }
    })
    await opened
    socket.send(startOf(audio))
    for (let at = 0; at < audio.length; at += 4000) socket.send(audio.subarray(at, at + 4000))
    socket.send(stopText)
    await expect.poll(() => socket.bufferedAmount).toBe(audio.length - 4000 + stopText.length)
    simulator.socketFaults.readOn(4000)
    await expect.poll(() => socket.bufferedAmount).toBe(audio.length - 8000 + stopText.length)
    simulator.socketFaults.readOn()
    await closed
    expect([socket.bufferedAmount, lastSocket(simulator).bytes]).toEqual([0, audio.length])
  })

  it("calls handlers as well as listeners", async () => {
    const { simulator, key } = withVoices()
    simulator.socketFaults.next({ kind: "reset", when: "start" })
    const socket = new simulator.WebSocket(await socketUrlOf(simulator, key))
    const called: string[] = []
    const over = Promise.withResolvers<void>()
    socket.onopen = (event) => {
      called.push(event.type)
      socket.send(startOf(audio))
    }
    socket.onmessage = () => called.push("never")
    socket.onmessage = null
    socket.onerror = (event) => called.push(event.type)
    const removed = () => called.push("never")
    socket.addEventListener("close", removed)
    socket.removeEventListener("close", removed)
    socket.onclose = ({ code, wasClean }) => {
      called.push(`${code} ${wasClean}`)
      over.resolve()
    }
    await over.promise
    expect(called).toEqual(["open", "error", "1006 false"])
  })

  it("has close events where the runtime has no class for them", async () => {
    vi.stubGlobal("CloseEvent", undefined)
    const { closed, opened, socket } = await connect()
    await opened
    socket.close(3999, "old")
    expect(await closed).toMatchObject({ type: "close", code: 3999, reason: "old", wasClean: true })
    vi.unstubAllGlobals()
  })

  it("gives bytes as a Blob, or as an ArrayBuffer when told so", async () => {
    for (const binaryType of ["blob", "arraybuffer"] as const) {
      const { socket, events, opened, closed } = await connect({ fault: { kind: "binary", when: "start" } })
      expect(socket.binaryType).toBe("blob")
      socket.binaryType = binaryType
      await opened
      socket.send(startOf(audio))
      await expect.poll(() => events.length).toBe(2)
      expect(events[1]).toBeInstanceOf(binaryType === "blob" ? Blob : ArrayBuffer)
      socket.close()
      await closed
    }
  })
})

describe("closing a WebSocket in memory", () => {
  it.each<[how: [number?, string?], code: number, reason: string]>([
    [[], 1005, ""],
    [[1000], 1000, ""],
    [[3000, "done"], 3000, "done"],
    [[4999, "é"], 4999, "é"]
  ])("with %j tells both ends", async (how, code, reason) => {
    const { simulator, socket, events, opened, closed } = await connect()
    await opened
    socket.send(startOf(audio))
    socket.close(...how)
    expect(socket.readyState).toBe(2)
    socket.close(4000)
    socket.send("too late, and counted all the same")
    expect(socket.bufferedAmount).toBe(startOf(audio).length + 34)
    expect(await closed).toMatchObject({ code, reason, wasClean: true })
    expect(socket.readyState).toBe(3)
    expect(events.at(-1)).toBe("close")
    const record = lastSocket(simulator)
    expect(record).toMatchObject({ ended: { by: "client", code, reason }, texts: [startOf(audio)] })
    expect(simulator.clock.pending()).toBe(0)
  })

  it("waits for what was sent before", async () => {
    const { simulator, socket, opened, closed } = await connect({ fault: { kind: "slow-reader" } })
    await opened
    socket.send(startOf(audio))
    socket.send(audio)
    socket.close(4001)
    await expect.poll(() => lastSocket(simulator).texts.length).toBe(1)
    expect([socket.readyState, lastSocket(simulator).ended]).toEqual([2, undefined])
    simulator.socketFaults.readOn()
    expect((await closed).code).toBe(4001)
    expect(lastSocket(simulator)).toMatchObject({ bytes: audio.length, ended: { by: "client", code: 4001 } })
  })

  it("before it is open fails it, and uses up no token", async () => {
    const { simulator, key } = withVoices()
    const url = await socketUrlOf(simulator, key)
    const { socket, events, closed } = listen(simulator, url)
    socket.close()
    expect(socket.readyState).toBe(2)
    expect(await closed).toMatchObject({ code: 1006, wasClean: false })
    expect(events).toEqual(["error", "close"])
    expect(simulator.sockets).toEqual([])
    await listen(simulator, url).opened
  })

  it("ends a handshake that stalls", async () => {
    const { simulator, socket, closed } = await connect({ fault: { kind: "stall", when: "handshake" } })
    await expect.poll(() => simulator.sockets.length).toBe(1)
    expect(socket.readyState).toBe(0)
    socket.close()
    expect((await closed).code).toBe(1006)
    expect(lastSocket(simulator).ended).toMatchObject({ by: "client", code: 1006 })
  })

  it.each<[code: number, reason: string, name: string]>([
    [1001, "", "InvalidAccessError"],
    [1005, "", "InvalidAccessError"],
    [1006, "", "InvalidAccessError"],
    [2999, "", "InvalidAccessError"],
    [5000, "", "InvalidAccessError"],
    [1000, "x".repeat(124), "SyntaxError"],
    [1000, "é".repeat(62), "SyntaxError"]
  ])("refuses what no client may say: %i %s", async (code, reason, name) => {
    const { socket, opened, closed } = await connect()
    await opened
    expect(nameOf(() => socket.close(code, reason))).toBe(name)
    expect(socket.readyState).toBe(1)
    socket.close()
    await closed
  })
})

describe("a WebSocket in memory that fails", () => {
  it.each([
    ["refused", { kind: "refuse" }],
    ["reset", { kind: "reset" }]
  ] as const)("was %s: an error, and then 1006", async (_, fault) => {
    const { socket, events, closed } = await connect({ fault })
    expect(await closed).toMatchObject({ code: 1006, reason: "", wasClean: false })
    expect([events, socket.readyState]).toEqual([["error", "close"], 3])
  })

  it("wanted a subprotocol, of which the cloud has none", async () => {
    const { simulator, closed } = await connect({ protocols: ["v1.ws.cloud.aculab.com"] })
    expect((await closed).code).toBe(1006)
    expect(lastSocket(simulator).ended).toMatchObject({ by: "client", code: 1006 })
  })

  it("is cut off in the middle, or when the simulator is closed", async () => {
    const { socket, events, opened, closed } = await connect({ fault: { kind: "reset", when: 1 } })
    await opened
    socket.send(startOf(audio))
    socket.send(audio)
    expect(await closed).toMatchObject({ code: 1006, wasClean: false })
    expect(events).toEqual(["open", accepted, "error", "close"])
    const other = await connect()
    await other.opened
    other.simulator.close()
    expect((await other.closed).code).toBe(1006)
  })

  it.each([
    ["no URL", "nowhere"],
    ["another scheme", "ftp://ws-1-2-0.aculabcloud.net/"],
    ["a fragment", "wss://ws-1-2-0.aculabcloud.net/#there"]
  ])("never was, for %s: as the global one", (_, url) => {
    const { simulator } = withVoices()
    const ours = nameOf(() => new simulator.WebSocket(url))
    expect(ours).toBe("SyntaxError")
    // A page has a base, so that any text is a URL in a browser.
    if (url !== "nowhere") expect(nameOf(() => new WebSocket(url))).toBe(ours)
  })

  it.each([[["a", "a"]], [["a b"]], [[""]]])(
    "never was, for the subprotocols %j: as the global one",
    (names) => {
      const { simulator } = withVoices()
      const ours = nameOf(() => new simulator.WebSocket("wss://ws-1-2-0.aculabcloud.net/", names))
      expect(ours).toBe("SyntaxError")
      expect(nameOf(() => new WebSocket("wss://ws-1-2-0.aculabcloud.net/", names))).toBe(ours)
    }
  )

  it("takes an http URL for a ws one, and sends nothing before it is open", () => {
    const { simulator } = withVoices()
    const socket = new simulator.WebSocket("https://ws-1-2-0.aculabcloud.net/x")
    expect(socket.url).toBe("wss://ws-1-2-0.aculabcloud.net/x")
    expect(nameOf(() => socket.send("early"))).toBe("InvalidStateError")
    socket.close()
  })
})
