/** Kinds of numbers, and where they are: what several commands about numbers take. */
import * as Flag from "effect/cli/Flag"
import { withNames } from "../../failure.js"

const kinds = ["geographic", "national", "mobile", "tollfree"] as const

export const kind = Flag.Literals("kind", kinds).pipe(
  Flag.withDescription("Kind of the numbers (default: geographic)"),
  Flag.optional
)

export const country = Flag.String("country").pipe(
  Flag.withMetavar("name"),
  Flag.withDescription(
    "Full name of the country, such as 'United Kingdom': see `aculab-cloud numbers countries`"
  )
)

export const state = Flag.String("state").pipe(
  Flag.withMetavar("name"),
  Flag.withDescription(
    "Name of the state, which some countries need: see `aculab-cloud numbers states COUNTRY`"
  ),
  Flag.optional
)

export const region = Flag.String("region").pipe(
  Flag.withMetavar("name"),
  Flag.withDescription(
    "Name of the region, such as London, or for toll-free and national numbers the prefix: see `aculab-cloud numbers regions COUNTRY`"
  )
)

/** The fields of the SDK in the words of the command line. */
export const inFlags = withNames({
  country: "--country",
  state: "--state",
  region: "--region",
  kind: "--kind",
  regulationAddress: "--regulation-address",
  quantity: "--quantity",
  basedOn: "--based-on"
})
