/**
 * What there is to say of inbound telephone numbers: kinds, options, answers. The operations
 * are in `TelephoneNumbers`.
 *
 * @since 0.1.0
 */

/**
 * Kind of a number (S). The cloud's default is `geographic` (S).
 *
 * - `geographic`: belongs to a region, such as London.
 * - `national`: belongs to a country.
 * - `mobile`: of a mobile network.
 * - `tollfree`: the caller pays nothing.
 *
 * @category models
 * @since 0.1.0
 */
export type NumberKind = "geographic" | "national" | "mobile" | "tollfree"

interface CommonPurchaseOptions {
  /** Full name of the country, such as `United Kingdom` (D); see `TelephoneNumbers.countries`. Not its code. */
  readonly country: string
  /** Name of the state, which some countries need (D); see `TelephoneNumbers.states`. */
  readonly state?: string | undefined
  /**
   * Name of the region, such as `London`; for toll-free and national numbers the prefix of the
   * number (D). See `TelephoneNumbers.regions`.
   */
  readonly region: string
  /**
   * Name of an address that is registered on the account, which some countries need (D); see
   * `TelephoneNumbers.regulationAddresses`. Code `0005`: it is missing. Code `0006`: it does not suit.
   */
  readonly regulationAddress?: string | undefined
  /** How many numbers: a whole number of 1 or more. The cloud's default: 1 (D). */
  readonly quantity?: number | undefined
  /**
   * Name of an inbound service. Each new number gets a new service that is made from it (D).
   * Default: none.
   */
  readonly basedOn?: string | undefined
  /**
   * Whether fewer numbers than asked for will do (D). The cloud's default is `false`: all or none.
   * Sent as `true` or `false`, as Aculab's Python wrapper says (S); a page of Aculab prints
   * `True` and `False` (D).
   */
  readonly allowPartial?: boolean | undefined
}

/**
 * Numbers of any kind but toll-free.
 *
 * @category options
 * @since 0.1.0
 */
export interface OrdinaryPurchaseOptions extends CommonPurchaseOptions {
  /** Kind of the numbers. The cloud's default: `geographic` (S, wire name `did_type` I). */
  readonly kind?: "geographic" | "national" | "mobile" | undefined
  readonly allowLandline?: undefined
  readonly allowCellular?: undefined
  readonly allowPayphone?: undefined
}

/**
 * Toll-free numbers. Calls are blocked from where you do not allow them (S): without any of the
 * three, nobody can call the number.
 *
 * @category options
 * @since 0.1.0
 */
export interface TollFreePurchaseOptions extends CommonPurchaseOptions {
  readonly kind: "tollfree"
  /** Lets landlines call. The cloud's default: `false` (S, wire name I). */
  readonly allowLandline?: boolean | undefined
  /** Lets mobile phones call. The cloud's default: `false` (S, wire name I). */
  readonly allowCellular?: boolean | undefined
  /** Lets payphones call. The cloud's default: `false` (S, wire name I). */
  readonly allowPayphone?: boolean | undefined
}

/**
 * What to buy. Characters beyond ASCII may be written as they are: this SDK sends the escapes
 * that the cloud asks for (`Mönchengladbach` as `M\u00f6nchengladbach`; D for the region, I for
 * the other texts). Text that already holds such escapes is sent as it is.
 *
 * @category options
 * @since 0.1.0
 */
export type PurchaseOptions = OrdinaryPurchaseOptions | TollFreePurchaseOptions

/**
 * Which numbers to list.
 *
 * @category options
 * @since 0.1.0
 */
export interface ListOptions {
  /** Numbers of this country: its full name (S, wire name I). Default: of all (I). */
  readonly country?: string | undefined
  /** Numbers of this state (S, wire name I). */
  readonly state?: string | undefined
  /** Numbers of this region, or with this prefix for toll-free and national numbers (S, wire name I). */
  readonly region?: string | undefined
  /**
   * Numbers of this kind (S, wire name `did_type` I). The cloud's default is `geographic` (S), so to
   * leave it out probably hides the other kinds (I): ask for each.
   */
  readonly kind?: NumberKind | undefined
}

/**
 * For what kind of numbers to ask.
 *
 * @category options
 * @since 0.1.0
 */
export interface KindOptions {
  /** The cloud's default: `geographic` (S, wire name `did_type` I). */
  readonly kind?: NumberKind | undefined
}

/**
 * Where to ask for regions.
 *
 * @category options
 * @since 0.1.0
 */
export interface RegionsOptions extends KindOptions {
  /** Full name of the country (S, wire name I). */
  readonly country: string
  /** Name of the state, which some countries need (S, wire name I). */
  readonly state?: string | undefined
}

/**
 * A number of the account.
 *
 * @category models
 * @since 0.1.0
 */
export interface TelephoneNumber {
  /** The number as the cloud writes it: digits, country code first (I). */
  readonly number: string
  /** What the cloud says of it, under its own names: those are not documented (S). */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * What became of numbers that were to be given back.
 *
 * @category models
 * @since 0.1.0
 */
export interface Removal {
  /** All, some or none were deleted (S). The set is open: another word is passed on. */
  readonly status: "OK" | "PARTIAL" | "FAIL" | (string & Record<never, never>)
  /** The numbers that could not be deleted (S); empty with the status `OK`. */
  readonly failed: ReadonlyArray<FailedRemoval>
}

/**
 * A number that could not be deleted.
 *
 * @category models
 * @since 0.1.0
 */
export interface FailedRemoval {
  /** The number as the cloud writes it. */
  readonly number: string
  /** What the cloud says of it, in its own form, which is not documented (S). May be undefined. */
  readonly details: unknown
}

/**
 * An address that is registered on the account, for countries that ask for one.
 *
 * @category models
 * @since 0.1.0
 */
export interface RegulationAddress {
  /** Its name, as `regulationAddress` of a purchase takes it (S). */
  readonly name: string
  /** What the cloud says of its place, under its own names: those are not documented (S). */
  readonly other: Readonly<Record<string, unknown>>
}
