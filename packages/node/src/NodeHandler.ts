/**
 * Web handlers on Node's `http`, and so in Express, Fastify, Koa and everything else that has its requests and
 * responses: mounts `TokenEndpoint`, `VoiceEndpoint` and `StatusEndpoint` of `@aculab-cloud/core`, and any other
 * function from a `Request` to a `Response`. On Node, Deno and Bun.
 *
 * @since 0.1.0
 */
import type { IncomingMessage, ServerResponse } from "node:http"
import { answer } from "./internal/handlerAnswer.js"

/**
 * A handler of web standards, such as `endpoint.handle`.
 *
 * @category models
 * @since 0.1.0
 */
export type Handler = (request: Request) => Response | Promise<Response>

/**
 * How a request of Node becomes one of the web. What is left out has its default.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /**
   * Where clients reach the server, such as `https://app.example.com`: the beginning of `request.url`, whatever
   * a request says. Default: the request's `Host`, which any client can make up, after `https` on a connection
   * with TLS and `http` on any other.
   */
  readonly origin?: string | undefined
  /**
   * Whether a proxy is in front that sets `X-Forwarded-Proto` and `X-Forwarded-Host` itself. Of several values
   * the last counts, which is the nearest proxy's. Has no effect with `origin`. Default: `false`, because
   * without such a proxy the client sets them.
   */
  readonly trustProxy?: boolean | undefined
  /** The longest body that is taken, in bytes, at least 0. A longer one is answered 413. Default: 1,048,576. */
  readonly maxBodyBytes?: number | undefined
  /**
   * Hears of what a handler threw, of an answer that broke off, and of a body that cannot be had any more. The
   * client hears no word of it. Default: `console.error`.
   */
  readonly onError?: ((error: unknown) => void) | undefined
}

/**
 * The options of one answer.
 *
 * @category options
 * @since 0.1.0
 */
export interface RespondOptions extends Options {
  /**
   * What the framework has read of the body: bytes, text, or what it has parsed from JSON or from a plain form.
   * Such as `request.body` of Fastify. Default: `rawBody` or `body` of Node's request where its body has been
   * read, as Express and its relatives leave them there.
   */
  readonly body?: unknown
}

/**
 * Makes a listener for Node's requests of a web handler: for `createServer`, or a route of Express.
 *
 * **Details**
 *
 * The answer is written as it comes, and no faster than the client takes it. When the client goes away,
 * `request.signal` aborts, and the body of the answer is cancelled. A listener never rejects; a handler that does
 * is answered for with 500, and nothing else. A request that the web has no form for, such as one whose `Host` is
 * no host, is answered 400.
 *
 * A body that a framework's parser has read before is taken from there. Where a parser leaves no way back to what
 * was sent, as with uploaded files, the answer is 500 and `onError` hears why: mount the listener in front of it.
 *
 * Options that break a rule throw a `RangeError`: they are a constant of the program.
 *
 * **Example** (A status page on Node's own server)
 *
 * ```ts
 * import { createServer } from "node:http"
 * import * as StatusEndpoint from "@aculab-cloud/core/StatusEndpoint"
 * import * as NodeHandler from "@aculab-cloud/node/NodeHandler"
 * import * as Effect from "effect/Effect"
 *
 * const page = await Effect.runPromise(
 *   StatusEndpoint.make({
 *     onUpdate: (update) => Effect.sync(() => console.log(update.reference, update.state))
 *   })
 * )
 *
 * const server = createServer(NodeHandler.make(page.handle))
 * await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
 * const address = server.address()
 * const port = typeof address === "object" ? address?.port : undefined
 *
 * const update = { msg_ref: "r1", status: "delivered", direction: "send", to: "441908273800", from: "441908273801" }
 * const response = await fetch(`http://127.0.0.1:${port}/status`, { method: "POST", body: JSON.stringify(update) })
 * await Effect.runPromise(page.settled)
 * console.log(response.status)
 * server.close()
 * // => r1 delivered
 * // => 200
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  handler: Handler,
  options: Options = {}
): ((incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>) => {
  check(options)
  return (incoming, outgoing) => answer(incoming, outgoing, handler, options)
}

/**
 * Answers one request of Node with a web handler, as a listener of {@link make} does: for a framework that knows
 * more than the request.
 *
 * **Details**
 *
 * In Fastify: `reply.hijack()`, then `respond(request.raw, reply.raw, handler, { body: request.body })`; it refuses
 * forms before a handler hears of them, unless `@fastify/formbody` is registered. In Koa:
 * `context.respond = false`, then `respond(context.req, context.res, handler, { body: context.request.body })`.
 *
 * **Example** (A token in Express, for the user whom it has signed in)
 *
 * ```ts
 * import { createServer, type IncomingMessage } from "node:http"
 * import * as TokenEndpoint from "@aculab-cloud/core/TokenEndpoint"
 * import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
 * import * as NodeHandler from "@aculab-cloud/node/NodeHandler"
 * import * as Effect from "effect/Effect"
 *
 * await using cloud = NodeCloud.make()
 * const tokens = await cloud.run(
 *   TokenEndpoint.make({
 *     authorise: (_request, user: string | undefined) =>
 *       user === undefined ? Effect.fail("signed-out") : Effect.succeed({ clientId: user })
 *   })
 * )
 *
 * // In Express: app.post("/webrtc-token", (request, response) => NodeHandler.respond(request, response, ...))
 * const userOf = (request: IncomingMessage) => (request.headers.cookie === "session=1" ? "anna.smith" : undefined)
 * const server = createServer((request, response) =>
 *   NodeHandler.respond(request, response, (asked) => tokens.handle(asked, userOf(request)))
 * )
 * await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
 * const address = server.address()
 * const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/webrtc-token`
 *
 * for (const cookie of ["", "session=1"]) {
 *   const response = await fetch(url, { method: "POST", headers: { cookie } })
 *   console.log(response.status, Object.keys(await response.json()))
 * }
 * server.close()
 * // => 401 ["error"]
 * // => 200 ["token","expiresAt","expiresIn"]
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const respond = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handler: Handler,
  options: RespondOptions = {}
): Promise<void> => {
  check(options)
  return answer(incoming, outgoing, handler, options)
}

const check = ({ origin, maxBodyBytes = 0 }: Options): void => {
  if (origin !== undefined && !(URL.canParse(origin) && isOrigin(new URL(origin), origin))) {
    throw new RangeError("NodeHandler.origin must be an origin such as https://app.example.com")
  }
  if (!Number.isSafeInteger(maxBodyBytes) || maxBodyBytes < 0) {
    throw new RangeError("NodeHandler.maxBodyBytes must be a whole number of at least 0")
  }
}

const isOrigin = (url: URL, text: string): boolean => /^https?:$/.test(url.protocol) && url.origin === text
