/**
 * The pool of connections: an undici `Agent` whose every connection is known here, so
 * that a call that gives up while connecting takes its socket with it.
 */
import { Socket } from "node:net"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type * as Undici from "undici"
import type { Options } from "../NodeTransport.js"
import { longestTimer } from "./longestTimer.js"
import { Agent, buildConnector, Client, Pool } from "./undici.js"
import { type Connection, type Dispatch, Exchange } from "./undiciExchange.js"

/**
 * A pool that is destroyed with the scope: calls in flight then fail with
 * `UND_ERR_DESTROYED`, and no socket, not even a connecting one, is left behind.
 */
export const make = (options: Options): Effect.Effect<Dispatch, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => open(options)),
      ({ agent, connecting }) =>
        Effect.promise(() => {
          const destroyed = agent.destroy()
          // undici lets a socket that is still connecting run into its time-out.
          for (const socket of connecting) socket.destroy()
          return destroyed
        })
    ),
    ({ dispatch }) => dispatch
  )

interface OpenPool {
  readonly agent: Undici.Agent
  readonly connecting: ReadonlySet<Socket>
  readonly dispatch: Dispatch
}

const open = (options: Options): OpenPool => {
  const connections = options.connections ?? 128
  if (!Number.isInteger(connections) || connections < 1) {
    throw new RangeError("NodeTransport: connections must be a whole number of at least 1")
  }
  const keepAliveTimeout = milliseconds("keepAliveTimeout", options.keepAliveTimeout ?? "4 seconds")
  const connectTimeout = milliseconds("connectTimeout", options.connectTimeout ?? "10 seconds")
  const connecting = new Set<Socket>()
  const connector = buildConnector({
    allowH2: false,
    timeout: connectTimeout,
    ...(options.ca === undefined ? {} : { ca: certificates(options.ca) }),
    ...(options.minVersion === undefined ? {} : { minVersion: options.minVersion }),
    ...(options.maxVersion === undefined ? {} : { maxVersion: options.maxVersion })
  })
  const turn = makeTurn()
  const client = (origin: URL) => {
    const connection: Connection = {
      connecting: undefined,
      remoteAddress: undefined,
      responseEnded: turn.responseEnded
    }
    return new PooledClient(connection, origin, {
      connect: connectWith(connector, connection, connecting),
      // More than one request on a connection at once, and undici sends those behind a
      // failed one again.
      pipelining: 1,
      keepAliveTimeout: Math.max(keepAliveTimeout, 1),
      // The call policy above owns the deadlines, and it interrupts; two more clocks
      // could only end a call that is allowed to take longer.
      headersTimeout: 0,
      bodyTimeout: 0
    })
  }
  const agent = new Agent({
    // With HTTP/2, undici sends requests again that a GOAWAY left open.
    allowH2: false,
    factory: (origin) => new Pool(origin, { connections, allowH2: false, factory: client })
  })
  const dispatch: Dispatch = (options, exchange) =>
    turn.whenBack(() => {
      if (!exchange.finished) agent.dispatch(options, exchange)
    })
  return { agent, connecting, dispatch }
}

/**
 * undici gives a connection out again one turn of the event loop after its response. A
 * call that follows another one at once would find none and open a second one, handshake
 * included; so it waits for that turn.
 */
const makeTurn = () => {
  let returning = false
  return {
    responseEnded: () => {
      if (returning) return
      returning = true
      setImmediate(() => {
        returning = false
      })
    },
    whenBack: (send: () => void) => {
      if (returning) setImmediate(send)
      else send()
    }
  }
}

const milliseconds = (name: string, input: Duration.Input): number => {
  const duration = Option.getOrUndefined(Duration.fromInput(input))
  if (duration === undefined || Duration.isNegative(duration)) {
    throw new RangeError(`NodeTransport: ${name} must be a duration that is not negative`)
  }
  return Math.min(Duration.toMillis(duration), longestTimer)
}

/** Node's types want a `Buffer` where any bytes will do. */
const certificates = (ca: NonNullable<Options["ca"]>): Array<string | Buffer> =>
  (typeof ca === "string" || ca instanceof Uint8Array ? [ca] : ca).map((certificate) =>
    typeof certificate === "string" ? certificate : Buffer.from(certificate)
  )

const connectWith =
  (
    connector: Undici.buildConnector.connector,
    connection: Connection,
    connecting: Set<Socket>
  ): Undici.buildConnector.connector =>
  (target, callback) => {
    // Declared as returning nothing, it returns the socket that it opens.
    const opened: unknown = connector(target, (...result) => {
      if (opened instanceof Socket) connecting.delete(opened)
      connection.connecting = undefined
      connection.remoteAddress = result[1]?.remoteAddress
      callback(...result)
    })
    if (opened instanceof Socket) {
      connecting.add(opened)
      connection.connecting = opened
    }
  }

/** One connection of the pool. With no pipelining it holds one request at a time. */
class PooledClient extends Client {
  readonly connection: Connection

  constructor(connection: Connection, origin: URL, options: Undici.Client.Options) {
    super(origin, options)
    this.connection = connection
  }

  /** Returns whether the connection takes another request now. */
  override dispatch(
    options: Undici.Dispatcher.DispatchOptions,
    handler: Undici.Dispatcher.DispatchHandler
  ): boolean {
    if (!(handler instanceof Exchange)) return super.dispatch(options, handler)
    // Given up while it waited in the pool's queue: the connection stays free.
    if (handler.finished) return true
    handler.connection = this.connection
    const free = super.dispatch(options, handler)
    // A request that undici refuses (a line break in a header, say) never occupies the
    // connection, but undici reports it as busy, and nothing would ever free it again.
    return free || (handler.refused && !this.closed && !this.destroyed)
  }
}
