/** Sells telephone numbers, and keeps what was bought. */
import type { Clock } from "../Clock.js"
import type {
  NumberCharge,
  NumberOffer,
  RegulationAddress,
  TelephoneNumber,
  TelephoneNumbers
} from "../TelephoneNumbers.js"
import { catalogue, findOffer, firstAddresses } from "./numberCatalogue.js"

const billingPeriod = 30 * 86_400_000

/** How many numbers of each offer there are: those that end in 100 to 199. */
const stock = 100

export interface NumberEngine extends TelephoneNumbers {
  readonly available: (offer: NumberOffer) => number
  /** Buys numbers, of which there must be enough. */
  readonly purchase: (
    offer: NumberOffer,
    quantity: number,
    terms: Pick<TelephoneNumber, "regulationAddress" | "callers">
  ) => readonly TelephoneNumber[]
  /** Makes numbers up, that end in 900 to 999. Nothing is bought. */
  readonly invent: (offer: NumberOffer, quantity: number) => readonly string[]
  /** False if the account has no such number. */
  readonly remove: (number: string) => boolean
  readonly regulationAddress: (name: string) => RegulationAddress | undefined
  /** What messages may be sent from; undefined: anything. */
  readonly senders: () => readonly string[] | undefined
}

/** A number that was bought, whether it is still there or not. */
interface Purchase {
  readonly bought: TelephoneNumber
  readonly setupCost: number
  deleted: number | undefined
}

export const makeNumberEngine = (options: {
  readonly clock: Clock
  /** The numbers that the account has anyway; undefined: any. */
  readonly others: readonly string[] | undefined
}): NumberEngine => {
  const { clock, others } = options
  const purchases: Purchase[] = []
  const sold = new Map<NumberOffer, number>()
  const left = new Map<NumberOffer, number>()
  const addresses = new Map(firstAddresses.map((address) => [address.name, address]))
  let invented = 0

  const available = (offer: NumberOffer): number => left.get(offer) ?? stock
  const times = <Item>(count: number, make: (index: number) => Item): readonly Item[] =>
    Array.from({ length: count }, (_, index) => make(index))

  const charge = ({ bought, setupCost, deleted }: Purchase): readonly NumberCharge[] => {
    const { number, purchased, monthlyCost } = bought
    const until = Math.min(clock.now(), deleted ?? clock.now())
    const periods = 1 + Math.floor((until - purchased) / billingPeriod)
    return [
      { number, kind: "setup", amount: setupCost, at: purchased },
      ...times(
        periods,
        (index): NumberCharge => ({
          number,
          kind: "monthly",
          amount: monthlyCost,
          at: purchased + index * billingPeriod
        })
      )
    ]
  }
  const owned = () => purchases.filter((purchase) => purchase.deleted === undefined)

  return {
    available,
    offers: () => catalogue.map((offer) => ({ ...offer, available: available(offer) })),
    limit: (place, count) => {
      const offer = findOffer({ ...place, kind: place.kind ?? "geographic" })
      if (offer === undefined) throw new TypeError(`there is no offer for ${place.region}, ${place.country}`)
      const unsold = stock - (sold.get(offer) ?? 0)
      if (!Number.isInteger(count) || count < 0 || count > unsold) {
        throw new RangeError(`expected a whole number from 0 to ${unsold}, not ${count}`)
      }
      left.set(offer, count)
    },
    purchase: (offer, quantity, terms) => {
      const first = stock + (sold.get(offer) ?? 0)
      sold.set(offer, (sold.get(offer) ?? 0) + quantity)
      left.set(offer, available(offer) - quantity)
      const numbers = times(
        quantity,
        (index): TelephoneNumber => ({
          number: `${offer.digits}${first + index}`,
          country: offer.country,
          state: offer.state,
          region: offer.region,
          kind: offer.kind,
          purchased: clock.now(),
          monthlyCost: offer.monthlyCost,
          ...terms
        })
      )
      for (const bought of numbers) {
        purchases.push({ bought, setupCost: offer.setupCost, deleted: undefined })
      }
      return numbers
    },
    invent: (offer, quantity) =>
      times(quantity, () => {
        invented += 1
        return `${offer.digits}${900 + (invented % 100)}`
      }),
    remove: (number) => {
      const purchase = owned().find(({ bought }) => bought.number === number)
      if (purchase === undefined) return false
      purchase.deleted = clock.now()
      return true
    },
    list: () => owned().map(({ bought }) => bought),
    get: (number) => owned().find(({ bought }) => bought.number === number)?.bought,
    charges: () => purchases.flatMap(charge).sort((one, other) => one.at - other.at),
    senders: () => others && [...others, ...owned().map(({ bought }) => bought.number)],
    regulationAddresses: () => [...addresses.values()],
    regulationAddress: (name) => addresses.get(name),
    addRegulationAddress: (address) => {
      addresses.set(address.name, address)
    }
  }
}
