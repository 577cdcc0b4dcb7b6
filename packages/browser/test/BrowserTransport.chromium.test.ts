import * as BrowserTransport from "@aculab-cloud/browser/BrowserTransport"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { HttpResponse, http } from "msw"
import { setupWorker } from "msw/browser"

const seen: Array<{
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string
}> = []

const worker = setupWorker(
  http.all("https://backend.example.com/*", async ({ request }) => {
    const path = new URL(request.url).pathname
    seen.push({ path, headers: Object.fromEntries(request.headers), body: await request.text() })
    if (path === "/redirect") return HttpResponse.redirect("https://evil.example.com/")
    if (path === "/broken") return HttpResponse.error()
    return HttpResponse.json({ token: "t" })
  })
)

beforeAll(() => worker.start({ quiet: true }))
afterAll(() => worker.stop())

const call = (path: string) =>
  HttpClient.HttpClient.use((client) =>
    client.execute(
      HttpClientRequest.post(`https://backend.example.com${path}`).pipe(
        HttpClientRequest.bodyText("Grüße 👋", "text/plain")
      )
    )
  ).pipe(Effect.provide(BrowserTransport.layer))

describe("BrowserTransport", () => {
  it.live("sends and receives through the browser's own fetch", () =>
    Effect.gen(function* () {
      const response = yield* call("/token")
      expect(response.status).toBe(200)
      expect(yield* response.json).toEqual({ token: "t" })
      expect(seen.at(-1)?.body).toBe("Grüße 👋")
    })
  )

  it.live("sends no trace headers, also inside a span", () =>
    Effect.gen(function* () {
      yield* Effect.withSpan(call("/traced"), "page")
      const headers = Object.keys(seen.at(-1)?.headers ?? {})
      expect(headers).toContain("content-type")
      expect(headers).not.toContain("traceparent")
      expect(headers).not.toContain("b3")
    })
  )

  it.live("does not follow a redirect", () =>
    Effect.gen(function* () {
      const before = seen.length
      const response = yield* call("/redirect")
      expect(response.status < 200 || response.status >= 300).toBe(true)
      expect(seen.length).toBe(before + 1)
    })
  )

  it.live("fails with a typed error when the connection breaks", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(call("/broken"))
      expect(error._tag).toBe("HttpClientError")
      expect(error.reason._tag).toBe("TransportError")
    })
  )
})
