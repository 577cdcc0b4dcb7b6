/**
 * The one way of calling the cloud: check, send, decide, try again or end. Every
 * operation goes through here.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Result from "effect/Result"
import * as Tracer from "effect/Tracer"
import { type CallPolicy, CurrentCallPolicy } from "../CallPolicy.js"
import type { CloudAccount } from "../CloudAccount.js"
import * as CloudError from "../CloudError.js"
import { secretsOf } from "./credentials.js"
import type { Encoded, Operation, Prepared } from "./endpoint.js"
import { exchangeWithin } from "./exchangeWithin.js"
import * as Failure from "./failure.js"
import type { WireRequest, WireResponse } from "./http.js"
import { describeCall, describeFailure, type Listener, nobody } from "./listener.js"
import { requestOf } from "./wireRequest.js"

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
  return Effect.contextWith((context: Context.Context<Credential | R>) => {
    // The tracer that is there by default keeps its spans to itself.
    if (Context.getOrUndefined(context, Tracer.Tracer) === undefined) {
      return begin(endpoint, input, attempt, context, nobody)
    }
    return Effect.useSpan(
      `aculab.${endpoint.operation}`,
      { kind: "client", attributes: { "aculab.operation": endpoint.operation } },
      (span) =>
        begin(endpoint, input, attempt, context, span).pipe(
          Effect.map((answer) => {
            span.attribute("aculab.outcome", "done")
            return answer
          }),
          Effect.mapError((error) => {
            describeFailure(span, error)
            return error
          })
        )
    )
  })
}

/** Checks the input, and begins with the attempts. */
const begin = <Input extends object, Output, Credential, A, R>(
  endpoint: Prepared<Input, Output, Credential>,
  input: Input,
  attempt: Attempt<Input, Output, Credential, A, R>,
  context: Context.Context<Credential | R>,
  span: Listener
): Effect.Effect<A, CloudError.CloudError, R> => {
  const clock = Context.get(context, Clock.Clock)
  const now = clock.currentTimeMillisUnsafe()
  const encoded = endpoint.encode(input, now)
  if (Result.isFailure(encoded)) {
    return fail(endpoint, { reason: encoded.failure, outcome: "not-sent", transient: false })
  }
  const caller = Context.get(context, endpoint.credential)
  const policy = Context.get(context, CurrentCallPolicy)
  if (span !== nobody) describeCall(span, endpoint, caller)
  const excerpt = Failure.excerptWithout(() => [...secretsOf(caller), ...encoded.success.secrets()])
  const { fields } = encoded.success
  const request = requestOf(endpoint, caller, encoded.success)
  const deadline = now + Duration.toMillis(policy.deadline)
  return attemptUntil(
    { endpoint, request, fields, policy, span, excerpt },
    attempt,
    { clock, deadline, mayHaveActed: false },
    1
  )
}

/** One call under way. */
export interface Call<Input, Output, Credential> {
  readonly endpoint: Prepared<Input, Output, Credential>
  readonly request: WireRequest
  /** What `request` says as a form, for those who say it in another way. */
  readonly fields: Encoded["fields"]
  readonly policy: CallPolicy
  readonly span: Listener
  readonly excerpt: Failure.Excerpt
}

/** What one attempt does, with the milliseconds that are left of the whole call. */
type Attempt<Input, Output, Credential, A, R> = (
  call: Call<Input, Output, Credential>,
  left: number
) => Effect.Effect<A, Failure.Failure, R>

interface Loop {
  readonly clock: Clock.Clock
  readonly deadline: number
  /** An attempt has ended as unknown: when a later one is refused, it may still have done its work. */
  readonly mayHaveActed: boolean
}

/** The loop. An attempt that goes well costs nothing but itself. */
const attemptUntil = <Input, Output, Credential, A, R>(
  call: Call<Input, Output, Credential>,
  attemptOnce: Attempt<Input, Output, Credential, A, R>,
  loop: Loop,
  attempt: number
): Effect.Effect<A, CloudError.CloudError, R> => {
  call.span.attribute("aculab.attempts", attempt)
  if (attempt > 1) call.span.attribute("http.request.resend_count", attempt - 1)
  const left = loop.deadline - loop.clock.currentTimeMillisUnsafe()
  return Effect.catch(attemptOnce(call, left), (failure) =>
    afterFailure(call, attemptOnce, loop, attempt, failure)
  )
}

const afterFailure = <Input, Output, Credential, A, R>(
  call: Call<Input, Output, Credential>,
  attemptOnce: Attempt<Input, Output, Credential, A, R>,
  { clock, deadline, ...loop }: Loop,
  attempt: number,
  failure: Failure.Failure
): Effect.Effect<A, CloudError.CloudError, R> => {
  const { endpoint, policy, span } = call
  const mayHaveActed = loop.mayHaveActed || (failure.outcome === "unknown" && endpoint.repeat !== "read")
  const end = () => fail(endpoint, mayHaveActed ? { ...failure, outcome: "unknown" } : failure)
  const left = () => deadline - clock.currentTimeMillisUnsafe()
  return Effect.flatMap(Failure.delayBefore(attempt + 1, failure, policy), (delay) => {
    if (!Failure.mayRepeat(endpoint.repeat, failure) || delay === undefined || delay >= left()) return end()
    span.event("aculab.retry", clock.currentTimeNanosUnsafe(), {
      "error.type": failure.reason._tag,
      "aculab.attempt": attempt,
      "aculab.delay_ms": Math.round(delay)
    })
    // A machine that slept meanwhile wakes up too late: what would be begun now would be broken off at once.
    return Effect.flatMap(Effect.sleep(delay), () =>
      left() > 0 ? attemptUntil(call, attemptOnce, { clock, deadline, mayHaveActed }, attempt + 1) : end()
    )
  })
}

/** The usual attempt: the whole answer, decoded, within the limits of the policy. */
export const answerWithin = <Input, Output, Credential>(
  call: Call<Input, Output, Credential>,
  left: number
): Effect.Effect<Answered<Output>, Failure.Failure, HttpClient.HttpClient> =>
  Effect.flatMap(
    Effect.mapError(exchangeWithin(call.request, limitOf(call.policy, left)), (problem) =>
      problem.during === "waiting"
        ? timedOut(call.policy, left)
        : Failure.fromTransport(problem, call.excerpt)
    ),
    (response) =>
      isGood(call, response)
        ? Effect.fromResult(decode(call.endpoint, response, call.excerpt))
        : refused(call, response)
  )

/** How long an attempt may take: its own time, or what is left of the whole call. */
const limitOf = (policy: CallPolicy, left: number): number =>
  Math.min(Duration.toMillis(policy.attemptTimeout), Math.max(0, left))

const timedOut = (policy: CallPolicy, left: number): Failure.Failure =>
  Failure.timedOut(left < Duration.toMillis(policy.attemptTimeout) ? "call" : "attempt", policy)

/** Ends an attempt when its own time is over, or that of the whole call. */
export const withinLimits =
  (policy: CallPolicy, left: number) =>
  <A, R>(effect: Effect.Effect<A, Failure.Failure, R>): Effect.Effect<A, Failure.Failure, R> =>
    Effect.timeoutOrElse(effect, {
      duration: limitOf(policy, left),
      orElse: () => Effect.fail(timedOut(policy, left))
    })

/** The answer, if its HTTP status is a good one. */
export const accepted = <Input, Output, Credential>(
  call: Call<Input, Output, Credential>,
  response: WireResponse
): Effect.Effect<WireResponse, Failure.Failure> =>
  isGood(call, response) ? Effect.succeed(response) : refused(call, response)

const isGood = <Input, Output, Credential>(
  { span }: Call<Input, Output, Credential>,
  { status }: WireResponse
): boolean => {
  span.attribute("http.response.status_code", status)
  return status >= 200 && status < 300
}

const refused = <Input, Output, Credential>(
  { excerpt }: Call<Input, Output, Credential>,
  response: WireResponse
): Effect.Effect<never, Failure.Failure> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => Effect.fail(Failure.fromStatus(response, excerpt, now)))

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
    if (response.cut === true) return unexpected("it is longer than any answer can be")
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
export const withheld: Failure.Excerpt = () => "(withheld: it holds a secret)"

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
