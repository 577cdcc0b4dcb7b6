/** What the tests of endpoints for pages share. */
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"

export const address = "https://app.example.com/endpoint"

/**
 * A POST of a page. Headers that a page may not set itself, such as `origin`, are there too: a `Request` drops
 * them in a browser, so they take the place of the request's own.
 */
export const post = (
  body: string | undefined,
  headers: Readonly<Record<string, string>> = {},
  method = "POST"
): Request => {
  const request = new Request(address, { method, ...(body === undefined ? {} : { body }) })
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
