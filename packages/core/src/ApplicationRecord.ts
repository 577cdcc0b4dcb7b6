/**
 * What the cloud says of one application instance.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"

/**
 * A record of which no field is documented: fields under the cloud's own names. Call records
 * have a type of channel (S): see `ApplicationStatus.channelTypeDescription`.
 *
 * @category models
 * @since 0.1.0
 */
export type OpenRecord = Readonly<Record<string, unknown>>

/**
 * The application data record. Costs are US dollars. A field that the cloud leaves out, or
 * writes in a way that is not expected, is absent here; in the second case it is in `other`.
 *
 * @category models
 * @since 0.1.0
 */
export interface ApplicationRecord {
  readonly applicationInstanceId?: string
  readonly applicationName?: string
  /** From `start_time`, or else from `start_datetime` (D). */
  readonly startTime?: DateTime.Utc
  /** From `stop_time`, or else from `stop_datetime` (D). */
  readonly stopTime?: DateTime.Utc
  /** Seconds (D). */
  readonly duration?: number
  /** Seconds of text to speech (D). */
  readonly ttsSeconds?: number
  /** US dollars for a minute (D). */
  readonly ttsUnitCost?: number
  /** How many extra channels were used (D). */
  readonly extraChannelCount?: number
  /** Whether fax was used (D). */
  readonly fax?: boolean
  /** US dollars, of the platform (D). */
  readonly platformCost?: number
  /** US dollars, of extra channels (I). */
  readonly extraCost?: number
  /** US dollars, of telephone calls (D). */
  readonly pstnCost?: number
  /** US dollars, of text to speech (I). */
  readonly ttsCost?: number
  /** US dollars, of toll-free numbers (I). */
  readonly tollFreeCost?: number
  /** Seconds that features such as speech recognition were in use (I). */
  readonly featureSeconds?: number
  /** US dollars, of features (I). */
  readonly featureCost?: number
  /** US dollars, of all of it (I). */
  readonly totalCost?: number
  /** Whether the costs are final (I). */
  readonly costsValid?: boolean
  /** What else the cloud said, under its own names. */
  readonly other: OpenRecord
}

/**
 * What the cloud says of one application instance. Each of the three lists is empty when the
 * cloud leaves it out.
 *
 * **Details**
 *
 * Nobody has documented whether the cloud sends arrays or objects of records: both become
 * lists. A key that is more than an index is kept as the field `key` of its record.
 *
 * @category models
 * @since 0.1.0
 */
export interface ApplicationStatus {
  /** The application data record. */
  readonly adr: ApplicationRecord
  /** Call data records. */
  readonly cdrs: ReadonlyArray<OpenRecord>
  /** Feature data records: only of certain features, such as speech recognition (D). */
  readonly fdrs: ReadonlyArray<OpenRecord>
  /** Error reports. */
  readonly errs: ReadonlyArray<OpenRecord>
  /** What else the cloud said, under its own names. */
  readonly other: OpenRecord
}
