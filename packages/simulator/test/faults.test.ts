import { describe, expect, it } from "vitest"
import type { Fault } from "../src/Faults.js"
import { makeSimulator } from "../src/Simulator.js"
import { baseUrl, causeCode, headersOf, hello, post, rejection } from "./support.js"

const hit = (fault: Fault, init: RequestInit = {}) => {
  const simulator = makeSimulator()
  simulator.faults.next(fault)
  return { simulator, response: post(simulator, "/msg_send", hello, init) }
}

/** What a reader gets of a body, and how it ends. */
const readBody = async (response: Response) => {
  const reader = response.body?.getReader()
  let text = ""
  try {
    for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
      text += new TextDecoder().decode(chunk.value)
    }
    return { text, error: undefined }
  } catch (error) {
    return { text, error }
  }
}

describe("faults of the connection", () => {
  it("refuse: rejects, and nothing arrived", async () => {
    const { simulator, response } = hit({ kind: "refuse" })
    expect(causeCode(await rejection(response))).toBe("ECONNREFUSED")
    expect(simulator.requests).toEqual([])
    expect(simulator.messages.list()).toEqual([])
  })

  it("reset: rejects, though the cloud acted", async () => {
    const { simulator, response } = hit({ kind: "reset" })
    expect(causeCode(await rejection(response))).toBe("ECONNRESET")
    expect(simulator.requests).toMatchObject([{ path: "/msg_send", fault: "reset", status: undefined }])
    expect(simulator.messages.list()).toHaveLength(1)
  })

  it("reset before the cloud acts: leaves no message", async () => {
    const { simulator, response } = hit({ kind: "reset", when: "before" })
    expect(causeCode(await rejection(response))).toBe("ECONNRESET")
    expect(simulator.count("/msg_send")).toBe(1)
    expect(simulator.messages.list()).toEqual([])
  })

  it("reset-body: gives headers and half of the body, then an error", async () => {
    const { simulator, response } = hit({ kind: "reset-body" })
    const answer = await response
    const whole = JSON.stringify(simulator.messages.list().map(({ ref }) => ref))
    expect([answer.status, answer.headers.get("content-length")]).toEqual([200, String(whole.length)])
    const { text, error } = await readBody(answer)
    expect(text).toBe(whole.slice(0, whole.length / 2))
    expect(causeCode(error)).toBe("ECONNRESET")
  })

  it("stall: rejects with the reason of the signal, and not before", async () => {
    const controller = new AbortController()
    const { simulator, response } = hit({ kind: "stall" }, { signal: controller.signal })
    const outcome = rejection(response)
    await expect.poll(() => simulator.messages.list().length).toBe(1)
    const reason = new Error("enough")
    controller.abort(reason)
    expect(await outcome).toBe(reason)
  })

  it("stall-body: errors the body with the reason of the signal", async () => {
    const controller = new AbortController()
    const { simulator, response } = hit({ kind: "stall-body" }, { signal: controller.signal })
    const answer = await response
    const whole = JSON.stringify(simulator.messages.list().map(({ ref }) => ref))
    const reader = answer.body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(whole.slice(0, whole.length / 2))
    const more = reader?.read() ?? Promise.resolve()
    const reason = new Error("enough")
    controller.abort(reason)
    expect(await rejection(more)).toBe(reason)
  })

  it("end when the simulator is closed", async () => {
    const { simulator, response } = hit({ kind: "stall" })
    await expect.poll(() => simulator.requests.length).toBe(1)
    simulator.close()
    expect(causeCode(await rejection(response))).toBe("ECONNRESET")
    expect(causeCode(await rejection(post(simulator, "/msg_send", hello)))).toBe("ECONNREFUSED")
  })
})

describe("faults of the answer", () => {
  it("truncate: half of the JSON in a complete answer", async () => {
    const { simulator, response } = hit({ kind: "truncate" })
    const answer = await response
    const whole = JSON.stringify(simulator.messages.list().map(({ ref }) => ref))
    const text = await answer.text()
    expect(text).toBe(whole.slice(0, whole.length / 2))
    expect(answer.headers.get("content-length")).toBe(String(text.length))
    expect(simulator.requests).toMatchObject([{ fault: "truncate", status: 200 }])
  })

  it("truncate before the cloud acts: JSON that is cut off, no message", async () => {
    const { simulator, response } = hit({ kind: "truncate", when: "before" })
    const text = await (await response).text()
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    expect(simulator.messages.list()).toEqual([])
  })

  it("empty: 200 without a body, though the cloud acted", async () => {
    const { simulator, response } = hit({ kind: "empty" })
    expect([(await response).status, await (await response).text()]).toEqual([200, ""])
    expect(simulator.messages.list()).toHaveLength(1)
  })

  it("garbage: said to be JSON, but neither that nor UTF-8", async () => {
    const { simulator, response } = hit({ kind: "garbage" })
    const answer = await response
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"])
    const bytes = await answer.arrayBuffer()
    expect(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes)).toThrow(TypeError)
    expect(simulator.messages.list()).toHaveLength(1)
  })

  it("html: a page, after the cloud acted", async () => {
    const { simulator, response } = hit({ kind: "html" })
    const answer = await response
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"])
    expect(await answer.text()).toMatch(/^<!DOCTYPE html>/)
    expect(simulator.messages.list()).toHaveLength(1)
  })

  it("html with an error status: the cloud did not act, unless that is asked for", async () => {
    const first = hit({ kind: "html", status: 502 })
    expect((await first.response).status).toBe(502)
    expect(first.simulator.messages.list()).toEqual([])
    const second = hit({ kind: "html", status: 502, when: "after" })
    expect((await second.response).status).toBe(502)
    expect(second.simulator.messages.list()).toHaveLength(1)
  })

  it.each([408, 500, 503])(
    "status %i: an error in the documented form, and the cloud did not act",
    async (status) => {
      const { simulator, response } = hit({ kind: "status", status })
      expect((await response).status).toBe(status)
      expect(await (await response).json()).toMatchObject({
        error: { code: `HTTP ${status}`, text: expect.any(String), datetime: "2026-01-01_00:00:00" },
        request: { url: "/msg_send", datetime: "2026-01-01_00:00:00" }
      })
      expect(simulator.messages.list()).toEqual([])
      expect(simulator.requests).toMatchObject([{ fault: "status", status }])
    }
  )

  it("status: may have any code, text and details, and come after the cloud acted", async () => {
    const { simulator, response } = hit({
      kind: "status",
      status: 400,
      code: "0405",
      text: "invalid token",
      details: ["one", "two"],
      when: "after"
    })
    const { error } = await (await response).json()
    expect(error).toMatchObject({ code: "0405", text: "invalid token", details: ["one", "two"] })
    expect(simulator.messages.list()).toHaveLength(1)
  })

  it.each([
    ["seconds", 120, "120"],
    ["a date", new Date("2026-01-01T00:02:00Z"), "Thu, 01 Jan 2026 00:02:00 GMT"],
    ["any text", "soon", "soon"],
    ["nothing", undefined, null]
  ])("rate-limit: 429 with Retry-After as %s", async (_, retryAfter, header) => {
    const { simulator, response } = hit({
      kind: "rate-limit",
      ...(retryAfter === undefined ? {} : { retryAfter })
    })
    const answer = await response
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, header])
    expect((await answer.json()).error.code).toBe("HTTP 429")
    expect(simulator.messages.list()).toEqual([])
  })

  it("response: whatever is wanted", async () => {
    const { simulator, response } = hit({
      kind: "response",
      response: (request) => new Response(new URL(request.url).pathname, { status: 418 })
    })
    expect([(await response).status, await (await response).text()]).toEqual([418, "/msg_send"])
    expect(simulator.messages.list()).toEqual([])
  })
})

describe("redirects", () => {
  const location = "https://elsewhere.example/login"

  it("are returned to a client that handles them itself", async () => {
    const { simulator, response } = hit({ kind: "redirect", location, status: 307 }, { redirect: "manual" })
    expect([(await response).status, (await response).headers.get("location")]).toEqual([307, location])
    expect(simulator.messages.list()).toEqual([])
    expect(simulator.requests).toHaveLength(1)
  })

  it("reject where the client forbids them", async () => {
    const { response } = hit({ kind: "redirect", location }, { redirect: "error" })
    expect(await rejection(response)).toBeInstanceOf(TypeError)
  })

  it("are followed by a client that does not think of them, without credentials to another host", async () => {
    const { simulator, response } = hit({ kind: "redirect", location })
    expect((await response).status).toBe(404)
    expect(simulator.requests).toMatchObject([
      { url: `${baseUrl}/msg_send`, method: "POST", username: "1-2-0/you@example.com", fault: "redirect" },
      { url: location, method: "GET", username: undefined, text: "", fault: undefined }
    ])
  })

  it("keep method, body and credentials with 308 on the same host", async () => {
    const { simulator, response } = hit({ kind: "redirect", location: "/msg_send", status: 308 })
    expect((await response).status).toBe(200)
    expect(simulator.requests).toHaveLength(2)
    expect(simulator.messages.list()).toHaveLength(1)
  })

  it("do not go on for ever", async () => {
    const { response } = hit({ kind: "redirect", location: "/msg_send", times: 100 })
    expect(await rejection(response)).toBeInstanceOf(TypeError)
  })
})

describe("the queue of faults", () => {
  const statuses = async (simulator: ReturnType<typeof makeSimulator>, paths: readonly string[]) => {
    const seen: number[] = []
    for (const path of paths) seen.push((await post(simulator, path, { msg_refs: "x" })).status)
    return seen
  }

  it("is taken in order, and then things work again", async () => {
    const simulator = makeSimulator()
    simulator.faults.next({ kind: "status", status: 503 })
    simulator.faults.next({ kind: "status", status: 500, times: 2 })
    expect(simulator.faults.pending()).toBe(3)
    expect(await statuses(simulator, Array(4).fill("/msg_query"))).toEqual([503, 500, 500, 200])
    expect(simulator.faults.pending()).toBe(0)
  })

  it("lets requests for other paths pass", async () => {
    const simulator = makeSimulator()
    simulator.faults.next({ path: "/msg_cancel", kind: "status", status: 503 })
    simulator.faults.next({ kind: "status", status: 500 })
    expect(await statuses(simulator, ["/msg_query", "/msg_query", "/msg_cancel"])).toEqual([500, 200, 503])
  })

  it("can be emptied", async () => {
    const simulator = makeSimulator()
    simulator.faults.next({ kind: "reset", times: 5 })
    simulator.faults.clear()
    expect(await statuses(simulator, ["/msg_query"])).toEqual([200])
  })

  it.each([0, -1, 1.5])("refuses %d times", (times) => {
    expect(() => makeSimulator().faults.next({ kind: "reset", times })).toThrow(RangeError)
  })
})

describe("fetch", () => {
  it("has the type of the global one, and takes a Request, a string or a URL", async () => {
    const simulator = makeSimulator()
    const fetch: typeof globalThis.fetch = simulator.fetch
    const headers = headersOf(simulator)
    const url = `${baseUrl}/msg_query?msg_refs=x`
    const answers = [
      fetch(url, { headers }),
      fetch(new URL(url), { headers }),
      fetch(new Request(url, { headers }))
    ]
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it("sends nothing when the signal is aborted already", async () => {
    const simulator = makeSimulator()
    simulator.faults.next({ kind: "status", status: 503 })
    const reason = new Error("too late")
    expect(await rejection(post(simulator, "/msg_send", hello, { signal: AbortSignal.abort(reason) }))).toBe(
      reason
    )
    expect(simulator.requests).toEqual([])
    expect(simulator.faults.pending()).toBe(1)
  })

  it("honours the signal while a custom response is awaited", async () => {
    const controller = new AbortController()
    const reached = Promise.withResolvers<void>()
    const { response } = hit(
      {
        kind: "response",
        response: () => {
          reached.resolve()
          return new Promise(() => {})
        }
      },
      { signal: controller.signal }
    )
    const outcome = rejection(response)
    await reached.promise
    controller.abort()
    expect(await outcome).toMatchObject({ name: "AbortError" })
  })

  it("ignores the host", async () => {
    const simulator = makeSimulator()
    const response = await simulator.fetch("http://localhost:1/msg_query?msg_refs=x", {
      headers: headersOf(simulator)
    })
    expect(response.status).toBe(200)
  })
})
