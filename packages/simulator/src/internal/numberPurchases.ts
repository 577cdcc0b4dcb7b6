/** Buying telephone numbers, and playing at it (wire reference, C 5.1 and 5.2). */
import type { NumberOffer } from "../TelephoneNumbers.js"
import { flag, wholeNumber } from "./checks.js"
import { findOffer, suits } from "./numberCatalogue.js"
import {
  country,
  countryProblems,
  escapedName,
  numberKind,
  state,
  stateProblems,
  wrong
} from "./numberParameters.js"
import { type Cloud, json, type Operation, type Outcome, refused } from "./operation.js"
import { type Check, type Input, malformed, optional, type Problem, required, valid } from "./parameters.js"
import { httpRefusal } from "./refusal.js"

/** The pages write True and False (D), Aculab's Python wrapper true and false (S). */
const eitherFlag: Check<boolean> = (text) =>
  /^([Tt]rue|[Ff]alse)$/.test(text) ? valid(text.toLowerCase() === "true") : malformed("true or false")

const region = required("region", "D", escapedName)
const regulationAddress = optional("regulation_address", "D", escapedName, undefined)
const quantity = optional("quantity", "D", wholeNumber({ from: 1 }), 1)
const basedOn = optional("based_on", "D", escapedName, undefined)
const allowPartial = optional("allow_partial", "D", eitherFlag, false)
const allowLandline = optional("allow_landline", "I", flag, false)
const allowCellular = optional("allow_cellular", "I", flag, false)
const allowPayphone = optional("allow_payphone", "I", flag, false)

const offerOf = (input: Input): NumberOffer | undefined => {
  const place = { country: input.maybe(country), region: input.maybe(region), kind: input.maybe(numberKind) }
  if (place.country === undefined || place.region === undefined || place.kind === undefined) return undefined
  return findOffer({
    country: place.country,
    state: input.maybe(state),
    region: place.region,
    kind: place.kind
  })
}

const placeProblems = (input: Input): readonly Problem[] => {
  const problems = [...countryProblems(input), ...stateProblems(input)]
  // What is missing or cannot be read has a problem of its own.
  const readable = [country, state, region, numberKind].every((parameter) =>
    input.given(parameter) ? input.maybe(parameter) !== undefined : !parameter.required
  )
  if (problems.length > 0 || !readable || offerOf(input) !== undefined) return problems
  return [wrong("region", "there are no numbers of this kind")]
}

const addressProblems = (input: Input, cloud: Cloud): readonly Problem[] => {
  const offer = offerOf(input)
  if (!input.given(regulationAddress)) {
    return offer?.regulation === undefined
      ? []
      : [{ code: "0005", text: `${offer.country} needs a regulation address, but none was given` }]
  }
  const name = input.maybe(regulationAddress)
  if (name === undefined) return []
  const address = cloud.telephoneNumbers.regulationAddress(name)
  // I: the code.
  if (address === undefined) return [wrong("regulation_address", "there is no address of this name")]
  if (offer === undefined || suits(address, offer)) return []
  const text = `The regulation address ${name} does not suit ${offer.region}, ${offer.country}`
  return [{ code: "0006", text, details: [`required: ${offer.regulation}`] }]
}

/** For toll-free numbers only (S). That they are errors for others is inferred. */
const tollFreeProblems = (input: Input): readonly Problem[] => {
  const kind = input.maybe(numberKind)
  if (kind === undefined || kind === "tollfree") return []
  return [allowLandline, allowCellular, allowPayphone]
    .filter((parameter) => input.given(parameter))
    .map(({ name }) => wrong(name, "it is for toll-free numbers only"))
}

const serviceProblems = (input: Input, cloud: Cloud): readonly Problem[] => {
  const name = input.maybe(basedOn)
  return name === undefined || cloud.services.get("inbound", name) !== undefined
    ? []
    : [wrong("based_on", "there is no inbound service of this name")]
}

/** How many numbers there will be; or that there are not enough. The code of that is inferred. */
const granted = (input: Input, cloud: Cloud, offer: NumberOffer): number | Outcome => {
  const wanted = input.get(quantity)
  const available = cloud.telephoneNumbers.available(offer)
  if (available >= wanted) return wanted
  if (input.get(allowPartial) && available > 0) return available
  return refused(httpRefusal(400, `Of ${wanted} numbers only ${available} are available`))
}

const numbersOnWire = (numbers: readonly string[], cloud: Cloud): Outcome =>
  json(cloud.forms.numbersBought === "array" ? numbers : { numbers })

const purchaseOperation = (
  path: string,
  obtain: (offer: NumberOffer, quantity: number, input: Input, cloud: Cloud) => readonly string[]
): Operation => ({
  path,
  parameters: [
    country,
    state,
    region,
    regulationAddress,
    quantity,
    basedOn,
    allowPartial,
    numberKind,
    allowLandline,
    allowCellular,
    allowPayphone
  ],
  findProblems: (input, cloud) => [
    ...placeProblems(input),
    ...addressProblems(input, cloud),
    ...tollFreeProblems(input),
    ...serviceProblems(input, cloud)
  ],
  run: (input, cloud) => {
    const offer = offerOf(input)
    if (offer === undefined) throw new Error(`${path} runs without an offer`)
    const count = granted(input, cloud, offer)
    return typeof count === "number" ? numbersOnWire(obtain(offer, count, input, cloud), cloud) : count
  }
})

const callersOf = (input: Input) =>
  input.get(numberKind) === "tollfree"
    ? {
        landline: input.get(allowLandline),
        cellular: input.get(allowCellular),
        payphone: input.get(allowPayphone)
      }
    : undefined

const purchase = purchaseOperation("/tel_purchase", (offer, count, input, cloud) => {
  const terms = { regulationAddress: input.get(regulationAddress), callers: callersOf(input) }
  const numbers = cloud.telephoneNumbers.purchase(offer, count, terms).map(({ number }) => number)
  const template = cloud.services.get("inbound", input.get(basedOn) ?? "")
  if (template !== undefined) {
    for (const number of numbers) cloud.services.put("inbound", number, template.configuration)
  }
  return numbers
})

/** The same rules, but made-up numbers and nothing bought (S), so no service is made either (I). */
const purchaseDevelopment = purchaseOperation("/tel_purchase_development", (offer, count, _, cloud) =>
  cloud.telephoneNumbers.invent(offer, count)
)

export const numberPurchases: readonly Operation[] = [purchase, purchaseDevelopment]
