/**
 * What a failed attempt means: the reason, whether the cloud may have acted, and
 * whether another attempt makes sense.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Random from "effect/Random"
import type { CallPolicy } from "../CallPolicy.js"
import * as CloudError from "../CloudError.js"
import type { Repeat } from "./endpoint.js"
import type { TransportProblem, WireResponse } from "./http.js"

export interface Failure {
  readonly reason: CloudError.Reason
  readonly outcome: CloudError.Outcome
  /** Another attempt may go better. */
  readonly transient: boolean
  /** How long the cloud asks to wait. */
  readonly retryAfter?: Duration.Duration | undefined
}

/**
 * Whether an operation may be tried again. What must not happen twice needs the
 * proof that nothing happened: a refusal with 429, or a connection never made.
 */
export const mayRepeat = (repeat: Repeat, failure: Failure): boolean =>
  failure.transient && (repeat !== "once" || failure.outcome !== "unknown")

/** Milliseconds to wait before an attempt, or `undefined` when there must be none. */
export const delayBefore = (
  attempt: number,
  failure: Failure,
  policy: CallPolicy
): Effect.Effect<number | undefined> => {
  if (attempt > policy.maxAttempts) return Effect.succeed(undefined)
  if (failure.retryAfter !== undefined) {
    const asked = Duration.toMillis(failure.retryAfter)
    return Effect.succeed(asked > Duration.toMillis(policy.maxRetryAfter) ? undefined : asked)
  }
  const doubled = Duration.toMillis(policy.firstDelay) * 2 ** (attempt - 2)
  const longest = Math.min(doubled, Duration.toMillis(policy.maxDelay))
  // Half of the wait is chance, so that many callers do not come back together.
  return Effect.map(Random.next, (random) => longest * (0.5 + random / 2))
}

/** Removes the secrets of the call from a text that is about to be shown, and keeps its beginning. */
export type Excerpt = (text: string) => string

const excerptLength = 500

// The secrets are asked for when there is a text to show: most calls have none.
export const excerptWithout =
  (secrets: () => ReadonlyArray<string>): Excerpt =>
  (text) => {
    let shown = text
    for (const secret of secrets()) {
      const forms = [
        secret,
        new URLSearchParams({ s: secret }).toString().slice(2),
        JSON.stringify(secret).slice(1, -1),
        // Services are validated by a program in Python, whose messages quote values in its way (I).
        secret.replaceAll("\\", "\\\\").replaceAll("'", "\\'")
      ]
      for (const form of forms) shown = shown.replaceAll(form, "<redacted>")
    }
    return shown.length > excerptLength ? `${shown.slice(0, excerptLength)}…` : shown
  }

const transientStatuses = new Set([408, 429, 500, 502, 503, 504])

/** An HTTP status other than 2xx. */
export const fromStatus = (response: WireResponse, excerpt: Excerpt, now: number): Failure => {
  const { status } = response
  if (status < 400) return unexpected(response, "a redirect, and redirects are never followed", excerpt)
  const answer = answerOf(response, excerpt)
  const retryAfter = retryAfterOf(response.headers["retry-after"], now)
  const transient = transientStatuses.has(status)
  if (status === 429) {
    const reason = new CloudError.RateLimited({ ...answer, retryAfter })
    return { reason, outcome: "rejected", transient, retryAfter }
  }
  if (status >= 500 || status === 408) {
    const reason = new CloudError.Unavailable({ ...answer, retryAfter })
    return { reason, outcome: "unknown", transient, retryAfter }
  }
  return { reason: refusal(answer), outcome: "rejected", transient }
}

type Answer = Omit<ConstructorParameters<typeof CloudError.Rejected>[0], "_tag">

const refusal = (answer: Answer): CloudError.Reason => {
  switch (answer.status) {
    case 401:
    case 403:
      return new CloudError.Unauthorized(answer)
    case 404:
      return new CloudError.NotFound(answer)
    default:
      return new CloudError.Rejected(answer)
  }
}

/** A body that is not the operation's answer. The status was fine, so the cloud may have acted. */
export const unexpected = (response: WireResponse, problem: string, excerpt: Excerpt): Failure => ({
  reason: new CloudError.UnexpectedResponse({
    status: response.status,
    problem,
    contentType: response.headers["content-type"],
    excerpt: excerpt(response.text)
  }),
  outcome: "unknown",
  transient: false
})

/** The documented error body (D), or an excerpt of whatever came instead of it. */
const answerOf = (response: WireResponse, excerpt: Excerpt): Answer => {
  const { status } = response
  const error = documentedError(response.text)
  if (error === undefined) return { status, text: excerpt(response.text.trim()), details: [] }
  const { code, text, details, link } = error
  return {
    status,
    code: Predicate.isString(code) || Predicate.isNumber(code) ? excerpt(String(code)) : undefined,
    text: Predicate.isString(text) ? excerpt(text) : "",
    // A table of the documentation says text, its example says an array (D): both occur.
    details: (Array.isArray(details) ? details : [details])
      .filter(Predicate.isString)
      .slice(0, 100)
      .map(excerpt),
    link: Predicate.isString(link) ? excerpt(link) : undefined
  }
}

const documentedError = (body: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const parsed: unknown = JSON.parse(body)
    return Predicate.hasProperty(parsed, "error") && Predicate.isObject(parsed.error)
      ? { ...parsed.error }
      : undefined
  } catch {
    return undefined
  }
}

/** Retry-After in seconds or as an HTTP date; what is neither counts as absent. */
const retryAfterOf = (header: string | undefined, now: number): Duration.Duration | undefined => {
  if (header === undefined) return undefined
  if (/^\d+$/.test(header)) return Duration.seconds(Number(header))
  const moment = /[a-z]/i.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(moment) ? undefined : Duration.millis(Math.max(0, moment - now))
}

/** No answer, or no more of it, within a limit of the policy: the one of an attempt, or that of the call. */
export const timedOut = (limit: "attempt" | "call", policy: CallPolicy): Failure => ({
  reason: new CloudError.Timeout({
    limit,
    after: limit === "call" ? policy.deadline : policy.attemptTimeout
  }),
  outcome: "unknown",
  transient: true
})

/** No complete answer. */
export const fromTransport = (problem: TransportProblem, excerpt: Excerpt): Failure => {
  const chain = causes(problem.cause)
  const code = chain.map(codeOf).find(Predicate.isString)
  const innermost = chain[chain.length - 1]
  const notSent = problem.nothingSent || (problem.during === "request" && provesNoConnection(problem.cause))
  return {
    reason: new CloudError.TransportFailure({
      during: problem.during,
      code: code === undefined ? undefined : excerpt(code),
      description: excerpt(
        innermost instanceof Error && innermost.message !== "" ? innermost.message : String(innermost)
      )
    }),
    outcome: notSent ? "not-sent" : "unknown",
    transient: true
  }
}

/** An error and what it was caused by, outermost first. */
const causes = (error: unknown): ReadonlyArray<unknown> => {
  const chain = [error]
  while (chain.length < 10) {
    const last = chain[chain.length - 1]
    if (!(last instanceof Error) || last.cause === undefined) break
    chain.push(last.cause)
  }
  return chain
}

const codeOf = (error: unknown): string | undefined =>
  Predicate.hasProperty(error, "code") && Predicate.isString(error.code) ? error.code : undefined

// Codes that only the making of a connection gives: Node and undici, then Bun; then those of certificates
// that are not trusted, which OpenSSL finds out before a byte of HTTP is sent. Deno has no code, but names
// the stage. What an open connection can also fail with is not here.
const connectionCodes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
])
const denoStage = /client error \(Connect\)/

const provesNoConnection = (error: unknown): boolean =>
  causes(error).some((cause) => {
    if (Predicate.hasProperty(cause, "errors") && Array.isArray(cause.errors)) {
      return cause.errors.length > 0 && cause.errors.every(provesNoConnection)
    }
    if (connectionCodes.has(codeOf(cause) ?? "")) return true
    if (
      Predicate.hasProperty(cause, "syscall") &&
      (cause.syscall === "connect" || cause.syscall === "getaddrinfo")
    ) {
      return true
    }
    return cause instanceof Error && denoStage.test(cause.message)
  })
