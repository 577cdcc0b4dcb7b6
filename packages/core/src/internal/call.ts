/**
 * The one way of calling the cloud: check, send, decide, try again or end. Every
 * operation goes through here.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Tracer from "effect/Tracer"
import { type CallPolicy, CurrentCallPolicy } from "../CallPolicy.js"
import type { CloudAccount } from "../CloudAccount.js"
import * as CloudError from "../CloudError.js"
import { type Caller, secretsOf } from "./credentials.js"
import type { Encoded, Operation, Prepared } from "./endpoint.js"
import * as Failure from "./failure.js"
import { exchange, noBody, textBody, type WireRequest, type WireResponse } from "./http.js"
import { isBrowser, runtime } from "./runtime.js"
import { version } from "./version.js"

/** What the operations of an account need: those with the API access key. */
export type Requirements = CloudAccount | HttpClient.HttpClient

/** What an operation answered, and with which HTTP status where that says more. */
export interface Answered<Output> {
  readonly status: number
  readonly output: Output
}

/** Runs an operation: one span, one loop. */
export const call = <Input extends object, Output, Credential>(
  operation: Operation<Input, Output, Credential>,
  input: Input
): Effect.Effect<Output, CloudError.CloudError, Credential | HttpClient.HttpClient> =>
  Effect.map(callWithStatus(operation, input), ({ output }) => output)

/** As `call`, for operations whose HTTP status is part of the answer. */
export const callWithStatus = <Input extends object, Output, Credential>(
  operation: Operation<Input, Output, Credential>,
  input: Input
): Effect.Effect<Answered<Output>, CloudError.CloudError, Credential | HttpClient.HttpClient> =>
  perform(operation, input, answerWithin)

/** The whole of an operation, whatever one attempt does with the wire: one span, one loop. */
export const perform = <Input extends object, Output, Credential, A, R>(
  operation: Operation<Input, Output, Credential>,
  input: Input,
  attempt: Attempt<Input, Output, Credential, A, R>
): Effect.Effect<A, CloudError.CloudError, Credential | R> => {
  const endpoint = operation()
  return Effect.useSpan(
    `aculab.${endpoint.operation}`,
    { kind: "client", attributes: { "aculab.operation": endpoint.operation } },
    (span) =>
      Effect.gen(function* () {
        const encoded = endpoint.encode(input, yield* Clock.currentTimeMillis)
        if (Result.isFailure(encoded)) {
          return yield* fail(endpoint, { reason: encoded.failure, outcome: "not-sent", transient: false })
        }
        const caller = yield* endpoint.credential
        const policy = yield* CurrentCallPolicy
        span.attribute("aculab.cloud_id", caller.cloudId)
        span.attribute("http.request.method", endpoint.method)
        span.attribute("server.address", new URL(caller.baseUrl).hostname)
        // The path as the endpoint has it: names in it may be telephone numbers.
        span.attribute("url.template", endpoint.path)
        const excerpt = Failure.excerptWithout(() => [...secretsOf(caller), ...encoded.success.secrets])
        const { fields } = encoded.success
        const request = requestOf(endpoint, caller, encoded.success)
        return yield* loop({ endpoint, request, fields, policy, span, excerpt }, attempt)
      }).pipe(
        Effect.tap(() => Effect.sync(() => span.attribute("aculab.outcome", "done"))),
        Effect.tapError((error) => Effect.sync(() => describeFailure(span, error)))
      )
  )
}

export const describeFailure = (span: Tracer.Span, error: CloudError.CloudError): void => {
  span.attribute("aculab.outcome", error.outcome)
  span.attribute("error.type", error.reason._tag)
}

const requestOf = <Input, Output, Credential>(
  endpoint: Prepared<Input, Output, Credential>,
  caller: Caller,
  encoded: Encoded
): WireRequest => {
  const { method } = endpoint
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(encoded.path[name] ?? "")
  )
  const asForm = method === "POST" && encoded.body === undefined
  const query = formOf(asForm ? encoded.query : [...encoded.query, ...encoded.fields])
  return {
    method,
    url: `${caller.baseUrl}${path}${query === "" ? "" : `?${query}`}`,
    headers: { ...identity, authorization: Redacted.value(caller.authorization) },
    once: endpoint.repeat === "once",
    body: asForm
      ? textBody(formOf(encoded.fields), "application/x-www-form-urlencoded")
      : encoded.body === undefined
        ? noBody
        : textBody(encoded.body, "application/json")
  }
}

const formOf = (fields: Encoded["fields"]): string =>
  new URLSearchParams(fields.map(([name, value]) => [name, value])).toString()

// Older services answer errors in XML or HTML without the Accept header (D). A browser sends
// its own User-Agent: another one would only make it ask the cloud for leave first.
const identity: Readonly<Record<string, string>> = {
  accept: "application/json",
  ...(isBrowser
    ? {}
    : { "user-agent": `Aculab Cloud TypeScript SDK v${version}${runtime === "" ? "" : ` (${runtime})`}` })
}

/** One call under way. */
export interface Call<Input, Output, Credential> {
  readonly endpoint: Prepared<Input, Output, Credential>
  readonly request: WireRequest
  /** What `request` says as a form, for those who say it in another way. */
  readonly fields: Encoded["fields"]
  readonly policy: CallPolicy
  readonly span: Tracer.Span
  readonly excerpt: Failure.Excerpt
}

/** What one attempt does, with the milliseconds that are left of the whole call. */
type Attempt<Input, Output, Credential, A, R> = (
  call: Call<Input, Output, Credential>,
  left: number
) => Effect.Effect<A, Failure.Failure, R>

/**
 * The loop. `mayHaveActed` remembers an attempt whose outcome is unknown: when a later
 * one is refused, the first may still have done its work.
 */
const loop = Effect.fnUntraced(function* <Input, Output, Credential, A, R>(
  call: Call<Input, Output, Credential>,
  attemptOnce: Attempt<Input, Output, Credential, A, R>
) {
  const { endpoint, policy, span } = call
  const deadline = (yield* Clock.currentTimeMillis) + Duration.toMillis(policy.deadline)
  let mayHaveActed = false
  for (let attempt = 1; ; attempt++) {
    span.attribute("aculab.attempts", attempt)
    if (attempt > 1) span.attribute("http.request.resend_count", attempt - 1)
    const left = deadline - (yield* Clock.currentTimeMillis)
    const result = yield* Effect.result(attemptOnce(call, left))
    if (Result.isSuccess(result)) return result.success
    const failure = result.failure
    mayHaveActed ||= failure.outcome === "unknown" && endpoint.repeat !== "read"
    const delay = yield* delayBefore(attempt + 1, failure, policy)
    const remaining = deadline - (yield* Clock.currentTimeMillis)
    if (!Failure.mayRepeat(endpoint.repeat, failure) || delay === undefined || delay >= remaining) {
      return yield* fail(endpoint, mayHaveActed ? { ...failure, outcome: "unknown" } : failure)
    }
    span.event("aculab.retry", yield* Clock.currentTimeNanos, {
      "error.type": failure.reason._tag,
      "aculab.attempt": attempt,
      "aculab.delay_ms": Math.round(delay)
    })
    yield* Effect.sleep(Duration.millis(delay))
  }
})

/** The usual attempt: the whole answer, decoded, within the limits of the policy. */
export const answerWithin = <Input, Output, Credential>(
  call: Call<Input, Output, Credential>,
  left: number
): Effect.Effect<Answered<Output>, Failure.Failure, HttpClient.HttpClient> =>
  exchange(call.request).pipe(
    Effect.mapError((problem) => Failure.fromTransport(problem, call.excerpt)),
    withinLimits(call.policy, left),
    Effect.flatMap((response) => accepted(call, response)),
    Effect.flatMap((response) => Effect.fromResult(decode(call.endpoint, response, call.excerpt)))
  )

/** Ends an attempt when its own time is over, or that of the whole call. */
export const withinLimits = (policy: CallPolicy, left: number) => {
  const attempt = Duration.toMillis(policy.attemptTimeout)
  const limit = Math.min(attempt, Math.max(0, left))
  return <A, R>(effect: Effect.Effect<A, Failure.Failure, R>): Effect.Effect<A, Failure.Failure, R> =>
    Effect.timeoutOrElse(effect, {
      duration: Duration.millis(limit),
      orElse: () => Effect.fail(Failure.timedOut(limit < attempt ? "call" : "attempt", policy))
    })
}

/** The answer, if its HTTP status is a good one. */
export const accepted = <Input, Output, Credential>(
  { span, excerpt }: Call<Input, Output, Credential>,
  response: WireResponse
): Effect.Effect<WireResponse, Failure.Failure> => {
  span.attribute("http.response.status_code", response.status)
  return response.status >= 200 && response.status < 300
    ? Effect.succeed(response)
    : Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Effect.fail(Failure.fromStatus(response, excerpt, now))
      )
}

/** The answer as the operation has it. */
export const decode = <Input, Output, Credential>(
  endpoint: Prepared<Input, Output, Credential>,
  response: WireResponse,
  excerpt: Failure.Excerpt
): Result.Result<Answered<Output>, Failure.Failure> => {
  const shown = endpoint.secretAnswer === true ? withheld : excerpt
  const unexpected = (problem: string) => Result.fail(Failure.unexpected(response, excerpt(problem), shown))
  let body: unknown
  if (endpoint.ignoresBody !== true) {
    if (response.cut) return unexpected("it is longer than any answer can be")
    if (response.text === "") return unexpected("it is empty")
    try {
      body = JSON.parse(response.text)
    } catch {
      return unexpected("it is not JSON")
    }
  }
  const decoded = endpoint.decode(body)
  return Result.isSuccess(decoded)
    ? Result.succeed({ status: response.status, output: decoded.success })
    : unexpected(decoded.failure)
}

/** In the place of an answer that may not be shown. */
export const withheld: Failure.Excerpt = () => "(withheld: the answer of this operation holds a secret)"

/** Milliseconds to wait before an attempt, or `undefined` when there must be none. */
const delayBefore = (
  attempt: number,
  failure: Failure.Failure,
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

/** What an error says of the operation that it ended. */
export type Failed = Pick<Prepared<never, unknown, unknown>, "operation" | "repeat" | "whenUnknown">

const adviceFor = (endpoint: Failed): string | undefined =>
  endpoint.repeat === "again" ? "Doing it again does no harm" : endpoint.whenUnknown

const fail = (endpoint: Failed, failure: Failure.Failure): Effect.Effect<never, CloudError.CloudError> =>
  Effect.fail(errorOf(endpoint, failure))

/** A failure that nothing will be done about. */
export const errorOf = (endpoint: Failed, failure: Failure.Failure): CloudError.CloudError =>
  new CloudError.CloudError({
    operation: endpoint.operation,
    outcome: failure.outcome,
    repeat: endpoint.repeat,
    reason: failure.reason,
    advice: failure.outcome === "unknown" ? adviceFor(endpoint) : undefined
  })
