/**
 * Inbound telephone numbers: what is on sale, buying, listing and giving back.
 *
 * Texts may hold any character: what is beyond ASCII is sent as the escapes that the cloud
 * asks for (D for the region, I for the other texts).
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { CloudError } from "./CloudError.js"
import { call, type Requirements } from "./internal/call.js"
import {
  countriesEndpoint,
  listEndpoint,
  purchaseDevelopmentEndpoint,
  purchaseEndpoint,
  regionsEndpoint,
  regulationAddressesEndpoint,
  removeEndpoint,
  statesEndpoint,
  type Texts
} from "./internal/telephoneNumbers.js"
import type {
  KindOptions,
  ListOptions,
  PurchaseOptions,
  RegionsOptions,
  RegulationAddress,
  Removal,
  TelephoneNumber
} from "./TelephoneNumber.js"

export type {
  FailedRemoval,
  KindOptions,
  ListOptions,
  NumberKind,
  OrdinaryPurchaseOptions,
  PurchaseOptions,
  RegionsOptions,
  RegulationAddress,
  Removal,
  TelephoneNumber,
  TollFreePurchaseOptions
} from "./TelephoneNumber.js"

const asText = (values: Texts): ReadonlyArray<string> => values.map(String)

/**
 * Buys telephone numbers. **This costs money at once, and every month until the numbers are
 * removed** (D).
 *
 * **When to use**
 *
 * Use {@link purchaseDevelopment} while you write the program: it takes the same options and
 * buys nothing.
 *
 * **Details**
 *
 * Succeeds with the numbers that were bought: as many as `quantity` says, or fewer with
 * `allowPartial`. It never repeats a purchase by itself, except after a connection that was never
 * made and after HTTP 429, when nothing can have been bought. An error with the outcome `unknown`
 * means that numbers may have been bought: compare {@link list}, asked for the same `kind`, with what
 * you had before, and buy again only after that.
 *
 * Errors worth telling apart: `InvalidInput` (nothing sent); `Rejected` with the code `0002`
 * (malformed, such as digits in the name of a country), `0005` (the country needs a regulation
 * address) or `0006` (the address does not suit: some countries want one in the same region, some
 * one in the same country).
 *
 * **Example** (Buy two numbers in London)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as TelephoneNumbers from "@aculab-cloud/core/TelephoneNumbers"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const bought = TelephoneNumbers.purchase({
 *   country: "United Kingdom",
 *   region: "London",
 *   quantity: 2
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * const numbers = await Effect.runPromise(bought)
 * console.log(numbers.length)
 * // => 2
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const purchase = (
  options: PurchaseOptions
): Effect.Effect<ReadonlyArray<string>, CloudError, Requirements> =>
  Effect.map(call(purchaseEndpoint, options), asText)

/**
 * Does as {@link purchase} does and buys nothing: answers made-up numbers. For development (S).
 *
 * **Details**
 *
 * Options and errors are those of {@link purchase} (S). Nothing is spent, whatever the outcome.
 *
 * **Example** (Try a purchase)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as TelephoneNumbers from "@aculab-cloud/core/TelephoneNumbers"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const tried = TelephoneNumbers.purchaseDevelopment({
 *   country: "United Kingdom",
 *   region: "London"
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * const numbers = await Effect.runPromise(tried)
 * console.log(numbers.length)
 * // => 1
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const purchaseDevelopment = (
  options: PurchaseOptions
): Effect.Effect<ReadonlyArray<string>, CloudError, Requirements> =>
  Effect.map(call(purchaseDevelopmentEndpoint, options), asText)

/**
 * Lists the numbers of the account.
 *
 * **Gotchas**
 *
 * Without `kind` the cloud takes it as `geographic` (S): a list of all numbers takes one call for
 * each kind.
 *
 * **Example** (Is the number on the account?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as TelephoneNumbers from "@aculab-cloud/core/TelephoneNumbers"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   const [bought] = yield* TelephoneNumbers.purchase({ country: "United Kingdom", region: "London" })
 *   const numbers = yield* TelephoneNumbers.list({ country: "United Kingdom" })
 *   return numbers.some(({ number }) => number === bought)
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => true
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const list = (
  options: ListOptions = {}
): Effect.Effect<ReadonlyArray<TelephoneNumber>, CloudError, Requirements> =>
  Effect.map(call(listEndpoint, options), (byNumber) =>
    Object.entries(byNumber).map(([number, other]) => ({ number, other }))
  )

/**
 * Gives numbers back: they are deleted from the account, for good.
 *
 * **Details**
 *
 * A leading `+`, spaces and dashes are removed from the numbers. That some or all could not be
 * deleted is no error here: look at `status` and `failed`.
 *
 * **Gotchas**
 *
 * The call is repeated when an answer is lost. The repetition then may name numbers in `failed`
 * that the first attempt has deleted: {@link list} tells.
 *
 * **Example** (Give a number back)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as TelephoneNumbers from "@aculab-cloud/core/TelephoneNumbers"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   const numbers = yield* TelephoneNumbers.purchase({ country: "United Kingdom", region: "London" })
 *   return yield* TelephoneNumbers.remove(numbers)
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => {"status":"OK","failed":[]}
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const remove = (numbers: ReadonlyArray<string>): Effect.Effect<Removal, CloudError, Requirements> =>
  Effect.map(call(removeEndpoint, { numbers }), (wire) => ({
    status: wire.status,
    failed: Array.isArray(wire.numbers)
      ? asText(wire.numbers).map((number) => ({ number, details: undefined }))
      : Object.entries(wire.numbers ?? {}).map(([number, details]) => ({ number, details }))
  }))

/**
 * Lists the countries in which numbers can be bought: their full names, as {@link purchase} takes
 * them (S).
 *
 * **Example** (Is there something in a country?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as TelephoneNumbers from "@aculab-cloud/core/TelephoneNumbers"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const countries = TelephoneNumbers.countries({ kind: "geographic" }).pipe(
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log((await Effect.runPromise(countries)).includes("United Kingdom"))
 * // => true
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const countries = (
  options: KindOptions = {}
): Effect.Effect<ReadonlyArray<string>, CloudError, Requirements> =>
  Effect.map(call(countriesEndpoint, options), asText)

/**
 * Lists the states of a country in which numbers can be bought. It asks for no kind, unlike
 * {@link countries} and {@link regions} (S).
 *
 * **Example** (The states of a country)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as TelephoneNumbers from "@aculab-cloud/core/TelephoneNumbers"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const states = TelephoneNumbers.states("United States").pipe(
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log((await Effect.runPromise(states)).includes("California"))
 * // => true
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const states = (country: string): Effect.Effect<ReadonlyArray<string>, CloudError, Requirements> =>
  Effect.map(call(statesEndpoint, { country }), asText)

/**
 * Lists the regions of a country in which numbers can be bought; for toll-free and national
 * numbers, the prefixes (I).
 *
 * **Example** (Where in the country?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as TelephoneNumbers from "@aculab-cloud/core/TelephoneNumbers"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const regions = TelephoneNumbers.regions({ country: "Germany" }).pipe(
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log((await Effect.runPromise(regions)).includes("Mönchengladbach"))
 * // => true
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const regions = (
  options: RegionsOptions
): Effect.Effect<ReadonlyArray<string>, CloudError, Requirements> =>
  Effect.map(call(regionsEndpoint, options), asText)

/**
 * Lists the addresses that are registered on the account, for countries that ask for one. They
 * are registered in the web console, not here (D).
 *
 * **Example** (Which addresses are there?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as TelephoneNumbers from "@aculab-cloud/core/TelephoneNumbers"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const names = TelephoneNumbers.regulationAddresses().pipe(
 *   Effect.map((addresses) => addresses.map(({ name }) => name)),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(names))
 * // => ["Head office","Berlin office"]
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const regulationAddresses = (): Effect.Effect<
  ReadonlyArray<RegulationAddress>,
  CloudError,
  Requirements
> =>
  Effect.map(call(regulationAddressesEndpoint, {}), (byName) =>
    Object.entries(byName).map(([name, other]) => ({ name, other }))
  )

/**
 * The operations of this module as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [
  purchaseEndpoint,
  purchaseDevelopmentEndpoint,
  listEndpoint,
  removeEndpoint,
  countriesEndpoint,
  statesEndpoint,
  regionsEndpoint,
  regulationAddressesEndpoint
] as const
