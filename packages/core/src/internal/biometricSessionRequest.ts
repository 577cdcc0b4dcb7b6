/**
 * The browser's half of `VoiceEndpoint`: asks one's own backend for a session.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { SessionRequest } from "../BiometricSocketOptions.js"
import { CurrentCallPolicy } from "../CallPolicy.js"
import type { CloudError } from "../CloudError.js"
import { type SocketOperation, StreamSession } from "../StreamSession.js"
import { isThisMachine } from "./address.js"
import { answeredUrlRule } from "./biometricSocketUrl.js"
import { errorOf, type Failed, withheld } from "./call.js"
import { invalidInput, type Problem, problemsOf, wordsOf } from "./endpoint.js"
import * as Failure from "./failure.js"
import { exchange, textBody, type WireResponse } from "./http.js"

const asking: Failed = { operation: "BiometricSocket.sessionFrom", repeat: "read" }

/** One attempt: what to do about a refusal of one's own backend is the page's to decide. */
export const requestSession = <Operation extends SocketOperation>(
  endpoint: string | URL,
  { operation, headers = {}, ...settings }: SessionRequest<Operation>
): Effect.Effect<StreamSession<Operation>, CloudError, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const url = addressOf(endpoint)
    const problem = endpointProblem(url) ?? headersProblem(headers)
    if (url === undefined || problem !== undefined) return yield* refuse(problem ?? noAddress)
    const sent = Object.entries(headers).map(([name, value]): [string, string] => [
      name.toLowerCase(),
      Redacted.isRedacted(value) ? Redacted.value(value) : value
    ])
    const excerpt = Failure.excerptWithout(() =>
      sent.map(([, value]) => value).filter((value) => value !== "")
    )
    const policy = yield* CurrentCallPolicy
    const response = yield* exchange({
      method: "POST",
      url: url.href,
      headers: { accept: "application/json", ...Object.fromEntries(sent) },
      body: textBody(JSON.stringify({ operation, ...settings }), "application/json")
    }).pipe(
      Effect.mapError((problem) => Failure.fromTransport(problem, excerpt)),
      Effect.timeoutOrElse({
        duration: policy.attemptTimeout,
        orElse: () => Effect.fail(Failure.timedOut("attempt", policy))
      })
    )
    if (response.status < 200 || response.status > 299) {
      const now = yield* Clock.currentTimeMillis
      return yield* Effect.fail(Failure.fromStatus(inTheCloudsForm(response), excerpt, now))
    }
    const session = sessionIn(response, url, operation)
    return yield* Effect.fromResult(
      Result.mapError(session, (problem) => Failure.unexpected(response, problem, withheld))
    )
  }).pipe(
    Effect.mapError((failure) => errorOf(asking, failure)),
    Effect.withSpan(`aculab.${asking.operation}`, {
      kind: "client",
      attributes: { "aculab.operation": asking.operation, "aculab.biometrics.operation": operation }
    })
  )

const refuse = (problem: Problem): Effect.Effect<never, Failure.Failure> =>
  Effect.fail({ reason: invalidInput([problem]), outcome: "not-sent", transient: false })

/** A page may name its own backend by a path. */
const addressOf = (endpoint: string | URL): URL | undefined => {
  const base = globalThis.location?.href
  return URL.canParse(endpoint, base) ? new URL(endpoint, base) : undefined
}

const noAddress: Problem = { field: "endpoint", rule: "must be an http or https URL" }

/** What says who is signed in goes in the clear to this machine only, or where the page itself came from in the clear. */
const endpointProblem = (url: URL | undefined): Problem | undefined => {
  if (url === undefined || !/^https?:$/.test(url.protocol)) return noAddress
  if (url.username !== "" || url.password !== "") {
    return { field: "endpoint", rule: "must not hold a user name or password" }
  }
  const isPrivate =
    url.protocol === "https:" || isThisMachine(url) || url.origin === globalThis.location?.origin
  return isPrivate
    ? undefined
    : { field: "endpoint", rule: "must start with https://, be on this machine, or where the page came from" }
}

/** What HTTP allows: a line break would begin a header of its own. */
const headersProblem = (headers: NonNullable<SessionRequest["headers"]>): Problem | undefined => {
  const isAllowed = ([name, value]: readonly [string, string | Redacted.Redacted<string>]) =>
    /^[\w!#$%&'*+.^`|~-]+$/.test(name) &&
    /^[\t\x20-\x7e\x80-\xff]*$/.test(Redacted.isRedacted(value) ? Redacted.value(value) : value)
  return Object.entries(headers).every(isAllowed)
    ? undefined
    : { field: "headers", rule: "must have names and values that HTTP allows, in one line" }
}

/** `{ "error": "rate-limited" }` of a `VoiceEndpoint`, as the cloud says it. */
const inTheCloudsForm = (response: WireResponse): WireResponse => {
  const body = parsed(response.text)
  return Predicate.hasProperty(body, "error") && Predicate.isString(body.error)
    ? { ...response, text: JSON.stringify({ error: { code: body.error } }) }
    : response
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isOf = <Operation extends SocketOperation>(
  session: StreamSession,
  operation: Operation
): session is StreamSession<Operation> => session.operation === operation

const sessionIn = <Operation extends SocketOperation>(
  response: WireResponse,
  asked: URL,
  operation: Operation
): Result.Result<StreamSession<Operation>, string> => {
  const decoded = Schema.decodeUnknownResult(StreamSession())(
    response.cut ? undefined : parsed(response.text)
  )
  if (Result.isFailure(decoded)) {
    return Result.fail(`it is not a session: ${wordsOf(problemsOf(decoded.failure.issue))}`)
  }
  const session = decoded.success
  const rule = answeredUrlRule(Redacted.value(session.url), () => asked.protocol === "http:")
  if (rule !== undefined) return Result.fail(`its URL ${rule}`)
  return isOf(session, operation)
    ? Result.succeed(session)
    : Result.fail("it is a session of another operation")
}
