/** Aculab's library without a network: it remembers what it is told, and a test plays its callbacks. */

import type {
  Library,
  LibraryCall,
  LibraryClient,
  LibraryEmitter,
  LibraryIncomingCall
} from "@aculab-cloud/browser/WebRtcLibrary"
import type {
  AculabCloudCall,
  AculabCloudClient,
  CallOptions,
  DisconnectedCallObj,
  MediaCallObj,
  OnIncomingObj
} from "@aculab-com/aculab-webrtc"

/** The parameters of the real one's methods, so that the fake is called as it would be. */
type Args<Name extends "callClient" | "callService" | "enableIncoming"> = Parameters<AculabCloudClient[Name]>

export interface FakeCall extends LibraryIncomingCall {
  readonly options: CallOptions | undefined
  /** What it was told to do, such as `disconnect` or `reject 486`. */
  readonly log: Array<string>
  /** Makes it say nothing when it is told to end. */
  isDeaf: boolean
  /** What its next method throws. */
  throwNext: unknown
  /** How it ends when it is told to: `NORMAL`. */
  endsWith: DisconnectedCallObj["cause"]
  readonly peer: { connection: RTCPeerConnection | undefined }
}

export interface FakeClient extends LibraryClient {
  readonly made: ReadonlyArray<unknown>
  readonly log: Array<string>
  readonly tokens: Array<string>
  onToken: (() => void) | undefined
  readonly calls: Array<FakeCall>
  throwNext: unknown
  configuration: RTCConfiguration | undefined
  readonly connection: (state: "Connecting" | "Connected" | "Disconnected") => void
  /** A call comes in. */
  readonly ring: (event?: Partial<Omit<OnIncomingObj, "call">>) => FakeCall
}

const thrower = (target: { throwNext: unknown }) => () => {
  const thrown = target.throwNext
  target.throwNext = undefined
  if (thrown !== undefined) throw thrown
}

let count = 0

const makeCall = (options: CallOptions | undefined): FakeCall => {
  count += 1
  const log: Array<string> = []
  const peer: FakeCall["peer"] = { connection: undefined }
  const end = (what: string) => {
    log.push(what)
    maybeThrow()
    if (!call.isDeaf) call.onDisconnect?.({ cause: call.endsWith })
  }
  const told = (what: string) => {
    log.push(what)
    maybeThrow()
  }
  const call: FakeCall = {
    options,
    log,
    peer,
    isDeaf: false,
    throwNext: undefined,
    endsWith: "NORMAL",
    callUuid: `call-${count}`,
    disconnect: () => end("disconnect"),
    reject: (cause) => end(`reject ${cause}`),
    ringing: () => told("ringing"),
    answer: (given) => {
      told("answer")
      Object.assign(call, { options: given })
    },
    sendDtmf: (tones) => told(`dtmf ${tones}`),
    mute: (...flags: Parameters<AculabCloudCall["mute"]>) => told(`mute ${flags.map(Number).join("")}`),
    addStream: (stream) => told(`add ${stream.id}`),
    removeStream: (stream) => told(`remove ${stream.id}`),
    getStats: async () => {
      told("getStats")
      return { reports: new Map() }
    },
    getSipHeaders: (name) => (name === "X-Ticket" ? ["4711"] : []),
    get _session() {
      return { sessionDescriptionHandler: { peerConnection: peer.connection } }
    }
  }
  const maybeThrow = thrower(call)
  return call
}

export interface FakeLibrary extends Library {
  readonly clients: Array<FakeClient>
  supported: boolean | (() => boolean)
  throwInConstructor: unknown
}

export const makeFakeLibrary = (): FakeLibrary => {
  const clients: Array<FakeClient> = []
  const place = (client: FakeClient, what: string, options: CallOptions | undefined): LibraryCall => {
    client.log.push(what)
    thrower(client)()
    const call = makeCall(options)
    client.calls.push(call)
    return call
  }

  class AculabCloudClient implements FakeClient {
    static isSupported() {
      return typeof library.supported === "function" ? library.supported() : library.supported
    }
    readonly made: ReadonlyArray<unknown>
    readonly log: Array<string> = []
    readonly tokens: Array<string> = []
    onToken: (() => void) | undefined
    readonly calls: Array<FakeCall> = []
    throwNext: unknown
    configuration: RTCConfiguration | undefined
    maxConcurrent = 1
    iceServers: Array<RTCIceServer> | null = null
    onIncoming: FakeClient["onIncoming"]
    onIncomingState: FakeClient["onIncomingState"]
    readonly listeners = new Set<Parameters<LibraryEmitter["addListener"]>[0]>()
    readonly _ua = { transport: { stateChange: { addListener: this.listen.bind(this) } } }

    constructor(...args: ReadonlyArray<unknown>) {
      this.made = args
      if (library.throwInConstructor !== undefined) throw library.throwInConstructor
      clients.push(this)
    }
    listen(listener: (state: string) => void) {
      this.listeners.add(listener)
    }
    connection(state: string) {
      for (const listener of this.listeners) listener(state)
    }
    enableIncoming(...[token]: Args<"enableIncoming">) {
      this.log.push("enable")
      thrower(this)()
      this.tokens.push(token)
      this.onToken?.()
    }
    closeConnection() {
      this.log.push("close")
    }
    reconnect() {
      this.log.push("reconnect")
    }
    setPeerConnectionConfiguration(configuration: RTCConfiguration) {
      this.configuration = configuration
    }
    callService(...[name, options]: Args<"callService">) {
      return place(this, `service ${name}`, options)
    }
    callClient(...[id, token, options]: Args<"callClient">) {
      return place(this, `client ${id} with ${token}`, options)
    }
    ring(event: Partial<Omit<OnIncomingObj, "call">> = {}) {
      const call = makeCall(undefined)
      this.calls.push(call)
      const audio = { offeringAudio: true, canReceiveAudio: true }
      const video = { offeringVideo: false, canReceiveVideo: false }
      this.onIncoming?.({ from: "ben", type: "client", ...audio, ...video, ...event, call })
      return call
    }
  }

  const library: FakeLibrary = { AculabCloudClient, clients, supported: true, throwInConstructor: undefined }
  return library
}

/** What the library says of media. */
export const media = (stream: MediaStream): Pick<MediaCallObj, "stream"> => ({ stream })
