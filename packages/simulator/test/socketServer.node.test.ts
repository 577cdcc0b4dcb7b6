import { connect, type Socket } from "node:net"
import { afterEach, describe, expect, it } from "vitest"
import { WebSocket as LibrarySocket } from "ws"
import { Clock } from "../src/Clock.js"
import { makeSimulator } from "../src/Simulator.js"
import type { SocketFault } from "../src/Sockets.js"
import { type RunningServer, serve } from "../src/server.js"
import { addVoices, hum, lastSocket, socketUrlOf, startOf, stopText } from "./socketSupport.js"

const audio = hum()
const running = new Set<RunningServer>()
const connections = new Set<Socket>()

afterEach(async () => {
  for (const connection of connections) connection.destroy()
  connections.clear()
  for (const server of running) await server.close()
  running.clear()
})

const start = async (fault?: SocketFault) => {
  const simulator = makeSimulator()
  const key = addVoices(simulator)
  const server = await serve(simulator)
  running.add(server)
  if (fault !== undefined) simulator.socketFaults.next(fault)
  const url = await socketUrlOf(simulator, key, { user_id: "Bob" }, "register", server.url, fetch)
  return { simulator, key, server, url }
}

/** What a client of either kind hears, up to its end. */
interface Client {
  readonly opened: Promise<unknown>
  readonly send: (data: string | Uint8Array<ArrayBuffer>) => void
  readonly bufferedAmount: () => number
  readonly close: (code: number) => void
  readonly heard: unknown[]
  /** The code of the close event. */
  readonly closed: Promise<number>
}

/** What a library tells of its socket. */
interface Listener {
  readonly open: () => void
  readonly message: (data: unknown) => void
  readonly close: (code: number) => void
}

const makeClient = (
  connect: (listener: Listener) => Pick<Client, "send" | "bufferedAmount" | "close">
): Client => {
  const heard: unknown[] = []
  const opened = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<number>()
  const message = (data: unknown) => heard.push(typeof data === "string" ? data : "bytes")
  const socket = connect({ open: opened.resolve, message, close: closed.resolve })
  return { ...socket, heard, opened: opened.promise, closed: closed.promise }
}

const nodeClient = (url: string): Client =>
  makeClient((listener) => {
    const socket = new WebSocket(url)
    socket.onopen = listener.open
    socket.onmessage = ({ data }) => listener.message(data)
    socket.onclose = ({ code }) => listener.close(code)
    return {
      send: (data) => socket.send(data),
      bufferedAmount: () => socket.bufferedAmount,
      close: (code) => socket.close(code)
    }
  })

const libraryClient = (url: string): Client =>
  makeClient((listener) => {
    const socket = new LibrarySocket(url, { perMessageDeflate: true })
    socket.on("open", listener.open)
    socket.on("message", (data, isBinary) => listener.message(isBinary ? data : data.toString()))
    // The close that follows says what there is to say.
    socket.on("error", () => {})
    socket.on("close", listener.close)
    return {
      send: (data) => socket.send(data),
      bufferedAmount: () => socket.bufferedAmount,
      close: (code) => socket.close(code)
    }
  })

const clients = [
  ["Node's own", nodeClient],
  ["the library ws", libraryClient]
] as const

const sendAll = (client: Client, bytes = audio, frame = 4096): void => {
  client.send(startOf(bytes))
  for (let at = 0; at < bytes.length; at += frame) client.send(bytes.slice(at, at + frame))
  client.send(stopText)
}

/** An upgrade over a bare socket: what comes back, and the error that ends it. */
const bareUpgrade = (server: RunningServer, path: string) => {
  const heard = { text: "", code: "" }
  const ended = Promise.withResolvers<typeof heard>()
  const socket = connect(server.port, "127.0.0.1")
  connections.add(socket)
  socket.on("data", (bytes) => {
    heard.text += bytes.toString("latin1")
  })
  socket.on("error", (error) => {
    heard.code = "code" in error ? String(error.code) : error.name
  })
  socket.on("close", () => ended.resolve(heard))
  const head = [
    `GET ${path} HTTP/1.1`,
    "Host: simulator",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
  ]
  socket.write(`${head.join("\r\n")}\r\n\r\n`)
  return { socket, ended: ended.promise }
}

const pathOf = (url: string): string => new URL(url).pathname + new URL(url).search

describe.each(clients)("a WebSocket over the server, by %s", (_, client) => {
  it("takes audio and answers", async () => {
    const { simulator, server, url } = await start()
    expect(new URL(url).host).toBe(new URL(server.url).host)
    expect(url).toMatch(/^ws:/)
    const connected = client(url)
    await connected.opened
    sendAll(connected)
    expect(await connected.closed).toBe(1000)
    expect(connected.heard).toEqual(['{"type":"accept"}', expect.stringContaining('"type":"result"')])
    expect(lastSocket(simulator)).toMatchObject({
      status: 101,
      bytes: audio.length,
      texts: [startOf(audio), stopText],
      ended: { by: "cloud", code: 1000 }
    })
    expect(simulator.biometrics.users("Company")).toHaveLength(2)
    expect(simulator.clock.pending()).toBe(0)
  })

  it("hears of a client that closes", async () => {
    const { simulator, url } = await start()
    const { opened, close, closed } = client(url)
    await opened
    close(4000)
    expect(await closed).toBe(4000)
    await expect.poll(() => lastSocket(simulator).ended).toMatchObject({ by: "client", code: 4000 })
    expect(simulator.clock.pending()).toBe(0)
  })

  it.each([
    [{ kind: "refuse", status: 502 }, 1006, 0],
    [{ kind: "reset" }, 1006, 0],
    [{ kind: "close", when: "open" }, 1011, 0],
    [{ kind: "close", when: 5000, code: 1001 }, 1001, 1],
    [{ kind: "reset", when: 5000 }, 1006, 1],
    [{ kind: "close", when: "stop", code: 1012 }, 1012, 1],
    [{ kind: "reset", when: "stop" }, 1006, 1],
    [{ kind: "garbage" }, 1000, 2],
    [{ kind: "binary" }, 1000, 2],
    [{ kind: "reject", code: 61 }, 1000, 2]
  ] satisfies [SocketFault, number, number][])("fails with %o", async (fault, code, messages) => {
    const { simulator, url } = await start(fault)
    const connected = client(url)
    void connected.opened.then(() => sendAll(connected))
    expect(await connected.closed).toBe(code)
    expect(connected.heard).toHaveLength(messages)
    expect(lastSocket(simulator)).toMatchObject({ fault: fault.kind, ended: { by: "cloud", code } })
  })

  it("is refused for a token that was used", async () => {
    const { url } = await start()
    const first = client(url)
    await first.opened
    expect(await client(url).closed).toBe(1006)
    first.close(1000)
    await first.closed
  })

  it("stalls until the server is closed, which resets it", async () => {
    const { simulator, server, url } = await start({ kind: "stall" })
    const connected = client(url)
    await connected.opened
    sendAll(connected)
    await expect.poll(() => lastSocket(simulator).texts.length).toBe(2)
    await server.close()
    expect(await connected.closed).toBe(1006)
    expect(connected.heard).toEqual(['{"type":"accept"}'])
    expect(lastSocket(simulator).ended).toMatchObject({ by: "cloud", code: 1006 })
  })

  it("has much buffered when the cloud is a slow reader, and nothing when it has read on", async () => {
    // The systems of the two ends take some megabytes; the rest has nowhere to go.
    const many = new Uint8Array(40 * 1024 * 1024)
    const { simulator, key, server, url } = await start({ kind: "slow-reader", after: 4096 })
    const connected = client(url)
    await connected.opened
    sendAll(connected, many, 1024 * 1024)
    const slow = lastSocket(simulator)
    await expect.poll(() => slow.bytes).toBeGreaterThan(0)
    // Others have the time to come and go.
    for (const user_id of ["Carl", "Dora"]) {
      const other = client(await socketUrlOf(simulator, key, { user_id }, "register", server.url, fetch))
      await other.opened
      sendAll(other)
      await other.closed
    }
    expect(slow.bytes).toBeLessThan(4 * 1024 * 1024)
    expect(slow.ended).toBeUndefined()
    expect(connected.bufferedAmount()).toBeGreaterThan(0)
    simulator.socketFaults.readOn()
    await connected.closed
    expect(slow.bytes).toBe(many.length)
    expect(connected.bufferedAmount()).toBe(0)
  })

  it("closes with 1009 at a frame that is too large", async () => {
    const { simulator, url } = await start()
    const connected = client(url)
    await connected.opened
    connected.send(startOf(audio))
    connected.send(new Uint8Array(1024 * 1024 + 1))
    expect(await connected.closed).toBe(1009)
    expect(lastSocket(simulator).ended).toMatchObject({ by: "cloud", code: 1009 })
    const { simulator: other, url: otherUrl } = await start()
    const huge = client(otherUrl)
    await huge.opened
    huge.send(new Uint8Array(3 * 1024 * 1024))
    await huge.closed
    await expect.poll(() => lastSocket(other).ended).toBeDefined()
    expect(lastSocket(other).bytes).toBe(0)
  })
})

describe("upgrades of the server", () => {
  it("are 404 for a token that is nobody's, and for every other path", async () => {
    const { server } = await start()
    for (const path of ["/voice_biometrics/v1/stream/register?token=none", "/msg_send", "/", "//", "*"]) {
      const { text } = await bareUpgrade(server, path).ended
      expect([path, text.split("\r\n")[0]]).toEqual([path, expect.stringMatching(/^HTTP\/1\.1 40[04] /)])
    }
  })

  it("are refused with the status of the fault", async () => {
    const { server, url } = await start({ kind: "refuse", status: 429 })
    const { text } = await bareUpgrade(server, pathOf(url)).ended
    expect(text).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/)
  })

  it.each([{ kind: "reset" }, { kind: "reset", when: "open" }] as const)(
    "are reset on the wire, not ended in good order: %o",
    async (fault) => {
      const { server, url } = await start(fault)
      const { text, code } = await bareUpgrade(server, pathOf(url)).ended
      expect(code).toBe("ECONNRESET")
      expect(text.startsWith("HTTP/1.1 101")).toBe("when" in fault && text !== "")
    }
  )

  it("stall until the client is gone", async () => {
    const { simulator, server, url } = await start({ kind: "stall", when: "handshake" })
    const { socket, ended } = bareUpgrade(server, pathOf(url))
    await expect.poll(() => simulator.sockets.length).toBe(1)
    socket.destroy()
    expect((await ended).text).toBe("")
    await expect.poll(() => lastSocket(simulator).ended).toMatchObject({ by: "client", code: 1006 })
  })

  it("that stall end when the server is closed", async () => {
    const { simulator, server, url } = await start({ kind: "stall", when: "handshake" })
    const { ended } = bareUpgrade(server, pathOf(url))
    await expect.poll(() => simulator.sockets.length).toBe(1)
    await server.close()
    expect((await ended).text).toBe("")
  })

  it("leave nothing behind when they are no WebSocket's", async () => {
    const { simulator, server, url } = await start()
    const socket = connect(server.port, "127.0.0.1")
    connections.add(socket)
    const ended = new Promise((resolve) => socket.on("close", resolve))
    socket.resume()
    socket.write(
      `GET ${pathOf(url)} HTTP/1.1\r\nHost: simulator\r\nConnection: Upgrade\r\nUpgrade: tls\r\n\r\n`
    )
    await ended
    await expect.poll(() => lastSocket(simulator).ended).toMatchObject({ by: "client", code: 1006 })
  })

  it("end when a client breaks the protocol, and the server goes on", async () => {
    const { simulator, key, server, url } = await start()
    const { socket, ended } = bareUpgrade(server, pathOf(url))
    await expect.poll(() => lastSocket(simulator).status).toBe(101)
    // A frame of a client that is not masked.
    socket.write(new Uint8Array([0x81, 0x01, 0x61]))
    await ended
    await expect.poll(() => lastSocket(simulator).ended).toBeDefined()
    const again = nodeClient(
      await socketUrlOf(simulator, key, { user_id: "Bob" }, "register", server.url, fetch)
    )
    await again.opened
    again.close(1000)
    expect(await again.closed).toBe(1000)
  })

  it("leave no timer of the real clock when the server is closed", async () => {
    const simulator = makeSimulator({ clock: Clock.real() })
    const key = addVoices(simulator)
    const server = await serve(simulator)
    const url = await socketUrlOf(simulator, key, { user_id: "Bob" }, "register", server.url, fetch)
    const client = nodeClient(url)
    await client.opened
    await expect.poll(() => simulator.clock.pending()).toBe(1)
    await server.close()
    expect(await client.closed).toBe(1006)
    expect(simulator.clock.pending()).toBe(0)
  })
})
