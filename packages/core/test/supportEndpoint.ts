/** What the tests of endpoints for pages share. */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Logger from "effect/Logger"

export const address = "https://app.example.com/endpoint"

/**
 * A POST of a page. Headers that a page may not set itself, such as `origin`, are there too: a `Request` drops
 * them in a browser, so they take the place of the request's own.
 */
export const post = (
  body: string | undefined,
  headers: Readonly<Record<string, string>> = {},
  method = "POST",
  signal: AbortSignal | null = null
): Request => {
  const request = new Request(address, { method, signal, ...(body === undefined ? {} : { body }) })
  Object.defineProperty(request, "headers", {
    value: new Headers({ "content-type": "application/json", ...headers })
  })
  return request
}

/** Status, headers and body of an answer. */
export const read = (response: Promise<Response>) =>
  Effect.promise(async () => {
    const { status, headers } = await response
    const text = await (await response).text()
    const body: unknown = text === "" ? undefined : JSON.parse(text)
    return { status, headers, text, body }
  })

/** Keeps what is logged. */
export const logInto = (lines: Array<string>) =>
  Logger.layer([
    Logger.make(
      ({ message, logLevel, cause }) => void lines.push(`${logLevel} ${String(message)} ${String(cause)}`)
    )
  ])

/** A cloud that never answers, and notes when it is asked, and when nobody waits for it any more. */
export const silentCloud = () => {
  const { promise: asked, resolve: arrive } = Promise.withResolvers<void>()
  const log: Array<string> = []
  const client = HttpClient.make(() =>
    Effect.callback(() => {
      log.push("asked")
      arrive()
      return Effect.sync(() => void log.push("left"))
    })
  )
  return { asked, log, provide: Effect.provideService(HttpClient.HttpClient, client) }
}
