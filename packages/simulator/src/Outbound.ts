/** Starts of outbound services: what a test can see, and how it makes them wait or fail. */
/** The words of the wire. */
export type InvocationStatus = "queued" | "running" | "completed" | "couldnotrun" | "cancelled"

/** One call of a REST application. */
export interface OutboundCall {
  /** A telephone number, a SIP address, or with a prefix `tel:` `sip:` `loc:` `webrtc:` `con:` `wss://`. */
  readonly to: string
  readonly from: string | undefined
  /** Handed to the web application as it is. */
  readonly token: string | undefined
  readonly extraSipHeaders: readonly { readonly name: string; readonly value: string }[]
}

/** One start of an outbound service, of which one request may ask for many. */
export interface Invocation {
  /** The service invocation reference, such as `5f1c9a07_2.1767225600.10001` (the form is I). */
  readonly ref: string
  readonly service: string
  /** Undefined for a UAS application, which places its calls itself. */
  readonly call: OutboundCall | undefined
  readonly outboundParameters: string | undefined
  readonly status: InvocationStatus
  /** Known from `running` on. */
  readonly applicationInstanceId: string | undefined
  /** When the application's status can be read, in milliseconds since the epoch. Known from `completed` on (I). */
  readonly statusEta: number | undefined
  /** When it was asked for, in milliseconds since the epoch. */
  readonly at: number
}

/** How outbound services behave. */
export interface OutboundOptions {
  /** How many instances of one service run at a time; the others wait in its queue. Default: any number. */
  readonly concurrency: number
  /** Milliseconds from the request until the application runs, if there is room. Default 1000. */
  readonly queued: number
}

/** Which start does not run. */
export interface StartFailure {
  /** Only starts of this service. Default: of any. */
  readonly service?: string
}

/** A test's access to the starts of outbound services. */
export interface Outbound {
  /** All starts, oldest first. */
  readonly list: () => readonly Invocation[]
  readonly get: (ref: string) => Invocation | undefined
  /** The references in a service's queue, the next one first. */
  readonly queue: (service: string) => readonly string[]
  /** Makes the next start that leaves a queue end as `couldnotrun`. Calls add up, and apply in order. */
  readonly failNext: (failure?: StartFailure) => void
  /**
   * Changes how many instances of a service run at a time. 0 keeps everything in the queue; more room is used at
   * once. Throws a RangeError for anything but a whole number from 0, or Infinity.
   */
  readonly setConcurrency: (service: string, limit: number) => void
}
