/** Telephone numbers. */
import * as NumberLookup from "@aculab-cloud/core/NumberLookup"
import * as TelephoneNumbers from "@aculab-cloud/core/TelephoneNumbers"
import * as fc from "fast-check"
import { escaped, maybe, phone, present, text, written } from "./arbitraries.js"
import type { Calls } from "./call.js"

const place = fc.record({ country: text, state: maybe(text), region: text, regulationAddress: maybe(text) })
const order = fc.record({
  place,
  quantity: maybe(fc.integer({ min: 1, max: 1_000 })),
  basedOn: maybe(text),
  allowPartial: maybe(fc.boolean())
})
const orderFields = ({
  place,
  quantity,
  basedOn,
  allowPartial
}: typeof order extends fc.Arbitrary<infer A> ? A : never) =>
  present({
    country: escaped(place.country),
    state: place.state === undefined ? undefined : escaped(place.state),
    region: escaped(place.region),
    regulation_address: place.regulationAddress === undefined ? undefined : escaped(place.regulationAddress),
    quantity: written(quantity),
    based_on: basedOn === undefined ? undefined : escaped(basedOn),
    allow_partial: written(allowPartial)
  })

export const numbers: Calls = {
  "TelephoneNumbers.purchase": order.map((each) => {
    const { place, ...rest } = each
    return {
      call: TelephoneNumbers.purchase({ ...place, ...rest }),
      said: { path: "/tel_purchase", form: orderFields(each) }
    }
  }),
  "TelephoneNumbers.purchaseDevelopment": order.map((each) => {
    const { place, ...rest } = each
    return {
      call: TelephoneNumbers.purchaseDevelopment({ ...place, ...rest }),
      said: { path: "/tel_purchase_development", form: orderFields(each) }
    }
  }),
  "TelephoneNumbers.list": maybe(text).map((country) => ({
    call: TelephoneNumbers.list({ country }),
    said: { path: "/tel_list_numbers", form: country === undefined ? {} : { country: escaped(country) } }
  })),
  "TelephoneNumbers.remove": fc.array(phone, { minLength: 1, maxLength: 4 }).map((phones) => ({
    call: TelephoneNumbers.remove(phones.map(({ written }) => written)),
    said: { path: "/tel_delete_numbers", form: { numbers: phones.map(({ digits }) => digits).join("/") } }
  })),
  "TelephoneNumbers.countries": fc.constant({
    call: TelephoneNumbers.countries(),
    said: { path: "/tel_get_supported_countries", form: {} }
  }),
  "TelephoneNumbers.states": text.map((country) => ({
    call: TelephoneNumbers.states(country),
    said: { path: "/tel_get_supported_states", form: { country: escaped(country) } }
  })),
  "TelephoneNumbers.regions": fc.tuple(text, maybe(text)).map(([country, state]) => ({
    call: TelephoneNumbers.regions({ country, state }),
    said: {
      path: "/tel_get_supported_regions",
      form: present({ country: escaped(country), state: state === undefined ? undefined : escaped(state) })
    }
  })),
  "TelephoneNumbers.regulationAddresses": fc.constant({
    call: TelephoneNumbers.regulationAddresses(),
    said: { path: "/tel_list_regulation_addresses", form: {} }
  }),
  "NumberLookup.check": phone.map(({ digits, written }) => ({
    call: NumberLookup.check(written),
    said: { path: "/number_lookup/v1/check", query: { phone_number: digits } }
  }))
}
