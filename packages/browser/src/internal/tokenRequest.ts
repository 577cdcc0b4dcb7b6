/**
 * One request for a token to the user's own backend, and what its answer means.
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
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
  Effect.flatMap(Clock.currentTimeMillis, (askedAt) =>
    Effect.flatMap(
      HttpClient.execute(HttpClientRequest.post(options.url, { headers: options.headers, acceptJson: true })),
      (response) =>
        response.status >= 200 && response.status < 300
          ? Effect.flatMap(response.text, (text) => decode(text, askedAt))
          : Effect.fail(refusalOf(response))
    )
  ).pipe(
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

const decode = (text: string, askedAt: number): Effect.Effect<Token, Refusal> => {
  if (text.length > longestAnswer) return malformed("it is too long")
  const answer = parse(text)
  const [token, expiresAt, expiresIn] = ["token", "expiresAt", "expiresIn"].map((name) =>
    fieldOf(answer, name)
  )
  if (
    !Predicate.isString(token) ||
    token === "" ||
    !(expiresAt === undefined || Predicate.isString(expiresAt))
  ) {
    return malformed("it must be JSON with a token, and with expiresAt")
  }
  // How long it lives holds also where the clock of the page is wrong.
  const end = Predicate.isNumber(expiresIn)
    ? DateTime.make(askedAt + 1000 * expiresIn)
    : expiresAt === undefined
      ? expiryOf(token)
      : momentOf(expiresAt)
  return Option.match(end, {
    onNone: () => malformed("expiresAt must be a time in the form of ISO 8601"),
    onSome: (time) => Effect.succeed({ token: Redacted.make(token), expiresAt: DateTime.toUtc(time) })
  })
}

const fieldOf = (value: unknown, name: string): unknown =>
  Predicate.hasProperty(value, name) ? value[name] : undefined

/** With a zone: without one it would be a time of the page's own. */
const momentOf = (text: string): Option.Option<DateTime.DateTime> =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)
    ? DateTime.make(text)
    : Option.none()

/** Only where the backend says nothing: tokens are opaque, and this one may well not be a JWT. */
const expiryOf = (token: string): Option.Option<DateTime.DateTime> => {
  const seconds = fieldOf(parse(payloadOf(token)), "exp")
  return Predicate.isNumber(seconds) ? DateTime.make(seconds * 1000) : Option.none()
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
