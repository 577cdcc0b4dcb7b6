/** Messages of the simulated account: what a test can see, and how it plays the world outside. */

/** A page of the customer's, to which the cloud sends status updates. */
export interface StatusPage {
  /** An http or https URL. */
  readonly url: string
  /** Default POST: a JSON object in the body. GET: the same as query fields (I). */
  readonly method?: "POST" | "GET"
  /** User name for HTTP Basic authentication, UTF-8. Default: none. */
  readonly authenticationName?: string
  /** Default: empty. */
  readonly authenticationPassword?: string
  /** Whether the cloud would check the page's certificate. Only recorded here. Default false (S). */
  readonly sslCheck?: boolean
}

/** One message, or one part of a long one. */
export interface Message {
  /** The message reference, such as `36e1766e_2.1493141823.12345`. */
  readonly ref: string
  readonly direction: "send" | "receive"
  readonly type: "sms" | "mms"
  readonly to: string
  readonly from: string
  /** The text of this message, which is a part of what was sent if `multipart` is there. */
  readonly content: string | undefined
  /** Names in the `msg_media` store. */
  readonly media: readonly string[]
  /** Shown on the handset in place of the number. */
  readonly alphanumericId: string | undefined
  readonly deliveryReport: boolean
  /** The words of the wire: `queued`, `submitted to carrier`, `sent`, `delivered`, `failed (<reason>)`, ... */
  readonly status: string
  /** When `status` last changed, in milliseconds since the epoch. */
  readonly timestamp: number
  /** `aculab_msg_err`: three digits, `000` when nothing is wrong. */
  readonly error: string
  /** Undefined for a text that was not cut. `pos` goes from 1 to `count`. */
  readonly multipart: { readonly uid: string; readonly pos: number; readonly count: number } | undefined
  readonly statusPage: StatusPage | undefined
}

/** A pair for which the recipient sent STOP. */
export interface BlockedPair {
  /** The remote number. */
  readonly to: string
  /** The account's number. */
  readonly from: string
  /** When STOP arrived, in milliseconds since the epoch. */
  readonly timestamp: number
}

/** One attempt to tell a page about a change. There is one for each change: the simulator does not repeat it (I). */
export interface StatusUpdate {
  readonly page: StatusPage
  /** What was sent, under the names of the wire. */
  readonly fields: Readonly<Record<string, string | number | readonly string[]>>
  /** When the attempt began, in milliseconds since the epoch. */
  readonly at: number
  /** Only an answer of 200 counts as delivered (S). */
  readonly outcome: "delivered" | "failed"
  /** The HTTP status of the page's answer, if it answered. */
  readonly responseStatus: number | undefined
  /** Why there was no answer. */
  readonly error: string | undefined
}

/** Milliseconds that a message spends on each step before the next. */
export interface MessageDelays {
  /** From `queued` to `submitted to carrier`, or to `failed (blocked)`. Default 1000. */
  readonly submitted: number
  /** On to `sent`. Default 1000. */
  readonly sent: number
  /** On to `delivered`. Default 2000. */
  readonly delivered: number
}

/** A message from outside to one of the account's numbers. */
export interface InboundMessage {
  /** The remote number. */
  readonly from: string
  /** The account's number. */
  readonly to: string
  /** Required for an SMS. */
  readonly content?: string
  /** Default: `mms` if there is media, `sms` otherwise. */
  readonly type?: "sms" | "mms"
  /** Files that came with an MMS. They are put in the `msg_media` store and kept for 30 days (D). */
  readonly media?: readonly {
    readonly name: string
    readonly bytes: Uint8Array
    readonly contentType?: string
  }[]
}

/** How the next message fails. */
export interface MessageFailure {
  /** Only messages to this number. Default: the next message to anyone. */
  readonly to?: string
  /** The words inside `failed (...)`. */
  readonly reason: string
  /** `aculab_msg_err`, three digits. Default `903`. */
  readonly code?: string
  /** The last status that works. Default `submitted to carrier`. */
  readonly after?: "submitted to carrier" | "sent"
}

/** A test's access to the messages of the account. */
export interface Messages {
  /** All messages, sent and received, oldest first. */
  readonly list: () => readonly Message[]
  readonly get: (ref: string) => Message | undefined
  /**
   * A message arrives. Long text arrives in parts. The notification page, if there is one, hears of each part:
   * `await simulator.settled()` waits for that. The text STOP, in any case and with any space around it, blocks
   * the pair of numbers.
   */
  readonly receive: (message: InboundMessage) => readonly Message[]
  /** As if `to` had sent STOP to `from`. */
  readonly block: (pair: { readonly to: string; readonly from: string }) => void
  readonly blocked: () => readonly BlockedPair[]
  /** Makes one coming message (all parts of it) fail. Calls add up, and apply in order. */
  readonly failNext: (failure: MessageFailure) => void
  /** Status updates that were attempted, in the order in which they ended. */
  readonly updates: readonly StatusUpdate[]
}
