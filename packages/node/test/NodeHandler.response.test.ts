import { once } from "node:events"
import { request as ask } from "node:http"
import { text } from "node:stream/consumers"
import * as TokenEndpoint from "@aculab-cloud/core/TokenEndpoint"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import * as NodeHandler from "@aculab-cloud/node/NodeHandler"
import { describe, expect, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { dial, listen, say, serve } from "./handlerSupport.js"

const fine = () => new Response("fine")

/** A body that says what it is told, and tells when it was cancelled. */
const hose = () => {
  const { promise: cancelled, resolve } = Promise.withResolvers<void>()
  const { promise: started, resolve: start } =
    Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>()
  const body = new ReadableStream<Uint8Array>({ start, cancel: () => resolve() }, { highWaterMark: 0 })
  return { body, cancelled, started }
}

const bytes = (words: string) => new TextEncoder().encode(words)

describe("an answer", () => {
  it("arrives with its status, its words, its headers and its body", async () => {
    const { url } = await serve(
      () => new Response("Grüße 👋", { status: 418, statusText: "Teapot", headers: { "x-one": "1" } })
    )
    const response = await fetch(url)
    expect([response.status, response.statusText, response.headers.get("x-one")]).toEqual([
      418,
      "Teapot",
      "1"
    ])
    expect(response.headers.get("content-type")).toBe("text/plain;charset=UTF-8")
    expect(await response.text()).toBe("Grüße 👋")
  })

  it.each([204, 205, 304])("of %i has no body", async (status) => {
    const { url } = await serve(() => new Response(null, { status }))
    const response = await fetch(url)
    expect([response.status, await response.text()]).toEqual([status, ""])
  })

  it("keeps each cookie apart, also from those that a framework has set", async () => {
    const { url } = await serve(
      () => {
        const headers = new Headers({ "x-powered-by": "the handler" })
        headers.append("set-cookie", "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT")
        headers.append("set-cookie", "c=3")
        return new Response(null, { headers })
      },
      {},
      (_incoming, outgoing) =>
        void outgoing
          .setHeader("set-cookie", "a=1")
          .setHeader("x-powered-by", "the framework")
          .setHeader("x-kept", "1")
    )
    const { headers } = await fetch(url)
    expect(headers.getSetCookie()).toEqual(["a=1", "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "c=3"])
    expect([headers.get("x-powered-by"), headers.get("x-kept")]).toEqual(["the handler", "1"])
  })

  it("to HEAD has the headers, and its body is cancelled", async () => {
    const { body, cancelled } = hose()
    const { port } = await serve(() => new Response(body, { headers: { "content-length": "5" } }))
    const answer = await say(port, ["HEAD / HTTP/1.1", "host: a"])
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(answer).toMatch(/content-length: 5\r\n/)
    expect(answer).toMatch(/\r\n\r\n$/)
    await cancelled
  })

  it("begins before its body does, and goes on as the body comes", async () => {
    const { body, started } = hose()
    const { url } = await serve(() => new Response(body))
    const response = await fetch(url)
    const controller = await started
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    controller.enqueue(bytes("first"))
    expect(await reader?.read()).toEqual({ done: false, value: "first" })
    controller.enqueue(bytes("last"))
    controller.close()
    expect(await reader?.read()).toEqual({ done: false, value: "last" })
    expect(await reader?.read()).toEqual({ done: true, value: undefined })
  })

  it("is made no faster than the client takes it, and is whole in the end", async () => {
    const piece = new Uint8Array(65_536).fill(7)
    const pieces = 1600
    let made = 0
    const { port, answers } = await serve(
      () =>
        new Response(
          new ReadableStream<Uint8Array>(
            {
              pull: (controller) => {
                if (made === pieces) return controller.close()
                made++
                controller.enqueue(piece)
              }
            },
            { highWaterMark: 0 }
          )
        )
    )
    const client = ask({ port, host: "127.0.0.1" }).end()
    const [incoming] = await once(client, "response")
    // The client has not read a byte of 100 MiB: buffers are full, and nobody asks for more.
    let before = -1
    while (before !== made) {
      before = made
      for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(made).toBeLessThan(pieces / 2)
    let size = 0
    for await (const chunk of incoming) size += chunk.length
    expect(size).toBe(pieces * piece.length)
    await answers[0]
  })

  it("ends its promise when all of it was handed over", async () => {
    const { url, answers } = await serve(fine)
    expect(await (await fetch(url)).text()).toBe("fine")
    await expect(answers[0]).resolves.toBeUndefined()
  })

  it("is the framework's own where that was faster", async () => {
    const { promise: answered, resolve } = Promise.withResolvers<void>()
    const { body, cancelled } = hose()
    const { url, answers, errors } = await serve(
      async () => {
        await answered
        return new Response(body)
      },
      {},
      (_incoming, outgoing) =>
        void setImmediate(() => outgoing.writeHead(503).end("too slow", () => resolve()))
    )
    const response = await fetch(url)
    expect([response.status, await response.text()]).toEqual([503, "too slow"])
    await answers[0]
    await cancelled
    expect(errors).toEqual([])
  })
})

describe("a client that goes away", () => {
  it("aborts the signal of a handler that is at work, and nobody is told of an error", async () => {
    const { promise: asked, resolve: arrive } = Promise.withResolvers<void>()
    const { body, cancelled } = hose()
    const { port, answers, errors } = await serve(async ({ signal }) => {
      arrive()
      await new Promise((resolve) => signal.addEventListener("abort", resolve))
      return new Response(body)
    })
    const socket = await dial(port, "GET / HTTP/1.1\r\nhost: a\r\n\r\n")
    await asked
    socket.destroy()
    await answers[0]
    await cancelled
    expect(errors).toEqual([])
  })

  it("ends the call to the cloud that an endpoint makes for it", async () => {
    const { promise: asked, resolve: arrive } = Promise.withResolvers<void>()
    const { promise: left, resolve: leave } = Promise.withResolvers<void>()
    const cloud = await listen((_incoming, outgoing) => {
      outgoing.on("close", leave)
      arrive()
    })
    const account = { cloudId: "1-2-0", username: "you@example.com", apiAccessKey: "key", baseUrl: cloud.url }
    await using program = NodeCloud.make(account)
    const endpoint = await program.run(
      TokenEndpoint.make({ authorise: () => Effect.succeed({ clientId: "anna" }) })
    )
    const { port, answers, errors } = await serve(endpoint.handle)
    const socket = await dial(port, "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n")
    await asked
    socket.destroy()
    await left
    await answers[0]
    expect(errors).toEqual([])
  })

  it("while a framework looks at its request leaves a signal that is aborted, and its request whole", async () => {
    const heard: Array<unknown> = []
    const { body, cancelled } = hose()
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
    const { port, answers, errors } = await serve(
      async (request) => {
        heard.push(request.signal.aborted, await request.text())
        return new Response(body)
      },
      { body: "12345" },
      async (_incoming, outgoing) => {
        arrive()
        await once(outgoing, "close")
      }
    )
    const socket = await dial(port, "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n12345")
    await arrived
    socket.destroy()
    await answers[0]
    await cancelled
    expect(heard).toEqual([true, "12345"])
    expect(errors).toEqual([])
  })

  it("in the middle of an answer cancels its body", async () => {
    const { body, cancelled, started } = hose()
    const { port, answers, errors } = await serve(() => new Response(body))
    const socket = await dial(port, "GET / HTTP/1.1\r\nhost: a\r\n\r\n")
    ;(await started).enqueue(bytes("first"))
    await once(socket, "data")
    socket.destroy()
    await cancelled
    await answers[0]
    expect(errors).toEqual([])
  })

  it("that takes nothing any more cancels the body, too", async () => {
    const { promise: cancelled, resolve } = Promise.withResolvers<void>()
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
      cancel: () => resolve()
    })
    const { port, answers } = await serve(() => new Response(body))
    const socket = await dial(port, "GET / HTTP/1.1\r\nhost: a\r\n\r\n")
    await once(socket, "readable")
    socket.destroy()
    await cancelled
    await answers[0]
  })

  it("in the middle of its own request ends the request's body with an error", async () => {
    const failures: Array<unknown> = []
    const { promise: asked, resolve: arrive } = Promise.withResolvers<void>()
    const { port, answers, errors } = await serve(async (request) => {
      const body = request.text()
      arrive()
      await body.catch((error: unknown) => failures.push(error))
      return fine()
    })
    const socket = await dial(port, "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n12345")
    await asked
    socket.destroy()
    await answers[0]
    expect(failures).toHaveLength(1)
    expect(errors).toEqual([])
  })

  it("does not abort the signal when it has all of its answer", async () => {
    const signals: Array<AbortSignal> = []
    const { url, answers } = await serve(({ signal }) => {
      signals.push(signal)
      return fine()
    })
    await (await fetch(url, { headers: { connection: "close" } })).text()
    await answers[0]
    expect(signals.map(({ aborted }) => aborted)).toEqual([false])
  })
})

describe("a handler that fails", () => {
  const secret = "MARKED-secret"

  it.each([
    { name: "rejects", handler: () => Promise.reject(new Error(secret)) },
    {
      name: "throws",
      handler: (): Response => {
        throw new Error(secret)
      }
    },
    {
      name: "answers with a body that was read before",
      handler: async () => {
        const response = new Response(secret)
        await response.text()
        return response
      }
    },
    { name: "answers with what is no answer", handler: () => Response.error() }
  ])("because it $name is answered for with 500 and nothing else", async ({ handler }) => {
    const { url, errors } = await serve(
      handler,
      {},
      (_incoming, outgoing) => void outgoing.setHeader("x-secret", secret)
    )
    const response = await fetch(url)
    expect([response.status, response.headers.get("x-secret"), await response.text()]).toEqual([
      500,
      null,
      ""
    ])
    expect(errors).toHaveLength(1)
  })

  it("in the middle of its answer breaks the connection, so that the answer does not look whole", async () => {
    const { body, started } = hose()
    const { url, answers, errors } = await serve(() => new Response(body))
    const response = await fetch(url)
    const controller = await started
    controller.enqueue(bytes("half"))
    controller.error(new Error(secret))
    await expect(response.text()).rejects.toThrow("terminated")
    await answers[0]
    expect(errors.map(String)).toEqual([`Error: ${secret}`])
  })

  it("is logged where nobody wants to hear of it, and also when who does fails", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {})
    try {
      const { url } = await listen(NodeHandler.make(() => Promise.reject(new Error("first"))))
      expect((await fetch(url)).status).toBe(500)
      const failing = await serve(() => Promise.reject(new Error("second")), {
        onError: () => {
          throw new Error("third")
        }
      })
      expect((await fetch(failing.url)).status).toBe(500)
      expect(logged.mock.calls.map((words) => String(words.at(-1)))).toEqual(["Error: first", "Error: third"])
    } finally {
      logged.mockRestore()
    }
  })
})

describe("a keep-alive connection", () => {
  it("serves one request after another", async () => {
    let calls = 0
    const { port } = await serve(() => new Response(String(++calls), { headers: { "content-length": "1" } }))
    const socket = await dial(port, "GET / HTTP/1.1\r\nhost: a\r\n\r\n".repeat(2))
    socket.write("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
    expect((await text(socket)).match(/\d$|\d(?=HTTP)/g)).toEqual(["1", "2", "3"])
  })
})
