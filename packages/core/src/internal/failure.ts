/**
 * What a failed attempt means: the reason, whether the cloud may have acted, and
 * whether another attempt makes sense.
 */

import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Random from "effect/Random"
import { provesNoConnection } from "#noConnection"
import type { CallPolicy } from "../CallPolicy.js"
import * as CloudError from "../CloudError.js"
import type { Repeat } from "./endpoint.js"
import type { TransportProblem, WireResponse } from "./http.js"
import { causes, codeOf, propertyOf } from "./thrown.js"

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

const transientStatuses = [408, 429, 500, 502, 503, 504]

/** An HTTP status other than 2xx. */
export const fromStatus = (response: WireResponse, excerpt: Excerpt, now: number): Failure => {
  const { status } = response
  if (status < 400) return unexpected(response, "a redirect, and redirects are never followed", excerpt)
  const retryAfter = retryAfterOf(response.headers["retry-after"] ?? "", now)
  // The reasons that have no place for the wish leave it out.
  const answer = { ...answerOf(response, excerpt), retryAfter }
  const unavailable = status >= 500 || status === 408
  return {
    reason: unavailable ? new CloudError.Unavailable(answer) : refusal(answer),
    outcome: unavailable ? "unknown" : "rejected",
    transient: transientStatuses.includes(status),
    retryAfter
  }
}

type Answer = Omit<ConstructorParameters<typeof CloudError.RateLimited>[0], "_tag">

const refusal = (answer: Answer): CloudError.Reason => {
  switch (answer.status) {
    case 401:
    case 403:
      return new CloudError.Unauthorized(answer)
    case 404:
      return new CloudError.NotFound(answer)
    case 429:
      return new CloudError.RateLimited(answer)
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
  const shown = (value: unknown) => (Predicate.isString(value) ? excerpt(value) : undefined)
  return {
    status,
    code: shown(Predicate.isNumber(code) ? String(code) : code),
    text: shown(text) ?? "",
    // A table of the documentation says text, its example says an array (D): both occur.
    details: [details].flat().filter(Predicate.isString).slice(0, 100).map(excerpt),
    link: shown(link)
  }
}

const documentedError = (body: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const error = propertyOf(JSON.parse(body), "error")
    return Predicate.isObject(error) ? { ...error } : undefined
  } catch {
    return undefined
  }
}

/** Retry-After in seconds or as an HTTP date; what is neither counts as absent. */
const retryAfterOf = (header: string, now: number): Duration.Duration | undefined => {
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
  const innermost = chain.at(-1)
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
