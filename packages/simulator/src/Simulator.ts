/**
 * A local Aculab Cloud: state, time and faults behind one `fetch`.
 *
 * It is written from the wire reference, not from any client, so that it finds a client's mistakes.
 */

import type { Answer } from "./Answer.js"
import { type AnswerForms, newestForms } from "./AnswerForms.js"
import type { Application, ApplicationDelays, Applications } from "./Applications.js"
import type { Biometrics } from "./Biometrics.js"
import { Clock, type ManualClock } from "./Clock.js"
import type { Conferences } from "./Conferences.js"
import type { Faults } from "./Faults.js"
import type { FileOptions, Files } from "./Files.js"
import { orAborted, untilAborted } from "./internal/abort.js"
import { makeApplicationEngine } from "./internal/applicationEngine.js"
import { makeBiometricEngine } from "./internal/biometricEngine.js"
import { makeConferenceEngine } from "./internal/conferenceEngine.js"
import { connectionError } from "./internal/connectionErrors.js"
import { makeFaults } from "./internal/faultQueue.js"
import { makeFileDeletions } from "./internal/fileDeletions.js"
import { makeFiles } from "./internal/fileStore.js"
import { type Exchange, makeHandler } from "./internal/handler.js"
import { makeLookup } from "./internal/lookupEngine.js"
import { makeMessageEngine } from "./internal/messageEngine.js"
import { makeNumberEngine } from "./internal/numberEngine.js"
import type { Cloud } from "./internal/operation.js"
import { makeOutboundEngine } from "./internal/outboundEngine.js"
import { makeRecordingEngine } from "./internal/recordingEngine.js"
import { fetchFollowing } from "./internal/redirects.js"
import { makeReportEngine } from "./internal/reportEngine.js"
import { makeSecurity } from "./internal/securityOperations.js"
import { makeServices } from "./internal/serviceEngine.js"
import { makeWebSocketClass } from "./internal/simulatedWebSocket.js"
import { makeSocketFaults } from "./internal/socketFaultQueue.js"
import { makeStatusUpdates } from "./internal/statusUpdates.js"
import { makeAudioDownload } from "./internal/voiceDownloads.js"
import { makeVoiceSessions } from "./internal/voiceSessions.js"
import { makeVoiceSockets } from "./internal/voiceSockets.js"
import { makeWebRtcEngine } from "./internal/webRtcEngine.js"
import type { Message, MessageDelays, Messages, StatusPage, StatusUpdate } from "./Messages.js"
import type { NumberLookup } from "./NumberLookup.js"
import type { Invocation, Outbound, OutboundOptions } from "./Outbound.js"
import type { RecordedRequest } from "./RecordedRequest.js"
import type { Recordings } from "./Recordings.js"
import type { ReportOptions, Reports } from "./Reports.js"
import type { Security } from "./Security.js"
import type { Services } from "./Services.js"
import type { RecordedSocket, SimulatedSocket, SocketFaults } from "./Sockets.js"
import type { TelephoneNumbers } from "./TelephoneNumbers.js"
import type { WebRtc } from "./WebRtc.js"

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
  /** A start of an outbound service is new, or its status changed. */
  | { readonly kind: "invocation"; readonly invocation: Invocation }
  /** An application began or ended. */
  | { readonly kind: "application"; readonly application: Application }
  /** A socket is over, or was not let in. */
  | { readonly kind: "socket"; readonly socket: RecordedSocket }
  /** A status update is over. */
  | { readonly kind: "update"; readonly update: StatusUpdate }

/** What a simulated cloud begins with. */
export interface SimulatorOptions {
  /** Default `1-2-0`. */
  readonly cloudId?: string
  /** Default `you@example.com`. */
  readonly username?: string
  /** Default `simulator-api-access-key`. */
  readonly apiAccessKey?: string
  /**
   * The account's numbers. If given, messages are sent from and received at these, and the numbers that it buys, only.
   * Default: any number.
   */
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
  /**
   * How audio is fetched that voice biometrics is given by its URL. Default `globalThis.fetch`. The signal ends it after
   * `audioTimeout`, and when the simulator is closed. It must not wait for the manual clock.
   */
  readonly fetchAudio?: (url: string, signal: AbortSignal) => Promise<Response>
  /** How long fetching audio may take, in milliseconds of real time. Default 10 000 (I). */
  readonly audioTimeout?: number
  /** Which page hears of received messages. Default: none. */
  readonly notificationPage?: StatusPage
  /** How long messages take. Default: 1 s to the carrier, 1 s more to be sent, 2 s more to be delivered. */
  readonly delays?: Partial<MessageDelays>
  /**
   * How the file stores behave. Default: consistent at once, 1 s for a deletion, 1000 entries in a list, contents in
   * memory.
   */
  readonly files?: Partial<FileOptions>
  /** How reports behave. Default: 10 s for each. */
  readonly reports?: Partial<ReportOptions>
  /** How outbound services start. Default: after 1 s, any number at a time. */
  readonly outbound?: Partial<OutboundOptions>
  /** How long applications take. Default: they run for 10 s, and 5 s later their status can be read. */
  readonly applications?: Partial<ApplicationDelays>
  /** Which form answers take that exist in two. Default: the newest. */
  readonly forms?: Partial<AnswerForms>
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
  /** Forgets the recorded requests and sockets, nothing else. */
  readonly clearRequests: () => void
  /**
   * Connects to the WebSocket of a URL that voice biometrics gave out. Only the path and the token matter, the host does
   * not. Throws a TypeError for what is no URL.
   */
  readonly connect: (url: string | URL) => SimulatedSocket
  /**
   * The standard WebSocket, for a client to use in place of the global one: it ends here, without a network and without
   * a timer.
   */
  readonly WebSocket: typeof globalThis.WebSocket
  readonly socketFaults: SocketFaults
  /** Every attempt to connect, in order, and what came of it. */
  readonly sockets: readonly RecordedSocket[]
  readonly messages: Messages
  readonly services: Services
  readonly outbound: Outbound
  readonly applications: Applications
  readonly files: Files
  readonly recordings: Recordings
  readonly reports: Reports
  readonly biometrics: Biometrics
  readonly conferences: Conferences
  readonly telephoneNumbers: TelephoneNumbers
  readonly lookup: NumberLookup
  readonly webrtc: WebRtc
  readonly security: Security
  /** Resolves when no status update is on its way. */
  readonly settled: () => Promise<void>
  /**
   * Ends everything: the clock's timers, status updates, stalled requests, sockets. Requests are refused from then on,
   * and the content store, if there is one, is closed.
   */
  readonly close: () => void
}

const defaultDelays: MessageDelays = { submitted: 1000, sent: 1000, delivered: 2000 }

const defaultFileOptions: FileOptions = {
  consistencyDelay: 0,
  deletionStep: 1000,
  listLimit: 1000,
  content: undefined
}

const defaultOutboundOptions: OutboundOptions = { concurrency: Number.POSITIVE_INFINITY, queued: 1000 }

const defaultApplicationDelays: ApplicationDelays = { running: 10_000, status: 5000 }

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
  const fileOptions = { ...defaultFileOptions, ...options.files }
  const files = makeFiles(clock, fileOptions.consistencyDelay)
  const fileDeletions = makeFileDeletions({ clock, files, stepTime: fileOptions.deletionStep })
  const recordings = makeRecordingEngine(clock)
  const faults = makeFaults()
  const requests: RecordedRequest[] = []
  const socketFaults = makeSocketFaults()
  const sockets: RecordedSocket[] = []
  const biometrics = makeBiometricEngine(clock)
  const conferences = makeConferenceEngine(clock)
  const telephoneNumbers = makeNumberEngine({ clock, others: options.numbers })
  const lookup = makeLookup()
  const webrtc = makeWebRtcEngine({ clock, cloudId: account.cloudId })
  const security = makeSecurity()
  const messages = makeMessageEngine({
    clock,
    files,
    delays: { ...defaultDelays, ...options.delays },
    get numbers() {
      return telephoneNumbers.senders()
    },
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
  const reports = makeReportEngine({ clock, messages, owner: account, duration: 10_000, ...options.reports })
  const services = makeServices()
  const applications = makeApplicationEngine({
    clock,
    services,
    delays: { ...defaultApplicationDelays, ...options.applications },
    observe: (application) => observe({ kind: "application", application })
  })
  const outbound = makeOutboundEngine({
    clock,
    services,
    applications,
    settings: { ...defaultOutboundOptions, ...options.outbound },
    observe: (invocation) => observe({ kind: "invocation", invocation })
  })
  const cloud: Cloud = {
    clock,
    forms: { ...newestForms, ...options.forms },
    files,
    fileDeletions,
    listLimit: fileOptions.listLimit,
    recordings,
    reports,
    messages,
    services,
    outbound,
    applications,
    biometrics,
    voiceSessions: makeVoiceSessions(clock),
    downloadAudio: makeAudioDownload({
      fetchAudio: options.fetchAudio ?? ((url, signal) => globalThis.fetch(url, { signal })),
      patience: options.audioTimeout ?? 10_000,
      closing: closing.signal
    }),
    conferences,
    telephoneNumbers,
    lookup,
    webrtc,
    security,
    get numbers() {
      return telephoneNumbers.senders()
    }
  }
  const exchange = makeHandler({
    account,
    cloud,
    content: fileOptions.content,
    secrets: { servicePassword: services.password, isGroupKey: biometrics.isGroupKey },
    faults,
    requests,
    closing: closing.signal,
    observe: (request) => observe({ kind: "request", request })
  })

  const connect = makeVoiceSockets({
    cloud,
    faults: socketFaults,
    sockets,
    closing: closing.signal,
    observe: (socket) => observe({ kind: "socket", socket })
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
      sockets.length = 0
    },
    connect,
    WebSocket: makeWebSocketClass(connect),
    socketFaults,
    sockets,
    messages,
    services,
    outbound,
    applications,
    files,
    recordings,
    reports,
    biometrics,
    conferences,
    telephoneNumbers,
    lookup,
    webrtc,
    security,
    settled: async () => {
      while (messages.inFlight.size > 0) await Promise.all(messages.inFlight)
    },
    close: () => {
      closing.abort(connectionError("ECONNRESET"))
      clock.close()
      fileOptions.content?.close()
    }
  }
}

/**
 * Starts a simulator. Nothing runs by itself: with the default clock, time stands still.
 *
 * @example
 * ```ts
 * import { makeSimulator } from "@aculab-cloud/simulator/Simulator"
 *
 * const simulator = makeSimulator()
 * const { cloudId, username, apiAccessKey } = simulator.account
 * const response = await simulator.fetch("https://ws-1-2-0.aculabcloud.net/msg_send", {
 *   method: "POST",
 *   headers: {
 *     accept: "application/json",
 *     authorization: `Basic ${btoa(`${cloudId}/${username}:${apiAccessKey}`)}`
 *   },
 *   body: new URLSearchParams({ to: "15550001234", from: "15552341234", content: "Hello" })
 * })
 * const [ref] = await response.json()
 * await simulator.clock.advance(2000)
 * console.log(simulator.messages.get(ref)?.status)
 * // => sent
 * ```
 */
export function makeSimulator<TheClock extends Clock>(
  options: SimulatorOptions & { readonly clock: TheClock }
): Simulator<TheClock>
export function makeSimulator(options?: Omit<SimulatorOptions, "clock">): Simulator<ManualClock>
export function makeSimulator(options: SimulatorOptions = {}): Simulator {
  return options.clock === undefined ? start(options, Clock.manual()) : start(options, options.clock)
}
