/** Finds numbers by their first digits, unless a test has said otherwise. */
import type { LookedUpNumber, NumberLookup } from "../NumberLookup.js"
import { isPhoneNumber } from "./checks.js"

interface Country {
  readonly prefix: string
  readonly name: string
  readonly alpha3: string
  readonly alpha2: string
  readonly mobile: RegExp
  readonly tollFree: RegExp
}

/** In the North American plan a mobile number looks like any other, so here all but the toll-free are landlines. */
const countries: readonly Country[] = [
  {
    prefix: "44",
    name: "United Kingdom",
    alpha3: "GBR",
    alpha2: "GB",
    mobile: /^447[1-9]/,
    tollFree: /^4480[08]/
  },
  {
    prefix: "49",
    name: "Germany",
    alpha3: "DEU",
    alpha2: "DE",
    mobile: /^491[567]/,
    tollFree: /^49800/
  },
  { prefix: "353", name: "Ireland", alpha3: "IRL", alpha2: "IE", mobile: /^3538/, tollFree: /^3531800/ },
  {
    prefix: "1",
    name: "United States",
    alpha3: "USA",
    alpha2: "US",
    mobile: /^$/,
    tollFree: /^18(00|33|44|55|66|77|88)/
  }
]

/** The two letters for the three, as far as the simulator knows the country. */
export const alpha2 = (alpha3: string): string =>
  countries.find((country) => country.alpha3 === alpha3)?.alpha2 ?? alpha3

const guess = (number: string): LookedUpNumber | undefined => {
  const country = countries.find(({ prefix }) => number.startsWith(prefix))
  if (country === undefined) return undefined
  const lineType = country.tollFree.test(number)
    ? "toll_free"
    : country.mobile.test(number)
      ? "mobile"
      : "landline"
  return {
    countryName: country.name,
    countryCode: country.alpha3,
    lineType,
    carrier: `Simulated Telecom (${country.name})`
  }
}

export const makeLookup = (): NumberLookup => {
  const known = new Map<string, LookedUpNumber | undefined>()
  return {
    set: (number, found) => {
      if (!isPhoneNumber(number)) throw new TypeError(`${number} is not a full international number`)
      known.set(number, found)
    },
    get: (number) => (known.has(number) ? known.get(number) : guess(number))
  }
}
