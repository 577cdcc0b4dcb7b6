/**
 * What a telephone number is: its country, its kind of line, its carrier.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { CloudAccount } from "./CloudAccount.js"
import type { CloudError } from "./CloudError.js"
import * as Answers from "./internal/answers.js"
import { defined } from "./internal/answers.js"
import { call, type Requirements } from "./internal/call.js"
import * as Endpoint from "./internal/endpoint.js"
import * as Wire from "./internal/wire.js"

/**
 * Kind of line (D). The set is open: a word that this SDK does not know is passed on.
 *
 * @category models
 * @since 0.1.0
 */
export type LineType =
  | "mobile"
  | "landline"
  | "toll_free"
  | "voip"
  | "other"
  | (string & Record<never, never>)

/**
 * The cloud knows nothing of the number.
 *
 * @category models
 * @since 0.1.0
 */
export interface NumberNotFound {
  readonly found: false
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * What the cloud knows of the number. Fields that it leaves out are absent.
 *
 * @category models
 * @since 0.1.0
 */
export interface NumberFound {
  readonly found: true
  /** Full name of the country, such as `United States` (D). */
  readonly countryName?: string
  /**
   * ISO 3166-1 code of the country. Three letters, such as `USA`, says Aculab's documentation (D);
   * two, says its Python wrapper (S). Be ready for both.
   */
  readonly countryCode?: string
  readonly lineType?: LineType
  /** Name of the carrier, in its own words (D). */
  readonly carrier?: string
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * The answer of {@link check}.
 *
 * @category models
 * @since 0.1.0
 */
export type LookupResult = NumberFound | NumberNotFound

interface CheckInput {
  readonly phoneNumber: string
}

const answer = () => {
  const text = Schema.optional(Schema.NullOr(Schema.String))
  return Answers.open({
    number_found: Schema.Boolean,
    country_name: text,
    country_code: text,
    line_type: text,
    carrier: text
  })
}

type WireAnswer = ReturnType<typeof answer>["Type"]

const wireNames = ["number_found", "country_name", "country_code", "line_type", "carrier"]

const checkEndpoint = /*#__PURE__*/ Endpoint.define<CheckInput, WireAnswer, CloudAccount>(() => ({
  operation: "NumberLookup.check",
  wrapper: [51],
  method: "GET",
  path: "/number_lookup/v1/check",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "read",
  parameters: { phoneNumber: Endpoint.required("phone_number", "D", Wire.phoneNumber) },
  responseMark: "D",
  response: answer()
}))

/**
 * Looks a telephone number up.
 *
 * **Details**
 *
 * The number is an E.164 number: 5 to 15 digits, country code first. A leading `+`, spaces and
 * dashes are removed, because Aculab's example is of digits alone (D). It travels in the address
 * of the request, since the cloud takes this call as a GET only (D): a proxy may keep it in its log.
 *
 * A number that the cloud does not know is no error: `found` is `false`. Errors worth telling apart:
 * `InvalidInput` (nothing sent), `Rejected` with the code `400 Bad Request` (the cloud takes the
 * text for no telephone number, D).
 *
 * **Example** (Can it get an SMS?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as NumberLookup from "@aculab-cloud/core/NumberLookup"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const isMobile = NumberLookup.check("+44 7700 900123").pipe(
 *   Effect.map((result) => result.found && result.lineType === "mobile"),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(isMobile))
 * // => true
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const check = (phoneNumber: string): Effect.Effect<LookupResult, CloudError, Requirements> =>
  Effect.map(call(checkEndpoint, { phoneNumber }), (wire): LookupResult => {
    const other = Answers.otherThan(wireNames, wire)
    if (!wire.number_found) return { found: false, other }
    return {
      found: true,
      ...defined({
        countryName: wire.country_name ?? undefined,
        countryCode: wire.country_code ?? undefined,
        lineType: wire.line_type ?? undefined,
        carrier: wire.carrier ?? undefined
      }),
      other
    }
  })

/**
 * The operations of this module as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [checkEndpoint] as const
