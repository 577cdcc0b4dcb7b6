import type { IncomingMessage } from "node:http"
import { buffer, text } from "node:stream/consumers"
import * as NodeHandler from "@aculab-cloud/node/NodeHandler"
import { describe, expect, it } from "@effect/vitest"
import { dial, say, serve } from "./handlerSupport.js"

const plain = async () => new Response("fine")

/** What a handler is shown, as the body of the answer. */
const echo: NodeHandler.Handler = async (request) =>
  Response.json({
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers),
    body: request.body === null ? null : await request.text()
  })

const bodyOf = (answer: string): string => answer.slice(answer.indexOf("\r\n\r\n") + 4)
const statusOf = (answer: string): string => answer.slice(9, 12)

/** What a handler is shown of a request that says these lines. */
const shown = async (
  lines: ReadonlyArray<string>,
  options: NodeHandler.Options = {}
): Promise<{ readonly url: string; readonly headers: Record<string, string> }> => {
  const { port } = await serve(async (request) => {
    const seen = JSON.stringify({ url: request.url, headers: Object.fromEntries(request.headers) })
    return new Response(seen, { headers: { "content-length": String(seen.length) } })
  }, options)
  return JSON.parse(bodyOf(await say(port, lines)))
}

describe("a request", () => {
  it("arrives with its method, address, headers and body", async () => {
    const { url } = await serve(echo)
    const response = await fetch(`${url}/status?part=1`, {
      method: "PUT",
      headers: { "content-type": "text/plain;charset=UTF-8", "x-one": "1" },
      body: "Grüße 👋"
    })
    expect(await response.json()).toMatchObject({
      method: "PUT",
      url: `${url}/status?part=1`,
      headers: { "content-type": "text/plain;charset=UTF-8", "x-one": "1" },
      body: "Grüße 👋"
    })
  })

  it.each(["GET", "HEAD", "POST", "DELETE", "OPTIONS"])("of %s without a body has none", async (method) => {
    const bodies: Array<unknown> = []
    const { url } = await serve(async (request) => {
      bodies.push(request.body)
      return new Response(null, { status: 204 })
    })
    expect((await fetch(url, { method })).status).toBe(204)
    expect(bodies).toEqual([null])
  })

  it("keeps headers that are there several times, and joins cookies as cookies", async () => {
    const { headers } = await shown([
      "GET / HTTP/1.1",
      "host: example.com",
      "x-many: 1",
      "x-many: 2",
      "cookie: a=1",
      "cookie: b=2"
    ])
    expect(headers).toMatchObject({ "x-many": "1, 2", cookie: "a=1; b=2" })
  })

  it.each([
    {
      name: "the Host it names",
      lines: ["GET /a?b=c HTTP/1.1", "host: example.com:8080"],
      url: "http://example.com:8080/a?b=c"
    },
    { name: "an IPv6 address", lines: ["GET / HTTP/1.1", "host: [::1]:80"], url: "http://[::1]/" },
    { name: "localhost where it names none", lines: ["GET / HTTP/1.0"], url: "http://localhost/" },
    {
      name: "its Host, though its path looks like another",
      lines: ["GET //evil.example/a HTTP/1.1", "host: example.com"],
      url: "http://example.com//evil.example/a"
    },
    {
      name: "the host of a whole address, as RFC 9112 has it",
      lines: ["GET http://example.com/a?b HTTP/1.1", "host: other.example"],
      url: "http://example.com/a?b"
    },
    {
      name: "its Host, whatever a client says of a proxy",
      lines: [
        "GET / HTTP/1.1",
        "host: example.com",
        "x-forwarded-proto: https",
        "x-forwarded-host: evil.example"
      ],
      url: "http://example.com/"
    },
    {
      name: "what the nearest proxy says, if a proxy is trusted",
      lines: [
        "GET /a HTTP/1.1",
        "host: backend:3000",
        "x-forwarded-proto: http, https",
        "x-forwarded-host: evil.example, app.example.com"
      ],
      options: { trustProxy: true },
      url: "https://app.example.com/a"
    },
    {
      name: "the origin of the options, whatever is said",
      lines: ["GET http://evil.example/a HTTP/1.1", "host: evil.example", "x-forwarded-host: evil.example"],
      options: { origin: "https://app.example.com", trustProxy: true },
      url: "https://app.example.com/a"
    }
  ])("is for $name", async ({ lines, options, url }) => {
    expect((await shown(lines, options)).url).toBe(url)
  })

  it("keeps the whole path where a framework has mounted the handler below one", async () => {
    const mount = (incoming: IncomingMessage) => {
      Object.assign(incoming, { originalUrl: incoming.url, url: "/rest" })
    }
    const { url } = await serve(echo, {}, mount)
    expect(await (await fetch(`${url}/mounted/rest`)).json()).toMatchObject({ url: `${url}/mounted/rest` })
  })

  it.each([
    { name: "a Host with a user in it", lines: ["GET / HTTP/1.1", "host: evil.example@example.com"] },
    { name: "a Host with a path in it", lines: ["GET / HTTP/1.1", "host: example.com/a"] },
    { name: "a port that is none", lines: ["GET / HTTP/1.1", "host: example.com:99999"] },
    { name: "the target of another scheme", lines: ["GET ftp://example.com/ HTTP/1.1", "host: example.com"] },
    { name: "no path", lines: ["OPTIONS * HTTP/1.1", "host: example.com"] },
    { name: "a method that the web forbids", lines: ["TRACE / HTTP/1.1", "host: example.com"] },
    {
      name: "a trusted proxy's scheme that is none of HTTP",
      lines: ["GET / HTTP/1.1", "host: example.com", "x-forwarded-proto: javascript"],
      options: { trustProxy: true }
    }
  ])("with $name is answered 400, and no handler hears of it", async ({ lines, options }) => {
    let calls = 0
    const { port } = await serve(() => {
      calls++
      return plain()
    }, options)
    expect(statusOf(await say(port, lines))).toBe("400")
    expect(calls).toBe(0)
  })
})

describe("options that break a rule", () => {
  it.each([
    { origin: "app.example.com" },
    { origin: "https://app.example.com/" },
    { origin: "ftp://app.example.com" },
    { maxBodyBytes: -1 },
    { maxBodyBytes: 1.5 },
    { maxBodyBytes: Number.NaN }
  ])("throw a RangeError: %j", (options) => {
    expect(() => NodeHandler.make(plain, options)).toThrow(RangeError)
  })
})

describe("a body", () => {
  it("is handed on while it comes", async () => {
    const seen: Array<string> = []
    const { promise: first, resolve: sayMore } = Promise.withResolvers<void>()
    const { port } = await serve(async (request) => {
      const reader = request.body?.pipeThrough(new TextDecoderStream()).getReader()
      for (;;) {
        const piece = await reader?.read()
        if (piece === undefined || piece.done) return new Response(seen.join("|"))
        seen.push(piece.value)
        sayMore()
      }
    })
    const head = ["POST / HTTP/1.1", "host: a", "transfer-encoding: chunked", "connection: close", "", ""]
    const socket = await dial(port, `${head.join("\r\n")}5\r\nfirst\r\n`)
    await first
    expect(seen).toEqual(["first"])
    socket.write("4\r\nlast\r\n0\r\n\r\n")
    expect(await text(socket)).toContain("first|last")
  })

  it("that announces more than is taken is answered 413, before any of it is read", async () => {
    let calls = 0
    const { port } = await serve(
      () => {
        calls++
        return plain()
      },
      { maxBodyBytes: 10 }
    )
    const answer = await say(port, ["POST / HTTP/1.1", "host: a", "content-length: 11"])
    expect(statusOf(answer)).toBe("413")
    expect(calls).toBe(0)
  })

  it("that turns out to be longer is answered 413, whatever the handler makes of what came", async () => {
    const failures: Array<unknown> = []
    const { port } = await serve(
      async (request) => {
        await request.text().catch((error: unknown) => failures.push(error))
        return new Response("fine", { headers: { "x-secret": "1" } })
      },
      { maxBodyBytes: 10 }
    )
    const answer = await say(
      port,
      ["POST / HTTP/1.1", "host: a", "transfer-encoding: chunked"],
      "b\r\n12345678901\r\n"
    )
    expect(statusOf(answer)).toBe("413")
    expect(answer).not.toContain("x-secret")
    expect(failures).toHaveLength(1)
  })

  it("may be exactly as long as is taken", async () => {
    const { url } = await serve(echo, { maxBodyBytes: 10 })
    const response = await fetch(url, { method: "POST", body: "1234567890" })
    expect(await response.json()).toMatchObject({ body: "1234567890" })
  })

  it.each([
    { name: "nobody reads", handler: plain },
    {
      name: "is read in part",
      handler: async (request: Request) => {
        const reader = request.body?.getReader()
        await reader?.read()
        await reader?.cancel()
        return plain()
      }
    }
  ])("that $name leaves the connection fit for the next request", async ({ handler }) => {
    const { port } = await serve(handler, { maxBodyBytes: 400_000 })
    const first = ["POST / HTTP/1.1", "host: a", "content-length: 300000", "", ""]
    const second = ["GET / HTTP/1.1", "host: a", "connection: close", "", ""]
    const socket = await dial(port, first.join("\r\n") + "x".repeat(300_000) + second.join("\r\n"))
    expect((await text(socket)).match(/HTTP\/1\.1 200/g)).toHaveLength(2)
  })

  it("that nobody reads and that does not end costs no more than the limit", async () => {
    const { port } = await serve(plain, { maxBodyBytes: 1000 })
    const socket = await dial(port, "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n")
    const closed = new Promise((resolve) => socket.once("close", resolve))
    socket.on("error", () => {})
    socket.on("data", () => void socket.write(`3e8\r\n${"x".repeat(1000)}\r\n`.repeat(2)))
    await closed
    expect(socket.destroyed).toBe(true)
  })
})

describe("a body that a framework has read", () => {
  /** As a parser of a framework does. */
  const parsing =
    (parse: (bytes: Buffer) => Readonly<Record<string, unknown>>) =>
    async (incoming: IncomingMessage): Promise<void> => {
      Object.assign(incoming, parse(await buffer(incoming)))
    }
  const post = async (
    type: string,
    parse: (bytes: Buffer) => Readonly<Record<string, unknown>>,
    body = '{ "a": 1 }',
    options: NodeHandler.RespondOptions = {}
  ) => {
    const { url, errors } = await serve(echo, options, parsing(parse))
    const response = await fetch(url, { method: "POST", body, headers: { "content-type": type } })
    return { status: response.status, text: await response.text(), errors }
  }

  it.each([
    { name: "bytes", type: "text/plain", parse: (bytes: Buffer) => ({ body: bytes }), body: '{ "a": 1 }' },
    {
      name: "text",
      type: "text/plain",
      parse: (bytes: Buffer) => ({ body: String(bytes) }),
      body: '{ "a": 1 }'
    },
    {
      name: "its bytes beside what was parsed",
      type: "application/json",
      parse: (bytes: Buffer) => ({ rawBody: bytes, body: { a: 1 } }),
      body: '{ "a": 1 }'
    },
    {
      name: "JSON",
      type: "application/json; charset=utf-8",
      parse: () => ({ body: { a: 1 } }),
      body: '{"a":1}'
    },
    { name: "JSON of a kind", type: "application/problem+json", parse: () => ({ body: [1] }), body: "[1]" },
    {
      name: "a form",
      type: "application/x-www-form-urlencoded",
      parse: () => ({ body: { a: "1 2", b: "ü" } }),
      body: "a=1+2&b=%C3%BC"
    }
  ])("is taken from there as $name", async ({ type, parse, body }) => {
    const { status, text } = await post(type, parse)
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject({ body, headers: { "content-type": type } })
    expect(JSON.parse(text).headers).not.toHaveProperty("content-length")
  })

  it("is taken from the options where the framework keeps it elsewhere", async () => {
    const { text } = await post("application/json", () => ({}), "{}", { body: { b: 2 } })
    expect(JSON.parse(text)).toMatchObject({ body: '{"b":2}' })
  })

  it("is read from the request where a parser left it alone and put an empty object there", async () => {
    const { url } = await serve(echo, { body: {} })
    const response = await fetch(url, {
      method: "POST",
      body: "as it is",
      headers: { "content-type": "text/plain" }
    })
    expect(await response.json()).toMatchObject({ body: "as it is" })
  })

  it("is no longer compressed when a parser has undone that", async () => {
    const { url } = await serve(
      echo,
      {},
      parsing(() => ({ body: { a: 1 } }))
    )
    const headers = { "content-type": "application/json", "content-encoding": "gzip" }
    const response = await fetch(url, { method: "POST", body: "as good as compressed", headers })
    const { body, headers: seen } = await response.json()
    expect(body).toBe('{"a":1}')
    expect(seen).not.toHaveProperty("content-encoding")
  })

  it.each([
    { name: "is gone", type: "text/plain", parse: () => ({}) },
    {
      name: "was a form with lists",
      type: "application/x-www-form-urlencoded",
      parse: () => ({ body: { a: ["1"] } })
    },
    {
      name: "was uploaded files",
      type: "multipart/form-data; boundary=x",
      parse: () => ({ body: { a: "1" } })
    }
  ])("and that $name is answered 500, and says why to the program alone", async ({ type, parse }) => {
    const { status, text, errors } = await post(type, parse)
    expect([status, text]).toEqual([500, ""])
    expect(errors.map(String)).toEqual([
      expect.stringContaining("mount the handler in front of what reads it")
    ])
  })

  it("is bounded, too", async () => {
    const { status } = await post("text/plain", () => ({ body: "12345678901" }), "short", {
      maxBodyBytes: 10
    })
    expect(status).toBe(413)
  })

  it("is not believed to be read because a parser has left an empty object", async () => {
    const { url } = await serve(echo, {}, (incoming) => void Object.assign(incoming, { body: {} }))
    const response = await fetch(url, { method: "POST", body: "text" })
    expect(await response.json()).toMatchObject({ body: "text" })
  })
})
