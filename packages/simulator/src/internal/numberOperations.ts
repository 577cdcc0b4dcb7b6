/** The operations on telephone numbers (wire reference, C 5). Buying has a file of its own. */
import type { RegulationAddress, TelephoneNumber } from "../TelephoneNumbers.js"
import { listOf, phoneNumber } from "./checks.js"
import { cloudDateTime } from "./dateTime.js"
import { countriesOf, regionsOf, statesOf } from "./numberCatalogue.js"
import {
  country,
  countryProblems,
  escapedName,
  numberKind,
  state,
  stateProblems
} from "./numberParameters.js"
import { json, type Operation } from "./operation.js"
import { optional, required } from "./parameters.js"

const details = (bought: TelephoneNumber) => ({
  country: bought.country,
  ...(bought.state === undefined ? {} : { state: bought.state }),
  region: bought.region,
  did_type: bought.kind,
  ...(bought.regulationAddress === undefined ? {} : { regulation_address: bought.regulationAddress }),
  ...(bought.callers === undefined
    ? {}
    : {
        allow_landline: bought.callers.landline,
        allow_cellular: bought.callers.cellular,
        allow_payphone: bought.callers.payphone
      }),
  purchased: cloudDateTime(bought.purchased),
  monthly_cost: bought.monthlyCost
})

const listCountry = optional("country", "I", escapedName, undefined)
const listState = optional("state", "I", escapedName, undefined)
const listRegion = optional("region", "I", escapedName, undefined)

const listNumbers: Operation = {
  path: "/tel_list_numbers",
  parameters: [listCountry, listState, listRegion, numberKind],
  findProblems: () => [],
  run: (input, cloud) => {
    const wanted = {
      country: input.get(listCountry),
      state: input.get(listState),
      region: input.get(listRegion)
    }
    const found = cloud.telephoneNumbers.list().filter(
      (number) =>
        (wanted.country ?? number.country) === number.country &&
        (wanted.state ?? number.state) === number.state &&
        (wanted.region ?? number.region) === number.region &&
        // I: without did_type only geographic numbers are listed, as its default (S) suggests.
        input.get(numberKind) === number.kind
    )
    return json(Object.fromEntries(found.map((number) => [number.number, details(number)])))
  }
}

// I: the name and the delimiter.
const numbers = required("numbers", "I", listOf("/", phoneNumber))

const deleteNumbers: Operation = {
  path: "/tel_delete_numbers",
  parameters: [numbers],
  findProblems: () => [],
  run: (input, cloud) => {
    const all = [...new Set(input.get(numbers))]
    const failed = all.filter((number) => !cloud.telephoneNumbers.remove(number))
    if (failed.length === 0) return json({ status: "OK" })
    return json({
      status: failed.length < all.length ? "PARTIAL" : "FAIL",
      // I: what is said of each number.
      numbers: Object.fromEntries(failed.map((number) => [number, "not one of your numbers"]))
    })
  }
}

const supportedCountries: Operation = {
  path: "/tel_get_supported_countries",
  parameters: [numberKind],
  findProblems: () => [],
  run: (input) => json(countriesOf(input.get(numberKind)))
}

const supportedStates: Operation = {
  path: "/tel_get_supported_states",
  parameters: [country],
  findProblems: countryProblems,
  run: (input) => json(statesOf(input.get(country)))
}

const supportedRegions: Operation = {
  path: "/tel_get_supported_regions",
  parameters: [country, state, numberKind],
  findProblems: (input) => [...countryProblems(input), ...stateProblems(input)],
  run: (input) => json(regionsOf(input.get(country), input.get(state), input.get(numberKind)))
}

const addressOnWire = ({ country, region, street }: RegulationAddress) => ({ country, region, street })

const listRegulationAddresses: Operation = {
  path: "/tel_list_regulation_addresses",
  parameters: [],
  findProblems: () => [],
  run: (_, cloud) =>
    json(
      Object.fromEntries(
        cloud.telephoneNumbers.regulationAddresses().map((address) => [address.name, addressOnWire(address)])
      )
    )
}

export const numberOperations: readonly Operation[] = [
  listNumbers,
  deleteNumbers,
  supportedCountries,
  supportedStates,
  supportedRegions,
  listRegulationAddresses
]
