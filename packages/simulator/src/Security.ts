/** What the protocol check thinks that requests come over. */

/** A connection as the cloud would see it: the simulator has none of its own. */
export interface Connection {
  /** Such as `TLSv1.2`. */
  readonly protocol: string
  readonly cipher: string
  readonly sourceAddress: string
}

/** What the cloud sees of the caller's connection. */
export interface Security {
  /** What comes from now on. What is left out stays. Default: TLSv1.3, and an address from a range for examples. */
  readonly setConnection: (connection: Partial<Connection>) => void
  readonly connection: () => Connection
}
