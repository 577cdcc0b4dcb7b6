/**
 * A handler for requests of one's own pages: who asks, from where, how often, and an answer that tells a page no
 * more than it needs.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { BrowserEndpoint, CommonOptions, Refusal } from "../BrowserEndpoint.js"
import type { CloudError } from "../CloudError.js"
import * as RateLimit from "../RateLimit.js"
import { checkCors, corsHeaders, isForeign, preflight } from "./endpointCors.js"

/** An answer that is not the one that was asked for. */
export interface Refused {
  readonly status: number
  readonly error: string
  readonly headers?: Readonly<Record<string, string>>
}

export const refuse = (
  status: number,
  error: string,
  headers: Readonly<Record<string, string>> = {}
): Effect.Effect<never, Refused> => Effect.fail({ status, error, headers })

/** What one endpoint is about. */
export interface Task<Authorised, R, Context extends ReadonlyArray<unknown>> {
  /** The module, such as `VoiceEndpoint`. */
  readonly name: string
  readonly authorise: (request: Request, ...context: Context) => Effect.Effect<Authorised, Refusal, R>
  /** Whom the rate is counted for. */
  readonly whom: (authorised: Authorised) => string
  /** The body of the answer. It is made after the rate was counted. */
  readonly respond: (request: Request, authorised: Authorised) => Effect.Effect<object, Refused, R>
}

/** The task's services are taken from where the endpoint is made. */
export const makeEndpoint = <Authorised, R, Context extends ReadonlyArray<unknown>>(
  options: CommonOptions,
  task: Task<Authorised, R, Context>
): Effect.Effect<BrowserEndpoint<Context>, never, R> =>
  Effect.map(Effect.context<R>(), (context) => {
    checkCors(options.cors)
    const run = Effect.runPromiseWith(context)
    const rateLimit = options.rateLimit ?? RateLimit.make({ requests: 10, per: "1 minute" })
    const answer = (request: Request, given: Context): Effect.Effect<object, Refused, R> =>
      Effect.gen(function* () {
        if (isForeign(request, options.cors)) return yield* refuse(403, "origin-not-allowed")
        if (request.method !== "POST") return yield* refuse(405, "method-not-allowed", { allow: "POST" })
        const authorised = yield* Effect.mapError(
          Effect.suspend(() => task.authorise(request, ...given)),
          refusalOf
        )
        const decision = yield* rateLimit(task.whom(authorised))
        if (!decision.allowed) {
          const seconds = Math.max(1, Math.ceil(Duration.toSeconds(decision.retryAfter)))
          return yield* refuse(429, "rate-limited", { "retry-after": String(seconds) })
        }
        return yield* task.respond(request, authorised)
      })
    return {
      handle: (request, ...given) => {
        const allowed = preflight(request, options.cors)
        if (allowed !== undefined) return Promise.resolve(allowed)
        return run(
          Effect.raceFirst(clientGone(request.signal), answer(request, given)).pipe(
            Effect.timeoutOrElse({
              duration: options.timeout ?? "30 seconds",
              orElse: () => refuse(504, "timed-out")
            }),
            Effect.match({
              onSuccess: (body) => ({ status: 200, body, headers: {} }),
              onFailure: ({ status, error, headers }) => ({ status, body: { error }, headers })
            }),
            // A defect is the program's own, and the page has no use for it.
            Effect.catchCause((cause) =>
              Effect.as(Effect.logError(`${task.name} could not answer`, cause), {
                status: 500,
                body: { error: "internal-error" },
                headers: {}
              })
            ),
            Effect.tap(({ status }) => Effect.annotateCurrentSpan("http.response.status_code", status)),
            Effect.map(({ status, body, headers }) =>
              json(status, body, { ...corsHeaders(request, options.cors), ...headers })
            ),
            Effect.withSpan(`aculab.${task.name}.handle`, { kind: "server" })
          )
        )
      }
    }
  })

/** Ends what is done for a client that has gone. The status is nginx' own, for the span: nobody reads the answer. */
const clientGone = (signal: AbortSignal): Effect.Effect<never, Refused> =>
  Effect.callback((resume) => {
    const leave = () => resume(refuse(499, "client-gone"))
    if (signal.aborted) return leave()
    signal.addEventListener("abort", leave)
    return Effect.sync(() => signal.removeEventListener("abort", leave))
  })

const refusalOf = (refusal: Refusal): Refused =>
  refusal === "signed-out" ? { status: 401, error: refusal } : { status: 403, error: "forbidden" }

const json = (status: number, body: object, headers: Readonly<Record<string, string>>): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: {
      ...headers,
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff"
    }
  })

/** What a page is told of a failed call, and the log in full. An error of this SDK holds no secret. */
export const cloudFailed = (task: string, error: CloudError): Effect.Effect<never, Refused> =>
  Effect.andThen(Effect.logError(`${task} got no answer from the cloud`, error), told(error))

const told = ({ reason }: CloudError): Effect.Effect<never, Refused> => {
  switch (reason._tag) {
    case "InvalidInput":
      // The server decided the input, or let it pass.
      return refuse(500, "internal-error")
    case "RateLimited":
    case "Unavailable":
    case "TransportFailure":
    case "Timeout":
      return refuse(503, "cloud-unavailable")
    default:
      return refuse(502, "cloud-refused")
  }
}
