/**
 * What an outbound service is started with: calls for a REST application, texts for a UAS
 * application.
 *
 * @since 0.1.0
 */

/**
 * A header of the SIP request that makes the call.
 *
 * @category options
 * @since 0.1.0
 */
export interface SipHeader {
  /** Letters, digits and ``-.!%*_+`'~``. */
  readonly name: string
  /** No control characters. */
  readonly value: string
}

/**
 * A call for a REST application to make.
 *
 * @category options
 * @since 0.1.0
 */
export interface OutboundCall {
  /**
   * Where to (D): digits, with single dashes between them if you like, are a telephone
   * number. Prefixes: `tel:` (full international number, no `0` in front, a `+` is allowed;
   * premium-rate numbers are refused), `sip:`, `loc:` (an inbound service in the same
   * region), `webrtc:` (a client id), `con:` (a conference room), or a `wss://` address.
   * Anything else is a SIP address.
   */
  readonly to: string
  /** The caller: required when `to` is a telephone number, and then one of your validated caller IDs (D). */
  readonly from?: string | undefined
  /** Passed on to the application's pages as the token of `instance_info` (S). */
  readonly token?: string | undefined
  /** Passed on to the application as `this_call.outbound_parameters` (S, wire name I). */
  readonly parameters?: string | undefined
  /** Headers to add to the SIP request (S, wire form I). */
  readonly sipHeaders?: ReadonlyArray<SipHeader> | undefined
}

/**
 * A start of an outbound service that has a UAS application.
 *
 * @category options
 * @since 0.1.0
 */
export interface UasOptions {
  /**
   * How many instances to start, at least 1. Default: 1. Leave it out beside several
   * parameters, where the cloud ignores it (D).
   */
  readonly count?: number | undefined
  /**
   * A text for the application. Several texts start an instance each (D). 7-bit ASCII, not
   * empty, no `^`, no `|`, no control characters (D).
   */
  readonly parameters?: ReadonlyArray<string> | undefined
  /**
   * The character that stands between several parameters on the wire: it must not occur in
   * them. Default: one that does not occur, a comma if possible.
   */
  readonly delimiter?: string | undefined
}
