/**
 * The wire side of `TelephoneNumbers`: what each operation is called there, and what it answers.
 */
import * as Schema from "effect/Schema"
import { CloudAccount } from "../CloudAccount.js"
import type { KindOptions, ListOptions, PurchaseOptions, RegionsOptions } from "../TelephoneNumber.js"
import * as Answers from "./answers.js"
import * as Endpoint from "./endpoint.js"
import { decoderOf } from "./reader.js"
import * as Wire from "./wire.js"

const kindParameter = () =>
  Endpoint.optional("did_type", "I", Wire.choice(["geographic", "national", "mobile", "tollfree"]))

/** A list of numbers or names. Only its existence is known (S), so both are read, and digits as a number. */
const texts = () => Answers.arrayWithin(Schema.Union([Answers.nonEmptyText(), Schema.Int]))

export type Texts = ReturnType<typeof texts>["Type"]

const purchaseParameters = (): Readonly<
  Record<Endpoint.FieldNames<PurchaseOptions>, Endpoint.Parameter>
> => ({
  country: Endpoint.required("country", "D", Wire.escapedText),
  state: Endpoint.optional("state", "D", Wire.escapedText),
  region: Endpoint.required("region", "D", Wire.escapedText),
  regulationAddress: Endpoint.optional("regulation_address", "D", Wire.escapedText),
  quantity: Endpoint.optional("quantity", "D", Wire.wholeNumberFrom(1)),
  basedOn: Endpoint.optional("based_on", "D", Wire.escapedText),
  allowPartial: Endpoint.optional("allow_partial", "D", Wire.flag),
  kind: kindParameter(),
  allowLandline: Endpoint.optional("allow_landline", "I", Wire.flag),
  allowCellular: Endpoint.optional("allow_cellular", "I", Wire.flag),
  allowPayphone: Endpoint.optional("allow_payphone", "I", Wire.flag)
})

const purchaseRules = (input: Readonly<Record<string, unknown>>): ReadonlyArray<Endpoint.Problem> =>
  input.kind === "tollfree"
    ? []
    : ["allowLandline", "allowCellular", "allowPayphone"]
        .filter((field) => input[field] !== undefined)
        .map((field) => ({ field, rule: "is for toll-free numbers only: say kind tollfree" }))

export const purchaseEndpoint = /*#__PURE__*/ Endpoint.define<PurchaseOptions, Texts, CloudAccount>(() => ({
  operation: "TelephoneNumbers.purchase",
  wrapper: [43],
  method: "POST",
  path: "/tel_purchase",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "once",
  whenUnknown:
    "Numbers may have been bought, which costs at once and every month: look for new ones of the same kind with TelephoneNumbers.list before buying again",
  parameters: purchaseParameters(),
  rules: purchaseRules,
  responseMark: "S",
  response: texts()
}))

export const purchaseDevelopmentEndpoint = /*#__PURE__*/ Endpoint.define<
  PurchaseOptions,
  Texts,
  CloudAccount
>(() => ({
  operation: "TelephoneNumbers.purchaseDevelopment",
  wrapper: [44],
  method: "POST",
  path: "/tel_purchase_development",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "once",
  whenUnknown: "Nothing was bought, whatever happened: development numbers cost nothing, so try again",
  parameters: purchaseParameters(),
  rules: purchaseRules,
  responseMark: "S",
  response: texts()
}))

const recordsByName = () => Answers.byName(Schema.Record(Schema.String, Schema.Unknown))

type RecordsByName = ReturnType<typeof recordsByName>["Type"]

export const listEndpoint = /*#__PURE__*/ Endpoint.define<ListOptions, RecordsByName, CloudAccount>(() => ({
  operation: "TelephoneNumbers.list",
  wrapper: [45],
  method: "POST",
  path: "/tel_list_numbers",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "read",
  parameters: {
    country: Endpoint.optional("country", "I", Wire.escapedText),
    state: Endpoint.optional("state", "I", Wire.escapedText),
    region: Endpoint.optional("region", "I", Wire.escapedText),
    kind: kindParameter()
  },
  responseMark: "S",
  response: recordsByName(),
  decoder: decoderOf
}))

export interface Numbers {
  readonly numbers: ReadonlyArray<string>
}

const removal = () =>
  Schema.Struct({
    status: Answers.nonEmptyText(),
    // An object keyed by number (S). What its values are nobody says.
    numbers: Schema.optional(
      Schema.NullOr(
        Schema.Union([
          Schema.Record(Schema.String, Schema.Unknown),
          Schema.Array(Schema.Union([Answers.nonEmptyText(), Schema.Int]))
        ])
      )
    )
  })

type WireRemoval = ReturnType<typeof removal>["Type"]

export const removeEndpoint = /*#__PURE__*/ Endpoint.define<Numbers, WireRemoval, CloudAccount>(() => ({
  operation: "TelephoneNumbers.remove",
  wrapper: [46],
  method: "POST",
  path: "/tel_delete_numbers",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "again",
  parameters: { numbers: Endpoint.required("numbers", "I", Wire.phoneNumbers) },
  responseMark: "S",
  response: removal()
}))

export const countriesEndpoint = /*#__PURE__*/ Endpoint.define<KindOptions, Texts, CloudAccount>(() => ({
  operation: "TelephoneNumbers.countries",
  wrapper: [47],
  method: "POST",
  path: "/tel_get_supported_countries",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "read",
  parameters: { kind: kindParameter() },
  responseMark: "S",
  response: texts()
}))

export interface InCountry {
  readonly country: string
}

export const statesEndpoint = /*#__PURE__*/ Endpoint.define<InCountry, Texts, CloudAccount>(() => ({
  operation: "TelephoneNumbers.states",
  wrapper: [48],
  method: "POST",
  path: "/tel_get_supported_states",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "read",
  parameters: { country: Endpoint.required("country", "I", Wire.escapedText) },
  responseMark: "S",
  response: texts()
}))

export const regionsEndpoint = /*#__PURE__*/ Endpoint.define<RegionsOptions, Texts, CloudAccount>(() => ({
  operation: "TelephoneNumbers.regions",
  wrapper: [49],
  method: "POST",
  path: "/tel_get_supported_regions",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "read",
  parameters: {
    country: Endpoint.required("country", "I", Wire.escapedText),
    state: Endpoint.optional("state", "I", Wire.escapedText),
    kind: kindParameter()
  },
  responseMark: "S",
  response: texts()
}))

export const regulationAddressesEndpoint = /*#__PURE__*/ Endpoint.define<
  Readonly<Record<never, never>>,
  RecordsByName,
  CloudAccount
>(() => ({
  operation: "TelephoneNumbers.regulationAddresses",
  wrapper: [50],
  method: "POST",
  path: "/tel_list_regulation_addresses",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "read",
  parameters: {},
  responseMark: "S",
  response: recordsByName(),
  decoder: decoderOf
}))
