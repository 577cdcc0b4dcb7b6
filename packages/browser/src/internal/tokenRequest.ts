/**
 * One request for a token to the user's own backend, and what its answer means.
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { type Reason, TokenError, TokenMalformed, TokenRefused, TokenUnavailable } from "../TokenError.js"
import type { Token } from "../TokenSource.js"
import { type Issue, issueIf } from "./webRtcChecks.js"

export interface RequestOptions {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly credentials?: RequestCredentials | undefined
}

export const urlIssues = (url: unknown): ReadonlyArray<Issue> => {
  if (typeof url !== "string" || url === "") return [{ field: "url", rule: "must be a URL" }]
  // The base only decides what a relative address means; which page it is does not matter here.
  const base = "https://page.invalid"
  if (!URL.canParse(url, base)) return [{ field: "url", rule: "must be a URL" }]
  const { protocol, hostname, username, password } = new URL(url, base)
  const ownMachine = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
  return [
    ...issueIf(
      protocol !== "https:" && !(protocol === "http:" && ownMachine),
      "url",
      "must start with https:// (or http:// on this machine), or be relative to the page"
    ),
    ...issueIf(username !== "" || password !== "", "url", "must not hold a user name or password")
  ]
}

/** What HTTP allows: a line break would begin a header of its own, and nothing at all would be sent. */
export const headerIssues = (headers: RequestOptions["headers"] = {}): ReadonlyArray<Issue> =>
  issueIf(
    !Object.entries(headers).every(
      ([name, value]) => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
    ),
    "headers",
    "must have names and values that HTTP allows, in one line"
  )

/** How long the backend asks to be left alone, in milliseconds, beside what went wrong. */
export interface Refusal {
  readonly error: TokenError
  readonly retryAfter?: number
}

const refusal = (reason: Reason): Refusal => ({
  error: new TokenError({ operation: "TokenSource.get", reason })
})

/** The largest answer that is looked at, in characters. */
const longestAnswer = 65_536

export const requestToken = (options: RequestOptions): Effect.Effect<Token, Refusal, HttpClient.HttpClient> =>
  HttpClient.execute(
    HttpClientRequest.post(options.url, { headers: options.headers, acceptJson: true })
  ).pipe(
    Effect.flatMap((response) =>
      response.status >= 200 && response.status < 300
        ? Effect.flatMap(response.text, decode)
        : Effect.fail(refusalOf(response))
    ),
    // The error of the transport shows the address, and its cause may show more.
    Effect.catchTag("HttpClientError", () =>
      Effect.fail(refusal(new TokenUnavailable({ problem: "the request failed" })))
    ),
    Effect.provideService(FetchHttpClient.RequestInit, {
      redirect: "manual",
      cache: "no-store",
      ...(options.credentials === undefined ? {} : { credentials: options.credentials })
    }),
    // A header that the backend does not expect would make the browser refuse the call.
    Effect.provideService(HttpClient.TracerPropagationEnabled, false)
  )

const refusalOf = ({ status, headers }: HttpClientResponse.HttpClientResponse): Refusal => {
  if (status !== 408 && status !== 429 && status < 500) return refusal(new TokenRefused({ status }))
  const { error } = refusal(new TokenUnavailable({ status, problem: `HTTP ${status}` }))
  const seconds = Number(headers["retry-after"] ?? "")
  return seconds > 0 ? { error, retryAfter: Math.min(seconds, 300) * 1000 } : { error }
}

const malformed = (problem: string) => Effect.fail(refusal(new TokenMalformed({ problem })))

const decode = (text: string): Effect.Effect<Token, Refusal> => {
  if (text.length > longestAnswer) return malformed("it is too long")
  const answer = Schema.Struct({ token: Schema.NonEmptyString, expiresAt: Schema.optional(Schema.String) })
  return Option.match(Schema.decodeUnknownOption(answer)(parse(text)), {
    onNone: () => malformed("it must be JSON with a token, and with expiresAt"),
    onSome: ({ token, expiresAt }) => {
      const end = expiresAt === undefined ? expiryOf(token) : momentOf(expiresAt)
      return Option.match(end, {
        onNone: () => malformed("expiresAt must be a time in the form of ISO 8601"),
        onSome: (time) => Effect.succeed({ token: Redacted.make(token), expiresAt: DateTime.toUtc(time) })
      })
    }
  })
}

/** With a zone: without one it would be a time of the page's own. */
const momentOf = (text: string): Option.Option<DateTime.DateTime> =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)
    ? DateTime.make(text)
    : Option.none()

/** Only where the backend says nothing: tokens are opaque, and this one may well not be a JWT. */
const expiryOf = (token: string): Option.Option<DateTime.DateTime> => {
  const claims = Schema.Struct({ exp: Schema.Number })
  return Option.flatMap(Schema.decodeUnknownOption(claims)(parse(payloadOf(token))), ({ exp }) =>
    DateTime.make(exp * 1000)
  )
}

const payloadOf = (token: string): string => {
  try {
    return atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/"))
  } catch {
    return ""
  }
}

/** `undefined` for what is no JSON. A schema could do this too, for 1 KB more in every page. */
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
