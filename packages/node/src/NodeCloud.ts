/**
 * Aculab Cloud on Node, Bun and Deno: the account and a pooled transport as one layer,
 * and the same for programs that use promises.
 *
 * @since 0.1.0
 */
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Cause from "effect/Cause"
import type * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { accountOfEnvironment } from "./internal/environment.js"
import * as NodeTransport from "./NodeTransport.js"

/**
 * What the operations of `@aculab-cloud/core` need.
 *
 * @category models
 * @since 0.1.0
 */
export type Cloud = CloudAccount.CloudAccount | HttpClient.HttpClient

/**
 * A layer of the account and a pooled transport.
 *
 * **Example** (Send an SMS on Node)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Messages from "@aculab-cloud/core/Messages"
 * import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.gen(function* () {
 *   const references = yield* Messages.send({ to: "441908273800", from: "441908273801", content: "Hello" })
 *   return references.length
 * }).pipe(Effect.provide(NodeCloud.layerConfig))
 *
 * console.log(await Effect.runPromise(program))
 * // => 1
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  options: CloudAccount.Options & { readonly transport?: NodeTransport.Options | undefined }
): Layer.Layer<Cloud, CloudError> =>
  Layer.merge(CloudAccount.layer(options), NodeTransport.layerWith(options.transport ?? {}))

/**
 * The same with the account of the configuration: `ACULAB_CLOUD_ID`, `ACULAB_USERNAME`,
 * `ACULAB_API_ACCESS_KEY`, and optionally `ACULAB_BASE_URL` and `ACULAB_ALLOW_PLAIN_HTTP`.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerConfig: Layer.Layer<Cloud, CloudError | Config.ConfigError> = Layer.merge(
  CloudAccount.layerConfig,
  NodeTransport.layer
)

/**
 * What names an account, and how calls travel.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options extends CloudAccount.Options {
  readonly transport?: NodeTransport.Options | undefined
}

/**
 * Runs operations for programs that use promises.
 *
 * @category models
 * @since 0.1.0
 */
export interface NodeCloud extends AsyncDisposable {
  /**
   * Runs an operation. The promise rejects with what the operation fails with, a
   * `CloudError`; of the functions that work on disk also a `FileError`. When the signal
   * aborts, the call stops, its socket is closed, and the promise rejects with the signal's
   * reason: whether the cloud has acted is then unknown.
   */
  readonly run: <A, E>(
    operation: Effect.Effect<A, E, Cloud>,
    options?: { readonly signal?: AbortSignal | undefined }
  ) => Promise<A>
  /**
   * A stream, such as `Messages.follow`, for `for await`. Leaving the loop stops it. When the
   * signal aborts, the loop throws the signal's reason, also while it waits.
   */
  readonly iterate: <A, E>(
    stream: Stream.Stream<A, E, Cloud>,
    options?: { readonly signal?: AbortSignal | undefined }
  ) => AsyncIterable<A>
  /**
   * Closes every connection. Operations and loops that are under way are interrupted, and
   * what is run after it rejects: both with an `Error` that is no `CloudError`.
   */
  readonly dispose: () => Promise<void>
}

/**
 * A cloud for promises. Nothing happens before the first `run`; options that break a
 * rule make it reject with a `CloudError`. Without options the account comes from the
 * environment: `ACULAB_CLOUD_ID`, `ACULAB_USERNAME`, `ACULAB_API_ACCESS_KEY`, and if they are set
 * `ACULAB_BASE_URL` and `ACULAB_ALLOW_PLAIN_HTTP`. No other variable is read. What is missing makes it
 * reject with a `CloudError`, too, which names the variable.
 *
 * **Example** (Without writing Effect)
 *
 * ```ts
 * import * as Messages from "@aculab-cloud/core/Messages"
 * import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
 *
 * await using cloud = NodeCloud.make()
 *
 * const references = await cloud.run(
 *   Messages.send({ to: "441908273800", from: "441908273801", content: "Hello" })
 * )
 * console.log(references.length)
 * // => 1
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options?: Options): NodeCloud => {
  const runtime = ManagedRuntime.make<Cloud, CloudError>(
    options === undefined ? Layer.merge(accountOfEnvironment, NodeTransport.layer) : layer(options)
  )
  let isDisposed = false
  // One promise a run: effect's own, awaited in an async function, would make more of them.
  const run: Run = <A, E>(operation: Effect.Effect<A, E, Cloud>, signal: AbortSignal | undefined) =>
    new Promise<A>((resolve, reject) => {
      signal?.throwIfAborted()
      // The runtime would reject with a text, which has neither a message nor a stack.
      if (isDisposed) throw new Error("this NodeCloud has been disposed of")
      const fiber = runtime.runFork(operation, signal === undefined ? undefined : { signal })
      fiber.addObserver((exit) => {
        if (Exit.isSuccess(exit)) resolve(exit.value)
        else if (signal?.aborted === true && Cause.hasInterruptsOnly(exit.cause)) reject(signal.reason)
        else reject(Cause.squash(exit.cause))
      })
    })
  const dispose = () => {
    isDisposed = true
    return runtime.dispose()
  }
  return {
    run: (operation, options) => run(operation, options?.signal),
    iterate: (stream, options) => iterateWith(run, stream, options?.signal),
    dispose,
    [Symbol.asyncDispose]: dispose
  }
}

type Run = <A, E>(operation: Effect.Effect<A, E, Cloud>, signal: AbortSignal | undefined) => Promise<A>

/** Each pull is an operation of its own, so that it ends with the signal, and with the runtime. */
async function* iterateWith<A, E>(
  run: Run,
  stream: Stream.Stream<A, E, Cloud>,
  signal: AbortSignal | undefined
): AsyncGenerator<A, void, undefined> {
  const scope = Scope.makeUnsafe()
  try {
    const pull = await run(Scope.provide(Stream.toPull(stream), scope), signal)
    const next = Pull.matchEffect(pull, {
      onSuccess: (values) => Effect.succeed(Option.some(values)),
      onFailure: Effect.failCause,
      onDone: () => Effect.succeedNone
    })
    for (;;) {
      const values = await run(next, signal)
      if (Option.isNone(values)) return
      for (const value of values.value) {
        signal?.throwIfAborted()
        yield value
      }
    }
  } finally {
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }
}
