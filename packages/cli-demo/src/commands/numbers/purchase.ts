/** `aculab-cloud numbers purchase`, and its rehearsal `purchase-development` */
import * as TelephoneNumbers from "@aculab-cloud/core/TelephoneNumbers"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { ask } from "../../ask.js"
import { Simulate } from "../../cloud.js"
import { confirm, yesFlag } from "../../confirm.js"
import { invalidInput } from "../../failure.js"
import { dim, isTerminal, printError } from "../../output.js"
import { printTable } from "../../table.js"
import { country, inFlags, kind, region, state } from "./places.js"

const allow = (name: string, callers: string) =>
  Flag.Boolean(name).pipe(
    Flag.withDescription(`Let ${callers} call a toll-free number: who is not let in is blocked`),
    Flag.withDefault(false)
  )

const input = {
  country,
  state,
  region,
  kind,
  quantity: Flag.Int("quantity").pipe(
    Flag.withDescription("How many numbers (default: 1)"),
    Flag.filter(
      (quantity) => quantity >= 1,
      () => "a whole number of 1 or more"
    ),
    Flag.withDefault(1)
  ),
  allowPartial: Flag.Boolean("allow-partial").pipe(
    Flag.withDescription("Buy what there is when there are fewer; without it all or none"),
    Flag.withDefault(false)
  ),
  regulationAddress: Flag.String("regulation-address").pipe(
    Flag.withMetavar("name"),
    Flag.withDescription(
      "Name of a registered address, which some countries need: see `aculab-cloud numbers regulation-addresses`"
    ),
    Flag.optional
  ),
  basedOn: Flag.String("based-on").pipe(
    Flag.withMetavar("name"),
    Flag.withDescription("An inbound service: each number gets a new service that is made from it"),
    Flag.optional
  ),
  allowLandline: allow("allow-landline", "landlines"),
  allowCellular: allow("allow-cellular", "mobile phones"),
  allowPayphone: allow("allow-payphone", "payphones")
}

type Input = Command.Command.Config.Infer<typeof input>

const show = (numbers: ReadonlyArray<string>) =>
  printTable(numbers, [{ title: "Number", of: (number) => number }])

const purchaseOperation = "TelephoneNumbers.purchase"

export const purchase = Command.make(
  "purchase",
  { ...input, ...yesFlag },
  Effect.fnUntraced(function* (input) {
    const options = yield* optionsOf(purchaseOperation, input)
    yield* confirm(whatItDoes(input), input)
    yield* ask({
      operation: purchaseOperation,
      doing: "Buying",
      call: TelephoneNumbers.purchase(options).pipe(Effect.mapError(inFlags)),
      toJson: (numbers) => ({ numbers }),
      show: (numbers) => Effect.andThen(show(numbers), hint(numbers))
    })
  })
).pipe(
  Command.withDescription(
    "Buy telephone numbers. This costs money at once, and every month until the numbers are removed; the cloud does not tell the price beforehand. Says what it will buy and asks before it does. Never repeats a purchase whose outcome is not known: then it ends with 6, and the list of numbers of the same kind shows what was bought. Prints the numbers."
  ),
  Command.withShortDescription("Buy numbers: costs at once and every month"),
  Command.withExamples([
    {
      command:
        "aculab-cloud numbers purchase --simulate --country 'United Kingdom' --region London --quantity 2 --yes",
      description: "Try it: nothing is bought"
    },
    {
      command:
        "aculab-cloud numbers purchase --country Germany --region Berlin --regulation-address 'My office'",
      description: "With a registered address; asks before it buys"
    },
    {
      command:
        "aculab-cloud numbers purchase --country 'United States' --region 800 --kind tollfree --allow-landline --allow-cellular",
      description: "A toll-free number, by its prefix"
    }
  ])
)

const rehearsalOperation = "TelephoneNumbers.purchaseDevelopment"

export const purchaseDevelopment = Command.make(
  "purchase-development",
  input,
  Effect.fnUntraced(function* (input) {
    const options = yield* optionsOf(rehearsalOperation, input)
    yield* ask({
      operation: rehearsalOperation,
      doing: "Rehearsing a purchase",
      call: TelephoneNumbers.purchaseDevelopment(options).pipe(Effect.mapError(inFlags)),
      toJson: (numbers) => ({ numbers }),
      show
    })
  })
).pipe(
  Command.withDescription(
    "Rehearse a purchase, with the flags of `purchase`: the cloud checks them and answers made-up numbers. Buys nothing and costs nothing, whatever the outcome."
  ),
  Command.withShortDescription("Rehearse a purchase: buys nothing"),
  Command.withExamples([
    { command: "aculab-cloud numbers purchase-development --country 'United Kingdom' --region London" }
  ])
)

const namesOfKinds = {
  geographic: "geographic",
  national: "national",
  mobile: "mobile",
  tollfree: "toll-free"
}

/** In words, and in full: this is what a person agrees to. */
const whatItDoes = (input: Input): string => {
  const { quantity, allowPartial, region, state, country } = input
  const kind = namesOfKinds[kindOf(input)]
  const count = `${allowPartial && quantity > 1 ? "up to " : ""}${quantity}`
  const place = [region, ...Option.toArray(state), country].join(", ")
  return [
    `This buys ${count} ${kind} ${quantity === 1 ? "number" : "numbers"} in ${place}.`,
    "It costs money at once, and every month until you remove what you bought.",
    ...(kindOf(input) === "tollfree" && allowed(input).length === 0
      ? ["Nobody is allowed to call: see --allow-landline, --allow-cellular and --allow-payphone."]
      : [])
  ].join(" ")
}

const kindOf = ({ kind }: Input) => Option.getOrElse(kind, () => "geographic" as const)

const allowed = ({ allowLandline, allowCellular, allowPayphone }: Input): ReadonlyArray<string> => [
  ...(allowLandline ? ["--allow-landline"] : []),
  ...(allowCellular ? ["--allow-cellular"] : []),
  ...(allowPayphone ? ["--allow-payphone"] : [])
]

const optionsOf = Effect.fnUntraced(function* (operation: string, input: Input) {
  const common = {
    country: input.country,
    state: Option.getOrUndefined(input.state),
    region: input.region,
    quantity: input.quantity,
    regulationAddress: Option.getOrUndefined(input.regulationAddress),
    basedOn: Option.getOrUndefined(input.basedOn),
    allowPartial: input.allowPartial ? true : undefined
  }
  const kind = Option.getOrUndefined(input.kind)
  if (kind !== "tollfree") {
    const misplaced = allowed(input).map((field) => ({
      field,
      rule: "is for toll-free numbers only: say --kind tollfree"
    }))
    if (misplaced.length > 0) return yield* invalidInput(operation, misplaced)
    const options: TelephoneNumbers.PurchaseOptions = { ...common, kind }
    return options
  }
  const options: TelephoneNumbers.PurchaseOptions = {
    ...common,
    kind,
    allowLandline: input.allowLandline ? true : undefined,
    allowCellular: input.allowCellular ? true : undefined,
    allowPayphone: input.allowPayphone ? true : undefined
  }
  return options
})

const hint = Effect.fnUntraced(function* (numbers: ReadonlyArray<string>) {
  if (!(yield* isTerminal("stderr"))) return
  const words = (yield* Simulate)
    ? ["Bought from a simulated cloud: nothing was spent."]
    : ["To give them back:", `  aculab-cloud numbers remove ${numbers.join(" ")}`]
  yield* printError(...words.map(dim))
})
