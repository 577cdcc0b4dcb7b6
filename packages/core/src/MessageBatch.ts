/**
 * Many messages: what goes into `Messages.sendAll`, and what comes out.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { CloudError } from "./CloudError.js"
import type { MessageReference } from "./MessageStatus.js"
import type { SendOptions } from "./Messages.js"

/**
 * One message of many: what `Messages.send` takes, and a key of your own.
 *
 * @category options
 * @since 0.1.0
 */
export type BatchMessage<Key = undefined> = SendOptions & {
  /** Comes back with the result, and goes nowhere else: a row's number, an order's id. */
  readonly key?: Key | undefined
}

/**
 * At most so many messages in a time.
 *
 * @category options
 * @since 0.1.0
 */
export interface Rate {
  /** How many: a whole number of at least 1. */
  readonly messages: number
  /** In which time: longer than zero. Such as `"1 second"`. */
  readonly per: Duration.Input
}

/**
 * How many messages are sent: how fast, how many at a time, and until when.
 *
 * @category options
 * @since 0.1.0
 */
export interface BatchOptions<Key = undefined, E = never, R = never> {
  /** How many messages are under way at a time: a whole number of at least 1. Default: 8. */
  readonly concurrency?: number | undefined
  /**
   * How many messages begin in a time, evenly spaced and without a burst: 30 a second are one each 33 ms. One that
   * is late by less than that does not move those behind it; time in which nothing was there to send is not made up
   * for. An attempt that follows a refusal counts like a first one. Default: as fast as `concurrency` allows.
   */
  readonly rate?: Rate | undefined
  /**
   * Runs before the first attempt of each message, when it is its turn: here a program notes what it is about to do,
   * so that it knows after a crash what may have been sent. The message waits for it. When it fails, this message is
   * not sent, no other begins, and the stream ends with its failure after those under way. Default: nothing.
   */
  readonly beforeSend?: ((message: BatchPlace<Key>) => Effect.Effect<unknown, E, R>) | undefined
  /**
   * A wish to end: when it completes, no message begins any more, nothing more is taken from the source, and the
   * stream ends after the results of those under way. That takes at most as long as an attempt may take. Default: never.
   */
  readonly stop?: Effect.Effect<unknown> | undefined
  /**
   * Gets what nobody will hear of otherwise: the results of the messages that were taken from the source and not
   * handed out when the stream was interrupted, or its consumer had enough. Default: nothing.
   */
  readonly onAbandoned?: ((result: BatchResult<Key>) => Effect.Effect<unknown>) | undefined
}

/**
 * Which message it is.
 *
 * @category models
 * @since 0.1.0
 */
export interface BatchPlace<Key = undefined> {
  /** Its place in the source: 0 is the first. */
  readonly index: number
  /** The key that it came with. */
  readonly key: Key | undefined
}

/**
 * The cloud has taken the message.
 *
 * @category models
 * @since 0.1.0
 */
export interface BatchSent<Key = undefined> extends BatchPlace<Key> {
  readonly outcome: "sent"
  /** One, or one for each part of a long text. */
  readonly references: readonly [MessageReference, ...Array<MessageReference>]
}

/**
 * The cloud has answered no. Nothing was sent.
 *
 * @category models
 * @since 0.1.0
 */
export interface BatchRejected<Key = undefined> extends BatchPlace<Key> {
  readonly outcome: "rejected"
  readonly error: CloudError
}

/**
 * Nothing has reached the cloud.
 *
 * @category models
 * @since 0.1.0
 */
export interface BatchNotSent<Key = undefined> extends BatchPlace<Key> {
  readonly outcome: "not-sent"
  /**
   * Why: the message is invalid, or there was no connection. Of a message that was never tried because the cloud
   * has refused the credentials of another one, it is the refusal. Left out when the whole was stopped or broken off.
   */
  readonly error?: CloudError | undefined
}

/**
 * The message may have been sent.
 *
 * @category models
 * @since 0.1.0
 */
export interface BatchUnknown<Key = undefined> extends BatchPlace<Key> {
  readonly outcome: "unknown"
  /** What to check before it is sent again. */
  readonly advice: string
  /** What went wrong. Left out when the whole was broken off while the message was under way. */
  readonly error?: CloudError | undefined
}

/**
 * What became of one message.
 *
 * @category models
 * @since 0.1.0
 */
export type BatchResult<Key = undefined> =
  | BatchSent<Key>
  | BatchRejected<Key>
  | BatchNotSent<Key>
  | BatchUnknown<Key>
