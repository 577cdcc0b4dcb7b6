/**
 * What is on sale. Where a country keeps numbers free for drama, these are the ones: nobody is called by accident. The
 * selection and the prices are invented.
 */
import type { NumberKind, NumberOffer, RegulationAddress } from "../TelephoneNumbers.js"

const offers = (
  common: Pick<NumberOffer, "country" | "kind" | "setupCost" | "monthlyCost"> &
    Partial<Pick<NumberOffer, "state" | "regulation">>,
  digitsOfRegions: Readonly<Record<string, string>>
): readonly NumberOffer[] =>
  Object.entries(digitsOfRegions).map(([region, digits]) => ({ ...common, region, digits }))

const unitedKingdom = { country: "United Kingdom", setupCost: 1, monthlyCost: 1.5 } as const
const unitedStates = { country: "United States", setupCost: 1, monthlyCost: 1 } as const
const germany = { country: "Germany", setupCost: 2, monthlyCost: 2.5 } as const
const ireland = { country: "Ireland", setupCost: 2, monthlyCost: 3 } as const

export const catalogue: readonly NumberOffer[] = [
  ...offers(
    { ...unitedKingdom, kind: "geographic" },
    { London: "442079460", Manchester: "441614960", Edinburgh: "441314960" }
  ),
  ...offers({ ...unitedKingdom, kind: "national" }, { "306": "443069990" }),
  ...offers({ ...unitedKingdom, kind: "mobile" }, { "7700": "447700900" }),
  ...offers({ ...unitedKingdom, kind: "tollfree", monthlyCost: 4 }, { "808": "448081570" }),
  ...offers(
    { ...unitedStates, kind: "geographic", state: "California" },
    { "Los Angeles": "12135550", "San Francisco": "14155550" }
  ),
  ...offers({ ...unitedStates, kind: "geographic", state: "New York" }, { "New York City": "12125550" }),
  ...offers({ ...unitedStates, kind: "tollfree", monthlyCost: 3 }, { "800": "18005550" }),
  ...offers(
    { ...germany, kind: "geographic", regulation: "local" },
    { Berlin: "493023125", Hamburg: "494066969", Mönchengladbach: "49216155550" }
  ),
  ...offers({ ...germany, kind: "national", regulation: "national" }, { "32": "493222555" }),
  ...offers({ ...ireland, kind: "geographic", regulation: "worldwide" }, { Dublin: "35312020" })
]

export const firstAddresses: readonly RegulationAddress[] = [
  { name: "Head office", country: "United Kingdom", region: "London", street: "1 Example Street" },
  { name: "Berlin office", country: "Germany", region: "Berlin", street: "Beispielstraße 1" }
]

const distinct = (names: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(names.filter((name) => name !== undefined))
]

export const isCountry = (country: string): boolean => catalogue.some((offer) => offer.country === country)

export const countriesOf = (kind: NumberKind): readonly string[] =>
  distinct(catalogue.filter((offer) => offer.kind === kind).map((offer) => offer.country))

/** The states of a country, for one kind of number or for any. Empty in a country without states. */
export const statesOf = (country: string, kind?: NumberKind): readonly string[] =>
  distinct(
    catalogue
      .filter((offer) => offer.country === country && (kind ?? offer.kind) === offer.kind)
      .map((offer) => offer.state)
  )

export const regionsOf = (country: string, state: string | undefined, kind: NumberKind): readonly string[] =>
  distinct(
    catalogue
      .filter((offer) => offer.country === country && offer.state === state && offer.kind === kind)
      .map((offer) => offer.region)
  )

export const findOffer = (place: {
  readonly country: string
  readonly state?: string | undefined
  readonly region: string
  readonly kind: NumberKind
}): NumberOffer | undefined =>
  catalogue.find(
    (offer) =>
      offer.country === place.country &&
      offer.state === place.state &&
      offer.region === place.region &&
      offer.kind === place.kind
  )

/** Whether an address is good enough for a number (D). */
export const suits = (address: RegulationAddress, offer: NumberOffer): boolean => {
  switch (offer.regulation) {
    case "local":
      return address.country === offer.country && address.region === offer.region
    case "national":
      return address.country === offer.country
    default:
      return true
  }
}
