/** What a number lookup finds. */

/** What a look-up says of a number. */
export interface LookedUpNumber {
  /** Such as `United States`. */
  readonly countryName: string
  /** ISO 3166-1 alpha-3, such as `USA`. Answers carry the two letters instead if `forms.countryCode` says so. */
  readonly countryCode: string
  readonly lineType: "mobile" | "landline" | "toll_free" | "voip" | "other"
  readonly carrier: string
}

/**
 * A test's access to what a number lookup finds. Numbers of the United Kingdom, the United States, Germany and Ireland
 * are found from the beginning, with a line type from their first digits and a made-up carrier; others are not.
 */
export interface NumberLookup {
  /** What is found from now on. `number` has digits only; `undefined` is a number that is not found. */
  readonly set: (number: string, found: LookedUpNumber | undefined) => void
  readonly get: (number: string) => LookedUpNumber | undefined
}
