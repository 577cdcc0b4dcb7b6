import { connect } from "node:net"
import { afterEach, describe, expect, it } from "vitest"
import type { Fault } from "../src/Faults.js"
import { makeSimulator, type Simulator } from "../src/Simulator.js"
import { type RunningServer, serve } from "../src/server.js"
import { causeCode, headersOf, hello, rejection } from "./support.js"

const running = new Set<RunningServer>()

afterEach(async () => {
  for (const server of running) await server.close()
  running.clear()
})

const start = async (simulator: Simulator = makeSimulator()) => {
  const server = await serve(simulator)
  running.add(server)
  const send = (init: RequestInit = {}) =>
    fetch(`${server.url}/msg_send`, {
      method: "POST",
      headers: headersOf(simulator),
      body: new URLSearchParams(hello),
      ...init
    })
  return { simulator, server, send }
}

const hit = async (fault: Fault, init: RequestInit = {}) => {
  const { simulator, send } = await start()
  simulator.faults.next(fault)
  return { simulator, response: send(init) }
}

/** Everything that comes back over a bare socket, and the code of the error that ends it. */
const rawExchange = (server: RunningServer, simulator: Simulator) =>
  new Promise<{ text: string; code: string | undefined }>((resolve) => {
    let text = ""
    let code: string | undefined
    const socket = connect(server.port, "127.0.0.1")
    socket.on("data", (bytes) => {
      text += bytes.toString("latin1")
    })
    socket.on("error", (error) => {
      code = "code" in error ? String(error.code) : error.name
    })
    socket.on("close", () => resolve({ text, code }))
    const body = new URLSearchParams(hello).toString()
    const head = [
      "POST /msg_send HTTP/1.1",
      "Host: simulator",
      `Authorization: ${headersOf(simulator).authorization}`,
      "Content-Type: application/x-www-form-urlencoded",
      `Content-Length: ${body.length}`,
      "Connection: close"
    ]
    socket.write(`${head.join("\r\n")}\r\n\r\n${body}`)
  })

describe("the server", () => {
  it("answers over a socket on this machine", async () => {
    const { simulator, server, send } = await start()
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
    const response = await send()
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual(simulator.messages.list().map(({ ref }) => ref))
    expect(simulator.requests).toMatchObject([{ method: "POST", authorized: true, status: 200 }])
  })

  it("takes UTF-8 in a URL, in a form, and in multipart parts", async () => {
    const { simulator, server, send } = await start()
    const content = "Grüße € 😀"
    const form = new FormData()
    for (const [name, text] of Object.entries({ ...hello, content })) form.set(name, text)
    await send({ body: new URLSearchParams({ ...hello, content }) })
    await send({ body: form })
    const query = new URLSearchParams({ ...hello, content })
    await fetch(`${server.url}/msg_send?${query}`, { headers: headersOf(simulator) })
    expect(simulator.messages.list().map((message) => message.content)).toEqual([content, content, content])
  })

  it("refuses to start on a port that is taken", async () => {
    const { server } = await start()
    expect(await rejection(serve(makeSimulator(), { port: server.port }))).toMatchObject({
      code: "EADDRINUSE"
    })
  })

  it("listens on IPv6 when asked, with brackets in its URL", async () => {
    const simulator = makeSimulator()
    const server = await serve(simulator, { host: "::1" })
    running.add(server)
    expect(server.url).toBe(`http://[::1]:${server.port}`)
    const response = await fetch(`${server.url}/msg_query?msg_refs=x`, { headers: headersOf(simulator) })
    expect(response.status).toBe(200)
  })
})

describe("faults over a socket", () => {
  it("say in words what is wrong with a response of a test's own, as a failure of the simulator", async () => {
    const failing = () => {
      throw new DOMException("no such fixture", "TimeoutError")
    }
    const { response } = await hit({ kind: "response", response: failing })
    expect((await response).status).toBe(500)
    expect(await (await response).text()).toBe("The simulator failed: TimeoutError: no such fixture\n")
  })

  it.each(["reset", "refuse"] as const)("%s: the connection is reset", async (kind) => {
    const { response } = await hit({ kind })
    expect(causeCode(await rejection(response))).toBe("ECONNRESET")
  })

  it("reset: a reset on the wire, not an orderly end, and not a byte before it", async () => {
    const { simulator, server } = await start()
    simulator.faults.next({ kind: "reset" })
    expect(await rawExchange(server, simulator)).toEqual({ text: "", code: "ECONNRESET" })
    expect(simulator.messages.list()).toHaveLength(1)
  })

  it("reset-body: headers with the whole length, half of the body, then a reset", async () => {
    const { simulator, server } = await start()
    simulator.faults.next({ kind: "reset-body" })
    const { text, code } = await rawExchange(server, simulator)
    const whole = JSON.stringify(simulator.messages.list().map(({ ref }) => ref))
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(text.toLowerCase()).toContain(`content-length: ${whole.length}\r\n`)
    expect(text.slice(text.indexOf("\r\n\r\n") + 4)).toBe(whole.slice(0, whole.length / 2))
    expect(code).toBe("ECONNRESET")
  })

  it("reset-body: a client sees the status, and then an error", async () => {
    const { response } = await hit({ kind: "reset-body" })
    const answer = await response
    expect(answer.status).toBe(200)
    expect(await rejection(answer.text())).toBeInstanceOf(TypeError)
  })

  it.each(["stall", "stall-body"] as const)(
    "%s: lasts until the client gives up, and leaves nothing",
    async (kind) => {
      const controller = new AbortController()
      const { simulator, response } = await hit({ kind }, { signal: controller.signal })
      const text = rejection(response.then((answer) => answer.text()))
      await expect.poll(() => simulator.messages.list().length).toBe(1)
      controller.abort()
      expect(await text).toMatchObject({ name: "AbortError" })
    }
  )

  it("truncate: half of the JSON in a complete answer", async () => {
    const { simulator, response } = await hit({ kind: "truncate" })
    const whole = await response.then((answer) => answer.text())
    expect(() => JSON.parse(whole)).toThrow(SyntaxError)
    expect(simulator.messages.list()).toHaveLength(1)
  })

  it("empty, garbage, rate-limit and redirect arrive as they were made", async () => {
    const { simulator, send } = await start()
    simulator.faults.next({ kind: "empty" })
    simulator.faults.next({ kind: "garbage" })
    simulator.faults.next({ kind: "rate-limit", retryAfter: 7 })
    simulator.faults.next({ kind: "redirect", location: "https://elsewhere.example/" })
    expect(await (await send()).text()).toBe("")
    expect(new Uint8Array(await (await send()).arrayBuffer())[2]).toBe(0xff)
    const limited = await send()
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "7"])
    const redirected = await send({ redirect: "manual" })
    expect([redirected.status, redirected.headers.get("location")]).toEqual([
      302,
      "https://elsewhere.example/"
    ])
  })
})

describe("the life of the server", () => {
  it("sees a client that goes away", async () => {
    const { simulator, send } = await start()
    const seen = Promise.withResolvers<unknown>()
    const arrived = Promise.withResolvers<void>()
    simulator.faults.next({
      kind: "response",
      response: (request) =>
        new Promise((resolve) => {
          arrived.resolve()
          request.signal.addEventListener("abort", () => {
            seen.resolve("aborted")
            resolve(new Response())
          })
        })
    })
    const controller = new AbortController()
    const outcome = rejection(send({ signal: controller.signal }))
    await arrived.promise
    controller.abort()
    await outcome
    expect(await seen.promise).toBe("aborted")
  })

  it("ends stalled requests and timers when it is closed, and frees the port", async () => {
    const { simulator, server, send } = await start()
    await send()
    expect(simulator.clock.pending()).toBe(1)
    simulator.faults.next({ kind: "stall" })
    simulator.faults.next({ kind: "stall-body" })
    const stalled = rejection(send())
    const stalledBody = rejection(send().then((answer) => answer.text()))
    await expect.poll(() => simulator.messages.list().length).toBe(3)
    await server.close()
    expect([await stalled, await stalledBody]).toEqual([expect.any(TypeError), expect.any(TypeError)])
    expect(simulator.clock.pending()).toBe(0)
    expect(causeCode(await rejection(send()))).toBe("ECONNREFUSED")
  })
})
