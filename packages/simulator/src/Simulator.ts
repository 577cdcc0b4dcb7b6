/**
 * A local Aculab Cloud: state, time and faults behind one `fetch`.
 *
 * It is written from the wire reference, not from any client, so that it finds a client's mistakes.
 */
import type { Answer } from "./Answer.js"
import { Clock, type ManualClock } from "./Clock.js"
import type { Faults } from "./Faults.js"
import type { Files } from "./Files.js"
import { orAborted, untilAborted } from "./internal/abort.js"
import { connectionError } from "./internal/connectionErrors.js"
import { makeFaults } from "./internal/faultQueue.js"
import { makeFiles } from "./internal/fileStore.js"
import { type Exchange, makeHandler } from "./internal/handler.js"
import { makeMessageEngine } from "./internal/messageEngine.js"
import { fetchFollowing } from "./internal/redirects.js"
import { makeStatusUpdates } from "./internal/statusUpdates.js"
import type { Message, MessageDelays, Messages, StatusPage, StatusUpdate } from "./Messages.js"
import type { RecordedRequest } from "./RecordedRequest.js"

export type { Answer } from "./Answer.js"
export type { RecordedRequest } from "./RecordedRequest.js"

/** The account that the simulator knows. Requests with other credentials get 401. */
export interface SimulatedAccount {
  /** Three numbers, such as `1-2-0`. */
  readonly cloudId: string
  readonly username: string
  readonly apiAccessKey: string
}

/** What happens inside, as it happens: for logs. */
export type SimulatorEvent =
  /** A request was answered, or broken: then `request.status` is undefined. */
  | { readonly kind: "request"; readonly request: RecordedRequest }
  /** A message is new, or its status changed. */
  | { readonly kind: "message"; readonly message: Message }
  /** A status update is over. */
  | { readonly kind: "update"; readonly update: StatusUpdate }

export interface SimulatorOptions {
  /** Default `1-2-0`. */
  readonly cloudId?: string
  /** Default `you@example.com`. */
  readonly username?: string
  /** Default `simulator-api-access-key`. */
  readonly apiAccessKey?: string
  /** The account's numbers. If given, messages are sent from and received at these only. Default: any number. */
  readonly numbers?: readonly string[]
  /** Default: `Clock.manual()`, which moves only when a test says so. */
  readonly clock?: Clock
  /**
   * How status updates go out. Default `globalThis.fetch`. The request's signal ends it after `updateTimeout`, and
   * when the simulator is closed. It must not wait for the manual clock, which waits for it.
   */
  readonly deliver?: (request: Request) => Promise<Response>
  /** How long a page may take to answer a status update, in milliseconds of real time. Default 10 000 (I). */
  readonly updateTimeout?: number
  /** Which page hears of received messages. Default: none. */
  readonly notificationPage?: StatusPage
  /** How long messages take. Default: 1 s to the carrier, 1 s more to be sent, 2 s more to be delivered. */
  readonly delays?: Partial<MessageDelays>
  /** Called as things happen. It must not throw. */
  readonly observe?: (event: SimulatorEvent) => void
}

/** A running simulator. All times are milliseconds since the epoch, of its own clock. */
export interface Simulator<TheClock extends Clock = Clock> {
  readonly account: SimulatedAccount
  /**
   * The whole HTTP side, with the signature of the global `fetch`. Only the path of the URL matters, the host does
   * not. A broken connection rejects as it does in Node: a TypeError with a cause that has a `code`. The signal of
   * the request ends whatever stalls.
   */
  readonly fetch: (input: Request | string | URL, init?: RequestInit) => Promise<Response>
  /** What becomes of a request, for those who own a connection and can break it for real. */
  readonly handle: (request: Request) => Promise<Answer>
  readonly clock: TheClock
  readonly faults: Faults
  /** Everything that arrived, in order of arrival. */
  readonly requests: readonly RecordedRequest[]
  /** How many requests for this path arrived. */
  readonly count: (path: string) => number
  /** Forgets the recorded requests, nothing else. */
  readonly clearRequests: () => void
  readonly messages: Messages
  readonly files: Files
  /** Resolves when no status update is on its way. */
  readonly settled: () => Promise<void>
  /** Ends everything: the clock's timers, status updates, stalled requests. Requests are refused from then on. */
  readonly close: () => void
}

const defaultDelays: MessageDelays = { submitted: 1000, sent: 1000, delivered: 2000 }

const start = <TheClock extends Clock>(options: SimulatorOptions, clock: TheClock): Simulator<TheClock> => {
  const account: SimulatedAccount = {
    cloudId: options.cloudId ?? "1-2-0",
    username: options.username ?? "you@example.com",
    apiAccessKey: options.apiAccessKey ?? "simulator-api-access-key"
  }
  if (!/^\d+-\d+-\d+$/.test(account.cloudId)) {
    throw new TypeError(`a cloud id is three numbers, such as 1-2-0, not ${account.cloudId}`)
  }
  const observe = options.observe ?? (() => {})
  const closing = new AbortController()
  const files = makeFiles(clock)
  const faults = makeFaults()
  const requests: RecordedRequest[] = []
  const messages = makeMessageEngine({
    clock,
    files,
    delays: { ...defaultDelays, ...options.delays },
    numbers: options.numbers,
    notificationPage: options.notificationPage,
    observe: (message) => observe({ kind: "message", message }),
    updates: makeStatusUpdates({
      clock,
      deliver: options.deliver ?? ((request) => globalThis.fetch(request)),
      patience: options.updateTimeout ?? 10_000,
      closing: closing.signal,
      observe: (update) => observe({ kind: "update", update })
    })
  })
  const exchange = makeHandler({
    account,
    cloud: { clock, files, messages, numbers: options.numbers },
    faults,
    requests,
    closing: closing.signal,
    observe: (request) => observe({ kind: "request", request })
  })

  const fetchOnce = async (request: Request): Promise<{ response: Response; body: Exchange["body"] }> => {
    request.signal.throwIfAborted()
    if (closing.signal.aborted) throw connectionError("ECONNREFUSED")
    const signals = [request.signal, closing.signal]
    const { answer, body } = await orAborted(exchange(request), signals)
    switch (answer.kind) {
      case "response":
        return { response: answer.response, body }
      case "refuse":
        throw connectionError("ECONNREFUSED")
      case "reset":
        throw connectionError("ECONNRESET")
      case "stall":
        return untilAborted(signals)
    }
  }

  return {
    account,
    fetch: async (input, init) => fetchFollowing(new Request(input, init), fetchOnce),
    handle: async (request) => (await exchange(request)).answer,
    clock,
    faults,
    requests,
    count: (path) => requests.filter((request) => request.path === path).length,
    clearRequests: () => {
      requests.length = 0
    },
    messages,
    files,
    settled: async () => {
      while (messages.inFlight.size > 0) await Promise.all(messages.inFlight)
    },
    close: () => {
      closing.abort(connectionError("ECONNRESET"))
      clock.close()
    }
  }
}

/**
 * Starts a simulator. Nothing runs by itself: with the default clock, time stands still.
 *
 * @example
 * ```ts
 * const simulator = makeSimulator()
 * const { cloudId, username, apiAccessKey } = simulator.account
 * const response = await simulator.fetch("https://ws-1-2-0.aculabcloud.net/msg_send", {
 *   method: "POST",
 *   headers: { authorization: `Basic ${btoa(`${cloudId}/${username}:${apiAccessKey}`)}` },
 *   body: new URLSearchParams({ to: "15550001234", from: "15552341234", content: "Hello" })
 * })
 * const [ref] = await response.json()
 * await simulator.clock.advance(2000)
 * simulator.messages.get(ref)?.status // "sent"
 * ```
 */
export function makeSimulator<TheClock extends Clock>(
  options: SimulatorOptions & { readonly clock: TheClock }
): Simulator<TheClock>
export function makeSimulator(options?: Omit<SimulatorOptions, "clock">): Simulator<ManualClock>
export function makeSimulator(options: SimulatorOptions = {}): Simulator {
  return options.clock === undefined ? start(options, Clock.manual()) : start(options, options.clock)
}
