/**
 * The part of Aculab's browser library (`@aculab-com/aculab-webrtc`, 4.0.8) that this package uses, as types of
 * our own: so this package compiles, and bundles, where the library is not installed.
 *
 * You need these types to put something else in the library's place, such as a fake in a test.
 *
 * @since 0.1.0
 */

/**
 * The library: what `import("@aculab-com/aculab-webrtc")` gives.
 *
 * @category models
 * @since 0.1.0
 */
export interface Library {
  readonly AculabCloudClient: {
    new (cloudId: string, webRtcAccessKey: string, clientId: string, logLevel: number): LibraryClient
    isSupported(): boolean
  }
}

/** A handler that may be given an object with more in it than is named here. */
type Handler<Event> = { handle(event: Event): void }["handle"]

/**
 * The part of the library's client that is used here.
 *
 * @category models
 * @since 0.1.0
 */
export interface LibraryClient {
  maxConcurrent: number
  iceServers: Array<RTCIceServer> | null
  onIncoming: Handler<LibraryIncomingEvent> | undefined
  onIncomingState: Handler<LibraryIncomingState> | undefined
  enableIncoming(token: string): void
  closeConnection(): void
  callService(serviceName: string, options: LibraryCallOptions): LibraryCall
  callClient(clientId: string, token: string, options: LibraryCallOptions): LibraryCall
  setPeerConnectionConfiguration(configuration: RTCConfiguration): void
  /** Makes it try again and again, once a second. By itself it does so only after a connection that broke. */
  reconnect(): void
  /** The library's own, and the only way to hear that the connection is gone. */
  readonly _ua?: { readonly transport: { readonly stateChange: LibraryEmitter } }
}

/**
 * What tells of the state of the library's connection.
 *
 * @category models
 * @since 0.1.0
 */
export interface LibraryEmitter {
  /** States are `Connecting`, `Connected`, `Disconnecting` and `Disconnected`. */
  addListener(listener: (state: string) => void): void
}

/**
 * Whether calls can come in, as the library tells it.
 *
 * @category models
 * @since 0.1.0
 */
export interface LibraryIncomingState {
  readonly ready: boolean
  /** `NORMAL`, `INVALIDTOKEN`, `DISCONNECTED` or `FAILED`. */
  readonly cause: string | undefined
  readonly retry: boolean
}

/**
 * A call that comes in, as the library tells of it.
 *
 * @category models
 * @since 0.1.0
 */
export interface LibraryIncomingEvent {
  readonly call: LibraryIncomingCall
  readonly from: string
  /** `client`, `service` or `other`. */
  readonly type: string
  readonly offeringAudio: boolean
  readonly canReceiveAudio: boolean
  readonly offeringVideo: boolean
  readonly canReceiveVideo: boolean
}

/**
 * What the library takes for a call.
 *
 * @category models
 * @since 0.1.0
 */
export interface LibraryCallOptions {
  readonly localStreams: Array<MediaStream>
  readonly receiveAudio: boolean
  readonly receiveVideo: boolean
  /** Bits a second, at least 1. */
  readonly maxBitrateAudio?: number
  /** Bits a second, at least 1. */
  readonly maxBitrateVideo?: number
  readonly extraSipHeaders?: Array<string>
}

/**
 * The part of the library's call that is used here.
 *
 * @category models
 * @since 0.1.0
 */
export interface LibraryCall {
  readonly callUuid: string
  onRinging?: Handler<object>
  onConnected?: Handler<object>
  onMedia?: Handler<LibraryMediaEvent>
  onMediaRemove?: Handler<LibraryMediaEvent>
  onLocalMedia?: Handler<LibraryMediaEvent>
  onLocalMediaRemove?: Handler<LibraryMediaEvent>
  onRemoteVideoMute?: Handler<LibraryMediaEvent>
  onRemoteVideoUnmute?: Handler<LibraryMediaEvent>
  onDisconnect?: Handler<LibraryDisconnect>
  disconnect(): void
  sendDtmf(tones: string): void
  mute(microphone: boolean, outputAudio: boolean, camera: boolean, outputVideo: boolean): void
  addStream(stream: MediaStream): void
  removeStream(stream: MediaStream): void
  getStats(reportsToCollect: Array<string>): Promise<{ readonly reports: RTCStatsReport }>
  getSipHeaders?(name: string): ReadonlyArray<string> | undefined
  /** The library's own, and the only way to its peer connection. */
  readonly _session?: {
    readonly sessionDescriptionHandler?:
      | { readonly peerConnection?: RTCPeerConnection | undefined }
      | undefined
  } | null
}

/**
 * Sound and picture of the other side, as the library tells of them.
 *
 * @category models
 * @since 0.1.0
 */
export interface LibraryMediaEvent {
  readonly stream: MediaStream
}

/**
 * How a call ended, as the library tells of it.
 *
 * @category models
 * @since 0.1.0
 */
export interface LibraryDisconnect {
  readonly cause: string
}

/**
 * A call that comes in, and can be answered or refused.
 *
 * @category models
 * @since 0.1.0
 */
export interface LibraryIncomingCall extends LibraryCall {
  answer(options: LibraryCallOptions): void
  ringing(): void
  reject(cause: string): void
}
