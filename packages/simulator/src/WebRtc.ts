/** WebRTC clients and their tokens. All times are milliseconds since the epoch. */

/** A token that was given out. */
export interface WebRtcToken {
  /** An RS256 JWT, to be verified with `publicKey()`. */
  readonly token: string
  readonly clientId: string
  readonly enableIncoming: boolean
  /** Whom the client may call; a trailing `*` matches the rest of an id. Empty: nobody. */
  readonly callClients: readonly string[]
  /** In milliseconds since the epoch. */
  readonly issued: number
  /** In milliseconds since the epoch. */
  readonly expires: number
}

/** A client that is registered for calls. */
export interface RegisteredClient {
  readonly clientId: string
  /** In milliseconds since the epoch. */
  readonly lastModified: number
  /** In milliseconds since the epoch. */
  readonly expires: number
}

/** A test's access to WebRTC, beside the operations of the cloud. */
export interface WebRtc {
  /** The WebRTC Access Key of the account, which is the `iss` of its tokens (I). */
  readonly accessKey: string
  /** The key that verifies tokens. The pair is made when it is first needed, and lives as long as the simulator. */
  readonly publicKey: () => Promise<JsonWebKey & { readonly kid: string }>
  /** The tokens that were issued, with what their claims do not say, oldest first. */
  readonly tokens: () => readonly WebRtcToken[]
  /**
   * A client registers, or registers again. `expiresIn` is in milliseconds, by default 600 000: what Aculab's browser
   * client asks for. When it is over, the client is gone.
   */
  readonly addClient: (client: { readonly clientId: string; readonly expiresIn?: number }) => RegisteredClient
  /** False if there is no such client. */
  readonly removeClient: (clientId: string) => boolean
  /** The clients that are registered, in the order in which they first came. */
  readonly clients: () => readonly RegisteredClient[]
}
