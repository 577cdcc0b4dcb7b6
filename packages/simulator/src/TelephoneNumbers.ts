/** Telephone numbers of the simulated account: what is on sale, what was bought, and what it cost. */

/** `geographic` is what the cloud takes when nothing is said (S). */
export type NumberKind = "geographic" | "national" | "mobile" | "tollfree"

/**
 * Where the regulation address has to be (D): `local` in the same region and country, `national` in the same country,
 * `worldwide` anywhere.
 */
export type Regulation = "local" | "national" | "worldwide"

/** A place, or a prefix, with numbers to buy. */
export interface NumberOffer {
  readonly country: string
  /** Undefined in countries without states, and for numbers that belong to no state. */
  readonly state?: string
  /** The name of a place for geographic numbers, a prefix for the others. */
  readonly region: string
  readonly kind: NumberKind
  /** The first digits of its numbers, from the country code on. Three more follow. */
  readonly digits: string
  /** The address that the authorities want. Undefined: none. */
  readonly regulation?: Regulation
  /** US dollars, once. */
  readonly setupCost: number
  /** US dollars, when it is bought and every 30 days after that (I). */
  readonly monthlyCost: number
}

/** A number that the account has bought. */
export interface TelephoneNumber {
  /** Digits only, from the country code on. */
  readonly number: string
  readonly country: string
  readonly state: string | undefined
  readonly region: string
  readonly kind: NumberKind
  readonly regulationAddress: string | undefined
  /** Who may call it free of charge; undefined for numbers that are not toll-free. */
  readonly callers:
    | { readonly landline: boolean; readonly cellular: boolean; readonly payphone: boolean }
    | undefined
  /** Milliseconds since the epoch. */
  readonly purchased: number
  /** US dollars every 30 days. */
  readonly monthlyCost: number
}

/** Money spent on a number. */
export interface NumberCharge {
  readonly number: string
  readonly kind: "setup" | "monthly"
  /** US dollars. */
  readonly amount: number
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** An address that the authorities know. Addresses are registered in the console, not through the web services (D). */
export interface RegulationAddress {
  readonly name: string
  readonly country: string
  readonly region: string
  readonly street: string
}

/** A test's access to telephone numbers, beside the operations of the cloud. */
export interface TelephoneNumbers {
  /** What is on sale, and how many numbers of it are left: 100 of each in the beginning. */
  readonly offers: () => readonly (NumberOffer & { readonly available: number })[]
  /** Leaves only so many numbers of an offer. Throws if there is no such offer, or if it has not that many left. */
  readonly limit: (
    offer: {
      readonly country: string
      readonly state?: string
      readonly region: string
      /** Default `geographic`. */
      readonly kind?: NumberKind
    },
    available: number
  ) => void
  /** The numbers that were bought and not deleted, oldest first. */
  readonly list: () => readonly TelephoneNumber[]
  readonly get: (number: string) => TelephoneNumber | undefined
  /** What was spent until now, also on numbers that were deleted since, in order of time. */
  readonly charges: () => readonly NumberCharge[]
  /** The addresses of the account. It begins with one in London and one in Berlin. */
  readonly regulationAddresses: () => readonly RegulationAddress[]
  /** Registers an address, or replaces one of the same name. */
  readonly addRegulationAddress: (address: RegulationAddress) => void
}
