/**
 * A page for the cloud's message updates, as a web-standard handler: mount it in Hono,
 * Next, Deno.serve, Bun.serve, a worker, or anything else that speaks `Request` and
 * `Response`; in Express and on Node's `http` with `NodeHandler` of `@aculab-cloud/node`.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { isSecret } from "./internal/credentials.js"
import { wasReadWords } from "./internal/requestBody.js"
import * as MessageUpdates from "./MessageUpdates.js"

/**
 * What is done with an update, and who may send one.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options<E, R, Context extends ReadonlyArray<unknown> = []>
  extends MessageUpdates.RequestOptions {
  /**
   * What to do with an update. It runs after the answer, on its own: the cloud does not
   * wait for it, and may be gone: what was handed over is dealt with all the same. What it
   * fails with is logged. What `handle` is given behind the platform comes behind the update
   * here, such as the customer whose page it is.
   */
  readonly onUpdate: (
    update: MessageUpdates.MessageUpdate,
    ...context: Context
  ) => Effect.Effect<unknown, E, R>
  /** How long a caller may take to send its body. Default: 10 seconds. */
  readonly bodyTimeout?: Duration.Input | undefined
}

/**
 * What a platform knows of one request. A worker ends with its answer unless it is told
 * to wait: give it the worker's own context, such as the third parameter of `fetch`. A
 * `waitUntil` that is taken off its context does not work, and is logged.
 *
 * @category models
 * @since 0.1.0
 */
export interface Platform {
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined
}

/**
 * A status page: a web handler that takes updates of messages. `Context` is what `onUpdate` is
 * given besides the update: by default nothing.
 *
 * @category models
 * @since 0.1.0
 */
export interface StatusEndpoint<Context extends ReadonlyArray<unknown> = []> {
  /**
   * Answers one request. Never rejects.
   *
   * - 200 with an empty body: the update was understood and handed over.
   * - 400: not an update. 401: credentials missing or wrong. 405: neither GET nor POST.
   * - 408: the body took too long. 413: the body is too long.
   *
   * That somebody has read the body before (400) is logged, and that `waitUntil` has thrown, after which the answer is as usual.
   */
  readonly handle: (request: Request, platform?: Platform, ...context: Context) => Promise<Response>
  /** Waits until every update that was handed over is dealt with. For a clean shut-down. */
  readonly settled: Effect.Effect<void>
}

/**
 * Makes a status page that hands updates to an effect.
 *
 * **Details**
 *
 * The effect's services are taken from where the page is made. An update is acknowledged
 * as soon as it is decoded: whether the cloud would send it again is not documented, so
 * do not rely on it. Credentials with an empty password throw a `RangeError`: it was forgotten, and anybody
 * could show it.
 *
 * **Example** (Print each update)
 *
 * ```ts
 * import * as StatusEndpoint from "@aculab-cloud/core/StatusEndpoint"
 * import * as Effect from "effect/Effect"
 *
 * const page = await Effect.runPromise(
 *   StatusEndpoint.make({
 *     onUpdate: (update) => Effect.sync(() => console.log(update.reference, update.state))
 *   })
 * )
 *
 * const update = { msg_ref: "r1", status: "delivered", direction: "send", to: "441908273800", from: "441908273801" }
 * const response = await page.handle(
 *   new Request("https://example.com/status", { method: "POST", body: JSON.stringify(update) })
 * )
 * await Effect.runPromise(page.settled)
 * console.log(response.status)
 * // => r1 delivered
 * // => 200
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <E = never, R = never, Context extends ReadonlyArray<unknown> = []>(
  options: Options<E, R, Context>
): Effect.Effect<StatusEndpoint<Context>, never, R> => {
  if (options.credentials !== undefined && !isSecret(options.credentials.password)) {
    throw new RangeError("StatusEndpoint.credentials must have a password that is not empty")
  }
  return Effect.map(Effect.context<R>(), (context) => {
    const run = Effect.runPromiseWith(context)
    const running = new Set<Promise<void>>()
    const handOver = (update: MessageUpdates.MessageUpdate, given: Context): Promise<void> => {
      const work = run(dealWith(options, update, given)).finally(() => running.delete(work))
      running.add(work)
      return work
    }
    return {
      handle: (request, platform, ...given) =>
        run(
          Effect.matchEffect(receive(request, options), {
            onFailure: (status) => Effect.succeed(new Response(null, { status, headers: headersOf(status) })),
            onSuccess: (update) => {
              const work = handOver(update, given)
              return Effect.sync(() => platform?.waitUntil?.(work)).pipe(
                Effect.catchDefect((thrown) =>
                  Effect.logError("The platform cannot be told to wait", thrown)
                ),
                Effect.as(new Response(null, { status: 200 }))
              )
            }
          })
        ),
      settled: Effect.promise(() => Promise.all(running))
    }
  })
}

const dealWith = <E, R, Context extends ReadonlyArray<unknown>>(
  options: Options<E, R, Context>,
  update: MessageUpdates.MessageUpdate,
  given: Context
): Effect.Effect<void, never, R> =>
  Effect.suspend(() => options.onUpdate(update, ...given)).pipe(
    Effect.withSpan("aculab.StatusEndpoint.onUpdate", {
      kind: "server",
      attributes: { "aculab.message.state": update.state, "aculab.message.direction": update.direction }
    }),
    Effect.catchCause((cause) => Effect.logError("A message update was not dealt with", cause)),
    Effect.asVoid
  )

/** The update, or the HTTP status that refuses the request. */
const receive = (
  request: Request,
  options: MessageUpdates.RequestOptions & { readonly bodyTimeout?: Duration.Input | undefined }
): Effect.Effect<MessageUpdates.MessageUpdate, number> =>
  MessageUpdates.fromRequest(request, options).pipe(
    // The program's own mistake. What others send is refused without a word, or they could fill a log.
    Effect.tapError(({ message }) =>
      message === wasReadWords ? Effect.logError(`StatusEndpoint: ${message}`) : Effect.void
    ),
    Effect.mapError((error) => statusOf[error.problem]),
    Effect.timeoutOrElse({ duration: options.bodyTimeout ?? "10 seconds", orElse: () => Effect.fail(408) })
  )

const statusOf: Readonly<Record<MessageUpdates.InvalidUpdate["problem"], number>> = {
  credentials: 401,
  method: 405,
  "too-long": 413,
  unreadable: 400,
  malformed: 400
}

const headersOf = (status: number): Record<string, string> => {
  if (status === 401) return { "www-authenticate": 'Basic realm="status updates", charset="UTF-8"' }
  return status === 405 ? { allow: "GET, POST" } : {}
}
